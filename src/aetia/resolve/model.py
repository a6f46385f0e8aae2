"""The probability that a citation means a paper: a small model whose every weight can be read.

Each candidate has a score, the sum of the weights of what speaks for it and against it. *None of them* has the score 0. The
probabilities of the candidates and of none are their scores' exponentials, divided by the sum of all (a conditional logit model,
McFadden 1974): a citation means one paper, or none that the corpus has.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from aetia.resolve.evidence import Evidence

_LONG = 12
"""Words from which a title does not tell more by being longer."""
_FIELDS = ("author", "year", "volume", "pages", "journal", "identifier", "kind")


def features(evidence: Evidence) -> dict[str, float]:
    """What the model looks at, by the names of its weights; a sign that is not there is left out.

    Args:
        evidence: of one candidate.
    """
    found: dict[str, float] = {"constant": 1.0}
    likeness = evidence.title
    if likeness is None:
        found["title absent"] = 1.0
    else:
        found["title"] = max(0.0, likeness - 0.5) * 2
        found["title long"] = found["title"] * min(evidence.title_words, _LONG) / _LONG
        if likeness < 0.6:
            found["title other"] = 1.0
        if evidence.alone:
            found["title in text"] = 1.0
    for name in _FIELDS:
        value = getattr(evidence, name)
        if value != "absent":
            found[f"{name} {value}"] = 1.0
    return found


@cache
def weights() -> Mapping[str, float]:
    """The fitted weights, from ``weights.toml``."""
    text = files("aetia.resolve").joinpath("weights.toml").read_text(encoding="utf-8")
    return {name: float(value) for name, value in tomllib.loads(text)["weights"].items()}


@lru_cache(maxsize=1 << 14)
def score(evidence: Evidence) -> float:
    """The score of a candidate, in log odds against none of them."""
    fitted = weights()
    return sum(fitted.get(name, 0.0) * value for name, value in features(evidence).items())


def probabilities(scores: Sequence[float]) -> list[float]:
    """The probability of each candidate, 0 to 1; with that of none they sum to 1."""
    if len(scores) == 1:
        return [1 / (1 + math.exp(-max(-700.0, scores[0])))]
    highest = max([0.0, *scores])
    shares = [math.exp(value - highest) for value in scores]
    total = sum(shares) + math.exp(-highest)
    return [share / total for share in shares]


def shown(probability: float, digits: int = 4) -> float:
    """A probability for people: rounded, but never to a certainty that it is not (0.99997 is shown as 0.9999).

    Args:
        probability: 0 to 1.
        digits: after the point.
    """
    rounded = round(probability, digits)
    return 1 - 10**-digits if rounded == 1.0 and probability < 1.0 else rounded
