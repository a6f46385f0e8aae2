"""Are real tables understood? python validation/pooling/tables.py --data DIR [--list].

Every data set of DIR/datasets is read as `aetia pool` reads a table, with nothing said about its columns. Counted are those
that are understood, those refused, and lines that got lost: a line must be pooled or listed. The last line is one JSON document;
the exit code is 1 if a line was lost or something broke.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aetia.errors import SynthesisError
from aetia.synthesis.table_studies import studies_of_table


def main() -> int:
    """Read, count, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the folder datasets")
    parser.add_argument("--list", action="store_true", help="show how each is understood, or why it is refused")
    arguments = parser.parse_args()
    understood = refused = pooled = listed = 0
    lost: list[str] = []
    files = sorted((arguments.data / "datasets").glob("*.csv"))
    for file in files:
        try:
            found = studies_of_table(file)
        except SynthesisError as error:
            refused += 1
            told = f"refused: {error.what}"
        else:
            understood += 1
            pooled, listed = pooled + len(found.rows), listed + len(found.not_pooled)
            told = found.understood
            if len(found.rows) + len(found.not_pooled) != _lines(file):
                lost.append(file.stem)
        if arguments.list:
            print(f"{file.stem}: {told}")
    print(
        json.dumps({
            "tables": len(files), "understood": understood, "refused": refused, "lines_pooled": pooled, "lines_listed": listed,
            "lost": lost,
        })
    )  # fmt: skip
    return 1 if lost or not files else 0


def _lines(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as stream:
        return sum(1 for row in csv.reader(stream) if any(cell.strip() for cell in row)) - 1


if __name__ == "__main__":
    sys.exit(main())
