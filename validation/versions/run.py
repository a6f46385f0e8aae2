"""What is proposed as one, beside what is known to be one.

    python validation/versions/run.py [--shared ../shared] [--each 40] [--seed 1]

Prints tables and one JSON line. The exit code is 1 if anything certain is not so, or a planted pair of two studies is joined.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from benchmarks.made_up_library import write_library  # noqa: E402

from aetia.library import read_library  # noqa: E402
from aetia.model.library import Library  # noqa: E402
from aetia.model.study import Study  # noqa: E402
from aetia.resolve.versions import Proposal, find_same  # noqa: E402
from aetia.resolve.versions.kinds import kind_of  # noqa: E402
from validation.versions.planted import SORTS, Planter  # noqa: E402

SAMPLE = PROJECT / "examples" / "scleroderma"
Truth = Mapping[frozenset[str], str]
"""In which sense two studies are one, by pair."""


def main() -> int:
    """Run every set that there is data for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared"))
    )
    arguments.add_argument("--each", type=int, default=40)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    sample = read_library(SAMPLE)
    figures: dict[str, Any] = {"sample as it is": _counts(find_same(sample))}
    figures["sample taken apart"] = taken_apart(sample)
    literature = given.shared / "data" / "scleroderma-infection" / "literature.jsonl"
    if literature.is_file():
        figures["sample and list"] = sample_and_list(sample, literature)
    with tempfile.TemporaryDirectory() as folder:
        write_library(Path(folder), 5000)
        made_up = read_library(Path(folder))
    figures["made up"] = alone(made_up)
    figures["planted"] = planted(made_up, given.each, given.seed)
    real = given.shared / "data" / "reference-strings" / "crossdoc_corpus.jsonl.gz"
    if real.is_file():
        figures["real references"] = real_references(sample, real)
    for name, figure in figures.items():
        print(f"\n{name}\n" + "\n".join(f"  {key}: {value}" for key, value in figure.items()))
    print(json.dumps(figures))
    return 1 if figures["planted"]["wrong and certain"] else 0


def _counts(found: Iterable[Proposal]) -> dict[str, int]:
    return dict(sorted(Counter(f"{proposal.kind}, {proposal.strength}" for proposal in found).items()))


def _beside(found: list[Proposal], truth: Truth) -> dict[str, Any]:
    """Proposals beside what is known, in any sense and in the right one."""
    pairs = {frozenset(proposal.pair): proposal for proposal in found}
    right = [pair for pair in pairs if pair in truth]
    same_sense = [pair for pair in right if pairs[pair].kind == truth[pair]]
    return {
        "pairs that are one": len(truth),
        "found": len(right),
        "in the right sense": len(same_sense),
        "proposed and not known to be one": len(pairs) - len(right),
        "proposals": _counts(found),
    }


def taken_apart(sample: Library) -> dict[str, Any]:
    """Studies of the sample that people gave several references, each reference an entry of its own, and those that they tied."""
    studies: dict[str, Study] = {}
    truth: dict[frozenset[str], str] = {}
    for study in sample.studies.values():
        names = [study.id, *(f"{study.id}-{number}" for number in range(2, len(study.references) + 1))]
        for name, reference in zip(names, study.references, strict=True):
            rest: dict[str, Any] = {"findings": [], "disputes": []} if name != study.id else {}
            studies[name] = study.model_copy(
                update={"id": name, "references": [reference], "reviewed_as": None, **rest}
            )
        notices = {"retraction", "erratum", "reply", "concern"}
        told = [kind_of(reference, None) in notices for reference in study.references]
        truth |= {
            frozenset({names[0], other}): "version"
            for other, aside in zip(names[1:], told[1:], strict=True)
            if not aside
        }
    ties: dict[str, list[str]] = {}
    for study in sample.studies.values():
        if study.reviewed_as:
            ties.setdefault(study.reviewed_as, []).append(study.id)
    truth |= {frozenset(tied): "version" for tied in ties.values() if len(tied) == 2}
    found = find_same(replace(sample, studies=dict(sorted(studies.items()))))
    missed = sorted(" ".join(sorted(pair)) for pair in truth if pair not in {frozenset(p.pair) for p in found})
    return _beside(found, truth) | {"missed": missed}


def sample_and_list(sample: Library, file: Path) -> dict[str, Any]:
    """The sample with a list of the literature that partly went into it, entered once more from the list."""
    listed = {study.id: study for line in file.read_text("utf-8").splitlines() if (study := _listed(json.loads(line)))}
    found = find_same(replace(sample, studies=dict(sorted({**sample.studies, **listed}.items()))))
    matched = {name for proposal in found for name in proposal.pair if name in listed}
    both = [p for p in found if (p.one in listed) != (p.other in listed)]
    return {
        "entries of the list": len(listed),
        "proposed with a study of the sample": len(matched),
        "pairs within the list or the sample": len(found) - len(both),
        "proposals": _counts(found),
        "without a proposal": sorted(set(listed) - matched),
    }


