"""One line of a meta-analysis, and why a line could not become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from aetia.synthesis.swim import WithoutPooling

Flag = Literal["", "concern", "retracted"]


@dataclass(frozen=True)
class StudyRow:
    """A study that can be pooled.

    Attributes:
        label: for people.
        where: file and line, or the study's identifier in its library.
        measure: of the estimate.
        y, v: on the additive scale.
        how: which formula or conversion gave them, with its source, and anything that was corrected or chosen.
        assumption: of that formula.
        table: the four numbers of a 2×2 table or of two rates, for Mantel–Haenszel and Peto; None where they are not known.
        flag: whether its publication was retracted or stands under an expression of concern.
        group: subgroup; empty if none.
        cluster: the study that it belongs to, where one study has several rows; empty if its own.
        year: None if not known.
        moderators: values of the moderators asked for, as written.
        adjusted: for how many things the estimate is adjusted, and follow_up, in months or as written: what chooses between
            several estimates of one study; 0 if not known.
        source: of the formula alone.
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
    adjusted: int = 0
    follow_up: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class NotPooled:
    """A study that is listed and not pooled.

    Attributes:
        label, where, flag: as of a :class:`StudyRow`.
        reason, remedy: why not, and what to do.
        direction: 1 where it points to more, −1 to less, 0 to neither; None where it points nowhere.
        group, cluster: as of a :class:`StudyRow`.
    """

    label: str
    where: str
    reason: str
    remedy: str = ""
    flag: Flag = ""
    direction: int | None = None
    group: str = ""
    cluster: str = ""


@dataclass(frozen=True)
class StudySet:
    """All studies of one source, each either a row or listed as not pooled.

    Attributes:
        title: of the source.
        rows, not_pooled: the studies; there may be none to pool.
        measure: of the rows; ``ratio`` where several ratios stand on one scale.
        understood: how the source was read, in words.
        provenance: the same for programs.
        notes: what a reader must know.
        directions: what the studies say without a pool, where the source knows more of it than the rows do (a topic).
    """

    title: str
    rows: tuple[StudyRow, ...]
    not_pooled: tuple[NotPooled, ...]
    measure: str
    understood: str
    provenance: dict[str, object]
    notes: tuple[str, ...] = ()
    directions: WithoutPooling | None = None
