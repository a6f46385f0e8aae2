"""How often a citation gets the right paper, a wrong one, or none; and whether the probability means what it says.

python -m validation.resolve.run [--split choose|report] [--errors]

Nothing that is reported here was fitted on; see the README beside this file.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import pairwise

from aetia.resolve import Answer, CitationIndex, Paper, Query, Resolver
from aetia.resolve.match import THRESHOLD
from validation.resolve.data import Cited, bare, crossdoc_papers, hand_typed, pdf, printed
from validation.resolve.intervals import printed as share

_BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 1.0)


def main() -> None:
    """Resolve every set, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=["choose", "report"], default="report")
    parser.add_argument("--errors", action="store_true", help="print each citation that did not get its paper")
    asked = parser.parse_args()
    strings, made = pdf()
    crossdoc = crossdoc_papers()
    both = {**made, **crossdoc}
    sets: list[tuple[str, list[Cited], Mapping[str, Paper]]] = [
        ("bare fields, other articles", [cited for cited in bare() if cited.split == asked.split], crossdoc),
        ("typed anew, with slips", hand_typed(1500, asked.split), crossdoc),
        ("strings from PDF files", [cited for cited in strings if cited.split == asked.split], both),
    ]
    if asked.split == "report":
        sets.insert(0, ("printed, other articles", printed(), crossdoc))
    pairs: list[tuple[float, bool]] = []
    for name, citations, papers in sets:
        pairs += _table(name, citations, papers, asked.errors)
    _reliability(pairs)


def _table(
    name: str, citations: Sequence[Cited], papers: Mapping[str, Paper], errors: bool
) -> list[tuple[float, bool]]:
    """Print what became of the citations, with their papers in the corpus and without; returns probability and truth."""
    wanted = {cited.key for cited in citations}
    there = _answers(citations, papers.values())
    gone = _answers(citations, [paper for key, paper in papers.items() if key not in wanted])
    matched = [(cited, answer) for cited, answer in zip(citations, there, strict=True) if answer.match]
    right = sum(_is_right(cited, answer) for cited, answer in matched)
    unsure = [(cited, answer) for cited, answer in zip(citations, there, strict=True) if answer.outcome == "ambiguous"]
    held = sum(any(candidate.paper.key == cited.key for candidate in answer.candidates) for cited, answer in unsure)
    false = sum(answer.match is not None for answer in gone)
    precision, recall = right / max(1, len(matched)), right / len(citations)
    print(f"\n{name}: {len(citations)} citations among {len(papers)} papers, threshold {THRESHOLD}")
    print(f"  precision          {share(right, len(matched))}")
    print(f"  recall             {share(right, len(citations))}")
    print(f"  F1                 {2 * precision * recall / max(1e-9, precision + recall):.4f}")
    print(f"  ambiguous          {len(unsure)}, the paper among the candidates of {held}")
    print(f"  paper taken out    {share(false, len(citations))} matched")
    if errors:
        _print_errors(citations, there, gone)
    pairs = [(answer.probability, _is_right(cited, answer)) for cited, answer in zip(citations, there, strict=True)]
    return pairs + [(answer.probability, False) for answer in gone]


def _answers(citations: Sequence[Cited], papers: object) -> list[Answer]:
    index = CitationIndex.of_papers(papers)  # type: ignore[arg-type]
    return list(Resolver(index).resolve_many(Query(cited.text) for cited in citations))


def _is_right(cited: Cited, answer: Answer) -> bool:
    return bool(answer.candidates) and answer.candidates[0].paper.key == cited.key


def _reliability(pairs: Sequence[tuple[float, bool]]) -> None:
    """Print how often the best candidate was right, by its probability, half of the papers being absent."""
    print("\nprobability of the best candidate, every citation with its paper and without")
    for low, high in pairwise(_BINS):
        here = [(chance, right) for chance, right in pairs if low < chance <= high]
        if here:
            mean = sum(chance for chance, _ in here) / len(here)
            right = share(sum(true for _, true in here), len(here))
            print(f"  {low:.2f} to {high:.2f}: mean {mean:.3f}, right {right}, n {len(here)}")
    shown = [pair for pair in pairs if pair[0] > 0]
    print(
        f"  Brier score {sum((chance - right) ** 2 for chance, right in shown) / len(shown):.4f} of {len(shown)} with a candidate"
    )


def _print_errors(citations: Sequence[Cited], there: Sequence[Answer], gone: Sequence[Answer]) -> None:
    for cited, answer in zip(citations, there, strict=True):
        if not (answer.match and _is_right(cited, answer)):
            best = answer.candidates[0] if answer.candidates else None
            print(f"  {answer.outcome}: {' '.join(cited.text.split())[:200]} [{cited.key}] {answer.why}")
            if best:
                print(
                    f"      {best.probability:.3f} {best.paper.key} {best.paper.titles[:1]} {'; '.join(best.reasons)}"
                )
    for cited, answer in zip(citations, gone, strict=True):
        if answer.match:
            print(f"  taken out, matched: {' '.join(cited.text.split())[:200]} [{cited.key}] {answer.match.paper.key}")


if __name__ == "__main__":
    main()
