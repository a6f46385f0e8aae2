"""How often a host is asked: never more often than it allows, whatever the threads do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.http.pace import Pace


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@given(
    per_second=st.floats(0.5, 50),
    burst=st.integers(1, 5),
    gaps=st.lists(st.floats(0, 2), min_size=2, max_size=60),
)
def test_no_window_of_time_sees_more_than_the_pace_and_one_burst(
    per_second: float, burst: int, gaps: list[float]
) -> None:
    clock = Clock()
    pace = Pace(per_second, burst, clock=clock, sleep=clock.sleep)
    starts = []
    for gap in gaps:
        clock.now += gap
        pace.wait_turn()
        starts.append(clock.now)
    for first, begun in enumerate(starts):
        for last in range(first, len(starts)):
            assert last - first + 1 <= burst + (starts[last] - begun) * per_second + 1e-6


def test_threads_share_the_pace() -> None:
    pace, starts, lock = Pace(50), [], threading.Lock()

    def ask() -> None:
        for _ in range(5):
            pace.wait_turn()
            with lock:
                starts.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(starts) == 20
    assert max(starts) - min(starts) >= 19 / 50 * 0.95


def test_a_pause_holds_for_those_who_wait_already() -> None:
    clock = Clock()
    pace = Pace(1, clock=clock, sleep=clock.sleep)
    pace.wait_turn()
    calls: list[Callable[[], None]] = [lambda: pace.pause(30)]

    def sleep(seconds: float) -> None:
        clock.now += seconds
        if calls:
            calls.pop()()

    pace._sleep = sleep
    assert pace.wait_turn() >= 30


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_pace_that_makes_no_sense_is_refused(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="pace"):
        Pace(per_second, burst)
