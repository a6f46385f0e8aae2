"""Pools of subgroups, each with its own τ², and whether they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aetia.errors import SynthesisError
from aetia.synthesis.mantel_haenszel import ChiSquared, chi_squared
from aetia.synthesis.pool import Pooled, Test, pool


@dataclass(frozen=True)
class Subgroups:
    """Pools by group.

    Attributes:
        pools: name and pool of each group, in order of first appearance.
        between: the test that all groups have one mean: Q of the group means with the squares of their standard errors, df groups
            − 1 (Borenstein & Higgins 2013); None for one group.
    """

    pools: tuple[tuple[str, Pooled], ...]
    between: ChiSquared | None


def subgroups(
    estimates: Sequence[float],
    variances: Sequence[float],
    groups: Sequence[str],
    labels: Sequence[str],
    settings: Pooled,
    test_of: Callable[[int], Test] | None = None,
) -> Subgroups:
    """Pool each group.

    Args:
        estimates, variances, groups, labels: of the rows.
        settings: a pool whose model, method, test and confidence are used.
        test_of: the interval for a number of rows, instead of that of the settings.

    Raises:
        SynthesisError: as :func:`aetia.synthesis.pool.pool`, or columns of different lengths.
    """
    if not len(estimates) == len(variances) == len(groups) == len(labels):
        raise SynthesisError(
            "estimates, variances, groups and labels differ in number", remedy="Give one group for each"
        )
    pools = []
    for name in dict.fromkeys(groups):
        rows = [row for row, group in enumerate(groups) if group == name]
        found = pool(
            [estimates[row] for row in rows],
            [variances[row] for row in rows],
            labels=[labels[row] for row in rows],
            model=settings.model,
            method=settings.method,
            test=test_of(len(rows)) if test_of else settings.test,
            confidence=settings.confidence,
        )
        pools.append((name, found))
    if len(pools) < 2:
        return Subgroups(tuple(pools), None)
    usable = [found for _, found in pools if found.se > 0]
    if len(usable) < len(pools):
        return Subgroups(tuple(pools), None)
    together = pool([found.mean for found in usable], [found.se**2 for found in usable], model="common")
    return Subgroups(tuple(pools), chi_squared(together.heterogeneity.q, together.heterogeneity.df))
