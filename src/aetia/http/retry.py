"""Trying again: after a while that doubles, with chance in it, or when the host says."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from aetia.errors import BusyError, ServiceError

T = TypeVar("T")

BUSY = frozenset({429, 503})
"""The host asks for patience (RFC 6585 § 4, RFC 9110 § 15.6.4)."""
PASSING = BUSY | {408, 425, 500, 502, 504, 520, 521, 522, 523, 524, 529, 530}
"""Failures that often pass by themselves. 520 and above are what content networks say when the host behind them failed."""


class TryAgain(Exception):
    """An attempt failed in a way that may pass.

    Args:
        error: what to raise when no attempt is left.
        wait: seconds that the host asks to wait, where it says so.
    """

    def __init__(self, error: ServiceError, wait: float | None = None) -> None:
        self.error, self.wait = error, wait
        super().__init__(str(error))


@dataclass(frozen=True)
class Retry:
    """How patient a client is.

    The wait before attempt n + 1 is drawn evenly from half to the whole of ``first × 2ⁿ⁻¹`` seconds, at most `longest`: the spread
    keeps clients that failed together from coming back together.

    Args:
        attempts: in all, at least 1.
        first: seconds before the second attempt, at most.
        longest: seconds between two attempts, at most, where the host names no time.
        patience: seconds of waiting in all. A host that asks for more is not asked again, and the error says how long it wants.
        sleep: how time is waited for; tests give their own.
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0
    patience: float = 600.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def back_off(self, attempt: int) -> float:
        """Seconds to wait after an attempt; the first is number 1."""
        ceiling: float = min(self.longest, self.first * 2 ** (attempt - 1))
        return ceiling * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing

    def run(
        self,
        attempt: Callable[[], T],
        pause: Callable[[float], None] | None = None,
        got_on: Callable[[], bool] = lambda: False,
    ) -> T:
        """Attempts until one succeeds.

        Args:
            attempt: one attempt; raises :class:`TryAgain` when another is worth while.
            pause: told the seconds that the host asks for, so that other threads wait as well.
            got_on: asked after a failure; True where the attempt brought the work on, so that counting starts anew.

        Raises:
            ServiceError: the last failure, when attempts or patience are used up.
        """
        waited, tried = 0.0, 0
        while True:
            try:
                return attempt()
            except TryAgain as failure:
                if got_on():
                    waited, tried = 0.0, 0
                tried += 1
                wait = self.back_off(tried) if failure.wait is None else failure.wait
                if tried >= self.attempts or waited + wait > self.patience:
                    raise _final(failure, tried) from failure.__cause__
                if failure.wait is not None and pause is not None:
                    pause(wait)
                self.sleep(wait)
                waited += wait


def _final(failure: TryAgain, tried: int) -> ServiceError:
    error = failure.error
    if tried > 1:
        error.what = f"{error.what}, {tried} times"
    if isinstance(error, BusyError):
        error.wait = failure.wait
    if failure.wait is not None:
        error.remedy = f"Try again in {failure.wait:,.0f} seconds"
    return error


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds that the header Retry-After asks to wait (RFC 9110 § 10.2.3: seconds, or a date).

    Args:
        header: as it came.
        now: for dates; by default this moment.

    Returns:
        At least 0; None where the header is absent or says nothing that can be read.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return float(text)
    try:
        due = parsedate_to_datetime(text)
    except ValueError:
        return None
    if due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    return max(0.0, (due - (now or datetime.now(UTC))).total_seconds())
