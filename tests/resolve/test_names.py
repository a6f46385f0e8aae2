"""Names, journals and pages in the forms in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.resolve.names import family_words, first_and_last_page, initials, journal_name, page, same_journal


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("van den Berg", ("berg",)),
        ("de la Cruz-Santos", ("cruz", "santos")),
        ("O'Brien", ("o", "brien")),
        ("Šafránková", ("safrankova",)),
        ("Van", ("van",)),
        ("王", ("王",)),
        ("", ()),
    ],
)
def test_a_family_name_is_compared_without_particles(printed: str, words: tuple[str, ...]) -> None:
    assert family_words(printed) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arthritis Res Ther", "Arthritis Research & Therapy"),
        ("J Am Acad Dermatol", "Journal of the American Academy of Dermatology"),
        ("JAMA", "Journal of the American Medical Association"),
        ("Proc Natl Acad Sci", "Proceedings of the National Academy of Sciences"),
        ("The Lancet", "Lancet"),
        ("The Lancet", "Lancet (London, England)"),
        ("Ann. Rheum. Dis.", "Annals of the rheumatic diseases"),
        ("Invest Ophthalmol Vis Qci", "Invest Ophthalmol Vis Sci"),
    ],
)
def test_spellings_of_one_journal_are_the_same(one: str, other: str) -> None:
    assert same_journal(journal_name(one), journal_name(other))
    assert same_journal(journal_name(other), journal_name(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arthritis Res Ther", "Arthritis and Rheumatism"),
        ("Lancet", "Lancet Oncology and Haematology Reports"),
        ("J Hand Surg", "Journal of Head Trauma"),
        ("BMJ", "Brain"),
    ],
)
def test_other_journals_are_not(one: str, other: str) -> None:
    assert not same_journal(journal_name(one), journal_name(other))


@pytest.mark.parametrize(
    ("printed", "pages"),
    [
        ("123-9", ("123", "129")),
        ("123–129", ("123", "129")),
        ("0123-9", ("123", "129")),
        ("S12-5", ("s12", "s15")),
        ("e1234", ("e1234", None)),
        ("E0179", ("e179", None)),
        ("1601-1603, 1608", ("1601", "1603")),
        ("129-123", ("129", "123")),
        ("", (None, None)),
        ("xii", (None, None)),
    ],
)
def test_pages_have_a_first_and_a_last_one_in_full(printed: str, pages: tuple[str | None, str | None]) -> None:
    assert first_and_last_page(printed) == pages


def test_leading_zeros_and_capitals_of_a_page_do_not_count() -> None:
    assert page("E0012") == page("e12") == "e12"
    assert page("007") == "7"


@given(st.text(max_size=40))
def test_any_text_has_a_form(text: str) -> None:
    family_words(text), journal_name(text), page(text), first_and_last_page(text)
    assert page(page(text)) == page(text)


@pytest.mark.parametrize("given", ["Anna B.", "A. B.", "AB", "A.B.", "Anna-Berta"])
def test_initials_are_the_same_however_they_are_written(given: str) -> None:
    assert initials(given) == "ab"
