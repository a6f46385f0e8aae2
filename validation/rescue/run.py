"""How much of an old page is rescued, by the scorer of the development data, on four sets of pages.

    python validation/rescue/run.py [--shared ../shared]

Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
AETIA = str(Path(sys.executable).with_name("aetia"))
MEASURES = ("entry_f1", "field_accuracy", "section_accuracy", "page_parts")


def score(scorer: Path, pages: Path) -> dict[str, float]:
    """What the scorer says of one folder of pages with gold."""
    ran = subprocess.run(
        [sys.executable, str(scorer), str(pages), "--", AETIA, "rescue", "{}", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    last: dict[str, float] = json.loads(ran.stdout.strip().splitlines()[-1])
    return last


def main() -> int:
    """Score every set that is there; 1 if the scorer or the shared pages are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    shared = parser.parse_args().shared
    scorer = shared / "score" / "rescue.py"
    if not scorer.is_file():
        print(f"the scorer is not at {scorer}; set AETIA_SHARED to the folder of development data", file=sys.stderr)
        return 1
    sets = {
        "old pages, text (tuned on)": shared / "data" / "legacy-pages",
        "old pages, HTML (tuned on)": shared / "data" / "legacy-html",
        "practice pages (tuned on)": PROJECT / "tests" / "data" / "rescue" / "dev",
        "practice pages (report only)": PROJECT / "tests" / "data" / "rescue" / "report",
    }
    results = {title: score(scorer, pages) for title, pages in sets.items()}
    print(f"{'pages':<32}" + "".join(f"{measure:>18}" for measure in MEASURES))
    for title, result in results.items():
        print(f"{title:<32}" + "".join(f"{result[measure]:>18.4f}" for measure in MEASURES))
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
