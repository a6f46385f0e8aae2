"""How much of an old page is rescued, by the scorer of the development data, on five sets of pages.

    python validation/rescue/run.py [--shared ../shared] [--only report]

Each figure has a 95 % interval: pages are drawn again with replacement, 2,000 times, because the entries of one page stand or fall
together. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
AETIA = str(Path(sys.executable).with_name("aetia"))
MEASURES = ("entry_f1", "field_accuracy", "section_accuracy", "page_parts")
DRAWS = 2000
_PAGE = re.compile(r": found (\d+), missed (\d+), extra (\d+), fields (\d+)/(\d+), page parts (\d+)/(\d+)$")


@dataclass(frozen=True)
class Counts:
    """What the scorer counted on one page."""

    found: int
    missed: int
    extra: int
    fields_right: int
    fields: int
    parts_right: int
    parts: int


def score(scorer: Path, pages: Path) -> tuple[dict[str, float], list[Counts]]:
    """What the scorer says of one folder of pages with gold, and of each page in it."""
    ran = subprocess.run(
        [sys.executable, str(scorer), str(pages), "--", AETIA, "rescue", "{}", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    *lines, last = ran.stdout.strip().splitlines()
    result: dict[str, float] = json.loads(last)
    return result, [Counts(*map(int, match.groups())) for line in lines if (match := _PAGE.search(line))]


def shares(pages: list[Counts]) -> dict[str, float]:
    """Entry F1, field accuracy and page parts over some pages."""
    found, missed, extra = (sum(getattr(page, name) for page in pages) for name in ("found", "missed", "extra"))
    return {
        "entry_f1": 2 * found / max(1, 2 * found + missed + extra),
        "field_accuracy": sum(page.fields_right for page in pages) / max(1, sum(page.fields for page in pages)),
        "page_parts": sum(page.parts_right for page in pages) / max(1, sum(page.parts for page in pages)),
    }


def intervals(pages: list[Counts]) -> dict[str, tuple[float, float]]:
    """The middle 95 % of each share over pages drawn again with replacement."""
    draw = random.Random(1)
    drawn = [shares(draw.choices(pages, k=len(pages))) for _ in range(DRAWS)]
    found = {}
    for name in drawn[0]:
        values = sorted(one[name] for one in drawn)
        found[name] = (values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS) - 1])
    return found


def main() -> int:
    """Score every set that is there; 1 if the scorer or the shared pages are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    parser.add_argument("--only", default="", help="score only the sets with this in their name")
    arguments = parser.parse_args()
    scorer = arguments.shared / "score" / "rescue.py"
    if not scorer.is_file():
        print(f"the scorer is not at {scorer}; set AETIA_SHARED to the folder of development data", file=sys.stderr)
        return 1
    practice = PROJECT / "tests" / "data" / "rescue"
    sets = {
        "old pages, text (tuned on)": arguments.shared / "data" / "legacy-pages",
        "old pages, HTML (tuned on)": arguments.shared / "data" / "legacy-html",
        "practice pages (tuned on)": practice / "dev",
        "practice pages, report": practice / "report",
        "practice pages, report-2": practice / "report-2",
    }
    results: dict[str, dict[str, object]] = {}
    for title, folder in sets.items():
        if arguments.only not in title:
            continue
        result, pages = score(scorer, folder)
        bounds = intervals(pages)
        entries = sum(page.found + page.missed for page in pages)
        results[title] = {"pages": len(pages), "entries": entries, **result, "intervals": bounds}
        print(f"{title}: {len(pages)} pages, {entries} entries")
        for measure in MEASURES:
            within = f"  ({bounds[measure][0]:.3f} to {bounds[measure][1]:.3f})" if measure in bounds else ""
            print(f"  {measure:<18}{result[measure]:.3f}{within}")
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
