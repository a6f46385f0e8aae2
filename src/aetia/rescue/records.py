"""Entries whose parts stand in paragraphs, cells or list items of their own: a title, its authors, its source."""

from __future__ import annotations

from dataclasses import replace

from aetia.rescue.blocks import Reading
from aetia.rescue.lines import LINE_LIMIT, Span, lines_of, title_like
from aetia.rescue.segments import Segment, assign, classify
from aetia.rescue.sentences import is_clause
from aetia.rescue.units import Unit

_REACH = 6


def join_records(reading: Reading, units: list[Unit]) -> list[Unit]:
    """Joins units that are the parts of one entry, each in a paragraph, a cell or a list item of its own.

    Args:
        reading: the page.
        units: its units, in order.

    Returns:
        The units, with each such run made one, whose line ends part its fields.
    """
    fragments = [_fragment(reading.text, unit) for unit in units]
    source_first = _source_first(reading.text, units, fragments)
    joined: list[Unit] = []
    i = 0
    while i < len(units):
        stop = _record_end(reading.text, units, fragments, i, source_first=source_first)
        joined.append(_as_one(units[i:stop]) if stop > i + 1 else units[i])
        i = stop
    return joined


def _fragment(text: str, unit: Unit) -> list[Segment | None]:
    """What each line of a unit holds; empty for a unit that cannot be a part of an entry."""
    kinds = {"paragraph", "heading", "definition", "cell", "item"}
    if unit.kind not in kinds or unit.region != "main" or unit.end - unit.start > LINE_LIMIT:
        return []
    return [classify(text, span) for span in _lines(text, unit)]


def _lines(text: str, unit: Unit) -> list[Span]:
    return lines_of(text, unit.start, unit.end, unit.breaks)


def _kind(fragment: list[Segment | None]) -> str:
    """The kind of a unit that is one part alone; empty for any other."""
    return fragment[0].kind if len(fragment) == 1 and fragment[0] is not None else ""


def _titled(text: str, fragment: list[Segment | None]) -> bool:
    """True for a unit that is one line with a title, not a sentence."""
    part = fragment[0] if len(fragment) == 1 else None
    if part is None or part.kind not in {"text", "title"}:
        return False
    words = text[part.start : part.end].replace("\n", " ")
    return part.kind == "title" or title_like(words)


def _source_first(text: str, units: list[Unit], fragments: list[list[Segment | None]]) -> bool:
    """True for a page that prints the journal above the title: its sources have titles below them more often than above."""

    def phrase(i: int) -> bool:
        return (
            0 <= i < len(units)
            and _titled(text, fragments[i])
            and not is_clause(text[units[i].start : units[i].end].rstrip(" ?"))
        )

    above = below = 0
    for i, fragment in enumerate(fragments):
        if _kind(fragment) == "source":
            above += phrase(i - 1) or (i > 0 and _kind(fragments[i - 1]) == "authors" and phrase(i - 2))
            below += i + 1 < len(units) and units[i + 1].kind != "heading" and phrase(i + 1)
    return below > above


def _record_end(
    text: str, units: list[Unit], fragments: list[list[Segment | None]], i: int, *, source_first: bool
) -> int:
    """One past the last unit of the entry that begins at a unit; the next unit where none does."""
    if not fragments[i] or not _begins(text, units[i], fragments[i], source_first):
        return i + 1
    best = i + 1
    for stop in range(i + 1, min(i + _REACH, len(units))):
        if not fragments[stop] or not _beside(units[stop - 1], units[i], units[stop]):
            break
        parts = [part for fragment in fragments[i : stop + 1] for part in fragment]
        within = _same_row(units[i], units[stop])
        if any(part is None for part in parts) or not (within or _is_part(fragments[stop], source_first)):
            break
        lines = [line for unit in units[i : stop + 1] for line in _lines(text, unit)]
        runs = tuple(run for unit in units[i : stop + 1] for run in unit.runs)
        if assign(text, lines, runs) is not None:
            best = stop + 1
            if not source_first and not within:
                break
    return best


def _begins(text: str, unit: Unit, fragment: list[Segment | None], source_first: bool) -> bool:
    if source_first:
        return _kind(fragment) == "source" and unit.kind != "heading"
    if _titled(text, fragment):
        return True
    return (_kind(fragment) == "authors" and unit.kind != "heading") or (
        _kind(fragment) == "year" and unit.cell is not None
    )


def _is_part(fragment: list[Segment | None], source_first: bool) -> bool:
    """True for a unit that can go on with an entry: what it holds shows what it is, or it is the title below its source."""
    first = fragment[0]
    if first is None:
        return False
    return first.kind not in {"text", "finding"} or (source_first and len(fragment) == 1)


def _beside(before: Unit, first: Unit, unit: Unit) -> bool:
    """True for a unit that can belong to the same entry by its place."""
    if unit.kind == "heading" or unit.marker:
        return False
    if unit.cell != before.cell:
        if before.cell is None or unit.cell is None or unit.cell[0] != before.cell[0]:
            return False
        return unit.cell[1] - before.cell[1] <= 1
    if unit.kind == "definition":
        return unit.continues or before.kind != "definition"
    if unit.kind != "item":
        return before.kind != "item"
    return unit.continues or (first.kind == "item" and unit.level > first.level)


def _same_row(first: Unit, unit: Unit) -> bool:
    """True for two units in different cells of one row."""
    a, b = first.cell, unit.cell
    return a is not None and b is not None and a[:2] == b[:2] and a[2] != b[2]


def _as_one(units: list[Unit]) -> Unit:
    first, last = units[0], units[-1]
    cuts = [unit.end for unit in units[:-1]]
    whole = replace(
        first, end=last.end, runs=tuple(r for u in units for r in u.runs), lines=sum(u.lines for u in units)
    )
    whole.breaks = sorted({*cuts, *(b for u in units for b in u.breaks)})
    if first.kind == "heading":
        whole.kind, whole.level = "paragraph", 0
    return whole
