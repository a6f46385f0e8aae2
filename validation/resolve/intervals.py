"""Intervals of shares."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), (0, 1) where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def printed(hits: int, of: int) -> str:
    """A share with its interval: ``0.989 (0.972 to 0.996)``."""
    low, high = wilson(hits, of)
    return f"{hits / of if of else 0:.4f} ({low:.4f} to {high:.4f})"
