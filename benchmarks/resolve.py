"""How fast citations are resolved, in CPU seconds of one process, beside a full-text search whose hits are compared by RapidFuzz.

python benchmarks/resolve.py [--records 100000] [--data FOLDER] [--keep FOLDER] [--peer-citations 1000]

The peer is what a good engineer writes in an hour: an index of the titles in tantivy, the ten best hits for the words of a title,
and of these the one whose title has the highest ratio of RapidFuzz, matched from 85 of 100 on. Both get the same citations as
fields, and look among the same papers: those that the citations mean, other real references, and made-up ones up to the number
that was asked for (halves of two real titles, with a real author and journal; `papers`). The last line is JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from validation.resolve.data import lines, shared
from validation.resolve.noise import mistyped

from aetia.corpus import Corpus, Store, add
from aetia.corpus.folding import normal
from aetia.resolve import Query, Resolver, read_query

T = TypeVar("T")

_A_FILE = 30_000
_RATIO = 85
_HITS = 10


@dataclass(frozen=True)
class Question:
    """A citation as fields, and the key of its paper; None where the corpus does not have it."""

    item: dict[str, Any]
    key: str | None


def main() -> int:
    """Make the corpus, ask both, print a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--data", type=Path, default=shared())
    parser.add_argument("--keep", type=Path, help="folder for the corpus, which stays there")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--peer-citations", type=int, default=300, help="so many of each set for the peer, which is slow"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = _measured(asked.keep or Path(folder), asked)
    for name, row in report["sets"].items():
        print(f"{name:12} {json.dumps(row)}")
    print(json.dumps(report))
    return 0


