"""Feeds: what RFC 4287 and JSON Feed 1.1 demand, and that what they tell is in the library."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
from lxml import etree

from aetia.library import read_library
from aetia.site import Built, build_site
from aetia.site.dates import first_day
from aetia.site.events import Event, Told, newest

MakeLibrary = Callable[..., Path]
BASE = "https://palewrist.example/library"
ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "language": {"type": "string"},
        "authors": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "external_url": {"type": "string", "pattern": "^https?://"},
                    "title": {"type": "string"},
                    "content_text": {"type": "string", "minLength": 1},
                    "date_published": {"type": "string", "pattern": f"^{MOMENT.pattern}$"},
                },
            },
        },
    },
}
"""What https://jsonfeed.org/version/1.1 says of the members that are used here."""


@pytest.fixture(scope="module")
def placed(make_library: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small library's site at an address."""
    library = make_library(tmp_path_factory.mktemp("placed") / "library", base_url=BASE)
    return build_site(library, tmp_path_factory.mktemp("placed") / "site")


@pytest.fixture(params=["placed", "built"])
def site(request: pytest.FixtureRequest) -> Path:
    """The site with an address, and without one."""
    found: Built = request.getfixturevalue(request.param)
    return found.out


def feeds(site: Path, ending: str) -> list[Path]:
    return sorted([*site.rglob(f"feed{ending}"), *site.glob(f"feeds/*{ending}")])


def entries(site: Path, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((site / f"{address}.json").read_text(encoding="utf-8"))["items"]
    return found


def test_the_site_each_topic_and_the_notices_have_a_feed_in_both_formats(site: Path) -> None:
    topics = {"dust", "dust/slate-dust", "infection", "infection/blue-fever", "moonlight", "nanodots", "tin-spoons"}
    expected = {f"causes/{topic}/feed" for topic in topics} | {"feeds/changes", "feeds/standing"}
    for ending in (".xml", ".json"):
        assert {path.relative_to(site).with_suffix("").as_posix() for path in feeds(site, ending)} == expected


def test_every_atom_feed_is_what_rfc_4287_demands(site: Path) -> None:
    for path in feeds(site, ".xml"):
        root = etree.fromstring(path.read_bytes())
        assert root.tag == f"{ATOM}feed"
        for element in (root, *root.iter(f"{ATOM}entry")):
            own = [child.tag for child in element]
            for name in ("id", "title", "updated"):
                assert own.count(f"{ATOM}{name}") == 1, f"{path}: {name}"
            # RFC 4287, 4.2.6: an id is an IRI, and a relative reference is none.
            assert re.match(r"urn:uuid:[0-9a-f-]{36}$", element.findtext(f"{ATOM}id") or "")
            assert MOMENT.fullmatch(element.findtext(f"{ATOM}updated") or "")
            assert element.findtext(f"{ATOM}title")
            alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
            assert len(alternates) == 1
        assert root.find(f"{ATOM}author/{ATOM}name") is not None, (
            "4.1.1: a feed has an author unless each entry has one"
        )
        known = {
            "author",
            "category",
            "content",
            "entry",
            "generator",
            "icon",
            "id",
            "link",
            "logo",
            "rights",
            "title",
            "updated",
        }
        assert {child.tag.removeprefix(ATOM) for child in root.iter()} <= known | {"feed", "name"}
        identifiers = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
        assert len(set(identifiers)) == len(identifiers)


def test_every_json_feed_is_what_its_specification_demands(site: Path) -> None:
    for path in feeds(site, ".json"):
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), JSON_FEED)


def test_every_link_of_an_atom_feed_leads_to_a_page_of_the_site(site: Path) -> None:
    for path in feeds(site, ".xml"):
        here = f"{BASE}/{path.relative_to(site).as_posix()}"
        for link in etree.fromstring(path.read_bytes()).iter(f"{ATOM}link"):
            if link.get("rel") in ("alternate", "self"):
                there = urljoin(here, link.get("href")).removeprefix(f"{BASE}/")
                assert (site / there).is_file() or (site / there / "index.html").is_file(), there


def test_where_the_site_stands_does_not_change_the_names_of_entries(placed: Built, built: Built) -> None:
    one, other = entries(placed.out, "feeds/changes"), entries(built.out, "feeds/changes")
    assert [item["id"] for item in one] == [item["id"] for item in other]
    assert all(item["url"].startswith(f"{BASE}/") for item in one)
    assert not any("url" in item for item in other)


def test_feeds_tell_verdicts_findings_and_notices_the_newest_first(site: Path) -> None:
    items = entries(site, "feeds/changes")
    assert items[0]["title"] == "Slate dust (palewrist): Established"
    assert items[0]["date_published"] == "2026-11-18T00:00:00Z"
    assert {"Slate dust: a study was read, Ahorn 2001", "Retracted: A withdrawn paper"} <= {
        item["title"] for item in items
    }
    dates = [item["date_published"] for item in items]
    assert dates == sorted(dates, reverse=True)


