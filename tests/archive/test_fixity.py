"""An archive that changed since it was sealed is found out, member by member."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from aetia.archive import Document, Limits, PageText, verify_wacz, write_wacz
from aetia.errors import ArchiveError

DOCUMENTS = [Document("https://palewrist.example/", b"<p>Slate dust.</p>" * 50, "text/html", page=PageText("Home"))]
MEMBERS = ["archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl"]


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    target = tmp_path / "site.wacz"
    write_wacz(target, DOCUMENTS, title="Palewrist", created="2026-11-20T00:00:00Z")
    return target


def rewrite(target: Path, changes: dict[str, bytes | None]) -> None:
    """Pack the archive anew, with some members changed, left out (None), or added."""
    with zipfile.ZipFile(target) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in {**members, **changes}.items():
            if content is not None:
                archive.writestr(name, content)


def test_a_sealed_archive_is_sound(sealed: Path) -> None:
    assert verify_wacz(sealed) == []


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_that_was_exchanged_is_named(sealed: Path, name: str) -> None:
    rewrite(sealed, {name: b"something else"})
    assert [str(damage) for damage in verify_wacz(sealed)] == [
        f"site.wacz!{name}: its digest is not the one in datapackage.json"
    ]


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_that_is_gone_is_named(sealed: Path, name: str) -> None:
    rewrite(sealed, {name: None})
    assert [str(damage) for damage in verify_wacz(sealed)] == [
        f"site.wacz!{name}: datapackage.json lists it, and it is not there"
    ]


def test_a_member_that_was_added_is_named(sealed: Path) -> None:
    rewrite(sealed, {"archive/more.warc": b"WARC/1.0"})
    assert [str(damage) for damage in verify_wacz(sealed)] == [
        "site.wacz!archive/more.warc: datapackage.json does not list it, so it has no digest"
    ]


def test_a_table_of_contents_that_was_changed_is_found_out(sealed: Path) -> None:
    with zipfile.ZipFile(sealed) as archive:
        package = archive.read("datapackage.json").replace(b"Palewrist", b"Whitewrist")
    rewrite(sealed, {"datapackage.json": package})
    assert [str(damage) for damage in verify_wacz(sealed)] == [
        "site.wacz!datapackage-digest.json: the digest of datapackage.json differs, so the table of contents was changed"
    ]
    rewrite(sealed, {"datapackage.json": None})
    assert [damage.what for damage in verify_wacz(sealed)] == ["it is missing, so no digest can be checked"]


def test_every_flipped_byte_of_a_member_is_found_out(sealed: Path) -> None:
    whole = sealed.read_bytes()
    with zipfile.ZipFile(sealed) as archive:
        first = archive.getinfo(MEMBERS[0])
    begin = first.header_offset + 30 + len(first.filename)
    for at in range(begin, begin + first.file_size, 97):
        sealed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert verify_wacz(sealed), at


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"PK\x03\x04 and no more"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.wacz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="it is no sound WACZ file"):
        verify_wacz(path)
    with pytest.raises(ArchiveError, match="cannot be read"):
        verify_wacz(tmp_path / "missing.wacz")


def test_a_bomb_is_not_unpacked_to_be_checked(sealed: Path) -> None:
    with zipfile.ZipFile(sealed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pages/extra.jsonl", b"\0" * 30_000_000)
    package = json.dumps(
        {"resources": [{"path": "pages/extra.jsonl", "hash": f"sha256:{'0' * 64}", "bytes": 30_000_000}]}
    )
    rewritten = sealed.with_name("bomb.wacz")
    with zipfile.ZipFile(sealed) as archive, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as copy:
        copy.writestr("pages/extra.jsonl", archive.read("pages/extra.jsonl"))
        copy.writestr("datapackage.json", package)
    assert [damage.what for damage in verify_wacz(rewritten)] == [
        "the member grows more than 250 times, so the rest of it was not unpacked"
    ]
    assert verify_wacz(rewritten, limits=Limits(total=1_000_000))[-1].what == (
        "more than 1,000,000 bytes were unpacked; the rest was not checked"
    )
