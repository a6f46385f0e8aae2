"""Page ranges with their last page in full."""

from __future__ import annotations

import re
from functools import lru_cache

_RANGE = re.compile(
    r"(?P<prefix>[A-Za-z]*)(?P<first>\d+)(?P<suffix>[A-Za-z]?)\s*[-–]\s*(?P<again>[A-Za-z]*)(?P<last>\d+)(?P<end>[A-Za-z]?)"
)


@lru_cache(maxsize=4096)
def expand(pages: str) -> str:
    """Pages with every last page in full: ``123-9`` is 123-129, ``S12-5; 20-3`` is S12-S15; 20-23.

    What is no range, or falls (``14636``, ``e1234``, ``129-123``), stays as it is.
    """
    return _RANGE.sub(_full, pages)


def _full(match: re.Match[str]) -> str:
    first, last = match["first"], match["last"]
    if match["again"] and match["again"].lower() != match["prefix"].lower():
        return match[0]
    whole = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    if int(whole) < int(first):
        return match[0]
    return f"{match['prefix']}{first}{match['suffix']}-{match['prefix']}{whole}{match['end']}"
