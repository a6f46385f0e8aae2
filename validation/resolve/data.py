"""Citations with known answers, and the papers among which they are looked for, from the shared reference strings."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aetia.resolve.paper import Paper, paper_of
from validation.resolve.noise import misprinted, typed


@dataclass(frozen=True)
class Cited:
    """A citation whose paper is known.

    Args:
        id: of the citation.
        text: as printed, or bare fields joined by blanks.
        key: of its paper.
        source: of the citation: ``printed`` and ``bare`` from other articles, ``typed`` from fields, ``pdf`` from PDF files.
        split: ``fit``, ``choose`` or ``report``.
    """

    id: str
    text: str
    key: str
    source: str
    split: str


def shared() -> Path:
    """The folder of shared data."""
    return Path(os.environ.get("AETIA_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def split_of(text: str) -> str:
    """Which part a paper belongs to: 40 % ``fit``, 20 % ``choose``, 40 % ``report``, by a digest of its identifier."""
    share = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32
    return "fit" if share < 0.4 else "choose" if share < 0.6 else "report"


def crossdoc_record(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the cross-document corpus in the columns of a corpus."""
    pages = "-".join(filter(None, (row.get("fpage"), row.get("lpage"))))
    return {
        "key": f"pmid:{row['pmid']}",
        "doi": row.get("doi"),
        "title": row["article_title"],
        "journal": row["source"],
        "year": row.get("year"),
        "volume": row.get("volume"),
        "issue": row.get("issue"),
        "pages": pages or None,
        "authors": [author(name) for name in row.get("authors") or ()],
    }


def author(name: str) -> dict[str, str]:
    """``Holick MF`` in parts."""
    family, _, given = name.rpartition(" ")
    if not family or not re.fullmatch(r"[^\W\d_a-z]{1,4}|(?:[^\W\d_]\.-?)+", given):
        return {"family": name}
    return {"family": family, "initials": given.replace(".", "")}


def crossdoc_papers() -> dict[str, Paper]:
    """The cross-document corpus, by key."""
    rows = lines(shared() / "reference-strings/crossdoc_corpus.jsonl.gz")
    papers = (paper_of(crossdoc_record(row)) for row in rows)
    return {paper.key: paper for paper in papers}


def printed() -> list[Cited]:
    """The cross-document queries: printed citations from other articles. Never fitted on."""
    rows = lines(shared() / "reference-strings/crossdoc_queries.jsonl.gz")
    return [
        Cited(f"{row['from']} {row['ref_id']}", row["text"], f"pmid:{row['pmid']}", "printed", "report") for row in rows
    ]


def bare() -> list[Cited]:
    """Citations of the same papers by other articles whose fields stand without punctuation."""
    origin = {row["pmid"]: row["from"] for row in lines(shared() / "reference-strings/crossdoc_corpus.jsonl.gz")}
    rows = lines(shared() / "reference-strings/jats_citations_pmid.jsonl.gz")
    return [
        Cited(f"{row['pmcid']} {row['ref_id']}", row["text"], f"pmid:{row['pmid']}", "bare", split_of(row["pmid"]))
        for row in rows
        if not row["punctuated"] and origin.get(row["pmid"], row["pmcid"]) != row["pmcid"]
    ]


def hand_typed(count: int, split: str, seed: int = 4) -> list[Cited]:
    """References of open-access articles as a person might type them, many without a title or a place, half of them with slips."""
    chance = random.Random(seed)
    rows = [
        row
        for row in lines(shared() / "reference-strings/jats_citations_pmid.jsonl.gz")
        if split_of(row["pmid"]) == split
    ]
    found = []
    for row in chance.sample(rows, min(count, len(rows))):
        text = typed(row, chance.choice(rows), chance)
        text = misprinted(text, chance) if chance.random() < 0.5 else text
        found.append(Cited(f"typed {row['pmcid']} {row['ref_id']}", text, f"pmid:{row['pmid']}", "typed", split))
    return found


def pdf() -> tuple[list[Cited], dict[str, Paper]]:
    """Citations read from PDF files, and a corpus built from the fields that a machine read in them."""
    rows = [row for row in lines(shared() / "reference-strings/pmc1943_reference_doi_pmid.jsonl.gz") if row.get("pmid")]
    cited = [
        Cited(f"pdf {number}", row["reference"], f"pmid:{row['pmid']}", "pdf", split_of(row["pmid"]))
        for number, row in enumerate(rows)
    ]
    papers = (paper_of(_pdf_record(row)) for row in rows)
    return cited, {paper.key: paper for paper in papers}


def _pdf_record(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": f"pmid:{row['pmid']}",
        "doi": row.get("doi"),
        "title": row.get("atitle"),
        "journal": row.get("jtitle"),
        "volume": row.get("volume"),
        "pages": row.get("firstPage"),
        "authors": [{"family": row["firstAuthor"]}] if row.get("firstAuthor") else [],
    }
