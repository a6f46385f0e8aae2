"""What pages tell programs: structured data, Open Graph, how to cite, the list of pages. Nothing that the library does not hold."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rispy  # type: ignore[import-untyped]
from lxml import etree

from aetia.library import read_library
from aetia.model.library import Settings
from aetia.site import Built, build_site
from aetia.site import sitemap as sitemap_module
from aetia.site.absolute import absolute, licence_address
from aetia.sources.bibtex import read_bibtex
from aetia.sources.ris import read_ris

MakeLibrary = Callable[..., Path]
BASE = "https://palewrist.example/library"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEVER = "causes/infection/blue-fever/"


@pytest.fixture(scope="module")
def placed(make_library: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library's site at an address."""
    library = make_library(tmp_path_factory.mktemp("placed") / "library", base_url=BASE)
    return build_site(library, tmp_path_factory.mktemp("placed") / "site").out


def text_of(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text(encoding="utf-8")


def embedded(site: Path, page: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text_of(site, page))
    return [json.loads(text) for text in found]


def properties(text: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', text))


def test_a_cause_page_says_what_it_is_and_no_more(placed: Path) -> None:
    [page] = embedded(placed, FEVER)
    assert page["@context"] == "https://schema.org"
    assert page["@type"] == "MedicalWebPage"
    assert page["url"] == f"{BASE}/{FEVER}"
    assert page["description"].startswith(("Maybe", "We do not know", "Probably"))
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page["publisher"] == {"@type": "Organization", "name": "Palewrist Trust"}
    assert {"@type": "MedicalCondition", "name": "Palewrist"} in page["about"]
    # Nobody reviewed it, nobody rated it, and that it causes the disease is not said.
    assert not {"reviewedBy", "lastReviewed", "aggregateRating", "review", "causeOf", "citation"} & page.keys()


def test_who_reviewed_a_page_is_told_only_where_it_is_recorded(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    assert "reviewedBy" not in embedded(build_site(library, tmp_path / "before").out, "causes/tin-spoons/")[0]
    topic = library / "topics/tin-spoons.md"
    reviewed = "safety:\n  reviewed_by: Dr C. Example\n  reviewed_on: 2026-10-02\n"
    topic.write_text(topic.read_text(encoding="utf-8").replace("safety:\n", reviewed, 1), encoding="utf-8")
    [page] = embedded(build_site(library, tmp_path / "after").out, "causes/tin-spoons/")
    assert page["reviewedBy"] == {"@type": "Person", "name": "Dr C. Example"}
    assert page["lastReviewed"] == "2026-10-02"


def test_pages_that_are_neither_cause_nor_data_have_no_structured_data(placed: Path) -> None:
    for page in ("", "causes/", "studies/rot-2010/", "pages/about/"):
        assert embedded(placed, page) == []
    [data] = embedded(placed, "data/")
    assert data["@type"] == "Dataset"
    assert len(data["distribution"]) == 6
    for file in data["distribution"]:
        assert (placed / file["contentUrl"].removeprefix(f"{BASE}/")).is_file()


def test_without_an_address_no_address_is_invented(site: Path) -> None:
    assert "url" not in embedded(site, FEVER)[0]
    assert "distribution" not in embedded(site, "data/")[0]
    assert "og:url" not in properties(text_of(site, FEVER))
    assert not (site / "sitemap.xml").exists()
    assert not (site / "robots.txt").exists()


def test_words_cannot_end_the_script_element(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library", title="</script><script>alert(1)</script>&<!--")
    site = build_site(library, tmp_path / "out").out
    [page] = embedded(site, FEVER)
    assert page["isPartOf"]["name"] == "</script><script>alert(1)</script>&<!--"
    assert "<script>alert" not in text_of(site, FEVER)


def test_what_messengers_show_is_the_answer_without_a_picture(placed: Path) -> None:
    found = properties(text_of(placed, FEVER))
    assert found["og:title"] == "Does blue fever cause palewrist?"
    assert found["og:url"] == f"{BASE}/{FEVER}"
    assert found["og:site_name"] == "Palewrist Evidence Library"
    assert found["og:description"] in text_of(placed, FEVER)
    assert not any(name.startswith("og:image") for name in found)


def test_pages_name_their_feeds(placed: Path) -> None:
    for page, feed in (
        (FEVER, "feed.xml"),
        ("causes/infection/", "feed.xml"),
        ("", "feeds/changes.xml"),
        ("data/", "../feeds/standing.xml"),
    ):
        assert '<link rel="alternate" type="application/atom+xml" title="' in text_of(placed, page)
        assert f'href="{feed}">' in text_of(placed, page), page


def test_a_page_is_cited_as_of_the_edition_in_three_formats(placed: Path) -> None:
    folder = placed / FEVER
    [item] = json.loads((folder / "cite.json").read_bytes())
    assert item == {
        "id": "infection-blue-fever-2026-11-20",
        "type": "webpage",
        "title": "Does blue fever cause palewrist?",
        "author": [{"literal": "Palewrist Trust"}],
        "container-title": "Palewrist Evidence Library",
        "issued": {"date-parts": [[2026, 11, 20]]},
        "language": "en",
        "version": "2026-11-20",
        "note": "Edition of 20 November 2026. Verdicts by rules 2026-3.",
        "URL": f"{BASE}/{FEVER}",
    }
    [ris] = rispy.loads((folder / "cite.ris").read_text(encoding="utf-8"))
    assert (ris["type_of_reference"], ris["date"], ris["urls"]) == ("ELEC", "2026/11/20/", [f"{BASE}/{FEVER}"])
    for record in (
        *read_ris(io.BytesIO((folder / "cite.ris").read_bytes())),
        *read_bibtex(io.BytesIO((folder / "cite.bib").read_bytes())),
    ):
        found = record.item or {}
        assert {name: found[name] for name in ("type", "title", "author", "URL", "note")} == {
            name: item[name] for name in ("type", "title", "author", "URL", "note")
        }
        assert found["issued"]["date-parts"] == [[2026, 11, 20]]
    for file in ("cite.ris", "cite.bib", "cite.json"):
        assert f'href="{file}"' in text_of(placed, FEVER)


def test_the_sitemap_lists_every_page_with_dates_of_the_library(placed: Path) -> None:
    root = etree.fromstring((placed / "sitemap.xml").read_bytes())
    listed = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}
    pages = {path.parent.relative_to(placed).as_posix() for path in placed.rglob("index.html")}
    assert set(listed) == {f"{BASE}/{'' if page == '.' else f'{page}/'}" for page in pages}
    assert listed[f"{BASE}/causes/dust/slate-dust/"] == "2026-11-18"
    assert listed[f"{BASE}/studies/ahorn-2001/"] == "2026-11-01"
    assert listed[f"{BASE}/studies/blau-2013/"] is None
    assert listed[f"{BASE}/"] == "2026-11-20"
    assert not (placed / "robots.txt").exists(), "a site in a folder of a host has no say there"


def test_a_site_with_a_host_to_itself_has_a_robots_file(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library", base_url="https://palewrist.example/")
    site = build_site(library, tmp_path / "out").out
    assert (
        site / "robots.txt"
    ).read_text() == "User-agent: *\nDisallow:\n\nSitemap: https://palewrist.example/sitemap.xml\n"


def test_more_addresses_than_one_sitemap_may_list_stand_in_several(
    make_library: MakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_module, "MOST", 10)
    site = build_site(make_library(tmp_path / "library", base_url=BASE), tmp_path / "out").out
    parts = [part.findtext(f"{SITEMAP}loc") for part in etree.fromstring((site / "sitemap.xml").read_bytes())]
    listed = []
    for part in parts:
        assert part is not None
        listed += [
            url.findtext(f"{SITEMAP}loc")
            for url in etree.fromstring((site / part.removeprefix(f"{BASE}/")).read_bytes())
        ]
    assert len(listed) == len(set(listed)) == len(list(site.rglob("index.html")))


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-SA-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("All rights reserved", ""),
    ],
)
def test_a_licence_is_named_by_its_address_where_it_has_one(licence: str, address: str) -> None:
    assert licence_address(licence) == address


def test_an_address_that_no_browser_opens_is_none(library_root: Path) -> None:
    settings: Settings = read_library(library_root).settings
    assert absolute(settings.model_copy(update={"base_url": "javascript:alert(1)"}), "x/") == ""
    assert (
        absolute(settings.model_copy(update={"base_url": "https://a.example/b/"}), "x y/")
        == "https://a.example/b/x%20y/"
    )


def test_every_page_of_a_library_without_an_organisation_is_whole(make_library: MakeLibrary, tmp_path: Path) -> None:
    built: Built = build_site(make_library(tmp_path / "library", organisation=None), tmp_path / "out")
    [item] = json.loads((built.out / FEVER / "cite.json").read_bytes())
    assert item["author"] == [{"literal": "Palewrist Evidence Library"}]
    assert "publisher" not in embedded(built.out, FEVER)[0]
