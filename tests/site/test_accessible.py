"""Every kind of page can be read by everyone: axe, every width, the keyboard, from the right, forced colours, large type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.site.conftest import EveryKind

import aetia.site

pytestmark = pytest.mark.browser

TEMPLATES = Path(aetia.site.__file__).parent / "templates"
KINDS = sorted(path.stem for path in TEMPLATES.glob("*.html") if "extends 'base.html'" in path.read_text("utf-8"))
"""A page's kind is the name of its template, so a new kind is tested as soon as it has one."""

CAUSE = "causes/infection/blue-fever/index.html"
SAFETY = "causes/tin-spoons/index.html"
COMPARED = "rescued/infection/before-and-after/index.html"
SEARCH = "search/index.html"
NARROW, WIDE = 320, 1280

ALL_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
RULES_OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}} | {
    key: ALL_RULES[key] for key in ("resultTypes", "preload")
}
"""Another scheme changes colours and nothing else, so the other rules need not be asked again."""

RUN_AXE = """async options => (await axe.run(options)).violations.map(
  v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(' | ')}`)"""
UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"
REACHES = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """One page, used again and again. An old address is shown as it is, without sending the reader on."""
    page = browser.new_context().new_page()
    page.route("**/slate/**", _without_refresh)
    yield page
    page.context.close()


def _without_refresh(route: Any) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=re.sub(r'<meta http-equiv="refresh"[^>]*>', "", response.text()))


@pytest.fixture
def laid_out(page: Any) -> Iterator[Any]:
    """The page, left as it was found."""
    yield page
    page.emulate_media(color_scheme="light", forced_colors="none", contrast="no-preference", media="screen")
    page.set_viewport_size({"width": WIDE, "height": 900})


def test_every_kind_of_page_is_looked_at(every_kind: EveryKind) -> None:
    assert sorted(every_kind.pages) == KINDS
    assert {kind for kind, pages in every_kind.pages.items() if len(pages) != 2} == {"missing"}


