"""The citation index of a corpus: made once, brought up to date, killed at any moment."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.resolve.small_corpus import (
    COPPER_PRINTED,
    NETTLE,
    NETTLE_PRINTED,
    PAPERS,
    SLATE,
    SLATE_PRINTED,
    grow,
    make_corpus,
)

from aetia.corpus import Corpus, Store, add
from aetia.errors import CorpusError
from aetia.resolve import CitationIndex, Resolver


def match(folder: Path, citation: str) -> str | None:
    with Corpus(Store(str(folder))) as corpus:
        answer = Resolver.of(corpus).resolve(citation)
    return answer.match.paper.key if answer.match else None


def files(folder: Path) -> dict[str, bytes]:
    root = Store(str(folder)).local / "citations"
    return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


def test_the_index_of_a_corpus_finds_what_one_in_memory_finds(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    assert match(folder, SLATE_PRINTED) == "pmid:501"
    assert match(folder, COPPER_PRINTED) == "doi:10.1234/copper"


def test_an_index_that_is_up_to_date_is_left_as_it_is(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    match(folder, SLATE_PRINTED)
    before = files(folder)
    match(folder, SLATE_PRINTED)
    assert files(folder) == before


def test_a_part_that_is_added_is_found_and_nothing_old_is_left(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path, [SLATE])
    assert match(folder, NETTLE_PRINTED) is None
    grow(folder, [NETTLE], "second")
    assert match(folder, NETTLE_PRINTED) == "pmid:506"
    assert match(folder, SLATE_PRINTED) == "pmid:501"
    assert len({name.partition("/")[0] for name in files(folder) if name.startswith("merged")}) == 1


def test_a_record_that_a_later_file_replaces_is_not_found_as_it_was(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path, [SLATE])
    moved = SLATE | {
        "title": "Something else entirely about quarries and their walls",
        "volume": "99",
        "page": "1-2",
        "DOI": "10.1234/moved",
    }
    grow(folder, [moved], "second")
    moved_printed = f"Smith A, Second B. {moved['title']}. J Palewrist Res 1999;99:1-2."
    with Corpus(Store(str(folder))) as corpus:
        assert sum(len(corpus.current_rows(entry.name)) for entry in corpus.entries) == 1
        (current,) = corpus.get(["pmid:501"])
        resolver = Resolver.of(corpus)
        as_it_was, as_it_is = resolver.resolve(SLATE_PRINTED), resolver.resolve(moved_printed)
    assert current is not None
    if current["title"] == SLATE["title"]:  # files without numbers go by their digest
        as_it_was, as_it_is = as_it_is, as_it_was
    assert as_it_was.match is None
    assert as_it_is.match is not None


def test_an_empty_corpus_matches_nothing(tmp_path: Path) -> None:
    source = tmp_path / "none.jsonl"
    source.write_text(json.dumps({"title": "x", "id": "a"}) + "\n")
    store = Store(str(tmp_path / "corpus"))
    add(store, [str(source)], search=False)
    assert match(tmp_path / "corpus", SLATE_PRINTED) is None


def test_several_processes_make_the_same_index(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path, PAPERS[:3])
    grow(folder, PAPERS[3:], "second")
    match(folder, SLATE_PRINTED)
    alone = files(folder)
    shutil.rmtree(Store(str(folder)).local / "citations")
    told: list[tuple[int, int, str]] = []
    with Corpus(Store(str(folder))) as corpus:
        CitationIndex.of_corpus(corpus, jobs=2, progress=lambda *done: told.append(done))
    assert files(folder) == alone
    assert [done[:2] for done in told] == [(1, 2), (2, 2)]


def test_damage_is_told_with_what_to_do(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    match(folder, SLATE_PRINTED)
    root = Store(str(folder)).local / "citations"
    for file in (root / "papers").glob("*.papers"):
        file.write_bytes(b"nothing like it")
    with pytest.raises(CorpusError, match="Delete the folder 'citations'"):
        match(folder, SLATE_PRINTED)
    shutil.rmtree(root)
    assert match(folder, SLATE_PRINTED) == "pmid:501"


@pytest.mark.parametrize("damage", [b"", b"\xb1", b"5", b"-6", b"1+4"])
def test_a_damaged_number_of_papers_is_told(tmp_path: Path, damage: bytes) -> None:
    folder = make_corpus(tmp_path)
    match(folder, SLATE_PRINTED)
    (count,) = Store(str(folder)).local.glob("citations/papers/*.keys/count")
    count.write_bytes(damage)
    with pytest.raises(CorpusError, match="Delete the folder 'citations'"):
        match(folder, SLATE_PRINTED)


def test_keys_that_name_a_paper_beyond_the_last_are_told(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    match(folder, SLATE_PRINTED)
    (papers,) = Store(str(folder)).local.glob("citations/merged-*/papers.u32")
    papers.write_bytes(b"\xff" * papers.stat().st_size)
    with pytest.raises(CorpusError, match="Delete the folder 'citations'"):
        match(folder, SLATE_PRINTED)


def test_a_file_of_papers_that_is_cut_short_is_told(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    match(folder, SLATE_PRINTED)
    (file,) = Store(str(folder)).local.glob("citations/papers/*.papers")
    whole = file.read_bytes()
    for size in range(0, len(whole), 61):
        file.write_bytes(whole[:size])
        with pytest.raises(CorpusError, match="Delete the folder 'citations'"):
            match(folder, SLATE_PRINTED)


def test_a_bit_that_turned_over_never_makes_another_paper_the_match(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path)
    match(folder, SLATE_PRINTED)
    (file,) = Store(str(folder)).local.glob("citations/papers/*.papers")
    whole = file.read_bytes()
    place = whole.index(b"pmid:501") + len(b"pmid:50")
    file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
    with pytest.raises(CorpusError, match="a paper is not as it was written"):
        match(folder, SLATE_PRINTED)


def test_a_process_that_comes_second_leaves_what_the_first_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_corpus(tmp_path)
    replace = Path.replace

    def second(draft: Path, target: Path) -> Path:
        if draft.is_dir():  # the moment between the look and the move
            shutil.copytree(draft, target)
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", second)
    assert match(folder, SLATE_PRINTED) == "pmid:501"
    assert not [name for name in files(folder) if name.startswith(".") or "/." in name]


_MAKE = """
import sys
from aetia.corpus import Corpus, Store
from aetia.resolve import CitationIndex
with Corpus(Store(sys.argv[1])) as corpus:
    print("ready", flush=True)
    CitationIndex.of_corpus(corpus)
"""


def test_killed_at_any_moment_it_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path, PAPERS[:3])
    for number, each in enumerate(PAPERS[3:]):
        grow(folder, [each], f"more-{number}")
    match(folder, SLATE_PRINTED)
    whole = files(folder)
    chance = random.Random(5)
    for _ in range(5):
        shutil.rmtree(Store(str(folder)).local / "citations")
        process = subprocess.Popen([sys.executable, "-c", _MAKE, str(folder)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert match(folder, SLATE_PRINTED) == "pmid:501"
        left = files(folder)
        assert {name: left[name] for name in whole} == whole
