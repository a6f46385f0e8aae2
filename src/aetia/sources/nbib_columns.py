"""An nbib record as columns of a corpus: the same that PubMed's XML of the record gives, as far as the format tells it."""

from __future__ import annotations

import re
from typing import Any

from aetia.model.identifiers import normalize_pmcid, normalize_pmid
from aetia.sources.nbib_people import people_of
from aetia.sources.nbib_values import databanks, grant, heading, keyword, link, marked, other_abstracts, substance
from aetia.sources.partial_dates import in_words, partial_date
from aetia.sources.printed_pages import full_pages
from aetia.sources.tagged import Field, Fields

_LINKS = {
    "CIN": "CommentIn", "CON": "CommentOn", "CRF": "CorrectedandRepublishedFrom", "CRI": "CorrectedandRepublishedIn",
    "DDIN": "DatasetDescribedIn", "DRIN": "DatasetUseReportedIn", "ECF": "ExpressionOfConcernFor", "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor", "EIN": "ErratumIn", "ORI": "OriginalReportIn", "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf", "RIN": "RetractionIn", "ROF": "RetractionOf", "RPF": "RepublishedFrom", "RPI": "RepublishedIn",
    "RRF": "RetractedandRepublishedFrom", "RRI": "RetractedandRepublishedIn", "SPIN": "SummaryForPatientsIn", "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}  # fmt: skip
"""Comments and corrections: the tag, and the name of the same in PubMed's XML."""
_TEXTS = {
    "OWN": "owner", "STAT": "status", "TT": "vernacular_title", "CI": "abstract_copyright", "JT": "journal",
    "TA": "journal_medline", "JID": "nlm_id", "VI": "volume", "IP": "issue", "PUBM": "publication_model",
    "PST": "publication_status",
}  # fmt: skip
_DATES = {"DA": "created", "DCOM": "completed", "DEP": "published_electronic"}
_HISTORY = {"EDAT": "pubmed", "MHDA": "medline", "CRDT": "entrez", "PMCR": "pmc-release"}
_MOMENT = re.compile(r"(\d{4}(?:/\d\d){0,2})(?:\s+(\d\d:\d\d))?")
_ISSN = re.compile(r"(\d{4}-\d{3}[\dXx])(?:\s*\((\w+)\))?$")
_NOTE_OWNER = re.compile(r"(NLM|NASA|PIP|KIE|HSR|HMD|NOTNLM)\s*:\s*(.*)", re.DOTALL)


def columns_of_nbib(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """A record as columns, and what in it is not what its tag says.

    Args:
        fields: of the record; those that are used are marked so.
    """
    fields.all("SO")
    columns: dict[str, Any] = {name: fields.first(tag) for tag, name in _TEXTS.items()}
    faults = _identify(fields, columns)
    columns["title"] = " ".join(fields.all("TI")) or None
    columns["abstract"] = [{"text": text} for text in fields.all("AB")]
    columns |= other_abstracts(fields)
    columns |= _dates(fields)
    columns |= _issns(fields, columns["identifiers"])
    pages = fields.first("PG")
    columns |= {"pages_printed": pages, "pages": full_pages(pages)}
    columns |= _lists(fields)
    people, editors = people_of(fields)
    columns |= people
    columns |= _book(fields, columns, editors)
    return {name: value for name, value in columns.items() if value not in (None, [])}, faults


def _identify(fields: Fields, columns: dict[str, Any]) -> list[str]:
    """Put every identifier into the columns; the DOI is that of `LID` first, as it is that of `ELocationID` in XML."""
    faults = []
    number, pmcid = fields.first("PMID", "UI"), fields.first("PMC")
    try:
        columns["pmid"] = int(normalize_pmid(number)) if number else None
        columns["pmcid"] = normalize_pmcid(pmcid) if pmcid else None
    except ValueError as error:
        faults.append(str(error))
    found = [_identifier(text, "elocation") for text in fields.all("LID")]
    found += [_identifier(text, "article-ids") for text in fields.all("AID")]
    found += [{"type": "mid", "value": text, "place": "article-ids"} for text in fields.all("MID")]
    found += [_other_identifier(text) for text in fields.all("OID")]
    columns["doi"] = next((one["value"] for one in found if one["type"] == "doi"), None)
    columns["identifiers"] = found
    return faults


def _identifier(text: str, place: str) -> dict[str, Any]:
    """``10.1000/x [doi]`` with its kind; a DOI that was broken over lines is whole again."""
    value, kind = marked(text)
    if kind is None and re.match(r"(?:doi:\s*)?10\.\d{4,9}/", value):
        kind, value = "doi", re.sub(r"^doi:\s*", "", value)
    if kind == "doi":
        value = re.sub(r"\s+", "", value)
    return {"type": kind, "value": value, "place": place}


def _other_identifier(text: str) -> dict[str, Any]:
    """``NLM: PMC4513071``: who gave it, and what it is."""
    source, colon, value = text.partition(":")
    return {"type": source if colon else None, "value": value.strip() if colon else text, "place": "other"}


def _dates(fields: Fields) -> dict[str, Any]:
    dates: dict[str, Any] = {name: _date(fields, tag) for tag, name in _DATES.items()}
    dates["published_electronic"] = dates["published_electronic"] or _date(fields, "CTDT", "CDAT")
    dates["revised"] = _date(fields, "LR", "DRDT")
    printed = next(iter(fields.peek("DP")), None)
    dates["published"] = _date(fields, "DP")
    dates["published_printed"] = printed if printed and dates["published"] and in_words(printed) else None
    moments = [_moment(field, fields) for field in fields.each(*_HISTORY, "PHST")]
    dates["history"] = [moment for moment in moments if moment]
    return dates


def _date(fields: Fields, *tags: str) -> str | None:
    for tag in tags:
        for text in fields.peek(tag):
            if date := partial_date(text):
                fields.use(text, tag)
                return date
    return None


def _moment(field: Field, fields: Fields) -> dict[str, Any] | None:
    """``2006/01/13 09:00 [accepted]``: a date of the record's history; given back where there is no date."""
    text, status = marked(field.value)
    match = _MOMENT.match(text)
    date = partial_date(match[1] if match else text)
    if date is None:
        fields.give_back(field)
        return None
    return {"status": status or _HISTORY.get(field.tag), "date": date, "time": match[2] if match else None}


def _issns(fields: Fields, identifiers: list[dict[str, Any]]) -> dict[str, Any]:
    """XML has one ISSN and the one that links all media; what is beyond these is kept among the identifiers."""
    columns: dict[str, Any] = {}
    for text in fields.all("IS"):
        match = _ISSN.match(text)
        issn, medium = (match[1].upper(), match[2]) if match else (text, None)
        if medium == "Linking" and "issn_linking" not in columns:
            columns["issn_linking"] = issn
        elif match and "issn" not in columns and medium != "Linking":
            columns |= {"issn": issn, "issn_type": medium}
        else:
            identifiers.append({"type": "issn", "value": issn, "place": "other"})
    return columns


def _lists(fields: Fields) -> dict[str, Any]:
    links = [link(text, kind) for tag, kind in _LINKS.items() for text in fields.all(tag)]
    notes = [_note(text) for text in fields.all("GN")]
    return {
        "languages": fields.all("LA"),
        "publication_types": [{"name": text} for text in fields.all("PT")],
        "mesh": [heading(text) for text in fields.all("MH")],
        "supplementary_mesh": [{"name": text} for text in fields.all("NM")],
        "chemicals": [substance(text) for text in fields.all("RN")],
        "gene_symbols": fields.all("GS"),
        "keywords": _keywords(fields),
        "grants": [grant(text) for text in fields.all("GR")],
        "databanks": databanks(fields.all("SI")),
        "links": links,
        "notes": notes,
        "reference_count": fields.first("NR", "RF"),
        "citation_subsets": fields.all("SB"),
        "space_flight_missions": fields.all("SFM"),
        "conflict_of_interest": fields.first("COIS", "COI"),
    }


def _keywords(fields: Fields) -> list[dict[str, Any]]:
    """Keywords, each with the owner that stands before it."""
    owner: Field | None = None
    idle, made = False, []
    for field in fields.each("OTO", "OT"):
        if field.tag == "OT":
            made.append(keyword(field.value, owner.value if owner else None))
            idle = False
            continue
        if owner and idle:
            fields.give_back(owner)
        owner, idle = field, True
    if owner and idle:
        fields.give_back(owner)
    return made


def _note(text: str) -> dict[str, Any]:
    match = _NOTE_OWNER.fullmatch(text)
    return {"owner": match[1], "text": match[2]} if match else {"owner": None, "text": text}


def _book(fields: Fields, columns: dict[str, Any], editors: list[dict[str, Any]]) -> dict[str, Any]:
    """What holds a chapter, or the place where a journal is published."""
    title, isbns = fields.first("BTI"), [re.sub(r"^ISBN:?\s*", "", text) for text in fields.all("ISBN")]
    if not title:
        columns["identifiers"] += [{"type": "isbn", "value": isbn, "place": "other"} for isbn in isbns]
        return {"kind": "article", "journal_country": fields.first("PL"), "identifiers": columns["identifiers"]}
    return {
        "kind": "book",
        "book": {
            "title": title,
            "edition": fields.first("EN"),
            "volume_title": fields.first("VTI"),
            "collection": fields.first("CTI"),
            "publisher": fields.first("PB"),
            "place": fields.first("PL"),
            "isbn": isbns,
            "location": fields.all("CP"),
            "published": columns["published"],
            "authors": editors,
        },
    }
