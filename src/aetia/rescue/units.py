"""Blocks → units: the stretches of a page that are judged one by one (a heading, a paragraph, an entry, a table row)."""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass, field, replace

from aetia.rescue.blocks import Block, Reading, Region, Run
from aetia.rescue.labelled import labelled_record
from aetia.rescue.lines import is_names, set_breaks, source_start, title_like
from aetia.rescue.names import parse_corporate, parse_names
from aetia.rescue.record_tables import record_tables
from aetia.rescue.run_ons import located, split_run_on
from aetia.rescue.segments import assign
from aetia.rescue.sentences import is_clause
from aetia.rescue.signs import NEXT, plain_heading
from aetia.rescue.tables import Columns, flat_table_columns

_ENTRY_NUMBER = re.compile(r"\s*(?:[•·●▪■◦‣](?=\s*\S)|\[\d{1,4}\]|\(?\d{1,4}[.)])\s+(?=[^\W\d_\"“„«(\[])")


@dataclass(slots=True)
class Unit:
    """One stretch of the reading text.

    Args:
        start: first character.
        end: one past the last.
        kind: as of its block; ``row`` for a row of a table of records, ``flat-row`` for a line of a table that lost its cells.
        level: heading or list level.
        runs: stretches set off by type.
        region: part of the page.
        gap: blank lines before it.
        boxed: it stands in a box.
        marker: bullet or number before it.
        lines: lines it holds.
        columns: what the columns of its table hold.
        cells: start and end of each cell of a row.
        names: class and id words around it.
        block: number of the block it began in.
        cell: table, row and column it began in.
        breaks: the line ends in it that somebody set.
        continues: it stands in the same list item, cell or definition as the unit before it.
    """

    start: int
    end: int
    kind: str
    level: int = 0
    runs: tuple[Run, ...] = ()
    region: Region = "main"
    gap: int = 0
    boxed: bool = False
    marker: str = ""
    lines: int = 1
    columns: Columns | None = None
    cells: dict[int, tuple[int, int]] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    block: int = 0
    cell: tuple[int, int, int] | None = None
    breaks: list[int] = field(default_factory=list)
    continues: bool = False


def make_units(reading: Reading) -> list[Unit]:
    """Parts a page into units, in the order of the text."""
    units = _all_units(reading)
    breaks = set_breaks(reading)
    for unit in units:
        unit.breaks = breaks[bisect.bisect_left(breaks, unit.start) : bisect.bisect_left(breaks, unit.end)]
    return units


def _place(block: Block) -> tuple[int, int] | None:
    """The table and row that a block stands in."""
    return None if block.cell is None else block.cell[:2]


def _all_units(reading: Reading) -> list[Unit]:
    units: list[Unit] = []
    tables = record_tables(reading)
    flat: Columns | None = None
    blocks = reading.blocks
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if block.cell is not None and block.cell[0] in tables:
            stop = at
            while stop < len(blocks) and _place(blocks[stop]) == _place(block):
                stop += 1
            if len({b.cell[2] for b in blocks[at:stop] if b.cell}) > 1:
                row_unit = _row(blocks[at:stop], tables[block.cell[0]], at)
                head = _topic_cell(reading.text, row_unit, units)
                units += [head, row_unit] if head else [row_unit]
                at = stop
                continue
        labelled = labelled_record(reading.text, blocks, at)
        if labelled is not None:
            spans, stop = labelled
            units.append(_labelled_unit(reading.text, units, blocks[at:stop], spans, at))
            at = stop
            continue
        if reading.form == "text" and block.kind == "paragraph":
            flat_units = _flat_table(reading.text, block, at)
            if flat_units is not None:
                flat = flat_units[0].columns
                units.extend(flat_units)
                at += 1
                continue
            if (
                flat is not None
                and block.gap <= 1
                and re.search(r"\b(?:19|20)\d\d\b", reading.text[block.start : block.end])
            ):
                units.extend(_flat_rows(reading.text, block, flat, at))
                at += 1
                continue
        if block.kind == "term" and _heads_entries(reading.text, blocks, at):
            head = _unit(block, block.start, block.end, at)
            head.kind, head.level = "heading", 6
            units.append(head)
            at += 1
            continue
        if block.kind == "term" and at + 1 < len(blocks) and blocks[at + 1].kind == "definition":
            units.append(_merge(block, blocks[at + 1], at))
            at += 2
            continue
        units.extend(_parts_of(reading, block, at))
        at += 1
    return units


