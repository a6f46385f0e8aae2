"""Killed at any moment, adding goes on: real processes, real kills."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.corpus.made_up import titles, write_file

from aetia.corpus import Corpus, Store, add
from aetia.corpus.records import record_file

KILLS = 60


def test_killed_sixty_times_the_corpus_is_that_of_one_run(tmp_path: Path, repository: Path) -> None:
    paths = [
        write_file(tmp_path, number, [(pmid, 1, "2024-01-01") for pmid in range(number, number + 40)], [number - 1])
        for number in range(1, 13)
    ]
    whole, killed = Store(str(tmp_path / "whole")), Store(str(tmp_path / "killed"))
    add(whole, paths, search=False)
    done = subprocess.run(
        [sys.executable, "-m", "tests.corpus.kills", killed.address, str(KILLS), "7", "plain", *paths],
        cwd=repository, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["killed"] == KILLS
    assert titles(killed) == titles(whole)
    assert [entry.part_sha256 for entry in killed.entries()] == [entry.part_sha256 for entry in whole.entries()]
    assert all(record_file(killed, entry.name).is_file() for entry in killed.entries())
    killed.sweep()
    assert sorted(file.suffix for file in Path(killed.root, "parts").iterdir()) == [".json"] * 12 + [".parquet"] * 12


def test_killed_while_it_indexes_a_search_finds_each_record_once(tmp_path: Path, repository: Path) -> None:
    paths = [
        write_file(tmp_path, n, [(pmid, 1, "2024-01-01") for pmid in range(n, n + 20)], [n - 1]) for n in range(1, 7)
    ]
    store = Store(str(tmp_path / "corpus"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.corpus.kills", store.address, "12", "3", "search", *paths],
        cwd=repository, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    expected = sorted(titles(store))
    with Corpus(store) as corpus:
        found = corpus.search("of[ti]", limit=None, sort="newest")
    assert found.count == len(expected)
    assert sorted(hit.key for hit in found.hits) == expected
