"""What the pooled estimate would be without each row in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aetia.synthesis.heterogeneity import Tau2Method
from aetia.synthesis.pool import Model, Pooled, Test, pool


@dataclass(frozen=True)
class LeftOut:
    """The pool of all rows but one.

    Attributes:
        label: the row that was left out.
        pooled: the pool of the others.
    """

    label: str
    pooled: Pooled


def leave_one_out(
    estimates: Sequence[float],
    variances: Sequence[float],
    labels: Sequence[str],
    *,
    model: Model = "random",
    method: Tau2Method = "REML",
    test: Test = "z",
) -> tuple[LeftOut, ...]:
    """Pool again without each row in turn, in the order of the input; empty for a single row.

    Args and errors are those of :func:`aetia.synthesis.pool.pool`; *labels* must be given.
    """
    if len(estimates) < 2:
        return ()
    return tuple(
        LeftOut(
            label,
            pool(
                [*estimates[:index], *estimates[index + 1 :]],
                [*variances[:index], *variances[index + 1 :]],
                labels=[*labels[:index], *labels[index + 1 :]],
                model=model,
                method=method,
                test=test,
            ),
        )
        for index, label in enumerate(labels)
    )
