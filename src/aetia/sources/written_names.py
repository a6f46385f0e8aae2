"""Names of people on one line, as exports write them, in CSL's parts."""

from __future__ import annotations

import re
from typing import Any

_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}\.?")
_SUFFIX = re.compile(r"(?:[JS]r\.?|[IV]{1,3}|\d(?:nd|rd|th))", re.IGNORECASE)

_NUMERAL = re.compile(r"[IV]{1,3}|[JS]R")


def written_name(text: str) -> dict[str, Any] | None:
    """A name with its family name first: ``Doe, Jane A``, ``King, Martin, Jr.``, ``Doe J.A.``; None where nothing is written.

    What has no comma and does not end in initials may be a body, or a person in either order: it stays whole (``literal``). So does
    what ends in a comma, as EndNote writes the name of a body; a comma within it is then written twice.
    """
    if text.rstrip().endswith(",") and text.strip(" ,") and "," not in text.strip(" ,").replace(",,", ""):
        return {"literal": " ".join(text.strip(" ,").replace(",,", ",").split())}
    parts = [" ".join(part.split()) for part in text.split(",")]
    family, rest = parts[0], [part for part in parts[1:] if part]
    if not family:
        return {"literal": ", ".join(rest)} if rest else None
    if not rest:
        return _without_comma(family)
    name = {"family": family}
    suffixes = [part for part in rest if _SUFFIX.fullmatch(part)]
    if len(suffixes) == len(rest) and _NUMERAL.fullmatch(
        rest[0]
    ):  # ``Doe, V``, ``Doe, JR`` and ``Doe, V, Jr`` have initials
        suffixes = suffixes[1:]
    given = ", ".join(part for part in rest if part not in suffixes)
    if given:
        name["given"] = given
    if suffixes:
        name["suffix"] = suffixes[0]
    return name


def _without_comma(text: str) -> dict[str, Any]:
    words = text.split(" ")
    if len(words) > 1 and _INITIALS.fullmatch(words[-1]) and (words[-1].isupper() or "." in words[-1]):
        cut = len(words) - 1
        while cut > 1 and _INITIALS.fullmatch(words[cut - 1]) and "." in words[cut - 1]:
            cut -= 1
        # In ``Doe Jane A`` the given name stands before the initial; in ``van den Berg J`` and ``García López J.`` it does not.
        if cut == 1 or "." in words[-1] or all(word[0].islower() for word in words[: cut - 1]):
            return {"family": " ".join(words[:cut]), "given": " ".join(words[cut:])}
    return {"literal": text}


def name_in_line(name: dict[str, Any]) -> str:
    """A name in CSL's parts as formats write it that have one line for it; :func:`written_name` gives the same parts again."""
    literal = " ".join((name.get("literal") or "").split())
    if not literal:
        return ", ".join(filter(None, (name.get("family"), name.get("given"), name.get("suffix"))))
    return literal if written_name(literal) == {"literal": literal} else literal.replace(",", ",,") + ","
