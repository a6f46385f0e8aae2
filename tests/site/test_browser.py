"""The site in a browser: accessible in both schemes and at both widths, whole without JavaScript, under its own policy."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from aetia.site import build_site

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "examples/theme/theme"

PAGES = {
    "figures": "figures/infection/blue-fever/",
    "home": "index.html",
    "tree": "causes/index.html",
    "cause": "causes/infection/blue-fever/index.html",
    "safety": "causes/tin-spoons/index.html",
    "group": "causes/infection/index.html",
    "studies": "studies/index.html",
    "study": "studies/rot-2010/index.html",
    "retracted": "studies/lila-2014/index.html",
    "rescued": "rescued/infection/index.html",
    "rescued-list": "rescued/index.html",
    "before-and-after": "rescued/infection/before-and-after/index.html",
    "prose": "pages/about/index.html",
    "weighing": "how-we-weigh/index.html",
    "source": "source/index.html",
    "downloads": "data/index.html",
    "missing": "404.html",
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


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


AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_in_either_scheme_at_either_width(browser: Any, address: str, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address + PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate(Axe().axe_script)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for violation in page.evaluate("options => axe.run(options)", AXE)["violations"]:
                nodes = [node["html"][:150] for node in violation["nodes"][:3]]
                found.append(f"{scheme} {width}: {violation['id']}: {violation['help']}: {nodes}")
    context.close()
    assert found == []


@pytest.fixture(scope="module")
def spanish(make_library: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small library in Spanish beside English."""
    room = tmp_path_factory.mktemp("spanish")
    return build_site(make_library(room / "library", languages=["en", "es"]), room / "site").out / "es"


