"""One behaviour, wherever it runs and wherever the parts lie: this process, a pool, a Dask cluster; a folder, another
file system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.corpus.made_up import titles, write_file

from aetia.corpus import Store, add
from aetia.errors import InputError
from aetia.parallel import each, executor


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    started: Any = LocalCluster  # Dask's classes have no types
    with started(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=40) as local:
        yield str(local.scheduler_address)


WORKERS = ["this process", "pool", "cluster"]
PLACES = ["folder", "other file system"]


@pytest.mark.parametrize("worker", WORKERS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed.*", "ignore::ResourceWarning")
def test_every_worker_and_every_place_give_the_same_corpus(
    tmp_path: Path, worker: str, place: str, request: pytest.FixtureRequest
) -> None:
    paths = [
        write_file(tmp_path / "files", n, [(n, 1, "2024-01-01"), (n + 1, 1, "2024-01-01")], [n - 1])
        for n in range(1, 5)
    ]
    (tmp_path / "files" / "bad.xml").write_text("<html/>")
    # Another file system that several processes see: fsspec's own copy-through cache over a folder knows no paths of this machine.
    address = str(tmp_path / "corpus") if place == "folder" else f"dir::file://{tmp_path / 'corpus'}"
    store = Store(address, local=tmp_path / "local")
    settings = (
        {"jobs": 2}
        if worker == "pool"
        else {"cluster": request.getfixturevalue("cluster")}
        if worker == "cluster"
        else {}
    )
    report = add(store, [*paths, str(tmp_path / "files" / "bad.xml")], search=False, **settings)
    assert [bool(file.error) for file in report.files] == [False] * 4 + [True]
    assert titles(store) == {"pmid:4": "4 of 4", "pmid:5": "5 of 4"}


def test_a_cluster_that_does_not_answer_is_told() -> None:
    with (
        pytest.raises(InputError, match=r"tcp://127.0.0.1:9: no Dask scheduler answers"),
        executor(cluster="tcp://127.0.0.1:9"),
    ):
        pass


def test_work_is_done_once_for_each_thing_and_given_back_with_it() -> None:
    with executor(2) as pool:
        assert sorted(each(abs, [-3, 2, -1], pool)) == [(-3, 3), (-1, 1), (2, 2)]
    with executor(1) as pool:
        assert pool is None
        assert list(each(abs, [-3, 2], pool)) == [(-3, 3), (2, 2)]


def test_a_pool_is_not_asked_for_more_than_it_works_on() -> None:
    with executor(2) as pool:
        given: list[int] = []

        def things() -> Iterator[int]:
            for number in range(50):
                given.append(number)
                yield number

        results = each(abs, things(), pool, workers=2)
        next(results)
        assert len(given) <= 6
        results.close()  # type: ignore[attr-defined]
