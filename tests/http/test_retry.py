"""When is it tried again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import BusyError, ServiceError
from aetia.http.retry import Retry, TryAgain, retry_after

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("Monday, 23-Nov-26 12:01:00 GMT", 60.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("9" * 30, None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOON) == seconds


@given(st.text(max_size=40))
def test_retry_after_never_fails(header: str) -> None:
    seconds = retry_after(header, NOON)
    assert seconds is None or seconds >= 0


@given(attempt=st.integers(1, 40))
def test_waits_double_up_to_a_ceiling_and_are_spread(attempt: int) -> None:
    retry = Retry(first=2.0, longest=60.0)
    ceiling = min(60.0, 2.0 * 2 ** (attempt - 1))
    assert ceiling / 2 <= retry.back_off(attempt) <= ceiling


def failing(failures: list[Exception], result: str = "done") -> tuple[list[int], object]:
    calls: list[int] = []

    def attempt() -> str:
        calls.append(1)
        if failures:
            raise failures.pop(0)
        return result

    return calls, attempt


def again(wait: float | None = None) -> TryAgain:
    return TryAgain(BusyError("it is busy", where="here", remedy="Try again later"), wait)


def test_it_goes_on_after_failures_that_pass() -> None:
    waits: list[float] = []
    calls, attempt = failing([again(), again(7.0)])
    assert Retry(sleep=waits.append).run(attempt) == "done"  # type: ignore[arg-type]
    assert len(calls) == 3
    assert 0.5 <= waits[0] <= 1
    assert waits[1] == 7.0


def test_the_host_s_wish_is_passed_on_to_other_threads() -> None:
    pauses: list[float] = []
    _, attempt = failing([again(7.0), again()])
    Retry(sleep=lambda _: None).run(attempt, pause=pauses.append)  # type: ignore[arg-type]
    assert pauses == [7.0]


def test_it_gives_up_after_the_last_attempt_and_says_how_many_there_were() -> None:
    calls, attempt = failing([again() for _ in range(9)])
    with pytest.raises(BusyError, match="busy, 3 times"):
        Retry(attempts=3, sleep=lambda _: None).run(attempt)  # type: ignore[arg-type]
    assert len(calls) == 3


def test_a_host_that_asks_for_more_than_the_patience_is_left_alone_at_once() -> None:
    waits: list[float] = []
    calls, attempt = failing([again(3_600.0)])
    with pytest.raises(BusyError, match="3,600 seconds") as caught:
        Retry(patience=600, sleep=waits.append).run(attempt)  # type: ignore[arg-type]
    assert (len(calls), waits, caught.value.wait) == (1, [], 3_600.0)


def test_counting_starts_anew_while_the_work_gets_on() -> None:
    calls, attempt = failing([again() for _ in range(9)])
    assert Retry(attempts=2, sleep=lambda _: None).run(attempt, got_on=lambda: True) == "done"  # type: ignore[arg-type]
    assert len(calls) == 10


def test_other_failures_are_not_tried_again() -> None:
    calls, attempt = failing([ServiceError("it refuses")])
    with pytest.raises(ServiceError, match="it refuses"):
        Retry().run(attempt)  # type: ignore[arg-type]
    assert len(calls) == 1
