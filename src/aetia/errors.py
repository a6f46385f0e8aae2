"""Every error that aetia raises on purpose, in one tree.

    AetiaError
    ├── InputError            what was given cannot be used: exit code 2
    │   ├── RescueError       a page that cannot be read
    │   ├── SynthesisError    numbers that cannot be pooled or weighed
    │   └── MissingExtra      a command needs an optional part that is not installed
    ├── LibraryError          a library that does not hold what it should
    │   └── LockedError       somebody else is writing this library
    ├── NetworkError          an outside address that did not give what was asked
    └── BuildError            a site that could not be made

A message says what is wrong, where, and what to do about it. Programs read `what`, `where` and `remedy`; people read `str(error)`.
"""

from __future__ import annotations


class AetiaError(Exception):
    """Something went wrong that aetia understands.

    Args:
        what: the fault, in one sentence without a full stop.
        where: file, line or record, such as ``studies/xuan-2020.yaml:14``.
        remedy: what the reader can do about it, in one sentence without a full stop.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f". {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class InputError(AetiaError):
    """What was given cannot be used; nothing was changed."""

    exit_code = 2


class RescueError(InputError):
    """A page that cannot be read at all: missing, binary, or past a limit."""


class SynthesisError(InputError):
    """Numbers that cannot be pooled or weighed; names the study."""


class MissingExtra(InputError):
    """A command needs an optional part of aetia that is not installed.

    Args:
        extra: the name of the extra, such as ``cite``.
        purpose: what needs it.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(
            f"{purpose} needs the extra '{extra}'", remedy=f"Install it with: pip install 'aetia[{extra}]'"
        )


class LibraryError(AetiaError):
    """A library that is missing, half there, or does not hold what it should."""

    exit_code = 2


class LockedError(LibraryError):
    """Somebody else is writing this library; the message names the holder."""

    exit_code = 1


class NetworkError(AetiaError):
    """An outside address did not give what was asked; an error page is never taken for an answer."""


class BuildError(AetiaError):
    """A site that could not be made; the last good one still stands."""
