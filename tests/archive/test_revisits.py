"""A record that says "as before" gets the body from before, if that is in the input."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.archive.made_archives import ADDRESS, PAGE, http, packed, put, read, read_bytes, record, sha1

from aetia.archive import Capture, Damage, Limits, read_captures

DIGEST = f"WARC-Payload-Digest: {sha1(PAGE)}\r\n"
IDENTICAL = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n"
NOT_MODIFIED = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified\r\n"
REFERS = f"WARC-Refers-To-Target-URI: {ADDRESS}\r\nWARC-Refers-To-Date: 2026-11-20T10:00:00Z\r\n"
LATER = "2026-12-24T08:00:00Z"

ORIGINAL = record(http(), more=DIGEST)
REVISIT = record(http(b"", more="X-Visit: 2\r\n"), kind="revisit", when=LATER, more=IDENTICAL + DIGEST)


@pytest.mark.parametrize("name", ["made.warc", "made.warc.gz", "whole.warc.gz"])
@pytest.mark.parametrize("first", ["original", "revisit"])
def test_a_revisit_gets_the_body_of_its_original_in_either_order(tmp_path: Path, name: str, first: str) -> None:
    records = [ORIGINAL, REVISIT] if first == "original" else [REVISIT, ORIGINAL]
    others = [record(http(b"other"), address=f"{ADDRESS}/other")]
    made = {
        "made.warc": b"".join(others + records),
        "made.warc.gz": packed(*others, *records),
        "whole.warc.gz": packed(b"".join(others + records)),
    }[name]
    captures, damage = read_bytes(tmp_path, made, name)
    assert damage == []
    assert [(capture.captured, capture.body) for capture in captures[1:]] == [
        ("2026-11-20T10:00:00Z", PAGE),
        (LATER, PAGE),
    ]
    again = captures[2]
    assert again.header("x-visit") == "2"
    assert (again.media_type, again.charset, again.trouble) == ("text/html", "utf-8", "")


def test_the_original_may_lie_in_another_file_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path, packed(REVISIT), "a.warc.gz")
    put(tmp_path, ORIGINAL, "b.warc")
    captures, damage = read(tmp_path)
    assert [capture.body for capture in captures] == [PAGE, PAGE]
    assert captures[1].source == "a.warc.gz at byte 0"
    assert damage == []


def test_the_original_may_have_another_address(tmp_path: Path) -> None:
    agnostic = record(b"", kind="revisit", address="https://other.example/", more=IDENTICAL + DIGEST)
    captures, _ = read_bytes(tmp_path, ORIGINAL + agnostic)
    assert (captures[1].address, captures[1].body, captures[1].status) == ("https://other.example/", PAGE, 200)


def test_an_original_without_a_digest_is_found_by_its_payload(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, record(http()) + REVISIT)
    assert captures[1].body == PAGE


def test_an_original_is_found_by_address_and_time(tmp_path: Path) -> None:
    captures, _ = read_bytes(
        tmp_path, record(http()) + record(b"", kind="revisit", when=LATER, more=IDENTICAL + REFERS)
    )
    assert (captures[1].body, captures[1].trouble) == (PAGE, "")


def test_a_digest_of_another_kind_leaves_a_doubt(tmp_path: Path) -> None:
    told = "WARC-Payload-Digest: sha256:" + "0" * 64 + "\r\n"
    captures, _ = read_bytes(tmp_path, ORIGINAL + record(b"", kind="revisit", more=IDENTICAL + told + REFERS))
    assert captures[1].trouble == "the original was found by address and time, not by its digest"


def test_not_modified_gives_the_earlier_answer_and_its_status(tmp_path: Path) -> None:
    unchanged = record(
        http(b"", status="304 Not Modified", kind="text/plain"), kind="revisit", when=LATER, more=NOT_MODIFIED
    )
    captures, _ = read_bytes(tmp_path, ORIGINAL + unchanged)
    assert (captures[1].status, captures[1].media_type, captures[1].body) == (200, "text/html", PAGE)
    assert captures[1].captured == LATER


def test_a_revisit_whose_original_is_elsewhere_is_damage(tmp_path: Path) -> None:
    captures, damage = read_bytes(tmp_path, REVISIT + record(http(b"x")))
    assert [capture.body for capture in captures] == [b"x"]
    assert [str(item) for item in damage] == [
        f"made.warc at byte 0: the record repeats a capture of {ADDRESS} that is not here"
    ]


def test_a_revisit_of_a_revisit_is_resolved_by_the_first_original(tmp_path: Path) -> None:
    captures, _ = read_bytes(tmp_path, REVISIT + REVISIT + ORIGINAL)
    assert [capture.body for capture in captures] == [PAGE] * 3


def test_memory_is_bounded_and_what_does_not_fit_is_told(tmp_path: Path) -> None:
    missing = [
        record(
            b"",
            kind="revisit",
            address=f"{ADDRESS}/{number}",
            more=IDENTICAL + f"WARC-Payload-Digest: {sha1(b'%d' % number)}\r\n",
        )
        for number in range(20)
    ]
    items = list(read_captures(put(tmp_path, b"".join(missing)), limits=Limits(waiting=5)))
    assert sum(isinstance(item, Damage) and "more than 5 records repeat" in item.what for item in items) == 15
    assert len(items) == 20
    full = list(read_captures(put(tmp_path, record(http(b"first")) + ORIGINAL + REVISIT), limits=Limits(originals=1)))
    assert [type(item) for item in full] == [Capture, Capture, Damage]
