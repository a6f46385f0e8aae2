"""Exploring and searching in a browser: by keyboard, at every width, with scripts and without, under the pages' own policies."""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from aetia.site.search_index import search_index

pytestmark = pytest.mark.browser

MAP, FINDINGS, STUDIES, YEARS = (f"explore/{name}index.html" for name in ("", "findings/", "studies/", "years/"))
SEARCH = "search/index.html"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def searchable(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library's site with its search index."""
    folder = tmp_path_factory.mktemp("searchable") / "site"
    shutil.copytree(site, folder)
    pages = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}
    for name, content in search_index(pages).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def address(searchable: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(searchable)))
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


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page; at the end, nothing was asked of others, and nothing broke or was stopped by the policy."""
    contexts, asked, spoken = [], [], []

    def open_page(view: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: spoken.append(message.text))
        page.on("pageerror", lambda error: spoken.append(str(error)))
        page.goto(address + view)
        if view.startswith(SEARCH) and options.get("java_script_enabled", True):
            page.locator("#search").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert spoken == []


def shown(page: Any) -> list[str]:
    """The labels of the studies in the rows that are shown."""
    labels: list[str] = page.locator("tr[data-f]:visible th a").all_text_contents()
    return labels


@pytest.mark.parametrize("view", [MAP, FINDINGS, STUDIES])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_table_stays_a_table_for_those_who_listen(opened: Callable[..., Any], view: str, width: int) -> None:
    page = opened(view, viewport={"width": width, "height": 20_000})
    session = page.context.new_cdp_session(page)
    rows, cells = page.locator("tr").count(), page.locator("td").count()
    for _ in range(50):  # rows join the tree when they are first laid out
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
        if roles["cell"] == cells:
            break
        page.wait_for_timeout(100)
    assert (roles["table"], roles["row"], roles["cell"]) == (1, rows, cells)
    assert roles["rowheader"] >= rows - 1
    assert roles["columnheader"] >= 4


def test_without_scripts_the_tables_are_whole_and_offer_no_limits(opened: Callable[..., Any]) -> None:
    for view, rows in ((MAP, 5), (FINDINGS, 13), (STUDIES, 13)):
        page = opened(view, java_script_enabled=False)
        assert page.locator("tr[data-f]:visible").count() == rows, view
        assert not page.locator(".filters").is_visible()
        assert page.locator("#shown").inner_text().startswith(str(rows))


def test_without_scripts_a_cell_of_the_map_leads_to_its_findings(opened: Callable[..., Any]) -> None:
    page = opened(MAP, java_script_enabled=False, viewport={"width": 1280, "height": 400})
    page.locator("tr", has_text="Nanodots").locator("td a").click()
    assert page.url.endswith("explore/findings/index.html#nanodots:laboratory")
    row = page.locator("[id='nanodots:laboratory']")
    assert row.inner_text().startswith("Grau 2009")
    top = row.bounding_box()["y"]
    assert 0 <= top < 400


def test_a_cell_of_the_map_leads_to_its_findings_alone(opened: Callable[..., Any]) -> None:
    page = opened(MAP)
    page.locator("tr", has_text="Blue fever").locator("td a").first.click()
    page.wait_for_url("**#infection/blue-fever:compared")
    assert shown(page) == ["Lila 2014", "Blau 2013", "Gelb 2012", "Rot 2010"]
    assert page.locator("#f-cause").input_value() == "infection/blue-fever"
    assert page.locator("#f-rung").input_value() == "compared"
    assert page.locator("#shown").inner_text() == "4 of 13 findings shown"
    assert page.locator("tr.group:visible").count() == 1


def test_limits_join_are_told_stand_in_the_address_and_are_taken_back(opened: Callable[..., Any]) -> None:
    page = opened(FINDINGS)
    page.locator("#f-q").fill("FEVER 2010")
    page.locator("#f-counted").select_option("1")
    page.wait_for_url("**?q=FEVER+2010&counted=1")
    assert shown(page) == ["Rot 2010", "Rot 2010"]
    assert page.locator("#shown").inner_text() == "2 of 13 findings shown"
    assert page.locator("#shown").get_attribute("role") == "status"
    page.reload()
    assert shown(page) == ["Rot 2010", "Rot 2010"]
    page.locator("#f-direction").select_option("against")
    page.wait_for_url("**direction=against**")
    assert shown(page) == []
    assert page.locator("#shown").inner_text() == "0 of 13 findings shown. Nothing fits. Take one of the limits away."
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 13
    assert page.url.endswith(FINDINGS)


@pytest.mark.parametrize(
    ("limits", "studies"),
    [
        ("from=2014", ["Braun 2015", "Lila 2014", "Weiss 2016"]),
        ("to=2002", ["Ahorn 2001", "Buche 2002"]),
        ("from=2011&to=2012", ["Gelb 2012", "Zinn 2011"]),
        ("standing=retracted", ["Lila 2014"]),
        ("cause=nanodots", ["Grau 2009"]),
        ("design=cohort&direction=for", ["Ahorn 2001", "Buche 2002", "Zinn 2011"]),
        ("direction=unclear&cause=infection/blue-fever&q=small", ["Blau 2013"]),
        ("standing=%3Cscript%3E", []),
    ],
)  # fmt: skip
def test_every_kind_of_limit_takes_the_studies_that_fit(
    opened: Callable[..., Any], limits: str, studies: list[str]
) -> None:
    page = opened(f"{STUDIES}?{limits}")
    fits = studies or page.locator("tr[data-f] th a").all_text_contents()  # a value that is not offered is no limit
    assert sorted(shown(page)) == sorted(fits)


def test_the_table_of_studies_can_be_sorted_by_keyboard(opened: Callable[..., Any]) -> None:
    page = opened(STUDIES)
    year = page.get_by_role("button", name="Year")
    year.focus()
    page.keyboard.press("Enter")
    years = [int(text) for text in page.locator("tbody td:nth-child(2)").all_text_contents()]
    assert years == sorted(years)
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Year")
    page.keyboard.press("Enter")
    years = [int(text) for text in page.locator("tbody td:nth-child(2)").all_text_contents()]
    assert years == sorted(years, reverse=True)
    assert page.locator("th[aria-sort]").count() == 1
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Year")


def test_the_map_can_be_narrowed_to_a_level(opened: Callable[..., Any]) -> None:
    page = opened(MAP)
    page.get_by_label("Level").select_option("established")
    page.wait_for_url("**?level=established")
    assert page.locator("tr[data-f]:visible").count() == 1
    assert page.locator("tr.group:visible").all_text_contents() == ["Dust"]


FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    return [element.id || element.href || element.textContent, style.outlineStyle, style.outlineWidth];
}"""


