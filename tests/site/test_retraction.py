"""A paper is retracted: everything that tells of it says so in one build, from nothing or again."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aetia.library import read_library, writing
from aetia.model.standing import StandingRecord
from aetia.site import SiteBuilder, build_site

MakeLibrary = Callable[..., Path]
CAUSE = "causes/tin-spoons"
TITLE = "Tin spoons and palewrist"
NOTICE = "10.5555/gone"
DATE = "2026-11-19"


@dataclass(frozen=True)
class Site:
    """The bytes of a site, by name."""

    files: Mapping[str, bytes]

    @classmethod
    def at(cls, folder: Path) -> Site:
        names = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return cls({path.relative_to(folder).as_posix(): path.read_bytes() for path in names})

    def text(self, name: str) -> str:
        return self.files[name].decode("utf-8")

    def page(self, address: str) -> str:
        """The words of a page's main part, its tags taken away."""
        main = self.text(f"{address}index.html").partition("<main")[2].partition('<section class="made"')[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def retract(library: Path) -> None:
    """The only study of tin spoons is retracted, with its notice."""
    study = read_library(library).studies["zinn-2011"]
    notice = {"doi": NOTICE, "date": DATE, "note": "Made-up numbers."}
    standing = StandingRecord.model_validate({"state": "retracted", "notice": notice})
    reference = study.reference.model_copy(update={"standing": standing})
    with writing(library, "test") as writer:
        writer.study(study.model_copy(update={"references": [reference]}))


@pytest.fixture(scope="module")
def library(make_library: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("retraction") / "library", languages=["en", "es"])


@pytest.fixture(scope="module")
def sites(library: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site, Site]:
    """The site before; after, built again by the same process; and after, built from nothing."""
    room = tmp_path_factory.mktemp("sites")
    with SiteBuilder(library, room / "again") as builder:
        builder.build()
        before = Site.at(room / "again")
        retract(library)
        builder.build()
        again = Site.at(room / "again")
    return before, again, Site.at(build_site(library, room / "anew").out)


@pytest.fixture(scope="module")
def before(sites: tuple[Site, Site, Site]) -> Site:
    return sites[0]


@pytest.fixture(scope="module", params=["built again", "built from nothing"])
def after(request: pytest.FixtureRequest, sites: tuple[Site, Site, Site]) -> Site:
    return sites[1] if request.param == "built again" else sites[2]


def test_both_ways_give_the_same_site(sites: tuple[Site, Site, Site]) -> None:
    assert sites[1].files == sites[2].files


def test_the_study_s_page_bears_a_banner_and_its_title_is_struck_through(before: Site, after: Site) -> None:
    study = "studies/zinn-2011/index.html"
    assert 'class="standing' not in before.text(study)
    assert f"<s>{TITLE}</s>" in after.text(study)
    assert '<section class="standing standing-retracted"' in after.text(study)
    assert f"https://doi.org/{NOTICE}" in after.text(study)
    assert "Retractado" in after.page("es/studies/zinn-2011/")


def test_the_cause_s_answer_and_level_no_longer_rest_on_it(before: Site, after: Site) -> None:
    assert "The rules give Possible." in before.page(f"{CAUSE}/")
    assert "The rules give Possible." not in after.page(f"{CAUSE}/")
    assert "Studies that count 1" in before.page(f"{CAUSE}/")
    assert "Studies that count 1" not in after.page(f"{CAUSE}/")
    assert "<s>Zinn 2011</s>" in after.text(f"{CAUSE}/index.html")
    [old], [new] = (json.loads(site.text(f"{CAUSE}/verdict.json"))["topics"] for site in (before, after))
    assert (old["computed"], new["computed"]) == ("possible", "not-assessed")


def test_the_lists_of_studies_mark_it(before: Site, after: Site) -> None:
    mark = '>Zinn 2011</a> <span class="chip chip-retracted">'
    for name in ("studies/index.html", "explore/studies/index.html", "es/explore/studies/index.html"):
        assert mark not in before.text(name)
        assert mark in after.text(name), name


def test_the_evidence_map_the_findings_and_the_years_count_it_no_more(before: Site, after: Site) -> None:
    for address, row in (("explore/", "Tin spoons"), ("explore/findings/", "Zinn 2011"), ("explore/years/", "2011")):
        [old] = re.findall(rf"<tr(?:(?!</tr>).)*?{row}.*?</tr>", before.text(f"{address}index.html"), re.DOTALL)[-1:]
        [new] = re.findall(rf"<tr(?:(?!</tr>).)*?{row}.*?</tr>", after.text(f"{address}index.html"), re.DOTALL)[-1:]
        assert "retracted" not in old, address
        assert "retracted" in new, address


@pytest.mark.parametrize("feed", ["feeds/changes", "feeds/standing", f"{CAUSE}/feed"])
def test_the_feeds_of_the_site_of_the_topic_and_of_notices_tell_it(before: Site, after: Site, feed: str) -> None:
    titles = [
        {item["title"]: item for item in json.loads(site.text(f"{feed}.json"))["items"]} for site in (before, after)
    ]
    new = {title for title in titles[1] if title not in titles[0] and TITLE in title}
    [title] = new
    assert titles[1][title]["date_published"] == f"{DATE}T00:00:00Z"
    atom = ElementTree.fromstring(after.files[f"{feed}.xml"])
    assert title in {entry.findtext("{*}title") for entry in atom.iter("{http://www.w3.org/2005/Atom}entry")}


@pytest.mark.parametrize("folder", ["data", CAUSE])
def test_every_download_says_so(before: Site, after: Site, folder: str) -> None:
    marks = {
        "references.ris": r"KW  - retracted",
        "references.bib": r"keywords = \{retracted\}",
        "references.json": r'"status": ?"retracted"',
        "findings.csv": r",retracted,",
        "structured-data.jsonld": r'"creativeWorkStatus": ?"retracted"',
    }
    for file, mark in marks.items():
        assert NOTICE not in before.text(f"{folder}/{file}"), file
        assert NOTICE in after.text(f"{folder}/{file}"), file
        gained = len(re.findall(mark, after.text(f"{folder}/{file}"))) - len(
            re.findall(mark, before.text(f"{folder}/{file}"))
        )
        assert gained == 1, file
    assert NOTICE not in _workbook(before.files[f"{folder}/tables.xlsx"])
    assert NOTICE in _workbook(after.files[f"{folder}/tables.xlsx"])
    [row] = [r for r in csv.DictReader(io.StringIO(after.text(f"{folder}/findings.csv"))) if r["study"] == "zinn-2011"]
    assert (row["standing"], row["counted"]) == ("retracted", "no")


def _workbook(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("xl/sharedStrings.xml").decode("utf-8")


def test_search_shows_it_struck_through(before: Site, after: Site) -> None:
    assert _indexed(before, "/studies/zinn-2011/index.html")["meta"].get("standing", "") != "retracted"
    for address in ("/studies/zinn-2011/index.html", "/es/studies/zinn-2011/index.html"):
        assert _indexed(after, address)["meta"]["standing"] == "retracted"


def _indexed(site: Site, address: str) -> dict[str, dict[str, str]]:
    for name, content in site.files.items():
        if name.endswith(".pf_fragment"):
            page: dict[str, dict[str, str]] = json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))
            if str(page["url"]) == address:
                return page
    raise AssertionError(f"{address} is not in the index")
