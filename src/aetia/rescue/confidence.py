"""How sure a field is: the share of fields like it that were right, where citations with known fields were read.

The table `words/confidence.tsv` is made by `validation/citations/fit_confidence.py`, from citations that no weight was fitted on.
"""

from __future__ import annotations

import bisect
from functools import cache
from importlib.resources import files

# Fields that are right or wrong together with another that was measured.
_LIKE = {
    "authors_printed": "authors",
    "month": "year",
    "day": "year",
    "date_printed": "year",
    "editors": "editors",
    "pmid": "doi",
    "pmcid": "doi",
    "isbn": "doi",
    "issn": "doi",
    "accessed": "url",
}
LEAST, MOST = 0.05, 0.99


def confidence_of(field: str, sign: str, raw: float) -> float | None:
    """How often a field read like this one was right.

    Args:
        field: its name.
        sign: how it was read: sure, same or other (see ``Draft.signs``).
        raw: what the reading itself says, 0 to 1.

    Returns:
        A share, or None for a field that was never measured.
    """
    steps = _table().get((_LIKE.get(field, field), sign)) or _table().get((_LIKE.get(field, field), "other"))
    if steps is None:
        return None
    place = bisect.bisect_right(steps[0], raw) - 1
    return steps[1][max(0, place)]


@cache
def _table() -> dict[tuple[str, str], tuple[list[float], list[float]]]:
    """Field and sign → from which raw value on which share holds."""
    listing = files("aetia.rescue").joinpath("words", "confidence.tsv").read_text(encoding="utf-8")
    table: dict[tuple[str, str], tuple[list[float], list[float]]] = {}
    for line in listing.splitlines():
        if line and not line.startswith(("#", "field\t")):
            field, sign, raw, share, _ = line.split("\t")
            steps = table.setdefault((field, sign), ([], []))
            steps[0].append(float(raw))
            steps[1].append(float(share))
    return table
