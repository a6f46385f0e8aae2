"""A whole analysis: what is asked for or refused, both ways with flagged studies, and the sources of everything."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.synthesis.reference_data import ALLOCATION, BCG, LATITUDE, V, Y

from aetia.errors import SynthesisError
from aetia.synthesis.analysis import Settings, analyse
from aetia.synthesis.analysis_json import to_json, to_json_without_pool
from aetia.synthesis.analysis_text import WIDTH, lines, lines_without_pool
from aetia.synthesis.e_value import EValue, e_value, e_value_of_difference
from aetia.synthesis.mantel_haenszel import mantel_haenszel
from aetia.synthesis.measures import MEASURES
from aetia.synthesis.regression import MetaRegression
from aetia.synthesis.study_rows import NotPooled, StudyRow, StudySet


def studies(measure: str = "OR", **fields: Any) -> StudySet:
    """The BCG trials; *fields* give each a value of a StudyRow's attribute."""
    rows = tuple(
        StudyRow(
            f"Trial {i}", f"bcg.csv:{i + 2}", measure, Y[i], V[i], MEASURES[measure].source if measure in MEASURES else "given",
            "an assumption", table=(a, b, c, d), **{name: values[i] for name, values in fields.items()},
        )
        for i, (a, b, c, d) in enumerate(BCG)
    )  # fmt: skip
    return StudySet("bcg.csv", rows, (), measure, "thirteen trials", {"file": "bcg.csv"})


FLAGS = ["retracted", "concern", *[""] * 11]


@pytest.mark.parametrize("measure", ["RR", "RD", "IRR", "SMD"])
def test_peto_pools_odds_ratios_and_nothing_else(measure: str) -> None:
    with pytest.raises(SynthesisError, match=f"this is {measure}"):
        analyse(studies(measure), Settings(combination="peto"))
    assert analyse(studies("OR"), Settings(combination="peto")).fixed is not None


def test_the_pool_with_and_without_flagged_studies_is_made_by_the_method_that_was_asked_for() -> None:
    found = analyse(studies("OR", flag=FLAGS), Settings(combination="mantel-haenszel"))
    assert [variant.k for variant in found.variants] == [13, 12, 11]
    everything, without, least = (variant.fixed for variant in found.variants)
    assert everything is not None
    assert without is not None
    assert least is not None
    assert everything.mean == pytest.approx(mantel_haenszel(BCG).mean)
    assert least.mean == pytest.approx(mantel_haenszel(BCG[2:]).mean)
    assert without.mean == found.main.mean
    document = to_json(found)
    assert [each["result"]["y"] for each in document["with_and_without"]] == pytest.approx(
        [everything.mean, without.mean, least.mean], abs=1e-5
    )
    assert document["by_inverse_variance"]["k"] == 12


def test_both_ways_are_shown_also_where_no_study_is_flagged() -> None:
    assert any("none is retracted or under concern" in line for line in lines(analyse(studies())))
    assert [each["name"] for each in to_json(analyse(studies()))["with_and_without"]] == ["all studies"]


def test_every_number_comes_with_the_source_and_the_assumption_of_its_formula() -> None:
    found = analyse(studies("RR", group=ALLOCATION), Settings(moderators=()))
    document = to_json(found)
    parts = {method["part"] for method in document["methods"]}
    assert {"weights", "τ²", "interval of the mean", "limits of τ²", "prediction interval", "Q, I², H²"} <= parts
    assert {"single studies", "small studies", "subgroups", "E-value", "directions"} <= parts
    assert all(method["source"] and method["assumes"] for method in document["methods"])
    assert all(study["source"] and study["assumption"] for study in document["studies"])
    text = "\n".join(lines(found))
    for words in (
        "Katz and others 1978",
        "Viechtbauer 2005",
        "Röver, Knapp & Friede 2015",
        "VanderWeele & Ding 2017",
        "H² =",
    ):
        assert words in text


def test_every_measure_names_its_source_and_assumption() -> None:
    assert [name for name, measure in MEASURES.items() if not (measure.source and measure.assumption)] == []


def test_the_text_fits_a_terminal_of_a_hundred_columns() -> None:
    found = analyse(
        studies("RR", group=ALLOCATION, flag=FLAGS, year=[1950 + i for i in range(13)], moderators=[(str(x),) for x in LATITUDE]),
        Settings(moderators=("latitude",)),
    )  # fmt: skip
    assert [line for line in lines(found, details=True) if len(line) > WIDTH] == []


def test_details_show_each_study_left_out_and_the_pool_as_studies_came_in() -> None:
    found = analyse(studies(year=[1950 + i for i in range(13)]))
    text = "\n".join(lines(found, details=True))
    for words in ("without each study:", "influence:", "as studies came in:"):
        assert words in text
        assert words not in "\n".join(lines(found))
    assert "no year is known of every study" in "\n".join(lines(analyse(studies()), details=True))


