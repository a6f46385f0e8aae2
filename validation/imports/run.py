"""Imports: round trips of every citation export of the development data, and duplicates beside identifiers.

    python validation/imports/run.py [--shared ../shared] [--table validation/imports/round-trips.tsv]

Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.model.reference import Reference  # noqa: E402 (the folder of the project must be known first)
from aetia.sources.pubmed_records import PubmedRecords  # noqa: E402
from validation.imports.duplicates import Score, labels_of, scored, with_copies, without_identifiers  # noqa: E402
from validation.imports.expected import beside_expected  # noqa: E402
from validation.imports.files import Read, exports, read  # noqa: E402
from validation.imports.round_trips import summary, table, trips  # noqa: E402

SEED = 20_261_130


def main() -> int:
    """Measure; 1 if the shared files are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    parser.add_argument("--table", type=Path, help="write one line a file here")
    arguments = parser.parse_args()
    if not (arguments.shared / "data" / "citation-exports").is_dir():
        print(f"no citation exports in {arguments.shared}; set AETIA_SHARED to the development data", file=sys.stderr)
        return 1
    files = list(exports(arguments.shared))
    found = trips(files)
    if arguments.table:
        arguments.table.write_text(table(found), encoding="utf-8")
    print(f"{len(files)} files, {sum(file.records for file in files):,} records")
    for file in files:
        if file.refused:
            print(f"  refused: {file.name}: {file.refused[:120]}")
    print(summary(found))
    pairs = beside_expected(arguments.shared)
    print(
        f"\n{len(pairs)} files beside the BibTeX that is expected, {sum(not pair.differing for pair in pairs)} equal in every field"
    )
    for pair in pairs:
        print(f"  {pair.name}: {', '.join(pair.differing) or 'equal'}")
    scores = {title: _shown(title, *records) for title, records in _sets(arguments.shared, files).items()}
    print(json.dumps({"files": len(files), "records": sum(file.records for file in files), "duplicates": scores}))
    return 0


def _sets(shared: Path, files: list[Read]) -> dict[str, tuple[list[Reference], list[int | None]]]:
    """Sets of records, and what each is labelled with."""
    sets = {}
    for name in ("new_benchmark_data", "new_stage_data"):
        references = [one for file in files if file.name.startswith(f"citesource-{name}/") for one in file.references]
        sets[f"CiteSource, {name}"] = (without_identifiers(references), labels_of(references))
    folder = shared / "data" / "curated-bibliography"
    zotero = [one for path in sorted(folder.glob("Zotero-*.gz")) for one in read(path, path.name).references]
    sets["one bibliography as BibTeX, CSV and RIS"] = (without_identifiers(zotero), labels_of(zotero))
    pubmed = pubmed_records(shared)
    sets["PubMed, each record once"] = (without_identifiers(pubmed), list(range(len(pubmed))))
    copies, of = with_copies(without_identifiers(pubmed), SEED)
    sets["PubMed, with a made-up copy of each"] = (copies, of)
    return sets


def pubmed_records(shared: Path) -> list[Reference]:
    """The records of PubMed among the development data, each PMID once."""
    found: dict[str | None, Reference] = {}
    for path in sorted((shared / "data" / "pubmed-xml").glob("*.xml.gz")):
        for record in PubmedRecords(path):
            if reference := record.reference():
                found.setdefault(reference.identifiers.pmid, reference)
    return list(found.values())


def _shown(title: str, references: list[Reference], labels: list[int | None]) -> dict[str, object]:
    score: Score = scored(references, labels)
    print(f"\n{title}: {len(references):,} records, {score.records:,} with a label")
    for name in ("precision", "recall", "sensitivity", "specificity"):
        print(f"  {name:<12}{getattr(score, name)}")
    for what, pairs in (("put together wrongly", score.wrong), ("missed", score.missed)):
        for one, other in pairs[:5]:
            print(f"  {what}: {references[one].title[:60]!r} and {references[other].title[:60]!r}")
    return {name: str(getattr(score, name)) for name in ("precision", "recall", "sensitivity", "specificity")}


if __name__ == "__main__":
    sys.exit(main())
