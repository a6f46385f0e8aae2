"""Makes the table of confidences from the second part of the citations, which no weight was fitted on.

    python validation/citations/fit_confidence.py [--shared ../shared]

For each field and each way it was read, fields are put in order of their raw value and neighbours are pooled until the share
that is right never falls (isotonic regression). Each share is drawn a little towards the field's whole (as by four more
fields), so that a step of few fields never says 0 or 1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.rescue.citations import raw_reading  # noqa: E402
from validation.citations import sets  # noqa: E402
from validation.citations.reliability import CALIBRATED, readings  # noqa: E402

TARGET = PROJECT / "src" / "aetia" / "rescue" / "words" / "confidence.tsv"
LEAST_IN_A_STEP = 15
DRAWN = 4.0
HEADER = """\
# How often a field was right, by how it was read: sure (a layout fits the whole citation), same (layout and words say the
# same), other. Each share holds from its raw value on. Made by validation/citations/fit_confidence.py from the second part
# ("choose") of: references of open-access articles (CC-BY or CC0), references taken out of PDFs (Apache-2.0), hand-labelled
# references (BSD-2-Clause).
field\tsign\traw\tshare\tseen
"""


def steps_of(points: list[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """From which raw value on which share is right, and how many fields that rests on; the shares never fall."""
    overall = sum(right for _, right in points) / len(points)
    pools: list[tuple[float, float, int]] = []
    for first, right, seen in _lots(points):
        pools.append((first, right, seen))
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            (start, left, many), (_, more, few) = pools[-2], pools[-1]
            pools[-2:] = [(start, left + more, many + few)]
    shares = [(raw, (right + DRAWN * overall) / (seen + DRAWN), seen) for raw, right, seen in pools]
    return [(raw, max(share for _, share, _ in shares[: at + 1]), seen) for at, (raw, share, seen) in enumerate(shares)]


def _lots(points: list[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """The fields in order of their raw value, in lots of at least ``LEAST_IN_A_STEP``; equal values are not parted."""
    lots: list[tuple[float, float, int]] = []
    last = -1.0
    for raw, right in sorted(points):
        if lots and (lots[-1][2] < LEAST_IN_A_STEP or raw == last):
            lots[-1] = (lots[-1][0], lots[-1][1] + right, lots[-1][2] + 1)
        else:
            lots.append((raw, float(right), 1))
        last = raw
    if len(lots) > 1 and lots[-1][2] < LEAST_IN_A_STEP:
        (start, left, many), (_, more, few) = lots[-2], lots[-1]
        lots[-2:] = [(start, left + more, many + few)]
    return lots


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    arguments = parser.parse_args()
    points: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for name in CALIBRATED:
        for reading in readings(name, arguments.shared, "choose", raw_reading):
            points[reading.field, reading.sign].append((reading.confidence, reading.right))
    lines = [HEADER]
    for (field, sign), found in sorted(points.items()):
        if len(found) >= LEAST_IN_A_STEP or sign == "other":
            for raw, share, seen in steps_of(found):
                lines.append(f"{field}\t{sign}\t{raw:.3f}\t{min(0.995, share):.3f}\t{seen}\n")
    TARGET.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines) - 1} steps in {TARGET}; parts: {', '.join(sets.PARTS)}")


if __name__ == "__main__":
    main()
