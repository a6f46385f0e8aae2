"""Numbers as they leave the package: rounded, so that the same library gives the same bytes on every machine."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

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


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """Plain values for JSON: floats to six significant digits, lists for tuples, records and enumerations by their values.

    Raises:
        TypeError: a value that has no plain form.
    """
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, (str, int)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, float):
        return rounded(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    raise TypeError(f"no plain form for {type(value).__name__}")
