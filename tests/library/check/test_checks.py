"""Each check finds what it is for, on the right line, and says nothing of a library without that fault."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.made_up import ALPHA, BETA, CONCEPTS, INFECTION, SCREENING, SETTINGS, VIRUS, make_library

from aetia.library.check import check_library
from aetia.library.faults import Fault

STUDY = "studies/alpha-2020.yaml"
OTHER = "studies/beta-2021.yaml"
TOPIC = "topics/infection/example-virus.md"
VACCINE = "topics/vaccine.md"

VACCINE_TEXT = """---
title: Example vaccine
question: Does the example vaccine cause the example disease?
exposure: example-vaccine
---
"""
SAFE_TEXT = VACCINE_TEXT.replace(
    "example-vaccine\n",
    "example-vaccine\nsafety:\n  text:\n    en: Do not skip it.\n  guideline:\n    title: The example guideline\n",
)
REVIEW = """references:
  - title: Pooled studies of a virus
    issued: 2022
design: meta-analysis
findings:
  - topic: infection/example-virus
    exposure: example-virus
    outcome: example-disease
    timing: after-onset
    estimates:
      - measure: OR
        value: 2
        low: 1.5
        high: 2.5
        k: 7
        by_review: yes
"""
PAGE = b"<html><p>Causes</p></html>"
RECORD = f"""file: old.html
digest: sha256:{hashlib.sha256(PAGE).hexdigest()}
media_type: text/html
encoding: utf-8
"""
OVERRIDE = """overrides:
  - level: likely
    reason: expert-panel
    why: A panel said so.
    by: editor-1
    on: 2026-11-01
