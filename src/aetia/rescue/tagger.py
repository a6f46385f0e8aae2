"""A second reading of a citation, word by word: which field each word most likely belongs to, and how sure that is.

A linear chain of tags with fitted weights (`words/tags.tsv`, made by `validation/citations/fit_tagger.py`). It knows no layouts,
so it reads what no layout fits: lists of names without commas, books, old hand-typed forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

from aetia.rescue.draft import Draft
from aetia.rescue.signs_of_words import signs_in_place, signs_of, words_of

TAGS = "ATJBEDVPLUWNC"
REACH = 2
_DOUBTFUL = 0.7
_KEPT_IN_RANGE = 8


@dataclass(frozen=True, slots=True)
class Tagging:
    """The words of a citation and the most likely row of tags.

    Args:
        words: start and end of each.
        tags: one letter of ``TAGS`` for each word.
        sure: for each word, the share of all rows of tags, by likelihood, that have this tag here.
    """

    words: list[tuple[int, int]]
    tags: str
    sure: list[float]


@dataclass(frozen=True)
class Weights:
    """Fitted weights.

    Args:
        rows: number of the row of each sign, for each distance from the word (-2 to 2).
        table: one row a sign, one column a tag.
        steps: from one tag (row) to the next (column).
        first: of the first tag.
        step_odds: the same as odds.
        turned_odds: the same, from the next tag back.
        first_odds: of the first tag, as odds.
    """

    rows: dict[int, dict[str, int]]
    table: np.ndarray[Any, Any]
    steps: np.ndarray[Any, Any]
    first: np.ndarray[Any, Any]
    step_odds: np.ndarray[Any, Any]
    turned_odds: np.ndarray[Any, Any]
    first_odds: np.ndarray[Any, Any]


def tag(draft: Draft) -> Tagging:
    """Tags the words of a citation that has had its first reading."""
    import numpy as np

    words = words_of(draft.text)
    if not words:
        return Tagging([], "", [])
    weights = load_weights()
    here = weights.rows[0]
    signs = signs_in_place(draft, words)
    beyond = [_rows_around(""), _rows_around("\n")]
    around = [beyond[0]] * REACH + [_rows_around(draft.text[a:b]) for a, b in words] + [beyond[1]] * REACH
    numbers: list[int] = []
    starts: list[int] = []
    for number, placed in enumerate(signs):
        starts.append(len(numbers))
        numbers.append(0)
        numbers += [here[sign] for sign in placed if sign in here]
        for distance in range(2 * REACH + 1):
            numbers += around[number + distance][distance]
    worth = np.add.reduceat(weights.table[numbers], starts, axis=0)
    return Tagging(words, *_decode(worth, weights))


def _word_at(texts: list[str], number: int) -> str:
    return "" if number < 0 else texts[number] if number < len(texts) else "\n"


@lru_cache(maxsize=50_000)
def _rows_around(word: str) -> tuple[tuple[int, ...], ...]:
    """For each distance, the rows of the signs of a word."""
    rows = load_weights().rows
    return tuple(
        tuple([there[sign] for sign in signs_at(word, distance) if sign in there]) for distance, there in rows.items()
    )


def signs_at(word: str, distance: int) -> tuple[str, ...]:
    """The signs of a word that count at a distance from it; before the first and after the last word there is nothing."""
    if word in {"", "\n"}:
        return ("none",)
    signs = signs_of(word)
    return signs if abs(distance) < REACH else signs[1:4]


def all_signs(draft: Draft, words: list[tuple[int, int]]) -> Iterator[list[str]]:
    """For each word all signs with their distances, as the weights are fitted on."""
    texts = [draft.text[start:end] for start, end in words]
    for number, placed in enumerate(signs_in_place(draft, words)):
        row = [f"0 {sign}" for sign in placed]
        for distance in range(-REACH, REACH + 1):
            row += [f"{distance} {sign}" for sign in signs_at(_word_at(texts, number + distance), distance)]
        yield row


def _decode(worth: np.ndarray[Any, Any], weights: Weights) -> tuple[str, list[float]]:
    """The best row of tags, and the share of each of its tags over all rows."""
    import numpy as np

    shares = _shares(worth, weights)
    row = shares.argmax(1)
    sure = shares.max(1)
    if sure.min() < _DOUBTFUL:
        row = _best_row(worth, weights)
        sure = shares[np.arange(len(row)), row]
    return "".join([TAGS[number] for number in row]), sure.tolist()


def _shares(worth: np.ndarray[Any, Any], weights: Weights) -> np.ndarray[Any, Any]:
    """For each word the share of each tag over all rows of tags, by likelihood: sums from both ends, kept in range now and then."""
    import numpy as np

    length = len(worth)
    odds = np.exp(worth - worth.max(1, keepdims=True))
    forward, backward = np.empty_like(odds), np.empty_like(odds)
    now = odds[0] * weights.first_odds
    forward[0] = now
    for at in range(1, length):
        now = now.dot(weights.step_odds) * odds[at]
        if not at % _KEPT_IN_RANGE:
            now /= now.sum()
        forward[at] = now
    now = np.ones(len(TAGS))
    backward[-1] = now
    for at in range(length - 1, 0, -1):
        now = (now * odds[at]).dot(weights.turned_odds)
        if not at % _KEPT_IN_RANGE:
            now /= now.sum()
        backward[at - 1] = now
    shares: np.ndarray[Any, Any] = forward * backward
    shares /= shares.sum(1, keepdims=True)
    return shares


def _best_row(worth: np.ndarray[Any, Any], weights: Weights) -> list[int]:
    """The one row of tags that is most likely as a whole."""
    length = len(worth)
    best = worth[0] + weights.first
    back = []
    turned = weights.steps.T
    for at in range(1, length):
        ways = turned + best
        back.append(ways.argmax(1))
        best = ways.max(1) + worth[at]
    row = [int(best.argmax())]
    for ways in reversed(back):
        row.append(int(ways[row[-1]]))
    return row[::-1]


@cache
def load_weights() -> Weights:
    """The fitted weights that come with the package."""
    import numpy as np

    listing = files("aetia.rescue").joinpath("words", "tags.tsv").read_text(encoding="utf-8")
    rows: dict[int, dict[str, int]] = {distance: {} for distance in range(-REACH, REACH + 1)}
    table = [[0.0] * len(TAGS)]
    steps = np.zeros((len(TAGS), len(TAGS)))
    first = np.zeros(len(TAGS))
    for line in listing.splitlines():
        if not line or line.startswith("#"):
            continue
        sign, values = line.split("\t")
        weights = [0.0] * len(TAGS)
        for value in values.split(" "):
            weights[TAGS.index(value[0])] = int(value[1:]) / 100
        kind, _, name = sign.partition(" ")
        if kind == "after":
            steps[TAGS.index(name)] = weights
        elif kind == "first":
            first[:] = weights
        else:
            rows[int(kind)][name] = len(table)
            table.append(weights)
    odds = np.exp(steps)
    return Weights(rows, np.array(table), steps, first, odds, odds.T.copy(), np.exp(first))
