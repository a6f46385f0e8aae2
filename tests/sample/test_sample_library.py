"""The sample library is whole, its facts are those of the sources, and its words are its own."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from tests.sample.prose import numbers, read_gzip, read_text, sentences, strings, written_by_editors

from aetia.library import read_with_faults
from aetia.library.format import canonical_texts
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.model.verdict import Level
from aetia.site.readability import LIMIT, grade
from aetia.synthesis import TopicVerdict, assess

OLD_PAGE = "rescued/causes-of-scleroderma-infection"
FACTS = "scleroderma-infection"


@cache
def _read(root: Path) -> Library:
    reading = read_with_faults(root)
    assert reading.library is not None
    return reading.library


@cache
def _verdicts(root: Path) -> tuple[TopicVerdict, ...]:
    return tuple(assess(_read(root)))


@pytest.fixture(scope="session")
def library(sample_library: Path) -> Library:
    """The sample library in memory."""
    return _read(sample_library)


@pytest.fixture(scope="session")
def headlines(library: Library) -> dict[str, TopicVerdict]:
    """The verdict of every cause on systemic sclerosis."""
    return {v.topic: v for v in _verdicts(library.root) if v.outcome == library.settings.disease}


@pytest.fixture(scope="session")
def names(library: Library) -> list[str]:
    """Names of diseases and exposures, which a reader has to know anyhow."""
    return [name for concept in library.concepts.values() for name in (concept.label, *concept.synonyms)]


def test_it_reads_without_a_fault(sample_library: Path) -> None:
    assert read_with_faults(sample_library).faults == []


def test_every_file_is_in_canonical_form(sample_library: Path) -> None:
    for file, text in canonical_texts(read_with_faults(sample_library)):
        assert (sample_library / file).read_text(encoding="utf-8") == text, file


def test_it_holds_enough_studies_and_causes(library: Library) -> None:
    assert len(library.studies) >= 69
    assert sum(topic.exposure is not None for topic in library.topics.values()) >= 15


def test_every_name_that_is_used_is_known(library: Library) -> None:
    for study in library.studies.values():
        for finding in study.findings:
            assert finding.topic in library.topics, study.id
            assert {finding.exposure, finding.outcome} - {None} <= library.concepts.keys(), study.id
    for topic in library.topics.values():
        assert {*topic.see_also, *filter(None, [topic.next])} <= library.topics.keys(), topic.id
        assert {*topic.outcomes, *filter(None, [topic.exposure])} <= library.concepts.keys(), topic.id


def test_no_two_studies_share_an_identifier(library: Library) -> None:
    seen: dict[str, str] = {}
    for study in library.studies.values():
        for reference in study.references:
            keys = reference.identifiers.keys()
            for key in keys:
                assert seen.setdefault(key, study.id) == study.id, key


def test_all_nine_studies_of_the_old_page_are_there_with_what_it_said(library: Library) -> None:
    found = [study for study in library.studies.values() if any(f.as_found for f in study.findings)]
    assert len(found) == 9
    for study in found:
        for finding in study.findings:
            if finding.as_found:
                assert finding.as_found.page == OLD_PAGE
                assert finding.as_found.text
                assert finding.as_found.accuracy
                assert finding.as_found.note.get("en")


def test_one_finding_for_each_exposure_outcome_and_marker(library: Library) -> None:
    for study in library.studies.values():
        keys = [
            (f.topic, f.exposure, f.outcome, f.exposure_measure, f.stream) for f in study.findings if f.is_appraised
        ]
        assert len(keys) == len(set(keys)), study.id


def test_every_finding_that_asks_a_topics_question_has_a_row_there(library: Library) -> None:
    reviews = {"review", "meta-analysis", "systematic-review"}
    for topic in library.topics.values():
        for study, finding in library.findings(topic.id):
            asks = finding.question == "exposure-to-disease" and finding.directness == "direct"
            if finding.is_appraised and asks and (finding.design or study.design) not in reviews:
                assert finding.outcome in topic.outcomes, (topic.id, study.id, finding.outcome)


def test_a_high_risk_of_bias_has_its_reason(library: Library) -> None:
    for study in library.studies.values():
        for finding in study.findings:
            if finding.risk_of_bias.level == "high":
                assert finding.risk_of_bias.why, study.id


def test_no_quotation_is_claimed_that_nobody_has_checked(library: Library) -> None:
    assert all(finding.quotation is None for study in library.studies.values() for finding in study.findings)


def test_retracted_papers_are_marked_and_the_republication_is_not(library: Library) -> None:
    retracted = {study.id for study in library.studies.values() if study.standing is Standing.RETRACTED}
    assert retracted == {"aratani-2016", "inbar-2016-vaccine"}
    notice = library.studies["aratani-2016"].reference.standing.notice
    assert notice is not None
    assert notice.doi == "10.1038/srep46971"
    assert library.studies["inbar-2016"].standing is Standing.CURRENT
    assert library.studies["inbar-2016"].reviewed_as == library.studies["inbar-2016-vaccine"].reviewed_as


def test_drugs_vaccines_devices_metals_and_treatable_infections_have_a_safety_text(library: Library) -> None:
    for topic in library.topics.values():
        if topic.exposure is None:
            continue
        exposure = library.concepts[topic.exposure]
        if exposure.treatable or exposure.exposure_class in ("drug", "vaccine", "device", "metal"):
            assert topic.safety is not None, topic.id


@pytest.mark.parametrize(
    ("topic", "level", "rule"),
    [
        ("work/silica-dust", Level.ESTABLISHED, "E1"),
        ("work/organic-solvents", Level.LIKELY, "L1"),
        ("work/epoxy-resins", Level.LIKELY, "L1"),
        ("work/welding-fumes", Level.NOT_ENOUGH, "N2"),
        ("work/pesticides", Level.NOT_ENOUGH, "N2"),
    ],
)
def test_the_calibration_rows_come_out_as_accepted(
    headlines: dict[str, TopicVerdict], topic: str, level: Level, rule: str
) -> None:
    assert (headlines[topic].computed, headlines[topic].rule) == (level, rule)


def test_breast_implants_are_at_most_possible_and_dominated(headlines: dict[str, TopicVerdict]) -> None:
    verdict = headlines["implants-and-metals/silicone-breast-implants"]
    assert verdict.computed.step <= Level.POSSIBLE.step
    assert "dominated" in {flag.id for flag in verdict.flags}


def test_the_panels_level_for_solvents_stands_beside_the_computed_one(headlines: dict[str, TopicVerdict]) -> None:
    verdict = headlines["work/organic-solvents"]
    assert verdict.override is not None
    assert verdict.override.citation == "10.1016/j.jaut.2012.05.002"
    assert verdict.override.second not in (None, verdict.override.by)
    assert not verdict.override.needs_another_look
    assert (verdict.level, verdict.computed) == (Level.ESTABLISHED, Level.LIKELY)


def test_nanobacteria_are_told_as_a_refuted_premise(headlines: dict[str, TopicVerdict]) -> None:
    verdict = headlines["infection/bacterial/nanobacteria"]
    assert (verdict.level, verdict.way) == (Level.NOT_ENOUGH, "premise-refuted")


def test_no_verdict_carries_a_fault(library: Library) -> None:
    assert [(v.topic, v.outcome, v.faults) for v in _verdicts(library.root) if v.faults] == []


def test_every_cause_has_a_sentence_for_the_level_it_stands_at(
    library: Library, headlines: dict[str, TopicVerdict]
) -> None:
    for topic, verdict in headlines.items():
        levels = [answer.for_level for answer in library.topics[topic].answer]
        assert levels.count(verdict.level) == 1, (topic, verdict.level)


def test_overlapping_reviews_never_count_side_by_side(library: Library) -> None:
    for verdict in _verdicts(library.root):
        tiers = [row.tier for row in verdict.rows if row.by_review]
        assert len(tiers) == len(set(tiers)), verdict.topic


def test_key_points_answers_and_safety_texts_read_at_school_grade_8(library: Library, names: list[str]) -> None:
    for topic in library.topics.values():
        texts = ["\n".join(topic.key_points), *(answer.text["en"] for answer in topic.answer)]
        texts += [topic.safety.text["en"]] if topic.safety else []
        for text in filter(None, texts):
            assert grade(text, names) <= LIMIT, (topic.id, text)


def test_introductions_and_statements_read_at_school_grade_9(library: Library, names: list[str]) -> None:
    for topic in library.topics.values():
        assert grade(topic.body, names) <= 9, topic.id
    for study in library.studies.values():
        for finding in study.findings:
            assert grade(finding.statement.get("en", ""), names) <= 9, (study.id, finding.statement)


def test_introductions_are_short(library: Library) -> None:
    for topic in library.topics.values():
        assert 25 <= len(topic.body.split()) <= 150, topic.id


def test_every_identifier_of_a_concept_stands_in_its_vocabulary(library: Library, shared_data: Path) -> None:
    folder = shared_data / "vocabularies"
    mesh_trees = {line.split("\t")[0] for line in read_gzip(folder / "mesh2020_tree_nodes.tsv.gz").splitlines()}
    taxa = set(re.findall(r"NCBITaxon_(\d+)", read_gzip(folder / "mondo_ncbitaxon_import.owl.gz")))
    mappings = "".join(read_gzip(path) for path in sorted(folder.glob("mondo_exactmatch_*.sssom.tsv.gz")))
    written = {"mesh": "mesh:{}", "orphanet": "Orphanet:{}", "omim": "OMIM:{}", "doid": "{}", "mondo": "{}"}
    for concept in library.concepts.values():
        for vocabulary, value in concept.xrefs.items():
            if vocabulary == "mesh_tree":
                assert value in mesh_trees, concept.id
            elif vocabulary == "ncbitaxon":
                assert value in taxa, concept.id
            else:
                assert f"{written[vocabulary].format(value)}\t" in mappings, (concept.id, value)


def test_every_identifier_is_one_that_was_seen(library: Library, shared_data: Path) -> None:
    known = "\n".join(
        read_text(path) for path in sorted((shared_data / FACTS).iterdir()) if path.suffix != ".md"
    ).lower()
    for study in library.studies.values():
        for reference in study.references:
            for value in filter(None, reference.identifiers.model_dump().values()):
                assert value.lower() in known or reference.sources, (study.id, value)


def test_every_printed_number_stands_in_the_record_that_it_comes_from(library: Library, shared_data: Path) -> None:
    values: list[str] = []
    for line in read_text(shared_data / FACTS / "literature.jsonl").splitlines():
        values.extend(strings(json.loads(line)))
    for name in ("seed-studies.json", "silica-per-study.json"):
        values.extend(strings(json.loads(read_text(shared_data / FACTS / name))))
    known = {re.sub(r"\s+", " ", value) for value in values}
    for study in library.studies.values():
        sourced = any(reference.sources for reference in study.references)
        for finding in study.findings:
            for estimate in finding.estimates:
                if estimate.printed and not sourced:
                    assert any(estimate.printed in value for value in known), (study.id, estimate.printed)


def test_values_and_limits_are_those_that_are_printed(library: Library) -> None:
    for study in library.studies.values():
        for finding in study.findings:
            for estimate in finding.estimates:
                if estimate.derived or estimate.printed is None:
                    continue
                printed = {float(number) for number in numbers(estimate.printed) if number.count(".") <= 1}
                for value in filter(None, (estimate.value, estimate.low, estimate.high)):
                    assert value in printed, (study.id, value, estimate.printed)


def test_no_sentence_is_taken_from_the_summaries_of_the_sources(library: Library, shared_data: Path) -> None:
    theirs: set[str] = set()
    for line in read_text(shared_data / FACTS / "literature.jsonl").splitlines():
        record = json.loads(line)
        for text in (record.get("abstract_summary"), record.get("notes")):
            theirs |= sentences(text or "")
    for study in json.loads(read_text(shared_data / FACTS / "seed-studies.json"))["studies"]:
        for text in (study.get("abstract_summary"), *study["discrepancies"]):
            theirs |= sentences(text or "")
    for place, text in written_by_editors(library):
        assert not sentences(text) & theirs, place
