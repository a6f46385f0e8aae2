"""What stands beside an answer: what would change it, what disagrees, how steady it is, the panels, the history, and the data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from aetia.library import read_library
from aetia.model.decision import VerdictChange, VerdictInput
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.verdict import Level
from aetia.site import render_site
from aetia.synthesis import assess
from aetia.synthesis.history import changes_to_record, inputs_to_record

MakeLibrary = Callable[..., Path]
SLATE, FEVER = "dust/slate-dust", "infection/blue-fever"


def section(html: str, identifier: str) -> str:
    """The text of the section that a heading with this identifier begins, blanks made single."""
    found = re.search(
        rf'<section aria-labelledby="{identifier}".*?(?=<section aria-labelledby="[a-z-]+"|</main>)', html, re.DOTALL
    )
    assert found is not None, identifier
    text = re.sub(r"<svg.*?</svg>", " ", found.group(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).replace(" ,", ",").replace(" .", ".")


@pytest.fixture
def library(make_library: MakeLibrary, tmp_path: Path) -> Library:
    return read_library(make_library(tmp_path / "library"))


def page_of(library: Library, topic: str) -> str:
    contents, _, _ = render_site(library, assess(library))
    return contents[f"causes/{topic}/index.html"].decode()


def record(library: Library) -> list[VerdictChange]:
    """What `aetia verdict --record` would append, in memory."""
    verdicts = assess(library)
    rows = changes_to_record(library, verdicts)
    inputs: list[VerdictInput] = inputs_to_record(library, verdicts, rows)
    library.verdicts.extend(rows)
    library.verdict_inputs.extend(inputs)
    return rows


def test_the_box_names_new_studies_and_studies_that_fall_away_and_what_editors_say(library: Library) -> None:
    mind = section(page_of(library, FEVER), "mind")
    assert "Each of these alone would move it" in mind
    assert re.search(r"A new study looks before people fall ill, and finds .*→ Likely|Possible", mind)
    assert "What would settle it, in the editors’ view A study that begins before people fall ill." in mind
    assert "threshold" not in mind  # thresholds are the rules' own matter


def test_a_change_that_leads_nowhere_is_not_told(library: Library) -> None:
    here = next(verdict for verdict in assess(library) if verdict.topic == FEVER and verdict.outcome == "palewrist")
    levels = re.findall(
        r'class="lv lv-([a-z-]+)"', page_of(library, FEVER).split('id="mind"')[1].split("</section>")[0]
    )
    assert levels
    assert here.computed.value not in levels


def test_findings_that_disagree_are_named_with_what_differs_and_what_is_not_on_record(library: Library) -> None:
    disagree = section(page_of(library, FEVER), "disagree")
    assert "Rot 2010 For 6.00" in disagree
    assert "Gelb 2012 Against 0.98 (0.80 to 1.20)" in disagree
    assert re.search(r"A gap this large is hardly chance \(p < 0\.001, allowing for \d+ comparisons\)", disagree)
    assert "Very different sizes: 900 people; 200 people" in disagree
    assert "Not on record for both: " in disagree


def test_a_page_without_disagreement_has_no_such_section(library: Library) -> None:
    assert 'id="disagree"' not in page_of(library, SLATE)


def test_many_pairs_are_folded_and_the_rest_is_left_to_the_data(library: Library) -> None:
    against = library.studies["gelb-2012"]
    for number in range(14):
        name = f"made-{number:02}"
        reference = against.reference.model_copy(update={"standing": library.studies["rot-2010"].reference.standing})
        library.studies[name] = against.model_copy(update={"id": name, "references": [reference]})
    page = page_of(library, FEVER)
    disagree = page.split('id="disagree"')[1].split("</section>")[0]
    assert disagree.count('class="clash"') == 10
    assert disagree.split("<details>")[0].count('class="clash"') == 3
    assert re.search(r"\d+ more pairs stand in the data of this page", disagree)


def test_steadiness_shows_the_verdict_with_and_without_flagged_studies(library: Library) -> None:
    steady = section(page_of(library, FEVER), "steady")
    assert "Studies under an expression of concern" in steady
    assert re.search(r"With them \(as counted here\) \d\.\d\d \(.*\) .* Without them \d\.\d\d", steady)
    assert "Retracted studies" in steady
    assert re.search(r"Without them \(as counted here\)", steady)
    assert "No study that counts looked before people fell ill." in steady


def test_steadiness_says_which_single_studies_carry_the_answer(library: Library) -> None:
    steady = section(page_of(library, SLATE), "steady")
    verdict = next(v for v in assess(library) if v.topic == SLATE)
    movers = [each.label for each in verdict.leave_one_out if each.level is not verdict.computed]
    if movers:
        assert all(f"{label} " in steady for label in movers)
    else:
        assert "The answer stays the same with any one study left out." in steady


def test_thresholds_that_would_move_the_level_are_named_in_words(library: Library) -> None:
    for name in ("ahorn-2001", "fichte-2004"):
        del library.studies[name]
    steady = section(page_of(library, SLATE), "steady")
    assert "Each threshold of the rules is moved by a tenth and by a fifth" in steady
    assert "−20 %" in steady
    assert "_" not in steady  # a reader sees words, not the names of the rules file


def test_directions_are_counted_by_design_with_the_sign_test(library: Library) -> None:
    why = section(page_of(library, FEVER), "why")
    # Rot and Blau lie above 1, Gelb below it.
    found = re.search(r"Exposure noted afterwards (\d) (\d) (\d) (\d+) % \((\d+) % to (\d+) %\) = ([\d.]+)", why)
    assert found is not None
    above, below = int(found.group(1)), int(found.group(2))
    assert (above, below) == (2, 1)
    assert found.group(4) == "67"
    assert float(found.group(7)) == 1


def test_the_nine_viewpoints_show_what_speaks_to_them_and_the_gaps(library: Library) -> None:
    why = section(page_of(library, SLATE), "why")
    assert "Bradford Hill’s nine viewpoints, palewrist : 4 of 9 have something to say" in why
    assert "Time order Did it come before the disease? 2 studies that count looked before people fell ill" in why
    assert "Ahorn 2001 : The exposure was measured before the disease." in why
    assert (
        "Dose and response Does more of it go with more disease? Ahorn 2001 : More exposure went with more disease."
        in why
    )
    assert "Analogy Is something like it known to do the same? Nothing in this library speaks to this." in why


def test_the_guidelines_stand_on_pages_of_infections_only(library: Library) -> None:
    assert "Fredricks and Relman" in section(page_of(library, FEVER), "why")
    assert "No: in 40 of 100." in section(page_of(library, FEVER), "why")
    assert "Fredricks and Relman" not in section(page_of(library, SLATE), "why")


def test_the_history_names_what_moved_the_answer_newest_first(library: Library) -> None:
    record(library)
    studies = {name: study for name, study in library.studies.items() if name != "ahorn-2001"}
    later = replace(library, studies=studies, settings=library.settings.model_copy(update={"as_of": "2026-12-01"}))
    rows = record(later)
    assert [row.topic for row in rows] == [SLATE]
    past = section(page_of(later, SLATE), "past")
    assert past.index("1 December 2026") < past.index("first record")
    assert "ahorn-2001 left the library" in past


def test_a_review_counted_study_by_study_shows_both_ways(library: Library) -> None:
    study = library.studies["fichte-2004"]
    pooled = {"measure": "OR", "value": 2.5, "low": 1.6, "high": 3.9, "k": 6, "by_review": True}
    data = study.model_dump(mode="json", exclude_none=True)
    finding: dict[str, Any] = {**data["findings"][0], "design": "meta-analysis", "estimates": [pooled]}
    reference = {**data["references"][0], "issued": "2020"}
    review = {"id": "tanne-2020", "references": [reference], "design": "meta-analysis", "findings": [finding]}
    library.studies["tanne-2020"] = Study.model_validate(review)
    steady = section(page_of(library, SLATE), "steady")
    assert re.search(r"\w+ 2020: 3 of its 6 studies are counted one by one", steady)
    assert "The review’s number for all its studies 2.50 (1.60 to 3.90)" in steady
    assert "Study by study, and the review for the other 3 (as counted here)" in steady
    assert "Linde 2005" in steady


def test_what_followed_a_study_is_told_in_order(library: Library) -> None:
    study = library.studies["rot-2010"]
    disputes = [
        {"kind": "reply", "on": "2012-03", "citation": "Rot A. Reply. J Made Up. 2012", "side": "supports"},
        {
            "kind": "letter",
            "on": "2011-05",
            "citation": "Kohl B. Letter. J Made Up. 2011",
            "side": "questions",
            "says": {"en": "The controls were younger."},
        },
    ]
    data = study.model_dump(mode="json", exclude_none=True)
    library.studies["rot-2010"] = Study.model_validate({**data, "id": study.id, "disputes": disputes})
    disagree = section(page_of(library, FEVER), "disagree")
    letter, reply = disagree.index("May 2011 Letter, questions it"), disagree.index("March 2012 Reply, supports it")
    assert letter < reply
    assert "The controls were younger." in disagree


def test_every_cause_gives_its_verdict_as_data_and_all_stand_in_one_file(library: Library) -> None:
    contents, _, _ = render_site(library, assess(library))
    one = json.loads(contents[f"causes/{SLATE}/verdict.json"])
    whole = json.loads(contents["data/verdicts.json"])
    (topic,) = one["topics"]
    assert topic["level"] == "established"
    assert {"rows", "changes", "would_change_our_mind", "contradictions", "bradford_hill", "history"} <= set(topic)
    assert topic in whole["topics"]
    assert {item["topic"] for item in whole["topics"]} == {
        v.topic for v in assess(library) if not library.topics[v.topic].draft
    }
    assert (whole["as_of"], whole["rules"]) == (library.settings.as_of, library.settings.rules)


def test_all_causes_stand_at_a_glance_by_level(library: Library) -> None:
    contents, _, _ = render_site(library, assess(library))
    table = contents["causes/index.html"].decode().split('class="glance"')[1].split("</table>")[0]
    levels = re.findall(r'class="lv lv-([a-z-]+)"', table)
    shown = ["established", "likely", "possible", "not-enough-evidence", "evidence-against", "not-assessed"]
    assert [shown.index(level) for level in levels] == sorted(shown.index(level) for level in levels)
    text = re.sub(r"<[^>]+>", " ", table)
    assert re.search(r"Slate dust\s+Established\s+2\.\d\d \([\d. to]+\)\s+5\s+2", text)
    assert "Secret" not in text


def test_an_answer_with_a_long_sentence_is_named_in_the_warnings(library: Library) -> None:
    topic = library.topics[SLATE]
    text = "The risk grows " + "and grows " * 12 + "with the years."
    answer = topic.answer[0].model_copy(update={"text": {"en": text}})
    library.topics[SLATE] = topic.model_copy(update={"answer": [answer]})
    _, _, warnings = render_site(library, assess(library))
    (found,) = [warning for warning in warnings if warning.code == "long-sentence"]
    assert found.where == f"topics/{SLATE}.md"
    assert "has 30 words" in found.what


def test_evidence_against_is_beside_the_scale_and_still_explained(library: Library) -> None:
    for number, name in enumerate(("ahorn-2001", "buche-2002", "eiche-2003", "fichte-2004", "linde-2005")):
        study = library.studies[name]
        estimate = (
            study.findings[0].estimates[0].model_copy(update={"value": 1.0, "low": 0.9, "high": 1.1, "printed": None})
        )
        finding = study.findings[0].model_copy(update={"estimates": [estimate], "dose_response": "no"})
        library.studies[name] = study.model_copy(update={"findings": [finding], "team": f"team-{number}"})
    verdict = next(v for v in assess(library) if v.topic == SLATE)
    assert verdict.level is Level.AGAINST
    assert "What would change our mind" in page_of(library, SLATE)