def _listed(item: dict[str, Any]) -> Study | None:
    names = [name.rsplit(" ", 1) for name in item["authors"] or []]
    reference = {
        "title": item["title"],
        "author": [{"family": name[0], "given": name[1]} if len(name) > 1 else {"family": name[0]} for name in names],
        "authors_complete": "yes" if item["authors_complete"] else "no",
        "container-title": item["journal"] or item["journal_nlm"],
        "issued": str(item["year"]) if item["year"] else None,
        "volume": item["volume"],
        "page": item["pages"],
        "identifiers": {kind: item[kind] for kind in ("pmid", "pmcid", "doi") if item.get(kind)},
    }
    kept = {name: value for name, value in reference.items() if value}
    return Study.model_validate({"id": item["id"].lower(), "references": [kept]})


def alone(made_up: Library) -> dict[str, Any]:
    """The benchmark's library as it is: the populations that it tells twice share nothing but the line that ties them, so that
    nothing can be found once that is gone, and every proposal is a chance."""
    untied = {name: study.model_copy(update={"reviewed_as": None}) for name, study in made_up.studies.items()}
    began = time.process_time()
    found = find_same(replace(made_up, studies=untied))
    return {
        "studies": len(untied),
        "seconds of CPU": round(time.process_time() - began, 1),
        "proposed by chance": len(found),
        "proposals": _counts(found),
    }


def planted(made_up: Library, each: int, seed: int) -> dict[str, Any]:
    """Pairs planted among 5,000 studies."""
    pairs = Planter(seed).pairs(each)
    untied = {name: study.model_copy(update={"reviewed_as": None}) for name, study in made_up.studies.items()}
    more = {study.id: study for pair in pairs for study in (pair.one, pair.other)}
    found = find_same(replace(made_up, studies=dict(sorted({**untied, **more}.items()))))
    by_pair = {frozenset(proposal.pair): proposal for proposal in found}
    figures: dict[str, Any] = {}
    wrong = 0
    for sort, (kind, _) in SORTS.items():
        own = [by_pair.get(frozenset({pair.one.id, pair.other.id})) for pair in pairs if pair.sort == sort]
        told = Counter(f"{proposal.kind}, {proposal.strength}" for proposal in own if proposal)
        wrong += sum(1 for proposal in own if proposal and proposal.strength == "certain" and proposal.kind != kind)
        figures[f"{sort} ({kind or 'two'})"] = f"{sum(map(bool, own))} of {each}: {dict(told) or '-'}"
    planted_pairs = {frozenset({pair.one.id, pair.other.id}) for pair in pairs}
    strangers = [proposal for proposal in found if frozenset(proposal.pair) not in planted_pairs]
    figures["between strangers"] = _counts(strangers)
    figures["wrong and certain"] = wrong + sum(proposal.strength == "certain" for proposal in strangers)
    return figures


def real_references(sample: Library, file: Path) -> dict[str, Any]:
    """Real references as a library, each a study; nobody said which are one, so that the proposals are to be read."""
    studies: dict[str, Study] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            study = _cited(number, json.loads(line))
            if study:
                studies[study.id] = study
    began = time.process_time()
    found = find_same(replace(sample, studies=studies))
    return {
        "studies": len(studies),
        "seconds of CPU": round(time.process_time() - began, 1),
        "proposals": _counts(found),
    }


def _cited(number: int, item: dict[str, Any]) -> Study | None:
    if not item.get("article_title"):
        return None
    names = [name.rsplit(" ", 1) for name in item["authors"] if name.strip()]
    identifiers = {"pmid": item.get("pmid"), "doi": item.get("doi")}
    reference = {
        "title": item["article_title"],
        "author": [{"family": name[0], "given": name[1]} if len(name) > 1 else {"family": name[0]} for name in names],
        "container-title": item["source"],
        "issued": (item["year"] or "")[:4],
        "volume": item["volume"],
        "page": "-".join(filter(None, (item["fpage"], item["lpage"]))),
        "identifiers": {kind: value for kind, value in identifiers.items() if value},
    }
    try:
        kept = {name: value for name, value in reference.items() if value}
        return Study.model_validate({"id": f"cited-{number}", "references": [kept]})
    except ValueError:
        return None


if __name__ == "__main__":
    raise SystemExit(main())
