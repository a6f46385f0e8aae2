"""What resolving the references of a library did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Result = Literal["matched", "ambiguous", "unmatched", "changed"]


@dataclass(frozen=True)
class ResolvedReference:
    """One reference that was looked at.

    Args:
        study: its study.
        number: its place among the study's references, from 0.
        citation: as printed.
        outcome: what it was resolved to; ``changed`` where somebody changed it in the meantime, so that it was left.
        by: ``corpus``, ``online``, or the person who said which paper it is.
        probability: that the best candidate is the right one; None where a person said so.
        key: of the matched paper.
        paper: as people print it.
        filled: fields that were filled in.
        differs: fields that the library and the record have differently, each with both; the library's stays.
        why: why it is not matched.
        unsure: something could not be asked, so that the next run may find more.
        candidates: that a person is asked about, as plain values.
        refused: a match of an earlier run that a person refused, and that was taken back.
    """

    study: str
    number: int
    citation: str
    outcome: Result
    by: str = "corpus"
    probability: float | None = None
    key: str | None = None
    paper: str | None = None
    filled: tuple[str, ...] = ()
    differs: tuple[tuple[str, str, str], ...] = ()
    why: str = ""
    unsure: bool = False
    candidates: tuple[dict[str, Any], ...] = ()
    refused: str | None = None

    def plain(self) -> dict[str, Any]:
        """The reference as plain values."""
        return {
            "study": self.study,
            "reference": self.number + 1,
            "citation": self.citation,
            "outcome": self.outcome,
            "by": self.by,
            "probability": self.probability,
            "key": self.key,
            "paper": self.paper,
            "filled": list(self.filled),
            "differs": [{"field": name, "library": mine, "record": theirs} for name, mine, theirs in self.differs],
            "why": self.why,
            "unsure": self.unsure,
            "candidates": list(self.candidates),
            "refused": self.refused,
        }


@dataclass
class LibraryReport:
    """What a run did.

    Args:
        references: those that were looked at, by study.
        settled: how many were settled before, and not looked at.
        same: one paper in several references: its key, and each place as ``study`` or ``study 2``.
        files: that changed; that would change, in a dry run.
        dry_run: whether nothing was written.
    """

    references: list[ResolvedReference] = field(default_factory=list)
    settled: int = 0
    same: list[tuple[str, list[str]]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    dry_run: bool = False

    def counts(self) -> dict[str, int]:
        """How many references came to each outcome; ``changed`` only where there is one."""
        found = Counter(one.outcome for one in self.references)
        names: tuple[Result, ...] = ("matched", "ambiguous", "unmatched", "changed")
        return {name: found[name] for name in names if name != "changed" or found[name]}

    def plain(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "references": [one.plain() for one in self.references],
            "settled": self.settled,
            "same_paper": [{"key": key, "references": places} for key, places in self.same],
            "files": self.files,
            "dry_run": self.dry_run,
        }
