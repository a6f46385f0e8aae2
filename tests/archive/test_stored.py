"""A stored member of a zip file, read from any place at once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.archive.stored import StoredMember


@given(
    before=st.binary(max_size=40),
    content=st.binary(max_size=400),
    moves=st.lists(st.tuples(st.integers(0, 450), st.integers(0, 60))),
)
def test_any_place_reads_as_the_whole_does(
    before: bytes, content: bytes, moves: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("stored") / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("first", before)
        archive.writestr("member", content)
    with zipfile.ZipFile(path) as archive, StoredMember(path, archive.getinfo("member")) as member:
        for place, size in moves:
            assert member.seek(place) == min(place, len(content))
            assert member.read(size) == content[place : place + size]
        member.seek(0)
        assert member.read() == content


def test_a_directory_that_lies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("member", b"content")
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("member")
    info.header_offset = 5
    with pytest.raises(zipfile.BadZipFile, match="no member"):
        StoredMember(path, info)
