"""What an import found and did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Trouble(NamedTuple):
    """Something wrong in a file.

    Attributes:
        place: ``search.ris:12``, or the file and a PMID, or the file alone.
        what: and what was done about it.
        lost: whether a record, or all of a file, could not be used.
    """

    place: str
    what: str
    lost: bool

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class FileReport:
    """One file.

    Attributes:
        path: as it was given.
        form: its format; None where it could not be read.
        told: whether the format was said and not found.
        records: publications that were read.
        columns: of a table, what each of its used columns holds, and the column's name; unused: names of the others.
        unknown: what nothing was made of (a tag, a field), with how often it occurs.
        troubles: what was wrong.
        more_troubles: how many more there were.
    """

    path: str
    form: str | None = None
    told: bool = False
    records: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    more_troubles: int = 0


class NewStudy(NamedTuple):
    """A study that was added: its name, its title, and where the records of its publication stand."""

    study: str
    title: str
    places: tuple[str, ...]


class Filled(NamedTuple):
    """An identifier that a reference of the library lacked."""

    study: str
    identifier: str
    value: str


class Told(NamedTuple):
    """Two studies that may be one, or are related: their names, what they are to each other, and why."""

    one: str
    other: str
    relation: str
    reasons: tuple[str, ...]


class Differing(NamedTuple):
    """A field in which copies of one publication differ: what was kept, and what another copy says."""

    study: str
    field: str
    kept: str
    other: str


@dataclass
class ImportReport:
    """What an import found and did.

    Attributes:
        files: one by one.
        read: publications in all files.
        new: studies that were added, in the order of the files.
        known: studies that were in the library already, each once, in the order of the files.
        duplicates: records that repeat another one of the files.
        filled: identifiers that were added to what was there.
        listed: studies that were there and are now listed in the topic.
        differing: where copies of one publication differ.
        proposed: pairs that may be one publication.
        related: versions, parts, notices and abstracts, which are never merged.
        withdrawn: new studies whose records say that they are retracted.
        changed: files of the library that changed; empty in a trial.
        trial: whether nothing was to be written.
    """

    files: list[FileReport] = field(default_factory=list)
    read: int = 0
    new: list[NewStudy] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    duplicates: int = 0
    filled: list[Filled] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    proposed: list[Told] = field(default_factory=list)
    related: list[Told] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    trial: bool = False

    @property
    def troubles(self) -> list[Trouble]:
        """What was wrong in all files."""
        return [trouble for file in self.files for trouble in file.troubles]

    @property
    def failed(self) -> list[Trouble]:
        """What could not be used: records, or whole files."""
        return [trouble for trouble in self.troubles if trouble.lost]

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "read": self.read,
            "new": [new._asdict() for new in self.new],
            "known": self.known,
            "duplicates": self.duplicates,
            "failed": len(self.failed),
            "filled": [filled._asdict() for filled in self.filled],
            "listed": self.listed,
            "differing": [one._asdict() for one in self.differing],
            "proposed": [one._asdict() for one in self.proposed],
            "related": [one._asdict() for one in self.related],
            "withdrawn": self.withdrawn,
            "files": [
                {
                    "path": file.path, "format": file.form, "format_given": file.told, "records": file.records,
                    "columns": file.columns, "unused": file.unused, "unknown": file.unknown,
                    "troubles": [one._asdict() for one in file.troubles], "more_troubles": file.more_troubles,
                }
                for file in self.files
            ],
            "changed": self.changed,
            "trial": self.trial,
        }  # fmt: skip
