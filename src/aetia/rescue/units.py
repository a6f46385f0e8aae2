"""Blocks → units: the stretches of a page that are judged one by one (a heading, a paragraph, an entry, a table row)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from aetia.rescue.blocks import Block, Reading, Region, Run
from aetia.rescue.dates import find_dates
from aetia.rescue.locators import find_locators
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_corporate, parse_names
from aetia.rescue.sentences import boundaries, is_clause
from aetia.rescue.tables import Columns, find_columns, flat_table_columns, guess_columns

RUN_ON_LIMIT = 400_000
_ENTRY_NUMBER = re.compile(r"\s*(?:\[\d{1,4}\]|\(?\d{1,4}[.)])\s+(?=[^\W\d_\"“„«(\[])")


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


def make_units(reading: Reading) -> list[Unit]:
    """Parts a page into units, in the order of the text."""
    units: list[Unit] = []
    tables = _record_tables(reading)
    flat: Columns | None = None
    blocks = reading.blocks
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if block.cell is not None and block.cell[0] in tables:
            row = block.cell[:2]
            stop = at
            while stop < len(blocks) and blocks[stop].cell is not None and blocks[stop].cell[:2] == row:  # type: ignore[index]
                stop += 1
            if len({b.cell[2] for b in blocks[at:stop] if b.cell}) > 1:
                units.append(_row(blocks[at:stop], tables[block.cell[0]], at))
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
        if block.kind == "term" and at + 1 < len(blocks) and blocks[at + 1].kind == "definition":
            units.append(_merge(block, blocks[at + 1], at))
            at += 2
            continue
        units.extend(_parts_of(reading, block, at))
        at += 1
    return units


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
    )


def _merge(term: Block, definition: Block, number: int) -> Unit:
    unit = _unit(replace(term, runs=term.runs + definition.runs), term.start, definition.end, number)
    unit.kind = "pair"
    unit.cells = {0: (term.start, term.end), 1: (definition.start, definition.end)}
    return unit


def _record_tables(reading: Reading) -> dict[int, Columns]:
    """The tables whose first row names columns of records, or whose rows hold the cells of one record each."""
    rows: dict[int, dict[int, list[Block]]] = {}
    for block in reading.blocks:
        if block.cell is not None and block.kind in {"cell", "paragraph", "heading"}:
            rows.setdefault(block.cell[0], {}).setdefault(block.cell[1], []).append(block)
    found: dict[int, Columns] = {}
    for table, by_row in rows.items():
        for row in sorted(by_row)[:3]:
            cells = [(b.cell[2] if b.cell else 0, reading.text[b.start : b.end]) for b in by_row[row]]
            columns = find_columns(cells)
            if columns is not None:
                found[table] = replace(columns, header_row=row)
                break
        else:
            guessed = _guess(reading.text, by_row)
            if guessed is not None:
                found[table] = guessed
    return found


def _guess(text: str, by_row: dict[int, list[Block]]) -> Columns | None:
    """The columns of a table of records that has no header row, by what most of their cells look like; None for a layout table."""
    rows: list[dict[int, str]] = []
    for blocks in by_row.values():
        cells: dict[int, str] = {}
        for block in blocks:
            if block.cell is not None:
                cells[block.cell[2]] = (
                    f"{cells.get(block.cell[2], '')} {text[block.start : block.end]}".strip().replace("\n", " ")
                )
        rows.append(cells)
    return guess_columns(rows, is_names=_only_names, is_located=_located)


def _only_names(cell: str) -> bool:
    """True for a cell that holds a list of names and nothing else."""
    names = parse_names(cell)
    return names is not None and names.score >= 0.55 and names.end >= len(cell) - 8


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
    if len(lines) > 1 and _styled_line(reading.text, block, lines[0]):
        head = _unit(block, *lines[0], number)
        return [head, *_parts_of(reading, replace(block, start=lines[1][0], gap=0), number)]
    spans = _split_lines(reading.text, lines, block.kind) if len(lines) > 1 else [(block.start, block.end)]
    units: list[Unit] = []
    for start, end in spans:
        for first, last in _split_run_on(reading.text, start, end, block.runs):
            count = sum(first <= line[0] < last for line in lines)
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
        return len(grouped) > 40 and (_located(grouped) or (listed and (closed or names.score >= 0.95)))
    corporate = parse_corporate(here)
    if corporate is not None and corporate.score >= 0.75 and closed:
        return True
    if not closed or not re.match(r"[\"“„«(\[]?[A-ZÀ-Þ\d]", here):
        return False
    own = (
        _located(here)
        or (names is not None and names.score >= 0.55)
        or (not is_clause(here) and _located(following) and not _located(here))
    )
    return own and _located(text[group[0][0] : group[-1][1]].replace("\n", " "), at_end=False) and len(here) > 20


def _located(text: str, *, at_end: bool = False) -> bool:
    """True when a text holds a whole locator; ``at_end``: with no sentence after it."""
    _, work = find_marks(text)
    dates = [(d.start, d.end) for d in find_dates(work)]
    locators = [loc for loc in find_locators(work, dates) if loc.volume and loc.score >= 0.7]
    if not locators:
        return False
    return not at_end or len(work[locators[-1].end :].split()) < 9


def _split_at_leads(flat: str, start: int, runs: tuple[Run, ...]) -> list[int]:
    """Where titles set in bold or as a link begin one after the other in a paragraph, each with words of its own behind it."""
    leads = [
        r for r in runs if r.kind in {"bold", "link"} and r.end - r.start >= 25 and start <= r.start < start + len(flat)
    ]
    cuts: list[int] = []
    last_end = -1
    for run in leads:
        at = run.start - start
        before = flat[:at].rstrip()
        label = re.search(r"(?:^|(?<=[.)\]?!]\s))[A-Z][\w -]{2,22}:$", before)
        if label is not None:
            at, before = label.start(), before[: label.start()].rstrip()
        if at < last_end or (before and not re.search(r"[.?!)\]]$", before)):
            continue
        if cuts and at - cuts[-1] < run.end - run.start:
            continue
        cuts.append(at)
        last_end = run.end - start
    return cuts


def _split_run_on(text: str, start: int, end: int, runs: tuple[Run, ...]) -> list[tuple[int, int]]:
    """Parts a paragraph in which several entries follow each other without a line end."""
    flat = text[start:end].replace("\n", " ")
    if len(flat) < 120 or len(flat) > RUN_ON_LIMIT:
        return [(start, end)]
    led = _split_at_leads(flat, start, runs)
    if len(led) >= 2 and led[0] < 25 and all(b - a > 50 for a, b in zip(led, [*led[1:], len(flat)], strict=True)):
        led[0] = 0
        return [
            (start + a + len(flat[a:b]) - len(flat[a:b].lstrip()), start + a + len(flat[a:b].rstrip()))
            for a, b in zip(led, [*led[1:], len(flat)], strict=True)
        ]
    _, work = find_marks(flat)
    dates = [(d.start, d.end) for d in find_dates(work)]
    locators = [loc for loc in find_locators(work, dates) if loc.volume and loc.pages and loc.score >= 0.7]
    if len(locators) < 2:
        return [(start, end)]
    numbers = list(re.finditer(r"(?:(?<=\s)|^)[\[(]?(\d{1,3})[.)\]]\s+(?=[A-ZÀ-Þ\"“(])", work))
    run = [m for i, m in enumerate(numbers) if int(m[1]) == int(numbers[0][1]) + i]
    if (
        len(run) >= 2
        and len(run) == len(numbers)
        and len(run) >= len(locators) - 1
        and not work[: run[0].start()].strip()
    ):
        cuts = [m.start() for m in run]
    else:
        cuts = [0]
        for locator, following in itertools.pairwise(locators):
            cut = _cut_between(work, locator.end, following.start)
            if cut is not None:
                cuts.append(cut)
    spans = []
    for first, last in zip(cuts, [*cuts[1:], len(flat)], strict=True):
        piece = flat[first:last]
        begin = first + len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start + begin, start + first + len(piece.rstrip())))
    return spans or [(start, end)]


def _cut_between(work: str, after: int, before: int) -> int | None:
    """Where a new entry begins between two locators: at names after a closed part, else right after the first citation closes."""
    stretch = work[after:before]
    cuts = [after + b for b in boundaries(stretch)]
    lead = re.match(r"[^\S\n]*[.;)\]]?\s*(?:\([^()]{2,80}\)\.?\s*|\[[^\[\]]{2,400}\]\.?\s*)*", stretch)
    close = after + (lead.end() if lead else 0)
    for cut in sorted({*cuts, close}):
        head = work[cut : cut + 40]
        begin = cut + len(head) - len(head.lstrip())
        names = parse_names(work, begin)
        if names is not None and names.score >= 0.75 and begin >= after and before - names.end > 15:
            return begin
    closed = re.match(r"\s*[.;)]", stretch)
    first = work[close:before].lstrip()
    if closed and first[:1].isupper() and len(first.split()) >= 5 and boundaries(first):
        return close
    return None
