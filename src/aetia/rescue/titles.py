"""The title of a page: its main heading, or the words of its title element that the page repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.rescue.blocks import Reading, fold_space
from aetia.rescue.sentences import is_clause
from aetia.rescue.signs import (
    JUMP_LEAD,
    JUMP_LINE,
    RETIREMENT,
    STANDING,
    WARNING,
    is_navigation,
    is_plain,
    linked_share,
    styled_heading,
)
from aetia.rescue.units import Unit

_FIELD = re.compile(r"[A-Z][\w-]{2,20}: \S+$|(?:From|To|Date|Subject|Archive-name|Newsgroups):\s")
_SUBJECT = re.compile(
    r"\b(?:caus(?:es?|ed|ing)|why|studies|papers|research|reading list|bibliograph\w*|references|abstracts|"
    r"what (?:brings|makes|is)|"
    r"come(?:s)? from|risk factors?|ursachen?|woher|warum|studien|literatur|causes?|pourquoi|études|causas?|por qué|origen|"
    r"estudios|"
    r"cause|perché|studi|oorzak\w*|waarom|orsak\w*|årsag\w*|årsak\w*|przyczyn\w*|badania)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\s+[|–—»·•~]\s+|\s+-\s+|:\s+|\s*::\s*|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class PageTitle:
    """A page's title.

    Args:
        words: the title, white space folded.
        unit: number of the unit that prints it, or None where it stands only in the title element or in the navigation.
    """

    words: str
    unit: int | None


def find_title(reading: Reading, units: list[Unit], strengths: list[float]) -> PageTitle | None:
    """The title of a page.

    Args:
        reading: the page.
        units: its units.
        strengths: how much each unit looks like an entry.

    Returns:
        The title, or None where none is printed anywhere.
    """
    if reading.form == "text":
        return _text_title(reading, units, strengths)
    return _html_title(reading, units, strengths)


def _words(reading: Reading, unit: Unit) -> str:
    words = fold_space(reading.text[unit.start : unit.end])
    return words.rstrip("=-_~*# ") if unit.kind == "heading" and unit.marker == "underline" else words


def _text_title(reading: Reading, units: list[Unit], strengths: list[float]) -> PageTitle | None:
    """The line among the first that is most like a title: early, short, before any prose, set apart, and on the page's subject."""
    best: tuple[float, PageTitle] | None = None
    prose = False
    for i, unit in enumerate(units[:14]):
        if strengths[i] >= 1.0:
            break
        words = _words(reading, unit)
        prose = prose or (is_clause(words) and len(words.split()) >= 12)
        if unit.lines == 2 and unit.breaks:
            words = fold_space(reading.text[unit.start : unit.breaks[0]])
        if is_navigation(words) or any(sign.match(words) for sign in (STANDING, WARNING, JUMP_LEAD, JUMP_LINE, _FIELD)):
            continue
        if RETIREMENT.search(words) or unit.lines > 2 or (unit.marker and unit.kind == "item"):
            continue
        if len(words) > 220 or re.search(r"[.;,]$", words) or not re.search(r"[^\W\d_]{2}", words):
            continue
        worth = 1.0 - 0.3 * i + (0.8 if unit.kind == "heading" else 0.0) + (0.9 if _SUBJECT.search(words) else 0.0)
        worth += (0.2 if words.isupper() else 0.0) - (2.0 if prose else 0.0)
        if best is None or worth > best[0]:
            best = (worth, PageTitle(words, i))
    return best[1] if best else None


def _html_title(reading: Reading, units: list[Unit], strengths: list[float]) -> PageTitle | None:
    candidates = [
        i
        for i, u in enumerate(units)
        if u.kind == "heading"
        and u.region in {"main", "header"}
        and linked_share(u) < 0.9
        and re.search(r"[^\W\d_]{2}", _words(reading, u))
        and not is_navigation(_words(reading, u))
    ]
    parts = [part for part in [reading.html_title, *_PART.split(reading.html_title)] if part.strip()]
    first_entry = next((i for i, s in enumerate(strengths) if s >= 1.0 and units[i].region == "main"), len(units))
    top = [i for i in candidates if units[i].level == 1]
    if top:
        matching = [
            i for i in top if any(_words(reading, units[i]).casefold() == part.strip().casefold() for part in parts)
        ]
        chosen = (matching or top)[0]
        return PageTitle(_words(reading, units[chosen]), chosen)
    for i, unit in enumerate(units[: first_entry + 1]):
        words = _words(reading, unit)
        if (
            unit.region != "navigation"
            and linked_share(unit) < 0.5
            and strengths[i] < 1.0
            and words in [p.strip() for p in parts]
            and len(words) > 3
        ):
            return PageTitle(words, i)
    early = [i for i in candidates if i < first_entry]
    levels = {units[i].level for i in candidates}
    if (
        early
        and early[0] == candidates[0]
        and units[early[0]].level == min(levels)
        and sum(units[i].level == min(levels) for i in candidates) == 1
    ):
        return PageTitle(_words(reading, units[early[0]]), early[0])
    large = [
        (max(int(r.value or 4) for r in u.runs if r.kind == "large"), -i)
        for i, u in enumerate(units[:first_entry])
        if any(r.kind == "large" and r.end - r.start >= 0.8 * (u.end - u.start) for r in u.runs)
        and strengths[i] < 1.0
        and u.region != "navigation"
        and linked_share(u) < 0.5
        and styled_heading(reading, u)
        and not is_navigation(_words(reading, u))
    ]
    if large:
        chosen = -max(large)[1]
        return PageTitle(_words(reading, units[chosen]), chosen)
    if not candidates or not reading.html_title:
        for i, unit in enumerate(units[:first_entry]):
            if (
                strengths[i] < 1.0
                and unit.region != "navigation"
                and linked_share(unit) < 0.5
                and styled_heading(reading, unit)
                and not is_navigation(_words(reading, unit))
            ):
                return PageTitle(_words(reading, unit), i)
    if is_plain(reading, units, None) and (plain := _text_title(reading, units, strengths)) is not None:
        return plain
    if not reading.html_title:
        return None
    shown = {_words(reading, unit).casefold() for unit in units}
    shown |= {fold_space(reading.text[r.start : r.end]).casefold() for u in units for r in u.runs if r.kind == "link"}
    repeated = [part.strip() for part in parts[1:] if part.strip().casefold() in shown]
    if repeated:
        return PageTitle(repeated[-1], None)
    return PageTitle(reading.html_title, None)
