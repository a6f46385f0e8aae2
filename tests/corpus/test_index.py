"""The search index: built, changed, killed, opened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.corpus.searching import Record, batch_of, found, index_of, record

from aetia.corpus.index import SearchIndex, build_index, create_index, open_index
from aetia.corpus.index_fields import FORMAT
from aetia.corpus.index_folder import STAMP
from aetia.corpus.search import search
from aetia.errors import CorpusError, CorpusLocked


def build(path: Path, *records: Record) -> SearchIndex:
    return build_index([batch_of(records)], path, threads=1)


def change(index: SearchIndex, *records: Record, deleted: tuple[str, ...] = ()) -> None:
    with index.changing(threads=1) as changing:
        changing.delete(deleted)
        changing.replace([batch_of(records)] if records else [])


def test_what_was_built_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    built = build(tmp_path / "index", record(1, title="Virus"), record(2, title="Dust"))
    opened = open_index(tmp_path / "index")
    assert len(built) == len(opened) == 2
    assert found(built, "virus") == found(opened, "virus") == [1]
    assert opened.size > 0


def test_a_record_that_comes_again_takes_the_place_of_the_other(tmp_path: Path) -> None:
    index = build(tmp_path, record(1, title="Virus"), record(2, title="Dust"))
    change(index, record(1, title="Bacteria"), record(3, title="Dust"))
    assert len(index) == 3
    assert found(index, "virus") == []
    assert found(index, "bacteria") == [1]
    assert found(index, "dust") == [2, 3]


def test_of_two_records_with_one_key_the_last_stays(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    change(index, record(1, title="Virus"), record(1, title="Dust"))
    assert found(index, "all[sb]") == found(index, "dust") == [1]


def test_a_deleted_record_is_found_and_counted_no_more(tmp_path: Path) -> None:
    index = build(tmp_path, *(record(pmid, title="Virus") for pmid in range(1, 11)))
    change(index, deleted=("pmid:3", "pmid:99", "doi:10.1/x"))
    assert found(index, "virus") == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert found(index, "virus NOT 5[pmid]") == [1, 2, 4, 6, 7, 8, 9, 10]
    assert len(index) == 9


def test_a_key_is_deleted_but_not_a_record_that_has_it_as_its_doi(tmp_path: Path) -> None:
    other: dict[str, Any] = {"key": "doi:10.1234/x", "doi": "10.1234/x", "title": "Virus"}
    index = build(tmp_path, record(1, doi="10.1234/x", title="Virus"), other)
    change(index, deleted=("doi:10.1234/x",))
    assert found(index, "virus") == [1]


def test_a_record_from_elsewhere_keeps_its_key() -> None:
    index = index_of({"key": "doi:10.1234/äb", "title": "Virus"}, {"key": "id:ÆØ 7", "title": "Virus"})
    assert sorted(hit.key for hit in search(index, "virus").hits) == ["doi:10.1234/äb", "id:ÆØ 7"]


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    index = build(tmp_path, record(1, title="Virus"))

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch_of([record(1, title="Dust"), record(2, title="Dust")])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), index.changing(threads=1) as changing:
        changing.replace(batches())
    assert found(index, "virus") == [1]
    assert len(index) == 1


def test_what_was_committed_within_a_change_stays_when_the_rest_fails(tmp_path: Path) -> None:
    index = build(tmp_path, record(1, title="Virus"))

    def keys() -> Iterator[str]:
        yield "pmid:1"
        raise ZeroDivisionError

    with suppress(ZeroDivisionError), index.changing(threads=1) as changing:
        changing.replace([batch_of([record(2, title="Dust")])])
        changing.commit()
        changing.delete(keys())
    assert found(index, "all[sb]") == [1, 2]


def test_an_open_index_sees_what_others_committed_when_it_is_told_to(tmp_path: Path) -> None:
    build(tmp_path, record(1, title="Virus"))
    reader, writer = open_index(tmp_path), open_index(tmp_path)
    assert len(reader) == 1
    change(writer, record(2, title="Virus"))
    assert len(reader) == 1
    reader.refresh()
    assert len(reader) == 2


def test_two_cannot_change_an_index_at_once(tmp_path: Path) -> None:
    index = build(tmp_path, record(1))
    with index.changing(threads=1), pytest.raises(CorpusLocked, match="Wait until it has finished"):
        change(open_index(tmp_path), record(2))
    change(open_index(tmp_path), record(2))
    assert len(open_index(tmp_path)) == 2


def test_building_again_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    build(tmp_path, record(1, title="Virus"))
    build(tmp_path, record(2, title="Dust"))
    assert found(open_index(tmp_path), "all[sb]") == [2]
    assert len([entry for entry in tmp_path.iterdir() if entry.is_dir()]) == 1


def test_while_a_new_index_is_built_the_old_one_answers(tmp_path: Path) -> None:
    build(tmp_path, record(1, title="Virus"))

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch_of([record(2, title="Dust")])
        assert found(open_index(tmp_path), "all[sb]") == [1]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build_index(batches(), tmp_path, threads=1)
    assert found(open_index(tmp_path), "all[sb]") == [1]
    build(tmp_path, record(3, title="Dust"))
    assert found(open_index(tmp_path), "all[sb]") == [3]
    assert len([entry for entry in tmp_path.iterdir() if entry.is_dir()]) == 1


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    assert search(build(tmp_path), "virus").count == len(create_index(tmp_path / "new")) == 0


@pytest.mark.parametrize(
    ("stamp", "words"),
    [
        (None, "there is no search index"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        (
            json.dumps({"format": FORMAT - 1, "folder": "x"}),
            f"has format {FORMAT - 1}, and this release makes {FORMAT}",
        ),
        (json.dumps({"format": FORMAT, "folder": "gone"}), "cannot be read"),
    ],
)
def test_what_cannot_be_opened_says_how_to_build_it_again(tmp_path: Path, stamp: str | None, words: str) -> None:
    build(tmp_path, record(1))
    (tmp_path / STAMP).unlink()
    if stamp is not None:
        (tmp_path / STAMP).write_text(stamp, encoding="utf-8")
    with pytest.raises(CorpusError, match="aetia corpus verify --repair") as raised:
        open_index(tmp_path)
    assert words in raised.value.what


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    index = build(tmp_path, record(1))
    assert index.folder
    (index.folder / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError, match="aetia corpus verify --repair"):
        open_index(tmp_path)


def test_a_process_killed_at_any_moment_leaves_the_last_commit(tmp_path: Path) -> None:
    records, chance = 200, random.Random(3)
    build(tmp_path, *(record(pmid, title="title number0") for pmid in range(1, records + 1)))
    for _ in range(6):
        printed = _killed(tmp_path, records, chance.uniform(0.05, 0.4))
        index = open_index(tmp_path)
        (stands,) = {int(word.removeprefix("number")) for word, count in _titles(index) if count}
        assert stands in (printed, printed + 1)
        assert len(index) == search(index, f"number{stands}[ti]").count == records
    change(index, record(1, title="afterwards"))
    assert found(index, "afterwards") == [1]
    _nothing_left_over(index)


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited there")
def test_a_full_disk_is_told_and_leaves_the_last_commit(tmp_path: Path) -> None:
    build(tmp_path, record(1, title="Virus"))
    command = _command("index_full_disk.py", str(tmp_path))
    told = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.endswith("Check that the disk has room, then try again") for line in told] == [True, True]
    assert found(open_index(tmp_path), "all[sb]") == [1]
    change(open_index(tmp_path), record(2, title="Virus"))
    assert found(open_index(tmp_path), "virus") == [1, 2]


def _command(script: str, *arguments: str) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name(script)), *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join((str(Path(__file__).parents[2]), *sys.path))}


def _killed(path: Path, records: int, seconds: float) -> int:
    """Kill a process that changes the index, some seconds after its first change; the number of the last one that it told."""
    command = _command("index_kills.py", str(path), str(records))
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment(), text=True) as process:
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return int((first + process.stdout.read()).splitlines()[-1])


def _titles(index: SearchIndex) -> list[tuple[str, int]]:
    """The numbers in titles with how many records have them; deleted ones are not counted."""
    from tantivy import Query

    return index.searcher.terms_with_prefix("title", "number", Query.all_query())


def _nothing_left_over(index: SearchIndex) -> None:
    """Of each segment there are only files of those that count."""
    assert index.folder
    counting = {
        segment["segment_id"].replace("-", "")
        for segment in json.loads((index.folder / "meta.json").read_text())["segments"]
    }
    files = {
        file.name.split(".")[0]
        for file in index.folder.iterdir()
        if file.suffix in (".idx", ".pos", ".term", ".store", ".fast")
    }
    assert files == counting
