"""People of an nbib record: each name, full and short, with the places and identifiers that follow it."""

from __future__ import annotations

import re
from typing import Any

from aetia.sources.tagged import Field, Fields

_LISTS = {
    "FAU": "authors", "AU": "authors", "CN": "authors", "FED": "editors", "ED": "editors", "FIR": "investigators",
    "IR": "investigators", "FPS": "subjects", "PS": "subjects",
}  # fmt: skip
_SHORT = {"AU": "FAU", "ED": "FED", "IR": "FIR", "PS": "FPS"}
"""Tags of short names, and those of the full ones that they repeat."""
_PLACES = {"AD": ("FAU", "AU", "CN", "FED", "ED"), "IRAD": ("FIR", "IR")}
"""Tags of places, and those of the names that they may follow."""
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV", "1st", "2nd", "3rd", "4th", "5th"})
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\b")


def people_of(fields: Fields) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns `authors`, `affiliation`, `investigators` and `subjects`, and the editors, if the record is of a book.

    A place before the first name is that of the first author, as records had it before 2014.
    """
    lists: dict[str, list[dict[str, Any]]] = {"authors": [], "editors": [], "investigators": [], "subjects": []}
    affiliations: list[str] = []
    person: dict[str, Any] | None = None
    named_by = ""
    tags = [tag for tag, of in _LISTS.items() if of != "editors" or fields.peek("BTI")]
    for field in fields.each(*tags, *_PLACES, "AUID"):
        if field.tag in _LISTS:
            if person is not None and _SHORT.get(field.tag) == named_by:
                _add_short(person, field.value)
            else:
                person = _person(field)
                lists[_LISTS[field.tag]].append(person)
            named_by = field.tag
        elif person is not None and named_by in _PLACES.get(field.tag, (named_by,)):
            _add(person, field)
        elif field.tag == "AD" and person is None:
            affiliations.append(field.value)
        else:
            fields.give_back(field)
    editors = lists.pop("editors")
    return {**lists, "affiliation": "; ".join(affiliations) or None}, editors


def _person(field: Field) -> dict[str, Any]:
    if field.tag == "CN":
        return {"collective": field.value}
    if field.tag in _SHORT:
        family, initials, suffix = _short(field.value)
        return {"family": family, "initials": initials, "suffix": suffix}
    family, _, given = field.value.partition(",")
    words = given.split()
    suffix = words.pop() if len(words) > 1 and words[-1].rstrip(".") in _SUFFIXES else None
    return {"family": family.strip(), "given": " ".join(words) or None, "suffix": suffix}


def _short(text: str) -> tuple[str, str | None, str | None]:
    """``Ware JE Jr`` as family name, initials, suffix."""
    words = text.split()
    suffix = words.pop() if len(words) > 2 and words[-1].rstrip(".") in _SUFFIXES else None
    if len(words) < 2 or not words[-1].isupper():
        return text, None, None
    return " ".join(words[:-1]), words[-1], suffix


def _add_short(person: dict[str, Any], text: str) -> None:
    """The initials, and the suffix if the full name does not have it, from the short form of a name."""
    rest = text.removeprefix(person["family"]).split()
    if text.startswith(person["family"]) and rest:
        person["initials"] = rest[0]
        if len(rest) > 1 and not person.get("suffix"):
            person["suffix"] = " ".join(rest[1:])


def _add(person: dict[str, Any], field: Field) -> None:
    if field.tag in _PLACES:
        person.setdefault("affiliations", []).append(field.value)
        return
    source, _, value = field.value.partition(":")
    person.setdefault("identifiers", []).append({"source": source.strip(), "value": value.strip() or None})
    if source.strip() == "ORCID" and (match := _ORCID.search(value)) and "orcid" not in person:
        person["orcid"] = "-".join(match.groups()).upper()
