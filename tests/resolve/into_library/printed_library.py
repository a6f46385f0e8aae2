"""A library whose references wait to be resolved, and what a run makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.made_up import make_library

import aetia.corpus
from aetia.library import read_library
from aetia.library.format import format_library
from aetia.library.tables import table_text
from aetia.model.decision import MatchDecision
from aetia.model.reference import Reference
from aetia.resolve.into_library import LibraryReport, ResolvedReference, resolve_library

FINDINGS = "findings:\n  - topic: infection/example-virus\n    exposure: example-virus\n    outcome: example-disease\n"


def study(text: str, title: str, *, more: str = "", outcome: str = "unresolved", below: str = "") -> str:
    """A study with one printed reference, as a rescue leaves it.

    Args:
        text: the citation as printed.
        title: as read from it.
        more: further lines of the reference.
        outcome: of the citation.
        below: a second reference.
    """
    lines = "".join(f"    {line}\n" for line in more.splitlines())
    cited = f"    cited_as:\n      text: {text!r}\n      page: old-page\n      outcome: {outcome}\n"
    return f"references:\n  - title: {title!r}\n{lines}{cited}{below}{FINDINGS}"


def library(root: Path, studies: dict[str, str], rows: list[MatchDecision] | None = None) -> Path:
    """A library with some studies, and what was decided on matches."""
    files: dict[str, str | bytes] = {f"studies/{name}.yaml": text for name, text in studies.items()}
    if rows is not None:
        files["decisions/matches.tsv"] = table_text(MatchDecision, rows)
    made = make_library(root, files)
    format_library(made)
    return made


def said(study: str, citation: str, candidate: str, decision: str, **more: Any) -> MatchDecision:
    """A row of the table of matches."""
    values = {"on": "2026-11-01", "by": "anna", "study": study, "citation": citation, "candidate": candidate}
    return MatchDecision.model_validate({**values, "decision": decision, **more})


def resolved(root: Path, corpus: Path, **wishes: Any) -> LibraryReport:
    """A run."""
    with aetia.corpus.open(corpus) as opened:
        return resolve_library(root, opened, **wishes)


def outcome(report: LibraryReport, study: str) -> ResolvedReference:
    """What came of a study's only reference."""
    (one,) = [each for each in report.references if each.study == study]
    return one


def reference(root: Path, study: str, number: int = 0) -> Reference:
    """A reference as the library has it now."""
    return read_library(root).studies[study].references[number]


def rows(root: Path) -> list[MatchDecision]:
    """The table of matches as it is now."""
    return read_library(root).matches


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a library but its private state."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and ".aetia" not in file.parts
    }
