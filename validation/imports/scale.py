"""How long duplicates take to find among many made-up records, a sixth of which repeat another one.

    python validation/imports/scale.py [--records 100000]

Words, names and journals are those of real records of PubMed among the development data, drawn at random, so that keys are shared
as often as in real lists, or more. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.model.reference import Name, Reference  # noqa: E402 (the folder of the project must be known first)
from aetia.resolve.duplicates import find_duplicates  # noqa: E402
from validation.imports.run import SEED, pubmed_records  # noqa: E402


def made_up(count: int, like: list[Reference]) -> list[Reference]:
    """Records in whose titles, names and journals real ones are mixed; each fifth is followed by a poorer copy."""
    draw = random.Random(SEED)
    words = [word for one in like for word in one.title.split()]
    families = [name.family for one in like for name in one.author if name.family]
    journals = sorted({one.container_title for one in like if one.container_title})
    made: list[Reference] = []
    while len(made) < count:
        length = max(4, len(draw.choice(like).title.split()))
        one = Reference(
            title=" ".join(draw.choices(words, k=length)),
            author=[Name(family=family, given="J") for family in draw.choices(families, k=draw.randint(1, 7))],
            container_title=draw.choice(journals),
            issued=str(draw.randint(1990, 2025)),
            volume=str(draw.randint(1, 120)),
            page=str(draw.randint(1, 2000)),
        )
        made.append(one)
        if draw.random() < 0.2:
            made.append(one.model_copy(update={"title": one.title.upper(), "container_title": None, "volume": None}))
    return made[:count]


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    parser.add_argument("--records", type=int, default=100_000)
    arguments = parser.parse_args()
    records = made_up(arguments.records, pubmed_records(arguments.shared))
    started = time.perf_counter()
    groups = find_duplicates(records).groups
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{len(records):,} records: {len(groups):,} groups in {seconds:.1f} s, {memory:,} MB at most")
    print(
        json.dumps({"records": len(records), "groups": len(groups), "seconds": round(seconds, 1), "megabytes": memory})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
