"""The site in a browser: whole without JavaScript, under its own policy, with few requests, on paper, and from a disk."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.site.conftest import EveryKind

from aetia.site import build_site

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "examples/theme/theme"
CAUSE = "causes/infection/blue-fever/index.html"
SEARCH = "search/index.html"


@dataclass
class Visit:
    """A browser's page, and what went on in it.

    Attributes:
        page: to read with.
        asked: addresses that were asked for since the last look.
        said: what the console said, policy violations among it, and errors of scripts.
    """

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(f"{self.page.url}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"{self.page.url}: {error}"))


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens a context with the options given."""
    contexts = []

    def opened(**options: Any) -> Visit:
        contexts.append(browser.new_context(**options))
        return Visit(contexts[-1].new_page())

    yield opened
    for context in contexts:
        context.close()


ADDED = (
    "document.querySelectorAll('.filters, #hint, #found, #shown').forEach(element => element.style.display = 'none')"
)
"""Takes away what scripts add: ways to narrow a table, a box to search with, and what they count."""


def read(visit: Visit, served: str, pages: list[str]) -> dict[str, tuple[str, int]]:
    """The text of each page, and how many requests its first view takes with its icon; nothing is asked of others."""
    found = {}
    for name in pages:
        visit.asked.clear()
        visit.page.goto(served + name, wait_until="load")
        icon = visit.page.evaluate("document.querySelector('link[rel=icon]').href")
        asked = {*visit.asked, icon}
        assert [url for url in asked if not url.startswith(served)] == [], name
        visit.page.evaluate(ADDED)
        found[name] = visit.page.locator("body").inner_text(), len(asked)
    return found


@dataclass(frozen=True)
class Readings:
    """All pages as read with scripts and without, and what the console said."""

    scripts: dict[str, tuple[str, int]]
    none: dict[str, tuple[str, int]]
    said: list[str]


@pytest.fixture(scope="module")
def readings(browser: Any, served: str, every_kind: EveryKind) -> Readings:
    visits = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        visit = Visit(context.new_page())
        visits.append((read(visit, served, every_kind.addresses), visit.said))
        context.close()
    return Readings(visits[0][0], visits[1][0], visits[0][1] + visits[1][1])


def test_no_page_is_stopped_by_the_policy_that_it_is_served_under(readings: Readings) -> None:
    assert readings.said == []


def test_a_page_is_whole_without_javascript(readings: Readings) -> None:
    for name, (text, _) in readings.scripts.items():
        plain = readings.none[name][0]
        if name.endswith(SEARCH):
            assert set(text.splitlines()) <= set(plain.splitlines())
        else:
            assert text == plain, name


def test_without_javascript_nothing_but_controls_is_hidden(
    visit: Callable[..., Visit], served: str, every_kind: EveryKind
) -> None:
    """What is not shown at once is a folded part, a note that a button opens, or a part of search: never text of a page."""
    page = visit(java_script_enabled=False).page
    hidden = """() => [...document.querySelectorAll('main *')].filter(e => !e.checkVisibility() && e.textContent.trim()
        && getComputedStyle(e).display !== 'contents' && !e.parentElement.closest('[hidden]')
        && !e.closest('svg, details:not([open]), .note, option, .filters, #hint, #marks, #more')
        ).map(e => e.outerHTML.slice(0, 90))"""
    for name in every_kind.addresses:
        if not name.startswith("es/"):
            page.goto(served + name)
            assert page.evaluate(hidden) == [], name


def test_without_javascript_search_offers_the_lists(visit: Callable[..., Visit], served: str) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(served + SEARCH)
    assert not page.locator("#search").is_visible()
    assert page.locator("#without a").count() == 5
    for link in page.locator("#without a").all():
        assert link.is_visible()


def test_a_term_opens_its_note_without_javascript(visit: Callable[..., Visit], served: str) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(served + CAUSE)
    page.locator("button.term", has_text="odds ratio").first.click()
    assert page.locator("#note-odds-ratio").is_visible()


@pytest.mark.parametrize(
    ("prefix", "words", "title"), [("", "moonlight", "moonlight"), ("es/", "moonlight", "moonlight")]
)
def test_search_works_under_the_policy(
    visit: Callable[..., Visit], served: str, prefix: str, words: str, title: str
) -> None:
    opened = visit()
    opened.page.goto(served + prefix + SEARCH)
    opened.page.locator("#q").fill(words)
    opened.page.locator("#results a", has_text=re.compile(title, re.IGNORECASE)).first.click()
    opened.page.wait_for_url("**/causes/moonlight/**")
    assert opened.said == []


def test_the_policy_of_the_server_stops_what_no_page_names(visit: Callable[..., Visit], served: str) -> None:
    opened = visit()
    opened.page.goto(served + "explore/index.html")
    opened.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in opened.said)


