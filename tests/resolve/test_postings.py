"""Keys of papers in sorted arrays."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.errors import CorpusError
from aetia.resolve.postings import Postings, write_merged

keys = st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**64 - 1])
papers = st.lists(st.sets(keys, max_size=5), max_size=12)


def found(postings: Postings, key: int) -> list[int]:
    first, after = postings.find(np.array([key], np.uint64))
    return [int(number) for number in postings.papers[int(first[0]) : int(after[0])]]


@given(papers, keys)
def test_a_key_finds_the_papers_that_have_it_and_no_others(made: list[set[int]], strange: int) -> None:
    postings = Postings.of(made)
    for key in {strange}.union(*made):
        assert found(postings, key) == [number for number, its in enumerate(made) if key in its]


@given(papers, st.lists(keys, max_size=9))
def test_many_keys_are_found_as_each_alone(made: list[set[int]], wanted: list[int]) -> None:
    postings = Postings.of(made)
    first, after = postings.find(np.array(wanted, np.uint64))
    assert [list(postings.papers[a:b]) for a, b in zip(first, after, strict=True)] == [
        found(postings, key) for key in wanted
    ]


@settings(max_examples=60)
@given(made=st.lists(papers, max_size=4), at_once=st.integers(1, 7), chance=st.randoms(use_true_random=False))
def test_merged_postings_are_those_of_all_papers_that_are_kept(
    made: list[list[set[int]]], at_once: int, chance: Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("merged")
    kept = [np.array([chance.random() < 0.7 for _ in part], bool) for part in made]
    bases = np.cumsum([0, *map(len, made)]).tolist()
    write_merged([(Postings.of(p), b, k) for p, b, k in zip(made, bases, kept, strict=False)], folder, at_once)
    merged = Postings.read(folder)
    everyone = [
        its if keep else set()
        for part, mask in zip(made, kept, strict=True)
        for its, keep in zip(part, mask, strict=True)
    ]
    for key in set[int]().union(*everyone):
        assert found(merged, key) == [number for number, its in enumerate(everyone) if key in its]
    assert len(merged) == len(set[int]().union(*everyone))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    Postings.of([{1, 5}, {5}]).write(tmp_path)
    assert found(Postings.read(tmp_path), 5) == [0, 1]


@pytest.mark.parametrize("name", ["keys.u64", "starts.u64", "papers.u32"])
def test_a_file_that_was_cut_is_told(tmp_path: Path, name: str) -> None:
    Postings.of([{1, 5}, {5}]).write(tmp_path)
    file = tmp_path / name
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(CorpusError, match="damaged"):
        Postings.read(tmp_path)
    file.unlink()
    with pytest.raises(CorpusError, match="damaged"):
        Postings.read(tmp_path)
