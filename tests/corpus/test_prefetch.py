"""Fetching ahead: in order, not too far, and gone when nobody wants it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from aetia.corpus.prefetch import Prefetch, Stopped


def test_results_come_in_the_items_order() -> None:
    def fetch(item: int, _: Callable[[], None]) -> int:
        time.sleep(0.01 * (item % 3))
        return item * 10

    fetching = Prefetch(range(20), fetch, threads=3, ahead=5)
    assert list(fetching) == [(number, number * 10) for number in range(20)]


def test_it_runs_ahead_only_so_far() -> None:
    fetched: list[int] = []
    fetching = Prefetch(range(50), lambda item, _: fetched.append(item), threads=2, ahead=4)
    results = iter(fetching)
    next(results)
    time.sleep(0.1)
    assert len(fetched) <= 1 + 4
    fetching.stop()


def test_an_error_comes_in_its_turn_and_the_rest_goes_on() -> None:
    def fetch(item: int, _: Callable[[], None]) -> int:
        if item == 1:
            raise ValueError("bad")
        return item

    results = [result for _, result in Prefetch(range(3), fetch, threads=2, ahead=4)]
    assert results[0] == 0
    assert isinstance(results[1], ValueError)
    assert results[2] == 2


def test_stopping_ends_what_is_under_way() -> None:
    started, ended = threading.Event(), threading.Event()

    def fetch(item: int, check: Callable[[], None]) -> None:
        started.set()
        try:
            for _ in range(500):
                check()
                time.sleep(0.01)
        except Stopped:
            ended.set()
            raise

    fetching = Prefetch(range(5), fetch, threads=1, ahead=1)
    assert started.wait(5)
    fetching.stop()
    assert ended.wait(5)


def test_what_ends_a_process_is_not_swallowed() -> None:
    def fetch(item: int, _: Callable[[], None]) -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        list(Prefetch([1], fetch, threads=1, ahead=1))


def test_nothing_to_fetch() -> None:
    assert list(Prefetch([], lambda item, _: item, threads=2, ahead=2)) == []
