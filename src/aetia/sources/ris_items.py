"""A RIS record as a CSL-JSON item, whichever database wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from aetia.sources.csl_columns import Extra
from aetia.sources.csl_values import csl_date
from aetia.sources.named_identifiers import doi_in, labelled, noted, pmcid_address, pmid_address
from aetia.sources.partial_dates import partial_date
from aetia.sources.tagged import Fields
from aetia.sources.written_names import written_name

_TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "JFULL": "article-journal", "INPR": "article-journal",
    "ABST": "article-journal", "MGZN": "article-magazine", "NEWS": "article-newspaper", "BOOK": "book", "EBOOK": "book",
    "EDBOOK": "book", "SER": "book", "CHAP": "chapter", "ECHAP": "chapter", "CONF": "paper-conference",
    "CPAPER": "paper-conference", "THES": "thesis", "RPRT": "report", "GOVDOC": "report", "ELEC": "webpage", "BLOG": "post-weblog",
    "ICOMM": "post", "DICT": "entry-dictionary", "ENCYC": "entry-encyclopedia", "DATA": "dataset", "DBASE": "dataset",
    "PAT": "patent", "COMP": "software", "UNPB": "manuscript", "MANSCPT": "manuscript", "PCOMM": "personal_communication",
    "SLIDE": "speech", "VIDEO": "motion_picture", "MPCT": "motion_picture", "STAT": "legislation", "BILL": "bill",
    "CASE": "legal_case", "STAND": "standard", "PAMP": "pamphlet", "MAP": "map", "GEN": "document",
}  # fmt: skip
_FULL_TITLES = ("JF", "T2", "JO", "BT")
_SHORT_TITLES = ("JA", "J2", "J1", "JI", "NL", "JO")
_NOTES = ("N1", "M1", "M2", "U1", "U2", "U3", "U4", "U5", "C2", "C5")
_ADDRESSES = ("UR", "L1", "L2", "LK")
_ISBN = re.compile(r"(?<!\d)(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx](?![\dXx])")
_PUBMED = re.compile(r"pubmed|medline|\bNLM\b", re.IGNORECASE)
_EMBASE = re.compile("embase", re.IGNORECASE)
_SCOPUS = re.compile("scopus", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")
_CENTRAL = re.compile(r"PMC\d{1,9}")
_AND_OTHERS = re.compile(r"(?:and )?(?:et al\.?|others),?", re.IGNORECASE)
"""What stands in the place of a name where a list of authors is not whole."""


def item_of_ris(fields: Fields) -> tuple[dict[str, Any], Extra, str | None]:
    """A record as an item, what CSL has no variable for, and the source's own identifier of it.

    Args:
        fields: of the record; those that are used are marked so.
    """
    extra = Extra()
    kind = (fields.first("TY") or "").strip().upper()
    item: dict[str, Any] = {"type": _TYPES.get(kind, "document")}
    item |= _titles(fields, item["type"])
    item["author"] = _people(fields, "AU", "A1")
    item["editor"] = _people(fields, "ED", "A2") if item["type"] in ("book", "chapter") else _people(fields, "ED")
    if any(_AND_OTHERS.fullmatch(text) for text in _pieces(fields.peek("AU", "A1"))):
        item["custom"] = {"authors-complete": False}
    item["source"] = fields.first("DB", "DP")
    item |= _identifiers(fields, item["source"] or "")
    own = _own_id(fields, item, extra)
    item |= _numbers(fields)
    item["issued"] = _issued(fields)
    _put_extra(fields, item, extra)
    item |= _described(fields, extra)
    return {name: value for name, value in item.items() if value not in (None, "", [])}, extra, own


def _titles(fields: Fields, kind: str) -> dict[str, Any]:
    title = fields.first("TI", "T1", "CT")
    if title is None and kind == "book":
        title = fields.first("BT", "T2")
    full = fields.first(*_FULL_TITLES)
    short = next((text for text in (fields.first(tag) for tag in _SHORT_TITLES) if text and text != full), None)
    if title:
        fields.use(title, "ST")
    return {
        "title": title,
        "container-title": full,
        "container-title-short": short,
        "collection-title": fields.first("T3"),
    }


def _people(fields: Fields, *tags: str) -> list[dict[str, Any]]:
    """The people in some tags; two of one name are two people, but what stands in a further tag may repeat the first one's."""
    texts: list[str] = []
    for tag in tags:
        known = set(texts)
        texts += [text for text in _pieces(field.value for field in fields.each(tag)) if text not in known]
    return [name for text in texts if not _AND_OTHERS.fullmatch(text) and (name := written_name(text))]


def _pieces(values: Iterable[str]) -> list[str]:
    """One name a field, or one a line or a semicolon, as some databases put all of them into one field."""
    return [text.strip() for value in values for text in re.split(r"[;\n]", value)]