def test_an_old_address_leads_to_where_the_cause_is_now(visit: Callable[..., Visit], served: str) -> None:
    opened = visit(java_script_enabled=False)
    opened.page.goto(served + "causes/slate/index.html", wait_until="commit")
    opened.page.wait_for_url("**/causes/dust/slate-dust/index.html")
    assert opened.said == []


def test_a_first_view_needs_at_most_three_requests(readings: Readings) -> None:
    """The page, its style and its icon. Exploring brings a style and a script of its own, searching an index as well."""
    for name, (_, asked) in readings.scripts.items():
        if not name.endswith(SEARCH):
            assert asked <= (5 if "explore/" in name else 3), name


def test_a_first_view_of_a_cause_is_small(every_kind: EveryKind) -> None:
    for kind in ("cause", "figures", "study", "home"):
        for name in every_kind.pages[kind]:
            parts = [every_kind.site / name, every_kind.site / "static/style.css", every_kind.site / "static/icon.svg"]
            assert sum(len(gzip.compress(part.read_bytes())) for part in parts) <= 30_000, name


def test_a_logo_takes_the_icon_s_place_among_the_three_requests(
    visit: Callable[..., Visit], make_library: Callable[..., Path], tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library", looks={"accent": "#7a1f5c", "logo": "logo.svg"})
    (library / "theme").mkdir()
    (library / "theme/logo.svg").write_bytes((EXAMPLE / "logo.svg").read_bytes())
    site = build_site(library, tmp_path / "site", search=False).out
    opened = visit()
    opened.page.goto((site / CAUSE).as_uri(), wait_until="networkidle")
    icon = opened.page.locator("link[rel=icon]").evaluate("link => link.href")
    assert opened.page.locator(".name img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert len({*opened.asked, icon}) == 3


def test_print_explains_terms_and_names_addresses(visit: Callable[..., Visit], served: str) -> None:
    page = visit().page
    page.goto(served + CAUSE)
    page.emulate_media(media="print")
    assert page.locator("#note-odds-ratio").is_visible()
    assert not page.locator(".toc").is_visible()
    after = "getComputedStyle(document.querySelector('.sources a'), '::after').content"
    assert "http" in page.evaluate(after)
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"


def test_print_shows_what_is_folded_and_leaves_navigation_out(visit: Callable[..., Visit], served: str) -> None:
    page = visit().page
    page.goto(served + CAUSE)
    page.emulate_media(media="print")
    assert not page.locator(".top nav").first.is_visible()
    quotation = page.locator("blockquote", has_text="Antibodies were found in 40 of 100 patients")
    assert quotation.first.evaluate(
        "element => element.checkVisibility({contentVisibilityAuto: true}) && element.getBoundingClientRect().height > 0"
    )


def letters(text: str) -> str:
    """A text without what a printer changes: spaces, hyphens, the case of capitals."""
    return re.sub(r"[\W_]+", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl")).casefold()


ON_SCREEN = """() => [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li, dt, dd, td, blockquote)')]
  .filter(e => e.innerText.trim() && !e.querySelector('p, li, dd, .hid, svg'))
  .filter(e => !e.closest('.toc, .crumbs, .hid, .note, figure details'))
  .map(e => e.innerText)"""
"""Every block of a page's text as a screen shows it, but for ways around the page, and the numbers behind a drawing."""


@pytest.mark.parametrize("prefix", ["", "es/"])
def test_a_cause_on_paper_is_whole_on_few_pages(
    visit: Callable[..., Visit], served: str, prefix: str, tmp_path: Path
) -> None:
    page = visit().page
    page.goto(served + prefix + CAUSE)
    paper = tmp_path / "cause.pdf"
    paper.write_bytes(page.pdf(format="A4"))
    pages = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
    assert 3 <= pages <= 14
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip(
            "the pages are counted, but there is no pdftotext here to read them: install Debian's 'poppler-utils'"
        )
    run = subprocess.run([pdftotext, "-raw", str(paper), "-"], capture_output=True, text=True, check=True)
    printed = letters(run.stdout)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    texts = page.evaluate(ON_SCREEN)
    assert len(texts) > 40
    assert [text for text in texts for line in text.splitlines() if letters(line) not in printed] == []


def test_a_copy_on_a_disk_works_without_a_server(visit: Callable[..., Visit], every_kind: EveryKind) -> None:
    page = visit().page
    page.goto((every_kind.site / "index.html").as_uri())
    page.get_by_role("link", name="Slate dust").first.click()
    assert page.locator("h1").inner_text() == "Does slate dust cause palewrist?"
    assert page.evaluate("getComputedStyle(document.querySelector('.answer')).display") == "grid"
    page.get_by_role("link", name="Español").click()
    assert page.evaluate("document.documentElement.lang") == "es"
