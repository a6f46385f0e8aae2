"""EndNote's tags, Web of Science and Ovid: what each says of a publication, and what broken files do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.exports import Reader, is_read_or_refused, read_text, what

from aetia.errors import InputError
from aetia.sources.enw import read_enw
from aetia.sources.ovid import read_ovid
from aetia.sources.wos import read_wos

ENW = """%0 Journal Article
%T Slate dust
and palewrist
%A Doe, Jane B
%A Roe, R., Jr.
%A Dust Group,
%J Journal of Dust
%D 2019
%8 2019/03/02
%V 12
%N 3
%P 101-9
%M 50000001
%~ PubMed
%R 10.1000/abc
%U https://dust.example/1
%L shelf 4

%0 Book
%T Mud
%I Made-up Press
"""

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, JB
   Roe, R
AF Doe, Jane B.
   Roe, Richard
CA Dust Group
TI Slate dust
   and palewrist
SO JOURNAL OF DUST
JI J. Dust
PD DEC
PY 2019
VL 12
IS 3
BP 101
EP 109
DI 10.1000/abc
PM 50000001
DT Article
DE dust; slate
CR OTHER A, 1999, J X
UT WOS:000123456700001
ER

PT B
AU Doe, JB
TI A chapter
SO A book
PY 2020
ER

EF
"""

OVID = """<1>
Accession Number
  00012345-201509000-00006.
Author
  Doe, Jane MD, PhD 1;  Roe, Richard *
Title
  Slate dust
  and palewrist.[Article]
Source
  Journal of Dust.   12(3):101-109, September 2015.
Author Keywords
  dust;  slate.
DOI Number
  10.1000/abc
Score
  *****

<2>
Title
  Mud
Source
  Something quite different (2014). 58 pp. X: Y.
"""


def references(reader: Reader, text: str) -> list[dict[str, object]]:
    records, _ = read_text(reader, text)
    return [reference.plain() for record in records if (reference := record.reference())]


def test_endnote_tags() -> None:
    article, book = references(read_enw, ENW)
    assert article == {
        "title": "Slate dust and palewrist",
        "author": [
            {"family": "Doe", "given": "Jane B"},
            {"family": "Roe", "given": "R.", "suffix": "Jr."},
            {"literal": "Dust Group"},
        ],
        "container-title": "Journal of Dust",
        "issued": "2019-03-02",
        "volume": "12",
        "issue": "3",
        "page": "101-9",
        "url": "https://dust.example/1",
        "identifiers": {"pmid": "50000001", "doi": "10.1000/abc"},
    }
    assert book == {"type": "book", "title": "Mud", "publisher": "Made-up Press"}


def test_endnote_tags_that_nothing_is_made_of_are_counted_under_their_own_name() -> None:
    _, report = read_text(read_enw, ENW)
    assert dict(report.unknown) == {"%L": 1}


def test_records_without_a_type_are_parted_by_blank_lines() -> None:
    records, _ = read_text(read_enw, "%T Slate\n%D 2001\n\n%T Mud\n%D 2002\n")
    assert [(record.line, record.item["title"]) for record in records] == [(1, "Slate"), (4, "Mud")]


def test_web_of_science() -> None:
    article, chapter = references(read_wos, WOS)
    assert article == {
        "title": "Slate dust and palewrist",
        "author": [
            {"family": "Doe", "given": "Jane B."},
            {"family": "Roe", "given": "Richard"},
            {"literal": "Dust Group"},
        ],
        "container-title": "JOURNAL OF DUST",
        "container-title-short": "J. Dust",
        "issued": "2019-12",
        "volume": "12",
        "issue": "3",
        "page": "101-109",
        "identifiers": {"pmid": "50000001", "doi": "10.1000/abc"},
    }
    assert (chapter["type"], chapter["container-title"]) == ("chapter", "A book")


def test_a_record_without_its_end_is_read_and_told() -> None:
    records, report = read_text(read_wos, WOS.replace("ER\n\nPT B", "\nPT B").replace("ER\n\nEF\n", ""))
    assert len(records) == 2
    assert what(report) == [
        "line 26: the record before this line has no ER; it was read all the same",
        "line 26: the last record has no ER; it was read all the same",
    ]


def test_ovid() -> None:
    records, report = read_text(read_ovid, OVID)
    first, second = (record.reference() for record in records)
    assert first
    assert first.plain() == {
        "title": "Slate dust and palewrist.",
        "author": [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Richard"}],
        "container-title": "Journal of Dust",
        "issued": "2015-09",
        "volume": "12",
        "issue": "3",
        "page": "101-109",
        "identifiers": {"doi": "10.1000/abc"},
    }
    assert second
    assert second.note == "Something quite different (2014). 58 pp. X: Y."
    assert what(report) == [
        "line 21: the source could not be taken apart; it is kept as a note: Something quite different (2014). 58 pp. X: Y."
    ]
    assert dict(report.unknown) == {"score": 1}


@pytest.mark.parametrize("reader", [read_enw, read_wos, read_ovid])
def test_what_is_nothing_of_the_kind_is_refused(reader: Reader) -> None:
    with pytest.raises(InputError, match="no record in the format"):
        read_text(reader, "Dear all,\nhere is the list.\n" * 6_000)


@pytest.mark.parametrize(("reader", "text"), [(read_enw, ENW), (read_wos, WOS), (read_ovid, OVID)])
@given(st.data())
def test_anything_is_read_or_refused(reader: Reader, text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 40)))
    between = data.draw(st.text(st.sampled_from("%A0TPTERUT<1> \n;,.*()x"), max_size=20))
    is_read_or_refused(reader, (text[:begin] + between + text[end:]).encode())
