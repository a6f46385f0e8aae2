"""Written and read again, field by field, for every file and every format that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from aetia.sources.citation_writers import FIELDS, WRITERS, not_held
from validation.imports.files import Read

COLUMNS = (
    "file",
    "format",
    "records",
    "without title",
    "faults",
    "records lost",
    "fields",
    *(f"lost in {name}" for name in WRITERS),
)


class Trip(NamedTuple):
    """One file: how many fields its publications have, and how many of each are lost in each format."""

    file: Read
    fields: int
    lost: dict[str, Counter[str]]


def trips(files: Iterable[Read]) -> list[Trip]:
    """The round trips of every file."""
    return [_trip(file) for file in files]


def _trip(file: Read) -> Trip:
    fields = 0
    for reference in file.references:
        plain = reference.plain()
        names = {name: getattr(reference, name) for name in FIELDS if name not in ("authors_complete", "type")}
        fields += sum(value not in (None, []) for value in names.values()) + 1 + len(plain.get("identifiers", {}))
        fields += not reference.authors_complete
    return Trip(file, fields, {name: not_held(name, file.references) for name in WRITERS})


def table(found: list[Trip]) -> str:
    """One line a file, tab-separated; what is lost is named with how often."""
    lines = ["\t".join(COLUMNS)]
    for trip in found:
        file = trip.file
        counts = map(str, (file.records, file.without_title, file.faults, file.lost, trip.fields))
        lines.append("\t".join([file.name, file.form, *counts, *(_named(trip.lost[name]) for name in WRITERS)]))
    return "\n".join(lines) + "\n"


def summary(found: list[Trip]) -> str:
    """Fields that came back, in each format, over all files."""
    fields = sum(trip.fields for trip in found)
    lines = []
    for name in WRITERS:
        lost: Counter[str] = sum((trip.lost[name] for trip in found), Counter())
        lines.append(f"| {name} | {fields - lost.total():,} of {fields:,} | {_named(lost) or '–'} |")
    return "\n".join(lines)


def _named(lost: Counter[str]) -> str:
    return ", ".join(f"{name} {often}" for name, often in sorted(lost.items()))
