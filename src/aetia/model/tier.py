"""The tier of a finding: how much its design can say of cause, from the design and from when exposure was measured."""

from __future__ import annotations

from enum import IntEnum

from aetia.model.finding import Design, Finding

_BEFORE_ONSET_BY_DESIGN: frozenset[Design] = frozenset({"trial", "cohort", "nested-case-control"})
_REVIEWS: frozenset[Design] = frozenset({"meta-analysis", "systematic-review", "review"})
_LOWEST: frozenset[Design] = frozenset({"case-report", "ecological", "opinion", "notice"})


class Tier(IntEnum):
    """How much a design can say of cause. T3: exposure measured before onset; T2: comparison group, exposure measured after
    onset; T1: no comparison group; T0: case report, ecological, opinion."""

    T0 = 0
    T1 = 1
    T2 = 2
    T3 = 3


def is_review(design: Design | None) -> bool:
    """Whether a design is a source of studies and not itself a study."""
    return design in _REVIEWS


def tier_of(finding: Finding, design: Design | None) -> Tier | None:
    """The tier of a finding.

    Args:
        finding: its timing and instrument checks are read.
        design: the finding's own design, or else its study's.

    Returns:
        T3 for a comparison with exposure measured before onset (a cohort, nested case-control study or trial unless its timing says
        otherwise; a case-control study only where its timing says so; a Mendelian randomisation study only with instrument
        strength, pleiotropy checks and replication recorded); T2 for any other comparison; T1 for a case series; T0 for a case
        report, an ecological study, an opinion. A review has the tier that its timing gives to the studies it stands for. None
        where no design is stated, and for laboratory and animal work.
    """
    if design is None or design in ("laboratory", "animal"):
        return None
    if design in _LOWEST:
        return Tier.T0
    if design == "case-series":
        return Tier.T1
    if design == "mendelian-randomisation":
        checks = finding.instrument_checks
        complete = checks is not None and checks.strength and checks.pleiotropy and checks.replication
        return Tier.T3 if complete else Tier.T2
    if design == "cross-sectional":
        return Tier.T2
    if finding.timing == "unknown":
        return Tier.T3 if design in _BEFORE_ONSET_BY_DESIGN else Tier.T2
    return Tier.T3 if finding.timing == "before-onset" else Tier.T2
