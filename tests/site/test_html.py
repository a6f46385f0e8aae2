"""Every page: valid, whole, linked within itself, and quiet towards the outside."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
from tests.site.conftest import EveryKind

POLICY = "Content-Security-Policy"
PREFIX = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module", params=["small", "sample"])
def site(request: pytest.FixtureRequest) -> Path:
    """Every law of this file holds for every kind of page of the small library's site and for that of the sample library."""
    if request.param == "small":
        every_kind: EveryKind = request.getfixturevalue("every_kind")
        return every_kind.site
    sample: Path = request.getfixturevalue("sample_site")
    return sample


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@cache
def parsed(path: Path) -> Element:
    """The page's tree; any parse error of the HTML standard is an error here."""
    parser = html5lib.HTMLParser(strict=True)
    root: Element = parser.parse(path.read_text(encoding="utf-8"))
    return root


def told_apart(page: str) -> tuple[str, str]:
    """The language of a page, and its address in any language."""
    return ("es", page.removeprefix("es/")) if page.startswith("es/") else ("en", page)


def elements(root: Element, *names: str) -> Iterator[Element]:
    wanted = {PREFIX + name for name in names}
    return (element for element in root.iter() if not names or element.tag in wanted)


def scripts_of(root: Element) -> list[Element]:
    """The scripts that a browser runs. An element of JSON is data."""
    return [script for script in elements(root, "script") if script.get("type") != "application/ld+json"]


def anchors(root: Element) -> set[str]:
    return {element.attrib["id"] for element in root.iter() if "id" in element.attrib}


def test_every_page_parses_without_an_error(site: Path) -> None:
    for page in pages_of(site):
        try:
            parsed(site / page)
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{page}: {error}")


def test_identifiers_are_unique_on_a_page(site: Path) -> None:
    for page in pages_of(site):
        counted = Counter(element.attrib["id"] for element in parsed(site / page).iter() if "id" in element.attrib)
        assert [name for name, number in counted.items() if number > 1] == [], page


def test_every_reference_between_elements_holds(site: Path) -> None:
    for page in pages_of(site):
        root = parsed(site / page)
        for element in root.iter():
            for name in element.attrib.get("aria-labelledby", "").split():
                assert name in anchors(root), f"{page}: {name}"


def test_every_internal_link_and_anchor_holds(site: Path) -> None:
    for page in pages_of(site):
        for element in elements(parsed(site / page), "a", "link"):
            target = element.attrib["href"]
            if target.startswith(("https:", "http:", "mailto:")):
                continue
            assert not target.startswith("/") or page == "404.html", f"{page}: {target} is not relative"
            address, _, anchor = urljoin(f"http://site/{page}", target).removeprefix("http://site/").partition("#")
            path = site / unquote(f"{address}index.html" if address.endswith("/") or not address else address)
            assert path.is_file(), f"{page} links to {target}"
            if anchor:
                assert anchor in anchors(parsed(path)), f"{page}: no anchor {target}"


def test_nothing_is_loaded_from_outside_and_nothing_runs_but_the_site_s_own_scripts(site: Path) -> None:
    for page in pages_of(site):
        root = parsed(site / page)
        assert list(elements(root, "iframe", "object", "embed", "form", "style", "img", "base")) == [], page
        for script in scripts_of(root):
            assert page.removeprefix("es/").startswith(("explore/", "search/")), page
            assert set(script.attrib) == {"src", "defer"}, page
            assert script.text is None, page
            assert (site / page).parent.joinpath(script.attrib["src"]).resolve().is_relative_to(site.resolve()), page
        for element in root.iter():
            names = set(element.attrib) - ({"src"} if element.tag == f"{PREFIX}script" else set())
            assert not names & {"style", "src", "srcset", "background", "ping"}, page
            assert not [name for name in names if name.startswith("on")], page
        for element in elements(root, "link"):
            assert element.attrib["rel"] == "canonical" or "//" not in element.attrib["href"], page
    style = (site / "static/style.css").read_text(encoding="utf-8")
    assert "@import" not in style
    assert "url(" not in style


def test_every_page_names_the_policy_that_it_keeps(site: Path) -> None:
    for page in pages_of(site):
        [policy] = [e.attrib["content"] for e in elements(parsed(site / page), "meta") if e.get("http-equiv") == POLICY]
        parts = policy.split("; ")
        expected = ["script-src 'self'"] if scripts_of(parsed(site / page)) else []
        if page.removeprefix("es/") == "search/index.html":
            expected = ["script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"]
        assert parts[0] == "default-src 'none'", page
        assert [part for part in parts if part.startswith(("script-", "connect-", "worker-"))] == expected, page
        assert {"style-src 'self'", "img-src 'self' data:", "base-uri 'none'"} <= set(parts), page


def test_headings_begin_with_one_h1_and_skip_no_level(site: Path) -> None:
    for page in pages_of(site):
        levels = [int(e.tag[-1]) for e in elements(parsed(site / page), "h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1, page
        assert levels.count(1) == 1, page
        assert all(after <= before + 1 for before, after in pairwise(levels)), f"{page}: {levels}"


def test_every_page_has_its_landmarks_a_language_and_a_title_of_its_own(site: Path) -> None:
    titles = []
    for page in pages_of(site):
        root = parsed(site / page)
        assert root.attrib["lang"] == told_apart(page)[0], page
        for name in ("header", "main", "footer"):
            assert len(list(elements(root, name))) == 1, f"{page}: {name}"
        titles.append((root.attrib["lang"], "".join(next(elements(root, "title")).itertext())))
    assert len(set(titles)) == len(titles)


def test_tables_have_captions_and_scoped_headers(site: Path) -> None:
    for page in pages_of(site):
        root = parsed(site / page)
        generated = [table for table in elements(root, "table") if table.find(f"./{PREFIX}caption") is not None]
        for table in generated:
            assert all("scope" in header.attrib for header in elements(table, "th")), page


def test_every_page_but_the_error_page_leads_to_the_source_it_was_built_from(site: Path) -> None:
    manifest = json.loads((site / "source/manifest.json").read_text(encoding="utf-8"))
    digests = {f"source/{item['copy']}": item["sha256"] for item in manifest["files"]}
    for page in pages_of(site):
        language, place = told_apart(page)
        if place in ("404.html", "source/index.html"):
            continue
        text = (site / page).read_text(encoding="utf-8")
        linked = {
            urljoin(f"http://site/{page}", unquote(e.attrib["href"])).removeprefix("http://site/")
            for e in elements(parsed(site / page), "a")
        }
        assert ("source/index.html" if language == "en" else "es/source/index.html") in linked, page
        for copy in linked & set(digests):
            assert digests[copy] in text, f"{page}: digest of {copy}"
        own = {"causes/": "source/topics/", "studies/": "source/studies/", "rescued/": "source/rescued/"}
        for start, folder in own.items():
            if place.startswith(start) and place != f"{start}index.html":
                assert [copy for copy in linked if copy.startswith(folder)], f"{page} lacks its own source"


def test_the_stylesheet_stays_under_20_kilobytes(site: Path) -> None:
    assert (site / "static/style.css").stat().st_size < 20_000


def test_no_page_shows_a_template_or_a_python_value(site: Path) -> None:
    for page in pages_of(site):
        text = re.sub(r"<code>.*?</code>", "", (site / page).read_text(encoding="utf-8"))
        assert not re.search(r"\{\{|\{%|>None<|Undefined|<aetia|&lt;[A-Z]\w+Error", text), page
