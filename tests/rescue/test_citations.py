"""One printed citation becomes fields with spans and confidences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import InputError
from aetia.rescue.citations import CITATION_LIMIT, page_numbers, parse_citation, propose_pages

STYLES = [
    (
        "Aberer E, Breier F, Stanek G, and Schmidt B. Success and failure in treatment. Infection 1996; 24: 85-87.",
        {"authors": ["Aberer E", "Breier F", "Stanek G", "Schmidt B"], "title": "Success and failure in treatment",
         "journal": "Infection", "year": 1996, "volume": "24", "pages": "85-87"},
    ),
    (
        "Nicolle, L. E., Gupta, K., & Bradley, S. F. (2019). Clinical practice guideline for bacteriuria. "
        "Clinical Infectious Diseases, 68(10), e83–e110. https://doi.org/10.1093/cid/ciy1121",
        {"authors": ["Nicolle, L. E.", "Gupta, K.", "Bradley, S. F."], "journal": "Clinical Infectious Diseases",
         "volume": "68", "issue": "10", "pages": "e83–e110", "doi": "10.1093/cid/ciy1121", "year": 2019},
    ),
    (
        'Carah, Jennifer K et al. “High Time for Conservation.” Bioscience vol. 65,8 (2015): 822-829.',
        {"authors": ["Carah, Jennifer K"], "title": "High Time for Conservation", "journal": "Bioscience", "volume": "65",
         "issue": "8", "pages": "822-829", "year": 2015},
    ),
    (
        "Cummings, S.R. and Nevitt, M.C., 1989. A hypothesis: The causes of hip fracture. J Gerontol Med Sci, 44:M107-M111.",
        {"authors": ["Cummings, S.R.", "Nevitt, M.C."], "title": "A hypothesis: The causes of hip fracture",
         "journal": "J Gerontol Med Sci", "volume": "44", "pages": "M107-M111", "year": 1989},
    ),
    (
        "Microbiome dysbiosis in systemic sclerosis skin. Arthritis Research & Therapy 6th February, 2019; 21:49",
        {"journal": "Arthritis Research & Therapy", "year": 2019, "month": 2, "day": 6, "volume": "21", "pages": "49"},
    ),
    (
        "Albert S, Brade V. Lyme arthritis in a 12-year-old patient. Infection 1999; 27(4- 5): 286-288.",
        {"issue": "4-5", "pages": "286-288", "volume": "27"},
    ),
    (
        "Müller K, Schmidt H u. a.: Infektionen und Sklerodermie. Dtsch Med Wochenschr. 1999 Juni;124(3):146-9.",
        {"authors": ["Müller K", "Schmidt H"], "month": 6, "journal": "Dtsch Med Wochenschr", "pages": "146-9"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STYLES)
def test_common_styles_are_read(text: str, expected: dict[str, object]) -> None:
    citation = parse_citation(text)
    assert {name: citation.fields.get(name) for name in expected} == expected


@pytest.mark.parametrize(("text", "expected"), STYLES)
def test_every_field_has_a_span_and_a_confidence(text: str, expected: dict[str, object]) -> None:
    citation = parse_citation(text)
    assert set(citation.fields) == set(citation.spans) == set(citation.confidence)
    for name, (start, end) in citation.spans.items():
        assert 0 <= start < end <= len(text), name
        assert 0 < citation.confidence[name] <= 1


def test_a_question_mark_inside_a_title_does_not_end_it() -> None:
    text = (
        "Borrelia-associated morphea: a type of scleroderma? Results of a cohort analysis and three cases. "
        "We observed an association. J. C. Prinz. Journal of Clinical Pathology."
    )
    citation = parse_citation(text, finding=True)
    assert (
        citation.get("title")
        == "Borrelia-associated morphea: a type of scleroderma? Results of a cohort analysis and three cases"
    )
    assert citation.get("finding") == "We observed an association."
    assert citation.names() == ["J. C. Prinz"]


def test_a_journal_may_have_brackets() -> None:
    citation = parse_citation(
        "Drug-induced lupus. Aguirre Zamorano MA. (PubMed) Med Clin (Barc), 2010 Jun 19;135(3):124-129."
    )
    assert citation.get("journal") == "Med Clin (Barc)"
    assert citation.names() == ["Aguirre Zamorano MA"]
    assert citation.get("source_label") == "PubMed"


def test_a_lost_dash_is_proposed_and_the_print_is_kept() -> None:
    citation = parse_citation("Smith J. A title of a paper. Infection 1999;27:14636.")
    assert citation.get("pages") == "14636"
    assert citation.proposals == {"pages": "1463-6"}
    assert propose_pages("590444") is None
    assert propose_pages("10891104") == "1089-1104"
    assert propose_pages("163") is None


def test_page_ranges_are_filled_up() -> None:
    assert page_numbers("553-7") == ("", 553, 557)
    assert page_numbers("e831–e842") == ("e", 831, 842)
    assert page_numbers("163") is None


def test_csl_json_holds_what_was_printed() -> None:
    item = parse_citation(STYLES[0][0]).to_csl()
    assert item["type"] == "article-journal"
    assert item["author"] == [
        {"family": "Aberer", "given": "E"}, {"family": "Breier", "given": "F"}, {"family": "Stanek", "given": "G"},
        {"family": "Schmidt", "given": "B"},
    ]  # fmt: skip
    assert item["issued"] == {"date-parts": [[1996]]}
    assert item["page"] == "85-87"


@pytest.mark.parametrize("text", [None, "", "   ", "....", "12 34", "\x00", "l||! 0CR n01se ;;; (((", "None"])
def test_bad_input_never_raises(text: str | None) -> None:
    assert parse_citation(text).text == (text or "")


def test_ten_megabytes_are_refused_with_the_limit_named() -> None:
    with pytest.raises(InputError, match=str(CITATION_LIMIT)):
        parse_citation("Smith J. " * 1_200_000)


@pytest.mark.parametrize(
    "piece",
    [
        "Aa, B., ",
        "A. ",
        "12:12 ",
        "2004;12(3):",
        "(",
        '"',
        "The Society of ",
        "et al. ",
        "Jan 2004 ",
        "a.b/",
        "[doi",
        "10.1234/a \n",
    ],
)
@pytest.mark.parametrize("finding", [True, False])
def test_time_is_bounded_for_any_repetition(piece: str, *, finding: bool) -> None:
    text = (piece * CITATION_LIMIT)[:CITATION_LIMIT]
    started = time.process_time()
    parse_citation(text, finding=finding)
    assert time.process_time() - started < 6


@given(st.text(max_size=300))
def test_any_text_gives_spans_that_lie_in_it(text: str) -> None:
    citation = parse_citation(text, finding=True)
    for start, end in citation.spans.values():
        assert 0 <= start < end <= len(text)