def _heads_entries(text: str, blocks: tuple[Block, ...], at: int) -> bool:
    """True for a short term whose definitions are whole citations: it is the heading of a list of them."""
    term = text[blocks[at].start : blocks[at].end]
    if len(term) > 90 or len(term.split()) > 12 or re.search(r"[.;,]\s*$", term):
        return False
    whole: list[str] = []
    for block in itertools.islice(blocks, at + 1, at + 40):
        if block.kind == "term" or block.kind == "heading":
            break
        words = text[block.start : block.end].replace("\n", " ")
        if located(words) and source_start(words) is None:
            whole.append(words)
    if len(whole) != 1:
        return len(whole) > 1
    names = parse_names(whole[0])
    led = (names is not None and names.score >= 0.75) or whole[0].rstrip(" .").endswith((")", "]"))
    return led and (len(term.split()) <= 6 or term.endswith(":"))


def _labelled_unit(
    text: str, before: list[Unit], blocks: tuple[Block, ...], spans: dict[str, tuple[int, int]], number: int
) -> Unit:
    """A record whose fields stand behind their names, with the title above it where none of them is the title."""
    unit = _unit(
        replace(blocks[0], runs=tuple(r for b in blocks for r in b.runs)), blocks[0].start, blocks[-1].end, number
    )
    last = before[-1] if before else None
    if "title" not in spans and last is not None and last.region == "main" and title_like(text[last.start : last.end]):
        spans = {"title": (last.start, last.end), **spans}
        unit.start, unit.runs = last.start, last.runs + unit.runs
        before.pop()
    unit.kind = "row"
    unit.columns = Columns(tuple(enumerate(spans)), header_row=-1)
    unit.cells = dict(enumerate(spans.values()))
    return unit


def _topic_cell(text: str, row: Unit, before: list[Unit]) -> Unit | None:
    """The first cell of a row as a heading, where its column names the topic of the study and the topic is a new one."""
    column = next((number for number, name in row.columns.fields if name == "topic"), None) if row.columns else None
    if row.kind != "row" or column is None or column not in row.cells or column != min(row.cells):
        return None
    start, end = row.cells.pop(column)
    row.start = min(first for first, _ in row.cells.values()) if row.cells else row.start
    last = next((unit for unit in reversed(before) if unit.kind == "heading"), None)
    if not row.cells or (last is not None and text[last.start : last.end] == text[start:end]):
        return None
    return replace(row, start=start, end=end, kind="heading", level=6, columns=None, cells={})


def _unit(block: Block, start: int, end: int, number: int, *, first: bool = True, lines: int = 1) -> Unit:
    runs = tuple(run for run in block.runs if run.start < end and run.end > start)
    return Unit(
        start,
        end,
        block.kind,
        block.level,
        runs,
        block.region,
        block.gap if first else 0,
        block.boxed,
        block.marker if first else "",
        lines,
        None,
        {},
        block.names,
        number,
        block.cell,
        continues=block.continues or not first,
    )


def _merge(term: Block, definition: Block, number: int) -> Unit:
    unit = _unit(replace(term, runs=term.runs + definition.runs), term.start, definition.end, number)
    unit.kind = "pair"
    unit.cells = {0: (term.start, term.end), 1: (definition.start, definition.end)}
    return unit


def _row(blocks: tuple[Block, ...] | list[Block], columns: Columns, number: int) -> Unit:
    first, last = blocks[0], blocks[-1]
    unit = _unit(replace(first, runs=tuple(r for b in blocks for r in b.runs)), first.start, last.end, number)
    unit.kind = "header-row" if first.cell and first.cell[1] == columns.header_row else "row"
    unit.columns = columns
    for block in blocks:
        if block.cell is not None:
            column = block.cell[2]
            begin, end = unit.cells.get(column, (block.start, block.end))
            unit.cells[column] = (min(begin, block.start), max(end, block.end))
    return unit


