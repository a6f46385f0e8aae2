"""Bodies are given as the reader of the page saw them, whatever the headers claim."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.made_archives import PAGE, http, read_bytes, record, sha1

from aetia.archive.encodings import decoded, unchunked
from aetia.archive.http_message import media_type
from aetia.archive.limits import Limits

CHUNKED = "Transfer-Encoding: chunked\r\n"


def body_of(folder: Path, sent: bytes, more: str) -> tuple[bytes, str]:
    captures, damage = read_bytes(folder, record(http(sent, more=more)))
    assert damage == []
    return captures[0].body, captures[0].trouble


def in_chunks(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bare(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


WRONG_SUM = gzip.compress(PAGE, mtime=0)[:-8] + b"\0" * 8


@pytest.mark.parametrize(
    ("sent", "more"),
    [
        (PAGE, ""),
        (in_chunks(PAGE), CHUNKED),
        (in_chunks(PAGE), "transfer-encoding: Chunked\r\n"),
        (in_chunks(PAGE).replace(b"\r\n", b"\n"), CHUNKED),
        (PAGE, CHUNKED),
        (gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip\r\n"),
        (gzip.compress(PAGE, mtime=0), "Content-Encoding: X-GZIP\r\n"),
        (gzip.compress(PAGE[:9], mtime=0) + gzip.compress(PAGE[9:], mtime=0), "Content-Encoding: gzip\r\n"),
        (gzip.compress(PAGE, mtime=0) + b"\0" * 40, "Content-Encoding: gzip\r\n"),
        (PAGE, "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGE), "Content-Encoding: deflate\r\n"),
        (bare(PAGE), "Content-Encoding: deflate\r\n"),
        (PAGE, "Content-Encoding: deflate\r\n"),
        (PAGE, "Content-Encoding: br\r\n"),
        (PAGE, "Content-Encoding: identity\r\n"),
        (PAGE, "Content-Encoding: utf-8\r\n"),
        (gzip.compress(zlib.compress(PAGE), mtime=0), "Content-Encoding: deflate, gzip\r\n"),
        (in_chunks(gzip.compress(PAGE, mtime=0)), CHUNKED + "Content-Encoding: gzip\r\n"),
        (gzip.compress(PAGE, mtime=0), CHUNKED + "Content-Encoding: gzip\r\n"),
    ],
)
def test_chunks_and_encodings_are_undone_where_they_are_real(tmp_path: Path, sent: bytes, more: str) -> None:
    assert body_of(tmp_path, sent, more) == (PAGE, "")


BROTLI = bytes.fromhex("0b0580") + b"\xffpalewrist\x03"


@pytest.mark.parametrize(
    ("sent", "more", "body", "trouble"),
    [
        (in_chunks(PAGE)[:30], CHUNKED, PAGE[:8], "the body is cut off within a chunk"),
        (in_chunks(PAGE).removesuffix(b"0\r\n\r\n"), CHUNKED, PAGE, "the last chunk of the body is missing"),
        (b"5\r\n12345\r\nZZ\r\nrest", CHUNKED, b"12345ZZ\r\nrest", "the chunking of the body is broken after 5 bytes"),
        (b"3\r\n12345\r\n", CHUNKED, b"12345\r\n", "the chunking of the body is broken after 3 bytes"),
        (gzip.compress(PAGE, mtime=0)[:-20], "Content-Encoding: gzip\r\n", None, "the packed body is cut off"),
        (WRONG_SUM, "Content-Encoding: gzip\r\n", PAGE, "the checksum of the packed body is wrong"),
        (b"\x1f\x8b\x08\0", "Content-Encoding: gzip\r\n", b"\x1f\x8b\x08\0", "the packed body has no whole header"),
        (zlib.compress(PAGE)[:-20], "Content-Encoding: deflate\r\n", None, "the packed body is cut off"),
        (b"\xff\xfe\0\xff", "Content-Encoding: deflate\r\n", b"\xff\xfe\0\xff", "the packed body is damaged"),
        (BROTLI, "Content-Encoding: br\r\n", BROTLI, "the body is in the encoding 'br', which is not supported"),
        (PAGE, f"Content-Encoding: {'gzip, ' * 900}\r\n", PAGE, "the body has 900 encodings over each other; none was undone"),
        (PAGE, "Content-Length: 1000\r\n", PAGE, f"the body is cut off: {len(PAGE)} of 1,000 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_undone_is_told(
    tmp_path: Path, sent: bytes, more: str, body: bytes | None, trouble: str
) -> None:
    found, told = body_of(tmp_path, sent, more)
    assert told == trouble
    if body is None:
        assert PAGE.startswith(found)
        assert len(found) > 20
    else:
        assert found == body


def test_a_digest_that_agrees_says_that_a_short_body_is_whole(tmp_path: Path) -> None:
    captures, _ = read_bytes(
        tmp_path, record(http(more="Content-Length: 1000\r\n"), more=f"WARC-Payload-Digest: {sha1(PAGE)}\r\n")
    )
    assert captures[0].trouble == ""


@pytest.mark.parametrize("payload", [in_chunks(gzip.compress(PAGE, mtime=0)), gzip.compress(PAGE, mtime=0), PAGE])
def test_a_digest_may_count_chunks_and_encoding_or_not(tmp_path: Path, payload: bytes) -> None:
    sent = http(in_chunks(gzip.compress(PAGE, mtime=0)), more=CHUNKED + "Content-Encoding: gzip\r\n")
    captures, _ = read_bytes(tmp_path, record(sent, more=f"WARC-Payload-Digest: {sha1(payload)}\r\n"))
    assert (captures[0].body, captures[0].trouble) == (PAGE, "")


def test_what_the_crawler_says_of_itself_is_told(tmp_path: Path) -> None:
    captures, _ = read_bytes(
        tmp_path,
        record(http(), more="WARC-Truncated: length\r\n")
        + record(http(status="206 Partial Content"))
        + record(http(), more="WARC-Segment-Number: 1\r\n"),
    )
    assert [capture.trouble for capture in captures] == [
        "the crawler cut it off (length)",
        "only a part was asked for",
        "the record is only one segment of several",
    ]


@pytest.mark.parametrize(
    ("line", "status", "trouble"),
    [
        ("HTTP/1.1 404 Not Found", 404, ""),
        ("HTTP/1.0 302", 302, ""),
        ("HTTP/1.0 302 ", 302, ""),
        ("HTTP/2 200", 200, ""),
        ("http/1.1 200 ok", 200, ""),
        ("HTTP/1.1", 0, "the response tells no status"),
        ("HTTP/1.1 abc OK", 0, "the response tells no status"),
        ("HTTP/1.1 99999 OK", 0, "the response tells no status"),
    ],
)
def test_status_lines(tmp_path: Path, line: str, status: int, trouble: str) -> None:
    captures, _ = read_bytes(tmp_path, record(f"{line}\r\nContent-Type: text/html\r\n\r\n".encode() + PAGE))
    first = captures[0]
    assert (first.status, first.trouble, first.media_type, first.body) == (status, trouble, "text/html", PAGE)


def test_a_response_without_a_header_is_all_body(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, record(PAGE))
    assert (captures[0].body, captures[0].trouble) == (PAGE, "the response has no HTTP header")


def test_an_absurd_http_header_is_refused(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, record(http(more=f"X: {'y' * 300_000}\r\n")))
    assert (captures[0].body, captures[0].trouble) == (b"", "the HTTP header has more than 262,144 bytes")


def test_headers_keep_their_order_and_folded_lines_are_joined(tmp_path: Path) -> None:
    captures, _ = read_bytes(
        tmp_path, record(http(more="X-A: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nX-B: one\r\n two\r\nno colon\r\n"))
    )
    assert captures[0].headers[1:] == (("X-A", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "b"), ("X-B", "one two"))


@pytest.mark.parametrize(
    ("header", "kind", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML;Charset=UTF-8", "text/html", "utf-8"),
        ("text/html; foo=bar; charset = 'windows-1252'", "text/html", "windows-1252"),
        ("text/html; notcharset=x", "text/html", None),
        ("application/xhtml+xml", "application/xhtml+xml", None),
        ("html", "", None),
        ("", "", None),
        ("text/html/x y", "", None),
    ],
)
def test_media_types(header: str, kind: str, charset: str | None) -> None:
    assert media_type(header) == (kind, charset)


@given(body=st.binary(max_size=3_000), size=st.integers(1, 500))
def test_chunks_of_any_size_are_undone(body: bytes, size: int) -> None:
    assert unchunked(in_chunks(body, size)) == (body, "")


@given(body=st.binary(max_size=3_000), encodings=st.lists(st.sampled_from(["gzip", "deflate"]), max_size=4))
def test_encodings_in_any_order_are_undone(body: bytes, encodings: list[str]) -> None:
    sent = body
    for name in encodings:
        sent = gzip.compress(sent, mtime=0) if name == "gzip" else zlib.compress(sent)
    assert decoded(sent, ", ".join(encodings), Limits()) == (body, "")


@given(sent=st.binary(max_size=500), header=st.text(max_size=30))
def test_no_body_raises(sent: bytes, header: str) -> None:
    for name in (header, "gzip", "deflate", "br"):
        content, trouble = decoded(sent, name, Limits())
        assert isinstance(content, bytes)
        assert isinstance(trouble, str)
    unchunked(sent)
