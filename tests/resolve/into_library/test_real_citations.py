"""Real citations, judged by hand: those of the first page that was rescued, and all of the sample library's.

The corpus is the bibliography of the page's subject, and every tenth paper of the cross-document corpus for company. Of some
records it knows little more than a title, as of some references.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aetia.corpus
from aetia.corpus import Corpus, Store, add
from aetia.corpus.folding import words_of
from aetia.library import read_library, writing
from aetia.library.start import start_library
from aetia.model.identifiers import Identifiers
from aetia.rescue import read_sources, rescue_into
from aetia.rescue.read import RescuedPage
from aetia.resolve.into_library import LibraryReport, resolve_library

COMPANY = 10
ABSENT_WITH_NAMESAKE = {("chaudhary-2011", 0)}
"""The corpus has the abstract of a meeting with the same title and authors, not the paper."""


def flat_to_csl(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the cross-document corpus as CSL-JSON."""
    pages = "-".join(filter(None, (row.get("fpage"), row.get("lpage"))))
    item = {
        "id": row["pmid"],
        "type": "article-journal",
        "PMID": row["pmid"],
        "DOI": row.get("doi"),
        "title": row["article_title"],
        "container-title": row["source"],
        "volume": row.get("volume"),
        "issue": row.get("issue"),
        "page": pages,
        "author": [name_of(name) for name in row.get("authors") or ()],
    }
    if re.fullmatch(r"\d{4}", row.get("year") or ""):
        item["issued"] = {"date-parts": [[int(row["year"])]]}
    return {name: value for name, value in item.items() if value}


def name_of(name: str) -> dict[str, str]:
    family, _, given = name.rpartition(" ")
    return {"family": family, "given": given} if family and given.isupper() else {"literal": name}


@pytest.fixture(scope="module")
def facts(shared_data: Path) -> list[dict[str, Any]]:
    """The bibliography of the page's subject."""
    file = shared_data / "scleroderma-infection" / "records.csl.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def corpus(shared_data: Path, facts: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("real")
    company = folder / "company.csl.jsonl"
    source = shared_data / "reference-strings" / "crossdoc_corpus.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as rows, company.open("w", encoding="utf-8") as out:
        out.writelines(
            json.dumps(flat_to_csl(json.loads(row))) + "\n" for n, row in enumerate(rows) if n % COMPANY == 0
        )
    files = [str(shared_data / "scleroderma-infection" / "records.csl.jsonl"), str(company)]
    assert not add(Store(str(folder / "corpus")), files, search=False).failed
    with aetia.corpus.open(folder / "corpus") as opened:
        yield opened


def own_id(corpus: Corpus, key: str) -> str | None:
    """What the bibliography calls a record."""
    (record,) = corpus.get([key])
    identifiers = (record or {}).get("identifiers") or ()
    return next((one["value"] for one in identifiers if one["type"] == "id"), None)


def best(report: LibraryReport, study: str, number: int = 0) -> tuple[str, str | None]:
    """What a reference came to, and the key of its paper, or of the first candidate that a person is asked about."""
    (one,) = [each for each in report.references if (each.study, each.number) == (study, number)]
    return one.outcome, one.key or (one.candidates[0]["key"] if one.candidates else None)


def test_the_nine_citations_of_the_first_page(shared_data: Path, corpus: Corpus, tmp_path: Path) -> None:
    start_library(tmp_path / "library", "Systemic sclerosis", "2026-11-22")
    (page,) = [page for _, page in read_sources([str(shared_data / "legacy-pages" / "sclero-infection.txt")])]
    assert isinstance(page, RescuedPage)
    rescue_into([page], tmp_path / "library")
    titles = {
        " ".join(words_of(study.references[0].title))[:40]: name
        for name, study in read_library(tmp_path / "library").studies.items()
    }

    report = resolve_library(tmp_path / "library", corpus)

    assert len(report.references) == 9
    seeds = json.loads((shared_data / "scleroderma-infection" / "seed-studies.json").read_text(encoding="utf-8"))
    for seed in seeds["studies"]:
        study = titles[" ".join(words_of(seed["page_citation"]["title"]))[:40]]
        outcome, key = best(report, study)
        assert outcome == "matched", study
        assert own_id(corpus, str(key)) == f"page-{seed['n']}", study


def test_every_reference_of_the_sample_library_without_its_identifiers(
    sample_library: Path, corpus: Corpus, facts: list[dict[str, Any]], tmp_path: Path
) -> None:
    """One that the corpus has is matched, or leads the candidates, as where a few words of title are all that is known; one that it
    has not, and another paper, never is."""
    library = read_library(sample_library)
    known = {
        (kind, str(item[kind]).lower()): item["id"] for item in facts for kind in ("PMID", "DOI") if item.get(kind)
    }
    titles = {" ".join(words_of(item["title"])): item["id"] for item in facts}
    start_library(tmp_path / "bare", "Systemic sclerosis", "2026-11-22")
    with writing(tmp_path / "bare", "a test") as writer:
        for study in library.studies.values():
            bare = [one.model_copy(update={"identifiers": Identifiers()}) for one in study.references]
            writer.study(study.model_copy(update={"references": bare}))

    report = resolve_library(tmp_path / "bare", corpus)

    matched = 0
    for study in library.studies.values():
        for number, reference in enumerate(study.references):
            held = reference.identifiers
            wanted = known.get(("PMID", held.pmid or "")) or known.get(("DOI", held.doi or ""))
            wanted = wanted or titles.get(" ".join(words_of(reference.title)))
            outcome, key = best(report, study.id, number)
            if wanted is None or (study.id, number) in ABSENT_WITH_NAMESAKE:
                assert outcome in ("unmatched", "ambiguous"), (study.id, number)
            else:
                assert outcome in ("matched", "ambiguous"), (study.id, number)
                assert own_id(corpus, str(key)) == wanted, (study.id, number)
                matched += outcome == "matched"
    assert matched >= 111