def _flat_table(text: str, block: Block, number: int) -> list[Unit] | None:
    """A run of lines whose first names the columns of a table that lost its cells."""
    spans = _line_spans(text, block)
    columns = flat_table_columns(text[slice(*spans[0])])
    if columns is None or (len(spans) < 2 and len(text[slice(*spans[0])]) > 160):
        return None
    header = _unit(block, *spans[0], number)
    header.kind, header.columns = "header-row", columns
    return (
        [header, *_flat_rows(text, replace(block, start=spans[1][0]), columns, number)] if len(spans) > 1 else [header]
    )


def _flat_rows(text: str, block: Block, columns: Columns, number: int) -> list[Unit]:
    units = []
    for span in _line_spans(text, block):
        unit = _unit(block, *span, number)
        unit.kind, unit.columns = "flat-row", columns
        units.append(unit)
    return units


def _line_spans(text: str, block: Block) -> list[tuple[int, int]]:
    spans = []
    at = block.start
    for raw in text[block.start : block.end].split("\n"):
        words = raw.strip()
        if words:
            begin = at + len(raw) - len(raw.lstrip())
            spans.append((begin, begin + len(words)))
        at += len(raw) + 1
    return spans


def _parts_of(reading: Reading, block: Block, number: int) -> list[Unit]:
    """The units of one block: lines that are entries of their own, entries run together in one paragraph, or the block."""
    if block.kind == "heading":
        return [_unit(block, block.start, block.end, number)]
    lines = _line_spans(reading.text, block)
    if len(lines) > 1 and re.fullmatch(r"([=_~*#-])\1{3,}", reading.text[slice(*lines[0])]):
        rule = _unit(block, *lines[0], number)
        return [rule, *_parts_of(reading, replace(block, start=lines[1][0], gap=0), number)]
    underlined = (
        len(lines) > 1 and reading.form == "html" and re.fullmatch(r"([=_~*#-])\1{3,}", reading.text[slice(*lines[1])])
    )
    if underlined:
        head = _unit(block, lines[0][0], lines[1][1], number)
        head.kind, head.marker, head.level = "heading", "underline", 2 if underlined[1] in "=*" else 3
        rest = replace(block, start=lines[2][0], gap=0) if len(lines) > 2 else None
        return [head, *(_parts_of(reading, rest, number) if rest else [])]
    if len(lines) > 1 and _styled_line(reading.text, block, lines[0]):
        head = _unit(block, *lines[0], number)
        return [head, *_parts_of(reading, replace(block, start=lines[1][0], gap=0), number)]
    whole = len(lines) < 2 or (2 < len(lines) < 8 and assign(reading.text, lines, block.runs) is not None)
    spans = [(block.start, block.end)] if whole else _split_lines(reading.text, lines, block.kind)
    units: list[Unit] = []
    starts = [line[0] for line in lines]
    for start, end in spans:
        for first, last in split_run_on(reading.text, start, end, block.runs):
            count = bisect.bisect_left(starts, last) - bisect.bisect_left(starts, first)
            units.append(_unit(block, first, last, number, first=not units, lines=count))
    return units


def _styled_line(text: str, block: Block, line: tuple[int, int]) -> bool:
    """True for a first line that is bold or large from end to end and is no sentence: a heading above its text."""
    words = text[slice(*line)]
    if len(words) > 90 or re.search(r"[.;,]\s*$", words):
        return False
    if any(r.kind == "link" and r.start <= line[0] + 1 and r.end >= line[1] - 1 for r in block.runs):
        return False
    return any(
        r.kind in {"bold", "large"} and r.start <= line[0] + 1 and line[1] - 1 <= r.end <= line[1] + 1
        for r in block.runs
    )


