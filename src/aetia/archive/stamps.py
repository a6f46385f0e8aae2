"""Times as web archives write them: fourteen digits, UTC, or the beginning of them; and as ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from aetia.errors import InputError

_WRITTEN = ("%Y", "%m", "%d", "%H", "%M", "%S")
_SHAPES = ("%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%HZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ")
_TIME = re.compile(r"\d{4}(?:-?\d\d(?:-?\d\d(?:T?\d\d(?::?\d\d(?::?\d\d(?:\.\d+)?)?)?Z?)?)?)?")
_MIDDLE = {4: "0702000000", 6: "16000000", 8: "120000", 10: "3000", 12: "30"}


def time_of(stamp: str) -> str | None:
    """The ISO 8601 form of an archive's time (``20140301120000``, or its beginning), no finer than it is.

    Digits that do not make a whole part (``201``, ``20143``) are left out; the time of nothing is empty. None for no date at all.
    """
    digits = stamp[: 4 if len(stamp) < 6 else len(stamp) - len(stamp) % 2]
    if len(digits) < 4:
        return ""
    parts = len(digits) // 2 - 1
    try:
        moment = datetime.strptime(digits, "".join(_WRITTEN[:parts])).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment.strftime(_SHAPES[parts - 1])


def stamp_of(time: str) -> str:
    """The digits of an ISO 8601 time, as archives write them: ``2014-03-01T12:00:00Z`` → ``20140301120000``."""
    return re.sub(r"\D", "", time.partition(".")[0])[:14]


def wanted_stamp(time: str) -> str:
    """The digits of a time that somebody asks for.

    Args:
        time: ISO 8601 or its beginning (``2014``, ``2014-03``), or digits.

    Raises:
        InputError: it is no time.
    """
    if not _TIME.fullmatch(time.strip()) or not time_of(stamp_of(time)):
        raise InputError(f"'{time}' is no time", remedy="Give a year, a day, or a time, such as 2014-03-01T12:00:00Z")
    return stamp_of(time)


def middle_of(time: str) -> str:
    """The digits of a time that somebody asks for; of its middle, where only the beginning of them is given.

    Raises:
        InputError: it is no time.
    """
    stamp = wanted_stamp(time)
    return stamp + _MIDDLE.get(len(stamp), "")


def moment_of(stamp: str) -> float:
    """Seconds since 1970 of fourteen digits; of a date that there never was, those of its year's beginning."""
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return datetime(max(1, int(stamp[:4])), 1, 1, tzinfo=UTC).timestamp()
