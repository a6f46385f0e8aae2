"""Changes an index where no file may grow beyond 100 kB; prints what is said of it.

python index_full_disk.py PATH
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from tests.corpus.searching import batch_of, record

from aetia.corpus.index import build_index, open_index
from aetia.errors import CorpusError


def records() -> Iterator[pa.RecordBatch]:
    """More than there is room for."""
    for first in range(1, 2_000, 500):
        yield batch_of(
            record(pmid, title=" ".join(f"word{pmid}x{n}" for n in range(200))) for pmid in range(first, first + 500)
        )


def main(path: Path) -> None:
    """Try to change the index and to build another one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        with open_index(path).changing(threads=1) as change:
            change.replace(records())
    except CorpusError as error:
        print(error)
    try:
        build_index(records(), path, threads=1)
    except CorpusError as error:
        print(error)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
