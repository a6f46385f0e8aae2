"""The laws of the drawings: what is larger lies further right, area is weight, a diamond spans its limits, order is kept."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.synthesis.figures import examples
from tests.synthesis.figures.drawn import points, shapes, texts

from aetia.errors import SynthesisError
from aetia.synthesis.figures import (
    Figure,
    ForestRow,
    FunnelPoint,
    Pool,
    StudyMark,
    effect_direction,
    forest,
    funnel,
    harvest,
    ladder,
    timeline,
)
from aetia.synthesis.figures.glyphs import radius_of

near = st.floats(0.4, 2.5)


def _squares(figure: Figure) -> list[tuple[float, float, float]]:
    """Middle and area of each square, from the top."""
    found = []
    for rect in shapes(figure.svg, "rect"):
        x, y, width, height = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        found.append((x + width / 2, y + height / 2, width * height))
    return found


def _row(label: str, value: float, weight: float | None = 0.5, **more: object) -> ForestRow:
    return ForestRow(label, "", value, value / 1.5, value * 1.5, weight, **more)  # type: ignore[arg-type]


@given(st.lists(near, min_size=2, max_size=8))
def test_a_larger_estimate_lies_further_right(values: list[float]) -> None:
    figure = forest([_row(f"Study {i}", value) for i, value in enumerate(values)])
    middles = [x for x, _, _ in _squares(figure)]
    assert len(middles) == len(values)
    for (a, at), (b, bt) in zip(
        zip(values, middles, strict=True), list(zip(values, middles, strict=True))[1:], strict=False
    ):
        if math.log(b / a) > 0.001:
            assert bt > at - 0.01


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=8))
def test_the_area_of_a_square_is_proportional_to_its_weight(weights: list[float]) -> None:
    figure = forest([_row(f"Study {i}", 1.5, weight) for i, weight in enumerate(weights)])
    areas = [area for _, _, area in _squares(figure)]
    per_weight = max(areas) / max(weights)
    for weight, area in zip(weights, areas, strict=True):
        # Sides are printed to a hundredth.
        assert math.sqrt(area) == pytest.approx(math.sqrt(weight * per_weight), abs=0.02)


def test_equal_ratios_are_equally_far_apart() -> None:
    figure = forest([_row("a", 0.5), _row("b", 1.0), _row("c", 2.0)])
    first, second, third = (x for x, _, _ in _squares(figure))
    assert second - first == pytest.approx(third - second, abs=0.02)


def test_equal_differences_are_equally_far_apart_on_a_linear_axis() -> None:
    rows = [ForestRow(str(x), "", x, x - 1, x + 1, 0.5) for x in (-2.0, 0.0, 2.0)]
    first, second, third = (x for x, _, _ in _squares(forest(rows, scale=examples.DIFFERENCE)))
    assert second - first == pytest.approx(third - second, abs=0.02)


def test_a_diamond_spans_its_limits_as_an_interval_of_the_same_numbers_does() -> None:
    figure = forest([ForestRow("Rot 2010", "", 1.6, 1.1, 2.4, 1.0)], Pool(1.6, 1.1, 2.4))
    whisker, diamond = None, None
    for path in shapes(figure.svg, "path"):
        if path.get("class") == "f-pool" and path.get("d", "").endswith("Z"):
            diamond = points(path)
        elif path.get("class") == "f-open" and path.get("stroke-width") == "1.5":
            whisker = points(path)
    assert whisker is not None
    assert diamond is not None
    (left, _), (top, _), (right, _), (bottom, _) = diamond
    assert (left, right) == (whisker[0][0], whisker[1][0])
    assert top == bottom == pytest.approx(_squares(figure)[0][0], abs=0.01)


def test_rows_keep_their_order_within_their_groups_and_the_uncounted_come_last() -> None:
    rows = [
        _row("first of a", 1, group="a"),
        _row("left out", 1, None, counted=False),
        _row("first of b", 1, group="b"),
        _row("second of a", 1, group="a"),
    ]
    figure = forest(rows, Pool(1, 0.5, 2), pools={"a": Pool(1, 0.5, 2), "b": Pool(1, 0.5, 2)})
    order = ["a", "first of a", "second of a", "b", "first of b", "left out"]
    for svg in (figure.svg, figure.narrow_svg):
        seen = sorted((t.top, t.text) for t in texts(svg) if t.text in order)
        assert [text for _, text in seen] == order
    assert [row[0] for row in figure.table.rows] == [
        "first of a", "second of a", "Pooled, this group", "first of b", "Pooled, this group", "Pooled", "left out",
    ]  # fmt: skip


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow() -> None:
    plain = forest([_row("Rot 2010", 1.2), _row("Blau 2016", 1.0)])
    wide = forest([_row("Rot 2010", 1.2), ForestRow("Blau 2016", "", 1.0, 0.001, 900.0, 0.5)])
    arrows = [len([p for p in shapes(f.svg, "path") if p.get("d", "").endswith("Z")]) for f in (plain, wide)]
    assert arrows == [0, 2]


def test_an_estimate_off_the_axis_is_an_arrow_and_never_a_square_at_its_edge() -> None:
    figure = forest([_row("Rot 2010", 1.2), ForestRow("Far", "", 1e6, 1e5, 1e7, 0.5)])
    assert len(_squares(figure)) == 1
    assert len([p for p in shapes(figure.svg, "path") if p.get("d", "").endswith("Z")]) == 1


def test_what_is_retracted_is_struck_through_and_in_the_section_of_the_uncounted() -> None:
    svg = examples.every_figure()["forest"].svg
    assert svg.index("Shown, but not counted") < svg.index("Grau 2011")
    assert 'text-decoration="line-through">Grau 2011</text>' in svg
    assert 'text-decoration="line-through">Rot 2010</text>' not in svg


def test_a_row_by_review_says_from_how_many_studies() -> None:
    figure = forest([ForestRow("Rot 2017", "by review", 2.0, 1.2, 3.3, 1.0, k=15)])
    assert "15 studies, by review" in figure.svg
    assert figure.description.startswith("15 studies in 1 row counted.")


def test_a_more_precise_study_stands_higher_in_a_funnel() -> None:
    figure = funnel([FunnelPoint("a", 1.0, 0.1), FunnelPoint("b", 1.0, 0.2), FunnelPoint("c", 1.0, 0.4)])
    heights = [float(circle.get("cy", "")) for circle in shapes(figure.svg, "circle")][:3]
    assert heights == sorted(heights)
    assert heights[2] - heights[1] == pytest.approx(2 * (heights[1] - heights[0]), abs=0.02)


def test_the_contours_pass_where_the_p_value_is_theirs() -> None:
    exact = [FunnelPoint(str(z), math.exp(z * 0.3), 0.3) for z in (1.6, 1.7, 1.9, 2.0, 2.5, 2.6)]
    bands = [row[3] for row in funnel(exact).table.rows]
    assert bands == ["0.1 or more", "below 0.1", "below 0.1", "below 0.05", "below 0.05", "below 0.01"]


def test_few_studies_in_a_funnel_are_said_to_be_too_few() -> None:
    few = [FunnelPoint(f"Study {i}", 1 + i / 10, 0.1 + i / 10) for i in range(10)]
    assert "too few to judge" in funnel(few[:9]).description
    assert "too few" not in funnel(few).description


def test_a_stronger_design_is_a_taller_bar() -> None:
    figure = harvest([StudyMark(tier, "for", tier, risk_of_bias="adequate") for tier in ("T3", "T2", "T1", "T0")])
    heights = [float(rect.get("height", "")) for rect in shapes(figure.svg, "rect") if rect.get("width") == "16"][:4]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 4


def test_more_people_never_make_a_smaller_mark() -> None:
    sizes = [radius_of(n) for n in (None, 0, 49, 50, 300, 301, 10_000, 10_001, 10**9)]
    assert sizes == sorted(sizes)
    assert sizes[2] < sizes[3] == sizes[4] < sizes[5] == sizes[6] < sizes[7]


def test_a_later_year_lies_further_right_and_in_the_narrow_drawing_further_down() -> None:
    marks = [StudyMark(f"Study {year}", "for", year=year) for year in (2020, 1990, 2004)]
    figure = timeline(marks)
    across = [min(x for x, _ in points(p)) for p in shapes(figure.svg, "path") if p.find("*") is not None]
    down = [t.top for year in (1990, 2004, 2020) for t in texts(figure.narrow_svg) if t.text == str(year)]
    assert across == sorted(across)
    assert down == sorted(down)
    assert len(across) == len(down) == 3


def test_the_ladder_counts_every_mark_once() -> None:
    figure = ladder(examples.MARKS)
    assert sum(int(row[-1]) for row in figure.table.rows) == len(examples.MARKS)
    for row in figure.table.rows:
        assert sum(map(int, row[1:-1])) == int(row[-1])


def test_directions_differ_in_shape_and_not_in_colour_alone() -> None:
    forms = set()
    for direction in ("for", "against", "inverse", "unclear"):
        svg = effect_direction([StudyMark("Rot 2010", direction, "T2", n=100)]).svg
        drawn = [e for tag in ("path", "rect", "circle") for e in shapes(svg, tag) if e.find("*") is not None]
        forms.add(drawn[0].tag + drawn[0].get("d", ""))
    assert len(forms) == 4


def test_rarer_outcomes_beyond_twelve_are_said_to_be_in_the_table_only() -> None:
    marks = [StudyMark(f"Study {i}", "for", "T2", f"Outcome {i}") for i in range(14)]
    figure = effect_direction(marks)
    assert "2 findings of rarer outcomes in the table only" in figure.description
    assert len(figure.table.rows) == 14


@pytest.mark.parametrize(
    "row",
    [
        ForestRow("Rot 2010", "", math.nan, 1, 2),
        ForestRow("Rot 2010", "", 1.5, 1, math.inf),
        ForestRow("Rot 2010", "", 1.5, 2, 1),
        ForestRow("Rot 2010", "", 3, 1, 2),
        ForestRow("Rot 2010", "", 0, 0, 2),
        ForestRow("Rot 2010", "", -1, -2, 2),
        ForestRow("Rot 2010", "", 1.5, 1, None),
        ForestRow("Rot 2010", "", None, 1, 2),
        ForestRow("Rot 2010", "", 1e60, 1, 1e61),
        ForestRow("Rot 2010", "", 1.5, 1, 2, math.nan),
        ForestRow("Rot 2010", "", 1.5, 1, 2, -0.1),
    ],
)
def test_numbers_that_cannot_be_drawn_are_refused_by_name(row: ForestRow) -> None:
    with pytest.raises(SynthesisError, match="Rot 2010") as refusal:
        forest([row])
    assert refusal.value.remedy


@pytest.mark.parametrize("mark", [StudyMark("Rot", n=-1), StudyMark("Rot", year=20_100), StudyMark("Rot", year=0)])
def test_people_and_years_that_cannot_be_are_refused_by_name(mark: StudyMark) -> None:
    for draw in (harvest, timeline, effect_direction, ladder):
        with pytest.raises(SynthesisError, match=r"^Rot: .* cannot be"):
            draw([mark])


def test_a_pool_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(SynthesisError, match="prediction interval"):
        forest([], Pool(1.5, 1.0, 2.0, (3.0, 0.5)))
    with pytest.raises(SynthesisError, match="standard error"):
        funnel([FunnelPoint("Rot 2010", 1.5, 0.0)])
