"""From a printed percentage back to the number of people that it must have been."""

from __future__ import annotations

from aetia.errors import SynthesisError
from aetia.synthesis.tabular import Number


def count_of(percentage: Number, whole: float, *, where: str) -> float:
    """The one count that rounds to a percentage.

    Args:
        percentage: in per cent, with as many digits as were printed.
        whole: the size of the group.
        where: names the study in errors.

    Raises:
        SynthesisError: no whole number fits it (a misprint, or another denominator), or more than one does.
    """
    half = 0.5 * 10.0**-percentage.digits + 1e-9
    near = round(percentage.value * whole / 100)
    # More than three counts fit only in groups so large that the neighbours of the nearest tell as much.
    fits = [
        count for count in range(near - 1, near + 2)
        if whole > 0 and 0 <= count <= whole and abs(100 * count / whole - percentage.value) <= half
    ]  # fmt: skip
    if len(fits) != 1:
        what = "fits no count" if not fits else "fits more than one count"
        remedy = "Check the print, or give the count" if not fits else "Give the count, or more digits"
        raise SynthesisError(f"{percentage.value:g} % of {whole:g} {what}", where=where, remedy=remedy)
    return float(fits[0])
