"""An exact test of the mean that trusts no distribution: every study's sign turned around in every way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from aetia.errors import SynthesisError
from aetia.synthesis.pool import Pooled, pool

MOST_STUDIES = 12
_SAME = 1.5e-8


def sign_permutation_p(pooled: Pooled, estimates: Sequence[float], variances: Sequence[float]) -> float:
    """The two-sided p value of a mean by all 2ᵏ changes of sign (Follmann & Proschan 1999).

    It assumes only that without an effect each estimate is as likely on one side of 0 as on the other.

    Args:
        pooled: the pool of all, whose settings are used again for each change of signs.
        estimates, variances: what was pooled, k from 2 to 12.

    Returns:
        The share of changes of sign with a statistic at least as far from 0; 2 / 2ᵏ at the least.

    Raises:
        SynthesisError: fewer than two studies or more than twelve.
    """
    k = len(estimates)
    if not 2 <= k <= MOST_STUDIES:
        raise SynthesisError(
            f"{k} studies: an exact permutation test takes 2 to {MOST_STUDIES}", remedy="Use the interval of the pool"
        )
    as_far, every = 0, list(product((1.0, -1.0), repeat=k))
    for signs in every:
        turned = [sign * y for sign, y in zip(signs, estimates, strict=True)]
        found = pool(
            turned, variances, model=pooled.model, method=pooled.method, test=pooled.test, confidence=pooled.confidence
        )
        as_far += abs(found.statistic) >= abs(pooled.statistic) - _SAME
    return as_far / len(every)
