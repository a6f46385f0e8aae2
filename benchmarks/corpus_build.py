"""Building a corpus of many files: CPU, wall, disk and look-up as it grows, one process beside two.

python benchmarks/corpus_build.py --data FOLDER [--files 10] [--records 30000] [--jobs 2] [--keep FOLDER]

The files are drawn from real records, as in `corpus_read.py`, each record with its own PMID. At the end one more file is added
alone, so that the price of an update can be seen beside the corpus's size.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.corpus_read import make_file

from aetia.corpus import Corpus, Store, add

_PMID = re.compile(rb"(<PMID[^>]*>)(5\d{7})(</PMID>)")


def main() -> int:
    """Make the files, build, measure; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of real PubMed XML files")
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--records", type=int, default=30_000, help="in each file")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(
        "--compare-jobs", type=int, help="read the files once more with so many processes, without index"
    )
    parser.add_argument("--keep", type=Path, help="folder for files and corpus, which stay there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = asked.keep or Path(folder)
        files = _files(asked.data, place / "files", asked.files + 1, asked.records)
        print(json.dumps(_measured(place, files, asked.jobs, asked.compare_jobs)))
    return 0


def _measured(place: Path, files: list[str], jobs: int, compare: int | None) -> dict[str, object]:
    store = Store(str(place / "corpus"))
    whole = _timed(store, files[:-1], jobs)
    report: dict[str, object] = {
        "build": whole,
        "disk_mb": _disk(store),
        "one_more_file": _timed(store, files[-1:], jobs),
    }
    report["get"] = _get(store)
    if compare:
        one = _timed(Store(str(place / "one")), files[:-1], 1, search=False)
        several = _timed(Store(str(place / "several")), files[:-1], compare, search=False)
        report |= {"one_process": one, "processes": several, "faster": round(one["wall_s"] / several["wall_s"], 2)}
    return report


def _timed(store: Store, files: list[str], jobs: int, *, search: bool = True) -> dict[str, float]:
    began, cpu = time.perf_counter(), _cpu()
    done = add(store, files, jobs=jobs, search=search)
    assert not done.failed, done.failed
    return {
        "records": done.records,
        "wall_s": round(time.perf_counter() - began, 1),
        "cpu_s": round(_cpu() - cpu, 1),
    }


def _get(store: Store) -> dict[str, float]:
    """Milliseconds for one record and for a hundred, warm: median and 95th percentile of CPU."""
    chance = random.Random(2)
    with Corpus(store) as corpus:
        keys = [key for batch in corpus.scan(["key"]) for key in batch["key"].to_pylist()]
        corpus.get(chance.sample(keys, 100))
        ones = [_cpu_ms(corpus, chance.sample(keys, 1)) for _ in range(200)]
        hundreds = [_cpu_ms(corpus, chance.sample(keys, 100)) for _ in range(20)]
    return {
        "records": len(keys),
        "one_ms": round(statistics.median(ones), 2),
        "one_p95_ms": round(statistics.quantiles(ones, n=20)[-1], 2),
        "hundred_ms": round(statistics.median(hundreds), 1),
    }


def _cpu_ms(corpus: Corpus, keys: list[str]) -> float:
    began = time.process_time()
    found = corpus.get(keys)
    assert all(found)
    return (time.process_time() - began) * 1000


def _disk(store: Store) -> dict[str, float]:
    """MB of each part of the corpus."""
    root = Path(store.root)
    kinds = {"parts": root / "parts", "local": Path(store.local)}
    sizes = {
        name: sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) for name, folder in kinds.items()
    }
    for name in ("records", "search"):
        sizes[name] = sum(file.stat().st_size for file in (Path(store.local) / name).rglob("*") if file.is_file())
    sizes["current"] = (Path(store.local) / "current.sqlite").stat().st_size
    return {name: round(size / 1e6, 1) for name, size in sizes.items()}


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _files(data: Path, folder: Path, count: int, records: int) -> list[str]:
    """Files that differ in their PMIDs alone, so that making them takes little time."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"pubmed26n{number:04}.xml.gz" for number in range(1, count + 1)]
    if not paths[0].exists():
        make_file(data, paths[0], records)
    content = gzip.decompress(paths[0].read_bytes())
    for number, path in enumerate(paths[1:], 1):
        if not path.exists():
            shift = number * records

            def shifted(match: re.Match[bytes], shift: int = shift) -> bytes:
                return b"%b%d%b" % (match[1], int(match[2]) + shift, match[3])

            path.write_bytes(gzip.compress(_PMID.sub(shifted, content), 1))
    return [str(path) for path in paths]


if __name__ == "__main__":
    sys.exit(main())
