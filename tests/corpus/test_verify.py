"""What can be wrong with a corpus is found, and what can be mended is mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.corpus.made_up import titles, write_file

from aetia.corpus import Store, add
from aetia.corpus.records import record_file
from aetia.corpus.verify import verify


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(str(tmp_path / "corpus"))
    add(store, [write_file(tmp_path, number, [(number, 1, "2024-01-01")]) for number in (1, 2, 3)])
    return store


def codes(store: Store, *, repair: bool = False) -> list[str]:
    return [fault.code for fault in verify(store, repair=repair)]


def part(store: Store) -> Path:
    return Path(store.part("pubmed26n0002"))


def test_a_sound_corpus_has_no_fault(store: Store) -> None:
    assert codes(store) == []


DAMAGES: dict[str, Callable[[Store], object]] = {
    "part-missing": lambda store: part(store).unlink(),
    "part-damaged": lambda store: part(store).write_bytes(part(store).read_bytes()[:-9] + b"123456789"),
    "entry-unreadable": lambda store: part(store).with_suffix(".json").write_text("{"),
}


@pytest.mark.parametrize("code", DAMAGES)
def test_a_damaged_part_is_named_and_taken_out_by_repair(store: Store, code: str, tmp_path: Path) -> None:
    DAMAGES[code](store)
    found = [fault for fault in verify(store) if fault.code == code]
    assert [fault.where for fault in found] == ["pubmed26n0002"]
    assert "again" in found[0].remedy
    assert all(fault.repaired for fault in verify(store, repair=True) if fault.code != "gap")
    assert titles(store) == {"pmid:1": "1 of 1", "pmid:3": "3 of 3"}
    assert codes(store) == ["gap"]
    add(store, [write_file(tmp_path, 2, [(2, 1, "2024-01-01")])])
    assert codes(store) == []


def test_a_gap_in_the_sequence_of_files_is_told(store: Store, tmp_path: Path) -> None:
    add(store, [write_file(tmp_path, 7, [])])
    (fault,) = verify(store)
    assert (fault.code, fault.what) == ("gap", "file 0004 to 0006 is missing")
    assert not fault.repairable


def test_what_is_made_from_the_parts_is_made_again(store: Store) -> None:
    before = titles(store)
    (store.local / "current.sqlite").write_bytes(b"not a database at all, but long enough to be read as one")
    record_file(store, "pubmed26n0001").write_bytes(b"AETR1\n")
    record_file(store, "pubmed26n0003").unlink()
    assert set(codes(store)) == {"current", "records"}
    verify(store, repair=True)
    assert codes(store) == []
    assert titles(store) == before


def test_drafts_and_parts_without_an_entry_do_not_count_and_are_swept(store: Store) -> None:
    draft = part(store).with_name(".pubmed26n0009.parquet.abc")
    draft.write_bytes(b"half")
    part(store).with_suffix(".json").unlink()
    assert {"draft", "part-without-entry"} <= set(codes(store))
    verify(store, repair=True)
    assert not draft.exists()
    assert not part(store).exists()


def test_a_source_that_was_cut_off_is_told(store: Store, tmp_path: Path) -> None:
    path = Path(write_file(tmp_path, 4, [(4, 1, "2024-01-01")]))
    path.write_bytes(path.read_bytes()[:-6])
    add(store, [str(path)])
    (fault,) = verify(store)
    assert (fault.code, fault.where) == ("incomplete", "pubmed26n0004")
    assert "cut off" in fault.what


def test_a_search_index_that_is_damaged_or_lacks_a_part_is_made_again(store: Store, tmp_path: Path) -> None:
    for file in (store.local / "search").rglob("meta.json"):
        file.write_text("{")
    assert codes(store) == ["search"]
    verify(store, repair=True)
    assert codes(store) == []
    add(store, [write_file(tmp_path, 4, [(4, 1, "2024-01-01")])], search=False)
    assert codes(store) == ["search"]
    verify(store, repair=True)
    assert codes(store) == []
