"""Replaces all records of an index again and again until it is killed; each time all titles tell how often that was.

python index_kills.py PATH RECORDS
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from tests.corpus.searching import batch_of, record

from aetia.corpus.index import open_index


def main(path: Path, records: int) -> None:
    """Never ends by itself."""
    index = open_index(path)
    first = int(index.searcher.num_docs and title_number(path)) + 1
    for number in count(first):
        with index.changing(threads=2) as change:
            change.replace([batch_of(record(pmid, title=f"title number{number}") for pmid in range(1, records + 1))])
        print(number, flush=True)


def title_number(path: Path) -> int:
    """The number that all titles tell."""
    numbers = {
        int(word.removeprefix("number")) for word, _ in open_index(path).searcher.terms_with_prefix("title", "number")
    }
    return max(numbers)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
