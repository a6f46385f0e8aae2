"""A person's answers to open questions, written into the table of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, cast

from aetia.errors import InputError, LibraryError
from aetia.library import layout, read_library, writing
from aetia.library.tables import table_text
from aetia.model.decision import MatchDecision
from aetia.model.library import Library
from aetia.resolve.into_library.answers import candidate_key, is_key
from aetia.resolve.into_library.cited import Cited, checked_date, cited_in, same_print

_Yes = Literal["yes", "no"]


def answer_questions(
    root: Path | str, answers: Iterable[tuple[str, str, str]], *, by: str, on: str | None = None
) -> list[MatchDecision]:
    """Write down what a person says of candidates: yes or no. What was never asked can be answered, too.

    A later answer of a person on the same candidate takes the place of the earlier one.

    Args:
        root: the library's folder.
        answers: study, candidate (a PMID, a DOI, or the key in the question), and ``yes`` or ``no``.
        by: who says so.
        on: when; the library's ``as_of`` by default.

    Returns:
        The rows as they stand in the table now.

    Raises:
        LibraryError: there is no library, or it cannot be read.
        InputError: nobody answers, `on` is no date, a study is not in the library, a candidate is no identifier, the answer is
            neither yes nor no, or it cannot be told which of a study's references is meant. Nothing is written then.
    """
    root, on = Path(root), checked_date(on)
    if not by.strip():
        raise InputError("an answer needs somebody who gives it", remedy="Give a name")
    if not layout.is_library(root):
        raise LibraryError(
            "there is no library here (no aetia.toml)", where=str(root), remedy="Name a library's folder"
        )
    with writing(root, "aetia resolve --answer") as writer:
        library = read_library(root)
        rows, given = list(library.matches), []
        for study, candidate, said in answers:
            made = _rows(library, rows, study, candidate, said, by, on or library.settings.as_of)
            replaced = {_about(row) for row in made}
            rows = [*(row for row in rows if _about(row) not in replaced), *made]
            given += made
        writer.file(layout.MATCHES, table_text(MatchDecision, rows))
    return given


def _about(row: MatchDecision) -> tuple[str, str, str]:
    return row.study, same_print(row.citation), candidate_key(row.candidate)


def _rows(
    library: Library, rows: list[MatchDecision], study: str, candidate: str, said: str, by: str, on: str
) -> list[MatchDecision]:
    """The answered rows: one for each citation of the study that the candidate was asked about."""
    if study not in library.studies:
        raise InputError(
            f"the library has no study '{study}'", remedy="Give the name of a file in studies/, without '.yaml'"
        )
    if said not in ("yes", "no"):
        raise InputError(f"'{said}' is no answer", remedy="Write yes or no")
    key = candidate_key(candidate)
    if not is_key(key):
        raise InputError(f"'{candidate}' is no identifier", remedy="Give a PMID, a DOI, or the key in the question")
    asked = [row for row in rows if row.study == study and candidate_key(row.candidate) == key]
    if not asked:
        asked = [_unasked(library, study, key, by, on)]
    values = {"on": on, "by": by, "decision": cast(_Yes, said)}
    return [MatchDecision.model_validate({**row.model_dump(exclude_none=True), **values}) for row in asked]


def _unasked(library: Library, study: str, key: str, by: str, on: str) -> MatchDecision:
    """A row for a candidate that nobody asked about: of the only reference, or the one that has the candidate's identifiers."""
    cited = list(cited_in(library, {study}))
    mine = [one for one in cited if key in _keys(one)] or cited
    if len(mine) != 1:
        raise InputError(
            f"the study '{study}' has {len(cited)} references, and '{key}' was not asked about any",
            remedy=f"Write a row into {layout.MATCHES} that names the citation",
        )
    return MatchDecision(on=on, by=by, study=study, citation=mine[0].citation, candidate=key, decision="open")


def _keys(cited: Cited) -> set[str]:
    return {key.replace("pmcid:", "pmc:") for key in cited.reference.identifiers.keys()}  # noqa: SIM118 - a record