def test_limits_and_cells_are_reached_by_keyboard_and_focus_is_seen(opened: Callable[..., Any]) -> None:
    page = opened(MAP)
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, style, width = page.evaluate(FOCUSED)
        if name.startswith("http") and "findings" not in name:
            continue
        met.append(name)
        assert (style, width) != ("none", "0px"), name
        if "#nanodots" in name:
            break
    assert "f-q" in met
    assert "f-level" in met
    assert met[-1].endswith("#nanodots:laboratory")


def test_search_shows_causes_first_then_studies_with_level_and_standing(opened: Callable[..., Any]) -> None:
    page = opened(SEARCH)
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("withdrawn paper")
    page.wait_for_url("**?q=withdrawn+paper")
    result = page.locator("#results li", has_text="A withdrawn paper").first
    result.wait_for()
    assert result.locator(".small").inner_text() == "Study · Lila 2014 retracted"
    assert result.locator("a s").inner_text() == "A withdrawn paper"
    page.locator("#q").fill("slate")
    page.locator("#results li", has_text="Does slate dust cause palewrist?").wait_for()
    kinds = [text.split(" ·")[0] for text in page.locator("#results .small").all_text_contents()]
    studies = [kind.startswith("Study") for kind in kinds]
    assert studies == sorted(studies)
    assert {*studies} == {False, True}
    first = page.locator("#results li").first
    assert "Established" in page.locator("#results li", has_text="Does slate dust").first.inner_text()
    assert first.locator("mark").count() > 0
    page.locator("#results a", has_text="Does slate dust").first.click()
    assert page.locator("h1").inner_text() == "Does slate dust cause palewrist?"


def test_search_can_look_among_studies_alone_and_its_address_can_be_linked(opened: Callable[..., Any]) -> None:
    page = opened(f"{SEARCH}?q=palewrist&only=study")
    page.locator("#results li").first.wait_for()
    assert all(text.startswith("Study") for text in page.locator("#results .small").all_text_contents())
    assert page.locator("#found").inner_text().endswith(" results")
    page.locator("#only").select_option("cause")
    page.wait_for_url("**only=cause")
    page.locator("#results li", has_text="Does slate dust").wait_for()
    assert not any(text.startswith("Study") for text in page.locator("#results .small").all_text_contents())


def test_search_says_that_nothing_was_found(opened: Callable[..., Any]) -> None:
    page = opened(f"{SEARCH}?q=xyzzyqwv")
    page.get_by_text("Nothing was found. Try fewer or other words.").wait_for()
    assert page.locator("#found").get_attribute("role") == "status"
    assert not page.locator("#results").is_visible()


def test_more_results_come_when_asked_for_and_focus_goes_to_the_first_of_them(opened: Callable[..., Any]) -> None:
    page = opened(f"{SEARCH}?q=palewrist")
    page.locator("#results li").first.wait_for()
    assert page.locator("#results li").count() == 10
    page.locator("#more").click()
    page.locator("#results li:nth-child(11)").wait_for()
    assert page.locator("#results li:nth-child(11) a:focus").count() == 1
    total = int(page.locator("#found").inner_text().split()[0])
    while page.locator("#more").is_visible():
        page.locator("#more").click()
        page.wait_for_timeout(50)
    assert page.locator("#results li").count() == total


def test_words_that_look_like_markup_stay_words(opened: Callable[..., Any]) -> None:
    page = opened(f"{SEARCH}?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+not+bold")
    page.wait_for_timeout(300)
    assert page.locator("main img").count() == 0
    assert page.locator("#results b").count() == 0


def test_without_scripts_search_offers_lists(opened: Callable[..., Any]) -> None:
    page = opened(SEARCH, java_script_enabled=False)
    assert page.get_by_text("Search needs JavaScript.").is_visible()
    assert not page.locator("#search").is_visible()
    page.locator("#without").get_by_role("link", name="All studies").click()
    assert page.locator("h1").inner_text() == "All studies"


def test_without_an_index_search_says_so_and_offers_lists(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / SEARCH).as_uri())
    page.get_by_text("Search is not available in this copy of the site.").wait_for()
    assert not page.locator("#search").is_visible()
    assert page.locator("#without a").count() == 5
    page.close()


def test_on_a_disk_the_tables_can_be_narrowed_too(browser: Any, site: Path) -> None:
    page = browser.new_page()
    page.goto(f"{(site / FINDINGS).as_uri()}#nanodots:laboratory")
    assert shown(page) == ["Grau 2009"]
    page.close()


def test_print_leaves_the_limits_out_and_keeps_the_table(opened: Callable[..., Any]) -> None:
    page = opened(MAP)
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    assert page.locator("tr[data-f]:visible").count() == 5
