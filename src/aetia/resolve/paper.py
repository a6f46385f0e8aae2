"""A publication that a citation may mean, in the forms in which it is compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from aetia.corpus.folding import normal
from aetia.resolve.names import family_key, first_and_last_page, journal_name, page

COLUMNS = (
    "key",
    "doi",
    "pmcid",
    "title",
    "vernacular_title",
    "authors",
    "journal",
    "journal_iso",
    "journal_medline",
    "volume",
    "issue",
    "pages",
    "identifiers",
    "published",
    "published_printed",
    "published_electronic",
    "year",
    "publication_types",
    "languages",
    "links",
    "book",
)
"""The columns of a corpus that a paper is made from."""
_AUTHORS = 60
_FIELD, _ITEM = "\x1f", "\x1e"
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_NOTICES = {
    "Published Erratum": "erratum",
    "Retraction of Publication": "retraction",
    "Retraction Notice": "retraction",
    "Expression of Concern": "concern",
    "Comment": "comment",
    "Congress": "abstract",
    "Meeting Abstract": "abstract",
    "Preprint": "preprint",
    "Letter": "letter",
    "News": "news",
}
_TITLES = (
    ("erratum", re.compile(r"(?:published )?(?:errat(?:um|a)|corrigend(?:um|a)|correction)\b")),
    ("retraction", re.compile(r"(?:retraction|retracted article|withdrawn)\b")),
    ("concern", re.compile(r"expression of concern\b")),
    ("comment", re.compile(r"(?:re|reply|comments?|commentary|response|authors? reply|in reply|letter)\b(?! of)")),
)


class Paper(NamedTuple):
    """One publication as it is compared; all text is folded (:func:`aetia.corpus.folding.normal`).

    Args:
        key: of its record.
        titles: title, then the title in the paper's own language, and the title of the book that holds it.
        families: of the authors in order, particles left out (a group's name whole); at most 60.
        initials: of the first author's given names.
        journals: names of its journal, abbreviated and whole, without linking words.
        years: of print, then of electronic publication.
        volume: as compared, or empty.
        issue: likewise.
        first: first page, or the number of the article.
        last: last page.
        doi: in small letters, or empty.
        pmcid: or empty.
        kind: ``paper``, or what it is to another one: ``erratum``, ``retraction``, ``concern``, ``comment``, ``letter``, ``news``,
            ``abstract`` (of a congress), ``preprint``; ``book``.
        language: empty for English.
    """

    key: str
    titles: tuple[str, ...]
    families: tuple[str, ...]
    initials: str
    journals: tuple[str, ...]
    years: tuple[str, ...]
    volume: str
    issue: str
    first: str
    last: str
    doi: str
    pmcid: str
    kind: str
    language: str

    @property
    def identities(self) -> frozenset[str]:
        """Every key that it may be named by."""
        others = (f"doi:{self.doi}" if self.doi else "", f"pmc:{self.pmcid}" if self.pmcid else "")
        return frozenset(filter(None, (self.key, *others)))

    def packed(self) -> bytes:
        """The paper as one line of bytes."""
        return _FIELD.join([value if isinstance(value, str) else _ITEM.join(value) for value in self]).encode()


def unpacked(line: bytes) -> Paper:
    """The paper that :meth:`Paper.packed` wrote."""
    key, titles, families, initials, journals, years, *rest = line.decode().split(_FIELD)
    return Paper(
        key,
        tuple(titles.split(_ITEM)) if titles else (),
        tuple(families.split(_ITEM)) if families else (),
        initials,
        tuple(journals.split(_ITEM)) if journals else (),
        tuple(years.split(_ITEM)) if years else (),
        *rest,
    )


def paper_of(record: Mapping[str, Any]) -> Paper:
    """The paper that a record of a corpus describes.

    Args:
        record: with the columns of :data:`COLUMNS`; those that are absent count as empty.
    """
    first, last = first_and_last_page(record.get("pages") or _article_number(record))
    authors = record.get("authors") or []
    languages = record.get("languages") or []
    return Paper(
        key=record["key"],
        titles=_titles(record),
        families=tuple(filter(None, (_family(author) for author in authors[:_AUTHORS]))),
        initials=_initials(authors[0]) if authors else "",
        journals=_journals(record),
        years=_years(record),
        volume=page(record.get("volume") or ""),
        issue=page(record.get("issue") or ""),
        first=first or "",
        last=last or "",
        doi=(record.get("doi") or "").lower(),
        pmcid=(record.get("pmcid") or "").upper(),
        kind=_kind(record),
        language="" if not languages or "eng" in languages else languages[0],
    )


def _titles(record: Mapping[str, Any]) -> tuple[str, ...]:
    book = record.get("book") or {}
    found = (record.get("title"), record.get("vernacular_title"), book.get("title"), book.get("section_title"))
    return tuple(dict.fromkeys(filter(None, (normal(title) for title in found if title))))


def _family(author: Mapping[str, Any]) -> str:
    return family_key(author.get("family") or author.get("collective") or "")


def _initials(author: Mapping[str, Any]) -> str:
    given = author.get("initials") or "".join(word[0] for word in normal(author.get("given") or "").split())
    return normal(given).replace(" ", "")


def _journals(record: Mapping[str, Any]) -> tuple[str, ...]:
    found = (record.get("journal_medline"), record.get("journal_iso"), record.get("journal"))
    return tuple(dict.fromkeys(filter(None, (journal_name(name) for name in found if name))))


def _years(record: Mapping[str, Any]) -> tuple[str, ...]:
    printed = [record.get("published"), record.get("published_printed"), str(record.get("year") or "")]
    found = [year for text in printed for year in _YEAR.findall(text or "")]
    return tuple(dict.fromkeys(found + _YEAR.findall(record.get("published_electronic") or "")[:1]))


def _article_number(record: Mapping[str, Any]) -> str | None:
    """The publisher's own number of the article, where no pages are."""
    for identifier in record.get("identifiers") or ():
        value = identifier.get("value") or ""
        if identifier.get("type") == "pii" and identifier.get("place") == "elocation" and len(value) <= 12:
            return str(value)
    return None


def _kind(record: Mapping[str, Any]) -> str:
    if record.get("book"):
        return "book"
    types = {kind.get("name") for kind in record.get("publication_types") or ()}
    for name, kind in _NOTICES.items():
        if name in types:
            return kind
    title = normal(record.get("title") or "")
    return next((kind for kind, form in _TITLES if form.match(title)), "paper")
