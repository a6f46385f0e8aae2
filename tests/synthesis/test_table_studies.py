"""Lines of a table as studies: each one pooled, or listed with the reason; nothing is lost and nothing is guessed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.errors import SynthesisError
from aetia.synthesis.converted_rows import Target
from aetia.synthesis.study_rows import NotPooled, StudySet
from aetia.synthesis.table_studies import studies_of_table


@pytest.fixture
def table(tmp_path: Path) -> object:
    def make(text: str, **options: object) -> StudySet:
        path = tmp_path / "studies.csv"
        path.write_text(text, encoding="utf-8")
        return studies_of_table(path, **options)  # type: ignore[arg-type]

    return make


def only(found: StudySet) -> NotPooled:
    [other] = found.not_pooled
    return other


def test_a_difference_with_its_limits_gets_the_standard_error_of_the_handbook(table) -> None:  # type: ignore[no-untyped-def]
    row = table("study,MD,lower,upper\nDoe,-3,-5,-1\n").rows[0]
    assert (row.y, row.measure) == (-3, "MD")
    assert math.sqrt(row.v) == pytest.approx(2 / 1.959963984540054)
    assert "Cochrane Handbook, section 6.3" in row.how
    assert "95 % interval made with the normal distribution" in row.assumption


def test_an_interval_at_another_level_is_said_by_a_column_or_in_print(table) -> None:  # type: ignore[no-untyped-def]
    column = table("study,or,lower,upper,level\nDoe,1.5,1.1,2.05,90\n").rows[0]
    printed = table("study,OR (95% CI)\nDoe,1.5 (90% CI 1.1 to 2.05)\n").rows[0]
    assert column.v == printed.v
    assert column.v > table("study,or,lower,upper\nDoe,1.5,1.1,2.05\n").rows[0].v


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Roe,MD,-3,-1,-5", "swapped"),
        ("Roe,MD,9,-5,-1", "do not hold the value"),
        ("Roe,MD,1,1,1", "equal"),
        ("Roe,OR,-3,1,2", "above 0"),
        ("Roe,ORR,3,1,2", "unknown effect measure 'ORR'"),
        ("Overall,OR,1.5,1.2,1.9", "a line of totals"),
    ],
)
def test_a_line_at_fault_is_listed_with_its_reason(table, line: str, words: str) -> None:  # type: ignore[no-untyped-def]
    found = table(f"study,measure,estimate,lower,upper\nDoe,OR,1.5,1.1,2\nMoe,aOR,2,1,4\n{line}\n")
    assert [row.measure for row in found.rows] == ["OR", "OR"]
    assert words in only(found).reason
    assert only(found).where == "studies.csv:4"
    assert only(found).remedy


def test_a_misprint_that_is_marked_is_not_pooled(table) -> None:  # type: ignore[no-untyped-def]
    found = table(
        "study,or,lower,upper,misprint\nDoe,1.5,1.1,2,\nRoe,1.5,1.1,2,the upper limit is that of another row\n"
    )
    assert only(found).reason == "a misprint: the upper limit is that of another row"
    assert only(found).direction is None


def test_each_line_is_taken_on_the_scale_of_its_own_measure(table) -> None:  # type: ignore[no-untyped-def]
    text = "study,measure,estimate,lower,upper\nDoe,OR,2,1,4\nRoe,MD,2,1,3\nPoe,MD,3,1,5\n"
    differences = table(text)
    assert (differences.measure, [row.y for row in differences.rows]) == ("MD", [2, 3])
    assert only(differences).remedy == "Pool it apart, with --measure OR"
    ratios = table(text, measure="OR")
    assert [row.y for row in ratios.rows] == [pytest.approx(math.log(2))]
    assert [other.label for other in ratios.not_pooled] == ["Roe", "Poe"]


def test_a_ratio_without_limits_is_helped_out_by_its_counts(table) -> None:  # type: ignore[no-untyped-def]
    text = "study,or,lower,upper,ai,n1i,ci,n2i\nDoe,1.5,1,2,,,,\nRoe,,,,5,10,2,20\nPoe,2,,,,,,\n"
    found = table(text)
    assert [row.y for row in found.rows] == pytest.approx([math.log(1.5), math.log(5 * 18 / (5 * 2))])
    assert "no estimate can be made: 'lower', 'upper', 'ai'" in only(found).reason
    assert only(found).direction == 1


def test_fractions_and_log_rank_sums_make_estimates(table) -> None:  # type: ignore[no-untyped-def]
    fractions = table("study,Cases,Controls\nDoe,38/119 (31.9%),2/65\nRoe,12/10,1/2\n")
    assert fractions.rows[0].table == (38, 81, 2, 63)
    assert "larger than its group" in only(fractions).reason
    log_rank = table("trial,OmE,V\nDoe,-3.2,4\nRoe,1,0\n")
    assert (log_rank.rows[0].y, log_rank.rows[0].v, log_rank.measure) == (-0.8, 0.25, "HR")
    assert "Yusuf and others 1985" in log_rank.rows[0].how


def test_zeros_are_corrected_by_the_rule_that_is_asked_for(table) -> None:  # type: ignore[no-untyped-def]
    text = "study,ai,n1i,ci,n2i\nDoe,0,10,2,20\nRoe,5,10,2,20\n"
    [zero, whole] = table(text).rows
    assert "½ added to every cell" in zero.how
    assert "added" not in whole.how
    assert all("added" in row.how for row in table(text, zeros="every").rows)
    assert only(table(text, zeros="none")).label == "Doe"


@pytest.mark.parametrize(
    ("column", "cell", "flag"),
    [
        ("standing", "Retracted", "retracted"),
        ("standing", "expression of concern", "concern"),
        ("standing", "not retracted", ""),
        ("standing", "retracted and replaced", ""),
        ("standing", "withdrawn", "retracted"),
        ("retracted", "yes", "retracted"),
        ("retracted", "no", ""),
        ("concern", "TRUE", "concern"),
    ],
)
def test_flags_are_read_in_the_words_that_people_use(table, column: str, cell: str, flag: str) -> None:  # type: ignore[no-untyped-def]
    assert table(f"study,yi,vi,{column}\nDoe,1,1,{cell}\n").rows[0].flag == flag


def test_a_year_is_a_year_and_nothing_else(table) -> None:  # type: ignore[no-untyped-def]
    found = table("study,year,yi,vi\nDoe,1998,1,1\nRoe,2011.0,1,2\nPoe,-8.5,1,3\nMoe 1999,1999,1,4\n")
    assert [row.label for row in found.rows] == ["Doe 1998", "Roe 2011", "Poe", "Moe 1999"]
    assert [row.year for row in found.rows] == [1998, 2011, None, 1999]


def test_several_rows_of_one_name_are_told_in_one_note(table) -> None:  # type: ignore[no-untyped-def]
    rows = "".join(f"s{index % 8},{index},0.1\n" for index in range(16))
    [note] = [note for note in table("study,yi,vi\n" + rows).notes if "one name" in note]
    assert "s0, s1, s2, s3, s4 and 3 more" in note


def test_one_row_speaks_for_each_study_by_the_stated_rule_and_the_others_are_listed(table) -> None:  # type: ignore[no-untyped-def]
    text = (
        "study,or,lower,upper,adjusted for,follow-up\n"
        "Doe,3.0,2.0,4.5,,10 years\nDoe,2.0,1.0,4.0,\"age, sex\",5 years\nDoe,1.9,1.0,3.6,\"age, sex\",8 years\n"
        "Roe,1.5,1.0,2.2,none,\nRoe,1.4,1.1,1.8,none,\n"
    )  # fmt: skip
    found = table(text, one_each=True)
    assert [row.y for row in found.rows] == pytest.approx([math.log(1.9), math.log(1.4)])
    assert all("chosen from" in row.how for row in found.rows)
    assert len(found.not_pooled) == 3
    assert "most adjusted, then longest follow-up, then largest" in found.not_pooled[0].reason
    assert "studies.csv:4" in found.not_pooled[0].reason


def test_conversions_carry_formula_source_and_assumption(table) -> None:  # type: ignore[no-untyped-def]
    odds = table("study,or,lower,upper\nDoe,3,1.5,6\n", target=Target("RR", 0.2)).rows[0]
    assert math.exp(odds.y) == pytest.approx(3 / (1 - 0.2 + 0.2 * 3))
    assert "OR / (1 − p₀ + p₀ OR) (Zhang & Yu 1998; Grant 2014)" in odds.how
    assert "a risk of 0.2 among the unexposed" in odds.assumption
    assert "McNutt" in odds.assumption
    difference = table("study,smd,se\nDoe,0.5,0.1\n", target=Target("OR")).rows[0]
    assert (difference.y, math.sqrt(difference.v)) == pytest.approx((0.5 * math.pi / 3**0.5, 0.1 * math.pi / 3**0.5))
    assert "Hasselblad & Hedges 1995" in difference.how


def test_measures_with_a_formula_between_them_are_pooled_after_conversion_and_others_listed(table) -> None:  # type: ignore[no-untyped-def]
    text = "study,measure,yi,vi\nDoe,OR,0.7,0.1\nRoe,SMD,0.4,0.1\nPoe,MD,3,1\n"
    found = table(text, target=Target("OR"))
    assert [row.measure for row in found.rows] == ["OR", "OR"]
    assert only(found).reason == "there is no formula from MD to OR"
    with pytest.raises(SynthesisError, match="it takes the risk of those not exposed"):
        table(text, target=Target("RR"))
    for wrong in (("HR", None), ("RR", 1.5)):
        with pytest.raises(SynthesisError):
            Target(*wrong)


def test_a_table_without_anything_to_pool_still_has_directions(table) -> None:  # type: ignore[no-untyped-def]
    found = table("study,OR,lower,upper\nDoe,1.8,,\nRoe,0.7,,\n")
    assert found.rows == ()
    assert [other.direction for other in found.not_pooled] == [1, -1]
    told = table("study,yi,vi,direction\nDoe,,,for\nRoe,,,↓\nPoe,,,mixed\n")
    assert [other.direction for other in told.not_pooled] == [1, -1, 0]
    with pytest.raises(SynthesisError, match="no study can be pooled"):
        table("study,OR,lower,upper\nDoe,3,4,5\n")


cell = st.sampled_from(
    [
        "",
        "NA",
        "0",
        "1",
        "-1",
        "0.5",
        "2",
        "1e9",
        "1e300",
        "1,234",
        "12%",
        "x",
        "inf",
        "3/10",
        "1.5 (1 to 2)",
        "OR",
        "MD",
    ]
)


@given(
    st.sampled_from(
        ["yi,vi", "or,lower,upper", "ai,n1i,ci,n2i", "x1i,t1i,x2i,t2i", "m1i,sd1i,n1i,m2i,sd2i,n2i", "ri,ni"]
    ),
    st.lists(st.lists(cell, min_size=7, max_size=7), min_size=1, max_size=6),
)
@settings(deadline=None)
def test_whatever_stands_in_the_cells_every_line_is_pooled_or_listed(
    tmp_path_factory: pytest.TempPathFactory, header: str, cells: list[list[str]]
) -> None:
    width = header.count(",") + 1
    lines = [",".join([f"s{index}", *(f'"{each}"' for each in row[:width])]) for index, row in enumerate(cells)]
    path = tmp_path_factory.mktemp("cells") / "studies.csv"
    path.write_text(f"study,{header}\n" + "\n".join(lines), encoding="utf-8")
    try:
        found = studies_of_table(path)
    except SynthesisError:
        return
    places = [row.where for row in found.rows] + [other.where for other in found.not_pooled]
    assert sorted(places) == [f"studies.csv:{index + 2}" for index in range(len(cells))]
    assert all(other.reason for other in found.not_pooled)
