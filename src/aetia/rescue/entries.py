"""A unit of the page → an entry: its citation, its finding, its labels, and how much it looks like an entry at all."""

from __future__ import annotations

from aetia.rescue.entry import Entry
from aetia.rescue.lines import lines_of, title_line
from aetia.rescue.names import parse_names
from aetia.rescue.remarks import (
    without_see_also,
)
from aetia.rescue.rows import read_flat_row_unit, read_lined, read_table_row
from aetia.rescue.running import read_running
from aetia.rescue.segments import assign, inline_parts
from aetia.rescue.units import Unit


def read_entry(text: str, unit: Unit) -> Entry:
    """Reads a unit as an entry.

    Args:
        text: the reading text.
        unit: the unit.

    Returns:
        The entry, with a strength near 0 where the unit is none.
    """
    if unit.kind == "flat-row":
        return read_flat_row_unit(text, unit)
    if unit.kind == "row":
        return read_table_row(text, unit)
    entry = read_running(text, unit, unit.start, unit.end)
    by_field = assign(text, lines_of(text, unit.start, unit.end, unit.breaks), unit.runs) if unit.breaks else None
    if by_field is not None and (lined := read_lined(text, unit, by_field)) is not None:
        return lined
    if unit.kind in {"paragraph", "item", "definition", "cell"} and (parted := _parted(text, unit, entry)) is not None:
        return parted
    line = title_line(text, unit.start, unit.end, unit.breaks) if unit.breaks and unit.kind != "pair" else None
    if line is not None:
        lined = read_running(text, unit, unit.start, unit.end, line)
        if lined.strength >= entry.strength - 0.3:
            entry = lined
    if unit.kind == "pair" and 1 in unit.cells:
        _read_pair(text, unit, entry)
    return entry


def _parted(text: str, unit: Unit, entry: Entry) -> Entry | None:
    """An entry that sets bars, strokes or dashes between all of its fields; None where the running reading explains as much."""
    whole = bool(entry.fields.get("authors")) and {"journal", "title"} <= entry.fields.keys()
    for separator, parts in inline_parts(text, unit.start, unit.end):
        by_field = assign(text, parts, unit.runs)
        if by_field is None or "authors" not in by_field or (whole and separator not in str(entry.fields["title"])):
            continue
        read = read_lined(text, unit, by_field)
        if read is not None:
            return read
    return None


def _read_pair(text: str, unit: Unit, entry: Entry) -> None:
    """A term with its definition: a title with finding and citation behind it, or a citation with its finding."""
    term, definition = unit.cells[0], unit.cells[1]
    head = read_running(text, unit, *term)
    head.start, head.end = unit.start, unit.end
    if head.strength >= 1.0 and ("volume" in head.fields or head.fields.get("authors")):
        chosen = head
        if "finding" not in chosen.fields:
            chosen.put(text, "finding", *without_see_also(text, definition, chosen), 0.8)
        chosen.strength += 0.3
    elif entry.strength < 1.0 and _starts_citation(text[slice(*definition)].replace("\n", " ")):
        chosen = _joined(text, unit, term, definition)
    else:
        return
    for name in ("fields", "spans", "confidence", "proposals", "strength", "rest", "publication"):
        setattr(entry, name, getattr(chosen, name))


def _starts_citation(flat: str) -> bool:
    names = parse_names(flat)
    return names is not None and names.score >= 0.6


def _joined(text: str, unit: Unit, term: tuple[int, int], definition: tuple[int, int]) -> Entry:
    """A title in one part and the rest of its citation in the next."""
    entry = read_running(text, unit, *definition)
    authors_end = entry.spans.get("authors_printed", (0, 0))[1]
    if "journal" not in entry.fields and "title" in entry.fields and entry.spans["title"][0] >= authors_end:
        entry.fields["journal"] = entry.fields["title"]
        entry.spans["journal"], entry.confidence["journal"] = entry.spans["title"], 0.5
    entry.put(text, "title", *term, 0.8)
    entry.fields["title"] = str(entry.fields["title"]).rstrip(" .:")
    entry.start, entry.end = unit.start, unit.end
    entry.strength += 0.4
    return entry
