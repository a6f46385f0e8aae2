"""A corpus of six made-up papers: two of them share their title, one has no PMID, and one is known by nothing but its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aetia.corpus import Store, add


def _paper(title: str, family: str, year: int, journal: str, place: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {
        "type": "article-journal",
        "title": title,
        "author": [
            {"family": family, "given": "A"},
            {"family": "Second", "given": "B"},
            {"family": "Third", "given": "C"},
        ],
        "container-title": journal,
        "issued": {"date-parts": [[year]]},
        "volume": place[0],
        "page": place[1],
        **more,
    }


SLATE = _paper(
    "Slate dust and palewrist: a cohort of quarry workers", "Smith", 1999, "Journal of Palewrist Research", ("12", "45-52"),
    PMID="501", DOI="10.1234/slate",
)  # fmt: skip
WINTER = _paper(
    "Palewrist in winter: a letter from the hills", "Doe", 2003, "Annals of Cold", ("7", "20-22"), PMID="502"
)
WINTER_AGAIN = _paper(
    "Palewrist in winter: a letter from the hills", "Doe", 2003, "Journal of Palewrist Research", ("16", "100-104"), PMID="503"
)  # fmt: skip
COPPER = _paper(
    "Copper rings and palewrist, a trial in two towns", "Jones", 2010, "Annals of Cold", ("14", "300-311"), DOI="10.1234/copper"
)  # fmt: skip
MOSS = _paper("Moss on roofs above patients with palewrist", "Young", 1988, "Reports from Nowhere", ("2", "7-9"))
NETTLE = _paper(
    "Nettle tea does not bring palewrist about", "Weiss", 2016, "Journal of Palewrist Research", ("29", "1-8"), PMID="506"
)  # fmt: skip
PAPERS = [SLATE, WINTER, WINTER_AGAIN, COPPER, MOSS, NETTLE]

SLATE_PRINTED = (
    "Smith A, Second B, et al. Slate dust and palewrist: a cohort of quarry workers. J Palewrist Res 1999;12:45-52."
)
WINTER_PRINTED = "Doe A, Second B, Third C. Palewrist in winter: a letter from the hills. 2003."
COPPER_PRINTED = "Jones A. Copper rings and palewrist, a trial in two towns. Ann Cold 2010;14:300-11."
NETTLE_PRINTED = "Weiss A. Nettle tea does not bring palewrist about. J Palewrist Res 2016;29:1-8."
ABSENT_PRINTED = "Nobody N. On the nature of granite boulders in the sea. Proc Sea 1950;1:1-2."
BOOK_PRINTED = "Harrow B. Principles of Boulder Medicine. 3rd ed. New York: Boulder Press; 1999."


def make_corpus(folder: Path, papers: list[dict[str, Any]] | None = None) -> Path:
    """A corpus of papers at a new place in a folder."""
    return grow(folder / "corpus", PAPERS if papers is None else papers, "first")


def grow(corpus: Path, papers: list[dict[str, Any]], name: str) -> Path:
    """A corpus with more papers."""
    file = corpus.parent / f"{name}.csl.jsonl"
    file.write_text("".join(json.dumps({"id": f"{name}-{n}", **one}) + "\n" for n, one in enumerate(papers)))
    report = add(Store(str(corpus)), [str(file)], search=False)
    assert not report.failed
    return corpus
