"""The best guess of each study's own true effect: its estimate, drawn towards the mean as far as it is uncertain."""

from __future__ import annotations

import math

from aetia.synthesis.regression import Coefficient, MetaRegression, coefficient


def shrunken_estimates(regression: MetaRegression, labels: tuple[str, ...] | None = None) -> tuple[Coefficient, ...]:
    """Empirical Bayes estimates of the true effects (Raudenbush & Bryk 1985; Morris 1983).

    With λ = τ² / (τ² + v), each is λ y + (1 − λ) x′β, with the variance λ v + (1 − λ)² x′ Var(β) x, τ² taken as known.

    Args:
        regression: of the estimates; an intercept only for a mean.
        labels: names of the rows; ``row 1``, ``row 2``, … by default.

    Returns:
        One line for each row; limits by the distribution of the regression's tests.
    """
    tau2 = regression.tau2.value
    lines = []
    for index, (y, v) in enumerate(zip(regression.estimates.tolist(), regression.variances.tolist(), strict=True)):
        own = tau2 / (tau2 + v)
        mean = regression.combination("", regression.design.x[index].tolist())
        value = own * y + (1 - own) * mean.value
        se = math.sqrt(own * v + (1 - own) ** 2 * mean.se**2)
        name = labels[index] if labels is not None else f"row {index + 1}"
        lines.append(coefficient(name, value, se, regression.df, regression.confidence))
    return tuple(lines)