def _is_list(text: str, lines: list[tuple[int, int]]) -> bool:
    """True when every line is a short phrase of its own, as in a list of contents or of links."""
    pieces = [text[slice(*line)] for line in lines]
    return all(len(p) <= 75 and not re.search(r"[.;,]$", p) for p in pieces) and all(not p[0].islower() for p in pieces)


_FURNITURE = re.compile(
    (
        r"^\W*(?:top of (?:the )?page|back to (?:the )?top|home|skip to \w+|print(?: this page)?|"
        r"(?:author|last updated|updated|by)\b\s*:.*)\W*$"
    ),
    re.IGNORECASE,
)


def _split_lines(text: str, lines: list[tuple[int, int]], kind: str) -> list[tuple[int, int]]:
    """Groups lines into entries: a new one begins where a line ends whole and the next begins like an entry."""
    if len(lines) > 1 and (
        _FURNITURE.match(text[slice(*lines[0])])
        or (len(lines) > 3 and _is_list(text, lines[1:]) and not _is_list(text, lines[:1]))
    ):
        return [lines[0], *_split_lines(text, lines[1:], kind)]
    if len(lines) > 1 and kind != "item" and _heads_line(text, lines):
        return [lines[0], *_split_lines(text, lines[1:], kind)]
    last = text[slice(*lines[-1])]
    if len(lines) > 1 and NEXT.match(last) and len(last) < 120 and not located(last):
        return [*_split_lines(text, lines[:-1], kind), lines[-1]]
    whole = [(lines[0][0], lines[-1][1])]
    if len(lines) == 1 or _is_list(text, lines):
        return whole
    if kind == "item" and not _ENTRY_NUMBER.match(text[slice(*lines[1])]):
        return whole
    groups: list[list[tuple[int, int]]] = [[lines[0]]]
    for n, (before, line) in enumerate(itertools.pairwise(lines)):
        following = text[slice(*lines[n + 2])] if n + 2 < len(lines) else ""
        if _begins_entry(text, before, line, groups[-1], following):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [(group[0][0], group[-1][1]) for group in groups]


def _heads_line(text: str, lines: list[tuple[int, int]]) -> bool:
    """True for a short first line right above whole citations: a heading without a blank line behind it."""
    words = text[slice(*lines[0])]
    if len(words) > 70 or len(words.split()) > 8 or not plain_heading(words.rstrip(": ")):
        return False
    if re.search(r"\d{3}", words) and not words.endswith(":"):
        return False
    names = parse_names(words)
    if names is not None and names.score >= 0.55:
        return False
    below = text[lines[1][0] : lines[min(len(lines), 5) - 1][1]].replace("\n", " ")
    first = text[slice(*lines[1])]
    lead = parse_names(first)
    led = lead is not None and lead.score >= 0.75 and source_start(below) is None and not is_names(first)
    return (led and located(below)) or (located(first) and source_start(first) is None)


def _begins_entry(
    text: str, before: tuple[int, int], line: tuple[int, int], group: list[tuple[int, int]], following: str
) -> bool:
    here = text[slice(*line)]
    last = text[slice(*before)]
    if _ENTRY_NUMBER.match(here):
        return True
    closed = bool(re.search(r"[.?!)\]\"”]\s*$|\d\s*$", last))
    names = parse_names(here)
    if (
        names is not None
        and names.score >= 0.8
        and (closed or not last.endswith(","))
        and not re.search(r"(?:,|;|\band|&)\s*$", last)
    ):
        grouped = text[group[0][0] : group[-1][1]]
        listed = (lead := parse_names(grouped)) is not None and lead.score >= 0.8
        return len(grouped) > 40 and (located(grouped) or (listed and (closed or names.score >= 0.95)))
    corporate = parse_corporate(here)
    if corporate is not None and corporate.score >= 0.75 and closed:
        return True
    if not closed or not re.match(r"[\"“„«(\[]?[A-ZÀ-Þ\d]", here):
        return False
    own = (
        located(here)
        or (names is not None and names.score >= 0.55)
        or (not is_clause(here) and located(following) and not located(here))
    )
    return own and located(text[group[0][0] : group[-1][1]].replace("\n", " "), at_end=False) and len(here) > 20
