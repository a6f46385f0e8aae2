"""How long a search of many citations takes, in CPU milliseconds, beside SQLite's FTS5 on the same texts in the same run.

python benchmarks/corpus_search.py [--records 300000] [--rounds 5] [--data FOLDER] [--keep FOLDER]

Each search ranks the best 20, counts all, and where it says so keeps to some years. Ours goes from the text of the query to the
keys; FTS5 gets its match expression ready made, and needs a second query to count. FTS5 has no copy of the texts (contentless), as
we have none. The texts are made up (`made_up_citations.py`); both get every word in plain form, so that they must count the same,
which is checked for each search.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_up_citations import Citation, Sources, batches, citations, sources

from aetia.corpus.folding import fold, words_of
from aetia.corpus.index import SearchIndex, build_index
from aetia.corpus.search import search

TARGETS = {"p95": 0.10, "bytes": 0.55}
"""Ours as a share of FTS5's: 95th percentile of the selective searches, and size."""
_SAMPLE = 20_000
_FIRST_YEAR = 1970


@dataclass(frozen=True)
class Question:
    """A search in both languages."""

    kind: str
    ours: str
    match: str
    years: tuple[int, int] | None = None


class Stopwatch:
    """CPU seconds of the whole process, without those of making the texts."""

    def __init__(self) -> None:
        self._start, self._apart = time.process_time(), 0.0

    def apart(self, items: Iterator[Citation]) -> Iterator[Citation]:
        """Pass items on; the time that they take to make is not counted."""
        while True:
            start = time.thread_time()
            item = next(items, None)
            self._apart += time.thread_time() - start
            if item is None:
                return
            yield item

    def seconds(self) -> float:
        """Since the beginning."""
        return time.process_time() - self._start - self._apart


def build_ours(found: Sources, count: int, folder: Path) -> tuple[SearchIndex, float]:
    """Our index, by one writer thread as FTS5 has one, and the CPU seconds that it took."""
    watch = Stopwatch()
    index = build_index(batches(watch.apart(citations(found, count))), folder, threads=1, memory=400_000_000)
    return index, watch.seconds()


def build_peer(found: Sources, count: int, file: Path) -> tuple[sqlite3.Connection, float]:
    """FTS5 without a copy of the texts, and a table of years."""
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("CREATE VIRTUAL TABLE text USING fts5(title, abstract, content = '', tokenize = 'unicode61')")
    connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, year INTEGER NOT NULL)")
    folded = (Citation(c.pmid, fold(c.title), fold(c.abstract), c.year) for c in citations(found, count))
    watch = Stopwatch()
    for citation in watch.apart(folded):
        connection.execute(
            "INSERT INTO text (rowid, title, abstract) VALUES (?, ?, ?)",
            (citation.pmid, citation.title, citation.abstract),
        )
        connection.execute("INSERT INTO record VALUES (?, ?)", (citation.pmid, citation.year))
    connection.execute("INSERT INTO text (text) VALUES ('optimize')")
    connection.commit()
    return connection, watch.seconds()


def ask_ours(index: SearchIndex, question: Question) -> int:
    """Search, and count."""
    return search(index, question.ours).count


def ask_peer(connection: sqlite3.Connection, question: Question) -> int:
    """Rank, and count."""
    table, where, values = "text", "text MATCH ?", [question.match]
    if question.years:
        table, where = "text JOIN record ON record.id = text.rowid", f"{where} AND record.year BETWEEN ? AND ?"
        values += [str(year) for year in question.years]
    connection.execute(f"SELECT text.rowid FROM {table} WHERE {where} ORDER BY rank LIMIT 20", values).fetchall()
    (count,) = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()
    return int(count)


class Questions:
    """Searches whose words are as frequent as asked for."""

    def __init__(self, found: Sources, count: int) -> None:
        self._chance = random.Random(7)
        sample = [words_of(c.abstract) for c in citations(found, min(count, _SAMPLE))]
        self._texts = sample
        self._often = Counter(word for words in sample for word in set(words))

    def selective(self) -> list[Question]:
        """80 of two to four words, 60 phrases, and 60 of one word with either of two others in some years."""
        return [
            *(self._words("words", range(2, 5), 0.0003, 0.08) for _ in range(80)),
            *(self._phrase() for _ in range(60)),
            *(self._years() for _ in range(60)),
        ]

    def broad(self) -> list[Question]:
        """50 of two words that 3 to 25 of 100 records have."""
        return [self._words("broad", range(2, 3), 0.03, 0.25) for _ in range(50)]

    def _share(self, word: str) -> float:
        return self._often[word] / len(self._texts)

    def _words(self, kind: str, numbers: range, low: float, high: float) -> Question:
        while True:
            text = self._chance.choice(self._texts)
            fit = sorted({word for word in text if len(word) > 2 and low < self._share(word) < high})
            number = self._chance.choice(numbers)
            if len(fit) >= number:
                words = self._chance.sample(fit, number)
                return Question(kind, " AND ".join(f"{w}[tiab]" for w in words), " AND ".join(f'"{w}"' for w in words))

    def _phrase(self) -> Question:
        while True:
            text, number = self._chance.choice(self._texts), self._chance.randint(2, 3)
            start = self._chance.randrange(max(1, len(text) - number))
            words = text[start : start + number]
            if len(words) == number and max(map(self._share, words)) < 0.3 and min(map(self._share, words)) < 0.08:
                phrase = f'"{" ".join(words)}"'
                return Question("phrase", f"{phrase}[tiab]", phrase)

    def _years(self) -> Question:
        a, b, c = (self._words("years", range(1, 2), 0.0003, 0.08) for _ in range(3))
        low = self._chance.randint(_FIRST_YEAR + 5, 2015)
        high = low + self._chance.randint(3, 15)
        ours = f"{a.ours} AND ({b.ours} OR {c.ours}) AND {low}:{high}[dp]"
        return Question("years", ours, f"{a.match} AND ({b.match} OR {c.match})", (low, high))


