"""From columns to a design: numbers as they are, words as categories compared with the first of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.errors import SynthesisError

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray

INTERCEPT = "intercept"
_LARGEST = 1e50


@dataclass(frozen=True)
class Design:
    """The moderators of a regression.

    Attributes:
        x: shape (k, p), of full rank; a first column of ones where there is an intercept.
        names: of the p columns; ``intercept``, a number's own name, or ``name=category``.
        terms: for each moderator, in order, the columns that belong to it.
        reference: for each categorical moderator, the category that the others are compared with.
        intercept: whether there is one.
    """

    x: FloatArray
    names: tuple[str, ...]
    terms: Mapping[str, tuple[int, ...]]
    reference: Mapping[str, str]
    intercept: bool


def design(
    columns: Mapping[str, Sequence[float] | Sequence[str]],
    k: int,
    *,
    intercept: bool = True,
    reference: Mapping[str, str] | None = None,
) -> Design:
    """Make the design of a regression.

    Args:
        columns: moderators by name, each with k numbers or k words.
        k: number of rows.
        intercept: whether to add a column of ones. Without one, the first categorical moderator has a column for each of its
            categories, whose coefficients are then the means of these.
        reference: category that the others of a moderator are compared with; by default the first in alphabetical order.

    Raises:
        SynthesisError: a column of another length, a number that is not finite or beyond 1e50, a category that is not there,
            fewer rows than needed, or columns that depend on one another; the moderator is named.
    """
    import numpy as np

    chosen = dict(reference or {})
    parts: list[FloatArray] = [np.ones(k)] if intercept else []
    names, terms = ([INTERCEPT] if intercept else []), {}
    whole = intercept
    for name, values in columns.items():
        if len(values) != k:
            raise SynthesisError(f"the moderator has {len(values)} values for {k} rows", where=name)
        start = len(names)
        if all(isinstance(value, str) for value in values):
            categories = sorted(set(map(str, values)))
            first = chosen.setdefault(name, categories[0])
            if first not in categories:
                raise SynthesisError(f"no row has the category {first!r}", where=name, remedy="Choose one of the table")
            shown = [category for category in categories if not whole or category != first]
            whole = True
            parts += [np.array([float(value == category) for value in values]) for category in shown]
            names += [f"{name}={category}" for category in shown]
        else:
            numbers = [float(value) for value in values]
            if not all(map(math.isfinite, numbers)):
                raise SynthesisError("a value is not finite", where=name, remedy="Leave the row out or fill it in")
            if any(numbers) and not 1 / _LARGEST <= max(map(abs, numbers)) <= _LARGEST:
                raise SynthesisError(
                    "the values are beyond what can be computed with", where=name, remedy="Give them in another unit"
                )
            parts.append(np.array(numbers))
            names.append(name)
        terms[name] = tuple(range(start, len(names)))
    x = np.column_stack(parts) if parts else np.empty((k, 0))
    _refuse_unusable(x, names)
    return Design(x, tuple(names), terms, {n: c for n, c in chosen.items() if n in columns}, intercept)


def _refuse_unusable(x: FloatArray, names: list[str]) -> None:
    import numpy as np

    k, p = x.shape
    if p == 0:
        raise SynthesisError("a regression needs a moderator or an intercept", remedy="Give one")
    if k <= p:
        raise SynthesisError(
            f"{k} rows cannot carry {p} coefficients ({', '.join(names)})", remedy="Use fewer moderators"
        )
    size = np.sqrt((x**2).sum(axis=0))
    if (size == 0).any():
        raise SynthesisError(
            "the moderator is 0 everywhere", where=names[int((size == 0).argmax())], remedy="Leave it out"
        )
    scaled = x / size
    for column in range(1, p):
        if np.linalg.matrix_rank(scaled[:, : column + 1], tol=1e-10) <= column:
            raise SynthesisError(
                "the moderator follows from those before it", where=names[column], remedy="Leave it out"
            )
