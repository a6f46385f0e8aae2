"""Which tables of a page hold records, and what their columns hold."""

from __future__ import annotations

from dataclasses import replace

from aetia.rescue.blocks import Block, Reading
from aetia.rescue.names import parse_names
from aetia.rescue.run_ons import located
from aetia.rescue.tables import Columns, find_columns, guess_columns


def record_tables(reading: Reading) -> dict[int, Columns]:
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
        if sum(located(text[b.start : b.end].replace("\n", " ")) for b in blocks) > 1:
            return None
        for block in blocks:
            if block.cell is not None:
                cells[block.cell[2]] = (
                    f"{cells.get(block.cell[2], '')} {text[block.start : block.end]}".strip().replace("\n", " ")
                )
        rows.append(cells)
    return guess_columns(rows, is_names=_only_names, leads_names=_leads_names, is_located=located)


def _only_names(cell: str) -> bool:
    """True for a cell that holds a list of names and nothing else."""
    names = parse_names(cell)
    return names is not None and names.score >= 0.55 and names.end >= len(cell) - 8


def _leads_names(cell: str) -> bool:
    """True for a cell that begins with names and goes on."""
    names = parse_names(cell)
    return names is not None and names.score >= 0.55 and names.end < len(cell) - 12