def violations(page: Any) -> Iterator[str]:
    """What axe finds in either scheme at either width, and whether the page scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(UNFOLD)
    page.evaluate(Axe().axe_script)
    for scheme, rules in (("light", ALL_RULES), ("dark", RULES_OF_COLOUR)):
        page.emulate_media(color_scheme=scheme)
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            yield from (f"{page.url} {scheme} {width}: {found}" for found in page.evaluate(RUN_AXE, rules))


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation(laid_out: Any, served: str, every_kind: EveryKind, kind: str) -> None:
    found: list[str] = []
    for address in every_kind.pages[kind]:
        laid_out.goto(served + address)
        found += violations(laid_out)
    assert found == []


@pytest.mark.parametrize(
    "address",
    [
        "studies/lila-2014/index.html",
        "es/studies/gelb-2012/index.html",
        SAFETY,
        "es/causes/nanodots/index.html",
        "explore/findings/index.html#infection/blue-fever:compared",
        "explore/findings/index.html?q=nothing+has+these+words",
        f"{SEARCH}?q=palewrist",
        f"es/{SEARCH}?q=palewrist",
    ],
)
def test_axe_finds_no_violation_in_what_pages_of_a_kind_may_show(laid_out: Any, served: str, address: str) -> None:
    laid_out.goto(served + address)
    if SEARCH in address:
        laid_out.locator("#results li").first.wait_for()
    assert list(violations(laid_out)) == []


def test_axe_is_asked_in_earnest(laid_out: Any, served: str) -> None:
    laid_out.goto(served + "pages/about/index.html")
    laid_out.evaluate("document.querySelector('h1').style.color = '#bbb'; document.documentElement.lang = ''")
    found = "\n".join(violations(laid_out))
    assert "color-contrast" in found
    assert "html-has-lang" in found


def test_no_page_scrolls_sideways(laid_out: Any, served: str, every_kind: EveryKind) -> None:
    wide = []
    for address in every_kind.addresses:
        laid_out.goto(served + address)
        laid_out.evaluate(UNFOLD)
        for width in (
            NARROW,
            390,
            560,
            768,
            900,
            WIDE,
        ):  # phones; on either side of each width where the layout changes
            laid_out.set_viewport_size({"width": width, "height": 700})
            if (reached := laid_out.evaluate(REACHES)) > width:
                wide.append(f"{address} at {width} reaches to {reached}")
        laid_out.evaluate("document.documentElement.style.fontSize = '200%'")
        if (reached := laid_out.evaluate(REACHES)) > WIDE:
            wide.append(f"{address} in large type reaches to {reached}")
    assert wide == []


def test_a_page_read_from_the_right_does_not_scroll_sideways(laid_out: Any, served: str, every_kind: EveryKind) -> None:
    wide = []
    for address in every_kind.addresses:
        if address.startswith("es/"):
            continue
        laid_out.goto(served + address)
        laid_out.evaluate("document.documentElement.dir = 'rtl'")
        for width in (NARROW, WIDE):
            laid_out.set_viewport_size({"width": width, "height": 700})
            box = laid_out.locator("h1").bounding_box()
            if laid_out.evaluate(REACHES) > width or box["x"] + box["width"] < width / 2:
                wide.append(f"{address} at {width}")
    assert wide == []


def test_in_forced_colours_levels_directions_and_drawings_stay(laid_out: Any, served: str) -> None:
    laid_out.emulate_media(forced_colors="active")
    laid_out.goto(served + CAUSE)
    style = "(selector, pseudo) => { const e = document.querySelector(selector); return getComputedStyle(e, pseudo) }"
    text = laid_out.evaluate("getComputedStyle(document.body).color")
    bars = laid_out.evaluate(f"({style})('.lv', '::before').backgroundImage")
    assert bars.count(text) >= 1
    assert laid_out.evaluate(f"({style})('.lv', '::before').forcedColorAdjust") == "none"
    assert laid_out.evaluate(f"({style})('svg text').fill") == text
    assert laid_out.evaluate(f"({style})('svg .f-for').fill") == text
    laid_out.keyboard.press("Tab")
    assert laid_out.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_whoever_asks_for_more_contrast_gets_it(laid_out: Any, served: str) -> None:
    laid_out.emulate_media(contrast="more")
    laid_out.goto(served + CAUSE)
    colour = "selector => getComputedStyle(document.querySelector(selector)).color"
    assert laid_out.evaluate(f"({colour})('.meta')") == laid_out.evaluate(f"({colour})('body')")


REACHABLE = """() => [...document.querySelectorAll("a[href], summary, button, input, select, [tabindex='0']")]
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .map((e, n) => { e.dataset.n = n; return e.outerHTML.slice(0, 90); })"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  const x = Math.min(Math.max(r.left + Math.min(r.width, 20) / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(r.top + Math.min(r.height, 20) / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {n: e.dataset.n, framed: s.outlineStyle === "solid" && parseFloat(s.outlineWidth) >= 2,
          seen: !!top && (e.contains(top) || top.contains(e)), html: e.outerHTML.slice(0, 90)};
}"""


@pytest.mark.parametrize(
    ("address", "width"),
    [
        (CAUSE, WIDE),
        (CAUSE, 390),
        (SAFETY, 390),
        (COMPARED, WIDE),
        ("explore/index.html", WIDE),
        ("explore/findings/index.html", 390),
        ("explore/studies/index.html", WIDE),
        ("data/index.html", WIDE),
        (f"{SEARCH}?q=slate", WIDE),
    ],
)
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(
    laid_out: Any, served: str, address: str, width: int
) -> None:
    laid_out.set_viewport_size({"width": width, "height": 700})
    laid_out.goto(served + address)
    if SEARCH in address:
        laid_out.locator("#results li").first.wait_for()
        laid_out.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    items = laid_out.evaluate(REACHABLE)
    assert len(items) > 15
    met, dim = [], []
    for _ in range(len(items) + 5):
        laid_out.keyboard.press("Tab")
        here = laid_out.evaluate(FOCUSED)
        if here is None or int(here["n"]) in met:  # past the last one, and round again
            break
        met.append(int(here["n"]))
        dim += [here["html"]] if not (here["framed"] and here["seen"]) else []
    assert [items[n] for n in range(len(items)) if n not in met] == []
    assert met == sorted(met), "the order of the keyboard is that of the page"
    assert dim == []


def test_who_searches_by_keyboard_comes_to_the_answer(laid_out: Any, served: str) -> None:
    laid_out.goto(served + SEARCH)
    laid_out.locator("#search").wait_for()
    laid_out.keyboard.type("slate dust")
    laid_out.locator("#results li", has_text="Does slate dust cause palewrist?").wait_for()
    for _ in range(3):
        laid_out.keyboard.press("Tab")
        if laid_out.evaluate("!!document.activeElement.closest('#results')"):
            break
    laid_out.keyboard.press("Enter")
    laid_out.wait_for_url("**/causes/dust/slate-dust/**")
    assert laid_out.locator("h1").inner_text() == "Does slate dust cause palewrist?"


def test_a_term_opens_its_note_by_keyboard_and_escape_closes_it(laid_out: Any, served: str) -> None:
    laid_out.goto(served + CAUSE)
    term = laid_out.locator("button.term", has_text="odds ratio").first
    note = laid_out.locator("#note-odds-ratio")
    assert not note.is_visible()
    term.focus()
    laid_out.keyboard.press("Enter")
    assert note.is_visible()
    assert "1 means no difference" in note.inner_text()
    laid_out.keyboard.press("Escape")
    assert not note.is_visible()
    assert laid_out.evaluate("document.activeElement.textContent") == "odds ratio"


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(laid_out: Any, served: str) -> None:
    laid_out.goto(served + CAUSE)
    laid_out.keyboard.press("Tab")
    assert laid_out.evaluate("document.activeElement.className") == "skip"
    box = laid_out.locator(".skip").bounding_box()
    assert box["width"] > 24
    assert box["height"] >= 24
    laid_out.keyboard.press("Enter")
    assert laid_out.evaluate("location.hash") == "#content"
    laid_out.keyboard.press("Tab")
    assert laid_out.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