"""
VERDICTS = "on\ttopic\toutcome\tlevel\tcomputed\trule\trules_version\tinputs\tmoved_by\n"


def estimate(old: str, new: str) -> str:
    assert old in ALPHA
    return ALPHA.replace(old, new)


def quoted(text: str, digest: str = "") -> str:
    line = f"      digest: sha256:{digest}\n" if digest else ""
    return BETA + f"    quotation:\n      text: {text}\n{line}"


def topic(lines: str) -> str:
    return VIRUS.replace("---\ntitle", f"---\n{lines}title")


Files = dict[str, str | bytes]

FAULTS: dict[str, tuple[Files, str, str, int, str]] = {
    "a date that is only a month": (
        {"aetia.toml": SETTINGS.replace("2026-11-20", "2026-11")},
        "partial-as-of",
        "aetia.toml",
        5,
        "'2026-11'",
    ),
    "a disease that nobody knows": (
        {"aetia.toml": SETTINGS.replace("example-disease", "no-disease")},
        "unknown-concept",
        "aetia.toml",
        3,
        "no-disease",
    ),
    "a misspelt exposure": (
        {STUDY: ALPHA.replace("exposure: example-virus", "exposure: exampel-virus")},
        "unknown-concept",
        STUDY,
        9,
        "did you mean 'example-virus'?",
    ),
    "a misspelt outcome": (
        {STUDY: ALPHA.replace("outcome: example-", "outcome: exampel-")},
        "unknown-concept",
        STUDY,
        11,
        "exampel-disease",
    ),
    "a topic with an exposure that nobody knows": (
        {TOPIC: VIRUS.replace("exposure: example-virus", "exposure: mystery")},
        "unknown-concept",
        TOPIC,
        4,
        "mystery",
    ),
    "a topic's outcome that nobody knows": (
        {TOPIC: topic("outcomes:\n  - example-disease\n  - mystery\n")},
        "unknown-concept",
        TOPIC,
        4,
        "mystery",
    ),
    "a disease for an exposure": (
        {STUDY: ALPHA.replace("exposure: example-virus", "exposure: other-disease")},
        "wrong-kind",
        STUDY,
        9,
        "here stands an exposure",
    ),
    "an exposure for an outcome": (
        {STUDY: ALPHA.replace("outcome: example-disease", "outcome: example-dust")},
        "wrong-kind",
        STUDY,
        11,
        "here stands a disease",
    ),
    "two concepts of one name": (
        {"concepts.yaml": CONCEPTS.replace("label: Other disease", "label: EXAMPLE disease")},
        "same-synonym",
        "concepts.yaml",
        4,
        "'example disease'",
    ),
    "a topic whose parent is gone": (
        {"topics/food/salt.md": INFECTION},
        "topic-without-parent",
        "topics/food/salt.md",
        2,
        "'food'",
    ),
    "a see-also that leads nowhere": (
        {TOPIC: VIRUS.replace("- infection", "- infections")},
        "dead-link",
        TOPIC,
        6,
        "no topic 'infections'",
    ),
    "a next page that leads nowhere": ({TOPIC: topic("next: nowhere\n")}, "dead-link", TOPIC, 2, "nowhere"),
    "a see-also that leads to itself": (
        {TOPIC: VIRUS.replace("- infection", "- infection/example-virus")},
        "dead-link",
        TOPIC,
        6,
        "this page itself",
    ),
    "a see-also that names a former name": (
        {
            TOPIC: VIRUS.replace("- infection", "- germs"),
            "topics/infection.md": INFECTION.replace("---\n\n", "aliases:\n  - germs\n---\n\n"),
        },
        "dead-link",
        TOPIC,
        6,
        "former name",
    ),
    "an alias that is a topic": ({TOPIC: topic("aliases:\n  - infection\n")}, "alias-taken", TOPIC, 3, "'infection'"),
    "an alias that two topics claim": (
        {
            TOPIC: topic("aliases:\n  - germs\n"),
            "topics/infection.md": INFECTION.replace("---\n\n", "aliases:\n  - germs\n---\n\n"),
        },
        "alias-taken",
        TOPIC,
        3,
        "'infection'",
    ),
    "two topics on one exposure": (
        {"topics/virus.md": VIRUS},
        "same-exposure",
        "topics/virus.md",
        4,
        "infection/example-virus",
    ),
    "a vaccine without a word on safety": (
        {VACCINE: VACCINE_TEXT},
        "no-safety-text",
        VACCINE,
        4,
        "a page on a vaccine",
    ),
    "a treatable infection without a word on safety": (
        {"concepts.yaml": CONCEPTS + "  treatable: yes\n"},
        "no-safety-text",
        TOPIC,
        4,
        "a treatable infection",
    ),
    "a safety text that is blank": (
        {VACCINE: SAFE_TEXT.replace("Do not skip it.", '" "')},
        "no-safety-text",
        VACCINE,
        5,
        "a page on a vaccine",
    ),
    "a safety text without a guideline": (
        {VACCINE: SAFE_TEXT.replace("  guideline:\n    title: The example guideline\n", "")},
        "no-guideline",
        VACCINE,
        5,
        "guideline",
    ),
    "two answers for one level": (
        {TOPIC: topic("answer:\n" + "  - for_level: likely\n    text:\n      en: Yes.\n" * 2)},
        "two-answers",
        TOPIC,
        6,
        "'likely'",
    ),
    "an answer in another language only": (
        {TOPIC: topic("answer:\n  - for_level: likely\n    text:\n      es: Sí.\n")},
        "no-main-language",
        TOPIC,
        4,
        "'en'",
    ),
    "a statement that lacks a language": (
        {"aetia.toml": SETTINGS.replace('["en"]', '["en", "es"]')},
        "missing-language",
        STUDY,
        17,
        "es",
    ),
    "an override of a verdict that is not there": (
        {TOPIC: topic(OVERRIDE.replace("level: likely", "level: possible\n    outcome: other-disease"))},
        "unknown-outcome",
        TOPIC,
        4,
        "other-disease",
    ),
    "an override in a topic without a verdict": (
        {"topics/infection.md": INFECTION.replace("---\n\n", OVERRIDE.replace("likely", "possible") + "---\n\n")},
        "unknown-outcome",
        "topics/infection.md",
        4,
        "example-disease",
    ),
    "a raise by one person": ({TOPIC: topic(OVERRIDE)}, "override-without-second", TOPIC, 3, "'Likely'"),
    "a raise by one person twice": (
        {TOPIC: topic(OVERRIDE + "    second: editor-1\n")},
        "override-without-second",
        TOPIC,
        3,
        "one person alone",
    ),
    "a raise over what was computed": (
        {
            TOPIC: topic(OVERRIDE),
            "decisions/verdicts.tsv": VERDICTS
            + "2026-01-01\tinfection/example-virus\texample-disease\tlikely\tpossible\tP1\t2026-1\tx\t\n",
        },
        "override-without-second",
        TOPIC,
        3,
        "'Likely'",
    ),
    "a refuted premise without its study": (
        {TOPIC: topic("premise_refuted:\n  why:\n    en: It is chalk.\n  study: nobody-1999\n")},
        "unknown-study",
        TOPIC,
        5,
        "nobody-1999",
    ),
    "one PMID in two studies": (
        {OTHER: BETA.replace("100002", "100001")},
        "same-publication",
        OTHER,
        4,
        "PMID 100001 is also that of the study 'alpha-2020'",
    ),
    "one DOI in two spellings": (
        {OTHER: BETA.replace("pmid: 100002", "doi: https://doi.org/10.1234/ALPHA")},
        "same-publication",
        OTHER,
        4,
        "DOI 10.1234/alpha",
    ),
    "one PMID twice in a study": (
        {OTHER: BETA.replace("design:", "  - title: Again\n    identifiers: {pmid: 100002}\ndesign:")},
        "same-publication",
        OTHER,
        6,
        "an earlier reference of this study",
    ),
    "a retraction that nobody can look up": (
        {
            OTHER: BETA.replace(
                "design:", "    standing:\n      state: retracted\n      notice: {note: It is said so.}\ndesign:"
            )
        },
        "notice-without-identifier",
        OTHER,
        7,
        "'retracted'",
    ),
    "a population of one study": ({OTHER: "reviewed_as: x\n" + BETA}, "lone-population", OTHER, 1, "reviewed_as: x"),
    "a finding in a topic that is gone": (
        {STUDY: ALPHA.replace("topic: infection/", "topic: germs/")},
        "unknown-topic",
        STUDY,
        8,
        "germs/example-virus",
    ),
    "a finding in a topic's former name": (
        {STUDY: ALPHA.replace("topic: infection/example-virus", "topic: germ"), TOPIC: topic("aliases:\n  - germ\n")},
        "unknown-topic",
        STUDY,
        8,
        "former name",
    ),
    "a finding in the topic of another exposure": (
        {STUDY: ALPHA.replace("exposure: example-virus", "exposure: example-dust")},
        "other-exposure",
        STUDY,
        9,
        "never counted",
    ),
    "a finding in a topic that groups others": (
        {STUDY: ALPHA.replace("topic: infection/example-virus", "topic: infection")},
        "other-exposure",
        STUDY,
        9,
        "no exposure of its own",
    ),
    "an appraised finding without a design": (
        {OTHER: BETA.replace("design: cohort\n", "")},
        "no-design",
        OTHER,
        6,
        "design",
    ),
    "a finding that is told twice": (
        {OTHER: BETA + BETA[BETA.index("  - topic") :]},
        "same-finding",
        OTHER,
        10,
        "stand on line 7 already",
    ),
    "swapped limits": (
        {STUDY: estimate("low: 1.2\n        high: 3.3", "low: 3.3\n        high: 1.2")},
        "impossible-estimate",
        STUDY,
        13,
        "swapped (3.3 to 1.2)",
    ),
    "a value below its limits": (
        {STUDY: estimate("value: 2", "value: 0.2")},
        "impossible-estimate",
        STUDY,
        13,
        "lies below its lower limit 1.2",
    ),
    "a value above its limits": (
        {STUDY: estimate("value: 2", "value: 20")},
        "impossible-estimate",
        STUDY,
        13,
        "lies above",
    ),
    "an interval without width": (
        {STUDY: estimate("low: 1.2\n        high: 3.3", "low: 2\n        high: 2")},
        "impossible-estimate",
        STUDY,
        13,
        "no width",
    ),
    "a negative ratio": ({STUDY: estimate("low: 1.2", "low: -1.2")}, "impossible-estimate", STUDY, 13, "below zero"),
    "a count larger than its group": (
        {STUDY: estimate("value: 2\n        low: 1.2\n        high: 3.3", "counts: [40, 30, 1, 30]")},
        "impossible-estimate",
        STUDY,
        13,
        "larger than its group",
    ),
    "an estimate without numbers": (
        {STUDY: estimate("        value: 2\n        low: 1.2\n        high: 3.3\n", "")},
        "impossible-estimate",
        STUDY,
        13,
        "at least the printed words",
    ),
    "an impossible print": (
        {STUDY: estimate("value: 2", "value: 0.2\n        misprint: The paper prints it so.")},
        "misprinted-estimate",
        STUDY,
        13,
        "left out of pooling",
    ),
    "a direction against its estimate": (
        {STUDY: ALPHA + "    direction: inverse\n"},
        "direction-contradicts-estimate",
        STUDY,
        19,
        "the estimate says 'for'",
    ),
    "a direction against its counts": (
        {
            STUDY: estimate("value: 2\n        low: 1.2\n        high: 3.3", "counts: [38, 119, 2, 65]")
            + "    direction: against\n"
        },
        "direction-contradicts-estimate",
        STUDY,
        17,
        "the estimate says 'for'",
    ),
    "a direction that repeats its estimate": (
        {STUDY: ALPHA + "    direction: for\n"},
        "typed-direction",
        STUDY,
        19,
        "says 'for' itself",
    ),
    "a direction without a word on size": (
        {OTHER: BETA + "    direction: against\n"},
        "size-not-judged",
        OTHER,
        10,
        "large enough",
    ),
    "two reviews of one thing": (
        {"studies/one-2022.yaml": REVIEW, "studies/two-2023.yaml": REVIEW},
        "overlapping-reviews",
        "studies/two-2023.yaml",
        6,
        "'one-2022' stands by review",
    ),
    "a review beside its studies": (
        {"studies/one-2022.yaml": REVIEW},
        "review-beside-studies",
        "studies/one-2022.yaml",
        6,
        "alpha-2020",
    ),
    "a review that does not say of how many": (
        {"studies/one-2022.yaml": REVIEW.replace("        k: 7\n", "")},
        "impossible-estimate",
        "studies/one-2022.yaml",
        11,
        "(k)",
    ),
    "a quotation of three sentences": (
        {OTHER: quoted("It was seen. It was new! We are sure.")},
        "long-quotation",
        OTHER,
        11,
        "3 sentences",
    ),
    "a quotation that was changed": (
        {OTHER: quoted("It was seen.", "0" * 64)},
        "changed-quotation",
        OTHER,
        12,
        "changed",
    ),
    "an old page that is not here": (
        {OTHER: BETA + "    as_found:\n      page: rescued/old\n"},
        "unknown-page",
        OTHER,
        11,
        "rescued/old",
    ),
    "an old page outside the library": (
        {OTHER: BETA + "    as_found:\n      page: rescued/../../../etc/passwd\n"},
        "unknown-page",
        OTHER,
        11,
        "/etc/passwd",
    ),
    "a citation from a page that is not here": (
        {OTHER: BETA.replace("design:", "    cited_as: {text: Beta 2021, page: old}\ndesign:")},
        "unknown-page",
        OTHER,
        5,
        "'old'",
    ),
    "a page whose file is gone": (
        {"rescued/old.yaml": RECORD},
        "missing-page",
        "rescued/old.yaml",
        1,
        "rescued/old.html",
    ),
    "a page whose file was changed": (
        {"rescued/old.yaml": RECORD, "rescued/old.html": PAGE + b"!"},
        "changed-page",
        "rescued/old.yaml",
        2,
        "digest",
    ),
    "a page whose file lies elsewhere": (
        {"rescued/old.yaml": RECORD.replace("old.html", "../../../etc/passwd")},
        "outside-library",
        "rescued/old.yaml",
        1,
        "passwd",
    ),
    "a page whose file has an absolute address": (
        {"rescued/old.yaml": RECORD.replace("old.html", "/etc/passwd")},
        "outside-library",
        "rescued/old.yaml",
        1,
        "passwd",
    ),
    "a page shown whole without permission": (
        {"rescued/old.yaml": RECORD + "publish: whole\n", "rescued/old.html": PAGE},
        "no-permission",
        "rescued/old.yaml",
        5,
        "whole",
    ),
    "a story whose teller took it back": (
        {"stories/anna.md": "---\ntitle: Anna\nconsent: withdrawn\nconsent_on: 2026-01-01\n---\n"},
        "withdrawn-story",
        "stories/anna.md",
        3,
        "2026-01-01",
    ),
    "a decision on a topic that is gone": (
        {"decisions/screening.tsv": SCREENING.replace("infection", "germs")},
        "unknown-in-decision",
        "decisions/screening.tsv",
        2,
        "no topic 'germs'",
    ),
    "a match of a study that is gone": (
        {"decisions/matches.tsv": "on\tby\tstudy\tcitation\tcandidate\tdecision\tnote\n2026\te\tgone\tx\ty\tno\t\n"},
        "unknown-in-decision",
        "decisions/matches.tsv",
        2,
        "no study 'gone'",
    ),
    "a verdict on a disease that is gone": (
        {"decisions/verdicts.tsv": VERDICTS + "2026\tinfection\tgone\tlikely\tlikely\tL1\t2026-1\tx\t\n"},
        "unknown-in-decision",
        "decisions/verdicts.tsv",
        2,
        "no outcome 'gone'",
    ),
    "a file in another form": (
        {STUDY: ALPHA.replace("issued: 2020-10-30", "issued:   '2020-10-30'")},
        "not-canonical",
        STUDY,
        4,
        "and in the canonical form 'issued: 2020-10-30'",
    ),
    "a file that belongs nowhere": (
        {"topics/notes.docx": b"x"},
        "stray-file",
        "topics/notes.docx",
        0,
        "reads this file",
    ),
    "a note beside rescued pages": (
        {"rescued/old.yaml": RECORD, "rescued/old.html": PAGE, "rescued/mine.md": "x"},
        "stray-file",
        "rescued/mine.md",
        0,
        "reads this file",
    ),
    "a folder that belongs nowhere": ({"drafts/a.md": "x"}, "stray-file", "drafts/a.md", 0, "reads this file"),
    "a password file": ({".env": "TOKEN=1"}, "secret-file", ".env", 0, "secret"),
    "a private key": ({"pages/server.pem": "x"}, "secret-file", "pages/server.pem", 0, "secret"),
    "a very large file": (
        {"rescued/old.yaml": RECORD, "rescued/old.html": b"x" * 8_000_001},
        "large-file",
        "rescued/old.html",
        0,
        "8 MB",
    ),
}


@pytest.mark.parametrize(("files", "code", "file", "line", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_on_its_line(
    tmp_path: Path, files: Files, code: str, file: str, line: int, words: str
) -> None:
    faults = check_library(make_library(tmp_path, files))

    mine = [fault for fault in faults if fault.code == code]
    assert [(fault.file, fault.line) for fault in mine] == [(file, line)], faults
    assert words in mine[0].what + mine[0].remedy
    assert mine[0].remedy


SOUND: dict[str, Files] = {
    "the made-up library": {},
    "a vaccine with its safety text": {VACCINE: SAFE_TEXT},
    "a raise by two people": {TOPIC: topic(OVERRIDE + "    second: editor-2\n")},
    "a review beside a later study": {"studies/one-2019.yaml": REVIEW.replace("2022", "2019")},
    "a review that stands for nothing": {"studies/one-2022.yaml": REVIEW.replace("        by_review: yes\n", "")},
    "a review in place of its studies": {
        "studies/one-2022.yaml": REVIEW,
        STUDY: BETA.replace("100002", "100003").replace("A virus", "Two"),
    },
    "two reviews of two tiers": {
        STUDY: REVIEW,
        "studies/two-2023.yaml": REVIEW.replace("after-onset", "before-onset").replace("Pooled", "Early"),
    },
    "a review that stands for both tiers": {
        STUDY: REVIEW + REVIEW[REVIEW.index("  - topic") :].replace("after-onset", "before-onset")
    },
    "two reviews of which one is retracted": {
        STUDY: REVIEW,
        OTHER: REVIEW.replace("Pooled", "Withdrawn").replace(
            "design:", "    standing:\n      state: retracted\n      notice: {pmid: 7}\ndesign:"
        ),
    },
    "two markers of one exposure": {
        OTHER: BETA + BETA[BETA.index("  - topic") :].replace("    outcome:", "    exposure_measure: DNA\n    outcome:")
    },
    "one finding of another exposure, said to be indirect": {
        OTHER: BETA.replace("exposure: example-virus", "exposure: example-dust") + "    directness: indirect\n"
    },
    "a laboratory finding without a design": {OTHER: BETA.replace("design: cohort\n", "") + "    stream: laboratory\n"},
    "a finding that nobody has appraised": {OTHER: BETA[: BETA.index("    exposure:")]},
    "a typed direction where there is no estimate": {
        OTHER: BETA + "    direction: unclear\n    adequately_sized: no\n"
    },
    "a quotation of two sentences with abbreviations": {
        OTHER: quoted("E. coli (Fig. 2) was seen by Smith et al. in 3.5 vs. 4.1 % of Dr. No's patients. It was new.")
    },
    "a quotation as it was checked": {OTHER: quoted("It was seen.", hashlib.sha256(b"It was seen.").hexdigest())},
    "a rescued page with its report and an earlier state of it": {
        "rescued/old.yaml": RECORD,
        "rescued/old.html": PAGE,
        "rescued/old.md": "# Rescue\n",
        "rescued/old-0123abcd.html": b"<html></html>",
    },
    "a rescued page that findings name": {
        "rescued/old.yaml": RECORD,
        "rescued/old.html": PAGE,
        OTHER: BETA + "    as_found:\n      page: rescued/old\n",
    },
    "a decision on a topic's former name": {
        "decisions/screening.tsv": SCREENING.replace("infection", "germs"),
        "topics/infection.md": INFECTION.replace("---\n\n", "aliases:\n  - germs\n---\n\n"),
    },
    "two studies of one population": {
        OTHER: BETA.replace("findings:", "reviewed_as: x\nfindings:"),
        STUDY: ALPHA.replace("findings:", "reviewed_as: x\nfindings:"),
    },
    "files that people put beside a library": {"README.md": "x", "LICENSE": "x", ".gitignore": ".aetia/\n"},
}


@pytest.mark.parametrize("files", SOUND.values(), ids=SOUND)
def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path, files: Files) -> None:
    faults = check_library(make_library(tmp_path, files))

    assert [fault for fault in faults if fault.code != "not-canonical"] == []


def test_the_made_up_library_is_in_canonical_form(tmp_path: Path) -> None:
    assert check_library(make_library(tmp_path)) == []


def test_an_override_that_lowers_needs_no_second_person(tmp_path: Path) -> None:
    row = "2026-01-01\tinfection/example-virus\texample-disease\tlikely\testablished\tE1\t2026-1\tx\t\n"
    files: Files = {
        TOPIC: topic(OVERRIDE),
        "decisions/verdicts.tsv": VERDICTS + row,
    }

    assert "override-without-second" not in codes(check_library(make_library(tmp_path, files)))


def test_a_link_is_named_and_not_followed(tmp_path: Path) -> None:
    root = make_library(tmp_path / "library")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.md").write_text("x")
    (root / "pages").symlink_to(tmp_path / "outside")

    assert [(fault.file, fault.code) for fault in check_library(root)] == [("pages", "link")]


def test_a_broken_file_does_not_hide_what_is_wrong_elsewhere(tmp_path: Path) -> None:
    files: Files = {STUDY: "not: [closed\n", OTHER: BETA.replace("topic: infection/", "topic: germs/")}

    assert codes(check_library(make_library(tmp_path, files))) == {"not-yaml", "unknown-topic"}


def test_a_folder_full_of_strange_files_names_two_hundred(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    (root / "node_modules").mkdir()
    for number in range(300):
        (root / "node_modules" / f"{number}.js").write_text("x")

    assert len(check_library(root)) == 200


def codes(faults: list[Fault]) -> set[str]:
    return {fault.code for fault in faults}
