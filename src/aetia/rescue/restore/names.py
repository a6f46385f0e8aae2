"""Which names from a stranger's copy may become files of a library.

A copy can say anything: that a library file is called ``../../.bashrc``, ``C:\\x`` or ``.git/hooks/post-checkout``. Only what the
layout of a library knows is written, and of that only what every system can hold. A record whose name is a proper identifier
(``topics/con.md``) is allowed wherever the system at hand can hold it, so that no sound library loses a file.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache

from aetia.library import layout

LONGEST_NAME = 1_000
LONGEST_PART = 255
"""Bytes of one part of a path that common file systems can hold."""

_RECORDS = {
    layout.TOPICS: ".md",
    layout.STUDIES: ".yaml",
    layout.DECISIONS: ".tsv",
    layout.PAGES: ".md",
    layout.STORIES: ".md",
    layout.RESCUED: ".yaml",
}
_FOLDERS = frozenset({*_RECORDS, layout.THEME})
_TOP = frozenset({layout.SETTINGS, layout.CONCEPTS})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
_NOT_ON_WINDOWS = frozenset('<>:"|?*')


@lru_cache(maxsize=65_536)
def refusal(name: str, windows: bool = os.name == "nt") -> str | None:
    """Why a name may not become a file of a library; None for one that may.

    Args:
        name: as the copy gives it, relative to the library.
        windows: whether the files will lie on Windows.
    """
    if not name or len(name) > LONGEST_NAME:
        return "the name is empty or too long"
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name) or "\\" in name:
        return "the name holds a backslash or a control character"
    parts = name.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return "the name leads out of the library"
    if any(part.startswith(".") for part in parts):
        return "the name is hidden"
    if name not in _TOP and (len(parts) < 2 or parts[0] not in _FOLDERS):
        return "no library has a file of this name"
    if any(len(part.encode()) > LONGEST_PART for part in parts):
        return "the name is too long"
    if not windows and is_record(name):
        return None
    if any(part[-1] in ". " or _DEVICE.fullmatch(part) or _NOT_ON_WINDOWS & set(part) for part in parts):
        return "not every system can hold this name"
    return None


def is_record(name: str) -> bool:
    """Whether a name is that of a record or of its translation: its folder's suffix, and an identifier in every part."""
    translation = layout.translated(name)
    folder, _, rest = (translation[0] if translation else name).partition("/")
    suffix = _RECORDS.get(folder, "/")
    stem = rest.removesuffix(suffix)
    return stem != rest and all(_SLUG.fullmatch(part) for part in stem.split("/"))


def printable(words: str, longest: int = 200) -> str:
    """Words of a stranger's copy on one line of a terminal: what could move the cursor or turn the writing is shown as a code."""
    cut = words if len(words) <= longest else f"{words[:longest]}…"
    return "".join(c if c.isprintable() and unicodedata.category(c) != "Cf" else f"\\u{ord(c):04x}" for c in cut)
