"""Files in every format: known by their content, and read record by record whatever else is in them."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from aetia.errors import InputError
from aetia.sources.citation_files import FORMS, form_of, open_form

BEGINNINGS = {
    "ris": b"TY  - JOUR\nTI  - Slate\nER  - \n",
    "nbib": b"PMID- 1\nTI  - Slate\n",
    "bibtex": b"@article{a, title={Slate}}",
    "csl-json": b'[{"title": "Slate"}]',
    "endnote-xml": b'<?xml version="1.0"?>\n<xml><records><record><titles><title>Slate</title></titles></record></records></xml>',
    "pubmed-xml": b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Slate"
    b"</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    "enw": b"%0 Journal Article\n%T Slate\n",
    "wos": b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI Slate\nER\n\nEF",
    "ovid": b"<1>\nTitle\n  Slate\n",
    "csv": b"Title,Year\nSlate,2019\n",
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\n"])
@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_format_is_known_by_its_content_whatever_the_file_is_called(name: str, before: bytes, packed: bool) -> None:
    content = before + BEGINNINGS[name]
    if packed:
        content = gzip.compress(content)
    form = form_of(io.BytesIO(content), "search.txt")
    assert form.name == name
    records = list(open_form(form, io.BytesIO(content)))
    assert [record.item["title"] for record in records] == ["Slate"]


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_file_in_utf_16_is_one_too(name: str) -> None:
    content = BEGINNINGS[name].decode().encode("utf-16")
    assert form_of(io.BytesIO(content), "search.txt").name == name


def test_of_a_table_that_quotes_ris_the_ending_and_the_first_line_count() -> None:
    content = b'title,abstract\nSlate,"\nTY  - JOUR"\n'
    assert form_of(io.BytesIO(content), "a.csv").name == "csv"


def test_what_is_none_of_them_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(InputError, match=r"letter\.txt: .*begins with 'Dear all'.*--format: ris, nbib") as error:
        form_of(io.BytesIO(b"Dear all\n"), "letter.txt")
    assert all(name in str(error.value) for name in FORMS)
    with pytest.raises(InputError, match="the file is empty"):
        form_of(io.BytesIO(b" \n"), "a.ris")


@pytest.mark.parametrize(
    ("folder", "records"),
    [("synthesisr", 49), ("biopython-medline", 6), ("litsearchr", 226), ("revtools", 20)],
)
def test_real_exports_give_every_record(shared_data: Path, folder: str, records: int) -> None:
    found = 0
    for path in sorted((shared_data / "citation-exports" / folder).iterdir()):
        with path.open("rb") as stream:
            form = form_of(stream, path.name)
        file = open_form(form, path)
        found += len(list(file))
        assert not [fault for fault in file.report.faults if fault.lost], path.name
    assert found == records
