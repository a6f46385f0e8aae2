"""Typed single values for Arrow's functions. Left to guess a type, pyarrow looks for optional packages at every call,
which costs more than the work itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def text_value(value: str | None) -> pa.StringScalar:
    """A text, or a missing one."""
    import pyarrow as pa

    return pa.scalar(value, pa.string())


@cache
def flag_value(value: bool | None) -> pa.BooleanScalar:
    """A flag, or a missing one."""
    import pyarrow as pa

    return pa.scalar(value, pa.bool_())
