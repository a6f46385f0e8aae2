"""Quotations: word for word in the abstract, or an error that shows what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.resolve.standing.made_up import ABSTRACT, compared, corpus, library, only, paper, study, told

from aetia.model.finding import Quotation
from aetia.resolve.standing.quotations import nearest, stands_in, texts_of

WORDS = "Dust was met by 38 of 119 patients and by 2.5 of 65 neighbours"


def quoted(text: str, more: str = "") -> str:
    return study(quotation=f'text: "{text}"\n{more}')


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        f"  {WORDS} ",
        "We asked whether slate dust comes before the palewrist. Dust was met by 38 of 119 patients",
        "the palewrist. RESULTS: Dust was met",
        "No dose was seen.",
    ],
)
def test_words_that_stand_in_the_abstract_are_no_fault(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, quoted(text), paper()) == []


def test_words_that_do_not_are_an_error_that_says_where_they_differ_and_what_stands_there(tmp_path: Path) -> None:
    fault = only(
        told(tmp_path, quoted(WORDS.replace("38", "48").replace("neighbours", "others")), paper()), "moved-quotation"
    )

    assert (fault.severity, fault.where) == ("error", "studies/slate-2019.yaml:16")
    assert fault.what == (
        "the quotation does not stand in the abstract word for word: '48' is '38' there; 'others' is 'neighbours' there"
    )
    assert f"“{WORDS}”" in fault.remedy


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (("met by", "seldom met by"), "'seldom' is not there"),
        (("met by", "by"), "'met' is left out"),
        (("patients", "Patients"), "'Patients' is 'patients' there"),
        (("of 65", "of 65,"), "'65,' is '65' there"),
    ],
)
def test_only_white_space_may_differ(tmp_path: Path, change: tuple[str, str], difference: str) -> None:
    assert difference in only(told(tmp_path, quoted(WORDS.replace(*change)), paper()), "moved-quotation").what


@pytest.mark.parametrize("text", ["by 8 of 119", "38 of 11", "38 of 119 patients and by 2", "5 of 65 neighbours"])
def test_a_number_cut_in_two_is_another_number(tmp_path: Path, text: str) -> None:
    only(told(tmp_path, quoted(text), paper()), "moved-quotation")


def test_nothing_like_it_is_told_as_such(tmp_path: Path) -> None:
    fault = only(told(tmp_path, quoted("Bakers ate bread at night in winter."), paper()), "moved-quotation")
    assert fault.what == "nothing like the quotation stands in the abstract"


def test_words_of_the_full_text_and_of_papers_without_an_abstract_cannot_be_told(tmp_path: Path) -> None:
    root = library(
        tmp_path,
        inside=quoted("Words of the text.", 'section: "discussion"'),
        bare=study(identifiers="pmid: 90000002", quotation="text: Words."),
        elsewhere=study(identifiers="pmid: 90000003", quotation="text: Words."),
        title=quoted("Slate dust and the palewrist", "section: title"),
    )
    found = compared(root, corpus(tmp_path, paper(), paper(90000002, abstract=[])))
    assert found.faults == []
    assert found.quotations == {"stand": 1, "moved": 0, "cannot_tell": 3}


def test_a_study_of_two_papers_may_quote_either_and_is_wrong_only_if_both_were_asked(tmp_path: Path) -> None:
    second = "  - title: More of the slate\n    identifiers: {pmid: 90000002}\ndesign:"
    other = paper(90000002, title="More of the slate", abstract=[("AIMS", "Another abstract with words of its own.")])
    for name, text, records, moved in (
        ("either", "words of its own", [paper(), other], 0),
        ("neither", "words of nobody at all", [paper(), other], 1),
        ("not asked", "words of nobody at all", [paper()], 0),
    ):
        folder = tmp_path / name
        folder.mkdir()
        root = library(folder, slate=quoted(text).replace("design:", second, 1))
        assert compared(root, corpus(folder, *records)).quotations["moved"] == moved, name


TEXT = " ".join(text for _, text in ABSTRACT)


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)), st.sampled_from([" ", "\n", "\u00a0 ", "  \t"]))
def test_any_words_of_an_abstract_stand_in_it_whatever_the_white_space(start: int, length: int, blank: str) -> None:
    words = TEXT[start : start + length].split()[1:-1]
    if words:
        assert stands_in(Quotation(text=blank.join(words)), [TEXT])


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()), st.text(max_size=80))
def test_the_nearest_words_are_always_the_abstracts_own(words: str, abstract: str) -> None:
    found = nearest(Quotation(text=words), [" ".join(abstract.split())])
    assert found is None or found.text in " ".join(abstract.split())


def test_abstracts_in_other_languages_can_be_quoted() -> None:
    record = {
        "title": "Slate", "vernacular_title": None, "abstract": [{"label": None, "text": "In English."}],
        "other_abstracts": [
            {"type": "Publisher", "language": "spa", "label": "OBJETIVO", "text": "En español."},
            {"type": "Publisher", "language": "ger", "label": None, "text": "Auf Deutsch."},
        ],
    }  # fmt: skip
    texts = texts_of(record, "abstract")
    assert texts == ["In English.", "En español.", "OBJETIVO: En español.", "Auf Deutsch."]
    assert not stands_in(Quotation(text="English. En"), texts), "one version does not go on in another"
