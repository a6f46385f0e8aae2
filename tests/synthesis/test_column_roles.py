"""Which column is what: guessed rightly from names and cells, or refused with what to say."""

from __future__ import annotations

import pytest

from aetia.errors import SynthesisError
from aetia.synthesis.column_names import is_high, is_interval, is_low, is_printed, measure_named
from aetia.synthesis.column_roles import Layout, understand
from aetia.synthesis.tabular import parse_table


def layout(text: str, **options: object) -> Layout:
    return understand(parse_table(text), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("OR", "OR"),
        ("Adjusted OR (95 % CI)", "OR"),
        ("aHR [95%CI]", "HR"),
        ("Relative risk", "RR"),
        ("Hedges' g", "SMD"),
        ("logOR", "OR"),
        ("orci", "OR"),
        ("standardised incidence ratio", "SIR"),
        ("weight", ""),
        ("year", ""),
    ],
)
def test_a_header_names_its_measure(header: str, measure: str) -> None:
    assert measure_named(header) == measure


def test_limits_intervals_and_printed_estimates_are_known_by_their_pattern() -> None:
    assert all(
        is_low(name) for name in ("lower", "CI lower", "or.lb", "LCL", "95% CI low", "lowHR", "ll", "Untergrenze")
    )
    assert all(
        is_high(name) for name in ("upper", "CI upper", "or.ub", "UCL", "95% CI high", "uppHR", "ul", "Obergrenze")
    )
    assert not any(is_low(name) or is_high(name) for name in ("lower.das", "bmi.lb", "level", "follow-up"))
    assert is_interval("95% CI")
    assert not is_interval("OR 95% CI")
    assert is_printed("OR (95% CI)")
    assert not is_printed("95% CI")


@pytest.mark.parametrize(
    ("header", "cells", "numbers", "measure"),
    [
        ("study,Ee,Ne,Ec,Nc", "1,10,2,20", ("a", "n1", "c", "n2"), "OR"),
        ("study,xt,nt,xc,nc", "1,10,2,20", ("a", "n1", "c", "n2"), "OR"),
        ("author,Ne,Me,Se,Nc,Mc,Sc", "10,1.5,0.4,12,1.1,0.5", ("m1", "sd1", "n1", "m2", "sd2", "n2"), "SMD"),
        ("study,smd,se", "0.3,0.1", ("y", "se"), "SMD"),
        ("study,b,SE", "0.3,0.1", ("y", "se"), "additive"),
        ("study,OR,logOR,varlogOR", "1.5,0.405,0.1", ("y", "v"), "OR"),
        ("study,lnHR,selnHR", "0.3,0.1", ("y", "se"), "HR"),
        ("study,MD,lower,upper", "-3,-5,-1", ("y", "low", "high"), "MD"),
        ("study,HR,95% CI", '1.5,"0.9, 2.4"', ("ratio", "interval"), "HR"),
        ("study,Cases,Controls", "38/119,2/65", ("fraction1", "fraction2"), "OR"),
        ("study,cases,total", "12,400", ("x", "n"), "PLO"),
        ("study,r,n", "0.4,30", ("r", "n"), "ZCOR"),
        ("study,r,N", "23,361", ("x", "n"), "PLO"),
        ("trial,OmE,V", "-3.2,4.1", ("o_e", "v_oe"), "HR"),
        ("author,n,alpha,items", "80,0.9,10", ("alpha", "items", "n"), "ABT"),
        ("study,n,tval,preds", "80,2.1,3", ("t_statistic", "n", "predictors"), "ZPCOR"),
    ],
)
def test_columns_are_known_by_names_in_use(header: str, cells: str, numbers: tuple[str, ...], measure: str) -> None:
    found = layout(f"{header}\nDoe,{cells}\nRoe,{cells}\n")
    assert (found.way.numbers, found.measure) == (numbers, measure)


def test_cells_decide_where_a_name_may_mean_two_things() -> None:
    assert "level" not in layout("study,or,lower,upper,level\nDoe,1.5,1,2,high\n").beside
    assert layout("study,or,lower,upper,level\nDoe,1.5,1.1,2,90\n").names["level"] == "level"
    assert "measure" not in layout("study,yi,vi,measure\nDoe,1,1,HRSD\n").beside
    assert layout("study,yi,vi,measure\nDoe,1,1,Odds ratio\n").names["measure"] == "measure"


def test_a_misprint_among_correlations_is_left_to_its_line() -> None:
    lines = "\n".join(f"s{index},0.{index},30" for index in range(1, 9))
    assert layout(f"study,r,n\n{lines}\nDoe,4.2,30\n").way.numbers == ("r", "n")


