"""Archives of every kind give the same captures."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tests.archive.made_archives import (
    ADDRESS,
    PAGE,
    WHEN,
    arc_header,
    arc_record,
    http,
    packed,
    put,
    read,
    read_bytes,
    record,
    wacz,
)

from aetia.archive import Capture, Limits, read_captures
from aetia.errors import ArchiveError

TWO = [record(http()), record(http(b"second"), address=f"{ADDRESS}/2")]
ARC_TWO = [arc_header(), arc_record(http()), arc_record(http(b"second"), address=f"{ADDRESS}/2")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.warc", b"".join(TWO)),
        ("packed-by-record.warc.gz", packed(*TWO)),
        ("packed-as-a-whole.warc.gz", packed(b"".join(TWO))),
        ("packed-and-named-plain.warc", packed(*TWO)),
        ("plain-and-named-packed.warc.gz", b"".join(TWO)),
        ("first-plain-then-packed.warc", TWO[0] + packed(TWO[1])),
        ("first-packed-then-plain.warc.gz", packed(TWO[0]) + TWO[1]),
        ("two-records-a-member.warc.gz", packed(b"".join(TWO[:1]) + TWO[1][:40], TWO[1][40:])),
        ("plain.arc", b"".join(ARC_TWO)),
        ("packed.arc.gz", packed(*ARC_TWO)),
        ("packed-as-a-whole.arc.gz", packed(b"".join(ARC_TWO))),
        ("site.wacz", wacz([("archive/data.warc.gz", packed(*TWO))])),
        ("deflated-members.wacz", wacz([("archive/data.warc", b"".join(TWO))], compress=True)),
        ("two-files.wacz", wacz([("archive/a.warc", TWO[0]), ("archive/b.warc.gz", packed(TWO[1]))])),
    ],
)
def test_whatever_the_container_the_captures_are_the_same(tmp_path: Path, name: str, content: bytes) -> None:
    captures, damage = read_bytes(tmp_path, content, name)
    assert [(capture.address, capture.body) for capture in captures] == [(ADDRESS, PAGE), (f"{ADDRESS}/2", b"second")]
    assert [capture.trouble for capture in captures] == ["", ""]
    assert damage == []


def test_a_capture_tells_all_that_the_record_tells(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, packed(*TWO), "made.warc.gz")
    first = captures[0]
    assert first == Capture(
        address=ADDRESS,
        captured=WHEN,
        status=200,
        media_type="text/html",
        charset="utf-8",
        headers=(("Content-Type", "text/html; charset=UTF-8"),),
        body=PAGE,
        source="made.warc.gz at byte 0",
        trouble="",
    )
    assert captures[1].source == f"made.warc.gz at byte {len(packed(TWO[0]))}"
    assert first.header("content-TYPE") == "text/html; charset=UTF-8"
    assert first.header("etag") is None


def test_a_member_of_a_wacz_file_is_named_in_the_source(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, wacz([("archive/data.warc", b"".join(TWO))]), "site.wacz")
    assert captures[1].source == f"site.wacz!archive/data.warc at byte {len(TWO[0])}"


def test_a_folder_is_read_file_by_file_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    put(tmp_path, record(http(b"b")), "b.warc")
    put(tmp_path, packed(record(http(b"a"))), "a.warc.gz")
    put(tmp_path / "deeper", wacz([("archive/c.warc", record(http(b"c")))]), "c.wacz")
    put(tmp_path, b"notes", "readme.txt")
    captures, damage = read(tmp_path)
    assert [capture.body for capture in captures] == [b"a", b"b", b"c"]
    assert damage == []


def test_a_broken_file_of_a_folder_does_not_hide_the_others(tmp_path: Path) -> None:
    put(tmp_path, b"no archive at all", "a.warc")
    put(tmp_path, record(http()), "b.warc")
    captures, damage = read(tmp_path)
    assert [capture.body for capture in captures] == [PAGE]
    assert [str(item) for item in damage] == ["a.warc at byte 0: 17 bytes that are no record were passed over"]


def test_a_folder_of_more_archives_than_allowed_is_read_up_to_there(tmp_path: Path) -> None:
    for number in range(5):
        put(tmp_path, record(http(b"%d" % number)), f"{number}.warc")
    captures, damage = read(tmp_path, Limits(members=3))
    assert [capture.body for capture in captures] == [b"0", b"1", b"2"]
    assert [item.what for item in damage] == ["the folder has more than 3 archives; the others were not read"]


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    put(outside, record(http(b"secret")), "x.warc")
    inside = tmp_path / "inside"
    inside.mkdir()
    put(inside, record(http()), "b.warc")
    (inside / "a.warc").symlink_to(outside / "x.warc")
    (inside / "folder").symlink_to(outside)
    captures, damage = read(inside)
    assert [capture.body for capture in captures] == [PAGE]
    assert [item.what for item in damage] == ["it is a link or no file; it was not read"]


def test_a_resource_has_status_200_and_its_record_tells_the_media_type(tmp_path: Path) -> None:
    made = record(b"<p>kept</p>", kind="resource", content_type="text/HTML; charset='ISO-8859-1'")
    captures, _ = read_bytes(tmp_path, made)
    first = captures[0]
    assert (first.status, first.media_type, first.charset, first.headers) == (200, "text/html", "iso-8859-1", ())
    assert first.body == b"<p>kept</p>"


def test_requests_and_notes_of_crawlers_are_no_captures(tmp_path: Path) -> None:
    asked = b"GET / HTTP/1.1\r\nHost: palewrist.example\r\n\r\n"
    others = [record(asked, kind=kind) for kind in ("warcinfo", "request", "metadata", "conversion", "continuation")]
    captures, damage = read_bytes(tmp_path, b"".join(others) + record(http()))
    assert [capture.body for capture in captures] == [PAGE]
    assert damage == []


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
        ("2026-11-20T10:00:00.123456Z", "2026-11-20T10:00:00Z"),
        ("2026-11-20", "2026-11-20T00:00:00Z"),
        ("20261120100000", "2026-11-20T10:00:00Z"),
        ("2026-13-20T10:00:00Z", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_the_time_of_capture_has_one_form(tmp_path: Path, told: str, read_as: str) -> None:
    captures, _ = read_bytes(tmp_path, record(http(), when=told))
    assert captures[0].captured == read_as


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ("<https://palewrist.example/a>", "https://palewrist.example/a"),
        ("https://palewrist.example/a b  c", "https://palewrist.example/a%20b%20%20c"),
        ("https://palewrist.example/é", "https://palewrist.example/é"),
    ],
)
def test_addresses_are_mended(tmp_path: Path, told: str, read_as: str) -> None:
    captures, _ = read_bytes(tmp_path, record(http(), address=told))
    assert captures[0].address == read_as


def test_spaces_in_an_arc_address_do_not_shift_the_other_fields(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, arc_header() + arc_record(http(), address="http://a.example/b c d"), "a.arc")
    assert (captures[0].address, captures[0].body) == ("http://a.example/b%20c%20d", PAGE)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("notes.txt", b"Dear diary, WARC/1.0 is a format.", "the file is not a web archive"),
        ("empty.warc", b"", "the file is empty"),
        ("notes.warc", b"Dear diary", "no record of a web archive was found"),
        ("packed.gz", gzip.compress(b"Dear diary", mtime=0), "the file is not a web archive"),
        ("site.wacz", b"<html>404</html>", "no record of a web archive was found"),
        ("other.zip", wacz([("letter.txt", b"Dear diary")]), "no record of a web archive was found"),
    ],
)
def test_what_is_no_archive_is_refused_with_a_remedy(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = put(tmp_path, content, name)
    with pytest.raises(ArchiveError) as caught:
        list(read_captures(path))
    assert (
        str(caught.value) == f"{path}: {what}. Give a .warc, .warc.gz, .arc, .arc.gz or .wacz file, or a folder of them"
    )
    assert caught.value.exit_code == 2


def test_a_missing_file_and_a_folder_without_archives_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="the file cannot be read"):
        read_captures(tmp_path / "missing.warc")
    with pytest.raises(ArchiveError, match="the folder holds no web archive"):
        read_captures(tmp_path)
