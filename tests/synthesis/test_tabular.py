"""Tables as people keep them: separators, decimal commas, percentages, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import SynthesisError
from aetia.synthesis.table_studies import studies_of_table
from aetia.synthesis.tabular import number, parse_table, read_table


def table_of(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "studies.csv"
    path.write_bytes(text.encode(encoding))
    return path


RATIOS = "Study;Year;OR;CI lower;CI upper\nDoe;2001;1,80;0,90;3,60\nRoe;2002;2,1;1,2;3,7\n"


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    found = studies_of_table(table_of(tmp_path, "\ufeff" + RATIOS))
    assert [row.label for row in found.rows] == ["Doe 2001", "Roe 2002"]
    assert found.measure == "OR"
    assert found.provenance["separator"] == ";"
    assert "numbers have decimal commas" in found.notes
    assert "low = 'CI lower'" in found.understood


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_other_encodings_are_read_and_said(tmp_path: Path, encoding: str) -> None:
    found = studies_of_table(table_of(tmp_path, RATIOS.replace("Doe", "Müller"), encoding))
    assert found.rows[0].label == "Müller 2001"
    assert any("read as" in note for note in found.notes)


def test_the_same_table_with_points_and_commas_gives_the_same_estimates(tmp_path: Path) -> None:
    commas = studies_of_table(table_of(tmp_path, RATIOS))
    points = studies_of_table(table_of(tmp_path, RATIOS.replace(",", ".").replace(";", ",")))
    assert [(row.y, row.v) for row in commas.rows] == [(row.y, row.v) for row in points.rows]


def test_an_estimate_printed_in_one_cell_is_taken_apart(tmp_path: Path) -> None:
    text = 'Study,OR (95% CI)\nDoe,1.8 (0.9 to 3.6)\nRoe,"2,1 [1,2; 3,7]"\nPoe,1.5 (95% CI 0.7–3.2)\nMoe,about 2\n'
    found = studies_of_table(table_of(tmp_path, text))
    assert [row.label for row in found.rows] == ["Doe", "Roe", "Poe"]
    assert found.not_pooled[0].label == "Moe"
    assert "no estimate with its limits" in found.not_pooled[0].reason


def test_counts_with_group_sizes_make_odds_ratios_and_other_measures_on_request(tmp_path: Path) -> None:
    path = table_of(tmp_path, "study,ai,n1i,ci,n2i\nDoe,38,119,2,65\nRoe,0,40,3,50\n")
    assert studies_of_table(path).measure == "OR"
    assert "½ added" in studies_of_table(path).rows[1].how
    assert studies_of_table(path, measure="RR").rows[0].table == (38, 81, 2, 63)
    with pytest.raises(SynthesisError, match="SMD cannot be made"):
        studies_of_table(path, measure="SMD")


def test_a_percentage_becomes_the_one_count_that_fits_it(tmp_path: Path) -> None:
    found = studies_of_table(table_of(tmp_path, "study,ai,n1i,ci,n2i\nDoe,31.9%,119,3.1%,65\nRoe,31.5%,119,3.1%,65\n"))
    assert found.rows[0].table == (38, 81, 2, 63)
    assert "fits no count" in found.not_pooled[0].reason


def test_a_percentage_that_fits_two_counts_is_refused(tmp_path: Path) -> None:
    found = studies_of_table(table_of(tmp_path, "study,ai,n1i,ci,n2i\nDoe,38,119,2,65\nRoe,32%,1190,3%,650\n"))
    assert "fits" in found.not_pooled[0].reason


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Roe,2002,2.0,3.7,1.2", "swapped"),
        ("Roe,2002,9.0,1.2,3.7", "do not hold"),
        ("Roe,2002,2.0,2.0,2.0", "no width"),
        ("Roe,2002,0,0,3", "above 0"),
        ("Roe,2002,inf,1,3", "not finite"),
        ("Roe,2002,x,1,3", "is no number"),
        ("Roe,2002,2,1,3,4,5", "7 cells under 5 columns"),
        ("Roe,2002,1e999,1,3", "not finite"),
        ("Roe,2002,,1,3", "is empty"),
        ("Roe,2002,NaN,1,3", "is empty"),
        ('Roe,2002,"1,234",1,3', "two ways"),
        ("Roe,2002", "is empty"),
    ],
)
def test_a_line_at_fault_is_listed_with_its_place_and_the_rest_goes_on(tmp_path: Path, line: str, words: str) -> None:
    text = f"study,year,or,lower,upper\nDoe,2001,1.8,0.9,3.6\n{line}\n"
    found = studies_of_table(table_of(tmp_path, text))
    assert len(found.rows) == 1
    [other] = found.not_pooled
    assert (other.label, other.where) == ("Roe 2002", "studies.csv:3")
    assert words in other.reason
    assert other.remedy


def test_mixed_measures_are_pooled_apart(tmp_path: Path) -> None:
    text = "study,measure,yi,vi\nDoe,OR,0.5,0.1\nRoe,HR,0.4,0.1\nPoe,SMD,0.2,0.1\n"
    found = studies_of_table(table_of(tmp_path, text))
    assert (found.measure, len(found.rows)) == ("ratio", 2)
    assert "SMD, not pooled with ratio" in found.not_pooled[0].reason


def test_a_standard_error_of_zero_and_a_count_above_its_group_are_listed(tmp_path: Path) -> None:
    found = studies_of_table(table_of(tmp_path, "study,yi,sei\nDoe,0.5,0.1\nRoe,0.4,0\n"))
    assert "not above 0" in found.not_pooled[0].reason
    found = studies_of_table(
        table_of(tmp_path, "study,ai,n1i,ci,n2i\nDoe,3,10,2,10\nRoe,12,10,2,10\nPoe,1.5,10,2,10\n")
    )
    assert "larger than its group" in found.not_pooled[0].reason
    assert "no whole number" in found.not_pooled[1].reason


def test_identical_rows_are_said(tmp_path: Path) -> None:
    found = studies_of_table(table_of(tmp_path, "study,yi,vi\nDoe,0.5,0.1\nRoe,0.5,0.1\n"))
    assert any("same numbers" in note for note in found.notes)


def test_columns_can_be_said_and_a_wrong_one_lists_those_there(tmp_path: Path) -> None:
    path = table_of(tmp_path, "paper,est,from,to\nDoe,1.8,0.9,3.6\n")
    with pytest.raises(SynthesisError, match="no estimate can be made"):
        studies_of_table(path)
    said = {"ratio": "est", "low": "from", "high": "to", "label": "paper"}
    assert studies_of_table(path, said=said, measure="HR").measure == "HR"
    with pytest.raises(SynthesisError, match="there is no column 'OR'"):
        studies_of_table(path, said={"ratio": "OR"})
    with pytest.raises(SynthesisError, match="no role 'odds'"):
        studies_of_table(path, said={"odds": "est"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"study,or\n", "no studies"),
        (b"\x00\x01\x02\x00", "not a text file"),
        (b"or,or\n1,2\n", "two columns"),
        (b"study,yi,vi\nDoe,1,2,3,4\n", "5 cells under 3 columns"),
        (b"study,yi,vi\nDoe,x,y\n", "cells do not fit: 'yi' as y"),
        (b"study,yi,vi\nDoe,1,0\n", "no study can be pooled"),
        (b'study,yi,vi\n"Doe,1,1\nRoe,1,1\n', "unexpected end"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(data)
    with pytest.raises(SynthesisError, match=words) as refusal:
        studies_of_table(path)
    assert "bad.csv" in (refusal.value.where or "")


def test_a_first_line_that_names_the_separator_is_obeyed_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    found = studies_of_table(
        table_of(tmp_path, "\ufeffsep=;\r\n" + RATIOS.replace("\n", "\r\n") + "Moe;2003;x;1;2\r\n")
    )
    assert len(found.rows) == 2
    assert found.not_pooled[0].where == "studies.csv:5"
    assert any("first line says" in note for note in found.notes)


def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_line_and_swallows_no_study(tmp_path: Path) -> None:
    path = table_of(tmp_path, 'study,yi,vi\nDoe,0.5,0.1\n"Roe,0.4,0.1\nPoe,0.3,0.1\n')
    with pytest.raises(SynthesisError, match="not a table") as refusal:
        studies_of_table(path)
    assert refusal.value.where == "studies.csv:3"
    assert "quotation mark" in (refusal.value.remedy or "")


def test_line_ends_within_a_cell_and_empty_lines_do_not_move_the_places(tmp_path: Path) -> None:
    found = studies_of_table(table_of(tmp_path, 'study,yi,vi\n"Doe\nand Roe",0.5,0.1\n\n\nPoe,0.4,0\n'))
    assert found.rows[0].label == "Doe and Roe"
    assert found.not_pooled[0].where == "studies.csv:6"


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1,234,567", ".", 1234567.0),
        ("1 234,5", ",", 1234.5),
        ("1'234", ".", 1234.0),
        ("0,5", ".", 0.5),
        ("0.25", ",", 0.25),
        ("0,234", ".", 0.234),
        ("1,234", ",", 1.234),
    ],
)
def test_a_number_with_one_reading_is_read(cell: str, decimal: str, value: float) -> None:
    found = number(cell, decimal)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(("cell", "decimal"), [("1,234", "."), ("1.234", ","), ("1.234", ""), ("12,345", "")])
def test_a_number_with_two_readings_is_refused(cell: str, decimal: str) -> None:
    with pytest.raises(SynthesisError, match="two ways"):
        number(cell, decimal)


def test_a_table_in_which_nothing_tells_thousands_from_decimals_is_not_guessed(tmp_path: Path) -> None:
    path = table_of(tmp_path, "study;x1;t1;x2;t2\nDoe;12;1.234;9;2.345\nRoe;10;900;12;800\n")
    found = studies_of_table(path)
    assert [row.label for row in found.rows] == ["Roe"]
    assert "two ways" in found.not_pooled[0].reason


def test_a_table_past_the_limit_is_refused_and_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.synthesis.tabular.LARGEST_TABLE", 3)
    lines = "".join(f"s{index},1,1\n" for index in range(4))
    with pytest.raises(SynthesisError, match="more than 3 rows"):
        read_table(table_of(tmp_path, "study,yi,vi\n" + lines))


def test_two_columns_of_one_name_are_refused_with_their_places(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match=r"two columns are called 'or' \(2 and 4\)"):
        studies_of_table(table_of(tmp_path, "study,or,lower,or\nDoe,1,2,3\n"))


def test_a_missing_file_and_a_huge_one_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SynthesisError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    monkeypatch.setattr("aetia.synthesis.tabular.LARGEST_FILE", 10)
    with pytest.raises(SynthesisError, match="more than 10"):
        read_table(table_of(tmp_path, RATIOS))


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 4)))
def test_a_number_is_read_back_with_point_and_with_comma(x: float) -> None:
    plain = f"{x:.4f}"
    for text, decimal in ((plain, "."), (plain.replace(".", ","), ","), (plain.replace("-", "\u2212"), ".")):
        found = number(text, decimal)
        assert found is not None
        assert found.value == pytest.approx(x)


@given(st.text(max_size=300))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        table = parse_table(text)
    except SynthesisError:
        return
    assert all(len(row) == len(table.header) for row in table.rows)


@given(st.text(max_size=30), st.sampled_from(".,"))
def test_any_cell_is_a_number_missing_or_refused(cell: str, decimal: str) -> None:
    try:
        found = number(cell, decimal)
    except SynthesisError:
        return
    assert found is None or abs(found.value) < float("inf")
