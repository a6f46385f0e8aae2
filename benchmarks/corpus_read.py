"""Reading PubMed XML into Parquet: CPU and memory of ours beside pubmed_parser, which writes nothing, on the same file
in one run."""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

MEAN = 6_600
"""Bytes of a record in NLM's files, on average."""
_RECORD = re.compile(rb"<PubmedArticle[ >].*?</PubmedArticle>", re.DOTALL)
_PMID = re.compile(rb"(<PMID[^>]*>)(\d+)(</PMID>)")

OURS = """
import resource, sys
from aetia.corpus import Store
from aetia.corpus.part import add_part
import duckdb, lxml.etree, pyarrow.compute, pyarrow.parquet
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
before = cpu()
store = Store(sys.argv[2]); store.create()
added = add_part(store, sys.argv[1])
assert not added.error, added.error
print(added.records, cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
PEER = """
import resource, sys
import pubmed_parser
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
before = cpu()
count = sum(1 for _ in pubmed_parser.parse_medline_xml(sys.argv[1], author_list=True, reference_list=True))
print(count, cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> int:
    """Make the file, read it by turns, print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of real PubMed XML files, from which the file is drawn"
    )
    parser.add_argument("--peer-python", help="a Python that has pubmed_parser")
    parser.add_argument("--records", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "replica.xml.gz"
        size = make_file(asked.data, file, asked.records)
        ours, peer = [], []
        for turn in range(asked.rounds):
            ours.append(run(sys.executable, OURS, str(file), f"{folder}/corpus-{turn}"))
            if asked.peer_python:
                peer.append(run(asked.peer_python, PEER, str(file)))
    report: dict[str, object] = {
        "records": ours[0][0],
        "xml_mb": round(size / 1e6, 1),
        "ours_cpu_s": statistics.median(each[1] for each in ours),
        "ours_peak_mb": round(max(each[2] for each in ours) / 1024),
    }
    if peer:
        ratios = [one[1] / other[1] for one, other in zip(ours, peer, strict=True)]
        report |= {
            "peer_cpu_s": statistics.median(each[1] for each in peer),
            "ratio": round(statistics.median(ratios), 3),
            "ratios": [round(r, 3) for r in ratios],
        }
    print(json.dumps(report))
    return 0


def run(python: str, program: str, *arguments: str) -> tuple[int, float, int]:
    """Records read, CPU seconds without imports, and peak memory in kB."""
    done = subprocess.run([python, "-c", program, *arguments], capture_output=True, text=True, check=True)
    count, cpu, memory = done.stdout.split()
    return int(count), float(cpu), int(memory)


def make_file(data: Path, file: Path, count: int) -> int:
    """A file of so many records drawn from real ones, weighted so that their mean size is that of NLM's files, each
    with its own PMID.

    Returns:
        Bytes of XML.
    """
    real: dict[bytes, bytes] = {}
    for path in sorted(data.rglob("*.gz")):
        for record in _RECORD.findall(gzip.decompress(path.read_bytes())):
            match = _PMID.search(record)
            if match:
                real.setdefault(match[2], record)
    records = [real[pmid] for pmid in sorted(real)]
    scale = _scale([len(record) for record in records])
    chance = random.Random(1)
    chosen = chance.choices(records, [math.exp(-len(record) / scale) for record in records], k=count)
    size = 0
    with gzip.open(file, "wb", compresslevel=6) as out:
        out.write(b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        for number, record in enumerate(chosen):
            own = _PMID.sub(rb"\g<1>%d\g<3>" % (50_000_000 + number), record, count=1)
            size += out.write(own + b"\n")
        out.write(b"</PubmedArticleSet>\n")
    return size


def _scale(sizes: list[int]) -> float:
    """The scale of exponential weights that gives the mean :data:`MEAN`."""
    low, high = 100.0, 1e7
    for _ in range(60):
        middle = math.sqrt(low * high)
        weights = [math.exp(-size / middle) for size in sizes]
        mean = sum(size * weight for size, weight in zip(sizes, weights, strict=True)) / sum(weights)
        low, high = (middle, high) if mean < MEAN else (low, middle)
    return low


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
