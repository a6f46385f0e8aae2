"""From the lines of a table to studies that can be pooled: every line becomes a row, or is listed with the reason."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from aetia.errors import SynthesisError
from aetia.synthesis.column_roles import Layout, normal, understand
from aetia.synthesis.effect_sizes import EffectSize, effect_size, log_ratio_from_interval
from aetia.synthesis.measures import MEASURES, RATIOS_ON_ONE_SCALE
from aetia.synthesis.study_rows import Flag, NotPooled, StudyRow, StudySet
from aetia.synthesis.tabular import Number, StudyTable, number, read_table

_NUMBER = r"([+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+))"
_PRINTED = re.compile(
    rf"\s*{_NUMBER}\s*[\[(;,]?\s*(?:95\s*%?\s*ci:?\s*)?{_NUMBER}\s*(?:-|–|—|to|;|,|bis)\s*{_NUMBER}\s*[\])]?\s*",
    re.IGNORECASE,
)
_COUNTS = frozenset({"a", "b", "c", "d", "x", "x1", "x2", "n", "n1", "n2"})
_PARENTS = {"a": "n1", "c": "n2", "x": "n"}


def studies_of_table(
    path: Path,
    *,
    measure: str | None = None,
    said: Mapping[str, str] | None = None,
    by: str | None = None,
    moderators: Sequence[str] = (),
) -> StudySet:
    """The studies of a CSV file.

    Args:
        path: see :func:`aetia.synthesis.tabular.read_table`.
        measure: the wanted effect measure; guessed from the columns by default.
        said: column names for roles, see :func:`aetia.synthesis.column_roles.understand`.
        by: column of the subgroup.
        moderators: columns to keep for a regression.

    Raises:
        SynthesisError: a table that cannot be read or understood, or in which no line can be pooled. A line at fault is listed in
            the result, not raised.
    """
    table = read_table(path)
    roles = dict(said or {})
    if by is not None:
        roles["group"] = by
    numeric = frozenset(i for i in range(len(table.header)) if all(row[i].isdecimal() for row in table.rows))
    layout = understand(table.header, measure=measure, said=roles, numeric=numeric, name=table.name)
    extra = [_column(table, name) for name in moderators]
    rows: list[StudyRow] = []
    refused: list[NotPooled] = []
    for index in range(len(table.rows)):
        try:
            rows.append(_row(table, layout, index, extra))
        except SynthesisError as error:
            label, flag = _label(table, layout, index), _flag(table, layout, index)
            refused.append(NotPooled(label, table.where(index), error.what, error.remedy or "", flag))
    rows, mixed, name = _one_scale(rows, measure)
    refused += mixed
    if not rows:
        first = refused[0]
        raise SynthesisError(
            f"no study can be pooled; the first, {first.label}: {first.reason}", where=first.where, remedy=first.remedy
        )
    twins = [label for label, times in Counter(row.label for row in rows if not row.cluster).items() if times > 1]
    notes = [
        *table.notes,
        *(f"several rows are called {label!r}; with --cluster they count as one study" for label in twins),
    ]
    notes += _identical(rows)
    provenance: dict[str, object] = {
        "file": table.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "separator": table.separator,
        "decimal": table.decimal, "columns": dict(layout.names), "guessed": list(layout.guessed), "made_from": list(layout.numbers),
    }  # fmt: skip
    return StudySet(table.name, tuple(rows), tuple(refused), name, layout.sentence, provenance, tuple(notes))


def _column(table: StudyTable, name: str) -> int:
    if name not in table.header:
        raise SynthesisError(
            f"there is no column {name!r}", where=table.name, remedy=f"Columns: {', '.join(table.header)}"
        )
    return table.header.index(name)


def _cell(table: StudyTable, layout: Layout, index: int, role: str) -> str:
    return table.rows[index][layout.columns[role]] if role in layout.columns else ""


def _label(table: StudyTable, layout: Layout, index: int) -> str:
    label, year = _cell(table, layout, index, "label"), _cell(table, layout, index, "year")
    named = label or f"row {index + 1}"
    return f"{named} {year}" if year and year not in named else named


def _flag(table: StudyTable, layout: Layout, index: int) -> Flag:
    word = normal(_cell(table, layout, index, "standing"))
    if "concern" in word:
        return "concern"
    if "retracted" in word and "not" not in word and "replaced" not in word:
        return "retracted"
    return ""


def _row(table: StudyTable, layout: Layout, index: int, extra: Sequence[int]) -> StudyRow:
    label, where = _label(table, layout, index), table.where(index)
    measure = _cell(table, layout, index, "measure").strip().upper() or layout.measure
    size, counts = _estimate(table, layout, index, measure, f"{label} ({where})")
    how = "; ".join(part for part in (size.source, size.note) if part)
    year = _cell(table, layout, index, "year")
    return StudyRow(
        label, where, measure, size.y, size.v, how, size.assumption, counts, _flag(table, layout, index),
        _cell(table, layout, index, "group") or ("not said" if "group" in layout.columns else ""),
        _cell(table, layout, index, "cluster"), int(year) if year.isdecimal() and len(year) <= 4 else None,
        tuple(table.rows[index][column] for column in extra),
    )  # fmt: skip


def _estimate(
    table: StudyTable, layout: Layout, index: int, measure: str, where: str
) -> tuple[EffectSize, tuple[float, float, float, float] | None]:
    if layout.numbers == ("printed",):
        return _from_print(_cell(table, layout, index, "printed"), _level(table, layout, index, where), where), None
    cells = {role: _number(table, layout, index, role, where) for role in layout.numbers}
    if layout.numbers == ("ratio", "low", "high"):
        level = _level(table, layout, index, where)
        size = log_ratio_from_interval(
            cells["low"].value, cells["high"].value, cells["ratio"].value, level=level, where=where
        )
        return size, None
    if layout.numbers[0] == "y":
        v = cells["v"].value if "v" in cells else cells["se"].value ** 2
        if ("se" in cells and cells["se"].value <= 0) or v <= 0:
            raise SynthesisError(
                "the standard error is not above 0", where=where, remedy="Give its interval, or leave it out"
            )
        return EffectSize(
            measure, cells["y"].value, v, "", "estimate and variance as given", "given on an additive scale"
        ), None
    values = {role: _count(role, cells, where) for role in layout.numbers}
    if "n1" in values and "a" in values:
        for part, whole in (("a", "n1"), ("c", "n2")):
            if values[part] > values[whole]:
                raise SynthesisError(
                    f"{values[part]:g} of {values[whole]:g}: a count is larger than its group",
                    where=where,
                    remedy="Correct it",
                )
        values = {"a": values["a"], "b": values["n1"] - values["a"], "c": values["c"], "d": values["n2"] - values["c"]}
    if measure not in MEASURES:
        raise SynthesisError(
            f"unknown effect measure {measure!r}", where=where, remedy="Use one of the list in the documentation"
        )
    size = effect_size(measure, values, where=where)
    names = ("a", "b", "c", "d") if "a" in values else ("x1", "x2", "t1", "t2")
    four = tuple(values[name] for name in names) if all(name in values for name in names) else None
    return size, four  # type: ignore[return-value]


def _from_print(text: str, level: float, where: str) -> EffectSize:
    found = _PRINTED.fullmatch(text)
    if found is None:
        raise SynthesisError(
            f"{text!r} is no estimate with its limits", where=where, remedy="Write it as 1.8 (0.9 to 3.6)"
        )
    value, low, high = (float(part.replace(",", ".")) for part in found.groups())
    return log_ratio_from_interval(low, high, value, level=level, where=where)


def _level(table: StudyTable, layout: Layout, index: int, where: str) -> float:
    cell = _cell(table, layout, index, "level")
    found = number(cell, table.decimal, where=where, column="level") if cell else None
    if found is None:
        return 95.0
    return found.value * 100 if found.value <= 1 else found.value


def _number(table: StudyTable, layout: Layout, index: int, role: str, where: str) -> Number:
    column = layout.names[role]
    found = number(_cell(table, layout, index, role), table.decimal, where=where, column=column)
    if found is None:
        raise SynthesisError(f"column {column!r} is empty", where=where, remedy="Fill it in, or leave the study out")
    return found


def _count(role: str, cells: Mapping[str, Number], where: str) -> float:
    """A count; a percentage of a group is turned into the one whole number that fits it."""
    found = cells[role]
    if not found.percent:
        if role in _COUNTS and not found.value.is_integer():
            raise SynthesisError(f"{role} is {found.value:g}, no whole number", where=where, remedy="Give the count")
        return found.value
    parent = cells.get(_PARENTS.get(role, ""))
    if parent is None:
        raise SynthesisError(f"{role} is {found.value:g} %, of nothing known", where=where, remedy="Give the count")
    half = 0.5 * 10.0**-found.digits + 1e-9
    fits = [
        count for count in range(round(found.value * parent.value / 100) - 1, round(found.value * parent.value / 100) + 2)
        if parent.value > 0 and 0 <= count <= parent.value and abs(100 * count / parent.value - found.value) <= half
    ]  # fmt: skip
    if len(fits) != 1:
        what = "fits no count" if not fits else f"fits {len(fits)} counts"
        raise SynthesisError(f"{found.value:g} % of {parent.value:g} {what}", where=where, remedy="Give the count")
    return float(fits[0])


def _one_scale(rows: list[StudyRow], wanted: str | None) -> tuple[list[StudyRow], list[NotPooled], str]:
    """The rows of one measure; ratios stand together. Others are listed."""
    kinds = Counter("ratio" if row.measure in (*RATIOS_ON_ONE_SCALE, "ratio", "RATIO") else row.measure for row in rows)
    if not rows:
        return [], [], wanted or ""
    main = kinds.most_common(1)[0][0]
    kept, others = [], []
    for row in rows:
        kind = "ratio" if row.measure in (*RATIOS_ON_ONE_SCALE, "ratio", "RATIO") else row.measure
        if kind == main:
            kept.append(row)
        else:
            others.append(
                NotPooled(
                    row.label,
                    row.where,
                    f"{row.measure}, not pooled with {main}",
                    "Pool it apart, with --measure",
                    row.flag,
                )
            )
    names = {row.measure for row in kept}
    return kept, others, names.pop() if len(names) == 1 else "ratio"


def _identical(rows: list[StudyRow]) -> list[str]:
    """Rows with the very same numbers: perhaps one study twice."""
    seen: dict[tuple[float, float], str] = {}
    notes = []
    for row in rows:
        first = seen.setdefault((row.y, row.v), row.label)
        if first is not row.label and not row.cluster:
            notes.append(f"{first} and {row.label} have the same numbers: perhaps one study, twice")
    return notes[:20]
