"""Fields read out of printed citations, beside what is printed, on five sets.

    python validation/citations/run.py [--shared ../shared] [--part report] [--only jats] [--errors title]

Each figure has a 95 % interval: articles (or strings, where the article is not known) are drawn again with replacement, 1,000
times. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.rescue.citations import Citation, parse_citation  # noqa: E402
from validation.citations import sets  # noqa: E402
from validation.citations.measure import Figures, folded  # noqa: E402
from validation.citations.sets import Case  # noqa: E402

SETS: dict[str, tuple[Callable[[Path], Iterator[Case]], bool]] = {
    "jats-printed": (partial(sets.jats, punctuated=True), False),
    "jats-bare": (partial(sets.jats, punctuated=False), False),
    "pdf-strings": (sets.pdf_strings, False),
    "anystyle-core": (partial(sets.anystyle, name="core"), True),
    "anystyle-bad": (partial(sets.anystyle, name="bad"), True),
    "biorxiv": (sets.biorxiv, False),
}


def fold_reading(citation: Citation, case: Case, *, volume_numbers: bool) -> dict[str, str]:
    """A reading folded; the first author is compared by the family name that the gold knows."""
    values = folded(citation, volume_numbers=volume_numbers)
    wanted = case.gold.get("first_author")
    if wanted and values.get("first_author", "").find(wanted) in {0, len(values.get("first_author", "")) - len(wanted)}:
        values["first_author"] = wanted
    return values


def score(name: str, shared: Path, part: str, errors: str) -> dict[str, object]:
    """The figures of one set, printed and as values."""
    cases, volume_numbers = SETS[name]
    figures = Figures()
    spent = 0.0
    for case in cases(shared):
        if part not in {case.part, "all"}:
            continue
        started = time.process_time()
        citation = parse_citation(case.text)
        spent += time.process_time() - started
        values = fold_reading(citation, case, volume_numbers=volume_numbers)
        figures.add(case, values)
        if errors and case.gold.get(errors) is not None and case.gold.get(errors) != values.get(errors, ""):
            print(
                json.dumps(
                    [case.text, errors, case.gold[errors], values.get(errors), citation.fields], ensure_ascii=False
                )
            )
    bounds = figures.intervals()
    print(f"{name}, {part}: {figures.citations} citations, {1000 * spent / max(1, figures.citations):.2f} ms each")
    answer: dict[str, object] = {"citations": figures.citations}
    for field, tally in figures.total().items():
        row = {measure: getattr(tally, measure)() for measure in ("f1", "precision", "recall")}
        answer[field] = {**row, "wanted": tally.wanted, "intervals": bounds[field]}
        shown = "  ".join(
            f"{measure} {value:.3f} ({bounds[field][measure][0]:.3f} to {bounds[field][measure][1]:.3f})"
            for measure, value in row.items()
        )
        print(f"  {field:<13}{tally.wanted:>6}  {shown}")
    return answer


def main() -> int:
    """Score every set that is there; 1 if the shared data are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    parser.add_argument("--part", choices=(*sets.PARTS, "all"), default="report")
    parser.add_argument("--only", default="", help="score only the sets with this in their name")
    parser.add_argument(
        "--errors", default="", help="print each wrong reading of this field (never of the part report)"
    )
    arguments = parser.parse_args()
    if not (arguments.shared / sets.FOLDER).is_dir():
        print(
            f"no reference strings in {arguments.shared}; set AETIA_SHARED to the folder of development data",
            file=sys.stderr,
        )
        return 1
    if arguments.errors and arguments.part in {"report", "all"}:
        print("errors of the part that is reported are not looked at; choose --part fit", file=sys.stderr)
        return 1
    results = {
        name: score(name, arguments.shared, arguments.part, arguments.errors) for name in SETS if arguments.only in name
    }
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
