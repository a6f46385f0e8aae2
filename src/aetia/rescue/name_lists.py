"""A stretch that is known to be a list of names → the names."""

from __future__ import annotations

import re

from aetia.rescue.names import FORMS, parse_names, without_others

_ROLE = re.compile(
    r"^\W*(?:in\b\s*:?|dans\b|(?:ed(?:ited|s)?\.?[\s)\]]+(?:by\s+)?|hrsg\.?[\s)\]]+(?:von\s+)?|by\s+))+|"
    r"[\s,;(\[]*\b(?:eds?|editors?|edit|hrsg|hg|dirs?|coords?|a cura di)\b[\s.,:;)\]]*$",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:;|&|\b(?:and|und|et|y|och|og|en|e)\b(?!\s*al\b))\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;.&]*(?:\b(?:and|und|et|y|og|och|en|e)\b[\s,;.&]*)?", re.IGNORECASE)
_EDGES = " .,;:&()[]"


def split_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end of each name in a stretch, words such as *In*, *eds* and *et al.* left out.

    Args:
        text: the citation.
        start: where the list begins.
        end: where it ends.

    Returns:
        At least one name, in the order of print, where the stretch holds a letter.
    """
    start, end = _without_roles(text, start, end)
    end = without_others(text, start, end)
    if not any(letter.isalpha() for letter in text[start:end]):
        return []
    read = parse_names(text[:end], start)
    if read is not None and read.end >= end - 2 and read.form != "family":
        return list(read.spans)
    for form in ("inverted-initials", "family-initials", "initials-family"):
        names = _in_one_form(text, start, end, form)
        if names is not None:
            return names
    return _by_joins(text, start, end)


def _without_roles(text: str, start: int, end: int) -> tuple[int, int]:
    for _ in range(2):
        role = _ROLE.search(text[start:end])
        if role is None:
            break
        if role.start() == 0:
            start += role.end()
        else:
            end = start + role.start()
    while start < end and text[start] in " .,;:&([":
        start += 1
    while end > start and text[end - 1] in " ,;:&([":
        end -= 1
    return start, end


def _in_one_form(text: str, start: int, end: int, form: str) -> list[tuple[int, int]] | None:
    """The names where one form fills the whole stretch, with or without commas between."""
    found = []
    at = start
    while at < end:
        between = _BETWEEN.match(text, at, end)
        at = between.end() if between else at
        if at >= end:
            break
        match = FORMS[form].match(text, at, end)
        if match is None or match.end() == at:
            return None
        found.append(match.span())
        at = match.end()
    return found or None


def _by_joins(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names between *and*, *&* and semicolons; at commas too where these do not stand between family and given name."""
    pieces = []
    at = start
    for join in _JOIN.finditer(text, start, end):
        pieces.append((at, join.start()))
        at = join.end()
    pieces.append((at, end))
    names = []
    for first, last in pieces:
        inner = text[first:last].split(",")
        if len(inner) >= 2 and all(len(part.split()) >= 2 for part in inner if part.strip()):
            for part in inner:
                names.append((first, first + len(part)))
                first += len(part) + 1
        elif len(inner) >= 4 and len(inner) % 2 == 0:
            for family, given in zip(inner[::2], inner[1::2], strict=True):
                names.append((first, first + len(family) + 1 + len(given)))
                first += len(family) + len(given) + 2
        else:
            names.append((first, last))
    return [trimmed for first, last in names if (trimmed := _trimmed(text, first, last)) is not None]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in _EDGES:
        start += 1
    while (
        end > start
        and text[end - 1] in _EDGES
        and not (text[end - 1] == "." and end - 2 >= start and text[end - 2].isupper())
    ):
        end -= 1
    return (start, end) if any(letter.isalpha() for letter in text[start:end]) else None
