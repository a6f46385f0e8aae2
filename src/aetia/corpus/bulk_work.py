"""How Python and Arrow keep house while a large file is read: for this time, and no longer."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 100_000
"""Objects that may be made before Python looks for circles among them. Reading makes none, and looking took a tenth of its
time."""


@contextmanager
def bulk_work() -> Iterator[None]:
    """Let Arrow take memory from the system, which gets it back between one piece and the next, and let Python seldom look for
    circles of objects. What was set before is set again at the end."""
    import pyarrow as pa

    pool, thresholds = pa.default_memory_pool(), gc.get_threshold()
    pa.set_memory_pool(pa.system_memory_pool())
    if gc.isenabled():
        gc.set_threshold(max(SELDOM, thresholds[0]), *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        pa.set_memory_pool(pool)
