"""Whatever the order in which files arrive, and however often they are added, the corpus is the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.corpus.made_up import Revision, titles, write_file

from aetia.corpus import Store, add

PMIDS = st.integers(1, 6)
REVISIONS = st.tuples(PMIDS, st.integers(1, 2), st.sampled_from(["2024-01-01", "2025-06-01", "2026-02-02"]))
FILES = st.lists(st.tuples(st.lists(REVISIONS, max_size=4), st.lists(PMIDS, max_size=2)), min_size=1, max_size=4)


def expected(files: list[tuple[list[Revision], list[int]]]) -> dict[str, str]:
    """The same by a plain walk through the files in NLM's order: the highest version wins, then the newest file, then the revision;
    a deletion takes away all that older files said."""
    best: dict[int, tuple[tuple[int, int, str, int], str]] = {}
    deleted: dict[int, int] = {}
    for number, (_, gone) in enumerate(files, 1):
        deleted.update(dict.fromkeys(gone, number))
    for number, (records, _) in enumerate(files, 1):
        for row, (pmid, version, revised) in enumerate(records):
            rank = (version, number, revised, row)
            if deleted.get(pmid, 0) <= number and (pmid not in best or rank > best[pmid][0]):
                best[pmid] = rank, f"{pmid} of {number}"
    return {f"pmid:{pmid}": title for pmid, (_, title) in best.items()}


@given(FILES, st.data())
@settings(max_examples=40)
def test_baseline_updates_and_deletions_in_any_order_give_the_same_corpus(
    files: list[tuple[list[Revision], list[int]]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [write_file(folder / "files", number, records, gone) for number, (records, gone) in enumerate(files, 1)]
        order = data.draw(st.permutations(paths))
        again = data.draw(st.lists(st.sampled_from(paths), max_size=2))
        store = Store(str(folder / "corpus"))
        cut = data.draw(st.integers(0, len(order)))
        for batch in (order[:cut], order[cut:], again):
            if batch:
                add(store, batch, search=False)
        assert titles(store) == expected(files)


def test_a_file_that_comes_again_with_other_content_takes_the_place_of_the_first(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "corpus"))
    add(store, [write_file(tmp_path, 1, [(1, 1, "2024-01-01"), (2, 1, "2024-01-01")])], search=False)
    add(store, [write_file(tmp_path, 2, [(1, 1, "2025-01-01")])], search=False)
    assert titles(store) == {"pmid:1": "1 of 2", "pmid:2": "2 of 1"}
    # The second file is mended: it never held record 1, whose older row counts again.
    add(store, [write_file(tmp_path, 2, [(3, 1, "2025-01-01")])], search=False)
    assert titles(store) == {"pmid:1": "1 of 1", "pmid:2": "2 of 1", "pmid:3": "3 of 2"}


def test_next_years_baseline_comes_after_this_years_updates(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "corpus"))
    newer = write_file(tmp_path / "new", 1, [(1, 1, "2024-01-01")], year=27)
    older = write_file(tmp_path / "old", 1500, [(1, 1, "2026-01-01")], year=26)
    add(store, [newer, older], search=False)
    assert titles(store) == {"pmid:1": "1 of 1"}


def test_a_record_that_comes_back_after_its_deletion_is_there(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "corpus"))
    files = [
        write_file(tmp_path, 1, [(1, 1, "2024-01-01"), (2, 1, "2024-01-01")]),
        write_file(tmp_path, 2, [], [1, 2]),
        write_file(tmp_path, 3, [(1, 1, "2025-01-01")]),
    ]
    for order in (files, files[::-1]):
        add(store, order, search=False)
        assert titles(store) == {"pmid:1": "1 of 3"}
        shutil.rmtree(tmp_path / "corpus")


def test_files_without_a_number_go_by_revision(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "corpus"))
    one = Path(write_file(tmp_path / "a", 1, [(1, 1, "2025-01-01")])).rename(tmp_path / "later.xml.gz")
    other = Path(write_file(tmp_path / "b", 2, [(1, 1, "2024-01-01")])).rename(tmp_path / "earlier.xml.gz")
    for order in ([one, other], [other, one]):
        add(store, map(str, order), search=False)
        assert titles(store) == {"pmid:1": "1 of 1"}
        shutil.rmtree(tmp_path / "corpus")
