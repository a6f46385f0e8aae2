"""The forest plot of a meta-analysis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.synthesis.analysis import Analysis
from aetia.synthesis.measures import MEASURES, back_transform
from aetia.synthesis.pool import Pooled

if TYPE_CHECKING:
    from aetia.synthesis.figures import Scale
    from aetia.words import Words

_Z95 = 1.959963984540054


@dataclass(frozen=True)
class _Limits:
    value: float
    low: float
    high: float


def forest_of(analysis: Analysis) -> str:
    """A whole SVG file.

    Raises:
        SynthesisError: more studies than a forest plot can show, or numbers that cannot be drawn.
    """
    from aetia.synthesis.figures import ForestRow, Pool, figure_words, forest

    words = figure_words("en")
    weights = dict(zip((id(row) for row in analysis.rows), analysis.main.weights, strict=True))
    rows = []
    for row in analysis.studies.rows:
        half = _Z95 * math.sqrt(row.v)
        shown = _limits(analysis, row.y, row.y - half, row.y + half)
        rows.append(
            ForestRow(
                row.label, value=shown.value, low=shown.low, high=shown.high, weight=weights.get(id(row)),
                group=row.group if analysis.subgroups is not None else "", counted=id(row) in weights,
                struck=row.flag == "retracted", detail=words(f"flag.{row.flag}") if row.flag else "",
            )
        )  # fmt: skip
    rows += [
        ForestRow(other.label, detail=other.reason, counted=False, struck=other.flag == "retracted")
        for other in analysis.studies.not_pooled
    ]

    def drawn(found: Pooled) -> Pool:
        prediction = None
        if found.prediction is not None:
            low, high = (back_transform(analysis.scale, limit) for limit in found.prediction)
            prediction = low, high
        limits = _limits(analysis, found.mean, found.low, found.high)
        return Pool(limits.value, limits.low, limits.high, prediction, found.k, found.heterogeneity.i2)

    main = drawn(analysis.pooled)
    if analysis.fixed is not None:
        limits = _limits(analysis, analysis.fixed.mean, analysis.fixed.low, analysis.fixed.high)
        main = Pool(limits.value, limits.low, limits.high, None, analysis.fixed.k, analysis.fixed.i2)
    groups = analysis.subgroups.pools if analysis.subgroups is not None else ()
    figure = forest(
        rows,
        main,
        title=words("title_of.forest", title=analysis.studies.title),
        pools={name: drawn(found) for name, found in groups},
        scale=_scale(analysis, words),
        words=words,
    )
    return figure.standalone()


def _limits(analysis: Analysis, y: float, low: float, high: float) -> _Limits:
    return _Limits(*(back_transform(analysis.scale, x) for x in (y, low, high)))


def _scale(analysis: Analysis, words: Words) -> Scale:
    from aetia.synthesis.figures import Scale

    measure = analysis.studies.measure
    title = MEASURES[measure].title if measure in MEASURES else measure
    head = title.capitalize()
    name = f"{head[:1].lower()}{head[1:]}"
    if analysis.scale == "log":
        return Scale(head, name, less=words("measure.less_of_ratio"), more=words("measure.more_of_ratio"))
    reference = back_transform(analysis.scale, 0.0) if analysis.scale != "logit" else 0.5
    return Scale(head, name, less=words("measure.less"), more=words("measure.more"), log=False, reference=reference)
