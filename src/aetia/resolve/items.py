"""A citation as somebody gives it: printed text, fields in CSL-JSON or flat, identifiers, or all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aetia.corpus.folding import words_of
from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError
from aetia.model.reference import Reference
from aetia.resolve.names import family_key, first_and_last_page, initials, journal_name, page
from aetia.resolve.query import Fields, Query

_ROLES = {
    name: role
    for role, names in {
        "text": ("text", "citation", "reference", "unstructured"),
        "title": ("title", "article_title", "article-title", "atitle"),
        "journal": ("container-title", "container-title-short", "journalAbbreviation", "journal", "source", "jtitle"),
        "pages": ("page", "pages"),
        "first": ("fpage", "first_page", "firstPage", "page-first"),
        "last": ("lpage", "last_page"),
        "volume": ("volume",),
        "issue": ("issue", "number"),
        "authors": ("author", "authors", "firstAuthor"),
        "year": ("issued", "year"),
        "pmid": ("PMID", "printed_pmid"),
        "doi": ("DOI", "doi"),
        "pmc": ("PMCID", "pmcid"),
    }.items()
    for name in names
}
"""What each name of a field stands for. A plain ``pmid`` is not among them: lists of citations carry the answer under it."""
_AUTHORS = 3
"""Names that are read of a list."""
_INITIALS = re.compile(r"[^\W\d_a-z]{1,4}|(?:[^\W\d_]\.-?)+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def read_query(item: str | Mapping[str, Any] | Reference) -> Query:
    """A citation to be resolved.

    Args:
        item: printed text; or an object with ``text``, with fields (CSL-JSON's names, also under ``csl``, or flat ones such as
            ``article_title``, ``source``, ``fpage``), and with identifiers (``PMID``, ``DOI``, ``PMCID``); or a reference. A plain
            ``pmid`` beside a text is not taken for a printed identifier: lists of citations carry the answer under that name.

    Raises:
        InputError: there is neither a text nor a field that could be looked for.
    """
    if isinstance(item, str):
        return Query(item)
    if isinstance(item, Reference):
        printed = item.cited_as.text if item.cited_as else ""
        return read_query({"text": printed, "csl": item.to_csl("reference")})
    csl = item.get("csl")
    values = _by_role(item)
    text = ""
    if "text" in values:
        text = next((value for value in values["text"] if isinstance(value, str) and value.strip()), "")
    if csl is not None and isinstance(csl, Mapping):
        values = _by_role(csl)
    fields = _fields(values)
    given = None if fields == _NOTHING else fields
    identifiers = _identifiers(values)
    if given is None and not text and not identifiers:
        raise InputError(
            "the item has no text, no title and no other field of a citation",
            remedy="Give 'text', or fields as in CSL-JSON",
        )
    return Query(text, given, identifiers)


def _by_role(item: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The values that are there, by what they stand for."""
    values: dict[str, list[Any]] = {}
    for name, value in item.items():
        role = _ROLES.get(name)
        if role is not None and value not in (None, "", []):
            values.setdefault(role, []).append(value)
    return values


def _fields(values: Mapping[str, list[Any]]) -> Fields:
    families, letters = _authors(values)
    first, last = first_and_last_page(_text(values, "pages")) if "pages" in values else (None, None)
    return Fields(
        title=" ".join(words_of(_text(values, "title"))),
        families=families,
        initials=letters,
        journals=tuple(dict.fromkeys(journal_name(_plain(name)) for name in values.get("journal", ()))),
        year=_year(values["year"][0]) if "year" in values else "",
        volume=page(_text(values, "volume")) if "volume" in values else "",
        issue=page(_text(values, "issue")) if "issue" in values else "",
        first=first or (page(_text(values, "first")) if "first" in values else ""),
        last=last or (page(_text(values, "last")) if "last" in values else ""),
    )


_NOTHING = Fields()


def _authors(values: Mapping[str, list[Any]]) -> tuple[tuple[str, ...], str]:
    """Family names, folded, and the initials of the first."""
    listed = values["authors"][0] if "authors" in values else ()
    names = [_name(name) for name in (listed[:_AUTHORS] if isinstance(listed, list | tuple) else [listed])]
    names = [name for name in names if name[0]]
    families = tuple([family_key(family) for family, _ in names])
    return families, initials(names[0][1]) if names else ""


def _name(name: Any) -> tuple[str, str]:
    """Family name, and given names or initials, as written."""
    if isinstance(name, Mapping):
        return str(name.get("family") or name.get("literal") or ""), str(name.get("given") or "")
    family, _, given = str(name).replace(",", " ").rpartition(" ")
    if family and _INITIALS.fullmatch(given):
        return family, given
    return str(name).partition(",")[0], ""


def _year(issued: Any) -> str:
    if isinstance(issued, Mapping):
        parts = issued.get("date-parts")
        issued = (
            parts[0][0] if isinstance(parts, list) and parts and parts[0] else issued.get("raw", issued.get("literal"))
        )
    found = _YEAR.search(str(issued or ""))
    return found[0] if found else ""


def _identifiers(values: Mapping[str, list[Any]]) -> tuple[str, ...]:
    found = []
    for kind in ("pmid", "doi", "pmc"):
        for value in values.get(kind, ()):
            try:
                key = identifier_key(str(value))
            except InputError:
                continue
            if key.startswith(f"{kind}:"):
                found.append(key)
    return tuple(dict.fromkeys(found))


def _text(values: Mapping[str, list[Any]], role: str) -> str:
    return _plain(values[role][0]) if role in values else ""


def _plain(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)
