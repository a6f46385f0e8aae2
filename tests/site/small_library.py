"""A small library with everything that a page can show. The disease, the exposures and the studies are made up."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from aetia.library import writing
from aetia.library.write import Writer
from aetia.model.concept import Concept
from aetia.model.decision import ScreeningDecision, Search, VerdictChange
from aetia.model.library import Page, Settings, Story
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic

OLD_PROSE = "A line of old prose that is nobody's business."
OLD_PAGE = f"<html><script>alert(1)</script><h1>Causes of Palewrist: Infection</h1><p>{OLD_PROSE}</p></html>".encode()

FEVER = "infection/blue-fever"
SLATE = "dust/slate-dust"


def small_library(root: Path, **changes: Any) -> Path:
    """Write the library into a new folder.

    Args:
        root: the folder.
        changes: fields of the settings to set otherwise.
    """
    with writing(root, "test") as writer:
        writer.settings(Settings.model_validate(_settings() | changes))
        writer.concepts([Concept.model_validate(concept) for concept in _concepts()])
        for topic in _topics():
            writer.topic(Topic.model_validate(topic))
        for study in [*_slate_studies(), *_fever_studies(), *_other_studies()]:
            writer.study(Study.model_validate(study))
        writer.page(
            Page(
                id="about",
                title="About this library",
                body="We keep it. See [slate dust](topics/dust/slate-dust.md).\n",
            )
        )
        _decisions(writer)
        _old_page(writer)
    return root


def _settings() -> dict[str, Any]:
    return {
        "format": 1,
        "title": "Palewrist Evidence Library",
        "disease": "palewrist",
        "description": "What is known about the causes of palewrist, and how sure we are.",
        "as_of": "2026-11-20",
        "organisation": {
            "name": "Palewrist Trust",
            "charity_status": "Made-up charity 1",
            "contact": "post@palewrist.example",
        },
    }


def _concepts() -> list[dict[str, Any]]:
    return [
        {"id": "palewrist", "kind": "disease", "label": "Palewrist", "synonyms": ["Morbus pallidus"]},
        {"id": "dry-thumb", "kind": "disease", "label": "Dry thumb"},
        {
            "id": "slate-dust",
            "kind": "exposure",
            "label": "Slate dust",
            "exposure_class": "dust",
            "about": {"en": "Dust from split slate."},
        },
        {"id": "blue-fever", "kind": "exposure", "label": "Blue fever", "exposure_class": "infection"},
        {"id": "tin-spoons", "kind": "exposure", "label": "Tin spoons", "exposure_class": "metal"},
        {"id": "nanodots", "kind": "exposure", "label": "Nanodots", "exposure_class": "other"},
        {"id": "moonlight", "kind": "exposure", "label": "Moonlight", "exposure_class": "radiation"},
    ]


def _topics() -> list[dict[str, Any]]:
    return [
        {"id": "dust", "title": "Dust", "body": "Dusts that people breathe at work.\n"},
        {
            "id": SLATE,
            "title": "Slate dust",
            "question": "Does slate dust cause palewrist?",
            "exposure": "slate-dust",
            "answer": [
                {"for_level": "established", "text": {"en": "The risk grows with the years spent splitting slate."}}
            ],
            "key_points": ["Nine teams **agree**.", "The more dust, the more disease."],
            "settle": ["Nothing more is needed to be sure."],
            "see_also": [FEVER],
            "next": FEVER,
            "body": "Slate is split by hand.\n\n## At work\n\nSee [blue fever](../infection/blue-fever.md), <b>not bold</b> "
            "and [a trap](javascript:alert(1)).\n\n| trade | dust |\n|---|---|\n| splitter | much |\n",
        },
        {"id": "infection", "title": "Infection", "order": 1},
        {
            "id": FEVER,
            "title": "Blue fever",
            "question": "Does blue fever cause palewrist?",
            "exposure": "blue-fever",
            "key_points": ["Three teams found its traces more often."],
            "settle": ["A study that begins before people fall ill."],
            "fredricks_relman": {"present_in_most_cases": "No: in 40 of 100."},
        },
        {
            "id": "tin-spoons",
            "title": "Tin spoons",
            "question": "Do tin spoons cause palewrist?",
            "exposure": "tin-spoons",
            "order": 2,
            "safety": {
                "text": {"en": "Do not throw your spoons away because of this page. Talk to your doctor first."},
                "guideline": {"title": "Made-up guideline on spoons", "url": "https://spoons.example/guideline"},
            },
            "overrides": [
                {
                    "level": "not-enough-evidence",
                    "reason": "confounding",
                    "why": "People with tin spoons also split slate.",
                    "by": "A. Editor",
                    "on": "2026-10-01",
                }
            ],
        },
        {
            "id": "nanodots",
            "title": "Nanodots",
            "question": "Do nanodots cause palewrist?",
            "exposure": "nanodots",
            "order": 3,
            "premise_refuted": {"why": {"en": "The dots were shown to be chalk."}, "study": "grau-2009"},
        },
        {
            "id": "moonlight",
            "title": "Moonlight",
            "question": "Does moonlight cause palewrist?",
            "exposure": "moonlight",
            "order": 4,
        },
        {
            "id": "secret",
            "title": "Secret",
            "question": "Does a draft cause palewrist?",
            "exposure": "moonlight",
            "draft": True,
        },
    ]


def _reference(name: str, year: int, title: str, **more: Any) -> dict[str, Any]:
    author = [{"family": name.capitalize(), "given": "A"}]
    return {
        "title": title,
        "author": author,
        "container-title-short": "J Made Up",
        "issued": str(year),
        "volume": "1",
        "page": "1-9",
        **more,
    }


def _slate_studies() -> list[dict[str, Any]]:
    studies = []
    numbers = [
        ("ahorn", 2.4, 1.3, 4.4),
        ("buche", 3.1, 1.5, 6.4),
        ("eiche", 2.2, 1.2, 4.0),
        ("fichte", 2.8, 1.4, 5.6),
        ("linde", 2.0, 1.1, 3.6),
    ]
    for number, (name, value, low, high) in enumerate(numbers):
        before = number < 2
        studies.append(
            {
                "id": f"{name}-{2001 + number}",
                "references": [
                    _reference(
                        name,
                        2001 + number,
                        f"Slate dust and palewrist, part {number + 1}",
                        identifiers={"pmid": str(1000 + number)},
                    )
                ],
                "design": "cohort" if before else "case-control",
                "population": {
                    "who": "slate workers",
                    "where": "Wales",
                    "n": 1200 + number,
                    "cases": 100,
                    "controls": 1100 + number,
                },
                "findings": [
                    {
                        "topic": SLATE,
                        "exposure": "slate-dust",
                        "outcome": "palewrist",
                        "timing": "before-onset" if before else "after-onset",
                        "estimates": [
                            {
                                "measure": "OR",
                                "value": value,
                                "low": low,
                                "high": high,
                                "adjusted_for": ["age"],
                                "printed": f"OR {value}",
                            }
                        ],
                        "dose_response": "yes",
                        "statement": {"en": "Slate workers had palewrist more often than others."},
                        "appraisal": {"by": "A. Editor", "on": "2026-11-01"},
                    }
                ],
            }
        )
    return studies


def _fever(**finding: Any) -> dict[str, Any]:
    return {"topic": FEVER, "exposure": "blue-fever", "outcome": "palewrist", "timing": "after-onset", **finding}


def _fever_studies() -> list[dict[str, Any]]:
    quotation = "Antibodies were found in 40 of 100 patients and 10 of 100 others."
    return [
        {
            "id": "rot-2010",
            "references": [
                _reference("rot", 2010, "Blue fever antibodies in palewrist", identifiers={"doi": "10.5555/rot.2010"})
            ],
            "design": "case-control",
            "population": {"n": 200, "cases": 100, "controls": 100, "where": "Malta"},
            "findings": [
                _fever(
                    exposure_measure="IgG",
                    estimates=[{"measure": "OR", "counts": [40, 100, 10, 100], "printed": "40% vs. 10%"}],
                    statement={"en": "Traces of blue fever were more common in patients."},
                    quotation={
                        "text": quotation,
                        "digest": f"sha256:{hashlib.sha256(quotation.encode()).hexdigest()}",
                        "checked": "2026-11-02",
                    },
                    as_found={
                        "page": "infection",
                        "text": "Blue fever causes palewrist.",
                        "label": "Case Report",
                        "accuracy": "overstates",
                        "note": {"en": "The paper compares 200 people and does not speak of a cause."},
                    },
                ),
                _fever(
                    outcome="dry-thumb",
                    estimates=[{"measure": "OR", "value": 1.0, "low": 0.5, "high": 2.0}],
                    statement={"en": "No clear difference in dry thumb."},
                ),
            ],
        },
        {
            "id": "gelb-2012",
            "references": [
                _reference(
                    "gelb",
                    2012,
                    "Blue fever is not more common",
                    standing={
                        "state": "expression-of-concern",
                        "notice": {"doi": "10.5555/notice", "date": "2015-03", "source": "made up"},
                    },
                )
            ],
            "design": "case-control",
            "population": {"n": 900},
            "findings": [
                _fever(
                    estimates=[{"measure": "OR", "value": 0.98, "low": 0.80, "high": 1.20}],
                    statement={"en": "No difference between patients and others."},
                )
            ],
        },
        {
            "id": "blau-2013",
            "references": [_reference("blau", 2013, "Blue fever in a small group")],
            "design": "case-control",
            "findings": [
                _fever(
                    estimates=[{"measure": "OR", "value": 1.5, "low": 0.6, "high": 3.8}],
                    statement={"en": "Too few people to tell."},
                )
            ],
        },
        {
            "id": "lila-2014",
            "references": [
                _reference(
                    "lila",
                    2014,
                    "A withdrawn paper",
                    standing={
                        "state": "retracted",
                        "notice": {"pmid": "555", "date": "2016-01-02", "note": "Made-up numbers."},
                    },
                )
            ],
            "design": "case-control",
            "findings": [
                _fever(
                    estimates=[{"measure": "OR", "value": 9.0, "low": 3.0, "high": 27.0}],
                    statement={"en": "Far more common in patients."},
                )
            ],
        },
        {
            "id": "braun-2015",
            "references": [
                _reference(
                    "braun",
                    2015,
                    "Infections in people with palewrist",
                    standing={"state": "corrected", "notice": {"doi": "10.5555/corr"}},
                )
            ],
            "design": "cohort",
            "findings": [
                _fever(
                    question="prognosis",
                    statement={"en": "People with palewrist catch blue fever more often in hospital."},
                ),
                {"topic": "infection", "as_found": {"page": "infection", "text": "Infections are common."}},
            ],
        },
        {
            "id": "unread-2016",
            "references": [
                _reference(
                    "weiss", 2016, "Nobody has read this", cited_as={"text": "Weiss. J Made Up.", "page": "infection"}
                )
            ],
            "findings": [{"topic": FEVER, "as_found": {"page": "infection", "text": "Blue fever again."}}],
        },
    ]


def _other_studies() -> list[dict[str, Any]]:
    return [
        {
            "id": "grau-2009",
            "references": [_reference("grau", 2009, "Nanodots are chalk")],
            "design": "laboratory",
            "findings": [
                {
                    "topic": "nanodots",
                    "exposure": "nanodots",
                    "outcome": "palewrist",
                    "stream": "laboratory",
                    "statement": {"en": "The dots were chalk."},
                }
            ],
        },
        {
            "id": "zinn-2011",
            "references": [_reference("zinn", 2011, "Tin spoons and palewrist")],
            "design": "cohort",
            "findings": [
                {
                    "topic": "tin-spoons",
                    "exposure": "tin-spoons",
                    "outcome": "palewrist",
                    "timing": "before-onset",
                    "estimates": [{"measure": "HR", "value": 1.9, "low": 1.2, "high": 3.0}],
                    "statement": {"en": "Owners of tin spoons fell ill more often."},
                }
            ],
        },
    ]


def _decisions(writer: Writer) -> None:
    writer.append(
        "decisions/searches.tsv",
        Search,
        [Search(on="2026-11-15", by="Anna Example", source="made up", through="2026-11-14")],
    )
    rows = [
        ScreeningDecision(on="2026-11-16", by="Anna Example", topic=FEVER, record="pmid:1", decision="include"),
        ScreeningDecision(on="2026-11-17", by="Ben Example", topic=FEVER, record="pmid:1", decision="exclude"),
    ]
    writer.append("decisions/screening.tsv", ScreeningDecision, rows)
    change = {
        "on": "2026-11-18", "topic": SLATE, "outcome": "palewrist", "level": "established", "computed": "established", "rule": "E1",
        "rules_version": "2026-1", "inputs": "sha256:0",
    }  # fmt: skip
    writer.append("decisions/verdicts.tsv", VerdictChange, [VerdictChange.model_validate(change)])
    writer.story(
        Story(id="clara", title="My story", consent="withdrawn", consent_on="2026-01-01", body="Private words.\n")
    )


def _old_page(writer: Writer) -> None:
    writer.file("rescued/infection.html", OLD_PAGE)
    entry = {
        "section": ["Infection"],
        "printed": "Case Report: Blue fever antibodies in palewrist. Blue fever causes palewrist. A Rot. J Mdae Up.",
        "title": "Blue fever antibodies in palewrist",
        "finding": "Blue fever causes palewrist.",
        "faults": [
            {
                "kind": "misspelt-journal",
                "words": "J Mdae Up",
                "what": "the journal's name is misspelt",
                "proposal": "J Made Up",
            },
            {"kind": "no-year", "what": "no year is printed"},
        ],
        "study": "rot-2010",
        "topic": FEVER,
    }
    page = {
        "id": "infection",
        "title": "Causes of Palewrist: Infection",
        "file": "infection.html",
        "address": "https://palewrist.example/infection.html",
        "captured": "2021-04-24",
        "digest": f"sha256:{hashlib.sha256(OLD_PAGE).hexdigest()}",
        "media_type": "text/html",
        "encoding": "utf-8",
        "faults": [
            {"kind": "heading-not-in-jump-list", "words": "Blue fever", "what": "the jump list lacks this heading"}
        ],
        "parts": [
            {"kind": "notice", "text": "This site is retiring."},
            {"kind": "title", "text": "Causes of Palewrist: Infection"},
            {"kind": "prose", "text": OLD_PROSE},
            {
                "kind": "heading",
                "text": "Blue fever",
                "level": 2,
                "faults": [{"kind": "misspelt", "what": "the heading is misspelt"}],
            },
            {"kind": "entry", "text": entry["printed"], "entry": 0},
            {"kind": "entry", "text": "Something else, not traced.", "entry": 1},
            {
                "kind": "not-understood",
                "text": "@@@ scrambled",
                "faults": [{"kind": "not-understood", "what": "this was not understood and is kept as it stands"}],
            },
        ],
        "entries": [entry, {"printed": "Something else, not traced.", "section": ["Infection"]}],
    }
    writer.rescued(RescuedPageRecord.model_validate(page))
