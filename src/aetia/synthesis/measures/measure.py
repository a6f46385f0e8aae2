"""What an effect measure is: the numbers it needs, its formula, where that comes from and what it assumes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Formula: TypeAlias = Callable[..., tuple[float, float]]
"""From the numbers of one study, by name, to the estimate and its sampling variance."""

Scale: TypeAlias = Literal[
    "identity", "log", "logit", "fisher-z", "arcsine", "root", "log-complement", "cube-root-complement"
]
"""How an estimate is turned back into what people read: :func:`aetia.synthesis.measures.back_transform`."""

ZeroRule: TypeAlias = Literal["cells", "proportion", "rates", "none"]
"""Which counts get an amount added where one is zero: the cells of a table, both counts of a proportion, the events of rates."""


@dataclass(frozen=True)
class Measure:
    """An effect measure.

    Attributes:
        title: its name for people.
        needs: the numbers it takes, by name.
        formula: see :data:`Formula`.
        source: paper or standard of the formula and of its variance.
        assumption: what must hold for estimate and variance to mean what they say.
        scale: see :data:`Scale`.
        zeros: see :data:`ZeroRule`.
        unbiased_variance: the formula with an unbiased instead of the usual large-sample variance, where there is one.
    """

    title: str
    needs: tuple[str, ...]
    formula: Formula
    source: str
    assumption: str
    scale: Scale = "identity"
    zeros: ZeroRule = "none"
    unbiased_variance: Formula | None = None