def _measured(folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    items, sets = _questions(asked.data, asked.records)
    store = Store(str(folder / "corpus"))
    began = time.process_time()
    add(store, _files(items, folder / "files"), search=False)
    report: dict[str, Any] = {"records": len(items), "corpus_cpu_s": round(time.process_time() - began, 1)}
    began = time.process_time()
    with Corpus(store) as corpus:
        resolver = Resolver.of(corpus)
        report["index_cpu_s"] = round(time.process_time() - began, 1)
        report["index_mb"] = _size(store.local / "citations")
        peer = Peer(items)
        # What was made here for asking is no part of the work, and need not be looked through for garbage again and again.
        gc.freeze()
        report["sets"] = {
            name: _both(resolver, peer, questions, asked.rounds, asked.peer_citations)
            for name, questions in sets.items()
        }
        report["printed"] = _printed(resolver, asked.data, asked.rounds)
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return report


def _printed(resolver: Resolver, data: Path, rounds: int) -> dict[str, Any]:
    """Citations as text, those that are decided without being parsed: how many they are, and how many a second."""
    texts = [row["text"] for row in lines(data / "reference-strings" / "crossdoc_queries.jsonl.gz")]
    queries = [Query(text) for text in texts]
    answers = list(resolver.resolve_many(queries))
    exact = [
        query.printed for query, answer in zip(queries, answers, strict=True) if query.read is None and answer.match
    ]
    speeds = []
    for _ in range(rounds):
        seconds, _ = _timed(lambda: [answer.match for answer in resolver.resolve_many(Query(text) for text in exact)])
        speeds.append(round(len(exact) / seconds))
    return {"citations": len(texts), "decided_unparsed": len(exact), "per_s": sorted(speeds)}


def _both(resolver: Resolver, peer: Peer, questions: Sequence[Question], rounds: int, few: int) -> dict[str, Any]:
    """Throughput of both in turns, the median of the rounds, and what they found."""
    ours, theirs, some = [], [], questions[:few]
    for _ in range(rounds):
        seconds, answers = _timed(lambda: _ours(resolver, questions))
        ours.append(len(questions) / seconds)
        seconds, hits = _timed(lambda: [peer.match(question.item) for question in some])
        theirs.append(len(some) / seconds)
    shares = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    return {
        "citations": len(questions),
        "ours_per_s": round(sorted(ours)[rounds // 2]),
        "peer_per_s": round(sorted(theirs)[rounds // 2]),
        "times": [round(shares[rounds // 2], 1), round(shares[0], 1), round(shares[-1], 1)],
        "ours": _quality(questions, answers),
        "peer": _quality(some, hits),
    }


def _ours(resolver: Resolver, questions: Sequence[Question]) -> list[str | None]:
    answers = resolver.resolve_many(read_query(question.item) for question in questions)
    return [answer.match.paper.key if answer.match else None for answer in answers]


def _timed(work: Callable[[], list[T]]) -> tuple[float, list[T]]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def _quality(questions: Sequence[Question], found: Sequence[str | None]) -> dict[str, float]:
    pairs = list(zip(questions, found, strict=True))
    matched = [(question, key) for question, key in pairs if key is not None]
    right = sum(question.key == key for question, key in matched)
    there = sum(question.key is not None for question, _ in pairs)
    absent = [key for question, key in pairs if question.key is None]
    report = {"precision": round(right / max(1, len(matched)), 4), "recall": round(right / max(1, there), 4)}
    return report if there else {"matched": round(sum(key is not None for key in absent) / len(absent), 4)}


class Peer:
    """Titles in tantivy; the best ten compared by RapidFuzz."""

    def __init__(self, items: Sequence[dict[str, Any]]) -> None:
        import tantivy

        schema = (
            tantivy.SchemaBuilder().add_text_field("title").add_unsigned_field("number", stored=True, fast=True).build()
        )
        self._index = tantivy.Index(schema)
        writer = self._index.writer(200_000_000, 1)
        for number, item in enumerate(items):
            writer.add_document(tantivy.Document.from_dict({"title": normal(item["title"]), "number": number}, schema))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._titles = [normal(item["title"]) for item in items]
        self._keys = [f"pmid:{item['PMID']}" for item in items]

    def match(self, item: dict[str, Any]) -> str | None:
        """The key of the paper whose title is most alike, from 85 on."""
        from rapidfuzz import fuzz

        title = normal(item.get("title") or "")
        if not title:
            return None
        hits = self._searcher.search(self._index.parse_query(title, ["title"]), _HITS, count=False).hits
        numbers = [self._searcher.doc(address)["number"][0] for _, address in hits]
        best = max(((fuzz.ratio(title, self._titles[number]), -number) for number in numbers), default=(0, 0))
        return self._keys[-best[1]] if best[0] >= _RATIO else None


def _questions(data: Path, count: int) -> tuple[list[dict[str, Any]], dict[str, list[Question]]]:
    """The papers as CSL-JSON, and the citations by set."""
    strings = data / "reference-strings"
    crossdoc = [_csl(row) for row in lines(strings / "crossdoc_corpus.jsonl.gz")]
    origin = {row["pmid"]: row["from"] for row in lines(strings / "crossdoc_corpus.jsonl.gz")}
    others = [
        Question(_csl(row, hidden=True), f"pmid:{row['pmid']}")
        for row in lines(strings / "jats_citations_pmid.jsonl.gz")
        if origin.get(row["pmid"], row["pmcid"]) != row["pmcid"]
    ]
    pdf = [row for row in lines(strings / "pmc1943_reference_doi_pmid.jsonl.gz") if row.get("pmid")]
    known = {item["PMID"] for item in crossdoc}
    from_pdf = [Question(_pdf(row), f"pmid:{row['pmid']}") for row in pdf if row["pmid"] in known]
    absent = [Question(_pdf(row), None) for row in pdf if row["pmid"] not in known][:1000]
    chance = random.Random(3)
    made = [Question(mistyped(item, chance), f"pmid:{item['PMID']}") for item in chance.sample(crossdoc, 1000)]
    items = crossdoc[:count] + list(papers(crossdoc, count - len(crossdoc)))
    return items, {"mistyped": made, "cross-article": others, "from PDF": from_pdf, "absent": absent}


def papers(real: Sequence[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Made-up papers: the halves of two real titles, with a real author and journal, the same ones each time."""
    chance = random.Random(7)
    for number in range(max(0, count)):
        one, two, three = chance.choice(real), chance.choice(real), chance.choice(real)
        first, second = one["title"].split(), two["title"].split()
        yield {
            "type": "article-journal",
            "PMID": str(90_000_000 + number),
            "title": " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :]),
            "author": three.get("author", [])[:3],
            "container-title": chance.choice(real).get("container-title", "Journal"),
            "issued": {"date-parts": [[chance.randint(1970, 2018)]]},
            "volume": str(chance.randint(1, 400)),
            "page": str(chance.randint(1, 3000)),
        }


def _csl(row: dict[str, Any], *, hidden: bool = False) -> dict[str, Any]:
    item = {
        "type": "article-journal",
        "PMID": row["pmid"],
        "DOI": row.get("doi"),
        "title": row["article_title"],
        "container-title": row["source"],
        "issued": {"date-parts": [[int(row["year"][:4])]]} if str(row.get("year") or "")[:4].isdigit() else None,
        "volume": row.get("volume"),
        "issue": row.get("issue"),
        "page": "-".join(filter(None, (row.get("fpage"), row.get("lpage")))),
        "author": [_person(name) for name in row.get("authors") or ()],
    }
    return {name: value for name, value in item.items() if value and not (hidden and name in ("PMID", "DOI"))}


def _person(name: str) -> dict[str, str]:
    family, _, given = name.rpartition(" ")
    return {"family": family, "given": given} if family else {"family": name}


def _pdf(row: dict[str, Any]) -> dict[str, Any]:
    """What a machine read in a PDF file."""
    names = {"atitle": "title", "jtitle": "container-title", "volume": "volume", "firstPage": "page"}
    item: dict[str, Any] = {theirs: row[ours] for ours, theirs in names.items() if row.get(ours)}
    if row.get("firstAuthor"):
        item["author"] = [{"family": row["firstAuthor"]}]
    return item


def _files(items: Sequence[dict[str, Any]], folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for begin in range(0, len(items), _A_FILE):
        path = folder / f"papers-{begin // _A_FILE:04}.jsonl"
        if not path.exists():
            path.write_text("".join(json.dumps(item) + "\n" for item in items[begin : begin + _A_FILE]))
        paths.append(str(path))
    return paths


def _size(folder: Path) -> float:
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6, 1)


if __name__ == "__main__":
    sys.exit(main())
