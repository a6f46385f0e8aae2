"""Where a site is written: a new folder beside the old one, and then one swap.

A build that is killed leaves the last good site as it was. A folder that holds anything this program did not make is refused,
because the swap would take it away.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aetia.errors import BuildError, InputError

MARKER = ".aetia-site"
"""Lists the files of a site, so that the next build knows its own."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def check_destination(out: Path, library: Path) -> Path:
    """The folder to write to, made absolute, once it is known to be safe.

    Args:
        out: where the site should stand; it may not exist yet.
        library: the library's folder.

    Raises:
        InputError: *out* lies in the library, holds the library, is no folder, cannot be written to, or holds files that no
            build made.
    """
    out, library = out.resolve(), library.resolve()
    if out == library or library in out.parents:
        raise InputError(
            "the site would lie inside the library", where=str(out), remedy="Name a folder beside the library"
        )
    if out in library.parents:
        raise InputError(
            "the folder holds the library, and a build replaces it whole",
            where=str(out),
            remedy="Name an empty or a new folder",
        )
    above = next(folder for folder in out.parents if os.access(folder, os.F_OK))
    if not above.is_dir():
        raise InputError("a file stands where a folder should", where=str(above), remedy="Name another folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise _not_writable(out, f"nothing can be written in {above}")
    if not out.exists():
        return out
    if not out.is_dir():
        raise InputError("there is a file of this name", where=str(out), remedy="Name a folder")
    strangers = sorted(_files(out) - _own_files(out))
    if strangers:
        more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        raise InputError(
            f"the folder holds what no build made: {strangers[0]}{more}",
            where=str(out),
            remedy="Name an empty or a new folder; a build replaces its folder whole",
        )
    return out


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new empty folder beside *out*, which takes its place when the block ends without an error.

    Leftovers of builds that were killed are removed.

    Raises:
        InputError: nothing can be made beside *out*.
        BuildError: writing failed half way.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _recover(out)
        new = out.parent / f".{out.name}.building-{os.getpid()}"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
    except OSError as error:
        raise _not_writable(out, f"the folder cannot be made: {error.strerror}") from error
    try:
        yield new
        _swap(new, out)
    except OSError as error:
        raise BuildError(
            f"the site cannot be written: {error.strerror}",
            where=str(out),
            remedy="Make room, or choose another folder",
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write every file of a site, and the marker that lists them."""
    made: set[Path] = set()
    for name in sorted(contents):
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(contents[name])
    listing = json.dumps({"made_by": "aetia build", "files": sorted(contents)}, ensure_ascii=False, indent=0)
    (folder / MARKER).write_bytes(listing.encode() + b"\n")


def _not_writable(out: Path, what: str) -> InputError:
    return InputError(what, where=str(out), remedy="Choose a folder that can be written")


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}


def _own_files(folder: Path) -> set[str]:
    try:
        listing = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return {MARKER, *listing["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _recover(out: Path) -> None:
    """Put back a site that a killed swap had moved aside, and remove what killed builds left."""
    aside = out.parent / f".{out.name}.last"
    if aside.exists() and not out.exists():
        aside.rename(out)
    shutil.rmtree(aside, ignore_errors=True)
    prefix = f".{out.name}.building-"
    for path in out.parent.glob(f"{prefix}*"):
        process = path.name.removeprefix(prefix)
        if process.isdigit() and not _is_alive(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _swap(new: Path, out: Path) -> None:
    """Put *new* in the place of *out*: by one exchange where the system has it, else by two renames that `_recover` can finish."""
    if not out.exists():
        new.rename(out)
        return
    if _exchange(new, out):
        return
    aside = out.parent / f".{out.name}.last"
    out.rename(aside)
    new.rename(out)
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once (Linux renameat2, macOS renamex_np); False where this cannot be done."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(system.renamex_np(names[0], names[1], _RENAME_SWAP) == 0)
        return bool(system.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
    except (OSError, AttributeError, TypeError):
        return False
