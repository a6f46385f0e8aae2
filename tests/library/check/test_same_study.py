"""One study under two names is found; two publications that only look alike are not called one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.made_up import ALPHA, BETA, INFECTION, VIRUS, make_library

from aetia.library.check import check_library

STUDY, OTHER = "studies/alpha-2020.yaml", "studies/copy-2020.yaml"
BARE = ALPHA.replace("    identifiers: {pmid: 100001, doi: 10.1234/alpha}\n", "")
PRINTED = BARE.replace("issued:", "container-title: J Ex\n    volume: 7\n    page: {}\n    issued:")
RENAMED = "A quite different title"


def one(page: str) -> str:
    return PRINTED.replace("{}", page)


def found(tmp_path: Path, copy: str, first: str = ALPHA) -> set[str]:
    faults = check_library(make_library(tmp_path, {STUDY: first, OTHER: copy}))
    return {fault.code for fault in faults if fault.file == OTHER} - {"not-canonical"}


TITLE = "A virus in patients and neighbours"
CASES: dict[str, tuple[str, str, set[str]]] = {
    "title and year": (ALPHA, BARE, {"same-study", "same-author-no-team"}),
    "a title in other letters": (
        ALPHA,
        BARE.replace(TITLE, TITLE.upper() + "."),
        {"same-study", "same-author-no-team"},
    ),
    "the title alone": (
        ALPHA,
        BARE.replace("2020", "1999").replace("Alpha, given: A", "Beta, given: B"),
        {"same-title"},
    ),
    "the title, and other identifiers": (
        ALPHA,
        ALPHA.replace("100001", "5").replace("alpha}", "x}"),
        {"same-title", "same-author-no-team"},
    ),
    "the place in print": (one("44-51"), one("44").replace(TITLE, RENAMED), {"same-study", "same-author-no-team"}),
    "the place in print, under another author and title": (
        one("44-51"),
        one("44").replace(TITLE, RENAMED).replace("Alpha, given: A", "Beta, given: B"),
        set(),
    ),
    "another page": (one("44-51"), one("52").replace(TITLE, RENAMED), {"same-author-no-team"}),
    "one population": (
        ALPHA.replace("design:", "reviewed_as: x\ndesign:"),
        BARE.replace("design:", "reviewed_as: x\ndesign:"),
        set(),
    ),
    "one author, with a team": (ALPHA, BARE.replace(TITLE, RENAMED).replace("findings:", "team: x\nfindings:"), set()),
    "nothing": (ALPHA, BARE.replace(TITLE, RENAMED).replace("Alpha, given: A", "Alpha, given: Z"), set()),
}


@pytest.mark.parametrize(("first", "copy", "codes"), CASES.values(), ids=CASES)
def test_what_two_studies_share_decides_what_is_said(tmp_path: Path, first: str, copy: str, codes: set[str]) -> None:
    assert found(tmp_path, copy, first) == codes


@pytest.mark.parametrize(
    ("kind", "decision", "codes"),
    [
        ("version", "no", {"same-author-no-team"}),
        ("population", "no", {"same-author-no-team"}),
        ("publication", "no", {"same-study", "same-author-no-team"}),
        ("version", "open", {"same-study", "same-author-no-team"}),
    ],
)
def test_what_a_person_told_apart_is_not_called_one(tmp_path: Path, kind: str, decision: str, codes: set[str]) -> None:
    row = f"2026-11-30\tanna\tcopy-2020\talpha-2020\t{kind}\t{decision}\t"
    table = f"on\tby\tone\tother\tkind\tdecision\twhy\n{row}\n"
    make_library(tmp_path, {"decisions/same.tsv": table})

    assert found(tmp_path, BARE) == codes


def test_a_row_about_a_study_that_is_not_there_is_named_unless_it_was_joined(tmp_path: Path) -> None:
    rows = "\n".join(f"2026-11-30\tanna\talpha-2020\t{name}\tversion\tyes\t" for name in ("typed-twice", "nobody"))
    table = f"on\tby\tone\tother\tkind\tdecision\twhy\n{rows}\n"
    joined = ALPHA.replace("design:", "aliases:\n  - typed-twice\ndesign:", 1)

    faults = check_library(make_library(tmp_path, {"decisions/same.tsv": table, STUDY: joined}))

    assert [fault.what for fault in faults if fault.code == "unknown-in-decision"] == [
        "the library has no study 'nobody'"
    ]


def test_a_former_name_that_is_a_study_is_taken(tmp_path: Path) -> None:
    aliased = ALPHA.replace("design:", "aliases:\n  - beta-2021\ndesign:", 1)

    faults = check_library(make_library(tmp_path, {STUDY: aliased}))

    assert [(fault.code, fault.file, fault.line) for fault in faults if fault.code == "alias-taken"] == [
        ("alias-taken", STUDY, 7)
    ]


def test_a_finished_topic_below_a_draft_is_named_with_the_draft(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"topics/infection.md": INFECTION.replace("---\n\n", "draft: yes\n---\n\n")})

    (fault,) = check_library(root)

    assert (fault.file, fault.code) == ("topics/infection/example-virus.md", "below-a-draft")
    assert "topics/infection.md" in fault.what


def test_a_topic_that_cannot_be_read_is_not_called_missing(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"topics/infection/example-virus.md": VIRUS.replace("title:", "titel:")})

    assert {fault.code for fault in check_library(root)} == {"unknown-field", "missing-field"}


def test_a_file_out_of_form_is_told_in_what(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"studies/beta-2021.yaml": BETA.replace("design: cohort", 'design: "cohort"')})

    (fault,) = check_library(root)

    assert (fault.code, fault.line) == ("not-canonical", 5)
    assert fault.what == "here stands 'design: \"cohort\"', and in the canonical form 'design: cohort'"
