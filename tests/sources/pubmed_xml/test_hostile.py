"""Bad files: each gives one clear line, loses nothing that is whole, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.pubmed_xml.made_up import HEAD, article, deletion, file

from aetia.errors import InputError
from aetia.sources.pubmed_xml import PubmedFile
from aetia.sources.pubmed_xml import stream as stream_module
from aetia.sources.pubmed_xml.stream import pieces


def read(content: bytes, **settings: int) -> tuple[list[dict[str, Any]], PubmedFile]:
    source = PubmedFile(io.BytesIO(content), **settings)
    return [row for batch in source for row in batch.to_pylist()], source


def pmids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["pmid"] for row in rows]


MANY = [article(number, title=f"Title {number}") for number in range(1, 31)]


@pytest.mark.parametrize("size", [1, 500, 2_000, 1 << 20])
def test_the_size_of_the_pieces_changes_nothing(size: int) -> None:
    rows, source = read(file([*MANY, deletion(7, 8)]), piece=size)
    assert pmids(rows) == list(range(1, 31))
    assert source.report.deleted == [7, 8]
    assert source.report.complete


def test_gzip_is_told_by_its_bytes_and_may_have_several_members() -> None:
    content = file(MANY)
    rows, _ = read(gzip.compress(content[:3000]) + gzip.compress(content[3000:]))
    assert pmids(rows) == list(range(1, 31))


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_gzip_file_that_is_cut_off_gives_every_whole_record_before(kept: float) -> None:
    packed = gzip.compress(file(MANY), compresslevel=0)
    rows, source = read(packed[: int(len(packed) * kept)])
    assert pmids(rows) == list(range(1, len(rows) + 1))
    assert len(rows) > 30 * kept - 4
    assert not source.report.complete
    assert any("cut off" in fault.what for fault in source.report.faults)


def test_a_wrong_checksum_is_told_and_the_records_are_kept() -> None:
    packed = bytearray(gzip.compress(file(MANY)))
    packed[-8] ^= 1
    rows, source = read(bytes(packed))
    assert pmids(rows) == list(range(1, 31))
    assert not source.report.complete
    assert any("damaged" in fault.what for fault in source.report.faults)


def test_plain_xml_that_ends_within_a_record_is_told() -> None:
    rows, source = read(file(MANY)[:-120])
    assert pmids(rows) == list(range(1, 30))
    assert not source.report.complete


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"   \n", "it is empty"),
        (b"<html><body>503 Service Unavailable</body></html>", "no PubMed record"),
        (b"PMID- 1\nTI  - x\n", "no PubMed record"),
        (b"\x89PNG\r\n", "no PubMed record"),
        (gzip.compress(b"nothing here", mtime=0), "no PubMed record"),
    ],
)
def test_what_is_no_pubmed_file_is_refused_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read(content)
    assert caught.value.remedy


def test_a_file_that_declares_entities_is_refused_and_nothing_is_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><PubmedArticleSet>'
    with pytest.raises(InputError, match="entities of its own"):
        read(bomb + article(1, title="&b;").encode() + b"</PubmedArticleSet>")
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><PubmedArticleSet>'
    with pytest.raises(InputError, match="entities of its own"):
        read(outside + article(1, title="&e;").encode() + b"</PubmedArticleSet>")


def test_a_doctype_between_records_does_no_harm() -> None:
    trick = '<!DOCTYPE x [<!ENTITY a "boom">]>'
    rows, source = read(file([article(1), trick, article(2, title="&a;"), article(3)]))
    assert pmids(rows) == [1, 3]
    assert "boom" not in str(rows)
    assert any(fault.lost and fault.pmid == "2" for fault in source.report.faults)


def test_a_record_that_is_not_well_formed_is_lost_alone() -> None:
    broken = article(2).replace("</ArticleTitle>", "")
    rows, source = read(file([article(1), broken, article(3)]))
    assert pmids(rows) == [1, 3]
    (fault,) = source.report.faults
    assert (fault.pmid, fault.lost) == ("2", True)
    assert "not well-formed" in fault.what


def test_comments_and_cdata_are_read_as_xml_means_them() -> None:
    rows, source = read(
        file([article(1, title="a<!-- <b> -->b <![CDATA[x < y & z]]>"), "<!-- between -->", article(2)])
    )
    assert [row["title"] for row in rows] == ["ab x < y & z", "Slate dust and palewrist."]
    assert source.report.faults == []


def test_the_end_of_a_record_inside_cdata_loses_that_record_at_most() -> None:
    rows, source = read(file([article(1), article(2, title="<![CDATA[</PubmedArticle>]]>"), article(3)]), piece=400)
    assert {1, 3} <= set(pmids(rows))
    assert len(rows) + sum(fault.lost for fault in source.report.faults) >= 3


def test_invalid_utf8_and_control_characters_are_replaced_and_told() -> None:
    content = (
        file([article(1, title="caf@"), article(2, title="b#ll"), article(3)])
        .replace(b"@", b"\xe9")
        .replace(b"#", b"\x07")
    )
    rows, source = read(content)
    assert [row["title"] for row in rows][:2] == ["caf\ufffd", "bll"]
    assert {fault.pmid for fault in source.report.faults} == {"1", "2"}
    assert not any(fault.lost for fault in source.report.faults)


def test_an_instruction_inside_a_character_is_no_text_and_is_told() -> None:
    content = file([article(1, title="caf@"), article(2)]).replace(b"@", b"\xc3<?x?>\xa9")
    rows, source = read(content)
    assert pmids(rows) == [1, 2]
    assert rows[0]["title"] == "caf\ufffd\ufffd"
    assert {fault.pmid for fault in source.report.faults} == {"1"}


@pytest.mark.parametrize(
    "formula",
    [
        '<mml:math xmlns:mml="http://www. 3.org/1998/Math/MathML"><mml:mi>X</mml:mi></mml:math>',
        '<mml:math xmlns:mml=""><mml:mi>X</mml:mi></mml:math>',
        "<mml:math><mml:mi other:y='1'>X</mml:mi></mml:math>",
    ],
)
def test_a_namespace_that_is_none_costs_no_record(formula: str) -> None:
    rows, source = read(file([article(1, title=f"Of {formula} &amp; more"), article(2)]))
    assert pmids(rows) == [1, 2]
    assert rows[0]["title"] == "Of X & more"
    assert not any(fault.lost for fault in source.report.faults)


def test_another_declared_encoding_is_read() -> None:
    content = file([article(1, title="café")]).replace(b'encoding="utf-8"', b'encoding="iso-8859-1"')
    rows, _ = read(content.decode().encode("latin-1"))
    assert rows[0]["title"] == "café"
    with pytest.raises(InputError, match="encoding"):
        read(content.replace(b"iso-8859-1", b"klingon-1"))


def test_a_byte_order_mark_is_no_text() -> None:
    rows, source = read(b"\xef\xbb\xbf" + file([article(1)]))
    assert (pmids(rows), source.report.faults) == ([1], [])


def test_references_to_characters_by_html_names_are_mended_and_told() -> None:
    rows, source = read(file([article(1, title="A&nbsp;B &eacute; &lt;"), article(2, title="&nosuch;")]))
    assert rows[0]["title"] == "A\u00a0B é <"
    assert pmids(rows) == [1]
    assert [fault.lost for fault in source.report.faults] == [False, True]


def test_a_record_without_a_pmid_is_told_with_its_title() -> None:
    rows, source = read(file([article(""), article(2)]))
    assert pmids(rows) == [2]
    (fault,) = source.report.faults
    assert "Slate dust" in fault.what


def test_a_pmid_twice_in_one_file_is_read_twice() -> None:
    rows, _ = read(file([article(1, title="old"), article(1, version=2, title="new")]))
    assert [(row["pmid"], row["version"], row["title"]) for row in rows] == [(1, 1, "old"), (1, 2, "new")]


def test_a_record_past_the_limit_is_passed_over_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    giant = article(2, title="x" * 6_000_000)
    found = list(pieces(io.BytesIO(file([article(1), giant, *MANY])), size=2_000, largest=2_000_000))
    told = [each for each in found if isinstance(each, stream_module.Broken)]
    assert len(told) == 1
    assert "was passed over" in told[0].what
    kept = b"".join(each.content for each in found if isinstance(each, stream_module.Piece))
    assert kept.count(b"<PubmedArticle>") >= 30


def test_a_gzip_bomb_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = compressor.compress(HEAD + b"<PubmedArticleSet>")
    for _ in range(64):
        packed += compressor.compress(b" " * (1 << 20))
    packed += compressor.compress(article(1).encode() + b"</PubmedArticleSet>") + compressor.flush()
    largest = max(
        len(piece.content)
        for piece in pieces(io.BytesIO(packed), largest=4 << 20)
        if isinstance(piece, stream_module.Piece)
    )
    assert largest < 40 << 20


@given(st.lists(st.tuples(st.integers(0, 6000), st.binary(max_size=12), st.integers(0, 40)), max_size=4))
@settings(max_examples=200)
def test_no_damage_brings_the_reader_down(damage: list[tuple[int, bytes, int]]) -> None:
    content = file(
        [*MANY[:12], deletion(5), article(99, inside="<Abstract><AbstractText>a<sup>b</sup></AbstractText></Abstract>")]
    )
    for place, noise, cut in damage:
        content = content[:place] + noise + content[place + cut :]
    try:
        rows, source = read(content, piece=1_500)
    except InputError:
        return
    assert len(rows) <= 14
    if len(rows) < 13:
        assert source.report.faults


@given(st.permutations(MANY[:6]), st.integers(1, 4000))
def test_records_come_in_the_order_of_the_file(records: list[str], size: int) -> None:
    rows, _ = read(file(records), piece=size)
    assert [row["title"] for row in rows] == [
        record.partition("<ArticleTitle>")[2].partition("<")[0] for record in records
    ]


def test_the_end_of_cdata_without_its_beginning_is_a_fault_of_its_record_alone() -> None:
    rows, source = read(file([article(1), article(2, title="a]]>b"), article(3)]))
    assert [row["pmid"] for row in rows] == [1, 3]
    assert [fault.pmid for fault in source.report.faults] == ["2"]
