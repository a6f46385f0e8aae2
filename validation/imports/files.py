"""The files that are measured on, and how each is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from aetia.errors import AetiaError
from aetia.model.reference import Reference
from aetia.resolve.importing.reading import tidied
from aetia.sources.citation_files import form_of, open_form


class Read(NamedTuple):
    """One file as it was read.

    Attributes:
        name: folder and file.
        form: its format as found; a dash where the file was refused.
        records: read; without_title: of these, how many cannot be publications.
        faults: told; lost: of these, how many cost a record.
        references: the publications, tidied as an import tidies them.
        refused: why nothing was read.
    """

    name: str
    form: str
    records: int
    without_title: int
    faults: int
    lost: int
    references: list[Reference]
    refused: str = ""


def exports(shared: Path) -> Iterator[Read]:
    """Every file of the citation exports of the development data."""
    folder = shared / "data" / "citation-exports"
    for path in sorted(folder.glob("*/*")):
        yield read(path, f"{path.parent.name}/{path.name}")


def read(path: Path, name: str) -> Read:
    """One file."""
    form = "–"
    try:
        with path.open("rb") as stream:
            known = form_of(stream, path.name)
        form = known.name
        file = open_form(known, path)
        found = [record.reference() for record in file]
    except AetiaError as error:
        return Read(name, form, 0, 0, 0, 0, [], str(error))
    kept = [tidied(reference)[0] for reference in found if reference]
    lost = sum(fault.lost for fault in file.report.faults)
    return Read(name, form, len(found), found.count(None), len(file.report.faults), lost, kept)