def median_ms(asks: list[Callable[[Question], int]], questions: list[Question], rounds: int) -> list[list[float]]:
    """CPU milliseconds of each question for each who is asked, the median of some rounds; they take turns."""
    taken: list[list[list[float]]] = [[[] for _ in questions] for _ in asks]
    for _ in range(rounds):
        for ask, times in zip(asks, taken, strict=True):
            for question, each in zip(questions, times, strict=True):
                start = time.process_time()
                ask(question)
                each.append(1000 * (time.process_time() - start))
    return [list(map(statistics.median, times)) for times in taken]


def percentile(values: list[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    return sorted(values)[max(0, -(-len(values) * share // 1).__int__() - 1)]


def main() -> int:
    """Build both, ask both, print a table and one JSON document; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=5)
    shared = os.environ.get("AETIA_SHARED", str(Path(__file__).resolve().parents[2] / "shared"))
    parser.add_argument("--data", type=Path, default=Path(shared) / "data")
    parser.add_argument("--keep", type=Path, help="folder for the indexes, which is kept")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"{options.data}: there is no development data. Give its folder with --data")
    with tempfile.TemporaryDirectory() as folder:
        report = measure(options.data, options.records, options.rounds, options.keep or Path(folder))
    print(json.dumps(report))
    ratios: dict[str, float] = report["ratios"]
    return 0 if all(ratios[name] <= most for name, most in TARGETS.items()) else 1


def measure(data: Path, count: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Everything, as one document."""
    found = sources(data)
    index, our_build = build_ours(found, count, folder / "ours")
    peer, peer_build = build_peer(found, count, folder / "fts5.db")
    questions = Questions(found, count)
    asked = [*questions.selective(), *questions.broad()]
    counts = [ask_ours(index, question) for question in asked]
    differ = [q.ours for q, ours in zip(asked, counts, strict=True) if ours != ask_peer(peer, q)]
    if differ:
        sys.exit(f"{len(differ)} searches count otherwise than FTS5, such as: {differ[0]}")
    ours, peers = median_ms([partial(ask_ours, index), partial(ask_peer, peer)], asked, rounds)
    selective = [place for place, question in enumerate(asked) if question.kind != "broad"]
    table = {"selective": selective}
    for kind in ("words", "phrase", "years", "broad"):
        table[kind] = [place for place, question in enumerate(asked) if question.kind == kind]
    rows = {
        name: _row([ours[p] for p in places], [peers[p] for p in places], [counts[p] for p in places])
        for name, places in table.items()
    }
    _print(rows)
    peer_bytes = (folder / "fts5.db").stat().st_size
    return {
        "records": count,
        "searches": rows,
        "bytes": {"ours": index.size, "fts5": peer_bytes},
        "build_cpu_s": {"ours": round(our_build, 1), "fts5": round(peer_build, 1)},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "ratios": {
            "p95": rows["selective"]["p95_ratio"],
            "broad_p95": rows["broad"]["p95_ratio"],
            "bytes": round(index.size / peer_bytes, 3),
            "build": round(our_build / peer_build, 3),
        },
        "targets": TARGETS,
    }


def _row(ours: list[float], peers: list[float], counts: list[int]) -> dict[str, float]:
    found = {
        f"{name}_{label}": round(percentile(values, share), 3)
        for name, share in (("p50", 0.5), ("p95", 0.95))
        for label, values in (("ours", ours), ("fts5", peers))
    }
    return found | {
        "p95_ratio": round(percentile(ours, 0.95) / percentile(peers, 0.95), 3),
        "median_hits": statistics.median(counts),
    }


def _print(rows: dict[str, dict[str, float]]) -> None:
    print(f"{'CPU ms':12}{'ours p50':>10}{'FTS5 p50':>10}{'ours p95':>10}{'FTS5 p95':>10}{'ratio p95':>11}{'hits':>8}")
    for name, row in rows.items():
        numbers = (row["p50_ours"], row["p50_fts5"], row["p95_ours"], row["p95_fts5"])
        print(
            f"{name:12}"
            + "".join(f"{number:10.2f}" for number in numbers)
            + f"{row['p95_ratio']:11.3f}{row['median_hits']:8.0f}"
        )


if __name__ == "__main__":
    sys.exit(main())
