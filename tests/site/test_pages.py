"""What a reader finds on each kind of page."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from xml.etree.ElementTree import Element

import html5lib
import pytest

from aetia.library import layout, read_library, writing
from aetia.model.decision import VerdictChange
from aetia.model.dispute import Dispute
from aetia.model.library import Page as LibraryPage
from aetia.model.standing import StandingRecord
from aetia.model.topic import PremiseRefuted
from aetia.site import build_site, readability, render_site
from aetia.site.edition import Edition
from aetia.site.glossary import PageTerms, glossary
from aetia.site.page_grade import hard_key_points, plain
from aetia.site.views.authors import person
from aetia.site.words import load_words
from aetia.synthesis import assess

BLOCKS = {"p", "li", "td", "th", "dt", "dd", "div", "section", "h1", "h2", "h3", "h4", "summary", "caption", "b"}
PREFIX = "{http://www.w3.org/1999/xhtml}"
MakeLibrary = Callable[..., Path]


def text_of(path: Path, identifier: str | None = None) -> str:
    """The text of a page's main part, or of the section that an anchor's heading or element stands in."""
    root = html5lib.parse(path.read_text(encoding="utf-8"))
    here = next(element for element in root.iter(f"{PREFIX}main"))
    if identifier:
        parents = {child: parent for parent in here.iter() for child in parent}
        here = next(element for element in here.iter() if element.attrib.get("id") == identifier)
        while here.tag != f"{PREFIX}section":
            here = parents[here]
    return re.sub(r"\s+", " ", "".join(words_of(here))).strip()


def words_of(element: Element) -> Iterator[str]:
    """The texts within an element, with a blank where a block ends."""
    yield element.text or ""
    for child in element:
        yield from words_of(child)
        yield (" " if child.tag.removeprefix(PREFIX) in BLOCKS else "") + (child.tail or "")


@pytest.fixture(scope="session")
def slate(site: Path) -> Path:
    return site / "causes/dust/slate-dust/index.html"


@pytest.fixture(scope="session")
def fever(site: Path) -> Path:
    return site / "causes/infection/blue-fever/index.html"


def test_a_cause_page_begins_with_its_question_and_the_answer(slate: Path) -> None:
    text = text_of(slate)
    question, answer = text.index("Does slate dust cause palewrist?"), text.index("Yes. Many studies agree")
    assert question < answer
    headings = re.findall(r"<h2 id=\"([a-z-]+)\"", slate.read_text(encoding="utf-8"))
    order = [
        "key-points", "background", "findings", "mind", "why", "steady", "past", "sources", "see-also", "authors", "cite", "source",
    ]  # fmt: skip
    assert headings == order


def test_the_answer_carries_level_editor_sentence_dates_and_its_own_grade(slate: Path) -> None:
    answer = text_of(slate, "answer")
    assert "Established" in answer
    assert "The risk grows with the years spent splitting slate." in answer
    assert "Last search: 14 November 2026" in answer
    assert "Last weighed: 18 November 2026" in answer
    assert re.search(r"Reading level: school grade [1-8] or above", answer)


def test_an_editor_sentence_written_for_another_level_is_not_shown(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = read_library(make_library(tmp_path / "library"))
    for name in ("ahorn-2001", "buche-2002", "eiche-2003", "fichte-2004"):
        del library.studies[name]
    contents, _, _ = render_site(library, assess(library))
    page = contents["causes/dust/slate-dust/index.html"].decode()
    assert "The risk grows with the years" not in page


def test_findings_stand_by_what_their_estimates_say(fever: Path) -> None:
    assert "Traces of blue fever were more common in patients." in text_of(fever, "side-for")
    assert "No difference between patients and others." in text_of(fever, "side-against")
    assert "Too few people to tell." in text_of(fever, "side-unclear")


def test_a_finding_shows_who_how_many_design_in_plain_words_and_figures_as_printed(fever: Path) -> None:
    side = text_of(fever, "side-for")
    assert "200 people (100 with the disease, 100 to compare) · Malta" in side
    assert "Compared patients with others (case-control study)" in side
    assert "40 of 100 against 10 of 100" in side
    assert "as printed: “40% vs. 10%”" in side
    assert "Antibodies were found in 40 of 100 patients and 10 of 100 others." in side
    assert "Words checked 2 November 2026" in side
    assert "Words not yet checked" in text_of(fever, "side-unclear")


def test_a_finding_that_answers_another_question_stands_apart_and_says_so(fever: Path) -> None:
    apart = text_of(fever, "other-questions")
    assert "What happens to people who already have the disease?" in apart
    assert "People with palewrist catch blue fever more often in hospital." in apart
    for side in ("side-for", "side-against", "side-unclear"):
        assert "in hospital" not in text_of(fever, side)


def test_a_retracted_study_stands_apart_struck_through_and_is_never_counted(fever: Path) -> None:
    assert "Far more common in patients." in text_of(fever, "other-questions")
    assert "Far more common in patients." not in text_of(fever, "side-for")
    assert "<s>Lila 2014</s>" in fever.read_text(encoding="utf-8")
    assert "the publication was retracted" in text_of(fever, "why").lower()


def test_what_nobody_has_read_waits_apart(fever: Path) -> None:
    assert "Weiss 2016" in text_of(fever, "waiting")
    assert "Weiss 2016" not in text_of(fever, "findings")


def test_another_disease_has_a_row_and_a_level_of_its_own(fever: Path) -> None:
    other = text_of(fever, "outcome-dry-thumb")
    outcomes = text_of(fever, "outcomes")
    assert "Dry thumb" in other
    assert "Not enough evidence" in outcomes
    assert "No clear difference in dry thumb." in outcomes
    assert "No clear difference in dry thumb." not in text_of(fever, "findings")


def test_why_names_the_rule_its_inputs_the_weights_and_what_would_move_it(slate: Path) -> None:
    why = text_of(slate, "why")
    assert "Here it is rule E1" in why
    assert "Studies that count 5" in why
    assert re.search(r"Pooled ratio 2\.\d\d", why)
    assert re.search(r"Ahorn 2001 Exposure measured before onset cohort, n 1,200 2\.40 1\.30 4\.40 \d+\.\d %", why)
    assert "Rules version 2026-3" in why


def test_an_override_shows_both_levels_and_the_reason(site: Path) -> None:
    page = site / "causes/tin-spoons/index.html"
    why = text_of(page, "why")
    assert (
        "The rules give Possible. The editors chose Not enough evidence, because something else could explain the link."
        in why
    )
    assert "People with tin spoons also split slate." in why
    assert "needs another look" in why
    assert "set by editors" in text_of(page, "answer")


def test_the_old_words_stand_beside_what_the_paper_says(fever: Path) -> None:
    old = text_of(fever, "old-page")
    assert "Blue fever causes palewrist." in old
    assert "labelled “Case Report”" in old
    assert "The old page says more than the paper does" in old
    assert "The paper compares 200 people and does not speak of a cause." in old


def test_safety_says_what_the_page_does_not_mean_and_who_reviewed_it(site: Path) -> None:
    safety = text_of(site / "causes/tin-spoons/index.html", "safety")
    assert "Do not throw your spoons away because of this page." in safety
    assert "Not yet reviewed by a clinician." in safety
    assert "Made-up guideline on spoons" in safety


def test_a_refuted_premise_is_the_answer_and_names_the_study(site: Path) -> None:
    page = site / "causes/nanodots/index.html"
    assert "The idea did not hold up." in text_of(page, "answer")
    assert "The dots were shown to be chalk. (Grau A. Nanodots are chalk." in text_of(page, "premise")


def test_a_cause_without_studies_says_so(site: Path) -> None:
    page = site / "causes/moonlight/index.html"
    assert "We do not know. We have found no study of it in palewrist yet." in text_of(page, "answer")
    assert "Not assessed" in text_of(page, "answer")


def test_prose_is_sanitised_and_its_links_lead_to_pages(slate: Path) -> None:
    page = slate.read_text(encoding="utf-8")
    assert 'href="javascript' not in page
    assert "<b>not bold</b>" not in page
    assert '<a href="../../infection/blue-fever/index.html">blue fever</a>' in page
    assert '<th scope="col">trade</th>' in page


def test_a_page_can_be_cited_as_of_its_edition(slate: Path) -> None:
    assert (
        "Palewrist Trust. Does slate dust cause palewrist? In: Palewrist Evidence Library. Edition of 20 November 2026."
        in text_of(slate, "cite")
    )


def test_home_sorts_causes_by_level_and_says_how_current_it_is(site: Path) -> None:
    text = text_of(site / "index.html")
    assert text.index("Established") < text.index("Not enough evidence")
    assert "Slate dust" in text_of(site / "index.html", "established")
    assert "This edition is dated 20 November 2026. The last recorded search was on 14 November 2026." in text
    assert "We recovered 2 entries from it and marked 4 faults. It also has 1 place that we could not read." in text


def test_a_grouping_topic_lists_its_causes_by_level(site: Path) -> None:
    page = site / "causes/infection/index.html"
    assert "Blue fever" in text_of(page, "not-enough-evidence")
    assert "Infections are common." in text_of(page, "said")


@pytest.mark.parametrize(
    ("study", "banner", "notice"),
    [
        ("lila-2014", "Retracted", "Notice of 2 January 2016 · PubMed 555"),
        ("gelb-2012", "Expression of concern", "Notice of March 2015 · doi:10.5555/notice · Source: made up"),
        ("braun-2015", "Corrected", "doi:10.5555/corr"),
    ],
)
def test_a_study_page_shows_its_standing_as_a_banner_with_the_notice(
    site: Path, study: str, banner: str, notice: str
) -> None:
    text = text_of(site / f"studies/{study}/index.html")
    assert banner in text
    assert notice in text


def test_a_study_page_shows_everything_said_of_it_and_where(site: Path) -> None:
    text = text_of(site / "studies/rot-2010/index.html")
    assert "Blue fever Palewrist" in text
    assert "Blue fever Dry thumb" in text
    assert "It counts in this topic." in text
    assert "doi:10.5555/rot.2010" in text
    assert "The old page says more than the paper does" in text


def test_the_old_page_as_found_marks_each_fault_where_it_stands(site: Path) -> None:
    page = (site / "rescued/infection/index.html").read_text(encoding="utf-8")
    assert '<mark>J Mdae Up</mark><a class="fn" href="#fault-3">3</a>' in page
    assert '<mark>Blue fever</mark><a class="fn" href="#fault-1">1</a>' in page
    text = text_of(site / "rescued/infection/index.html")
    assert "misspelt journal: the journal's name is misspelt (may mean: J Made Up)" in text
    assert "no year: no year is printed" in text
    assert "Study page: Rot 2010" in text


def test_what_the_program_could_not_read_is_counted_apart_from_the_faults_of_the_page(site: Path) -> None:
    for address in ("rescued/infection/index.html", "rescued/infection/before-and-after/index.html"):
        text = text_of(site / address)
        assert "This page has 1 place that we could not read" in text
        assert "this was not understood" not in text
    assert "2 entries, 4 faults, 1 place that we could not read" in text_of(site / "rescued/index.html")


def test_before_and_after_shows_every_fault_and_numbers_them_from_one(site: Path) -> None:
    page = (site / "rescued/infection/before-and-after/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<li id="fault-(\d+)" value="(\d+)">', page) == [(n, n) for n in "1234"]
    of_page = text_of(site / "rescued/infection/before-and-after/index.html", "page-faults")
    assert "the jump list lacks this heading" in of_page
    assert "the heading is misspelt, at the heading “Blue fever”" in of_page


def test_a_number_is_told_the_same_way_beside_a_finding_and_in_the_table(slate: Path) -> None:
    assert "odds ratio 2.40 (95 % interval 1.30 to 4.40)" in text_of(slate, "side-for")
    assert "2.40 (1.30 to 4.40)" in text_of(slate, "why")


def test_the_list_of_studies_marks_what_nobody_has_read(site: Path) -> None:
    page = (site / "studies/index.html").read_text(encoding="utf-8")
    lines = re.findall(r"<li><a href=\"([\w-]+)/index.html\">.*?</li>", page)
    marked = [
        line for line in re.findall(r"<li><a href=\"[\w-]+/index.html\">.*?</li>", page) if "waiting to be read" in line
    ]
    assert len(lines) == 13
    assert "unread-2016" in "".join(marked)
    assert not any("rot-2010" in line for line in marked)


def test_without_an_organisation_a_citation_names_the_library_once(make_library: MakeLibrary, tmp_path: Path) -> None:
    site = build_site(make_library(tmp_path / "library", organisation=None), tmp_path / "out").out
    cite = text_of(site / "causes/dust/slate-dust/index.html", "cite")
    assert cite.count("Palewrist Evidence Library") == 1
    assert "Does slate dust cause palewrist? In: Palewrist Evidence Library." in cite


def test_prose_of_an_old_page_without_permission_is_counted_not_shown(site: Path) -> None:
    for path in site.rglob("*"):
        if path.is_file():
            assert b"nobody's business" not in path.read_bytes(), path
    assert "9 words of prose, not shown here." in text_of(site / "rescued/infection/index.html")


def test_an_old_page_with_permission_is_shown_whole_and_its_file_is_never_run(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library")
    record = library / "rescued/infection.yaml"
    text = record.read_text(encoding="utf-8").replace(
        "encoding: utf-8\n", "encoding: utf-8\npublish: whole\npermission: asked and given\n"
    )
    record.write_text(text, encoding="utf-8")
    site = build_site(library, tmp_path / "out").out
    shown = text_of(site / "rescued/infection/index.html")
    assert "A line of old prose that is nobody's business." in shown
    assert "Shown whole, with permission: asked and given" in shown
    copy = site / "source/rescued/infection.html.txt"
    assert copy.read_bytes() == (library / "rescued/infection.html").read_bytes()
    assert not (site / "source/rescued/infection.html").exists()


def test_before_and_after_puts_each_entry_beside_the_living_answer(site: Path) -> None:
    text = text_of(site / "rescued/infection/before-and-after/index.html")
    assert (
        "2 entries recovered 4 faults of the page marked 1 statement that differs from its paper 1 study in the library today"
        in text
    )
    assert "Blue fever Not enough evidence We do not know." in text
    assert "Not yet placed under a cause." in text


def test_the_rules_are_printed_with_their_version_and_as_a_file(site: Path) -> None:
    text = text_of(site / "how-we-weigh/index.html")
    assert "The rules, version 2026-3" in text
    for rule in ("N0", "E1", "E2", "L1", "A1", "P3", "N2"):
        assert re.search(rf"\b{rule}\b", text)
    assert 'version = "2026-3"' in (site / "how-we-weigh/rules.toml").read_text(encoding="utf-8")


def test_the_manifest_names_every_public_file_with_its_digest_and_what_was_left_out(
    site: Path, library_root: Path
) -> None:
    manifest = json.loads((site / "source/manifest.json").read_text(encoding="utf-8"))
    for item in manifest["files"]:
        copy = (site / "source" / item["copy"]).read_bytes()
        assert hashlib.sha256(copy).hexdigest() == item["sha256"]
        assert len(copy) == item["bytes"]
        if "changed" not in item:
            assert copy == (library_root / item["file"]).read_bytes()
    names = {item["file"] for item in manifest["files"]}
    everything = {
        p.relative_to(library_root).as_posix()
        for p in library_root.rglob("*")
        if p.is_file() and ".aetia" not in p.parts
    }
    assert everything - names == {"rescued/infection.html", "stories/clara.md", "topics/secret.md"}
    assert manifest["left_out"] == [
        {"file": "rescued/infection.html", "reason": "page", "files": 1},
        {"file": "stories/", "reason": "consent", "files": 1},
        {"file": "topics/secret.md", "reason": "draft", "files": 1},
    ]


def test_screeners_names_are_replaced_by_numbers_and_the_manifest_says_so(site: Path, library_root: Path) -> None:
    table = (site / "source/decisions/screening.tsv").read_text(encoding="utf-8")
    assert "Example" not in table
    assert "person-1" in table
    assert "person-2" in table
    manifest = json.loads((site / "source/manifest.json").read_text(encoding="utf-8"))
    assert {item["file"]: item["changed"] for item in manifest["files"] if "changed" in item} == {
        "decisions/screening.tsv": "screeners",
        "rescued/infection.yaml": "excerpts",
    }


def test_who_said_that_two_studies_are_one_is_a_number_too(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    one, other = sorted(path.stem for path in (library / "studies").glob("*.yaml"))[:2]
    rows = [
        "on\tby\tone\tother\tkind\tdecision\twhy",
        f"2026-11-01\taetia\t{one}\t{other}\tversion\topen\tpossible: alike",
        f"2026-11-02\tExample Person\t{one}\t{other}\tversion\tno\t",
    ]
    (library / "decisions/same.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    site = build_site(library, tmp_path / "out").out

    table = (site / "source/decisions/same.tsv").read_text(encoding="utf-8")
    assert [line.split("\t")[1] for line in table.splitlines()] == ["by", "aetia", "person-1"]


def test_the_public_copies_are_a_library_that_can_be_read(site: Path, tmp_path: Path) -> None:
    manifest = json.loads((site / "source/manifest.json").read_text(encoding="utf-8"))
    for item in manifest["files"]:
        target = tmp_path / item["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((site / "source" / item["copy"]).read_bytes())
    restored = read_library(tmp_path)
    assert len(restored.studies) == 13
    assert [row.by for row in restored.screening] == ["person-1", "person-2"]


def test_screeners_who_agreed_are_named(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library", private={"screeners": False})
    site = build_site(library, tmp_path / "out").out
    assert (site / "source/decisions/screening.tsv").read_bytes() == (library / "decisions/screening.tsv").read_bytes()


def test_with_a_base_address_pages_name_their_own_and_the_error_page_links_to_it(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library", base_url="https://palewrist.example/causes")
    site = build_site(library, tmp_path / "out").out
    page = (site / "causes/dust/slate-dust/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://palewrist.example/causes/causes/dust/slate-dust/">' in page
    assert 'href="https://palewrist.example/causes/static/style.css"' in (site / "404.html").read_text(encoding="utf-8")


def test_a_page_with_thirty_findings_and_its_drawings_takes_less_than_30_kilobytes_to_send(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    root = make_library(tmp_path / "library")
    library = read_library(root)
    library.studies = {"rot-2010": library.studies["rot-2010"], "grau-2009": library.studies["grau-2009"]}
    example = library.studies["rot-2010"]
    finding = example.findings[0].model_copy(update={"as_found": None})
    for number in range(29):
        name = f"made-{number:02}"
        twin = example.model_copy(update={"id": name, "findings": [finding]})
        library.studies[name] = twin
        (root / f"studies/{name}.yaml").write_text(
            (root / "studies/rot-2010.yaml").read_text(encoding="utf-8"), encoding="utf-8"
        )
    contents, _, _ = render_site(library, assess(library))
    page = contents["causes/infection/blue-fever/index.html"]
    assert page.count(b"Traces of blue fever were more common") == 30
    assert page.count(b"<svg") >= 4
    assert len(gzip.compress(page)) + len(gzip.compress(contents["static/style.css"])) <= 30_000


def with_standing(make_library: MakeLibrary, root: Path, standing: dict[str, object]) -> str:
    """The page of the study `lila-2014`, whose paper stands otherwise."""
    library = make_library(root / "library")
    with writing(library, "test") as writer:
        study = read_library(library).studies["lila-2014"]
        changed = StandingRecord.model_validate(standing)
        reference = study.reference.model_copy(update={"standing": changed})
        writer.study(study.model_copy(update={"references": [reference]}))
    return (build_site(library, root / "site").out / "studies/lila-2014/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("state", "name", "means"),
    [
        ("corrected", "Corrected", "the finding is to be read again"),
        ("expression-of-concern", "Expression of concern", "may not hold"),
        ("retracted", "Retracted", "It does not count"),
        ("retracted-and-replaced", "Retracted and replaced", "The new version counts"),
    ],
)
def test_a_standing_other_than_current_stands_above_all_with_its_notice_and_date(
    make_library: MakeLibrary, tmp_path: Path, state: str, name: str, means: str
) -> None:
    notice = {"pmid": "555", "doi": "10.5555/notice", "date": "2016-01-02", "source": "made up"}
    html = with_standing(make_library, tmp_path, {"state": state, "notice": notice})
    banner = html[html.index(f'<section class="standing standing-{state}"') :].partition("</section>")[0]
    assert f'<p class="standing-name">{name}</p>' in banner
    assert means in banner
    assert "Notice of 2 January 2016" in banner
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/555/"' in banner
    assert 'href="https://doi.org/10.5555/notice"' in banner
    assert "made up" in banner
    assert html.index('<section class="standing') < html.index('<dl class="facts">')
    assert ("<s>A withdrawn paper</s>" in html) is (state == "retracted")


def test_a_paper_that_stands_has_no_banner(make_library: MakeLibrary, tmp_path: Path) -> None:
    assert 'class="standing' not in with_standing(make_library, tmp_path, {})


@pytest.mark.parametrize(
    ("doi", "link"),
    [
        ("10.5555/rot.2010", '<a href="../rot-2010/index.html">Replaced by Rot 2010</a>'),
        ("10.5555/new", '<a href="https://doi.org/10.5555/new">Replaced by doi:10.5555/new</a>'),
    ],
)
def test_a_replaced_paper_leads_to_its_replacement(
    make_library: MakeLibrary, tmp_path: Path, doi: str, link: str
) -> None:
    standing: dict[str, object] = {"state": "retracted-and-replaced", "notice": {"pmid": "555"}, "replaced_by": doi}
    assert link in with_standing(make_library, tmp_path, standing)


def test_a_study_page_tells_what_was_published_since_and_which_idea_it_refuted(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library")
    with writing(library, "test") as writer:
        whole = read_library(library)
        letter = Dispute.model_validate(
            {"kind": "letter", "on": "2011-03", "citation": "Grün G. Made Up 2011;1:1", "side": "questions"}
        )
        writer.study(whole.studies["rot-2010"].model_copy(update={"disputes": [letter]}))
        refuted = PremiseRefuted.model_validate({"why": {"en": "It was soot."}, "study": "rot-2010"})
        writer.topic(whole.topics["dust/slate-dust"].model_copy(update={"premise_refuted": refuted}))
    page = build_site(library, tmp_path / "site").out / "studies/rot-2010/index.html"
    assert "March 2011 Letter, questions it: Grün G. Made Up 2011;1:1" in text_of(page, "since")
    assert "Refuted the idea behind Slate dust" in text_of(page)


def test_a_study_page_names_the_old_pages_that_name_it(site: Path) -> None:
    text = text_of(site / "studies/rot-2010/index.html")
    assert "Blue fever causes palewrist." in text
    assert "The old page says more than the paper does" in text
    assert "Also named on" not in text


def test_drawings_stand_on_the_page_with_their_numbers_as_a_table(fever: Path) -> None:
    findings = text_of(fever, "findings")
    for title in ("year by year", "studies by design and direction"):
        assert f"Blue fever and palewrist: {title}" in findings.replace("Palewrist", "palewrist")
    html = fever.read_text(encoding="utf-8")
    for name in ("timeline-palewrist", "ladder-palewrist", "forest-palewrist"):
        assert html.count(f'id="{name}"') == 1
        assert html.count(f'aria-labelledby="{name} {name}-says"') == 2
        after = html[html.index(f'id="{name}"') :]
        assert after.index("<svg") < after.index("The same as a table") < after.index("<table")


def test_where_studies_disagree_the_page_names_who_stands_where(fever: Path, slate: Path) -> None:
    text = text_of(fever, "disagree")
    assert "Studies that count stand on both sides: For Rot 2010 (Malta) Against Gelb 2012" in text
    assert "stand on both sides" not in text_of(slate)


def test_the_page_says_how_current_it_is_and_who_read_the_studies(slate: Path) -> None:
    authors = text_of(slate, "authors")
    assert "Last search 14 November 2026" in authors
    assert "Last weighed 18 November 2026" in authors
    assert "Kept by Palewrist Trust" in authors


def test_a_person_with_an_orcid_is_linked_and_another_is_named() -> None:
    assert person("orcid:0000-0002-1825-009x") == ("ORCID 0000-0002-1825-009X", "https://orcid.org/0000-0002-1825-009X")
    assert person("https://orcid.org/0000-0002-1825-0097")[1] == "https://orcid.org/0000-0002-1825-0097"
    assert person("Anna Example") == ("Anna Example", "")
    assert person("orcid:1") == ("orcid:1", "")


def test_every_page_prints_its_own_reading_grade_with_the_formula(site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        assert len(re.findall(r"Reading level of this page: school grade \d+ or above", html)) == 1, page
        assert "Flesch-Kincaid formula" in html, page


def test_the_grade_is_that_of_the_pages_own_words(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    easy, hard = "The dog ran. It sat.\n", "Epidemiological investigations characterise heterogeneous aetiologies.\n"
    grades = []
    for body in (easy, hard):
        with writing(library, "test") as writer:
            writer.page(LibraryPage(id="about", title="About us", body=body))
        html = (build_site(library, tmp_path / "site").out / "pages/about/index.html").read_text(encoding="utf-8")
        grades.append(int(re.findall(r"this page: school grade (\d+)", html)[0]))
    assert grades[0] == 1
    assert grades[1] > 15


def test_markdown_is_no_word() -> None:
    assert plain("- **Bold** and [a link](https://x.example/very-long) `code`") == "Bold and a link code"


def test_every_term_that_is_marked_has_its_note_once(site: Path) -> None:
    met = set()
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        marked = re.findall(r'<button class="term" popovertarget="note-([a-z-]+)">', html)
        notes = re.findall(r'<div class="note" popover id="note-([a-z-]+)">', html)
        assert marked == notes, page
        met |= set(marked)
    assert {"odds-ratio", "interval", "case-control", "pooled-ratio"} <= met


def test_a_term_is_marked_where_it_stands_first_as_a_whole_word_and_safely() -> None:
    terms = PageTerms(load_words("en"))
    button = '<button class="term" popovertarget="note-odds-ratio">{}</button>'
    assert terms.mark("An odds ratio, <b>&") == "An " + button.format("odds ratio") + ", &lt;b&gt;&amp;"
    assert terms.mark("odds ratio again; oddsratio; counterweights") == "odds ratio again; oddsratio; counterweights"
    marked = terms.mark("a nested case-control study and a case-control study")
    assert re.findall("note-([a-z-]+)", marked) == ["nested-case-control", "case-control"]
    assert [term.id for term in terms.met()] == ["odds-ratio", "nested-case-control", "case-control"]


def test_the_glossary_has_each_term_once_and_in_plain_words() -> None:
    terms = glossary(load_words("en"))
    assert len({term.id for term in terms}) == len(terms) > 30
    assert [term.name.casefold() for term in terms] == sorted(term.name.casefold() for term in terms)
    written = "\n".join(term.means for term in terms)
    assert readability.grade(written) <= readability.LIMIT


def test_what_moved_the_answer_shows_the_level_before_and_after(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    row = read_library(library).verdicts[-1]
    later = row.model_copy(
        update={"on": "2026-11-19", "level": "possible", "inputs": "later", "moved_by": "a made-up study"}
    )
    with writing(library, "test") as writer:
        writer.append(layout.VERDICTS, VerdictChange, [later])
    page = build_site(library, tmp_path / "site").out / f"causes/{row.topic}/index.html"
    past = text_of(page, "past")
    level = load_words("en")(f"level.{row.level}")
    assert re.search(rf"19 November 2026 {level} → Possible .*a made-up study", past)


def test_key_points_that_are_hard_to_read_are_told(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = read_library(make_library(tmp_path / "library"))
    hard = "Epidemiological investigations characterise heterogeneous aetiologies of palewrist."
    library.topics["dust/slate-dust"].key_points = ["It is dust.", hard]
    edition = cast(Edition, SimpleNamespace(words=load_words("en"), topics=library.walk, names=["palewrist"]))
    assert [(file, point) for file, point, _ in hard_key_points(edition)] == [("topics/dust/slate-dust.md", hard)]
