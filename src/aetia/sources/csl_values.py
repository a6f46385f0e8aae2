"""CSL-JSON as programs write it, made regular: each variable of the one type that its schema gives it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, NamedTuple

from aetia.sources.partial_dates import partial_date, whole_date

TEXTS = (
    "id", "type", "title", "container-title", "container-title-short", "volume", "issue", "page", "number", "publisher",
    "publisher-place", "edition", "collection-title", "genre", "language", "URL", "DOI", "PMID", "PMCID", "abstract",
    "keyword", "note", "source",
)  # fmt: skip
"""Variables that are one text."""
LISTS = ("ISSN", "ISBN")
"""Variables that may be several texts."""
NAMES = ("author", "editor")
"""Variables that are people and bodies."""
_SYNONYMS = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
_CROSSREF_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter", "proceedings-article": "paper-conference",
    "posted-content": "article", "dissertation": "thesis", "monograph": "book", "edited-book": "book",
}  # fmt: skip
_MARKUP = re.compile(
    r"</?(i|b|u|em|strong|sub|inf|sup|sc|scp|span|p|br|jats:[a-z-]+)(?:\s+[a-z:-]+=\"[^\"<>]*\")*\s*/?>", re.IGNORECASE
)
_BREAKS = frozenset({"p", "br", "jats:p", "jats:title", "jats:sec"})
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)


def plain_text(text: str) -> str:
    """A text without the inline markup that CSL and Crossref allow (``<i>``, ``<sub>``, ``<jats:p>`` …), blanks tidied."""
    if "<" in text:
        text = _MARKUP.sub(lambda tag: " " if tag[1].lower() in _BREAKS else "", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    return " ".join(text.split())


class Regular(NamedTuple):
    """An item whose variables have their proper types.

    Attributes:
        item: the variables; those that this module does not know stay as they are.
        wrong: names of variables without a value of their type.
        left: names of variables that had more values than one, each as often as one was left.
    """

    item: dict[str, Any]
    wrong: list[str]
    left: list[str]


def regular_item(item: dict[str, Any]) -> Regular:
    """An item with every variable in its proper type.

    Titles and the like may be lists, as Crossref gives them, of which the first counts; numbers may be texts and texts numbers;
    dates may be texts.
    """
    made = Regular({}, [], [])
    for name, value in item.items():
        name = _SYNONYMS.get(name, name)
        if value in (None, "", [], {}):
            continue
        if name in made.item:
            made.left.append(name)
            continue
        regular = _regular(name, value)
        if regular in (None, "", []):
            made.wrong.append(name)
            continue
        made.item[name] = regular
        if name in TEXTS and isinstance(value, list):
            made.left.extend([name] * (len(value) - 1))
    if "type" in made.item:
        made.item["type"] = _CROSSREF_TYPES.get(made.item["type"], made.item["type"])
    return made


def _regular(name: str, value: Any) -> Any:
    if name in TEXTS:
        return _text(value[0] if isinstance(value, list) else value)
    if name in LISTS:
        return [text for one in (value if isinstance(value, list) else [value]) if (text := _text(one))]
    if name in NAMES:
        return [made for one in (value if isinstance(value, list) else [value]) if (made := _name(one))]
    return _date(value) if name == "issued" else value


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None


def _name(value: Any) -> dict[str, Any] | None:
    """A name as CSL has it: particles joined to the part that they belong to."""
    if isinstance(value, str):
        return {"literal": value.strip()} if value.strip() else None
    if not isinstance(value, dict):
        return None
    parts = {part: text for part, raw in value.items() if (text := _text(raw))}
    family = _joined(parts.get("non-dropping-particle"), parts.get("family"))
    given = _joined(parts.get("given"), parts.get("dropping-particle"))
    literal = parts.get("literal") or parts.get("name")
    name: dict[str, Any] = {"family": family} if family else {"literal": literal or given}
    if family and given:
        name["given"] = given
    if family and "suffix" in parts:
        name["suffix"] = parts["suffix"]
    if orcid := parts.get("ORCID"):
        name["ORCID"] = orcid
    if places := _places(value.get("affiliation")):
        name["affiliation"] = places
    return name if name.get("family") or name.get("literal") else None


def _joined(*parts: str | None) -> str | None:
    return " ".join(filter(None, parts)) or None


def _places(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for one in listed if (text := _text(one.get("name") if isinstance(one, dict) else one))]


def _date(value: Any) -> dict[str, Any] | None:
    """A date as ``{"date-parts": [[2019, 7, 2]]}``, with what it says in words under ``literal``."""
    if not isinstance(value, dict):
        text = _text(value)
        return csl_date(partial_date(text), text) if text else None
    words = _text(value.get("literal")) or _text(value.get("raw")) or _text(value.get("season"))
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [_number(part) for part in parts[0][:3]]
        if numbers and numbers[0] is not None and 1 <= numbers[0] <= 9999:
            month, day = (numbers + [None, None])[1:3]
            return csl_date(whole_date(numbers[0], month, day), words)
    return csl_date(partial_date(words), words) if words else None


def _number(value: Any) -> int | None:
    text = _text(value) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def csl_date(date: str | None, words: str | None = None) -> dict[str, Any] | None:
    """A partial date as CSL has it, with what was printed where that says more.

    Args:
        date: ``2019-07-02``, ``2019-07`` or ``2019``.
        words: as printed: ``2001 Spring``.
    """
    made: dict[str, Any] = {}
    if date:
        made["date-parts"] = [[int(part) for part in date.split("-")]]
    if words and words != date:
        made["literal"] = words
    return made or None


def partial_of(date: dict[str, Any] | None) -> str | None:
    """The partial date of a CSL date that this folder made."""
    parts = (date or {}).get("date-parts")
    return whole_date(*parts[0]) if parts else None
