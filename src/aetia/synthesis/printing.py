"""Numbers as they leave the package: rounded, so that the same library gives the same bytes on every machine."""

from __future__ import annotations

import math

SIGNIFICANT_DIGITS = 6
_NOISE = 1e-9


def rounded(number: float | None) -> float | None:
    """A number to six significant digits; None for what does not exist or is not finite; 0 for what is only rounding
    noise (below 1e-9)."""
    if number is None or not math.isfinite(number):
        return None
    if abs(number) < _NOISE:
        return 0.0
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}")
