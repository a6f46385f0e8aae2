"""Tables of publications: delimiters, names of columns, and what spreadsheets do to cells."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.sources.exports import is_read_or_refused, read_text, what

from aetia.errors import InputError
from aetia.sources.table import read_table

HEAD = "Title,Authors,Year,Journal,Volume,Issue,Pages,DOI,PMID\n"


def row(line: str, head: str = HEAD) -> dict[str, object]:
    (record,), _ = read_text(read_table, head + line + "\n")
    reference = record.reference()
    assert reference
    return reference.plain()


def test_a_row_becomes_a_publication() -> None:
    assert row('"Slate, dust","Doe, Jane; Roe R",2019,J Dust,12,3,101-109,10.1000/ABC,123') == {
        "title": "Slate, dust",
        "author": [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "R"}],
        "container-title": "J Dust",
        "issued": "2019",
        "volume": "12",
        "issue": "3",
        "page": "101-109",
        "identifiers": {"pmid": "123", "doi": "10.1000/abc"},
    }


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_what_parts_cells_is_found_by_the_names_of_columns(mark: str) -> None:
    text = f"\ufeff{mark.join(['Title', 'Year', 'DOI'])}\r\n{mark.join(['Slate', '2019', '10.1000/a'])}\r\n"
    file = read_table(io.BytesIO(text.encode()))
    (record,) = file
    assert (file.delimiter, record.item["DOI"], record.line) == (mark, "10.1000/a", 2)


def test_a_spreadsheet_may_say_what_parts_its_cells() -> None:
    (record,), _ = read_text(read_table, "sep=;\ntitle;doi\nSlate, dust;10.1000/a\n")
    assert record.item["title"] == "Slate, dust"


def test_line_ends_in_quotation_marks_are_part_of_the_cell() -> None:
    records, report = read_text(read_table, 'title,abstract\n"Slate\ndust","One ""two""\n\nthree"\nMud,\n')
    assert [(record.line, record.reference().title) for record in records] == [(2, "Slate dust"), (6, "Mud")]  # type: ignore[union-attr]
    assert report.faults == []


def test_a_quotation_mark_that_is_not_closed_costs_its_row_alone() -> None:
    text = 'title,year\nSlate,2001\n"Mud,2002\nSand,2003\n5" pipes,2004\n'
    records, report = read_text(read_table, text)
    assert [record.item["title"] for record in records] == ["Slate", "Sand", '5" pipes']
    assert what(report) == ["line 3: a row with a quotation mark that is not closed was passed over"]


def test_quotation_marks_within_a_cell_need_not_be_doubled() -> None:
    records, report = read_text(read_table, 'title,year\n"The "dust" study",2001\nMud,2002\n')
    assert [(record.line, record.columns["published"]) for record in records] == [(2, "2001"), (3, "2002")]
    assert report.faults == []


def test_a_file_full_of_them_ends_the_reading_and_says_so() -> None:
    records, report = read_text(read_table, "title,year\nSlate,2001\n" + '"x\n' * 40)
    assert (len(records), report.complete) == (1, False)
    assert "nothing after this line was read" in what(report)[-1]


def test_a_huge_cell_costs_its_row_alone() -> None:
    text = f"title,abstract\nSlate,{'x' * 200_000}\nMud,\n"
    records, report = read_text(read_table, text)
    assert [record.item["title"] for record in records] == ["Mud"]
    assert what(report) == ["line 2: a row with a cell that is far too large was passed over"]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2019.0", "2019"),
        ("2019-03-02 00:00:00", "2019-03-02"),
        ("43526", "2019-03-02"),
        ("Mar 2019", "2019-03"),
        ("2/3/2019", "2019"),
    ],
)
def test_years_and_days_of_a_spreadsheet_are_read(cell: str, date: str) -> None:
    assert row(f"Slate,,{cell},,,,,,")["issued"] == date


@pytest.mark.parametrize("cell", ["33193344.0", "3.3193344E7", "3.3193344E+07", "33193344"])
def test_numbers_of_a_spreadsheet_are_read(cell: str) -> None:
    assert row(f"Slate,,,,12.0,3.00,7.0,,{cell}") == {
        "title": "Slate", "volume": "12", "issue": "3", "page": "7", "identifiers": {"pmid": "33193344"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Slate,,,,,,12-Mar,,", "a spreadsheet made the date 12-Mar of a range of numbers"),
        ("Slate,,,,,Jan-02,,,", "a spreadsheet made the date Jan-02 of a range of numbers"),
        ("Slate,,,,,,,,3.32E+07", "the number 3.32E+07 lost digits in a spreadsheet"),
        ("Slate,,soon,,,,,,", "'soon' is no date"),
        ("Slate,,,,,,,,,,,x", "the row has 12 cells where the table has 9 columns"),
    ],
)
def test_what_a_spreadsheet_spoilt_is_left_out_and_told(line: str, told: str) -> None:
    (record,), report = read_text(read_table, HEAD + line + "\n")
    assert record.reference().plain() == {"title": "Slate"}  # type: ignore[union-attr]
    assert [fault.line for fault in report.faults] == [2]
    assert what(report)[0].startswith(f"line 2: {told}")


@pytest.mark.parametrize(
    "cell",
    [
        "Doe, Jane; Roe, R",
        "Doe, Jane and Roe, R",
        "['Doe, Jane', 'Roe, R']",
        "Doe, Jane\nRoe, R",
        "Doe, Jane;Roe, R;",
    ],
)
def test_people_are_parted_as_tables_part_them(cell: str) -> None:
    quoted = cell.replace('"', '""')
    names = [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "R"}]
    assert row(f'Slate,"{quoted}",,,,,,,')["author"] == names


def test_initials_without_semicolons_part_people_at_commas() -> None:
    names = [{"family": "Liu", "given": "R."}, {"family": "De Vries", "given": "J.-P."}]
    assert row('Slate,"Liu R., De Vries J.-P.",,,,,,,')["author"] == names
    assert row('Slate,"Liu, R., De Vries, J.-P.",,,,,,,')["author"] == names


def test_a_list_that_ends_in_et_al_is_not_whole() -> None:
    found = row('Slate,"Liu R., Vries J., et al.",,,,,,,')
    assert (found["authors_complete"], len(found["author"])) == (False, 2)  # type: ignore[arg-type]


def test_embase_prints_the_place_in_one_cell() -> None:
    found = row("Slate,Cancer (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004", "Title,Source\n")
    assert found == {
        "title": "Slate", "container-title": "Cancer", "issued": "2004", "volume": "102", "issue": "4", "page": "253-258",
    }  # fmt: skip


def test_columns_are_shown_and_can_be_given() -> None:
    text = "Heading;When;Heft;X\nSlate;2019;3;y\n"
    with pytest.raises(
        InputError, match=r"no column holds titles; its columns are: Heading, When, Heft, X.*--columns title=NAME"
    ):
        list(read_table(io.BytesIO(text.encode())))
    file = read_table(io.BytesIO(text.encode()), {"title": "heading", "issued": "2"}, ";")
    (record,) = file
    assert (record.item["title"], record.item["issued"]) == ("Slate", {"date-parts": [[2019]]})
    assert (file.columns, file.unused) == ({"title": "Heading", "issued": "When", "issue": "Heft"}, ["X"])
    assert file.report.unknown["X"] == 1


def test_a_column_that_is_not_there_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(InputError, match=r"there is no column 'Titel'\. Name one of: A, B"):
        list(read_table(io.BytesIO(b"A,B\n1,2\n"), {"title": "Titel"}))
    with pytest.raises(InputError, match="'titel' is nothing that a column holds"):
        list(read_table(io.BytesIO(b"A,B\n1,2\n"), {"titel": "A"}))


@given(st.text(st.sampled_from("abc,;\"\n\r\t'= é"), max_size=80))
@example('title\n"')
def test_anything_is_read_or_refused(text: str) -> None:
    is_read_or_refused(read_table, f"title,year\n{text}".encode())
    is_read_or_refused(read_table, text.encode())


def test_of_a_year_and_a_date_the_more_exact_counts() -> None:
    head = "Title,Publication Year,Date\n"
    assert row("Slate,2019,2019-03-02", head)["issued"] == "2019-03-02"
    assert row("Slate,2019,2021-03-02", head)["issued"] == "2019"
    assert row("Slate,,March 2019", head)["issued"] == "2019-03"
    assert row("Slate,2019,soon", head)["issued"] == "2019"


def test_zotero_keeps_identifiers_in_extra_and_calls_types_by_its_own_names() -> None:
    head = "Key,Item Type,Title,Extra,Type\n"
    found = row('A1,bookSection,Slate,"PMID: 7\nPMCID: PMC8",PhD', head)
    assert found == {"type": "chapter", "title": "Slate", "identifiers": {"pmid": "7", "pmcid": "PMC8"}}


@pytest.mark.parametrize("line", ["a," * 3_000_000, '"' + '""' * 3_000_000, '"a\n' * 500_000])
def test_a_hostile_row_costs_no_more_than_its_length(line: str) -> None:
    started = time.perf_counter()
    _, report = read_text(read_table, f"title,year\n{line}\nMud,2001\n")
    assert any(fault.lost for fault in report.faults)
    assert time.perf_counter() - started < 10
