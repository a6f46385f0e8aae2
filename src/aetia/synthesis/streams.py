"""Human, animal and laboratory findings, apart: what each stream says, counted or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aetia.model.direction import estimate_direction
from aetia.model.finding import Design, Direction, Finding
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.tier import is_review, tier_of

StreamName = Literal["human", "animal", "laboratory"]
STREAMS: tuple[StreamName, ...] = ("human", "animal", "laboratory")


@dataclass(frozen=True)
class StreamFinding:
    """One finding in its stream.

    Attributes:
        study, label: whose it is.
        design, tier: as recorded and as they follow; None where there is none.
        direction: computed from its first usable estimate, else as typed; None where it has none.
        mechanism: whether it is a direct line of a mechanism: none, one-line, in-patients.
        retracted: whether its publication was.
    """

    study: str
    label: str
    design: Design | None
    tier: str | None
    direction: Direction | None
    mechanism: str
    retracted: bool


@dataclass(frozen=True)
class Stream:
    """The findings of one stream that ask the topic's question, by study; *studies* and *directions* leave out what was retracted,
    and reviews."""

    name: StreamName
    studies: int
    directions: dict[str, int]
    findings: tuple[StreamFinding, ...]


def streams(library: Library, topic: str, outcome: str) -> tuple[Stream, ...]:
    """The findings on an outcome by stream: human, animal, laboratory, always all three.

    Args:
        library: whole.
        topic, outcome: identifiers.
    """
    sorted_out: dict[StreamName, list[StreamFinding]] = {name: [] for name in STREAMS}
    for study, finding in library.findings(topic):
        if finding.outcome == outcome and finding.question == "exposure-to-disease":
            sorted_out[stream_of(finding, study)].append(_finding(study, finding))
    return tuple(_stream(name, found) for name, found in sorted_out.items())


def stream_of(finding: Finding, study: Study) -> StreamName:
    """The stream of a finding; a design of animal or laboratory work goes before what is typed."""
    design = finding.design or study.design
    for name in ("animal", "laboratory"):
        if name in (design, finding.stream):
            return name
    return "human"


def direction_of(finding: Finding) -> Direction | None:
    """The direction of the finding's first estimate that has one, else the typed one."""
    computed = (estimate_direction(estimate) for estimate in finding.estimates)
    return next((direction for direction in computed if direction is not None), finding.direction)


def _finding(study: Study, finding: Finding) -> StreamFinding:
    design = finding.design or study.design
    tier = tier_of(finding, design)
    return StreamFinding(
        study=study.id,
        label=study.label,
        design=design,
        tier=tier.name if tier is not None else None,
        direction=direction_of(finding),
        mechanism=finding.mechanism,
        retracted=study.standing is Standing.RETRACTED,
    )


def _stream(name: StreamName, found: list[StreamFinding]) -> Stream:
    standing = [each for each in found if not each.retracted and not is_review(each.design)]
    directions = dict.fromkeys(("for", "against", "inverse", "unclear", "none"), 0)
    for each in standing:
        directions[each.direction or "none"] += 1
    return Stream(name, len({each.study for each in standing}), directions, tuple(found))
