"""Work on the index is shared out so that each record is made ready once, whoever does it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.corpus.made_up import write_file

from aetia.corpus import Corpus, Store, add
from aetia.corpus.documents import Document, documents_of
from aetia.corpus.prepare import prepared, shares

RECORDS = 23


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A corpus of one part with several groups of rows."""
    folder = tmp_path_factory.mktemp("prepare")
    path = write_file(folder, 1, [(pmid, 1, "2024-01-01") for pmid in range(1, RECORDS + 1)])
    store = Store(str(folder / "corpus"))
    add(store, [path], search=False)
    written = store.part("pubmed26n0001")
    pq.write_table(pq.read_table(written), written, row_group_size=5)
    return store


@pytest.fixture(scope="module")
def expected(store: Store) -> dict[str, Document]:
    """What the index takes for each record, all made in one go."""
    with Corpus(store) as corpus:
        return {
            key: document
            for batch in corpus.scan()
            for key, document in zip(batch["key"].to_pylist(), documents_of(batch), strict=True)
        }


def test_the_part_has_several_groups(store: Store) -> None:
    assert len(shares(store, "pubmed26n0001", range(RECORDS))) > 2


@settings(max_examples=30)
@given(st.sets(st.integers(0, RECORDS - 1)).map(sorted))
def test_shares_are_the_rows_each_once_and_made_ready_as_in_one_process(
    store: Store, expected: dict[str, Document], rows: list[int]
) -> None:
    made = [prepared(store, share) for share in shares(store, "pubmed26n0001", rows)]
    keys = [key for some, _ in made for key in some]
    assert keys == [f"pmid:{row + 1}" for row in rows]
    assert [document for _, some in made for document in some] == [expected[key] for key in keys]


def test_several_processes_make_an_index_that_finds_what_one_finds(tmp_path: Path) -> None:
    paths = [write_file(tmp_path, n, [(pmid, 1, "2024-01-01") for pmid in (n, n + 1)], [n - 1]) for n in range(1, 5)]
    found = []
    for jobs in (1, 2):
        store = Store(str(tmp_path / f"corpus-{jobs}"))
        told: list[tuple[str, int, int]] = []
        add(store, paths, jobs=jobs, progress=lambda *step, told=told: told.append(step))
        with Corpus(store) as corpus:
            found.append(sorted(hit.key for hit in corpus.search("of[ti]", limit=None).hits))
        assert {step for step in told if step[1] == step[2]} == {
            (what, 4, 4) for what in ("reading", "ordering", "storing", "indexing")
        }
    assert found[0] == found[1] == ["pmid:4", "pmid:5"]