def _identifiers(fields: Fields, database: str) -> dict[str, Any]:
    """PMID, PMCID and DOI, from the tags that are theirs, or from those where databases put them.

    PubMed's number is in ``AN`` where the database is PubMed, in ``C2`` for Scopus, in ``C5`` for Embase, in ``U1`` with its name
    for others, and in addresses of PubMed. A bare number of PubMed Central is in ``C2``.
    """
    found: dict[str, str | None] = {"pmid": None, "pmcid": None, "doi": fields.first("DO")}
    for tag in _NOTES:
        for text in fields.peek(tag):
            for kind, value in {**labelled(text), **noted(text)}.items():
                found[kind] = found.get(kind) or value
                if labelled(text):
                    fields.use(text, tag)
    for tag, of in (("AN", _PUBMED), ("C2", _SCOPUS), ("C5", _EMBASE)):
        number = next((text for text in fields.peek(tag) if _NUMBER.fullmatch(text)), None)
        if number and of.search(database):
            found["pmid"] = found["pmid"] or number
            fields.use(number, tag)
    central = next((text for text in fields.peek("C2") if _CENTRAL.fullmatch(text)), None)
    if central and found["pmcid"] is None:
        found["pmcid"] = central
        fields.use(central, "C2")
    addresses = fields.peek(*_ADDRESSES)
    if found["doi"] is None:
        texts = fields.peek("M3", "L3", "N1", *_ADDRESSES)
        found["doi"] = next((doi for text in texts if (doi := doi_in(text))), None)
    _use_repeated_doi(fields, found["doi"])
    return {
        "PMID": found["pmid"] or pmid_address(addresses),
        "PMCID": found["pmcid"] or pmcid_address(addresses + fields.peek("AN")),
        "DOI": doi_in(found["doi"]) or found["doi"] if found["doi"] else None,
    }


def _use_repeated_doi(fields: Fields, doi: str | None) -> None:
    """Mark fields that say the DOI once more as used; not addresses, which are kept as addresses."""
    whole = (doi_in(doi) or doi).lower() if doi else None
    for tag in ("DO", "M3", "L3", "N1"):
        for text in fields.peek(tag):
            if whole and (doi_in(text) or "").lower() == whole:
                fields.use(text, tag)


def _own_id(fields: Fields, item: dict[str, Any], extra: Extra) -> str | None:
    """The database's number of the record (its accession number), else the identifier that it has in this file."""
    number = fields.first("AN")
    if not number and _EMBASE.search(item["source"] or ""):
        number = fields.first("U2")
    if number and number in (item.get("PMID"), item.get("PMCID")):
        number = None
    if number:
        extra.identifiers.append((item["source"] or "accession", number))
    for value in fields.all("ID"):
        extra.identifiers.append(("id", value))
    return number or next((value for kind, value in extra.identifiers if kind == "id"), None)


def _numbers(fields: Fields) -> dict[str, Any]:
    first, last = fields.first("SP"), fields.first("EP")
    if first and last and last != first and "-" not in first:
        pages: str | None = f"{first}-{last}"
    else:
        pages = first or last
    serial = fields.all("SN")
    isbns = [match[0].strip() for text in serial for match in _ISBN.finditer(text)]
    return {
        "volume": fields.first("VL", "VO"),
        "issue": fields.first("IS", "CP") if fields.peek("IS") else None,
        "page": pages,
        "number": fields.first("C7"),
        "ISSN": [text for text in serial if not _ISBN.search(text)],
        "ISBN": list(dict.fromkeys(isbns)),
        "publisher": fields.first("PB", "PU"),
        "publisher-place": fields.first("CY"),
    }


def _issued(fields: Fields) -> dict[str, Any] | None:
    """The date of publication: the most exact of ``PY``, ``Y1`` and ``DA`` in the year that the first of them tells."""
    texts = fields.peek("PY") + fields.peek("Y1") + fields.peek("DA")
    dates = {text: date for text in texts if (date := partial_date(text))}
    year = next((date[:4] for date in dates.values()), None)
    if year:
        # Web of Science has the month and day in DA and the year in PY.
        dates |= {text: date for text in texts if text not in dates and (date := partial_date(f"{year} {text}"))}
    fitting = {text: date for text, date in dates.items() if date[:4] == year}
    best = max(fitting.values(), key=len, default=None)
    for text, date in fitting.items():
        if best and best.startswith(date):
            fields.use(text, "PY", "Y1", "DA")
    words = next((text for text, date in fitting.items() if date == best and not text[:4].isdigit()), None)
    return csl_date(best, f"{year} {words}" if words and year and year not in words else words)


def _put_extra(fields: Fields, item: dict[str, Any], extra: Extra) -> None:
    extra.abstracts = fields.all("AB", "N2")
    # Databases put one keyword in a field, or one a line.
    extra.keywords = [word.strip() for text in fields.all("KW") for word in text.split("\n") if word.strip()]
    extra.affiliations = [line.strip() for text in fields.all("AD") for line in text.split("\n")]
    edition = fields.first("ET")
    # EndNote and PubMed keep the day of electronic publication in the field of the edition.
    if edition and item["type"] == "article-journal" and re.match(r"\d{4}/\d\d", edition):
        extra.electronic = partial_date(edition)
    else:
        item["edition"] = edition


def _described(fields: Fields, extra: Extra) -> dict[str, Any]:
    urls = fields.all("UR")
    extra.identifiers += [("url", url) for url in urls[1:]]
    return {
        "language": fields.first("LA"),
        "genre": fields.first("M3"),
        "URL": urls[0] if urls else None,
        "note": "\n".join(fields.all("N1")) or None,
    }
