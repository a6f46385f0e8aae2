"""Keeping Python's search for garbage from slowing a build, without letting garbage pile up."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 20_000
_MIDDLE = 20
_NEVER = 1_000_000


@contextmanager
def little_garbage() -> Iterator[None]:
    """Looks for garbage among what is new alone.

    A build keeps nearly all that it makes, so that a full search finds next to nothing and takes longer as a site grows; but the
    templates leave knots behind, half a gigabyte of them in a site of 5,000 studies. These are young when they fall, and are found.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _NEVER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
