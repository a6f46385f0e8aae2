"""A citation as somebody gives it: printed text, fields in CSL-JSON or flat, identifiers, or all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aetia.corpus.folding import words_of
from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError
from aetia.model.reference import Reference
from aetia.resolve.names import family_words, first_and_last_page, journal_name, page
from aetia.resolve.query import Fields, Query

_TEXT = ("text", "citation", "reference", "unstructured")
_TITLE = ("title", "article_title", "article-title", "atitle")
_JOURNAL = ("container-title", "container-title-short", "journalAbbreviation", "journal", "source", "jtitle")
_PAGES = ("page", "pages")
_FIRST, _LAST = ("fpage", "first_page", "firstPage", "page-first"), ("lpage", "last_page")
_IDENTIFIERS = {"pmid": ("PMID", "printed_pmid"), "doi": ("DOI", "doi"), "pmc": ("PMCID", "pmcid")}
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
    text = next((str(item[name]) for name in _TEXT if isinstance(item.get(name), str) and item[name].strip()), "")
    csl = item.get("csl")
    fields = _fields(csl if isinstance(csl, Mapping) else item)
    identifiers = _identifiers(csl if isinstance(csl, Mapping) else item)
    if not text and fields == Fields() and not identifiers:
        raise InputError(
            "the item has no text, no title and no other field of a citation",
            remedy="Give 'text', or fields as in CSL-JSON",
        )
    return Query(text, None if fields == Fields() else fields, identifiers)


def _fields(item: Mapping[str, Any]) -> Fields:
    families, initials = _authors(item)
    first, last = first_and_last_page(_first_of(item, _PAGES))
    return Fields(
        title=" ".join(words_of(_first_of(item, _TITLE))),
        families=families,
        initials=initials,
        journals=tuple(dict.fromkeys(journal_name(name) for name in _all_of(item, _JOURNAL))),
        year=_year(item),
        volume=page(_first_of(item, ("volume",))),
        issue=page(_first_of(item, ("issue", "number"))),
        first=first or page(_first_of(item, _FIRST)),
        last=last or page(_first_of(item, _LAST)),
    )


def _authors(item: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    listed = item.get("author", item.get("authors", item.get("firstAuthor")))
    names = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    parts = [part for part in (_name(name) for name in names) if part[0]]
    return tuple(family for family, _ in parts), parts[0][1] if parts else ""


def _name(name: Any) -> tuple[str, str]:
    """Family name and initials, folded."""
    if isinstance(name, Mapping):
        family, given = str(name.get("family") or name.get("literal") or ""), str(name.get("given") or "")
        return " ".join(family_words(family)), _letters(given)
    family, _, given = str(name).replace(",", " ").rpartition(" ")
    if family and re.fullmatch(r"[^\W\d_a-z]{1,4}|(?:[^\W\d_]\.-?)+", given):
        return " ".join(family_words(family)), _letters(given)
    return " ".join(family_words(str(name).partition(",")[0])), ""


def _letters(given: str) -> str:
    bare = given.replace(".", "").replace("-", "")
    if bare.isupper() and len(bare) <= 4:
        return "".join(words_of(bare))
    return "".join(word[0] for word in words_of(given))


def _year(item: Mapping[str, Any]) -> str:
    issued = item.get("issued", item.get("year"))
    if isinstance(issued, Mapping):
        parts = issued.get("date-parts")
        issued = (
            parts[0][0] if isinstance(parts, list) and parts and parts[0] else issued.get("raw", issued.get("literal"))
        )
    found = _YEAR.search(str(issued or ""))
    return found[0] if found else ""


def _identifiers(item: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for kind, names in _IDENTIFIERS.items():
        for name in names:
            value = str(item.get(name) or "").strip()
            try:
                key = identifier_key(value) if value else ""
            except InputError:
                continue
            if key.startswith(f"{kind}:"):
                found.append(key)
    return tuple(dict.fromkeys(found))


def _all_of(item: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    values = (item.get(name) for name in names)
    texts = (value[0] if isinstance(value, list) and value else value for value in values)
    return [str(text) for text in texts if text not in (None, "", [])]


def _first_of(item: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next(iter(_all_of(item, names)), "")
