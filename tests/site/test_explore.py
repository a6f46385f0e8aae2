"""Exploring a library: the evidence map, the tables, and the studies by year tell of the same findings, each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from aetia.library import read_library, writing
from aetia.model.finding import Finding
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.site import build_site
from aetia.site.views.rungs import RUNGS, rung_of

MakeLibrary = Callable[..., Path]
HTML = "{http://www.w3.org/1999/xhtml}"
MAP, FINDINGS, STUDIES, YEARS = (f"explore/{name}index.html" for name in ("", "findings/", "studies/", "years/"))


def page(site: Path, name: str) -> Element:
    root: Element = html5lib.HTMLParser(strict=True).parse((site / name).read_text(encoding="utf-8"))
    return root


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def rows(root: Element) -> Iterator[Element]:
    """The rows of a page's table that tell of something: no heads of columns or groups."""
    return (row for row in root.iter(f"{HTML}tr") if row.find(f"{HTML}td") is not None)


def map_of(site: Path) -> dict[str, list[str]]:
    """The texts of each cause's cells, by its name."""
    found = {}
    for row in rows(page(site, MAP)):
        head = row.find(f"{HTML}th/{HTML}a")
        assert head is not None
        found[text(head)] = [text(cell) for cell in row.iter(f"{HTML}td")]
    return found


def field(root: Element, row: Element, name: str) -> str:
    [table] = root.iter(f"{HTML}table")
    return row.attrib["data-f"].split("|")[table.attrib["data-fields"].split(" ").index(name)]


GAP = "no study of this kind"


def test_the_map_has_a_row_for_every_cause_and_a_cell_for_every_kind_of_study(site: Path) -> None:
    assert map_of(site) == {
        "Slate dust": ["2 for, counted;", "3 for, counted;", GAP, GAP, GAP, GAP, GAP],
        "Blue fever": [
            GAP,
            "1 for, counted;1 against, counted;1 no clear answer, counted;1 retracted",
            GAP,
            GAP,
            GAP,
            GAP,
            "2 no clear answer, not counted;",
        ],
        "Tin spoons": ["1 for, counted;", GAP, GAP, GAP, GAP, GAP, GAP],
        "Nanodots": [GAP, GAP, GAP, GAP, "1 no clear answer, not counted;", GAP, GAP],
        "Moonlight": [GAP] * 7,
    }


def test_the_map_stands_in_the_groups_of_the_tree_and_says_the_level_of_each_cause(site: Path) -> None:
    root = page(site, MAP)
    heads = [text(head) for head in root.iter(f"{HTML}th") if head.get("scope") in ("row", "rowgroup")]
    assert heads == [
        "Dust",
        "Slate dust Established",
        "Infection",
        "Blue fever Not enough evidence",
        "Causes without a group",
        "Tin spoons Not enough evidence",
        "Nanodots Not enough evidence",
        "Moonlight Not assessed",
    ]


def test_the_map_says_how_many_causes_nobody_looked_at_before_people_fell_ill(site: Path) -> None:
    assert "Of 5 suspected causes, 3 have no counted study in which the exposure was noted" in text(page(site, MAP))


