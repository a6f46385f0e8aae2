"""From the lines of a table to studies that can be pooled: every line becomes a row, or is listed with the reason."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from aetia.errors import SynthesisError
from aetia.synthesis.column_names import measure_named, normal
from aetia.synthesis.column_roles import Layout, understand
from aetia.synthesis.converted_rows import Target, converted
from aetia.synthesis.effect_sizes import ZerosTo
from aetia.synthesis.estimates import months_in
from aetia.synthesis.line_estimates import Line, direction_of_value, estimate_of
from aetia.synthesis.measures import MEASURES, RATIOS_ON_ONE_SCALE
from aetia.synthesis.one_per_study import one_per_study
from aetia.synthesis.plausible_cells import direction_of, number_or_none
from aetia.synthesis.study_rows import Flag, NotPooled, StudyRow, StudySet
from aetia.synthesis.tabular import MISSING, StudyTable, read_table

_TOTALS = frozenset({
    "total", "totals", "overall", "pooled", "summary", "subtotal", "combined", "metaanalysis", "randomeffects", "fixedeffect",
    "fixedeffects", "randomeffectsmodel", "fixedeffectmodel", "fixedeffectsmodel", "commoneffectmodel", "pooledestimate",
    "summaryestimate", "allstudies",
})  # fmt: skip
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui"})
_NO_ADJUSTMENT = frozenset({"no", "none", "crude", "unadjusted", "n", "false", "nil", "univariate"})
_MOST_NOTES = 5


def studies_of_table(
    path: Path,
    *,
    measure: str | None = None,
    said: Mapping[str, str] | None = None,
    by: str | None = None,
    moderators: Sequence[str] = (),
    zeros: ZerosTo = "zero",
    target: Target | None = None,
    one_each: bool = False,
) -> StudySet:
    """The studies of a CSV file.

    Args:
        path: see :func:`aetia.synthesis.tabular.read_table`.
        measure: the wanted effect measure; guessed from the columns by default. Where a column names the measure of each line,
            the lines of another one are listed and not pooled.
        said: column names for roles, see :func:`aetia.synthesis.column_roles.understand`.
        by: column of the subgroup.
        moderators: columns to keep for a regression.
        zeros: to which lines ½ is added, see :func:`aetia.synthesis.effect_sizes.effect_size`.
        target: a measure to convert the estimates to, see :func:`aetia.synthesis.converted_rows.converted`.
        one_each: one row for each study, see :func:`aetia.synthesis.one_per_study.one_per_study`. Rows of one study have one
            cluster, or without such a column one label.

    Returns:
        The studies. There may be none to pool where lines have a direction all the same.

    Raises:
        SynthesisError: a table that cannot be read or understood, or in which no line can be pooled or has a direction. A line at
            fault is listed in the result, not raised.
    """
    table = read_table(path)
    roles = dict(said or {})
    if by is not None:
        roles["group"] = by
    layout = understand(table, measure=measure, said=roles, choosing=one_each)
    extra = [_column(table, name) for name in moderators]
    rows: list[StudyRow] = []
    refused: list[NotPooled] = []
    for index in range(len(table.rows)):
        line = Line(table, layout, index, f"{_label(table, layout, index)} ({table.where(index)})")
        try:
            rows.append(_row(line, extra, zeros))
        except SynthesisError as error:
            refused.append(_refused(line, error.what, error.remedy or ""))
    if target is not None:
        rows, left = converted(rows, target)
        refused += left
    rows, mixed, name = _one_scale(rows, target.measure if target is not None else _wished(measure, layout))
    refused += mixed
    chosen: list[NotPooled] = []
    if one_each:
        rows, chosen = one_per_study(rows)
    if not rows and all(other.direction is None for other in refused):
        first = refused[0]
        raise SynthesisError(
            f"no study can be pooled; the first, {first.label}: {first.reason}", where=first.where, remedy=first.remedy
        )
    notes = [*table.notes, *layout.notes, *_notes(rows)]
    provenance: dict[str, object] = {
        "file": table.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "separator": table.separator,
        "decimal": table.decimal or None, "columns": layout.names, "guessed": list(layout.guessed),
        "made_from": list(layout.way.numbers), "or_else_from": [list(way.numbers) for way in layout.instead],
        "lines": len(table.rows),
    }  # fmt: skip
    return StudySet(
        table.name, tuple(rows), (*refused, *chosen), name, layout.sentence, provenance, tuple(notes),
    )  # fmt: skip


def _wished(measure: str | None, layout: Layout) -> str | None:
    """The measure that lines must have to be pooled: the one asked for, where a column names that of each line."""
    return layout.measure if measure is not None and "measure" in layout.beside else None


def _column(table: StudyTable, name: str) -> int:
    if name not in table.header:
        raise SynthesisError(
            f"there is no column {name!r}", where=table.name, remedy=f"Columns: {', '.join(table.header)}"
        )
    return table.header.index(name)


def _beside(table: StudyTable, layout: Layout, index: int, role: str) -> str:
    return table.rows[index][layout.beside[role]] if role in layout.beside else ""


def _label(table: StudyTable, layout: Layout, index: int) -> str:
    """Its name and year, on one line."""
    label, year = " ".join(_beside(table, layout, index, "label").split()), _year(_beside(table, layout, index, "year"))
    named = label or f"row {index + 1}"
    return f"{named} {year}" if year and str(year) not in named else named


def _year(cell: str) -> int | None:
    """A year of publication; None for what cannot be one, such as years since some other year."""
    text = cell.removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and 1500 <= int(text) <= 2200 else None


def _flag(line: Line) -> Flag:
    word = normal(line.cell("standing"))
    column = line.layout.beside.get("standing")
    yes_or_no = column is not None and normal(line.table.header[column]) == "retracted"
    concern = "concern" in word or normal(line.cell("concern")) in _YES
    retracted = any(said in word for said in ("retracted", "retraction", "withdrawn")) and not any(
        said in word for said in ("not", "replaced", "unretracted")
    )
    if retracted or (yes_or_no and word in _YES):
        return "retracted"
    return "concern" if concern else ""


def _row(line: Line, extra: Sequence[int], zeros: ZerosTo) -> StudyRow:
    table, index = line.table, line.index
    label = _label(table, line.layout, index)
    if index in table.too_long:
        raise SynthesisError(
            f"{table.too_long[index]} cells under {len(table.header)} columns",
            where=line.where,
            remedy="Quote cells that hold the separator",
        )
    if normal(label) in _TOTALS:
        raise SynthesisError(
            "a line of totals and no study", where=line.where, remedy="Give it another name if it is a study"
        )
    found = estimate_of(line, _measure(line), zeros)
    size = found.size
    return StudyRow(
        label=label,
        where=table.where(index),
        measure=size.measure if size.measure != "log ratio" else _measure(line),
        y=size.y,
        v=size.v,
        how="; ".join(part for part in (size.source, size.note) if part),
        assumption=size.assumption,
        table=found.table,
        flag=_flag(line),
        group=_group(line),
        cluster=line.cell("cluster"),
        year=_year(line.cell("year")),
        moderators=tuple(table.rows[index][column] for column in extra),
        adjusted=_adjusted(line.cell("adjusted")),
        follow_up=_follow_up(line.cell("followup"), table.decimal),
        source=size.source,
    )


def _measure(line: Line) -> str:
    """What the line's own cell says, else what the table makes; a word that is no measure is refused."""
    cell = line.cell("measure")
    if cell.lower() in MISSING:
        return line.way.measure
    found = measure_named(cell) or (cell.upper() if cell.upper() in MEASURES else "")
    if not found:
        raise SynthesisError(
            f"unknown effect measure {cell!r}", where=line.where, remedy="Write it as OR, RR, HR, SMD, MD or the like"
        )
    return found


