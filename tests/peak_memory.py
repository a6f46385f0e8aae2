"""How much memory a process had at its peak.

``ru_maxrss`` also counts what the process was before it became a program of its own, which is a copy of its parent: a test that
starts it from a large pytest would measure pytest.
"""

from __future__ import annotations

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_kb() -> int:
    """Kilobytes at the peak of this process, since it became the program that it is where the system tells."""
    if _STATUS.exists():
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
