"""Made-up citations of the size of PubMed's: real titles over real sentences, drawn by chance, with other decimals.

They come from the development data beside the repository (see `sources`). Words are as frequent as in papers; words that belong
together are not found together more often than by chance, and the vocabulary grows more slowly than PubMed's does.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_DECIMALS = re.compile(r"(\d+)\.(\d+)")
_REFERENCES = ("crossdoc_corpus", "jats_citations_pmid", "pmc1943_reference_doi_pmid")
_LABELLED = ("study-design/multilabel.tsv.gz", "study-design/single_class.tsv.gz")
csv.field_size_limit(10**9)


@dataclass(frozen=True)
class Sources:
    """Titles and sentences to draw from, sorted, each once."""

    titles: list[str]
    sentences: list[str]


@dataclass(frozen=True)
class Citation:
    """A made-up citation."""

    pmid: int
    title: str
    abstract: str
    year: int


def sources(data: Path) -> Sources:
    """What the development data has: titles of cited papers, and sentences of the abstracts of labelled sets."""
    titles, sentences = set(_cited_titles(data)), set[str]()
    for title, abstract in _abstracts(data):
        titles.add(title)
        sentences.update(part for part in _END_OF_SENTENCE.split(abstract) if 30 < len(part) < 600)
    return Sources(sorted(title for title in titles if len(title) > 20), sorted(sentences))


def citations(found: Sources, count: int, seed: int = 1) -> Iterator[Citation]:
    """Citations with 7 to 11 sentences each, the same ones for the same seed."""
    chance = random.Random(seed)
    for pmid in range(1, count + 1):
        abstract = " ".join(chance.choice(found.sentences) for _ in range(chance.randint(7, 11)))
        varied = _DECIMALS.sub(lambda number: f"{number[1]}.{chance.randrange(10 ** len(number[2]))}", abstract)
        yield Citation(pmid, chance.choice(found.titles), varied, chance.randint(1970, 2026))


def batches(items: Iterator[Citation], size: int = 4_000) -> Iterator[pa.RecordBatch]:
    """Citations as the records of a corpus."""
    import pyarrow as pa

    from aetia.corpus.columns import corpus_schema

    wanted = ("key", "pmid", "title", "abstract", "published")
    schema = pa.schema([corpus_schema().field(name) for name in wanted])
    while rows := [_record(citation) for _, citation in zip(range(size), items, strict=False)]:
        yield pa.RecordBatch.from_pylist(rows, schema=schema)


def _record(citation: Citation) -> dict[str, object]:
    return {
        "key": f"pmid:{citation.pmid}",
        "pmid": citation.pmid,
        "title": citation.title,
        "abstract": [{"text": citation.abstract}],
        "published": str(citation.year),
    }


def _cited_titles(data: Path) -> Iterator[str]:
    for name in _REFERENCES:
        with gzip.open(data / "reference-strings" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row.get("article_title") or row.get("atitle") or ""


def _abstracts(data: Path) -> Iterator[tuple[str, str]]:
    for file in sorted((data / "screening").glob("*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from ((row.get("title") or "", row.get("abstract") or "") for row in csv.DictReader(lines))
    for name in _LABELLED:
        with gzip.open(data / name, "rt", encoding="utf-8") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield from ((row.get("title") or "", row.get("abstract") or "") for row in rows)
    with gzip.open(data / "evidence-inference" / "abstracts.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (("", " ".join(json.loads(line)["abstract"].split())) for line in lines)