def test_other_columns_to_the_same_measure_help_out_where_cells_are_empty() -> None:
    found = layout("study,or,lower,upper,ai,n1i,ci,n2i\nDoe,1.5,1,2,,,,\nRoe,,,,1,10,2,20\n")
    assert [way.numbers for way in found.instead] == [("a", "n1", "c", "n2")]
    assert "or else a, n1, c, n2" in found.sentence
    whole = layout("study,or,lower,upper,ai,n1i,ci,n2i\nDoe,1.5,1,2,1,10,2,20\n")
    assert whole.instead == ()


def test_lines_that_only_another_measure_could_use_are_told() -> None:
    text = "study,ai,n1i,ci,n2i,m1i,sd1i,m2i,sd2i\nDoe,1,10,2,20,,,,\nRoe,,10,,20,1.5,1,2,1\n"
    assert "1 of 2 lines have no OR but m1, sd1, n1, m2, sd2, n2: pool them with --measure SMD" in layout(text).notes


def test_an_estimate_that_may_be_a_ratio_or_a_difference_is_refused_until_said() -> None:
    text = "study,estimate,lower,upper\nDoe,1.8,0.9,3.6\n"
    with pytest.raises(SynthesisError, match="ratios as well as differences") as refusal:
        layout(text)
    assert "--measure" in (refusal.value.remedy or "")
    assert layout(text, measure="OR").way.numbers == ("ratio", "low", "high")
    assert layout(text, measure="MD").way.numbers == ("y", "low", "high")
    assert layout(text, said={"ratio": "estimate"}).measure == "ratio"
    assert layout("study,estimate,lower,upper\nDoe,-0.8,-1.9,0.3\n").measure == "additive"


def test_what_the_user_names_goes_before_what_is_guessed() -> None:
    text = "study,or,lower,upper,est,s\nDoe,1.5,1,2,0.4,0.1\n"
    assert layout(text).measure == "OR"
    said = layout(text, said={"y": "est", "se": "s"})
    assert (said.way.numbers, said.measure) == (("y", "se"), "additive")
    assert said.guessed == ("label",)


def test_a_measure_asked_for_must_fit_what_a_column_is_called() -> None:
    with pytest.raises(SynthesisError, match="HR cannot be made"):
        layout("study,OR,lower,upper\nDoe,1.5,1,2\n", measure="HR")
    assert layout("study,yi,vi\nDoe,1.5,1\n", measure="hazard ratio").measure == "HR"
    with pytest.raises(SynthesisError, match="unknown effect measure 'FOO'"):
        layout("study,yi,vi\nDoe,1.5,1\n", measure="FOO")


def test_any_measure_can_be_asked_for_with_its_numbers_named() -> None:
    text = "study,ni,ai,mi\nDoe,80,0.9,10\n"
    with pytest.raises(SynthesisError, match="AHW cannot be made"):
        layout(text, measure="AHW")
    found = layout(text, measure="AHW", said={"alpha": "ai", "items": "mi"})
    assert (found.way.numbers, found.measure) == (("alpha", "items", "n"), "AHW")
    changes = "study,m1,sd1,m2,sd2,n,r\nDoe,1,1,2,1,20,0.5\n"
    assert layout(changes, measure="SMCR").way.numbers == ("m1", "m2", "sd1", "n", "r")


def test_one_column_cannot_be_two_numbers_but_may_be_label_and_cluster() -> None:
    with pytest.raises(SynthesisError, match="cannot be y and v"):
        layout("study,yi\nDoe,1\n", said={"y": "yi", "v": "yi"})
    both = layout("study,yi,vi\nDoe,1,1\n", said={"cluster": "study"})
    assert both.names["label"] == both.names["cluster"] == "study"


def test_a_refusal_lists_what_was_understood_and_which_cells_do_not_fit() -> None:
    with pytest.raises(SynthesisError, match=r"label = 'study'.*cells do not fit: 'yi' as y, 'vi' as v") as refusal:
        layout("study,yi,vi\nDoe,high,low\n")
    assert "--column" in (refusal.value.remedy or "")


def test_a_label_is_a_column_of_words_where_there_is_one_and_else_the_first_that_names_lines() -> None:
    assert layout("study,author,yi,vi\n1,Doe,1,1\n2,Roe,1,1\n").names["label"] == "author"
    assert layout("study,yi,vi\n1,1,1\n").names["label"] == "study"
    assert layout("team,yi,vi\nBoston,1,1\nOakland,1,1\n").names["label"] == "team"
    assert "label" not in layout("arm,yi,vi\nold,1,1\nold,1,1\n").beside
