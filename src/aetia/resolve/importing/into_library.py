"""Files of publications → a library: all of it lands together, or none, and the same files again change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aetia.errors import InputError, LibraryError
from aetia.library import read_library, writing
from aetia.library.layout import is_library
from aetia.model.library import Library
from aetia.resolve.importing.plan import Plan, plan_import
from aetia.resolve.importing.reading import Incoming, read_files
from aetia.resolve.importing.report import ImportReport


def import_files(
    paths: Sequence[Path | str],
    root: Path | str,
    *,
    topic: str | None = None,
    form: str | None = None,
    columns: Mapping[str, str] | None = None,
    trial: bool = False,
) -> ImportReport:
    """Writes the publications of some files into a library.

    Duplicates are found among the files and against the library. A publication that is new becomes a study; of one that is there,
    missing identifiers are filled in where nothing speaks against them, and nothing else is touched. The same files again change
    nothing.

    Args:
        paths: of the files, in any format that :data:`aetia.sources.citation_files.FORMS` names.
        root: the library's folder.
        topic: where new studies are listed, as findings that nobody has appraised.
        form: the format of all files; otherwise it is found by their content.
        columns: of tables, what some columns hold: ``{"title": "Heading"}``.
        trial: find out what would be done, and write nothing.

    Returns:
        What was read, added and left alone. A file or a record that cannot be used is listed, and the others go on.

    Raises:
        LibraryError: there is no library at ``root``, or it cannot be read.
        LockedError: somebody else is writing it.
        InputError: there is no such topic or format, or far too much was given.
        MissingExtra: the extra ``corpus`` is not installed.
    """
    root = Path(root)
    if not is_library(root):
        raise LibraryError(
            "there is no library here (no aetia.toml)",
            where=str(root),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
    incoming, files = read_files([Path(path) for path in paths], form, columns)
    report = ImportReport(files=files, trial=trial)
    if trial:
        _planned(read_library(root), incoming, topic, report)
        return report
    with writing(root, "aetia import") as writer:
        for study in _planned(read_library(root), incoming, topic, report).studies.values():
            writer.study(study)
    report.changed = writer.changed
    return report


def _planned(library: Library, incoming: Sequence[Incoming], topic: str | None, report: ImportReport) -> Plan:
    if topic is not None and topic not in library.topics:
        known = ", ".join(sorted(library.topics)[:10])
        raise InputError(
            f"there is no topic '{topic}'", remedy=f"Name one of: {known}" if known else "Make one first, in topics/"
        )
    return plan_import(library, incoming, topic, report)
