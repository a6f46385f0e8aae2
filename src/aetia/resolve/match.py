"""The answer to a citation: matched, ambiguous or unmatched, with what speaks for it and against it.

A model gives each candidate a probability (:mod:`aetia.resolve.model`). Vetoes stand above it: what they strike is never matched,
whatever the model says, because a plausible wrong paper is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from aetia.resolve.evidence import SAME_TITLE, Evidence
from aetia.resolve.model import probabilities, score
from aetia.resolve.paper import Paper

Outcome = Literal["matched", "ambiguous", "unmatched"]

THRESHOLD = 0.9
"""Probability from which a candidate is matched; what it means in errors is in ``validation/resolve/README.md``."""
POSSIBLE = 0.05
"""Probability from which a paper is shown as a candidate."""
SHOWN = 5
"""Candidates that are shown."""
_LONG_TITLE = 5
_BESIDE_SHORT = 2
"""Fields beside the journal that have to agree with a short title, which many papers bear (*Reply*, *Obesity*)."""


class Candidate(NamedTuple):
    """A paper that a citation may mean.

    Args:
        paper: it.
        probability: that the citation means it, 0 to 1.
        evidence: field by field.
        veto: why it is not matched whatever its probability; empty where nothing forbids it.
    """

    paper: Paper
    probability: float
    evidence: Evidence
    veto: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for it and against it, in words."""
        return (*_for(self.evidence), *_against(self.evidence), *((self.veto,) if self.veto else ()))


class Answer(NamedTuple):
    """What a citation was resolved to.

    Args:
        outcome: ``matched`` one paper; ``ambiguous``, a person has to look; ``unmatched``, the corpus has none.
        candidates: best first; the first one is the match of a matched citation.
        why: why it is not matched, in words; empty where it is.
    """

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    why: str = ""

    @property
    def match(self) -> Candidate | None:
        """The paper, where one is matched."""
        return self.candidates[0] if self.outcome == "matched" else None

    @property
    def probability(self) -> float:
        """Of the best candidate; 0 without one."""
        return self.candidates[0].probability if self.candidates else 0.0


def judge(compared: Sequence[tuple[Paper, Evidence]], threshold: float = THRESHOLD) -> Answer:
    """The answer that the compared candidates give.

    Args:
        compared: papers, each with its evidence.
        threshold: probability from which one is matched, 0 to 1.
    """
    shares = probabilities([score(evidence) for _, evidence in compared])
    candidates = [
        Candidate(paper, share, evidence, veto(evidence))
        for (paper, evidence), share in zip(compared, shares, strict=True)
    ]
    if len(candidates) > 1:
        candidates.sort(key=lambda candidate: (-candidate.probability, candidate.paper.key))
    shown = tuple(candidate for candidate in candidates[:SHOWN] if candidate.probability >= POSSIBLE)
    if not shown:
        return Answer("unmatched", (), "no paper in the corpus is like it")
    best = shown[0]
    if best.probability >= threshold and not best.veto:
        return Answer("matched", shown)
    return Answer("ambiguous", shown, best.veto or _why(shown, threshold))


def _why(shown: Sequence[Candidate], threshold: float) -> str:
    if len(shown) > 1 and shown[1].probability > shown[0].probability / 4:
        return "more than one paper fits it"
    return f"its best candidate has a probability of {shown[0].probability:.2f}, below {threshold:.2f}"


@lru_cache(maxsize=1 << 14)
def veto(evidence: Evidence) -> str:
    """Why a candidate must not be matched without a person; empty where nothing forbids it.

    Args:
        evidence: of the candidate.
    """
    title = _title_agrees(evidence)
    if evidence.identifier == "same" and not title and len(evidence.agreements) <= 2:
        return "the printed identifier is its, and little else agrees"
    if evidence.year == "other" and evidence.volume == "other" and evidence.pages == "other":
        return "year, volume and pages all differ"
    if evidence.kind == "other" and not (evidence.author == evidence.pages == evidence.year == "same"):
        return "it is a notice, a comment, an abstract or a preprint, and the citation does not say so"
    if evidence.identifier == "same":
        return ""
    if not title:
        place = evidence.pages == "same" and "same" in (evidence.year, evidence.volume)
        whole = place and evidence.author == "same" and evidence.journal == "same"
        return "" if whole else "the title does not agree, and not everything else does"
    agreed = set(evidence.agreements) - {"journal"}
    if evidence.title_words < _LONG_TITLE and len(agreed) < _BESIDE_SHORT:
        return "a short title agrees, and too little beside it"
    if not agreed:
        return "the title alone agrees"
    return ""


def _title_agrees(evidence: Evidence) -> bool:
    return evidence.title is not None and evidence.title >= SAME_TITLE


_NAMES = {
    "author": "first author",
    "year": "year",
    "volume": "volume",
    "pages": "page",
    "journal": "journal",
    "identifier": "identifier",
}


def _for(evidence: Evidence) -> list[str]:
    found = []
    if evidence.title is not None and evidence.title >= SAME_TITLE:
        found.append(
            "the title is the same" if evidence.title >= 0.995 else f"the title is alike ({evidence.title:.2f})"
        )
    agreed = [name for key, name in _NAMES.items() if getattr(evidence, key) == "same"]
    if agreed:
        found.append(f"{_listed(agreed)} {'agrees' if len(agreed) == 1 else 'agree'}")
    if evidence.volume == "swapped":
        found.append("volume and issue are swapped")
    if evidence.pages == "last":
        found.append("the last page agrees")
    if evidence.year == "near":
        found.append("the year is one off")
    if evidence.author == "listed":
        found.append("the first author is another one of its authors")
    return found


def _against(evidence: Evidence) -> list[str]:
    found = []
    if evidence.title is not None and evidence.title < SAME_TITLE:
        found.append(f"the title is not the same ({evidence.title:.2f})")
    other = [name for key, name in _NAMES.items() if getattr(evidence, key) == "other"]
    if other:
        found.append(f"{_listed(other)} {'differs' if len(other) == 1 else 'differ'}")
    if evidence.initials == "other":
        found.append("the first author's initials differ")
    return found


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
