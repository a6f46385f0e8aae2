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
from collections.abc import Iterable, Iterator, Mapping
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


class SiteFolder:
    """The folder of a site, through the builds of one process.

    The first build makes a new folder; it takes the old one's place in one step, and the old one goes. Later builds change the
    copy that the last step left over, the *spare*, where the new site differs from it, and exchange the two again: so a build costs
    what it changes, and at no moment is there half a site. Files that are the same in both copies are one file on the disk.

    Attributes:
        path: the site's folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._live: dict[str, str] | None = None
        self._marker: tuple[int, ...] | None = None
        self._spare: dict[str, str] | None = None

    def is_as_left(self) -> bool:
        """Whether the site stands as the last build of this process left it, by its marker and its files' names."""
        if self._live is None or _looks(self.path / MARKER) != self._marker:
            return False
        return _files(self.path) == {MARKER, *self._live}

    @contextmanager
    def new(self, *, again: bool) -> Iterator[NewSite]:
        """A new site, which takes the place of the old one when the block ends without an error.

        Leftovers of builds that were killed are removed.

        Args:
            again: the site is as the last build left it, so that the new one can be made from what it shares with it.

        Raises:
            InputError: nothing can be made beside the site's folder.
            BuildError: writing failed half way; the last site still stands.
        """
        beside = self.path.parent / f".{self.path.name}.building-{os.getpid()}"
        new = self._begin(beside, again)
        kept = False
        try:
            yield new
            new.check()
            old = self._live if self._spare is not None else None
            kept = _swap(beside, self.path) and old is not None
            self._live, self._spare = new.listing, old if kept else None
            self._marker = _looks(self.path / MARKER)
        except OSError as error:
            raise BuildError(
                f"the site cannot be written: {error.strerror}",
                where=str(self.path),
                remedy="Make room, or choose another folder",
            ) from error
        finally:
            if not kept:
                self._spare = None
                shutil.rmtree(beside, ignore_errors=True)

    def close(self) -> None:
        """Remove the spare copy."""
        if self._spare is not None:
            self._spare = None
            shutil.rmtree(self.path.parent / f".{self.path.name}.building-{os.getpid()}", ignore_errors=True)

    def _begin(self, beside: Path, again: bool) -> NewSite:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _recover(self.path)
            if not again:
                shutil.rmtree(beside, ignore_errors=True)
                beside.mkdir()
                self._live = self._spare = None
                return NewSite(beside, {}, None, {})
            assert self._live is not None
            if self._spare is None:
                shutil.rmtree(beside, ignore_errors=True)
                _link_all(self.path, beside, self._live)
                self._spare = dict(self._live)
            return NewSite(beside, self._spare, self.path, self._live)
        except OSError as error:
            raise _not_writable(self.path, f"the folder cannot be made: {error.strerror}") from error


class NewSite:
    """A site as it is being made, beside the one that stands.

    Args:
        folder: where it is made.
        has: the digests of the files that are there already, by name.
        live: the site that stands, or None; `stands` are the digests of its files.
    """

    def __init__(self, folder: Path, has: Mapping[str, str], live: Path | None, stands: Mapping[str, str]) -> None:
        self.listing: dict[str, str] = {}
        self._folder, self._has, self._live, self._stands = folder, has, live, stands
        self._written: set[str] = set()
        self._brought: set[str] = set()
        self._made: set[Path] = set()
        self._done = False

    def write(self, name: str, content: bytes) -> None:
        """Write a file of the site. One of this name that is there already is another site's too, and is not touched."""
        path = self._place(name)
        path.write_bytes(content)
        self._written.add(name)

    def take_over(self, listing: Mapping[str, str]) -> None:
        """Bring what was not written over from the site that stands.

        Args:
            listing: digests by name of the files that the site has so far.
        """
        for name, digest in listing.items():
            if name not in self._written and name not in self._brought and self._has.get(name) != digest:
                self._bring(name, digest)

    def read(self, name: str) -> bytes:
        """A file of the site, once it is there."""
        return (self._folder / name).read_bytes()

    def finish(self, listing: Mapping[str, str]) -> None:
        """Complete the site, and list its files.

        Args:
            listing: the digest of every file of the site; what was not written is as it stands.
        """
        for name in sorted(set(self._has) - set(listing) - self._written):
            (self._folder / name).unlink(missing_ok=True)
            self._prune((self._folder / name).parent)
        self.take_over(listing)
        marker = self._folder / MARKER
        marker.unlink(missing_ok=True)
        text = json.dumps({"made_by": "aetia build", "files": sorted(listing)}, ensure_ascii=False, indent=0)
        marker.write_bytes(text.encode() + b"\n")
        self.listing, self._done = dict(listing), True

    def check(self) -> None:
        """Refuse a site that was not finished."""
        if not self._done:
            raise RuntimeError("the site was not finished")

    def _bring(self, name: str, digest: str) -> None:
        if self._live is None or self._stands.get(name) != digest:
            raise BuildError("a file of the site is missing", where=name, remedy="Build again into an empty folder")
        _link(self._live / name, self._place(name))
        self._brought.add(name)

    def _place(self, name: str) -> Path:
        path = self._folder / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        if name in self._has or name in self._brought:
            path.unlink(missing_ok=True)
        return path

    def _prune(self, folder: Path) -> None:
        while folder != self._folder and not any(folder.iterdir()):
            folder.rmdir()
            self._made.discard(folder)
            folder = folder.parent


def _link_all(old: Path, new: Path, names: Iterable[str]) -> None:
    """Make a copy of a site whose files are the same on the disk."""
    made: set[Path] = set()
    for name in names:
        path = new / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        _link(old / name, path)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)  # a file system without links


def _looks(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _not_writable(out: Path, what: str) -> InputError:
    return InputError(what, where=str(out), remedy="Choose a folder that can be written")


def _files(folder: Path) -> set[str]:
    """The names of all files and links in a folder and below."""
    found, stack = set(), [""]
    while stack:
        here = stack.pop()
        with os.scandir(folder / here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append(f"{here}{entry.name}/")
                else:
                    found.add(f"{here}{entry.name}")
    return found


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


def _swap(new: Path, out: Path) -> bool:
    """Put *new* in the place of *out*: by one exchange where the system has it, else by two renames that `_recover` can finish.

    Returns:
        Whether the old site stands where the new one was.
    """
    if not out.exists():
        new.rename(out)
        return False
    if _exchange(new, out):
        return True
    aside = out.parent / f".{out.name}.last"
    out.rename(aside)
    new.rename(out)
    shutil.rmtree(aside, ignore_errors=True)
    return False


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
