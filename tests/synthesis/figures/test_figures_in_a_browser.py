"""Figures in a browser: nothing is wider than was reckoned, axe finds nothing, one drawing of the two is seen."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import combinations
from typing import Any

import pytest
from tests.synthesis.figures.catalogues import leftward
from tests.synthesis.figures.examples import every_figure

from aetia.site.stylesheet import stylesheet
from aetia.synthesis.figures import Figure
from aetia.synthesis.figures.figure import NARROW, WIDE
from aetia.synthesis.figures.lettering import text_width

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
MEASURE = """() => [...document.querySelectorAll('svg text')].map(text => {
    const style = getComputedStyle(text), box = text.getBBox();
    return {svg: text.ownerSVGElement.getAttribute('aria-labelledby'), length: text.getComputedTextLength(),
        text: [...text.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(''),
        size: parseFloat(text.getAttribute('font-size') || '13'), bold: text.hasAttribute('font-weight'),
        left: box.x, right: box.x + box.width, base: parseFloat(text.getAttribute('y'))};
}).filter(text => text.length > 0)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium here; install Debian's package 'chromium'")
        pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def _table(figure: Figure) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in figure.table.header)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in figure.table.rows
    )
    caption = escape(figure.table.caption)
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _page_of(figures: dict[str, Figure], style: str) -> str:
    sections = []
    for name, figure in figures.items():
        # Names are unique on a page.
        drawings = (figure.svg + figure.narrow_svg).replace(f"{figure.name}-", f"{name}-x-")
        table = f'<div role="region" tabindex="0" aria-label="Table: {name}">{_table(figure)}</div>'
        sections.append(f"<section><h2>{name}</h2>{drawings}{table}</section>")
    body = f"<main class='wrap'><h1>Figures</h1>{''.join(sections)}</main>"
    return f"<!doctype html><html lang='en'><head><title>Figures</title><style>{style}</style></head><body>{body}</body></html>"


@pytest.fixture(scope="module")
def style() -> str:
    return stylesheet()


@pytest.fixture(scope="module")
def page_of_all(style: str) -> str:
    return _page_of(every_figure(), style)


@pytest.mark.parametrize("family", ["sans-serif", "DejaVu Sans", "Noto Sans", "Liberation Sans"])
def test_no_text_is_wider_than_was_reckoned_in_common_typefaces(browser: Any, page_of_all: str, family: str) -> None:
    page = browser.new_page()
    page.set_content(page_of_all)
    page.add_style_tag(content=f".fig {{ font-family: '{family}', sans-serif; }} .fig.fig {{ display: block; }}")
    measured = page.evaluate(MEASURE)
    page.close()
    assert len(measured) > 500
    wide = [t for t in measured if t["length"] > text_width(t["text"], t["size"], bold=t["bold"]) + 0.5]
    assert wide == []


def test_a_language_that_reads_leftward_is_lettered_in_its_places(browser: Any, style: str) -> None:
    page = browser.new_page()
    page.set_content(_page_of(every_figure(leftward()), style))
    page.add_style_tag(content=".fig.fig { display: block; }")
    measured = page.evaluate(MEASURE)
    page.close()
    drawings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in measured:
        drawings[text["svg"]].append(text)
    assert len(drawings) > 40
    for name, texts in drawings.items():
        width = NARROW if "narrow" in name else WIDE
        assert [t for t in texts if t["left"] < -0.5 or t["right"] > width + 0.5] == []
        for one, other in combinations(texts, 2):
            if one["base"] == other["base"]:
                assert one["right"] < other["left"] + 0.5 or other["right"] < one["left"] + 0.5, (one, other)


def test_axe_finds_no_violation_in_either_scheme_at_either_width(browser: Any, page_of_all: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page()
    page.set_content(page_of_all)
    page.evaluate(Axe().axe_script)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for violation in page.evaluate("options => axe.run(options)", AXE)["violations"]:
                found.append(
                    f"{scheme} {width}: {violation['id']}: {[n['html'][:150] for n in violation['nodes'][:3]]}"
                )
    page.close()
    assert found == []


def test_a_screen_shows_the_drawing_that_fits_and_paper_the_wide_one(browser: Any, page_of_all: str) -> None:
    page = browser.new_page()
    page.set_content(page_of_all)
    seen = {}
    for medium, width in (("screen", 390), ("screen", 1280), ("print", 700)):
        page.emulate_media(media=medium)
        page.set_viewport_size({"width": width, "height": 900})
        seen[medium, width] = (
            page.locator(".fig-wide").first.is_visible(),
            page.locator(".fig-narrow").first.is_visible(),
        )
        for svg in page.locator("svg.fig:visible").all():
            box = svg.bounding_box()
            assert box["x"] + box["width"] <= width
    page.close()
    assert seen == {("screen", 390): (False, True), ("screen", 1280): (True, False), ("print", 700): (True, False)}


def test_marks_and_words_stand_out_from_the_ground_in_both_schemes(browser: Any, page_of_all: str) -> None:
    """WCAG 1.4.3 for words (4.5 to 1) and 1.4.11 for marks (3 to 1) against the page's ground."""
    page = browser.new_page()
    page.set_content(page_of_all)
    ratios = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colours = page.evaluate(
            """() => Object.fromEntries([['ground', getComputedStyle(document.body).backgroundColor],
            ['words', getComputedStyle(document.querySelector('.fig')).fill],
            ...['f-soft', 'f-for', 'f-against', 'f-open', 'f-pool', 'f-axis'].map(name => {
                const style = getComputedStyle(document.querySelector('.' + name + ':not(.f-hollow)'));
                return [name, name === 'f-axis' ? style.stroke : style.fill]})])"""
        )
        ground = _luminance(colours.pop("ground"))
        for name, colour in colours.items():
            lighter, darker = sorted((ground, _luminance(colour)), reverse=True)
            ratios[scheme, name] = (lighter + 0.05) / (darker + 0.05)
    page.close()
    assert len(ratios) == 14
    assert {key for key, ratio in ratios.items() if ratio < (4.5 if key[1] in ("words", "f-soft") else 3)} == set()


def _luminance(colour: str) -> float:
    red, green, blue = (int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(", "))
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