def test_a_topic_has_what_changed_in_it_and_a_group_all_below_it(site: Path) -> None:
    slate, dust = entries(site, "causes/dust/slate-dust/feed"), entries(site, "causes/dust/feed")
    assert slate
    assert slate == dust
    assert not {item["id"] for item in slate} & {
        item["id"] for item in entries(site, "causes/infection/blue-fever/feed")
    }


def test_the_feed_of_notices_links_them_and_says_what_is_not_known(site: Path) -> None:
    items = {item["title"]: item for item in entries(site, "feeds/standing")}
    assert set(items) == {
        "Retracted: A withdrawn paper",
        "Expression of concern: Blue fever is not more common",
        "Corrected: Infections in people with palewrist",
    }
    retracted = items["Retracted: A withdrawn paper"]
    assert retracted["external_url"] == "https://pubmed.ncbi.nlm.nih.gov/555/"
    assert retracted["date_published"] == "2016-01-02T00:00:00Z"
    assert "PMID 555. Made-up numbers." in retracted["content_text"]
    assert "March 2015" in items["Expression of concern: Blue fever is not more common"]["content_text"]
    assert items["Corrected: Infections in people with palewrist"]["content_text"].endswith("is not known.")


def test_what_was_recorded_under_a_former_name_is_told_with_the_level_before(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library")
    topic = library / "topics/dust/slate-dust.md"
    topic.write_text(
        topic.read_text(encoding="utf-8").replace("exposure:", "aliases: [slates]\nexposure:", 1), encoding="utf-8"
    )
    table = library / "decisions/verdicts.tsv"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    old = (
        rows[-1]
        .replace("dust/slate-dust", "slates")
        .replace("2026-11-18", "2025-01-02")
        .replace("established", "likely")
    )
    table.write_text("\n".join([head, *rows[:-1], old, rows[-1]]) + "\n", encoding="utf-8")
    site = build_site(library, tmp_path / "out").out
    titles = [item["title"] for item in entries(site, "causes/dust/slate-dust/feed")]
    assert titles[0] == "Slate dust (palewrist): Established. Before: Likely"
    assert "Slate dust (palewrist): Likely" in titles


def test_a_retraction_changes_feeds_and_downloads_in_the_next_build(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    before = build_site(library, tmp_path / "before").out
    study = library / "studies/rot-2010.yaml"
    text = study.read_text(encoding="utf-8")
    end = text.index("design:")
    mark = "    standing:\n      state: retracted\n      notice: {doi: 10.5555/gone, date: 2026-11-19}\n"
    study.write_text(f"{text[:end]}{mark}{text[end:]}", encoding="utf-8")
    assert read_library(library).studies["rot-2010"].reference.is_retracted
    after = build_site(library, tmp_path / "after").out
    for feed in ("feeds/changes", "feeds/standing", "causes/infection/blue-fever/feed"):
        new = [item for item in entries(after, feed) if item not in entries(before, feed)]
        assert "Retracted: Blue fever antibodies in palewrist" in {item["title"] for item in new}, feed
    for folder in ("data", "causes/infection/blue-fever"):
        for file in ("references.ris", "references.bib", "references.json", "findings.csv", "structured-data.jsonld"):
            assert b"10.5555/gone" not in (before / folder / file).read_bytes(), file
            assert b"10.5555/gone" in (after / folder / file).read_bytes(), file
        assert (before / folder / "tables.xlsx").read_bytes() != (after / folder / "tables.xlsx").read_bytes()


def test_the_newest_come_first_whatever_the_order_and_twice_the_same_is_once() -> None:
    events = [
        Event(on, (name,), lambda: Told("", "", ""))
        for name, on in (("a", "2026"), ("b", "2026-03"), ("c", "2026-02-11"))
    ]
    assert [event.key[0] for event in newest([*events, events[1]], 2)] == ["b", "c"]
    assert newest(events, 3) == newest(reversed(events), 3)


@pytest.mark.parametrize(
    ("date", "day"), [("2026", "2026-01-01"), ("2026-11", "2026-11-01"), ("2026-11-20", "2026-11-20")]
)
def test_a_partial_date_begins_with_its_first_day(date: str, day: str) -> None:
    assert first_day(date) == day


def test_hostile_words_stay_words(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library", title='A <b>"library"</b> & more]]>')
    site = build_site(library, tmp_path / "out").out
    root = etree.fromstring((site / "feeds/changes.xml").read_bytes())
    assert root.findtext(f"{ATOM}title") == 'A <b>"library"</b> & more]]>: what changed'
