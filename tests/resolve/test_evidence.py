"""A citation and a paper compared, field by field, and what forbids a match."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.resolve.papers import paper

from aetia.errors import InputError
from aetia.resolve import Query, read_query
from aetia.resolve.evidence import Evidence, compare
from aetia.resolve.match import veto

PRINTED = "Van der Steen AB, Müller C. Quartz dust and stiff hands in stonemasons of two valleys. J Quarry Med 1998;12(3):123-9."


AUTHORS = [{"family": "van der Steen", "initials": "AB"}, {"family": "Müller", "initials": "C"}]
NOTHING_ELSE = {"authors": None, "year": None, "volume": None, "fpage": None, "source": None, "issue": None}


def of_text(text: str, **of_paper: Any) -> Evidence:
    query = Query(text)
    assert query.fields is not None
    return compare(query, paper(**of_paper))


def of_fields(**fields: Any) -> Evidence:
    given = {
        "title": "Quartz dust and stiff hands in stonemasons of two valleys",
        "authors": ["van der Steen AB"],
        "source": "J Quarry Med",
        "year": "1998",
        "volume": "12",
        "issue": "3",
        "fpage": "123",
    }
    return compare(read_query({name: value for name, value in (given | fields).items() if value}), paper())


def test_a_faithful_citation_agrees_in_everything() -> None:
    found = of_text(PRINTED)
    assert found.title == 1.0
    assert set(found.agreements) == {"author", "year", "volume", "pages", "journal"}
    assert found.conflicts == ()
    assert veto(found) == ""


def test_without_being_parsed_it_agrees_as_well() -> None:
    query = Query(PRINTED)
    found = compare(query, paper())
    assert query.read is None
    assert set(found.agreements) >= {"author", "year", "volume", "pages", "journal"}


@pytest.mark.parametrize(
    ("field", "value", "name", "agreement"),
    [
        ("year", "1997", "year", "same"),
        ("year", "1999", "year", "near"),
        ("year", "2004", "year", "other"),
        ("volume", "3", "volume", "swapped"),
        ("volume", "14", "volume", "other"),
        ("fpage", "0123", "pages", "same"),
        ("fpage", "e123", "pages", "same"),
        ("fpage", "500", "pages", "other"),
        ("source", "Journal of Quarry Medicine", "journal", "same"),
        ("source", "Brain", "journal", "other"),
        ("authors", ["Steen A"], "author", "same"),
        ("authors", ["Stean A"], "author", "same"),
        ("authors", ["Mueller C"], "author", "listed"),
        ("authors", ["García D"], "author", "listed"),
        ("authors", ["Nobody N"], "author", "other"),
        ("authors", None, "author", "absent"),
        ("volume", None, "volume", "absent"),
        ("doi", "10.1234/QUARRY.12", "identifier", "same"),
        ("doi", "10.1234/quarry.13", "identifier", "other"),
    ],
)
def test_each_field_agrees_conflicts_or_does_not_tell(field: str, value: Any, name: str, agreement: str) -> None:
    assert getattr(of_fields(**{field: value}), name) == agreement


def test_a_title_may_lack_its_subtitle_or_have_a_slip() -> None:
    subtitled = paper(title="Quartz dust and stiff hands: a cohort of stonemasons")
    query = read_query({"title": "Quartz dust and stiff hands", "authors": ["Steen A"]})
    assert (compare(query, subtitled).title or 0) >= 0.9
    slipped = of_fields(title="Qartz dust and stif hands in stonemasons of two vallies")
    assert 0.85 < (slipped.title or 0) < 1


def test_a_short_title_inside_another_one_does_not_tell() -> None:
    query = read_query({"title": "Obesity in children of stonemasons", "authors": ["Steen A"]})
    assert compare(query, paper(title="Obesity")).title is None


def test_another_part_is_another_title() -> None:
    query = read_query({"title": "Quartz dust and stiff hands in stonemasons. Part II", "authors": ["Steen A"]})
    first = compare(query, paper(title="Quartz dust and stiff hands in stonemasons. Part I"))
    assert (first.title or 0) < 0.9
    assert compare(query, paper(title="Quartz dust and stiff hands in stonemasons. Part II")).title == 1.0


def test_a_neighbour_with_nearly_the_same_title_is_not_matched() -> None:
    found = of_fields(title="Cost of quartz dust and stiff hands in stonemasons of two valleys", fpage="130")
    assert "page another" in veto(found)


def test_a_number_in_the_title_is_not_taken_for_the_volume() -> None:
    query = Query("Steen A. Influenza 12 in stonemasons of two valleys. J Quarry Med 1998.")
    assert compare(query, paper(title="Influenza 12 in stonemasons of two valleys")).volume == "absent"


def test_what_the_parser_misreads_does_not_speak_against_the_paper() -> None:
    scrambled = (
        "12(3):123-9 J Quarry Med 1998 Quartz dust and stiff hands in stonemasons of two valleys, Van der Steen AB"
    )
    assert of_text(scrambled).conflicts == ()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"year": "2009", "volume": "77", "fpage": "9"}, "year, volume and pages all differ"),
        ({"title": "On the frogs of Borneo and their songs", "fpage": "9"}, "the title does not agree"),
        ({"title": None, "authors": ["Nobody N"]}, "the title does not agree"),
        ({"title": "Dust and hands of stonemasons", **NOTHING_ELSE}, "the title does not agree"),
    ],
)
def test_what_contradicts_too_much_or_says_too_little_is_vetoed(fields: dict[str, Any], reason: str) -> None:
    assert reason in veto(of_fields(**fields))


def test_a_title_in_another_journal_may_be_another_print_of_it() -> None:
    assert "journal another" in veto(of_fields(source="Stone Letters", volume="3", issue=None, fpage="9"))


def test_a_short_common_title_never_matches_alone() -> None:
    query = read_query({"title": "Reply", "source": "J Quarry Med", "year": "1998"})
    assert "short title" in veto(compare(query, paper(title="Reply", publication_types=[])))


def test_a_title_alone_has_to_be_long_and_the_same_to_the_letter() -> None:
    assert veto(of_fields(**NOTHING_ELSE)) == ""
    assert (
        veto(of_fields(title="Qartz dust and stiff hands in stonemasons of two valleys", **NOTHING_ELSE))
        == "the title alone agrees"
    )
    alone = read_query({"title": "Dust, hands and masons tonight"})
    assert veto(compare(alone, paper(title="Dust, hands and masons tonight"))) == "the title alone agrees"


def test_a_title_that_says_more_is_another_title() -> None:
    longer = f"Van der Steen AB. Cost of {PRINTED.partition('. ')[2]}"
    assert (of_text(longer).title or 0) < 1


def test_a_citation_without_a_title_needs_everything_else() -> None:
    assert veto(of_fields(title=None)) == ""
    assert veto(of_fields(title=None, source=None)) != ""


@pytest.mark.parametrize(
    "kind", ["Published Erratum", "Retraction of Publication", "Comment", "Meeting Abstract", "Preprint"]
)
def test_what_is_beside_a_paper_is_not_matched_unless_the_citation_says_so(kind: str) -> None:
    types = [{"id": "", "name": kind}]
    elsewhere = compare(Query(PRINTED), paper(publication_types=types, pages="400"))
    assert "notice" in veto(elsewhere)
    said = {"Published Erratum": "Erratum", "Retraction of Publication": "Retraction", "Comment": "Comment"}.get(
        kind, kind
    )
    named = compare(
        Query(f"{said}. {PRINTED.replace('123-9', '400')} [{kind} abstract]"),
        paper(publication_types=types, pages="400"),
    )
    assert "notice" not in veto(named)


def test_a_printed_identifier_of_another_paper_is_not_trusted() -> None:
    query = Query("Nobody N. On the frogs of Borneo and their songs. Frog J 2011;5:1-9. PMID: 101")
    query.fields  # noqa: B018 (parsed)
    assert "printed identifier" in veto(compare(query, paper()))


def either(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([None, *values])


@given(
    st.fixed_dictionaries(
        {
            "title": either("Quartz dust and stiff hands in stonemasons of two valleys", "Quartz dust", "Reply"),
            "authors": either(["van der Steen AB"], ["Steen C", "Müller C"], ["Müller C"], ["Nobody"]),
            "source": either("J Quarry Med", "Journal of Quarry Medicine", "Brain"),
            "year": either("1998", "1997", "1999", "2009"),
            "volume": either("12", "3", "99"),
            "issue": either("3", "12"),
            "fpage": either("123", "e123", "500"),
        }
    ),
    st.fixed_dictionaries(
        {
            "volume": either("12"),
            "issue": either("3"),
            "pages": either("123-129"),
            "authors": st.sampled_from([[], AUTHORS]),
        }
    ),
)
def test_the_short_way_finds_what_the_long_way_finds(fields: dict[str, Any], of_paper: dict[str, Any]) -> None:
    try:
        query = read_query({name: value for name, value in fields.items() if value})
    except InputError:
        return
    one = paper(**of_paper)
    short = compare(query, one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aetia.resolve.evidence._at_once", lambda *_: None)
        assert compare(query, one) == short
