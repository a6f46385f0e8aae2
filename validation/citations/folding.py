"""When two readings of a field count as the same: the folding that every figure of this folder uses."""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile(r"\s*[-–—‐‑−]+\s*")
_LIST_WORDS = re.compile(r"\b(?:and|und|et al|et|al|y|e)\b|&", re.IGNORECASE)
_ROLES = re.compile(
    r"\b(?:edited by|eds? by|editors?|eds?|edit|by|in|hrsg|hgg?|dirs?|coords?|a cura di|gen ed)\b\.?", re.IGNORECASE
)
_PAGE_WORDS = re.compile(r"\b(?:pages?|pp?|pgs?|s|seiten?|págs?)\b\.?", re.IGNORECASE)


def letters(text: str) -> str:
    """Letters and digits alone, compatibility forms and accents folded, lower case: for titles, journals, publishers, places."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain.casefold() if c.isalnum())


def names(printed: str) -> str:
    """A printed list of names: its letters without the words that join or close it."""
    return letters(_LIST_WORDS.sub(" ", printed))


def editors(printed: str) -> str:
    """A printed list of editors: its letters without the words that join it or say that they are editors."""
    return names(_ROLES.sub(" ", printed))


def numbers(text: str) -> str:
    """The numbers of a volume and issue in order: *Vol. 9, no. 3* and *9(3)* are the same.

    Pages behind a colon and a year in brackets, which some labels hold too, are left out.
    """
    bare = re.sub(r"\([^()]*(?:1[89]|20)\d\d\)|:\s*\w?\d.*|\bv\.", " ", text.casefold())
    found = re.findall(r"\d+|\b[ivxlc]+\b", bare)
    return " ".join(found)


def page_range(printed: str) -> tuple[str, str]:
    """First and last page without words; a shortened last page is filled up, a single page is first and last."""
    plain = _PAGE_WORDS.sub(" ", unicodedata.normalize("NFKC", printed)).strip(" .,;:()[]").casefold()
    first, *rest = [part.strip(" .,;:()[]") for part in _DASHES.split(plain, maxsplit=1)]
    last = rest[0] if rest else first
    prefix, digits = _parted(first)
    last_prefix, last_digits = _parted(last)
    if digits.isdigit() and last_digits.isdigit() and last_prefix in {"", prefix}:
        if len(last_digits) < len(digits):
            last_digits = digits[: len(digits) - len(last_digits)] + last_digits
        last = prefix + last_digits
    return first, last


def _parted(page: str) -> tuple[str, str]:
    found = re.fullmatch(r"([a-z]*)(\d+)", page)
    return (found[1], found[2]) if found else ("", page)


def year(printed: str) -> str:
    """The first four-digit year in a printed date, or nothing."""
    found = re.search(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", printed)
    return found[0] if found else ""


def doi(printed: str) -> str:
    """A DOI without its address, lower case, no blanks (as in print) and no closing full stop."""
    bare = re.sub(r"(?i)^(?:https?://)?(?:dx\.)?(?:doi\.org/)?(?:doi\s*:?\s*)?", "", printed.strip())
    return re.sub(r"\s+", "", bare).casefold().rstrip(".,;")
