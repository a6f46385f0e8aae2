"""A broken record costs itself at most."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.made_archives import (
    ADDRESS,
    PAGE,
    arc_header,
    arc_record,
    http,
    packed,
    put,
    read_bytes,
    record,
    sha1,
)

from aetia.archive import Capture, Damage, Limits, read_captures
from aetia.errors import ArchiveError

AFTER = record(http(b"after"), address=f"{ADDRESS}/after")


def bodies(captures: list[Capture]) -> list[bytes]:
    return [capture.body for capture in captures]


@pytest.mark.parametrize("length", [5, 60, 90])
def test_a_length_that_is_too_short_gives_the_whole_body_and_says_so(tmp_path: Path, length: int) -> None:
    captures, _ = read_bytes(tmp_path, record(http(), length=length) + AFTER)
    assert bodies(captures) == [PAGE, b"after"]
    assert captures[0].trouble == f"the record is longer than the {length} bytes that it tells"


@pytest.mark.parametrize("extra", [5, 100, 300, 5_000, 10**15])
def test_a_length_that_is_too_long_does_not_swallow_the_next_record(tmp_path: Path, extra: int) -> None:
    first = record(http(), length=len(http()) + extra)
    captures, damage = read_bytes(tmp_path, first + AFTER + AFTER)
    assert bodies(captures)[-2:] == [b"after", b"after"]
    if extra < Limits().body:
        assert captures[0].body == PAGE
        assert captures[0].trouble == "the record is shorter than it tells"
    else:
        assert "at most 67,108,864 are read" in damage[0].what


@pytest.mark.parametrize("length", ["abc", "-1", "", "9" * 40, None])
def test_a_length_that_is_no_length_is_found_from_the_next_record(tmp_path: Path, length: str | None) -> None:
    captures, _ = read_bytes(tmp_path, record(http(), length=length) + AFTER)
    assert bodies(captures) == [PAGE, b"after"]
    assert captures[0].trouble == "the record does not tell its length"


def test_the_same_in_packed_records(tmp_path: Path) -> None:
    for length in (5, 10**6, 10**15, "abc"):
        captures, _ = read_bytes(tmp_path, packed(record(http(), length=length), AFTER), "made.warc.gz")
        assert bodies(captures)[-1] == b"after"
        if length != 10**15:
            assert bodies(captures)[0] == PAGE


def test_the_same_in_arc_files(tmp_path: Path) -> None:
    for length in (5, 10**6, -7, "abc"):
        made = arc_header() + arc_record(http(), length=length) + arc_record(http(b"after"))
        captures, _ = read_bytes(tmp_path, made, "made.arc")
        assert bodies(captures) == [PAGE, b"after"]
        assert captures[0].trouble


def test_a_digest_that_agrees_overrules_a_wrong_length(tmp_path: Path) -> None:
    made = record(http(), length=40, more=f"WARC-Payload-Digest: {sha1(PAGE)}\r\n")
    captures, _ = read_bytes(tmp_path, made + AFTER)
    assert (captures[0].body, captures[0].trouble) == (PAGE, "")


def test_a_digest_that_differs_is_told(tmp_path: Path) -> None:
    for name in ("Payload", "Block"):
        captures, _ = read_bytes(tmp_path, record(http(), more=f"WARC-{name}-Digest: {sha1(b'other')}\r\n"))
        assert (captures[0].body, captures[0].trouble) == (PAGE, "the digest differs")


@pytest.mark.parametrize(
    "told",
    [
        "sha1:" + "2" * 31,
        "md9:00",
        "nonsense",
        "sha256:" + "g" * 64,
    ],
)
def test_a_digest_that_cannot_be_read_says_nothing(tmp_path: Path, told: str) -> None:
    captures, _ = read_bytes(tmp_path, record(http(), more=f"WARC-Payload-Digest: {told}\r\n"))
    assert captures[0].trouble == ""


def test_digests_count_in_every_spelling(tmp_path: Path) -> None:
    spellings = [
        sha1(PAGE),
        sha1(PAGE).lower(),
        f"sha1:{hashlib.sha1(PAGE).hexdigest()}",
        f"SHA-256:{hashlib.sha256(PAGE).hexdigest().upper()}",
        f"sha256:{base64.b32encode(hashlib.sha256(PAGE).digest()).decode().rstrip('=')}",
        f"sha1:{base64.b64encode(hashlib.sha1(PAGE).digest()).decode()}",
        f"md5:{hashlib.md5(PAGE).hexdigest()}",
    ]
    for told in spellings:
        # The length is wrong, so that only a digest that agrees clears the record.
        captures, _ = read_bytes(tmp_path, record(http(), length=40, more=f"WARC-Payload-Digest: {told}\r\n"))
        assert captures[0].trouble == "", told


def test_a_file_that_is_cut_off_gives_what_came(tmp_path: Path) -> None:
    whole = record(http()) + record(http(b"x" * 1000))
    captures, _ = read_bytes(tmp_path, whole[:-600])
    assert bodies(captures)[0] == PAGE
    assert re.fullmatch(r"x{404}", bodies(captures)[1].decode())
    assert captures[1].trouble == "the record is cut off: 463 of 1,059 bytes"


def test_a_packed_file_that_is_cut_off_gives_what_came(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 40
    made = packed(record(http()), record(http(noise[::7] + noise)))
    captures, damage = read_bytes(tmp_path, made[:-300], "made.warc.gz")
    assert bodies(captures)[0] == PAGE
    assert "the file is cut off within a packed record" in captures[1].trouble
    assert [item.what for item in damage] == ["the file is cut off within a packed record"]


def test_a_header_that_is_cut_off_is_damage(tmp_path: Path) -> None:
    captures, damage = read_bytes(tmp_path, record(http()) + record(http())[:90])
    assert bodies(captures) == [PAGE]
    assert [item.what for item in damage] == ["a record's header is cut off"]


def test_a_damaged_packed_record_costs_no_other(tmp_path: Path) -> None:
    parts = [packed(record(http(bytes([65 + number]) * 50))) for number in range(3)]
    broken = bytearray(parts[1])
    broken[60:90] = b"\xff" * 30
    captures, damage = read_bytes(tmp_path, parts[0] + bytes(broken) + parts[2], "made.warc.gz")
    assert b"A" * 50 in bodies(captures)
    assert bodies(captures)[-1] == b"C" * 50
    assert any("packed record" in item.what and f"at byte {len(parts[0])}" in item.where for item in damage)


def test_a_wrong_checksum_loses_nothing(tmp_path: Path) -> None:
    part = bytearray(packed(record(http())))
    part[-6] ^= 1
    captures, damage = read_bytes(tmp_path, bytes(part) + packed(AFTER), "made.warc.gz")
    assert bodies(captures) == [PAGE, b"after"]
    assert captures[0].trouble == "the checksum of a packed record is wrong"
    assert [item.what for item in damage] == ["the checksum of a packed record is wrong"]


def test_bytes_missing_from_a_packed_file_cost_the_record_that_they_were_in(tmp_path: Path) -> None:
    parts = [packed(record(http(bytes([65 + number]) * 50))) for number in range(4)]
    cut = parts[1][: len(parts[1]) // 2]
    captures, _ = read_bytes(tmp_path, parts[0] + cut + parts[2] + parts[3], "made.warc.gz")
    assert [body for body in (b"A" * 50, b"C" * 50, b"D" * 50) if body not in bodies(captures)] == []


def test_garbage_between_records_is_passed_over_and_told(tmp_path: Path) -> None:
    garbage = b"\r\nthis is no record\nWARC is a word\n" * 3
    captures, damage = read_bytes(tmp_path, b"\n" + garbage + record(http()) + b"\0" * 10_000 + AFTER)
    assert bodies(captures) == [PAGE, b"after"]
    assert len(damage) == 1
    assert "bytes that are no record were passed over" in damage[0].what


def test_line_ends_of_other_systems_are_understood(tmp_path: Path) -> None:
    for end in (b"\n", b"\r\r\n"):
        made = (record(http(b"body")) + AFTER).replace(b"\r\n", end)
        captures, _ = read_bytes(tmp_path, made)
        assert [body.strip() for body in bodies(captures)] == [b"body", b"after"]


def test_a_header_that_is_absurdly_long_is_refused_and_the_next_record_read(tmp_path: Path) -> None:
    for more in (f"X: {'y' * 300_000}\r\n", "X: y\r\n" * 60_000, "X: y\r\n z\r\n" * 60_000):
        captures, damage = read_bytes(tmp_path, record(http(), more=more) + AFTER)
        assert bodies(captures) == [b"after"]
        assert damage[0].what == "a record's header has more than 262,144 bytes"


def test_a_record_larger_than_the_limit_is_left_out_and_the_next_one_read(tmp_path: Path) -> None:
    limits = Limits(body=10_000)
    huge = http(b"<p>" + record(http(b"not a record of this file")) * 90)
    for made, name in ((record(huge) + AFTER, "made.warc"), (packed(record(huge), AFTER), "made.warc.gz")):
        captures, damage = read_bytes(tmp_path, made, name, limits)
        assert bodies(captures) == [b"after"]
        assert damage[0].what == (
            f"the record tells a length of {len(huge):,} bytes, and at most 10,000 are read; it was left out"
        )


def test_an_archive_that_lies_on_every_length_is_still_read_in_one_go(tmp_path: Path) -> None:
    liar = record(http(), length=10**15)
    captures, damage = read_bytes(tmp_path, liar * 3_000 + AFTER)
    assert bodies(captures) == [b"after"]
    assert len(damage) >= 3_000


def test_a_record_within_a_body_is_no_record(tmp_path: Path) -> None:
    nested = http(record(http(b"planted")), kind="application/warc")
    captures, damage = read_bytes(tmp_path, record(nested) + AFTER)
    assert len(captures) == 2
    assert captures[0].media_type == "application/warc"
    assert captures[1].body == b"after"
    assert damage == []


@given(
    cuts=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 60), st.binary(max_size=60)), max_size=4),
    form=st.sampled_from(["made.warc", "made.warc.gz", "whole.warc.gz", "made.arc"]),
)
def test_whatever_is_done_to_an_archive_reading_it_ends_and_raises_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int, bytes]], form: str
) -> None:
    records = [
        record(http()),
        record(http(b"2"), length=9),
        record(http(gzip.compress(PAGE), more="Content-Encoding: gzip\r\n")),
    ]
    made = {
        "made.warc": b"".join(records),
        "made.warc.gz": packed(*records),
        "whole.warc.gz": packed(b"".join(records)),
        "made.arc": arc_header() + arc_record(http()) + arc_record(http(b"2")),
    }[form]
    for at, count, instead in cuts:
        made = made[:at] + instead + made[at + count :]
    path = put(tmp_path_factory.mktemp("cut"), made, form)
    try:
        for item in read_captures(path):
            assert isinstance(item, Capture | Damage)
    except ArchiveError:
        pass


@given(
    flaws=st.lists(st.sampled_from(["sound", "short", "long", "none", "garbage", "checksum"]), min_size=1, max_size=6)
)
def test_sound_records_are_found_among_any_broken_ones(
    tmp_path_factory: pytest.TempPathFactory, flaws: list[str]
) -> None:
    parts = []
    for number, flaw in enumerate(flaws):
        address = f"{ADDRESS}/{number}"
        length: int | str | None = {"short": 20, "long": 4_000, "none": None}.get(flaw, -1)
        part = packed(record(http(f"body {number}".encode()), address=address, length=length))
        if flaw == "garbage":
            part = b"garbage\n" * 5
        if flaw == "checksum":
            part = part[:-8] + b"\0" * 8
        parts.append(part)
    parts.append(packed(AFTER))
    captures, _ = read_bytes(tmp_path_factory.mktemp("flaws"), b"".join(parts), "made.warc.gz")
    wanted = {
        f"{ADDRESS}/{number}": f"body {number}".encode() for number, flaw in enumerate(flaws) if flaw != "garbage"
    }
    assert {capture.address: capture.body for capture in captures} == wanted | {f"{ADDRESS}/after": b"after"}
