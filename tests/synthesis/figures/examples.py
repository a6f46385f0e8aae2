"""Every figure, of plain and of hostile material, and strategies for random ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from aetia.synthesis.figures import (
    Figure,
    ForestRow,
    FunnelPoint,
    Pool,
    Scale,
    Step,
    StudyMark,
    cumulative,
    effect_direction,
    forest,
    funnel,
    harvest,
    ladder,
    leave_one_out_forest,
    timeline,
)
from aetia.synthesis.figures.words import ENGLISH
from aetia.words import Words

BEFORE, AFTER = "Exposure measured before onset", "Compared after onset"
DIFFERENCE = Scale("Difference", "difference", log=False, reference=0.0, less="lower", more="higher")

ROWS = [
    ForestRow("Rot 2010", "cohort, n 1,200", 1.62, 1.08, 2.44, 0.4, "T3", BEFORE, "for", "adequate"),
    ForestRow("Lila 2014", "case-control", 2.81, 1.86, 4.23, 0.3, "T2", AFTER, "for", "high", k=15),
    ForestRow("Blau 2016", "case-control, n 63", 0.9, 0.05, 74.1, 0.3, "T2", AFTER, "unclear", "not-judged"),
    ForestRow("Grau 2011", "retracted", 9.5, 4.0, 22.5, None, "T2", "", "for", "high", counted=False, struck=True),
    ForestRow("Gelb 2012", "no interval", 1.1, counted=False),
    ForestRow("Weiss 2013", "direction only", counted=False, direction="against"),
]
POOL = Pool(2.01, 1.21, 3.33, (0.6, 6.71), 17, 41.5)
POOLS = {BEFORE: Pool(1.62, 1.08, 2.44, None, 1), AFTER: Pool(2.4, 1.3, 4.4, None, 16, 12.0)}
STEPS = [
    Step("Rot 2010", Pool(1.62, 1.08, 2.44, k=1)),
    Step("Lila 2014", Pool(2.2, 1.3, 3.7, k=16), "by review"),
    Step("Blau 2016", Pool(2.01, 0.9, 4.5, k=17)),
]
POINTS = [
    FunnelPoint("Rot 2010", 1.62, 0.2),
    FunnelPoint("Lila 2014", 2.81, 0.21),
    FunnelPoint("Blau 2016", 0.9, 1.86, counted=False),
]
MARKS = [
    StudyMark("Rot 2010", "for", "T3", "Palewrist", 1200, 2010, "adequate"),
    StudyMark("Lila 2014", "against", "T2", "Palewrist", 250, 2014, "high"),
    StudyMark("Lila 2014", "unclear", "T2", "Dry eyes", 250, 2014, "high"),
    StudyMark("Blau 2016", "inverse", "T2", "Palewrist", 40, 2016),
    StudyMark("Grau 2011", "for", "T1", "Palewrist", 20_000, 2011, counted=False, struck=True),
    StudyMark("Gelb", None, "T0", "Palewrist", None, None, counted=False),
    StudyMark("Mouse work", "for", "", "Palewrist", None, 2015, counted=False),
]
HOSTILE = "</title><script>alert('x')</script>&amp;\x00\x1b\u202e\ud800 " + "W" * 300
HOSTILE_ROWS = [ForestRow(HOSTILE, HOSTILE, 1.5, 1.1, 2.0, 1.0, "T2", HOSTILE, "for", "high"), ROWS[3]]
HOSTILE_MARKS = [StudyMark(HOSTILE, "for", "T2", HOSTILE, 10**9, 9999, "high"), MARKS[0]]
SIXTY = [
    ForestRow(
        f"Study {i} 2001",
        "case-control, n 1,234",
        1 + i / 30,
        0.5,
        4.0 + i,
        1 / 60,
        "T2",
        (BEFORE, AFTER)[i % 2],
        "unclear",
    )
    for i in range(60)
]


def every_figure(words: Words = ENGLISH) -> dict[str, Figure]:
    of_marks: tuple[Callable[..., Figure], ...] = (harvest, effect_direction, timeline, ladder)
    extremes = [ForestRow("Far", "", 1e30, 1e29, 1e31, 0.5), ForestRow("Near", "", 1e-40, 1e-45, 1.0, 0.5)]
    differences = [
        ForestRow("Rot 2010", "", -1.5, -3.25, 0.25, 1.0),
        ForestRow("Blau 2016", "", 12.5, 2.0, 150.0, None),
    ]
    hostile = Scale(HOSTILE, HOSTILE, less=HOSTILE, more=HOSTILE)
    return {
        "forest": forest(ROWS, POOL, pools=POOLS, words=words),
        "forest-of-differences": forest(differences, Pool(-1.5, -3.25, 0.25), scale=DIFFERENCE, words=words),
        "forest-of-sixty": forest(SIXTY, POOL, words=words),
        "forest-of-hostile-labels": forest(HOSTILE_ROWS, POOL, title=HOSTILE, scale=hostile, words=words),
        "forest-of-extremes": forest(extremes, Pool(1e5, 1e4, 1e6, (1e-9, 1e9)), words=words),
        "forest-of-nothing": forest([], words=words),
        "cumulative": cumulative(STEPS, words=words),
        "leave-one-out": leave_one_out_forest(STEPS, POOL, words=words),
        "funnel": funnel(POINTS, POOL, words=words),
        "funnel-of-hostile-labels": funnel([FunnelPoint(HOSTILE, 2.0, 0.5)], words=words),
        "harvest": harvest(MARKS, words=words),
        "effect-direction": effect_direction(MARKS, words=words),
        "timeline": timeline(MARKS, words=words),
        "ladder": ladder(MARKS, words=words),
        **{f"{f.__name__}-of-hostile-labels": f(HOSTILE_MARKS, words=words) for f in of_marks},
        **{f"{f.__name__}-of-nothing": f([], words=words) for f in of_marks},
    }


labels = st.text(max_size=60) | st.sampled_from(["Rot 2010", "Ångström-Ñuñez and others 1999", "中村 2004", "W" * 80])
positive = st.floats(1e-3, 1e3)


@st.composite
def forest_rows(draw: Any) -> ForestRow:
    low, value, high = sorted(draw(st.tuples(positive, positive, positive)))
    counted = draw(st.booleans())
    return ForestRow(
        label=draw(labels),
        detail=draw(labels | st.just("")),
        value=value,
        low=low,
        high=high,
        weight=draw(st.floats(0, 1)) if counted else None,
        group=draw(st.sampled_from(["", BEFORE, AFTER])),
        direction=draw(st.sampled_from([None, "for", "against", "inverse", "unclear"])),
        risk_of_bias=draw(st.sampled_from(["", "adequate", "high", "not-judged"])),
        counted=counted,
        struck=draw(st.booleans()),
        k=draw(st.integers(1, 99)),
    )


@st.composite
def pools(draw: Any) -> Pool:
    first, low, value, high, last = sorted(draw(st.tuples(positive, positive, positive, positive, positive)))
    return Pool(value, low, high, (first, last), draw(st.integers(1, 99)), draw(st.floats(0, 100)))


steps = st.builds(Step, labels, pools(), labels | st.just(""))
funnel_points = st.builds(FunnelPoint, labels, positive, st.floats(1e-3, 1e2), st.booleans())
marks = st.builds(
    StudyMark,
    label=labels,
    direction=st.sampled_from([None, "for", "against", "inverse", "unclear"]),
    tier=st.sampled_from(["T3", "T2", "T1", "T0", ""]),
    outcome=st.sampled_from(["", "Palewrist", "Dry eyes", "An outcome of a great many words and more"]) | labels,
    n=st.none() | st.integers(0, 10**8),
    year=st.none() | st.integers(1850, 2030),
    risk_of_bias=st.sampled_from(["adequate", "high", "not-judged"]),
    counted=st.booleans(),
    struck=st.booleans(),
)
