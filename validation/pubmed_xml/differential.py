"""Where our reader, pubmed_parser and Biopython differ on the same files, field by field, with examples to judge by."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from aetia.sources.pubmed_xml import PubmedFile

PEERS = ("pubmed_parser", "biopython")
FIELDS = (
    "title", "abstract", "journal", "doi", "pmcid", "pages", "issue", "published", "authors", "mesh", "publication_types",
    "languages", "references",
)  # fmt: skip
_EXAMPLES = 3


def main() -> int:
    """Compare on every file; print a table, examples with --examples, and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of PubMed XML files")
    parser.add_argument("--peer-python", required=True, help="a Python that has pubmed_parser and biopython")
    parser.add_argument("--examples", action="store_true", help="show where they differ")
    asked = parser.parse_args()
    files = sorted(path for path in asked.data.rglob("*.xml*") if path.is_file())
    compared: Counter[str] = Counter()
    differ: dict[tuple[str, str], list[tuple[str, Any, Any]]] = defaultdict(list)
    refused: dict[str, list[str]] = {peer: [] for peer in PEERS}
    for file in files:
        ours = our_records(file)
        for peer in PEERS:
            theirs = peer_records(asked.peer_python, peer, file)
            if theirs is None:
                refused[peer].append(file.name)
                continue
            for record in theirs:
                mine = ours.get(record["pmid"])
                if record.get("deleted") or mine is None:
                    continue
                compared[peer] += 1
                for field in FIELDS:
                    if field in record and plain(field, record[field]) != plain(field, mine[field]):
                        differ[peer, field].append((record["pmid"], record[field], mine[field]))
    _print(differ, compared, asked.examples)
    counts = {peer: {field: len(differ[peer, field]) for field in FIELDS if differ[peer, field]} for peer in PEERS}
    print(json.dumps({"files": len(files), "compared": dict(compared), "differ": counts, "refused": refused}))
    return 0


def _print(differ: dict[tuple[str, str], list[tuple[str, Any, Any]]], compared: Counter[str], examples: bool) -> None:
    for (peer, field), cases in sorted(differ.items()):
        print(f"{peer}: {field} differs in {len(cases)} of {compared[peer]} records")
        for pmid, theirs, ours in cases[:_EXAMPLES] if examples else ():
            print(f"    PMID {pmid}\n      theirs {str(theirs)[:180]!r}\n      ours   {str(ours)[:180]!r}")


def our_records(file: Path) -> dict[str, dict[str, Any]]:
    """Our records by PMID, in the peers' shapes; of several versions the last."""
    found = {}
    for batch in PubmedFile(file):
        for row in batch.to_pylist():
            found[str(row["pmid"])] = {
                **{name: row[name] or "" for name in ("title", "journal", "doi", "pmcid", "issue", "published")},
                "pages": row["pages_printed"] or "",
                "abstract": " ".join(section["text"] or "" for section in row["abstract"]),
                "authors": [
                    [a["family"] or a["collective"] or "", a["given"] or "", a["initials"] or ""]
                    for a in row["authors"]
                ],
                "mesh": [heading["name"] for heading in row["mesh"]],
                "publication_types": [each["name"] for each in row["publication_types"]],
                "languages": ";".join(row["languages"]),
                "references": len(row["references"]),
            }
    return found


def peer_records(python: str, peer: str, file: Path) -> list[dict[str, Any]] | None:
    """A peer's records of a file; None where it cannot read it."""
    script = Path(__file__).with_name("peers.py")
    done = subprocess.run([python, str(script), peer, str(file)], capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else None


def plain(field: str, value: Any) -> Any:
    """A value without what no reader promises to keep: blanks, and where lists stand, their punctuation."""
    if field == "abstract":
        return re.sub(r"\s+", "", str(value))
    if isinstance(value, str):
        return " ".join(value.split())
    return value


if __name__ == "__main__":
    sys.exit(main())
