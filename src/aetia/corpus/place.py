"""Where a corpus lies unless somebody says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_address() -> str:
    """The user's data folder: ``~/.local/share/aetia/corpus`` on Linux, its counterparts elsewhere."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return str(base / "aetia" / "corpus")
