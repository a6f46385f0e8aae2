"""A BibTeX entry as a CSL-JSON item."""

from __future__ import annotations

import re
from typing import Any

from aetia.sources.bibtex_values import names_of, plain_address, plain_latex
from aetia.sources.csl_columns import Extra
from aetia.sources.csl_values import csl_date
from aetia.sources.named_identifiers import doi_in, noted, pmcid_address, pmid_address
from aetia.sources.partial_dates import in_words, partial_date, whole_date
from aetia.sources.tagged import Fields

_TYPES = {
    "article": "article-journal", "periodical": "article-journal", "suppperiodical": "article-journal", "book": "book",
    "mvbook": "book", "booklet": "book", "collection": "book", "manual": "book", "proceedings": "book", "inbook": "chapter",
    "incollection": "chapter", "inreference": "entry-encyclopedia", "inproceedings": "paper-conference",
    "conference": "paper-conference", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "techreport": "report", "report": "report", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "unpublished": "manuscript", "dataset": "dataset", "software": "software", "patent": "patent", "misc": "document",
}  # fmt: skip
_TEXTS = {
    "container-title": ("journal", "journaltitle", "booktitle"),
    "container-title-short": ("shortjournal", "abbrev_source_title", "journal-iso", "iso_abbreviation"),
    "volume": ("volume",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("address", "location"),
    "edition": ("edition",),
    "collection-title": ("series",),
    "language": ("language", "langid"),
    "genre": ("type", "document_type"),
    "source": ("source", "database"),
}
"""Variables of CSL, and the fields that they come from, the first that has a value."""

_NO_CONTAINER = re.compile(r"https?:|www\.|\\url|access|retrieved|available|\bdoi\b", re.IGNORECASE)
"""What *howpublished* says where it is no place of publication but an address."""
_MONTH = re.compile(r"([A-Za-z]{3,}|\d{1,2})\W*(\d{1,2})?")
_ISBN = re.compile(r"(?<!\d)(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx](?!\d)")


def item_of_bibtex(entry_type: str, key: str, fields: Fields) -> tuple[dict[str, Any], Extra]:
    """An entry as an item, and what CSL has no variable for.

    Args:
        entry_type: in small letters.
        key: its key in the file.
        fields: by name in small letters; those that are used are marked so.
    """
    extra = Extra()
    item: dict[str, Any] = {"id": key, "type": _TYPES.get(entry_type, "document"), "title": _title(fields)}
    for variable, names in _TEXTS.items():
        if value := fields.first(*names):
            item[variable] = plain_latex(value)
    if entry_type == "article" and (fields.peek("entrysubtype") or [""])[0] in ("newspaper", "magazine"):
        item["type"] = f"article-{fields.first('entrysubtype')}"
    if "container-title" not in item and not _NO_CONTAINER.search((fields.peek("howpublished") or ["www."])[0]):
        item["container-title"] = plain_latex(fields.first("howpublished") or "")
    for variable in ("author", "editor"):
        if value := fields.first(variable):
            item[variable], whole = names_of(value)
            if not whole and variable == "author":
                item["custom"] = {"authors-complete": False}
    item |= _numbered(fields, item["type"])
    item |= _identified(fields, extra)
    item["issued"] = _issued(fields)
    notes = [plain_latex(text) for text in fields.all("note", "annote", "annotation")]
    item["note"] = "\n".join(notes)
    extra.abstracts = [plain_latex(text) for text in fields.all("abstract")]
    extra.keywords = [word for text in fields.all("keywords", "keyword", "author_keywords") for word in _words(text)]
    extra.affiliations = [place.strip() for text in fields.all("affiliation") for place in plain_latex(text).split(";")]
    return {name: value for name, value in item.items() if value not in (None, "", [])}, extra


def _title(fields: Fields) -> str | None:
    title, subtitle = fields.first("title"), fields.first("subtitle")
    return plain_latex(f"{title}: {subtitle}" if title and subtitle else title or subtitle or "") or None


def _numbered(fields: Fields, kind: str) -> dict[str, Any]:
    """The number is an article's issue; in any other entry it is its own."""
    number, issue = fields.first("number"), fields.first("issue")
    serial = fields.first("eid", "article-number", "art_number")
    pages = fields.first("pages")
    books = [plain_address(text) for text in fields.all("isbn")]
    periodical = kind in ("article-journal", "article-newspaper", "article-magazine", "paper-conference", "chapter")
    return {
        "issue": plain_latex((issue or number if periodical else issue) or ""),
        "number": plain_latex(serial or ("" if periodical else number) or ""),
        "page": re.sub(r"\s*(?:-{1,3}|–)\s*", "-", plain_latex(pages)) if pages else None,
        "ISSN": [plain_address(text) for text in fields.all("issn")]
        + [text for text in books if not _ISBN.search(text)],
        "ISBN": [text for value in books for text in _ISBN.findall(value)],
    }


def _identified(fields: Fields, extra: Extra) -> dict[str, Any]:
    """Identifiers: BibLaTeX has those of archives in ``eprint``, others have a field for each."""
    url = fields.first("url")
    address = plain_address(url) if url else None
    found = {"doi": fields.first("doi"), "pmid": fields.first("pmid"), "pmcid": fields.first("pmcid", "pmc")}
    if eprint := fields.first("eprint"):
        archive = (fields.first("eprinttype", "archiveprefix") or "").lower()
        if archive == "pubmed":
            found["pmid"] = found["pmid"] or eprint
        else:
            extra.identifiers.append((archive or "eprint", plain_address(eprint)))
    for text in fields.peek("note", "annote"):
        for kind, number in noted(text).items():
            found[kind] = found[kind] or number
    addresses = [address] if address else []
    doi = (
        plain_address(found["doi"])
        if found["doi"]
        else next((doi for text in addresses if (doi := doi_in(text))), None)
    )
    return {
        "DOI": (doi_in(doi) or doi) if doi else None,
        "PMID": found["pmid"] or pmid_address(addresses),
        "PMCID": found["pmcid"] or pmcid_address(addresses),
        "URL": address,
    }


def _issued(fields: Fields) -> dict[str, Any] | None:
    """The date: BibLaTeX's in one field, BibTeX's in up to three. Fields that it does not need are not used."""
    date, year, month, day = (next(iter(fields.peek(name)), None) for name in ("date", "year", "month", "day"))
    if date and (known := partial_date(date) or partial_date(f"{year} {date}")):
        fields.use(date, "date")
        fields.use(known[:4], "year")
        return csl_date(known, date)
    known = partial_date(year) if year else None
    if not (year and known):
        return None
    fields.use(year, "year")
    if match := _MONTH.match(month or ""):
        known = whole_date(known[:4], match[1], day or match[2])
    words = plain_latex(f"{year} {month or ''}")
    if month and (len(known) > 4 or in_words(words)):
        fields.use(month, "month")
    if day and len(known) == 10:
        fields.use(day, "day")
    return csl_date(known, words)


def _words(text: str) -> list[str]:
    return [word.strip() for word in plain_latex(text).split(";" if ";" in text else ",") if word.strip()]
