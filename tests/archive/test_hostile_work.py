"""Archives that want to waste time: little to send, much to do. The time that reading takes grows with the size, and no faster.

Each would take minutes or hours if it were read without care; the bounds here are wide, so that a busy machine passes.
"""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.archive.made_archives import ADDRESS, PAGE, entry, http, packed, put, read, read_bytes, record, wacz

from aetia.archive import read_captures
from aetia.archive.encodings import unchunked
from aetia.errors import ArchiveError

MIB = 1 << 20
AFTER = record(http(b"after"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The processor's time that a block takes is bounded."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


def test_ten_thousand_records_that_each_claim_the_whole_file(tmp_path: Path) -> None:
    liar = record(http(), length=50 * MIB)
    with within(20):
        captures, _ = read_bytes(tmp_path, liar * 10_000 + AFTER)
    assert len(captures) == 10_001
    assert {capture.body for capture in captures[:-1]} == {PAGE}
    assert captures[-1].body == b"after"


def test_after_many_lies_a_true_length_still_counts(tmp_path: Path) -> None:
    liar = record(http(), length=MIB)
    plain = record(http(b"line\n" * 30_000))
    captures, _ = read_bytes(tmp_path, liar * 40 + plain + AFTER)
    assert [capture.body for capture in captures[-2:]] == [b"line\n" * 30_000, b"after"]
    assert captures[-2].trouble == ""


@pytest.mark.parametrize("line", ["a\r\n", "a:\r\n", " b\r\n", "x: y\r\n"])
def test_headers_of_a_hundred_thousand_lines(tmp_path: Path, line: str) -> None:
    made = record(http(), more="X: y\r\n" + line * (200_000 // len(line)))
    http_made = record(http(more="X: y\r\n" + line * (200_000 // len(line))))
    with within(20):
        captures, damage = read_bytes(tmp_path, (made + http_made) * 10 + AFTER)
    assert captures[-1].body == b"after"
    assert "a record's header has more than 1,000 lines" in [item.what for item in damage]
    assert captures[0].trouble == "the HTTP header has more than 1,000 lines"


@pytest.mark.parametrize(
    "line", [b"http: " + b"a 1 12345678 b " * 270, b"http:" + b" 1" * 2_000, b"http:" + b"1" * 4_000]
)
def test_lines_that_almost_begin_a_record(tmp_path: Path, line: bytes) -> None:
    with within(20):
        captures, _ = read_bytes(tmp_path, AFTER + b"\n" + (line + b"\n") * 500 + AFTER)
    assert [capture.body for capture in captures] == [b"after", b"after"]


def test_a_body_of_a_million_packed_members(tmp_path: Path) -> None:
    empty = gzip.compress(b"", mtime=0)
    sent = http(empty * 500_000, more="Content-Encoding: gzip\r\n")
    with within(20):
        captures, _ = read_bytes(tmp_path, record(sent) + AFTER)
    assert captures[0].trouble == "the packed body has more than 10,000 members; the others were left out"
    assert captures[1].body == b"after"


def test_a_file_of_a_hundred_thousand_empty_members(tmp_path: Path) -> None:
    with within(20):
        captures, damage = read_bytes(tmp_path, gzip.compress(b"", mtime=0) * 100_000 + packed(AFTER), "empty.warc.gz")
    assert [capture.body for capture in captures] == [b"after"]
    assert damage == []


def test_a_body_in_chunks_of_one_byte() -> None:
    with within(20):
        assert unchunked(b"1\r\nx\r\n" * 500_000 + b"0\r\n\r\n") == (b"x" * 500_000, "")


def test_many_members_that_are_the_same_bytes(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/0.warc", record(http()) * 500)
        info = archive.infolist()[0]
        for number in range(1, 1_000):
            copy = zipfile.ZipInfo(f"archive/{number}.warc")
            copy.header_offset, copy.CRC = info.header_offset, info.CRC
            copy.file_size = copy.compress_size = info.file_size
            archive.filelist.append(copy)
    with within(20):
        captures, damage = read_bytes(tmp_path, out.getvalue(), "overlap.wacz")
    assert len(captures) == 500
    assert sum(item.what == "the member lies over another; it was not read" for item in damage) == 999


def test_a_table_of_contents_that_lists_one_member_many_times(tmp_path: Path) -> None:
    member = ("archive/data.warc", record(http(b"x" * MIB)))
    made = wacz([member], package={"resources": [entry(*member)] * 20_000})
    with within(20):
        captures, damage = read(put(tmp_path, made, "listed.wacz"))
    assert len(captures) == 1
    assert damage == []


def test_packed_records_that_each_hide_another(tmp_path: Path) -> None:
    nest = packed(record(http()))
    for _ in range(60):
        # Stored, not packed, and cut: each is damaged and holds the next one plainly.
        inner = record(nest, address=f"{ADDRESS}/nest")
        out = io.BytesIO()
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=0, mtime=0) as stream:
            stream.write(inner)
        nest = out.getvalue()[:-9] + b"\xff"
    with within(20):
        captures, _ = read_bytes(tmp_path, nest + packed(AFTER), "nest.warc.gz")
    assert captures[-1].body == b"after"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.warc")
    with pytest.raises(ArchiveError, match="it is no file"):
        read_captures(tmp_path / "pipe.warc")
    put(tmp_path, AFTER, "b.warc")
    captures, damage = read(tmp_path)
    assert [capture.body for capture in captures] == [b"after"]
    assert len(damage) == 1
