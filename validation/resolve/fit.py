"""Fits the weights of the model that decides whether a citation means a paper, and writes them.

python -m validation.resolve.fit [--write]

Only the part ``fit`` of the citations is looked at (``validation/resolve/data.py``): references typed anew in fifteen styles, bare
fields from other articles, strings from PDF files. Each stands there with its paper in the corpus and without it, with decoys
(papers that resemble the right one) and without them, and those that were not typed here once more with slips of the pen. Weights
of what agrees are held at 0 or above, of what conflicts at 0 or below, so that no accident of these citations turns an agreement
into an argument against.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from aetia.resolve.candidates import by_words, find_many, parsed_keys, printed_keys
from aetia.resolve.evidence import compare
from aetia.resolve.index import CitationIndex
from aetia.resolve.model import features
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query
from validation.resolve.data import Cited, bare, crossdoc_papers, hand_typed, pdf
from validation.resolve.noise import decoys, misprinted

PENALTY = 0.05
"""Of the squared weights, in units of log likelihood."""
_TYPED = 4000
"""References that are typed for the fit."""
_FALSE_ALONE = 0.1
"""How often a corpus has, of all that a citation fits, nothing but decoys."""
_FOR = ("author same", "author listed", "year same", "volume same", "volume swapped", "pages same", "pages last", "journal same",
        "identifier same", "title", "title long")  # fmt: skip
_AGAINST = ("author other", "year other", "volume other", "pages other", "journal other", "identifier other", "kind other",
            "title other")  # fmt: skip
Example = tuple[list[dict[str, float]], int]


def examples(citations: Sequence[Cited], papers: dict[str, Paper], seed: int) -> list[Example]:
    """Candidates' features and which of them is right (-1: none), for each citation and its variants."""
    index = CitationIndex.of_papers(papers.values())
    listed = list(papers.values())
    chance = random.Random(seed)
    found: list[Example] = []
    for cited in citations:
        if cited.key not in papers:
            continue
        texts = (cited.text,) if cited.source == "typed" else (cited.text, misprinted(cited.text, chance))
        for text in texts:
            query = Query(text)
            query.fields  # noqa: B018 (read, as in the second round)
            both = find_many(index, [printed_keys(query), parsed_keys(query)])
            numbers = [number for papers_found in both for number in list(papers_found)[:10]]
            candidates = [listed[number] for number in dict.fromkeys([*numbers, *by_words(index, query)[:8]])]
            others = [paper for paper in candidates if paper.key != cited.key]
            false = decoys(papers[cited.key], chance)
            variants = [candidates, others, candidates + false]
            if chance.random() < _FALSE_ALONE:
                variants.append(others + false)
            for shown in variants:
                right = next((place for place, paper in enumerate(shown) if paper.key == cited.key), -1)
                found.append(([features(compare(query, paper)) for paper in shown], right))
    return found


def fit(found: Sequence[Example]) -> dict[str, float]:
    """The weights of the highest penalised likelihood, within their signs; those of 0 are left out."""
    names = sorted({name for candidates, _ in found for each in candidates for name in each})
    place = {name: number for number, name in enumerate(names)}
    rows = [each for candidates, _ in found for each in candidates]
    matrix = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name, value in row.items():
            matrix[number, place[name]] = value
    owner = np.repeat(np.arange(len(found)), [len(candidates) for candidates, _ in found])
    right = np.concatenate([np.arange(len(candidates)) == at for candidates, at in found if candidates]).astype(float)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = matrix @ weights
        highest = np.zeros(len(found))
        np.maximum.at(highest, owner, scores)
        shares = np.exp(scores - highest[owner])
        total = np.exp(-highest) + np.bincount(owner, shares, len(found))
        value = float((np.log(total) + highest).sum() - right @ scores + PENALTY * weights @ weights)
        return value, matrix.T @ (shares / total[owner] - right) + 2 * PENALTY * weights

    bounds = [(0, None) if name in _FOR else (None, 0) if name in _AGAINST else (None, None) for name in names]
    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000})
    rounded = {name: round(float(weight), 3) for name, weight in zip(names, best.x, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight}


def main() -> None:
    """Fit, print, and write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    asked = parser.parse_args()
    strings, made = pdf()
    papers = {**made, **crossdoc_papers()}
    from_pdf = [cited for cited in strings if cited.split == "fit"][:1000]
    citations = [*hand_typed(_TYPED, "fit"), *(cited for cited in bare() if cited.split == "fit"), *from_pdf]
    weights = fit(examples(citations, papers, seed=6))
    text = _TOML.format(
        count=len(citations), weights="\n".join(f'"{name}" = {value}' for name, value in weights.items())
    )
    print(text)
    if asked.write:
        path = Path(__file__).resolve().parents[2] / "src/aetia/resolve/weights.toml"
        path.write_text(text, encoding="utf-8")


_TOML = """\
# Weights of the model in model.py, in log odds; fitted by validation/resolve/fit.py on {count} citations
# (biblio-glutton's references from PDF files, Apache-2.0; references of open-access articles, CC BY or CC0) and variants of them.

[weights]
{weights}
"""

if __name__ == "__main__":
    main()
