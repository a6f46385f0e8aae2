"""Printed references: matched, ambiguous or unmatched, and none left without an answer."""

from __future__ import annotations

import pytest
from tests.services import Service, busy
from tests.sources.eutils.ncbi import Ncbi

from aetia.errors import InputError, PartialAnswer, ServiceError
from aetia.sources.eutils import EUtils, PrintedReference


def test_three_outcomes(ncbi: Ncbi, eutils: EUtils) -> None:
    asked = [
        PrintedReference("proc natl acad sci u s a", "1991", "88", "3248", "mann bj"),
        PrintedReference("unknown", "1987", "235", "182", "palmenberg ac"),
        PrintedReference("many", "1999"),
        PrintedReference("two", "1999"),
        PrintedReference("lancet", "2001", "1", "NOT_FOUND"),
    ]
    found = eutils.match_citations(asked)
    assert [match.outcome for match in found] == ["matched", "unmatched", "ambiguous", "ambiguous", "unmatched"]
    assert [match.pmid for match in found] == ["3248", None, None, None, None]
    assert found[3].candidates == ("11", "12")
    assert found[2].said == "AMBIGUOUS (34 citations)"
    assert [match.printed for match in found] == asked


def test_what_would_end_a_field_is_taken_out(ncbi: Ncbi, eutils: EUtils) -> None:
    [match] = eutils.match_citations([PrintedReference("a|b\rc", "1991", "1", "77", "x|y")])
    assert match.pmid == "77"
    assert ncbi.service.calls[0].params["bdata"] == "a b c|1991|1|77|x y|r0|"


def test_a_line_at_which_ncbi_stops_does_not_cost_the_others_their_answer(ncbi: Ncbi, eutils: EUtils) -> None:
    asked = [
        PrintedReference("a", first_page="1"),
        PrintedReference("stop here"),
        PrintedReference("b", first_page="2"),
    ]
    with pytest.raises(PartialAnswer, match="answered 2 of 3 references") as caught:
        eutils.match_citations(asked)
    assert caught.value.missing == ("stop here",)
    del asked[1]
    assert [match.pmid for match in eutils.match_citations(asked)] == ["1", "2"]


def test_ncbi_that_stays_silent_is_not_asked_line_by_line(service: Service, eutils: EUtils, ncbi: Ncbi) -> None:
    service.on("/ecitmatch.cgi", "")
    with pytest.raises(PartialAnswer, match="answered 0 of 50 references"):
        eutils.match_citations([PrintedReference("a", first_page=str(number)) for number in range(50)])
    assert len(service.calls) <= 16


def test_many_are_asked_in_batches(ncbi: Ncbi, eutils: EUtils) -> None:
    asked = [PrintedReference("a", first_page=str(number)) for number in range(1, 251)]
    assert [match.pmid for match in eutils.match_citations(asked)] == [str(number) for number in range(1, 251)]
    assert len(ncbi.service.calls) == 3


def test_a_reference_without_a_journal_is_refused(eutils: EUtils) -> None:
    with pytest.raises(InputError, match="no journal"):
        eutils.match_citations([PrintedReference(" | ", "1999")])


def test_a_bad_day_is_not_unmatched(service: Service, eutils: EUtils) -> None:
    service.on("/ecitmatch.cgi", busy())
    with pytest.raises(ServiceError):
        eutils.match_citations([PrintedReference("a")])
    service.on("/ecitmatch.cgi", "<html>oops</html>")
    with pytest.raises(ServiceError):
        eutils.match_citations([PrintedReference("a")])


def test_nothing_asked_is_nothing_answered(eutils: EUtils) -> None:
    assert eutils.match_citations([]) == []