def test_a_study_that_is_retracted_leaves_the_numbers_of_the_map_in_the_next_build(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library, out = make_library(tmp_path / "library"), tmp_path / "site"
    before = map_of(build_site(library, out).out)
    study = read_library(library).studies["zinn-2011"].model_dump(mode="json", by_alias=True, exclude_unset=True)
    study["references"][0]["standing"] = {"state": "retracted", "notice": {"pmid": "1", "date": "2026-11-19"}}
    with writing(library, "test") as writer:
        writer.study(Study.model_validate(study | {"id": "zinn-2011"}))
    after = map_of(build_site(library, out).out)
    assert before.pop("Tin spoons") == ["1 for, counted;", *[GAP] * 6]
    assert after.pop("Tin spoons") == ["1 retracted", *[GAP] * 6]
    assert before == after
    years = {text(row[0]): text(row[2]) for row in rows(page(out, YEARS))}
    assert years["2011"] == "1 retracted"
    [line] = [row for row in rows(page(out, FINDINGS)) if "Zinn 2011" in text(row)]
    assert text(line[0]) == "Zinn 2011 retracted"
    assert text(line[3]) == "not counted"


@pytest.mark.parametrize("which", ["site", "sample_site"])
def test_a_cell_leads_to_the_first_of_exactly_the_findings_that_it_counts(
    request: pytest.FixtureRequest, which: str
) -> None:
    site: Path = request.getfixturevalue(which)
    table = page(site, FINDINGS)
    listed: Counter[str] = Counter()
    first: dict[str, str] = {}
    for body in table.iter(f"{HTML}tbody"):
        for row in rows(body):
            key = f"{body.attrib['id']}:{field(table, row, 'rung')}"
            first.setdefault(key, row.get("id", ""))
            listed[key] += 1
    assert all(name == key for key, name in first.items())
    mapped = {}
    for link in page(site, MAP).iter(f"{HTML}a"):
        address, _, key = link.attrib["href"].partition("#")
        if address == "findings/index.html" and key:
            mapped[key] = sum(map(int, re.findall(r"\d+", text(link))))
    assert len(mapped) > 5
    assert mapped == {key: n for key, n in listed.items() if key in mapped}
    causes = {key.rpartition(":")[0] for key in mapped}
    assert {key for key in listed if key.rpartition(":")[0] in causes} == set(mapped)


@pytest.mark.parametrize("which", ["site", "sample_site"])
@pytest.mark.parametrize("name", [MAP, FINDINGS, STUDIES])
def test_every_limit_that_can_be_chosen_fits_a_row_and_every_row_can_be_chosen(
    request: pytest.FixtureRequest, which: str, name: str
) -> None:
    site: Path = request.getfixturevalue(which)
    root = page(site, name)
    values: dict[str, set[str]] = {"cause": {body.get("id", "") for body in root.iter(f"{HTML}tbody")}}
    [table] = root.iter(f"{HTML}table")
    names = table.attrib["data-fields"].split(" ")
    for row in rows(table):
        for key, value in zip(names, row.attrib["data-f"].split("|"), strict=True):
            values.setdefault(key, set()).update(value.split(" "))
    selects = list(root.iter(f"{HTML}select"))
    assert selects
    for select in selects:
        offered = {option.attrib["value"] for option in select} - {""}
        assert offered <= values[select.attrib["name"]] | {"0", "1"}, select.attrib["name"]
        if select.attrib["name"] != "cause" or name == STUDIES:
            assert values[select.attrib["name"]] - {""} <= offered, select.attrib["name"]


def test_the_table_of_findings_says_what_each_found_and_whether_it_is_counted(site: Path) -> None:
    found = [[text(cell) for cell in row] for row in rows(page(site, FINDINGS))]
    assert ["Rot 2010", "case-control study", "For 40 of 100 against 10 of 100", "counted"] in found
    [doubtful] = [line for line in found if "Gelb" in line[0]]
    assert doubtful[0] == "Gelb 2012 in doubt"
    [other] = [line for line in found if "in Dry thumb" in line[2]]
    assert other[0] == "Rot 2010"
    assert len(found) == 13


def test_the_table_of_studies_has_every_study_once(site: Path, library_root: Path) -> None:
    root = page(site, STUDIES)
    labels = [text(link) for row in rows(root) for link in row.iter(f"{HTML}a")]
    assert labels == [study.label for study in read_library(library_root).studies.values()]
    lines = {text(row[0]).split(",")[0]: [text(cell) for cell in row[1:]] for row in rows(root)}
    assert lines["Rot 2010 Blue fever antibodies in palewrist"] == [
        "2010",
        "case-control study",
        "Blue fever",
        "1 for, counted;1 no clear answer, counted;",
    ]
    [unread] = [row for row in rows(root) if "waiting to be read" in text(row)]
    assert text(unread[4]) == "none yet"


def test_the_years_run_without_a_gap_and_add_up_to_all_studies(sample_site: Path, sample_library: Path) -> None:
    studies = read_library(sample_library).studies
    lines = [(text(row[0]), int(text(row[1]))) for row in rows(page(sample_site, YEARS))]
    years = [int(year) for year, _ in lines if year.isdigit()]
    assert years == list(range(years[0], years[-1] - 1, -1))
    assert sum(n for _, n in lines) == len(studies)
    assert lines[-1][0] == "Year not known"


def test_one_wrong_date_does_not_make_a_thousand_empty_years(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    study = library / "studies/zinn-2011.yaml"
    text_before = study.read_text(encoding="utf-8")
    assert "2011" in text_before
    study.write_text(re.sub(r"(issued: ['\"]?)2011", r"\g<1>1011", text_before), encoding="utf-8")
    lines = [text(row[0]) for row in rows(page(build_site(library, tmp_path / "out").out, YEARS))]
    assert lines[-1] == "1011"
    assert len(lines) == 13


def test_what_is_a_draft_is_in_no_table(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    topic = library / "topics/tin-spoons.md"
    topic.write_text(topic.read_text(encoding="utf-8").replace("---\n", "---\ndraft: yes\n", 1), encoding="utf-8")
    out = build_site(library, tmp_path / "out").out
    for name in (MAP, FINDINGS):
        assert "Tin spoons" not in text(page(out, name)), name
    lines = {text(row[0]): text(row[4]) for row in rows(page(out, STUDIES))}
    assert lines["Zinn 2011 Tin spoons and palewrist"] == "none yet"


def test_a_library_without_topics_has_pages_that_say_so(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    for folder in ("topics", "studies"):
        for path in (library / folder).rglob("*.*"):
            path.unlink()
    for path in (library / "decisions").glob("*.tsv"):
        path.unlink()
    for path in (library / "rescued").rglob("*"):
        path.unlink()
    (library / "pages/about.md").write_text("---\ntitle: About\n---\nNothing yet.\n", encoding="utf-8")
    out = build_site(library, tmp_path / "out").out
    for name in (MAP, FINDINGS, STUDIES, YEARS):
        assert "Nothing has been recorded yet that could be shown here." in text(page(out, name)), name
        assert not list(page(out, name).iter(f"{HTML}table")), name


def test_scripts_stand_only_where_the_policy_lets_them_and_are_small(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        blocks = re.findall(r"<script\b([^>]*)>(.*?)</script>", html, re.DOTALL)
        scripts = [block for block in blocks if block[0] != ' type="application/ld+json"']  # that is data
        assert bool(scripts) == ("script-src 'self'" in html), path
        for attributes, inside in scripts:
            assert inside == "", path
            source = re.fullmatch(r' src="([^":]+)" defer', attributes)
            assert source is not None, path
            assert (path.parent / source[1]).is_file(), path
    assert (site / "static/filter.js").stat().st_size < 4000
    assert (site / "static/search.js").stat().st_size < 4500
    assert (site / "static/explore.css").stat().st_size < 4500


def finding(**fields: object) -> Finding:
    return Finding.model_validate({"topic": "dust", "exposure": "dust", "outcome": "palewrist"} | fields)


POOLED = {"measure": "OR", "value": 2.0, "low": 1.0, "high": 4.0, "k": 3, "by_review": "yes"}


@pytest.mark.parametrize(
    ("fields", "rung"),
    [
        ({"design": "cohort"}, "before"),
        ({"design": "case-control", "timing": "before-onset"}, "before"),
        ({"design": "cohort", "timing": "after-onset"}, "compared"),
        ({"design": "cross-sectional"}, "compared"),
        ({"design": "case-series"}, "patients"),
        ({"design": "ecological"}, "single"),
        ({}, "single"),
        ({"design": "animal"}, "laboratory"),
        ({"design": "cohort", "stream": "animal"}, "laboratory"),
        ({"design": "meta-analysis"}, "reviews"),
        ({"design": "meta-analysis", "estimates": [POOLED]}, "compared"),
        ({"design": "cohort", "question": "prognosis"}, "beside"),
        ({"design": "cohort", "outcome": "dry-thumb"}, "beside"),
        ({"design": "laboratory", "outcome": "dry-thumb"}, "beside"),
        ({"design": "cohort", "exposure": "chalk"}, "beside"),
        ({"design": "cohort", "directness": "indirect"}, "beside"),
    ],
)  # fmt: skip
def test_a_finding_stands_on_the_rung_of_its_design_unless_it_answers_something_else(
    fields: dict[str, object], rung: str
) -> None:
    topic = Topic.model_validate({"id": "dust", "title": "Dust", "question": "Is it dust?", "exposure": "dust"})
    study = Study.model_validate({"id": "rot-2010", "references": [{"title": "A title"}]})
    assert rung in RUNGS
    assert rung_of(topic, study, finding(**fields), "palewrist") == rung
