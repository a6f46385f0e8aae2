"""Adding files: what is told, what happens twice, what happens when something is in the way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.corpus.made_up import keys, titles, write_file
from tests.sources.pubmed_xml.made_up import article, file

import aetia.corpus
from aetia.corpus import Store, add
from aetia.corpus.columns import FORMAT
from aetia.errors import CorpusError, CorpusLocked, InputError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "corpus"))


def test_the_same_file_twice_is_added_once(store: Store, tmp_path: Path) -> None:
    path = write_file(tmp_path, 1, [(1, 1, "2024-01-01")])
    assert not add(store, [path], search=False).files[0].known
    parts = {file.name: file.stat().st_mtime_ns for file in Path(store.root, "parts").iterdir()}
    report = add(store, [path], search=False)
    assert report.files[0].known
    assert (report.records, report.new) == (1, 0)
    assert {file.name: file.stat().st_mtime_ns for file in Path(store.root, "parts").iterdir()} == parts


def test_a_folder_gives_its_files_and_a_bad_one_does_not_stop_the_others(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    write_file(folder, 1, [(1, 1, "2024-01-01")])
    (folder / "notes.txt").write_text("not this one")
    (folder / "broken.xml").write_text("<html>503</html>")
    write_file(folder / "below", 2, [(2, 1, "2024-01-01")])
    report = add(store, [str(folder)], search=False)
    assert keys(store) == ["pmid:1", "pmid:2"]
    (failed,) = report.failed
    assert failed.error is not None
    assert failed.error.startswith(f"{folder / 'broken.xml'}: no PubMed record is in it")


def test_faults_are_kept_with_the_part(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "some.xml"
    path.write_bytes(file([article(1), article(2).replace("</ArticleTitle>", ""), article(3, inside="<Novelty/>")]))
    report = add(store, [str(path)], search=False)
    (entry,) = store.entries()
    assert entry.records == 2
    assert entry.unknown == {"MedlineCitation/Article/Novelty": 1}
    assert entry.faults == report.files[0].faults
    assert entry.faults[0].startswith("PMID 2: the record is not well-formed")


def test_several_processes_make_the_same_parts_as_one(store: Store, tmp_path: Path) -> None:
    paths = [write_file(tmp_path, number, [(number, 1, "2024-01-01")]) for number in range(1, 6)]
    add(store, paths, jobs=2, search=False)
    other = Store(str(tmp_path / "other"))
    add(other, paths, search=False)
    assert [entry.part_sha256 for entry in store.entries()] == [entry.part_sha256 for entry in other.entries()]
    assert titles(store) == titles(other)


def test_parts_may_lie_on_another_file_system(tmp_path: Path) -> None:
    store = Store("memory://there", local=tmp_path / "local")
    add(store, [write_file(tmp_path, 1, [(1, 1, "2024-01-01"), (2, 1, "2024-01-01")])], search=False)
    add(store, [write_file(tmp_path, 2, [(2, 1, "2025-01-01")])], search=False)
    assert titles(store) == {"pmid:1": "1 of 1", "pmid:2": "2 of 2"}
    with aetia.corpus.Corpus(store) as corpus:
        assert corpus.sql("SELECT count(*) FROM records").fetchall() == [(2,)]
        (record,) = corpus.get(["2"])
    assert record is not None
    assert record["title"] == "2 of 2"
    store.fs.rm("/there", recursive=True)


@pytest.mark.parametrize("given", ["nothing-here.xml", "empty-folder"])
def test_what_is_not_there_is_named(store: Store, tmp_path: Path, given: str) -> None:
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(InputError, match=r"no (such file|file of records)"):
        add(store, [str(tmp_path / given)])


def test_a_corpus_of_another_format_is_refused_with_the_remedy(store: Store, tmp_path: Path) -> None:
    store.create()
    Path(store.root, "corpus.json").write_text(json.dumps({"format": FORMAT + 1}))
    with pytest.raises(CorpusError, match=r"format 2.*newer aetia"):
        aetia.corpus.open(store.address)
    with pytest.raises(CorpusError):
        add(store, [write_file(tmp_path, 1, [])])
    with pytest.raises(CorpusError, match="no corpus here"):
        aetia.corpus.open(tmp_path / "elsewhere")


def test_two_writers_take_turns_and_the_second_is_told_who_holds_it(store: Store, tmp_path: Path) -> None:
    store.create()
    with (
        store.locked("aetia corpus add"),
        pytest.raises(CorpusLocked, match=rf"aetia corpus add \(process {os.getpid()} on "),
        Store(store.address).locked("aetia corpus update", wait=0.05),
    ):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CorpusError, match="cannot be written"):
        Store(str(tmp_path / "file" / "corpus")).create()


def test_a_full_disk_leaves_the_corpus_as_it_was(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, [write_file(tmp_path, 1, [(1, 1, "2024-01-01")])], search=False)
    path = write_file(tmp_path, 2, [(2, 1, "2024-01-01")])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("aetia.corpus.part._Hashing.write", full)
        report = add(store, [path], search=False)
    assert report.failed[0].error is not None
    assert "No space left on device" in report.failed[0].error
    assert titles(store) == {"pmid:1": "1 of 1"}
    assert not [file.name for file in Path(store.root, "parts").iterdir() if file.name.startswith(".")]
    add(store, [path], search=False)
    assert set(titles(store)) == {"pmid:1", "pmid:2"}
