"""Lists of what a page holds, printed at its head: links into the page itself, or short lines."""

from __future__ import annotations

import re

from aetia.rescue.signs import JUMP_LINE, STANDING, is_jump, is_navigation, linked_share
from aetia.rescue.survey import Survey

Items = list[tuple[int, int]]
_BETWEEN = re.compile(r"\s+[|*•·/»>–—-]+\s+|\s*[|•·]\s*|\s*[;,]\s+")


def find_jump_list(survey: Survey, i: int) -> tuple[int, list[Items]]:
    """The jump list that begins at a unit.

    Args:
        survey: the page.
        i: number of the unit.

    Returns:
        The number of the unit after it, and the items in each of its units; ``i`` and nothing where none begins here.
    """
    if survey.strong(i) or survey.is_title(i):
        return i, []
    line = _jump_line(survey, i)
    if line:
        return i + 1, [line]
    if survey.reading.form == "html":
        return _linked(survey, i)
    title = survey.title
    if i >= survey.first_entry or (title is not None and title.unit is not None and i < title.unit):
        return i, []
    return _lines(survey, i)


def _jump_line(survey: Survey, i: int) -> Items:
    """The items of a line such as *On this page: X | Y | Z*, before the first entry."""
    unit = survey.units[i]
    lead = JUMP_LINE.match(survey.text, unit.start, unit.end)
    if lead is None or i >= survey.first_entry:
        return []
    links = [(r.start, r.end) for r in unit.runs if r.kind == "link" and r.start >= lead.end()]
    if len(links) >= 2:
        return links
    items, at = [], lead.end()
    for first, last in [
        *((m.start(), m.end()) for m in _BETWEEN.finditer(survey.text, at, unit.end)),
        (unit.end, unit.end),
    ]:
        piece = survey.text[at:first]
        if piece.strip(" ."):
            begin = at + len(piece) - len(piece.lstrip())
            items.append((begin, begin + len(piece.strip(" ."))))
        at = last
    return items if len(items) >= 2 and all(b - a <= 70 for a, b in items) else []


def _linked(survey: Survey, i: int) -> tuple[int, list[Items]]:
    units = survey.units
    stop = i
    while stop < len(units) and is_jump(units[stop]) and not survey.strong(stop) and units[stop].kind != "heading":
        stop += 1
    found = [[(r.start, r.end) for r in unit.runs if r.kind == "link"] for unit in units[i:stop]]
    if sum(map(len, found)) >= 2:
        return stop, found
    links = [r for r in units[i].runs if r.kind == "link"]
    inside = [(r.start, r.end) for r in links if r.value.startswith("#") and len(r.value) > 1]
    if len(inside) >= 2 and linked_share(units[i]) > 0.5:
        return i + 1, [inside]
    if survey.plain and i < survey.first_entry and not links:
        return _lines(survey, i)
    return i, []


def _lines(survey: Survey, i: int) -> tuple[int, list[Items]]:
    """Short lines below each other, most of them printed again as headings or without a blank line between."""
    units = survey.units
    stop = i
    while stop < len(units) and stop < survey.first_entry and _jump_unit(survey, stop):
        stop += 1
    several = any(units[j].lines > 1 or units[j].marker for j in range(i, stop))
    while stop > i and units[stop - 1].lines == 1 and not units[stop - 1].marker and units[stop - 1].gap:
        stop -= 1
    while stop > i and stop < len(units) and units[stop].kind == "item" and _heads_next(survey, stop):
        stop -= 1
    if sum(units[j].lines for j in range(i, stop)) < 2 or not several or stop == i:
        return i, []
    found: list[Items] = []
    for unit in units[i:stop]:
        items, at = [], unit.start
        for raw in survey.text[unit.start : unit.end].split("\n"):
            if raw.strip():
                first = at + len(raw) - len(raw.lstrip())
                items.append((first, first + len(raw.strip())))
            at += len(raw) + 1
        found.append(items)
    return stop, found


def _heads_next(survey: Survey, stop: int) -> bool:
    """True where the last item of a list heads the items below it: they are deeper, or the entries themselves."""
    before, after = survey.units[stop - 1], survey.units[stop]
    return before.kind == "item" and (after.level > before.level or survey.strong(stop))


def _jump_unit(survey: Survey, i: int) -> bool:
    unit = survey.units[i]
    if unit.kind not in {"paragraph", "item"} or survey.strong(i) or survey.is_title(i):
        return False
    pieces = [piece.strip() for piece in survey.text[unit.start : unit.end].split("\n") if piece.strip()]
    return all(
        len(p) <= 75 and not re.search(r"[.;,?!:]$", p) and not is_navigation(p) and not STANDING.match(p)
        for p in pieces
    )
