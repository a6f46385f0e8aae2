"""Archives that want to harm: bombs, names that lead out, links, lies about sizes. Each is bounded and told, and costs itself."""

from __future__ import annotations

import gzip
import io
import json
import stat
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from tests.archive.made_archives import ADDRESS, PAGE, entry, http, packed, put, read, read_bytes, record, wacz

from aetia.archive import Limits, read_captures
from aetia.errors import ArchiveError

MIB = 1 << 20
SMALL = Limits(body=4 * MIB, free=MIB, ratio=50)
GOOD = ("archive/good.warc", record(http()))


def bodies(folder: Path, content: bytes, name: str, limits: Limits = SMALL) -> tuple[list[bytes], list[str]]:
    captures, damage = read_bytes(folder, content, name, limits)
    return [capture.body for capture in captures], [item.what for item in damage]


def test_a_body_that_is_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = http(gzip.compress(b"\0" * (8 * MIB)), more="Content-Encoding: gzip\r\n")
    deflate = http(zlib.compress(b"\0" * (8 * MIB)), more="Content-Encoding: deflate\r\n")
    tower = http(gzip.compress(gzip.compress(b"\0" * (8 * MIB))), more="Content-Encoding: gzip, gzip\r\n")
    captures, _ = read_bytes(tmp_path, record(bomb) + record(deflate) + record(tower) + record(http()), limits=SMALL)
    assert [capture.body for capture in captures] == [b"", b"", b"", PAGE]
    assert all("so it is not unpacked" in capture.trouble for capture in captures[:3])


def test_a_packed_record_that_is_a_bomb_is_passed_over(tmp_path: Path) -> None:
    made = packed(record(http(b"\0" * (20 * MIB)))) + packed(record(http()))
    found, damage = bodies(tmp_path, made, "bomb.warc.gz", Limits(body=64 * MIB, free=MIB, ratio=50))
    assert found[-1] == PAGE
    assert "a packed record grows more than 50 times, so it is not unpacked" in damage


def test_a_large_page_of_blanks_is_no_bomb(tmp_path: Path) -> None:
    blanks = b" " * (3 * MIB)
    captures, damage = read_bytes(tmp_path, packed(record(http(blanks))), "blanks.warc.gz")
    assert captures[0].body == blanks
    assert damage == []


def test_a_deflated_member_that_is_a_bomb_is_bounded(tmp_path: Path) -> None:
    made = wacz([("archive/bomb.warc", record(http(b"first")) + b"\0" * (60 * MIB)), GOOD], compress=True)
    tracemalloc.start()
    captures, damage = read_bytes(tmp_path, made, "bomb.wacz")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [capture.body for capture in captures] == [b"first", PAGE]
    assert damage[-1].what == "the member grows more than 250 times, so the rest of it was not unpacked"
    assert peak < 20 * MIB


def test_the_total_ends_the_reading_and_says_so(tmp_path: Path) -> None:
    made = packed(*[record(http(bytes([65 + number]) * MIB), address=f"{ADDRESS}/{number}") for number in range(9)])
    captures, damage = read_bytes(tmp_path, made, "big.warc.gz", Limits(total=8 * MIB))
    assert 0 < len(captures) < 9
    assert damage[-1].what == f"more than {8 * MIB:,} bytes were unpacked; the rest of the archive was not read"


