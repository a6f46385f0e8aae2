"""Pages in frames: the page that a saved frameset shows, from the files beside it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aetia.errors import RescueError
from aetia.rescue.pages import SIZE_LIMIT, decode_page, load_bytes

FRAME_LIMIT = 20
_FRAME = re.compile(r"<i?frame\b[^>]*?\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_OWN_TEXT = 300
_SET_LIMIT = 30_000


def frame_files(source: str, folder: Path) -> list[Path]:
    """The files that a page shows in frames.

    Args:
        source: the decoded page.
        folder: the folder it was saved in.

    Returns:
        The frames' files in the order of the page, each once: only those that are there, in this folder or below it, and no more
        than 20. An address on the web, or a path that leads out of the folder, also by a link of the file system, is left out.
    """
    home = folder.resolve()
    found: list[Path] = []
    for match in _FRAME.finditer(_COMMENT.sub("", source)):
        try:
            parts = urlsplit(match[1] or match[2] or match[3] or "")
        except ValueError:
            continue
        if parts.scheme or parts.netloc or not parts.path or "\0" in unquote(parts.path):
            continue
        path = (home / unquote(parts.path)).resolve()
        if path.is_relative_to(home) and path.is_file() and path not in found:
            found.append(path)
        if len(found) == FRAME_LIMIT:
            break
    return found


def main_frame(source: str, path: Path) -> Path | None:
    """The file that holds the text of a page whose own file only sets up its frames.

    Args:
        source: the decoded page.
        path: its file.

    Returns:
        The frame with the most text, or None where the page has no frames in files beside it, or has text of its own.
    """
    if len(source) > _SET_LIMIT or "frame" not in source.lower() or len(" ".join(_shown(source).split())) > _OWN_TEXT:
        return None
    best: tuple[int, Path] | None = None
    left = SIZE_LIMIT
    for file in frame_files(source, path.parent):
        left -= file.stat().st_size
        if file == path.resolve() or left < 0:
            continue
        try:
            inner = decode_page(load_bytes(file), where=str(file))
        except RescueError:
            continue
        length = len(" ".join(_TAG.sub(" ", inner.text).split()))
        if best is None or length > best[0]:
            best = (length, file)
    return best[1] if best else None


def _shown(source: str) -> str:
    """The words of a page without its head, and without what it shows to those whose browser has no frames."""
    body = re.sub(r"(?is)<(head|script|style|noframes)\b.*?</\1\s*>", " ", _COMMENT.sub("", source))
    return _TAG.sub(" ", body)
