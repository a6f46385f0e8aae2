"""Every error that aetia raises on purpose, in one tree::

    AetiaError
    ├── InputError            what was given cannot be used: exit code 2
    │   ├── RescueError       a page that cannot be read
    │   ├── RestoreError      a copy that gives no library back
    │   ├── SynthesisError    numbers that cannot be pooled or weighed
    │   ├── QueryError        a search that cannot be understood
    │   ├── ArchiveError      a file that is no web archive, or an archive that cannot be made
    │   └── MissingExtra      a command needs an optional part that is not installed
    ├── CorpusError           a corpus that is missing, of another version, or damaged
    │   └── CorpusLocked      somebody else is writing this corpus
    ├── LibraryError          a library that does not hold what it should
    │   └── LockedError       somebody else is writing this library
    ├── NetworkError          an outside address that did not give what was asked
    │   ├── DamagedFile       a file whose digest is not the one that was promised
    │   └── ServiceError      a service that gave an error page, a refusal or nothing instead of an answer
    │       ├── BusyError     it asks for fewer requests or is closed for work, and stayed so after every try
    │       └── PartialAnswer it gave fewer records than it promised
    └── BuildError            a site that could not be made
        └── SearchUnavailable its search index cannot be made on this machine; the site is whole without

A message says what is wrong, where, and what to do about it. Programs read `what`, `where` and `remedy`; people read `str(error)`.
"""

from __future__ import annotations

_SHOWN = 60
"""Characters of a query that are shown on each side of a fault."""


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


class RestoreError(InputError):
    """A copy of a site from which no library can be restored, or a place that it cannot be restored to."""


class SynthesisError(InputError):
    """Numbers that cannot be pooled or weighed; names the study."""


class QueryError(InputError):
    """A search that cannot be understood; the message points at the character.

    Args:
        what: the fault, in one sentence without a full stop.
        query: the whole query.
        at: place of the character in it, from 0; its length stands for "the end is missing".
        remedy: what to write instead.
    """

    def __init__(self, what: str, *, query: str, at: int, remedy: str | None = None) -> None:
        self.query = query
        self.at = at
        line = query.count("\n", 0, at) + 1
        self.column = at - query.rfind("\n", 0, at)
        place = f"character {self.column}" if "\n" not in query else f"line {line}, character {self.column}"
        super().__init__(what, where=place, remedy=remedy)

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.pointer()}"

    def pointer(self) -> str:
        """The line of the query with the fault, and below it a caret; a long line is cut around the place."""
        first = self.at - self.column + 1
        line, column = self.query[first:].partition("\n")[0].replace("\t", " "), self.column - 1
        if column > _SHOWN:
            line, column = f"…{line[column - _SHOWN :]}", _SHOWN + 1
        if len(line) > 2 * _SHOWN:
            line = f"{line[: 2 * _SHOWN]}…"
        return f"    {line}\n    {' ' * column}^"


class ArchiveError(InputError):
    """A file that is no web archive, or an archive that cannot be made."""


class MissingExtra(InputError):
    """A command needs an optional part of aetia that is not installed.

    Args:
        extra: the name of the extra, such as ``cite``.
        purpose: what needs it.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(
            f"{purpose} needs the extra '{extra}'",
            remedy=f"Install it with: pip install 'aetia[{extra}]' (in a copy of the repository: pip install -e '.[{extra}]')",
        )


class LibraryError(AetiaError):
    """A library that is missing, half there, or does not hold what it should."""

    exit_code = 2


class LockedError(LibraryError):
    """Somebody else is writing this library; the message names the holder."""

    exit_code = 1


class CorpusError(AetiaError):
    """A corpus that is missing, was written by another version, or does not hold what it should."""

    exit_code = 2


class CorpusLocked(CorpusError):
    """Somebody else is writing this corpus; the message names the holder."""

    exit_code = 1


class NetworkError(AetiaError):
    """An outside address did not give what was asked; an error page is never taken for an answer."""


class DamagedFile(NetworkError):
    """A file came whole and is not the one that was promised: its digest differs, twice."""


class ServiceError(NetworkError):
    """A service gave no answer that can be used. It says nothing about whether there are results.

    Args:
        status: the HTTP status, where one came.
    """

    def __init__(
        self, what: str, *, where: str | None = None, remedy: str | None = None, status: int | None = None
    ) -> None:
        self.status = status
        super().__init__(what, where=where, remedy=remedy)


class BusyError(ServiceError):
    """A service asks for fewer requests or is closed for work, and stayed so after every try.

    Args:
        wait: seconds after which it may be asked again, where it says so.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        remedy: str | None = None,
        status: int | None = None,
        wait: float | None = None,
    ) -> None:
        self.wait = wait
        super().__init__(what, where=where, remedy=remedy, status=status)


class PartialAnswer(ServiceError):
    """A service gave fewer records than it promised; the message says "x of y".

    Args:
        got: records that came.
        promised: records that should have come.
        missing: identifiers of those that did not, where they are known.
    """

    def __init__(
        self,
        what: str,
        *,
        got: int,
        promised: int,
        missing: tuple[str, ...] = (),
        where: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.got, self.promised, self.missing = got, promised, missing
        super().__init__(what, where=where, remedy=remedy)


class BuildError(AetiaError):
    """A site that could not be made; the last good one still stands."""


class SearchUnavailable(BuildError):
    """Pagefind cannot run here. A site without an index is whole: its search page offers lists."""
