"""A CSL-JSON item as columns of a corpus, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from aetia.model.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from aetia.sources.csl_reference import all_authors
from aetia.sources.csl_values import csl_date, partial_of, plain_text
from aetia.sources.languages import language_code
from aetia.sources.partial_dates import in_words
from aetia.sources.printed_pages import full_pages

BOOKS = frozenset({"book", "chapter", "thesis", "report"})
"""Types that are kept as books: they have a publisher, and no journal."""
_UNSAID = frozenset({"article-journal", "article", "document"})
"""Types that say nothing that could be kept as a publication type."""
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])$")
_ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dXx])\b(?!-?\d)")


@dataclass
class Extra:
    """What exports tell and CSL has no variable for.

    Attributes:
        abstracts: sections or versions of the abstract, where there are several.
        keywords: one a keyword; an asterisk before it marks a main one.
        affiliations: that no author is named for.
        identifiers: kind and value of those that CSL does not know.
        electronic: partial date of the electronic article.
    """

    abstracts: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    electronic: str | None = None


@dataclass
class Columns:
    """What became of an item.

    Attributes:
        values: by the names of :func:`aetia.sources.pubmed_xml.record_schema`.
        left: variables that no column can hold, each as often as it has a value that was left.
        faults: values that are not what their variable says.
    """

    values: dict[str, Any]
    left: list[str]
    faults: list[str]


def columns_of(item: dict[str, Any], extra: Extra) -> Columns:
    """An item as columns.

    Args:
        item: as :func:`aetia.sources.csl_values.regular_item` makes it.
        extra: what else the export tells.
    """
    return _Mapping(item, extra).columns()


class _Mapping:
    """One item on its way into columns; `rest` holds what is not placed yet."""

    def __init__(self, item: dict[str, Any], extra: Extra) -> None:
        self.rest, self.extra = dict(item), extra
        self.type = self.rest.pop("type", "article-journal")
        self.identifiers: list[dict[str, Any]] = []
        self.left: list[str] = []
        self.faults: list[str] = []

    def take(self, name: str) -> Any:
        return self.rest.pop(name, None)

    def columns(self) -> Columns:
        book = self.type in BOOKS
        title = self.take("title")
        values: dict[str, Any] = {
            "kind": "book" if book else "article",
            "title": plain_text(title) if title else None,
            "authors": [person(name) for name in self.take("author") or []],
            "authors_complete": self._all_authors(),
            **self._identified(),
            **self._dated(),
            **self._paged(book),
            **self._described(),
        }
        values |= {"book": self._book(values)} if book else self._journal()
        for name, value in self.rest.items():
            if value not in (None, "", [], {}):
                self.left += [name] * (len(value) if isinstance(value, list) else 1)
        values["identifiers"] = self.identifiers
        return Columns(
            {name: value for name, value in values.items() if value not in (None, [])}, self.left, self.faults
        )

    def _all_authors(self) -> bool | None:
        if all_authors(self.rest):
            return None
        self.take("custom")
        return False

    def _identified(self) -> dict[str, Any]:
        pmid = self._checked("PMID", "pubmed", normalize_pmid)
        values = {
            "pmid": int(pmid) if pmid else None,
            "doi": self._checked("DOI", "doi", normalize_doi),
            "pmcid": self._checked("PMCID", "pmc", normalize_pmcid),
        }
        for kind, name in (("id", "id"), ("url", "URL")):
            if value := self.take(name):
                self._identify(kind, value)
        for kind, value in self.extra.identifiers:
            self._identify(kind, value)
        return values

    def _checked(self, name: str, kind: str, normalize: Any) -> str | None:
        value = self.take(name)
        if not value:
            return None
        try:
            return str(normalize(value))
        except ValueError as error:
            self.faults.append(str(error))
            self.identifiers.append({"type": kind, "value": str(value), "place": "other", "valid": False})
            return None

    def _identify(self, kind: str, value: str) -> None:
        self.identifiers.append({"type": kind, "value": value, "place": "other"})

    def _issns(self) -> list[str]:
        """Every ISSN, as four digits, a hyphen and four more; a text without one is kept as an identifier that is not valid."""
        found: dict[str, None] = {}
        for text in self.take("ISSN") or []:
            issns = [f"{first}-{last.upper()}" for first, last in _ISSN.findall(text)]
            found.update(dict.fromkeys(issns))
            if not issns:
                self.identifiers.append({"type": "issn", "value": text, "place": "other", "valid": False})
        return list(found)

    def _dated(self) -> dict[str, Any]:
        issued = self.take("issued")
        printed = (issued or {}).get("literal")
        date = partial_of(issued)
        if printed and date is None:
            self.left.append("issued")
        return {
            "published": date,
            "published_printed": printed if printed and date and in_words(printed) else None,
            "published_electronic": self.extra.electronic,
        }

    def _paged(self, book: bool) -> dict[str, Any]:
        """Pages as printed; an electronic article's number stands in their place, as it does in PubMed."""
        pages = self.take("page")
        if not pages and not book:
            pages = self.take("number")
        return {"pages_printed": pages, "pages": full_pages(pages)}

    def _described(self) -> dict[str, Any]:
        abstracts = [text for text in (self.take("abstract"), *self.extra.abstracts) if text]
        language, note, genre = self.take("language"), self.take("note"), self.take("genre")
        code = language_code(language) if language else None
        if language and not code:
            self.left.append("language")
        kinds = genre or (None if self.type in _UNSAID else self.type)
        keywords = _split_keywords(self.take("keyword")) + self.extra.keywords
        return {
            "abstract": [{"text": plain_text(text)} for text in dict.fromkeys(abstracts)],
            "keywords": [_keyword(text) for text in dict.fromkeys(keywords)],
            "languages": [code] if code else [],
            "notes": [{"text": plain_text(note)}] if note else [],
            "owner": self.take("source"),
            "publication_types": [{"name": kinds}] if kinds else [],
            "affiliation": "; ".join(dict.fromkeys(self.extra.affiliations)) or None,
        }

    def _journal(self) -> dict[str, Any]:
        issns = self._issns()
        for issn in issns[1:]:
            self._identify("issn", issn)
        for isbn in self.take("ISBN") or []:
            self._identify("isbn", isbn)
        return {
            "journal": self.take("container-title"),
            "journal_iso": self.take("container-title-short"),
            "volume": self.take("volume"),
            "issue": self.take("issue"),
            "issn": issns[0] if issns else None,
        }

    def _book(self, values: dict[str, Any]) -> dict[str, Any]:
        for issn in self._issns():
            self._identify("issn", issn)
        return {
            "title": self.take("container-title") or (None if self.type == "chapter" else values["title"]),
            "publisher": self.take("publisher"),
            "place": self.take("publisher-place"),
            "edition": self.take("edition"),
            "volume": self.take("volume"),
            "collection": self.take("collection-title"),
            "report_number": self.take("number") if self.type == "report" else None,
            "isbn": self.take("ISBN") or [],
            "published": values["published"],
            "authors": [person(name) for name in self.take("editor") or []],
        }


