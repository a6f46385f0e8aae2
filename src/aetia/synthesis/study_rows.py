"""One line of a meta-analysis, and why a line could not become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Flag = Literal["", "concern", "retracted"]


@dataclass(frozen=True)
class StudyRow:
    """A study that can be pooled.

    Attributes:
        label: for people.
        where: file and line, or the study's identifier in its library.
        measure: of the estimate.
        y, v: on the additive scale.
        how: which formula or conversion gave them, with its source, and anything that was corrected.
        assumption: of that formula.
        table: the four numbers of a 2×2 table or of two rates, for Mantel–Haenszel and Peto; None where they are not known.
        flag: whether its publication was retracted or stands under an expression of concern.
        group: subgroup; empty if none.
        cluster: the study that it belongs to, where one study has several rows; empty if its own.
        year: None if not known.
        moderators: values of the moderators asked for, as written.
    """

    label: str
    where: str
    measure: str
    y: float
    v: float
    how: str
    assumption: str = ""
    table: tuple[float, float, float, float] | None = None
    flag: Flag = ""
    group: str = ""
    cluster: str = ""
    year: int | None = None
    moderators: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotPooled:
    """A study that is listed and not pooled."""

    label: str
    where: str
    reason: str
    remedy: str = ""
    flag: Flag = ""


@dataclass(frozen=True)
class StudySet:
    """All studies of one source, each either a row or listed as not pooled.

    Attributes:
        title: of the source.
        rows, not_pooled: the studies.
        measure: of the rows; ``ratio`` where several ratios stand on one scale.
        understood: how the source was read, in words.
        provenance: the same for programs.
        notes: what a reader must know.
    """

    title: str
    rows: tuple[StudyRow, ...]
    not_pooled: tuple[NotPooled, ...]
    measure: str
    understood: str
    provenance: dict[str, object]
    notes: tuple[str, ...] = ()
