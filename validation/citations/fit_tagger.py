"""Fits the weights of the tagger on the fit part of the citations, and writes them with where they come from.

    python validation/citations/fit_tagger.py [--shared ../shared] [--rounds 120]

A chain of tags is fitted by its likelihood with a penalty on squares (L-BFGS). Small weights are dropped, the rest is written in
hundredths. The same data give the same file on the same machine; it takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.rescue.layout import read_layout  # noqa: E402
from aetia.rescue.mending import number_in_front  # noqa: E402
from aetia.rescue.signs_of_words import words_of  # noqa: E402
from aetia.rescue.tagger import TAGS, all_signs  # noqa: E402
from validation.citations import tagged  # noqa: E402

TARGET = PROJECT / "src" / "aetia" / "rescue" / "words" / "tags.tsv"
LEAST_SEEN = 3
PENALTY = 2.0
HAND_LABELLED = 4.0
DROPPED = 0.05
LIMITS = {"articles": 1500, "bare": 700, "pdf": 1200, "rearranged": 500}
HEADER = """\
# How much each sign of a word speaks for each tag, in hundredths: distance and sign, then tag and weight.
# Tags: A authors, T title, J journal, B book, E editors, D date, V volume or issue, P pages, L place, U publisher,
# W identifier or address, N anything else, C number of the citation. "after" and "first" are the weights of one tag following
# another, and of the first. Made by validation/citations/fit_tagger.py, from the fit part of: references of open-access
# articles (CC-BY or CC0), references taken out of PDFs (Apache-2.0), hand-labelled references (BSD-2-Clause); see
# validation/citations/README.md. Not to be edited by hand.
"""
Matrix = np.ndarray[Any, Any]


def examples(shared: Path) -> list[tuple[list[list[str]], str, float]]:
    """Signs and tags of each citation to fit on, and its weight: hand-labelled ones, being few and of many kinds, count more."""
    parts = [
        (tagged.anystyle(shared, "core", "fit"), HAND_LABELLED, None),
        (tagged.anystyle(shared, "bad", "fit"), HAND_LABELLED, None),
        (tagged.articles(shared, "fit", punctuated=True), 1.0, LIMITS["articles"]),
        (tagged.articles(shared, "fit", punctuated=False), 0.5, LIMITS["bare"]),
        (tagged.pdf_strings(shared, "fit"), 1.0, LIMITS["pdf"]),
        (tagged.rearranged(tagged.articles(shared, "fit", punctuated=True)), 0.5, LIMITS["rearranged"]),
    ]
    found = []
    for source, weight, limit in parts:
        cases = list(source)
        step = max(1, len(cases) // limit) if limit else 1
        for text, tags in cases[::step]:
            first = number_in_front(text)
            bare = " " * first + text[first:]
            kept = {start: tag for (start, _), tag in zip(words_of(text), tags, strict=True)}
            words = [word for word in words_of(bare) if word[0] in kept]
            if words:
                signs = list(all_signs(read_layout(bare, (), finding=False), words))
                found.append((signs, "".join(kept[start] for start, _ in words), weight))
    return found


class Problem:
    """The likelihood of the tags given the signs, over all citations at once, in lots of like length."""

    def __init__(self, cases: list[tuple[list[list[str]], str, float]]) -> None:
        seen = Counter(sign for signs, _, _ in cases for row in signs for sign in set(row))
        self.names = sorted(name for name, count in seen.items() if count >= LEAST_SEEN)
        column = {name: number for number, name in enumerate(self.names)}
        cases = sorted(cases, key=lambda case: len(case[1]))
        self.lots: list[tuple[csr_matrix, Matrix, Matrix, Matrix]] = []
        for lot in _batched(cases, 128):
            self.lots.append(self._lot(lot, column))
        self.size = len(self.names)

    def _lot(self, lot: Any, column: dict[str, int]) -> tuple[csr_matrix, Matrix, Matrix, Matrix]:
        longest = max(len(tags) for _, tags, _ in lot)
        gold = np.full((len(lot), longest), -1)
        indices: list[int] = []
        pointers = [0]
        for number, (signs, tags, _) in enumerate(lot):
            for at in range(longest):
                if at < len(tags):
                    gold[number, at] = TAGS.index(tags[at])
                    indices += [column[sign] for sign in signs[at] if sign in column]
                pointers.append(len(indices))
        matrix = csr_matrix((np.ones(len(indices)), indices, pointers), shape=(len(lot) * longest, len(column)))
        return matrix, gold, (gold >= 0), np.array([weight for _, _, weight in lot])

    def loss(self, flat: Matrix) -> tuple[float, Matrix]:
        """Minus the log-likelihood with its penalty, and the gradient."""
        count = len(TAGS)
        table = flat[: self.size * count].reshape(self.size, count)
        steps = flat[self.size * count : -count].reshape(count, count)
        first = flat[-count:]
        total = 0.5 * PENALTY * float(flat @ flat) * 0.5
        gradient = 0.5 * PENALTY * flat
        d_table = gradient[: self.size * count].reshape(self.size, count)
        d_steps = gradient[self.size * count : -count].reshape(count, count)
        d_first = gradient[-count:]
        for matrix, gold, real, weight in self.lots:
            loss, d_worth, lot_steps, lot_first = _chain(matrix @ table, gold, real, weight, steps, first)
            total += loss
            d_table += matrix.T @ d_worth
            d_steps += lot_steps
            d_first += lot_first
        return total, gradient


def _batched(items: list[Any], size: int) -> list[list[Any]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def _chain(
    flat: Matrix, gold: Matrix, real: Matrix, weight: Matrix, steps: Matrix, first: Matrix
) -> tuple[float, Matrix, Matrix, Matrix]:
    """Loss of one lot and its gradients, by the forward and backward sums in scaled odds."""
    cases, longest = gold.shape
    count = len(TAGS)
    worth = flat.reshape(cases, longest, count)
    top = worth.max(2, keepdims=True)
    odds = np.where(real[:, :, None], np.exp(worth - top), 1.0)
    moves = np.exp(steps)
    forward = np.zeros_like(odds)
    scale = np.ones((cases, longest))
    now = odds[:, 0] * np.exp(first)
    scale[:, 0] = now.sum(1)
    forward[:, 0] = now / scale[:, :1]
    for at in range(1, longest):
        now = np.where(real[:, at, None], (forward[:, at - 1] @ moves) * odds[:, at], forward[:, at - 1])
        scale[:, at] = now.sum(1)
        forward[:, at] = now / scale[:, at, None]
    backward = np.ones_like(odds)
    pairs = np.zeros((count, count))
    for at in range(longest - 2, -1, -1):
        there = backward[:, at + 1] * odds[:, at + 1]
        both = real[:, at + 1, None]
        now = np.where(both, (there @ moves.T) / scale[:, at + 1, None], 1.0)
        share = weight[:, None] * both / scale[:, at + 1, None]
        pairs += moves * ((forward[:, at] * share).T @ there)
        backward[:, at] = now
    shares = forward * backward * real[:, :, None]
    safe = np.maximum(gold, 0)
    hit = np.take_along_axis(worth, safe[:, :, None], 2)[:, :, 0] * real
    chosen = (first[gold[:, 0]] + hit.sum(1)) @ weight
    d_pairs = pairs
    follow = real[:, 1:] & real[:, :-1]
    for left, right, lot_weight in zip(gold[:, :-1], gold[:, 1:], weight, strict=True):
        mask = (left >= 0) & (right >= 0)
        np.subtract.at(d_pairs, (left[mask], right[mask]), lot_weight)
    before, after = safe[:, :-1], safe[:, 1:]
    chosen += float((steps[before, after] * follow).sum(1) @ weight)
    log_sum = ((np.log(scale) + top[:, :, 0]) * real).sum(1) @ weight
    d_worth = shares * weight[:, None, None]
    places = np.nonzero(real)
    d_worth[places[0], places[1], gold[places]] -= weight[places[0]]
    d_first = (shares[:, 0] * weight[:, None]).sum(0)
    np.subtract.at(d_first, gold[:, 0], weight)
    return float(log_sum - chosen), d_worth.reshape(cases * longest, count), d_pairs, d_first


def write(problem: Problem, flat: Matrix, target: Path) -> None:
    """Writes the weights that are not small, in hundredths."""
    count = len(TAGS)
    lines = [HEADER]
    named = [(name, flat[number * count : (number + 1) * count]) for number, name in enumerate(problem.names)]
    steps = flat[problem.size * count : -count].reshape(count, count)
    whole = [(f"after {tag}", steps[number]) for number, tag in enumerate(TAGS)] + [("first ", flat[-count:])]
    for least, rows in ((0.005, whole), (DROPPED, named)):
        for name, weights in rows:
            kept = [f"{tag}{round(100 * w)}" for tag, w in zip(TAGS, weights, strict=True) if abs(w) >= least]
            if kept:
                lines.append(f"{name}\t{' '.join(kept)}\n")
    target.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    problem = Problem(examples(arguments.shared))
    size = problem.size * len(TAGS) + len(TAGS) ** 2 + len(TAGS)
    print(f"{size} weights of {problem.size} signs", flush=True)
    found = minimize(
        problem.loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": arguments.rounds, "maxcor": 8}
    )
    write(problem, found.x, arguments.target)
    print(f"loss {found.fun:.0f} after {found.nit} rounds; {arguments.target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
