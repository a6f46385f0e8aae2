"""BibTeX and BibLaTeX in, whole or not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.exports import is_read_or_refused, read, read_text, spoilt, titles, what

from aetia.errors import InputError
from aetia.model.reference import Name
from aetia.sources.bibtex import read_bibtex
from aetia.sources.bibtex_values import LONGEST_ABBREVIATED, plain_latex, whole_value


def test_an_entry_becomes_columns() -> None:
    ((article, _), report) = read(read_bibtex, "bibtex/whole-entries.bib")
    columns = article.columns
    expected = {
        "title": "A DNA virus in Sjögren's syndrome: 50% of made-up people & β-cells", "journal": "Annals of Nothing",
        "published": "2019-11-12", "pages": "123-129", "doi": "10.1000/made_up", "pmid": 90000001, "issn": "1234-5678",
        "languages": ["eng"],
    }  # fmt: skip
    assert {name: columns[name] for name in expected} == expected
    assert columns["abstract"] == [{"text": "We made up $5 and 40% of it."}]
    assert columns["identifiers"][1]["value"] == "https://www.example.org/a_b~c"
    assert columns["authors_complete"] is False
    assert report.unknown == {"file": 1, "@comment": 1, "text between entries": 1}
    assert not report.faults


def test_an_entry_becomes_a_reference() -> None:
    ((article, chapter), _) = read(read_bibtex, "bibtex/whole-entries.bib")
    reference = article.reference()
    assert reference is not None
    assert reference.author == [
        Name(family="Doe", given="Jane A."), Name(family="van der Maker", given="Piet"), Name(literal="Made-up Study Group"),
    ]  # fmt: skip
    assert not reference.authors_complete
    held = chapter.reference()
    assert held is not None
    assert (held.type, held.container_title, held.publisher, held.issued) == (
        "chapter", "The Book of Nothing", "Nowhere Press", "2015-10-01",
    )  # fmt: skip
    assert held.author == [Name(family="King", given="Martin", suffix="Jr.")]


@pytest.mark.parametrize(
    ("name", "expected", "fault"),
    [
        ("unbalanced-braces", ["First made-up title", "Last made-up title"], "line 3: an entry that is not closed"),
        ("same-key-twice", ["First made-up title", "Second made-up title"], "line 2: the key doe is there twice"),
        ("unexplained-abbreviation", ["A made-up title"], "line 1: the abbreviation jnothing is not explained"),
        ("broken-latex", ["Été naïf <i>a</i> øßł"], "line 1: an entry that is not closed or not well written"),
    ],
)
def test_flawed_files_are_read_and_the_flaw_is_told(name: str, expected: list[str], fault: str) -> None:
    records, report = read(read_bibtex, f"bibtex/{name}.bib")
    assert [record.item["title"] for record in records] == expected
    assert len(report.faults) == 1
    assert what(report)[0].startswith(fault)


def test_a_second_field_of_the_same_name_is_told() -> None:
    ((record,), report) = read(read_bibtex, "bibtex/same-field-twice.bib")
    assert record.columns["volume"] == "1"
    assert report.unknown == {"volume": 1}


def test_nothing_is_printed_of_broken_entries(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        read(read_bibtex, "bibtex/unbalanced-braces.bib")
    finally:
        root.handlers = handlers
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"Sj{\"o}gren, {\'E}t{\'e}, Stra{\ss}e, {\O}re", "Sjögren, Été, Straße, Øre"),
        (r"50\% of 40% \& more\_so", "50% of 40% & more_so"),
        ("{The} {DNA}", "The DNA"),
        (r"{$\beta$}-cells", "β-cells"),
        ("$5 and $10", "$5 and $10"),
        (r"$p < 0.05$ {\'a}", "$p < 0.05$ á"),
        ("pages 1--2, ``so'' -- a~b", "pages 1–2, “so” – a b"),
        (r"{\textless}i{\textgreater}E. coli", "<i>E. coli"),
        (r"\emph{E. coli} \unknown{so}", "E. coli so"),
        ("{unbalanced", "unbalanced"),
    ],
)
def test_latex_becomes_plain_text(latex: str, plain: str) -> None:
    assert plain_latex(latex) == plain


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("{a {b} c}", "a {b} c"),
        ('"a # b"', "a # b"),
        ("2019", "2019"),
        ('jan # "~1" # {2}', "Jan~12"),
        ("{a} # {#}", "a#"),
    ],
)
def test_values_are_put_together(raw: str, value: str) -> None:
    assert whole_value(raw, {"jan": "Jan"}) == (value, [])


def test_an_archive_of_pubmed_gives_the_pmid_and_others_are_kept() -> None:
    pubmed = "@article{a, title={T}, eprint={90000001}, eprinttype={pubmed}}"
    arxiv = "@misc{b, title={U}, eprint={2001.00001}, archiveprefix={arXiv}}"
    ((first, second), _) = read_text(read_bibtex, f"{pubmed}\n{arxiv}")
    assert first.columns["pmid"] == 90000001
    assert second.columns["identifiers"][1] == {"type": "arxiv", "value": "2001.00001", "place": "other"}


def test_abbreviations_hold_over_the_whole_of_a_large_file() -> None:
    entries = "\n".join(
        f"@article{{key{number}, title = {{{'x' * 500} {number}}}, journal = ann}}" for number in range(2_000)
    )
    records, report = read_text(read_bibtex, f"@string{{ann = {{Annals of Nothing}}}}\n{entries}\n")
    assert len(records) == 2_000
    assert {record.columns["journal"] for record in records} == {"Annals of Nothing"}
    assert [record.line for record in records] == list(range(2, 2_002))
    assert not report.faults


def test_abbreviations_of_abbreviations_do_not_fill_the_memory() -> None:
    doubled = "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(40))
    entries = "@article{b, title = a40}\n@article{c, title = {Sound}, journal = a3}\n"
    (bomb, sound), report = read_text(read_bibtex, f"@string{{a0 = {{ten signs }}}}\n{doubled}{entries}")
    assert len(bomb.columns["title"]) < 2 * LONGEST_ABBREVIATED
    assert sound.columns["journal"] == ("ten signs " * 8).strip()
    assert what(report)[0].endswith("is not explained, or far too long; its name stands in its place")


def test_an_entry_beyond_all_measure_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.sources.bibtex.LARGEST_RECORD", 100_000)
    large = "@article{large, title = {" + "x\n" * 60_000 + "}}\n"
    records, report = read_text(read_bibtex, f"{large}@article{{small, title = {{Small}}}}\n")
    assert titles(records) == ["Small"]
    assert what(report)[0] == "line 1: an entry that is far too large was passed over"


@pytest.mark.parametrize("text", ["", "A letter to someone@example.org\n", "TY  - JOUR\nTI  - A title\nER  - \n"])
def test_what_is_no_bibtex_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no record in the format BibTeX|it is empty"):
        read_text(read_bibtex, text)


def test_real_files_give_every_entry(shared_data: Path) -> None:
    import re

    files = sorted((shared_data / "citation-exports").glob("*/*.bib"))
    assert len(files) > 30
    for path in files:
        starts = re.findall(
            r"(?m)^@(?!comment|string|preamble)\w+\s*\{", path.read_text(encoding="utf-8"), re.IGNORECASE
        )
        assert len(list(read_bibtex(path))) == len(starts), path.name


@given(spoilt("bibtex"))
def test_no_content_breaks_the_reader(content: bytes) -> None:
    is_read_or_refused(read_bibtex, content)


@given(st.text(st.sampled_from("ab \\{}$%&~'\"^_é-"), max_size=40))
def test_any_latex_becomes_some_text(text: str) -> None:
    assert "  " not in plain_latex(text)