@pytest.mark.parametrize(
    "name",
    ["../../etc/evil.warc", "/etc/evil.warc", "archive/../../evil.warc", "C:/evil.warc", "archive\\..\\evil.warc"],
)
def test_names_that_lead_out_are_not_read(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # Python's writer would mend the name.
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        archive.writestr(info, record(http(b"evil")))
        archive.writestr(*GOOD)
    put(tmp_path, b"", "names.wacz")
    before = sorted(tmp_path.parent.rglob("*"))
    found, damage = bodies(tmp_path, out.getvalue(), "names.wacz")
    assert found == [PAGE]
    assert "the name leads out of the archive; the member was not read" in damage
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_links_and_encrypted_members_are_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("archive/link.warc")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("archive/secret.warc", record(http(b"secret")))
        archive.writestr(*GOOD)
    made = bytearray(out.getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = (
            made.index(b"archive/secret.warc", made.index(signature))
            if signature == b"PK\x03\x04"
            else made.rindex(b"archive/secret.warc")
        )
        head = made.rindex(signature, 0, at)
        made[head + offset] |= 1
    found, damage = bodies(tmp_path, bytes(made), "members.wacz")
    assert found == [PAGE]
    assert "the member is a link; it was not followed" in damage
    assert "the member is encrypted; it was not read" in damage


def test_two_members_of_one_name_are_both_read_and_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.warc", record(http(b"one")))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("archive/data.warc", record(http(b"two")))
    found, damage = bodies(tmp_path, out.getvalue(), "twice.wacz")
    assert found == [b"one", b"two"]
    assert "the name is there twice; both are read" in damage


def test_a_member_packed_in_an_unknown_way_costs_itself(tmp_path: Path) -> None:
    made = bytearray(wacz([("archive/odd.warc", record(http(b"odd"))), GOOD]))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", made, made.index(signature) + offset, 99)
    found, damage = bodies(tmp_path, bytes(made), "odd.wacz")
    assert found == [PAGE]
    assert any("the member cannot be read" in what for what in damage)


def test_a_member_with_wrong_bytes_gives_what_it_can(tmp_path: Path) -> None:
    made = bytearray(wacz([("archive/a.warc", record(http(b"first page")) + record(http(b"second page"))), GOOD]))
    made[made.index(b"second page")] ^= 1
    captures, damage = read_bytes(tmp_path, bytes(made), "flipped.wacz")
    assert PAGE in [capture.body for capture in captures]
    assert any("archive/a.warc" in item.where for item in damage)


def test_sizes_that_a_zip_file_tells_are_not_believed(tmp_path: Path) -> None:
    made = bytearray(wacz([GOOD]))
    at = made.index(b"PK\x01\x02")
    struct.pack_into("<LL", made, at + 20, 0xFFFFFFF0, 0xFFFFFFF0)
    found, damage = bodies(tmp_path, bytes(made), "lies.wacz")
    assert found == [PAGE]
    assert "no member gives a record; the records in the file were searched for" in damage


def test_a_zip_file_that_tells_more_members_than_allowed_is_not_opened_as_one(tmp_path: Path) -> None:
    made = wacz([GOOD, *[(f"pages/{number}.txt", b"") for number in range(200)]])
    captures, damage = read_bytes(tmp_path, made, "many.wacz", Limits(members=100))
    assert [capture.body for capture in captures] == [PAGE]
    assert "202 members, and at most 100 are read" in damage[0].what
    captures, _ = read_bytes(tmp_path, made, "many.wacz")
    assert [capture.body for capture in captures] == [PAGE]


def test_a_zip64_claim_of_billions_of_members_is_not_believed(tmp_path: Path) -> None:
    made = wacz([GOOD])
    end = made.rindex(b"PK\x05\x06")
    claim = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**40, 2**40, 2**45, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    captures, damage = read_bytes(tmp_path, made[:end] + claim + locator + tail, "billions.wacz")
    assert [capture.body for capture in captures] == [PAGE]
    assert "1,099,511,627,776 members" in damage[0].what


def test_a_wacz_file_that_is_cut_off_still_gives_its_records(tmp_path: Path) -> None:
    whole = wacz([("archive/data.warc.gz", packed(record(http()), record(http(b"second"))))])
    for end in (whole.rindex(b"PK\x05\x06"), whole.index(b"datapackage.json")):
        captures, damage = read_bytes(tmp_path, whole[:end], "cut.wacz")
        assert [capture.body for capture in captures] == [PAGE, b"second"]
        assert damage[0].what == "the zip file's directory is missing; the records in it were searched for"


def test_an_archive_inside_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = wacz([("archive/data.warc", record(http(b"inner")))])
    twice = gzip.compress(gzip.compress(record(http(b"twice"))))
    found, damage = bodies(
        tmp_path, wacz([("archive/inner.wacz", inner), ("archive/twice.warc.gz", twice), GOOD]), "nested.wacz"
    )
    assert found == [PAGE]
    assert any("no record" in what for what in damage)


@pytest.mark.parametrize(
    ("package", "what"),
    [
        ({"resources": [entry("archive/good.warc", b"other")]}, "its digest is not the one in datapackage.json"),
        (
            {"resources": [entry(*GOOD) | {"bytes": 7}]},
            f"it has {len(GOOD[1]):,} bytes, and datapackage.json tells 7",
        ),
        (
            {"resources": [entry(*GOOD), entry("pages/gone.jsonl", b"")]},
            "datapackage.json lists it, and it is not there",
        ),
        ({"resources": []}, "datapackage.json does not list it, so it has no digest"),
        ({"resources": [7, entry(*GOOD)]}, "an entry tells no path and digest: 7"),
        ({"resources": "all"}, "it is not a table of contents, so no digest can be checked"),
        ({"resources": [{"path": "archive/good.warc", "hash": "crc32:00000000"}]}, "an entry tells no path and digest"),
    ],
)
def test_a_table_of_contents_that_is_wrong_is_told_and_the_records_read(
    tmp_path: Path, package: dict[str, object], what: str
) -> None:
    found, damage = bodies(tmp_path, wacz([GOOD], package=package), "wrong.wacz")
    assert found == [PAGE]
    assert any(what in told for told in damage)


def test_a_table_of_contents_nested_a_million_deep_is_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(*GOOD)
        archive.writestr("datapackage.json", "[" * 1_000_000)
        archive.writestr("datapackage-digest.json", json.dumps({"hash": "sha256:" + "0" * 64}))
    found, damage = bodies(tmp_path, out.getvalue(), "deep.wacz")
    assert found == [PAGE]
    assert "it is not a table of contents, so no digest can be checked" in damage
    assert "the digest of datapackage.json differs, so the table of contents was changed" in damage


def test_thousands_of_members_are_read(tmp_path: Path) -> None:
    made = wacz(
        [(f"archive/{number:05}.warc", record(http(), address=f"{ADDRESS}/{number}")) for number in range(1_000)]
    )
    captures, damage = read(put(tmp_path, made, "thousands.wacz"))
    assert len({capture.address for capture in captures}) == 1_000
    assert damage == []


def test_places_that_only_look_packed_do_not_hold_the_search_up(tmp_path: Path) -> None:
    made = record(http()) + b"\n" + b"\x1f\x8b\x08" * 400_000 + b"\n" + record(http(b"after"))
    captures, _ = read_bytes(tmp_path, made, "decoys.warc")
    assert [capture.body for capture in captures][-1] == b"after"


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, wacz([("archive/data.warc.gz", packed(record(http())))], compress=True), "site.wacz")
    monkeypatch.chdir(tmp_path)
    before = {item: item.stat().st_mtime_ns for item in tmp_path.rglob("*")}
    list(read_captures(path))
    assert {item: item.stat().st_mtime_ns for item in tmp_path.rglob("*")} == before


def test_a_device_or_pipe_is_no_archive() -> None:
    with pytest.raises(ArchiveError):
        list(read_captures(Path("/dev/null")))
