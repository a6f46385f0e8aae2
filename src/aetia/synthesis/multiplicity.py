"""Correcting p values for the number of comparisons made."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """P values adjusted so that the chance of calling any true null hypothesis false stays below the level used (Holm 1979).

    The method holds whatever the dependence between the tests, which pairs that share a study have.

    Args:
        p_values: each from 0 to 1, in any order.

    Returns:
        Adjusted values in the same order, each at least its own p and at most 1, never in another order of size.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = highest
    return tuple(adjusted)