def person(name: dict[str, Any]) -> dict[str, Any]:
    """A CSL name as a person of a corpus."""
    found = _ORCID.search(name.get("ORCID", ""))
    return {
        "family": name.get("family"),
        "given": name.get("given"),
        "suffix": name.get("suffix"),
        "collective": name.get("literal"),
        "orcid": "-".join(found.groups()).upper() if found else None,
        "affiliations": name.get("affiliation", []),
    }


def _split_keywords(text: str | None) -> list[str]:
    if not text:
        return []
    return [word.strip() for word in text.split(";" if ";" in text else ",") if word.strip()]


def _keyword(text: str) -> dict[str, Any]:
    bare = text.removeprefix("*")
    return {"text": bare or text, "major": True if bare and bare != text else None}


def item_of(columns: dict[str, Any]) -> dict[str, Any]:
    """A record of a corpus as a CSL-JSON item, as far as CSL goes.

    Args:
        columns: by the names of :func:`aetia.sources.pubmed_xml.record_schema`; a name may be missing.
    """
    book = columns.get("book") or {}
    title = columns.get("title") or columns.get("vernacular_title") or book.get("title")
    container = columns.get("journal") or (book.get("title") if book.get("title") != title else None)
    types = [made["name"] for made in columns.get("publication_types") or []]
    item = {
        "type": _type_of(columns, types, container),
        "title": _without_full_stop(title),
        "author": [_csl_name(one) for one in columns.get("authors") or []],
        "container-title": container,
        "container-title-short": columns.get("journal_medline") or columns.get("journal_iso"),
        "issued": csl_date(columns.get("published") or columns.get("published_electronic")),
        "volume": columns.get("volume") or book.get("volume"),
        "issue": columns.get("issue"),
        "page": columns.get("pages") or columns.get("pages_printed"),
        "publisher": book.get("publisher"),
        "language": next(iter(columns.get("languages") or []), None),
        "PMID": str(columns["pmid"]) if columns.get("pmid") else None,
        "PMCID": columns.get("pmcid"),
        "DOI": columns.get("doi"),
        "abstract": " ".join(section["text"] for section in columns.get("abstract") or []) or None,
    }
    return {name: value for name, value in item.items() if value not in (None, [])}


def _type_of(columns: dict[str, Any], types: list[str], container: str | None) -> str:
    if columns.get("kind") != "book":
        return "article-journal"
    named = [name for name in types if name in BOOKS]
    return named[0] if named else "chapter" if container else "book"


def _csl_name(one: dict[str, Any]) -> dict[str, Any]:
    if not one.get("family"):
        return {"literal": one.get("collective")}
    parts = {"family": one["family"], "given": one.get("given") or one.get("initials"), "suffix": one.get("suffix")}
    return {part: text for part, text in parts.items() if text}


def _without_full_stop(title: str | None) -> str | None:
    """PubMed closes each title with a full stop; CSL leaves that to the style."""
    return title[:-1] if title and len(title) > 1 and title.endswith(".") and not title.endswith("..") else title
