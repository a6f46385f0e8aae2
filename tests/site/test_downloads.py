"""Downloads: every format says the same, marks what was retracted, and is read back by other programs."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from aetia.cli.export import FORMATS as OFFERED
from aetia.cli.main import main
from aetia.errors import InputError
from aetia.library import read_library
from aetia.site.downloads import FORMATS, export, write_export
from aetia.site.downloads.csv_table import cell
from aetia.site.downloads.finding_rows import COLUMNS
from aetia.site.downloads.xlsx import LONGEST, Sheet, xlsx
from aetia.sources.csl_json import read_csl_json

MakeLibrary = Callable[..., Path]
FEVER = "infection/blue-fever"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of a workbook, read without the code that wrote it."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        shared = ["".join(item.itertext()) for item in etree.fromstring(file.read("xl/sharedStrings.xml"))]
        names = [sheet.get("name") for sheet in etree.fromstring(file.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            root = etree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(root.iter(f"{MAIN}f")), "a formula"
            rows = []
            for row in root.iter(f"{MAIN}row"):
                values = [(c.get("t"), c.findtext(f"{MAIN}v")) for c in row]
                rows.append([shared[int(value)] if kind == "s" else value for kind, value in values])
            found[name] = rows
    return found


def test_the_whole_and_each_cause_have_every_format(site: Path) -> None:
    files = {form.file for form in FORMATS.values()}
    assert {path.name for path in (site / "data").iterdir()} == files | {"index.html", "verdicts.json"}
    for topic in ("dust/slate-dust", FEVER, "tin-spoons", "nanodots", "moonlight"):
        assert files <= {path.name for path in (site / "causes" / topic).iterdir()}, topic
    assert not (site / "causes/secret").exists()


def test_reference_formats_hold_the_same_publications(site: Path) -> None:
    for folder in ("data", f"causes/{FEVER}"):
        items = json.loads((site / folder / "references.json").read_bytes())
        library = parse_string((site / folder / "references.bib").read_text(encoding="utf-8"))
        records = rispy.loads((site / folder / "references.ris").read_text(encoding="utf-8"))
        assert library.failed_blocks == []
        assert [entry.key for entry in library.entries] == [item["id"] for item in items]
        assert [record["title"] for record in records] == [item["title"] for item in items]
        assert [record.get("doi") for record in records] == [item.get("DOI") for item in items]
        assert len(read_csl_json(json.dumps(items))) == len(items)


def test_a_topic_has_its_own_studies_alone_and_the_whole_has_all(site: Path) -> None:
    def keys(folder: str) -> set[str]:
        return {item["id"] for item in json.loads((site / folder / "references.json").read_bytes())}

    assert keys(f"causes/{FEVER}") == {"rot-2010", "gelb-2012", "blau-2013", "lila-2014", "braun-2015", "unread-2016"}
    assert keys("data") == {path.name for path in (site / "studies").iterdir() if path.is_dir()}


def test_what_was_retracted_says_so_in_every_format(site: Path) -> None:
    folder, said = site / "data", "Retracted. Notice of 2 January 2016: PMID 555. Made-up numbers."
    [item] = [i for i in json.loads((folder / "references.json").read_bytes()) if i["id"] == "lila-2014"]
    assert (item["status"], item["note"]) == ("retracted", said)
    [record] = [
        r
        for r in rispy.loads((folder / "references.ris").read_text(encoding="utf-8"))
        if r["title"] == "A withdrawn paper"
    ]
    assert (record["notes"], record["keywords"]) == ([said], ["retracted"])
    assert "accession_number" not in record, "the notice's PMID is not the paper's"
    fields = {
        e.key: e.fields_dict for e in parse_string((folder / "references.bib").read_text(encoding="utf-8")).entries
    }
    assert (fields["lila-2014"]["note"].value, fields["lila-2014"]["keywords"].value) == (said, "retracted")
    [row] = [row for row in rows_of((folder / "findings.csv").read_bytes()) if row["study"] == "lila-2014"]
    assert (row["standing"], row["standing_note"], row["counted"]) == ("retracted", said, "no")
    assert row["not_counted_because"] == "Withdrawn"
    graph = json.loads((folder / "structured-data.jsonld").read_bytes())["@graph"]
    [paper] = [node for node in graph if node.get("@id") == "#lila-2014"]
    assert paper["creativeWorkStatus"] == "retracted"
    assert paper["correction"] == ["https://pubmed.ncbi.nlm.nih.gov/555/"]
    [line] = [row for row in sheets_of((folder / "tables.xlsx").read_bytes())["References"] if row[0] == "lila-2014"]
    assert {"retracted", said} <= set(line)
    others = [i for i in json.loads((folder / "references.json").read_bytes()) if "status" not in i]
    assert len(others) == 10


def test_a_finding_is_a_row_with_its_number_and_whether_it_counts(site: Path) -> None:
    rows = rows_of((site / f"causes/{FEVER}/findings.csv").read_bytes())
    assert tuple(rows[0]) == COLUMNS
    [rot] = [row for row in rows if row["study"] == "rot-2010" and row["outcome"] == "palewrist"]
    assert (rot["measure"], rot["ratio"], rot["low"], rot["high"]) == ("OR", "6.0", "2.78897", "12.908")
    assert (rot["counted"], rot["not_counted_because"], rot["design"], rot["direction"]) == (
        "yes",
        "",
        "case-control",
        "for",
    )
    assert (rot["people"], rot["cases"], rot["doi"], rot["year"]) == ("200", "100", "10.5555/rot.2010", "2010")
    assert rot["quotation"].startswith("Antibodies were found")
    [unread] = [row for row in rows if row["study"] == "unread-2016"]
    assert (unread["counted"], unread["not_counted_because"], unread["question"]) == ("no", "waits to be read", "")


def test_a_draft_is_in_no_download(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    topic = library / f"topics/{FEVER}.md"
    topic.write_text(topic.read_text(encoding="utf-8").replace("---\n", "---\ndraft: yes\n", 1), encoding="utf-8")
    whole = read_library(library)
    assert FEVER not in {row["topic"] for row in rows_of(export(whole, "csv"))}
    assert b"Does blue fever" not in export(whole, "jsonld")
    with pytest.raises(InputError, match="draft"):
        export(whole, "csv", FEVER)


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r\n=1", "＝1", " =1", "%0A"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_numbers_stay_numbers() -> None:
    assert (cell(-0.5), cell(3), cell(None), cell("a -b")) == (-0.5, 3, None, "a -b")


anything = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=30)


@given(
    st.lists(
        st.lists(
            anything | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
            min_size=3,
            max_size=3,
        ),
        max_size=4,
    )
)
@example([["=1+1", "_x000D_", 'a\x00\x0b\ufffe<&>"']])
def test_any_cells_make_a_workbook_that_holds_them(rows: list[list[str | int | float | None]]) -> None:
    made = [
        xlsx([Sheet("a & b", ("x", "y", "z"), (9, 9, 9), rows)], title="t", author="a", created="2026-11-20T00:00:00Z")
        for _ in "12"
    ]
    assert made[0] == made[1]
    read = sheets_of(made[0])["a & b"]
    assert read[0] == ["x", "y", "z"]
    for row, found in zip(rows, read[1:], strict=True):
        cells = [value for value in row if value not in (None, "")]
        for value, text in zip(cells, found, strict=True):
            if isinstance(value, str):
                plain = "".join(c for c in value if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
                assert text.replace("_x005F_x", "_x") == plain.replace("\r\n", "\n").replace("\r", "\n")
            else:
                assert type(value)(text) == value


def test_a_text_that_is_too_long_for_a_cell_is_cut() -> None:
    made = xlsx([Sheet("s", ("x",), (9,), [["a" * 40_000]])], title="t", author="a", created="2026-11-20T00:00:00Z")
    assert len(sheets_of(made)["s"][1][0]) == LONGEST


def test_the_workbook_tells_verdicts_findings_and_references(site: Path) -> None:
    sheets = sheets_of((site / "data/tables.xlsx").read_bytes())
    assert list(sheets) == ["Read me", "Verdicts", "Findings", "References"]
    levels = {row[0]: row[4] for row in sheets["Verdicts"][1:]}
    assert (levels["dust/slate-dust"], levels["moonlight"]) == ("established", "not-assessed")
    assert len(sheets["Findings"]) == 1 + len(rows_of((site / "data/findings.csv").read_bytes()))
    assert sheets["Read me"][1] == ["Palewrist Evidence Library"]


@pytest.mark.parametrize("form", list(FORMATS))
def test_the_command_writes_what_the_site_offers(library_root: Path, site: Path, tmp_path: Path, form: str) -> None:
    for topic, folder in ((None, "data"), (FEVER, f"causes/{FEVER}")):
        out = tmp_path / f"{form}-{topic is None}"
        words = ["export", str(library_root), "--format", form, "--out", str(out)]
        assert main([*words, *(["--topic", topic] if topic else [])]) == 0
        assert out.read_bytes() == (site / folder / FORMATS[form].file).read_bytes()


def test_the_command_offers_every_format() -> None:
    assert tuple(FORMATS) == OFFERED


def test_the_command_prints_to_standard_output_or_tells_in_json(
    library_root: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", str(library_root), "--format", "ris", "--topic", "dust"]) == 0
    assert capfdbinary.readouterr().out.count(b"TY  - JOUR") == 5
    out = tmp_path / "x.csv"
    assert main(["export", str(library_root), "--format", "csv", "--out", str(out), "--json"]) == 0
    answer = json.loads(capfdbinary.readouterr().out)
    assert answer == {"format": "csv", "topic": None, "file": str(out), "bytes": out.stat().st_size}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--topic", "nowhere"], "there is no topic 'nowhere'"),
        (["--topic", "secret"], "is a draft"),
        (["--json"], "standard output is taken"),
        (["--out", "."], "a folder stands"),
        (["--out", "no/such/folder/x.csv"], "cannot be written"),
    ],
)
def test_bad_use_is_told_in_one_line_and_writes_nothing(
    library_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", str(library_root), "--format", "csv", *words]) == 2
    message = capsys.readouterr().err
    assert said in message
    assert message.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


CSL_TEXTS = {
    "id", "type", "title", "container-title", "container-title-short", "volume", "issue", "page", "publisher", "language", "URL",
    "DOI", "PMID", "PMCID", "status", "keyword", "note", "version",
}  # fmt: skip


def check_csl(item: dict[str, Any]) -> None:
    """The rules of the CSL data schema for the variables that are used here; any other variable is a fault."""
    assert {"id", "type"} <= item.keys()
    for name, value in item.items():
        if name == "author":
            assert all(set(person) <= {"family", "given", "suffix", "literal"} and person for person in value)
        elif name == "issued":
            assert set(value) == {"date-parts"}
            assert all(isinstance(part, int) for part in value["date-parts"][0])
            assert 1 <= len(value["date-parts"][0]) <= 3
        elif name == "custom":
            assert isinstance(value, dict)
        else:
            assert name in CSL_TEXTS
            assert isinstance(value, str)


def test_csl_items_keep_the_rules_of_the_schema(site: Path) -> None:
    for path in [*site.rglob("references.json"), *site.rglob("cite.json")]:
        for item in json.loads(path.read_bytes()):
            check_csl(item)


def test_where_nothing_can_be_written_an_export_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "write_bytes", read_only)
    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(InputError, match="cannot be written: Read-only"):
        write_export(tmp_path / "references.ris", b"TY  - JOUR")