def _group(line: Line) -> str:
    return line.cell("group") or ("not said" if "group" in line.layout.beside else "")


def _adjusted(cell: str) -> int:
    """For how many things: a number, or the items of a list; 0 where nothing is said."""
    if cell.lower() in MISSING or normal(cell) in _NO_ADJUSTMENT:
        return 0
    return int(cell) if cell.isascii() and cell.isdecimal() else 1 + sum(cell.count(mark) for mark in ",;+&")


def _follow_up(cell: str, decimal: str) -> float:
    return months_in(cell) or number_or_none(cell, decimal) or 0.0


def _refused(line: Line, reason: str, remedy: str) -> NotPooled:
    """A line that cannot be pooled. Where it only lacks numbers, its direction may be known."""
    table, index = line.table, line.index
    direction = direction_of(line.cell("direction")) if line.cell("direction") else None
    if direction is None and not line.way.has(table.rows[index]) and not line.cell("misprint"):
        try:
            direction = direction_of_value(line, _measure(line))
        except SynthesisError:
            direction = None
    return NotPooled(
        _label(table, line.layout, index), table.where(index), reason, remedy, _flag(line), direction, _group(line),
        line.cell("cluster"),
    )  # fmt: skip


def _kind(row: StudyRow) -> str:
    return "ratio" if row.measure in (*RATIOS_ON_ONE_SCALE, "ratio") else row.measure


def _one_scale(rows: list[StudyRow], wanted: str | None) -> tuple[list[StudyRow], list[NotPooled], str]:
    """The rows of one measure: the wanted one, else that of most rows, ratios standing together. Others are listed."""
    if not rows:
        return [], [], wanted or ""
    main = wanted or Counter(_kind(row) for row in rows).most_common(1)[0][0]
    kept, others = [], []
    for row in rows:
        if main in (row.measure, _kind(row)):
            kept.append(row)
        else:
            sign = (row.y > 0) - (row.y < 0)
            others.append(
                NotPooled(
                    row.label, row.where, f"{row.measure}, not pooled with {main}",
                    f"Pool it apart, with --measure {row.measure}", row.flag, sign, row.group, row.cluster,
                )
            )  # fmt: skip
    names = {row.measure for row in kept}
    return kept, others, names.pop() if len(names) == 1 else main if main in MEASURES else "ratio"


def _notes(rows: Sequence[StudyRow]) -> list[str]:
    notes = []
    twins = [label for label, times in Counter(row.label for row in rows if not row.cluster).items() if times > 1]
    if twins:
        notes.append(
            f"several rows have one name and are taken as studies of their own: {_some(twins)}; say with --cluster COLUMN which "
            "rows are one study, or with --one-each that one row is to stand for each"
        )
    same = _identical(rows)
    if same:
        notes.append(f"the same numbers twice, perhaps one study twice: {_some(same)}")
    return notes


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NOTES
    return ", ".join(names[:_MOST_NOTES]) + (f" and {more} more" if more > 0 else "")


def _identical(rows: Sequence[StudyRow]) -> list[str]:
    """Rows with the very same numbers."""
    seen: dict[tuple[float, float], StudyRow] = {}
    found = []
    for row in rows:
        first = seen.setdefault((row.y, row.v), row)
        if first is not row and not row.cluster:
            names = f"{row.label}, twice" if first.label == row.label else f"{first.label} and {row.label}"
            found.append(names)
    return list(dict.fromkeys(found))