@pytest.mark.parametrize("name", ["home", "cause", "retracted", "weighing"])
def test_axe_finds_no_violation_in_spanish(browser: Any, spanish: Path, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto((spanish / PAGES[name]).as_uri())
    assert page.evaluate("document.documentElement.lang") == "es"
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate(Axe().axe_script)
    found = []
    for scheme, width in (("light", 320), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found += [violation["id"] for violation in page.evaluate("options => axe.run(options)", AXE)["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(browser: Any, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    wide = {}
    for name, path in PAGES.items():
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        reached = page.evaluate("document.documentElement.scrollWidth")
        if reached > width:
            wide[name] = reached
    context.close()
    assert wide == {}


def test_no_page_scrolls_sideways_when_text_is_twice_as_large(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    wide = {}
    for name, path in PAGES.items():
        page.goto(address + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        reached = page.evaluate("document.documentElement.scrollWidth")
        if reached > 1280:
            wide[name] = reached
    context.close()
    assert wide == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_read_from_the_right_does_not_scroll_sideways(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    for name in ("cause", "home", "study", "before-and-after"):
        page.goto(address + PAGES[name])
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        box = page.locator("h1").bounding_box()
        assert box["x"] + box["width"] > width / 2, name
    page.close()


def test_in_forced_colours_levels_directions_and_drawings_stay(browser: Any, address: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address + PAGES["cause"])
    style = "(selector, pseudo) => { const e = document.querySelector(selector); return getComputedStyle(e, pseudo) }"
    text = page.evaluate("getComputedStyle(document.body).color")
    bars = page.evaluate(f"({style})('.lv', '::before').backgroundImage")
    assert bars.count(text) >= 1
    assert page.evaluate(f"({style})('.lv', '::before').forcedColorAdjust") == "none"
    assert page.evaluate(f"({style})('svg text').fill") == text
    assert page.evaluate(f"({style})('svg .f-for').fill") == text
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    context.close()


def test_whoever_asks_for_more_contrast_gets_it(browser: Any, address: str) -> None:
    context = browser.new_context(contrast="more")
    page = context.new_page()
    page.goto(address + PAGES["cause"])
    colour = "selector => getComputedStyle(document.querySelector(selector)).color"
    assert page.evaluate(f"({colour})('.meta')") == page.evaluate(f"({colour})('body')")
    context.close()


def test_nothing_is_missing_without_javascript_and_nothing_is_asked_of_others(browser: Any, address: str) -> None:
    texts: list[dict[str, str]] = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        asked: list[str] = []
        spoken: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, spoken=spoken: spoken.append(message.text))
        texts.append({})
        for name, path in PAGES.items():
            page.goto(address + path)
            texts[-1][name] = page.locator("body").inner_text()
        context.close()
        assert [url for url in asked if not url.startswith(address)] == []
        assert spoken == []
    assert texts[0] == texts[1]


def test_a_first_view_of_a_cause_needs_at_most_three_requests(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + PAGES["cause"], wait_until="networkidle")
    page.close()
    assert len(asked) <= 3


def test_a_logo_takes_the_icon_s_place_among_the_three_requests(
    browser: Any, make_library: Callable[..., Path], tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library", looks={"accent": "#7a1f5c", "logo": "logo.svg"})
    (library / "theme").mkdir()
    (library / "theme/logo.svg").write_bytes((EXAMPLE / "logo.svg").read_bytes())
    site = build_site(library, tmp_path / "site").out
    page = browser.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto((site / PAGES["cause"]).as_uri(), wait_until="networkidle")
    icon = page.locator("link[rel=icon]").evaluate("link => link.href")
    assert page.locator(".name img").evaluate("image => image.complete && image.naturalWidth > 0")
    page.close()
    assert len(asked | {icon}) == 3


REACHABLE = """() => [...document.querySelectorAll("a[href], summary, button, input, select, [tabindex='0']")]
  .filter(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
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
    ("name", "width"), [("cause", 1280), ("cause", 390), ("safety", 390), ("before-and-after", 1280)]
)
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(
    browser: Any, address: str, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(address + PAGES[name])
    items = page.evaluate(REACHABLE)
    assert len(items) > 15
    met, dim = [], []
    for _ in range(len(items) + 5):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            break
        met.append(int(here["n"]))
        dim += [here["html"]] if not (here["framed"] and here["seen"]) else []
    page.close()
    assert [items[n] for n in range(len(items)) if n not in met] == []
    assert met == sorted(met), "the order of the keyboard is that of the page"
    assert dim == []


def test_a_term_opens_its_note_by_keyboard_and_escape_closes_it(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(address + PAGES["cause"])
    term = page.locator("button.term", has_text="odds ratio").first
    note = page.locator("#note-odds-ratio")
    assert not note.is_visible()
    term.focus()
    page.keyboard.press("Enter")
    assert note.is_visible()
    assert "1 means no difference" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "odds ratio"
    context.close()


def test_a_term_opens_its_note_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGES["cause"])
    page.locator("button.term", has_text="odds ratio").first.click()
    assert page.locator("#note-odds-ratio").is_visible()
    context.close()


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + PAGES["cause"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["width"] > 24
    assert box["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.close()
    assert outline == "solid"


def test_print_explains_terms_and_names_addresses(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + PAGES["cause"])
    page.emulate_media(media="print")
    assert page.locator("#note-odds-ratio").is_visible()
    assert not page.locator(".toc").is_visible()
    after = "getComputedStyle(document.querySelector('.sources a'), '::after').content"
    assert "http" in page.evaluate(after)
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    page.close()


def test_print_shows_what_is_folded_and_leaves_navigation_out(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + PAGES["cause"])
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    quotation = page.locator("blockquote", has_text="Antibodies were found in 40 of 100 patients")
    assert quotation.first.evaluate(
        "element => element.checkVisibility({contentVisibilityAuto: true}) && element.getBoundingClientRect().height > 0"
    )
    page.close()


def test_a_copy_on_a_disk_works_without_a_server(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Slate dust").first.click()
    assert page.locator("h1").inner_text() == "Does slate dust cause palewrist?"
    assert page.evaluate("getComputedStyle(document.querySelector('.answer')).display") == "grid"
    page.close()
