"""What a title says besides its words."""

from __future__ import annotations

import pytest

from aetia.resolve.duplicates.titles import title_of

NOTICES = {
    "correction": [
        "Erratum: Slate dust",
        "Correction to: Slate dust",
        "Corrigendum: Slate dust",
        "Slate dust (Erratum)",
    ],
    "retraction": ["Retraction: Slate dust", "Retraction notice to “Slate dust”", "Notice of Retraction. Doe J"],
    "concern": ["Expression of Concern: Slate dust", "Editorial expression of concern on Slate dust"],
    "reply": ["Reply to Doe", "Slate dust - Reply", "Authors' reply", "Response by Doe et al", "In reply:"],
    "comment": [
        "Comment on Slate dust",
        "Re: Slate dust",
        "Slate dust [Letter]",
        "Letter: slate dust",
        "Editorial: dust",
    ],
    "protocol": ["Slate dust and palewrist: study protocol for a trial"],
}


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in NOTICES.items() for title in titles])
def test_a_notice_about_a_paper_is_known(kind: str, title: str) -> None:
    assert title_of(title).kind == kind


@pytest.mark.parametrize(
    "title", ["Slate dust", "Correction of hallux valgus", "Editorial", "Errors in slate", "Lettering of slate"]
)
def test_a_paper_is_none(title: str) -> None:
    assert title_of(title).kind is None


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: Slate dust",
        "Retracted article: Slate dust",
        "[WITHDRAWN] Slate dust",
        "Slate dust (Retracted article. See vol. 3, pg 4 (2010))",
        "Slate dust [Retracted].",
    ],
)
def test_a_mark_of_withdrawal_is_no_part_of_the_title(title: str) -> None:
    assert title_of(title)[:3] == ("slate dust", ("slate", "dust"), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Slate dust. Part II", "Slate dust, part 2"),
        ("Slate dust: second report", "Slate dust: 2nd report"),
        ("IL-6 in palewrist", "IL6 in palewrist"),
        ("Dust in 10 000 miners", "Dust in 10,000 miners"),
    ],
)
def test_numbers_are_alike_in_whatever_way_they_are_written(one: str, other: str) -> None:
    assert title_of(one).numbers == title_of(other).numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Slate dust. Part I", "Slate dust. Part II"),
        ("Slate dust 2015", "Slate dust 2016"),
        ("Slate dust: first report", "Slate dust: second report"),
        ("Slate dust, part A", "Slate dust, part B"),
        ("Slate dust I", "Slate dust II"),
    ],
)
def test_parts_are_told_apart(one: str, other: str) -> None:
    assert title_of(one).numbers != title_of(other).numbers
