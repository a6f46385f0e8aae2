"""The site in a browser: accessible in both schemes and at both widths, whole without JavaScript, under its own policy."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

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
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for violation in page.evaluate("options => axe.run(options)", AXE)["violations"]:
                nodes = [node["html"][:150] for node in violation["nodes"][:3]]
                found.append(f"{scheme} {width}: {violation['id']}: {violation['help']}: {nodes}")
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