def test_i2_and_h2_have_the_limits_that_follow_from_those_of_tau2() -> None:
    found = analyse(studies("RR"))
    assert found.tau2_limits == pytest.approx((0.1197, 1.1115), abs=6e-5)
    assert found.i2_limits == pytest.approx((81.9177, 97.6781), abs=5e-3)
    assert found.h2_limits == pytest.approx((5.5303, 43.0677), abs=5e-3)
    assert to_json(found)["i2_interval"] == pytest.approx([81.9177, 97.6781], abs=5e-3)
    assert "I² = 92 % (82 to 98); H² = 12.9 (5.53 to 43.1)" in "\n".join(lines(found))
    assert analyse(studies("RR"), Settings(model="common")).i2_limits is None


# E-values


def test_an_e_value_fits_its_measure() -> None:
    def of(measure: str, **settings: Any) -> EValue:
        found = analyse(studies(measure), Settings(**settings)).e_value
        assert isinstance(found, EValue)
        return found

    assert of("RR").conversion == ""
    assert "rare" in of("OR").conversion
    assert of("PETO").estimate == of("OR").estimate
    common = of("OR", baseline_risk=0.3)
    assert "common" in common.conversion
    assert common.estimate < of("OR").estimate
    assert of("OR", baseline_risk=0.01).estimate == of("OR").estimate
    assert "several kinds" in of("ratio").conversion
    reason = analyse(studies("MD")).e_value
    assert isinstance(reason, str)
    assert "needs a ratio or a standardised difference" in reason


def test_the_e_value_is_that_of_the_main_result() -> None:
    found = analyse(studies("OR"), Settings(combination="mantel-haenszel"))
    assert found.fixed is not None
    assert isinstance(found.e_value, EValue)
    assert found.e_value.estimate == pytest.approx(e_value(*(math.exp(x) for x in _limits(found.fixed))).estimate)


def _limits(fixed: Any) -> tuple[float, float, float]:
    return fixed.mean, fixed.low, fixed.high


def test_a_standardised_difference_is_taken_as_a_risk_ratio() -> None:
    found = e_value_of_difference(0.5, 0.1)
    ratio, low = math.exp(0.91 * 0.5), math.exp(0.91 * 0.5 - 1.78 * 0.1)
    assert found.estimate == pytest.approx(ratio + math.sqrt(ratio * (ratio - 1)))
    assert found.limit == pytest.approx(low + math.sqrt(low * (low - 1)))
    assert "exp(0.91 d)" in found.conversion
    for d, se in ((math.nan, 1.0), (0.5, 0.0), (1e9, 1.0)):
        with pytest.raises(SynthesisError):
            e_value_of_difference(d, se)


def test_ratios_beyond_all_measure_are_pooled_and_have_no_e_value() -> None:
    rows = tuple(StudyRow(name, name, "OR", y, 1.0, "given") for name, y in (("Doe", 1000.0), ("Roe", 1100.0)))
    found = analyse(StudySet("huge.csv", rows, (), "OR", "two", {}))
    assert found.e_value == "the ratio is too large for an E-value"
    assert all(len(line) <= WIDTH for line in lines(found))
    assert to_json(found)["result"]["value"] is not None


# Moderators


def regression(values: list[str]) -> MetaRegression | str | None:
    return analyse(studies(moderators=[(value,) for value in values]), Settings(moderators=("z",))).regression


def test_a_moderator_is_numbers_with_either_decimal_sign_or_words() -> None:
    point, comma = (regression([f"{x / 10}".replace(".", mark) for x in LATITUDE]) for mark in ".,")
    assert isinstance(point, MetaRegression)
    assert isinstance(comma, MetaRegression)
    assert comma.coefficients[1].value == point.coefficients[1].value
    words = regression(ALLOCATION)
    assert isinstance(words, MetaRegression)
    assert words.design.reference == {"z": "alternate"}


def test_a_moderator_with_a_gap_or_a_slip_names_the_study() -> None:
    gap = regression(["NA", *map(str, LATITUDE[1:])])
    assert gap == "Trial 0 (bcg.csv:2) has no z. Fill it in, or leave the study out"
    slip = regression(["4O", *map(str, LATITUDE[1:])])
    assert isinstance(slip, str)
    assert "z of Trial 0 (bcg.csv:2) is '4O', no number as the others are" in slip
    huge = regression(["1e300", *map(str, LATITUDE[1:])])
    assert isinstance(huge, str)
    assert "beyond what can be computed with" in huge


# Nothing to pool


def test_without_a_pool_there_are_directions_and_the_reasons() -> None:
    none = StudySet(
        "bare.csv", (), (NotPooled("Doe", "bare.csv:2", "'lower' is empty", direction=1),), "OR", "OR from ratio", {}
    )
    with pytest.raises(SynthesisError, match="no study gives an estimate"):
        analyse(none)
    text = "\n".join(lines_without_pool(none))
    assert "all studies" in text
    assert "not pooled: Doe (bare.csv:2): 'lower' is empty" in text
    document = to_json_without_pool(none)
    assert document["result"] is None
    assert document["without_pooling"]["groups"][0]["more"] == 1
    assert document["not_pooled"][0]["direction"] == 1


def test_where_every_study_is_flagged_it_is_said() -> None:
    with pytest.raises(SynthesisError, match="every study is flagged"):
        analyse(studies(flag=["retracted"] * 13))
