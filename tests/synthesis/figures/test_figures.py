"""What holds for every figure: it is well-formed, safe, stable, and says the same in drawing, words and table."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.synthesis.figures import examples
from tests.synthesis.figures.drawn import SVG, numbers, outside, overlaps, root_of, texts

from aetia.errors import SynthesisError
from aetia.synthesis.figures import (
    LARGEST,
    STYLE,
    Figure,
    ForestRow,
    FunnelPoint,
    Pool,
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

FIGURES = examples.every_figure()


@pytest.fixture(params=FIGURES)
def figure(request: pytest.FixtureRequest) -> Figure:
    return FIGURES[request.param]


def test_it_is_an_image_named_by_its_title_and_description(figure: Figure) -> None:
    for svg in (figure.svg, figure.narrow_svg):
        root = root_of(svg)
        assert root.get("role") == "img"
        named = (root.get("aria-labelledby") or "").split()
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert [title.get("id"), description.get("id")] == named
        assert (title.text, description.text) == (figure.title, figure.description)
        assert figure.description.endswith(".")


def test_the_file_alone_is_a_whole_document_with_its_title_in_sight(figure: Figure) -> None:
    whole = figure.standalone()
    assert whole.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    root = ET.fromstring(whole.encode("utf-8"))
    seen = [text.text for text in texts(whole)]
    assert seen[0].rstrip("…").rstrip() in figure.title
    assert root.get("height") != root_of(figure.svg).get("height")
    assert overlaps(whole) == []


def test_it_parses_without_a_fault_inside_a_page(figure: Figure) -> None:
    page = f"<!doctype html><html lang=en><title>t</title><body>{figure.svg}{figure.narrow_svg}</body></html>"
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    assert parser.errors == []


def test_it_holds_no_script_no_style_and_no_address(figure: Figure) -> None:
    for svg in (figure.svg, figure.narrow_svg, figure.standalone()):
        for element in root_of(svg).iter():
            assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "rect", "circle", "path", "text"}
            for name, value in element.attrib.items():
                assert name != "style"
                assert not name.startswith("on")
                assert "href" not in name
                assert "url(" not in value


def test_identifiers_are_unique_where_both_drawings_stand_on_a_page(figure: Figure) -> None:
    found = re.findall(r'\bid="([^"]+)"', figure.svg + figure.narrow_svg)
    assert len(found) == len(set(found)) == 4


def test_every_number_drawn_stands_in_the_table(figure: Figure) -> None:
    known: set[str] = set()
    for cell in (*figure.table.header, *(cell for row in figure.table.rows for cell in row)):
        known |= numbers(cell)
    for svg in (figure.svg, figure.narrow_svg):
        for text in texts(svg):
            of_harvest = figure.name == "harvest" and re.search(r": \d+$", text.text)
            if text.kind == "data" and not of_harvest:
                assert numbers(text.text) <= known, text


def test_every_row_of_the_table_is_as_long_as_its_header(figure: Figure) -> None:
    assert {len(row) for row in figure.table.rows} <= {len(figure.table.header)}
    assert all(cell.strip() == cell for row in figure.table.rows for cell in row)


def test_no_text_overlaps_another_or_leaves_the_ground(figure: Figure) -> None:
    for svg in (figure.svg, figure.narrow_svg):
        assert overlaps(svg) == []
        assert outside(svg) == []


def test_every_class_is_known_to_the_stylesheet_or_only_tells_parts_apart(figure: Figure) -> None:
    used = {name for names in re.findall(r'class="([^"]+)"', figure.svg + figure.narrow_svg) for name in names.split()}
    assert used - set(re.findall(r"\.([a-z-]+)", STYLE)) <= {"fig-wide", "f-tick", "f-key"}


def test_the_stylesheet_is_small() -> None:
    assert len(STYLE.encode()) <= 2000


def test_the_heads_of_a_harvest_plot_count_its_bars() -> None:
    drawn = FIGURES["harvest"]
    heads = dict(re.findall(r">([A-Z][a-z ]+): (\d+)<", drawn.svg))
    counts = Counter(row[2].capitalize() for row in drawn.table.rows)
    assert heads == {word: str(counts[word]) for word in heads}
    assert len(heads) == 4


def test_bytes_do_not_depend_on_the_order_of_hashes() -> None:
    program = (
        "import hashlib;from tests.synthesis.figures.examples import every_figure;"
        "text=''.join(f.standalone()+f.narrow_svg+repr(f.table) for f in every_figure().values());"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "77")
    }
    text = "".join(f.standalone() + f.narrow_svg + repr(f.table) for f in FIGURES.values())
    assert digests == {hashlib.sha256(text.encode()).hexdigest()}


@pytest.mark.parametrize("name", [name for name in FIGURES if name.endswith("-of-nothing")])
def test_an_empty_figure_says_so(name: str) -> None:
    assert "no study to show" in FIGURES[name].description
    assert "no study to show" in FIGURES[name].svg
    assert FIGURES[name].table.rows == ()


@pytest.mark.parametrize("name", ["", "Forest", "1-forest", 'x" onload="alert(1)', "a" * 101])
def test_a_name_that_cannot_begin_an_identifier_is_refused(name: str) -> None:
    with pytest.raises(SynthesisError, match="cannot name a figure"):
        ladder(examples.MARKS, name=name)


@pytest.mark.parametrize("draw", [harvest, timeline, effect_direction])
def test_more_marks_than_anybody_reads_are_refused(draw: object) -> None:
    with pytest.raises(SynthesisError, match="more than a figure can show"):
        draw([examples.MARKS[0]] * (LARGEST + 1))  # type: ignore[operator]


def _sound(figure: Figure) -> None:
    for svg in (figure.svg, figure.narrow_svg):
        assert overlaps(svg) == []
        assert outside(svg) == []
    ET.fromstring(figure.standalone().encode("utf-8"))


@settings(max_examples=40)
@given(st.lists(examples.forest_rows(), max_size=12), st.none() | examples.pools())
def test_texts_of_any_forest_keep_apart(rows: list[ForestRow], pool: Pool | None) -> None:
    _sound(forest(rows, pool, pools={examples.BEFORE: Pool(1, 0.5, 2, k=3)}))


@settings(max_examples=25)
@given(st.lists(examples.steps, min_size=1, max_size=8), examples.pools())
def test_texts_of_any_sequence_of_pools_keep_apart(steps: list[Step], pool: Pool) -> None:
    _sound(cumulative(steps))
    _sound(leave_one_out_forest(steps, pool))


@settings(max_examples=25)
@given(st.lists(examples.funnel_points, min_size=1, max_size=12), st.none() | examples.pools())
def test_texts_of_any_funnel_keep_apart(points: list[FunnelPoint], pool: Pool | None) -> None:
    _sound(funnel(points, pool))


@settings(max_examples=40)
@given(st.lists(examples.marks, min_size=1, max_size=30))
def test_texts_of_any_figure_of_directions_keep_apart(marks: list[StudyMark]) -> None:
    for draw in (harvest, effect_direction, timeline, ladder):
        _sound(draw(marks))
