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
_TELLING_TITLE = 8
"""Words of a title that names one paper: of 400 titles as long one is that of a second paper too."""
_EXACT, _CLOSE, _LIKELY_TITLE = 0.98, 0.95, 0.75
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
    shown = tuple(candidate for candidate in candidates if _is_worth_asking(candidate))[:SHOWN]
    if not shown:
        return Answer("unmatched", (), "no paper in the corpus is like it")
    best = shown[0]
    if best.probability >= threshold and not best.veto:
        return Answer("matched", shown)
    return Answer("ambiguous", shown, best.veto or _why(shown, threshold))


def named(compared: Sequence[tuple[Paper, Evidence]]) -> Answer:
    """The answer to what is nothing but an identifier: the one paper that has it. There is nothing that could be compared.

    Args:
        compared: papers that were found by it, each with its evidence.
    """
    found = tuple(Candidate(paper, 1.0, evidence) for paper, evidence in compared if evidence.identifier == "same")
    if len(found) == 1:
        return Answer("matched", found)
    if not found:
        return Answer("unmatched", (), "no paper in the corpus has this identifier")
    shares = tuple(candidate._replace(probability=1 / len(found)) for candidate in found)
    return Answer("ambiguous", shares, "its identifiers are those of different papers")


def _is_worth_asking(candidate: Candidate) -> bool:
    """Whether a person should look at a candidate: it is possible, and more agrees than a word or a year."""
    evidence = candidate.evidence
    if candidate.probability < POSSIBLE:
        return False
    title = _title_agrees(evidence) and evidence.title_words > 2
    return len(evidence.agreements) + title >= 2 or (title and not evidence.conflicts)


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
    if evidence.identifier == "same" and (why := _veto_of_identifier(evidence)):
        return why
    if evidence.year == "other" and evidence.volume == "other" and evidence.pages == "other":
        return "year, volume and pages all differ"
    if evidence.kind == "other" and not (evidence.author == evidence.pages == evidence.year == "same"):
        return "it is a notice, a comment, an abstract or a preprint, and the citation does not say so"
    if evidence.identifier == "same":
        return ""
    return _veto_of_title(evidence) if _title_agrees(evidence) else _veto_of_place(evidence)


def _veto_of_identifier(evidence: Evidence) -> str:
    """What forbids a match by a printed identifier: many are another paper's."""
    if _title_agrees(evidence) or _place_agrees(evidence):
        return ""
    if evidence.title is not None:
        return "the printed identifier is its, and the title is another"
    return "" if len(evidence.agreements) > 2 else "the printed identifier is its, and little else agrees"


def _veto_of_title(evidence: Evidence) -> str:
    """What forbids a match by the title: it stands at another place, it is short, or nothing agrees beside it."""
    place = "same" in (evidence.volume, evidence.pages)
    if evidence.journal == "other" and not place:
        return "the title is the same, and the journal another"
    if evidence.pages == "other" and evidence.title is not None and evidence.title < _EXACT:
        return "the title is nearly the same, and the page another"
    agreed = set(evidence.agreements) - {"journal"}
    if evidence.title_words < _LONG_TITLE and len(agreed) < _BESIDE_SHORT:
        return "a short title agrees, and too little beside it"
    if evidence.title is not None and evidence.title < _CLOSE and len(agreed) < _BESIDE_SHORT:
        return "the title is nearly the same, and too little agrees beside it"
    telling = evidence.title_words >= _TELLING_TITLE and evidence.title == 1.0 and not evidence.conflicts
    return "" if agreed or telling else "the title alone agrees"


def _veto_of_place(evidence: Evidence) -> str:
    """What forbids a match where the titles are not the same: the journal must agree, and most of place, first author and title."""
    if evidence.journal != "same":
        return _TITLE_DIFFERS
    alike = evidence.title is not None and evidence.title >= _LIKELY_TITLE
    if _place_agrees(evidence):
        named = evidence.author == "same" or (alike and evidence.author != "other")
        return "" if named else _TITLE_DIFFERS
    near = evidence.author == evidence.year == evidence.volume == "same" and evidence.pages != "other"
    return "" if near and alike else _TITLE_DIFFERS


_TITLE_DIFFERS = "the title does not agree, and not everything else does"


def _place_agrees(evidence: Evidence) -> bool:
    return evidence.pages == "same" and "same" in (evidence.year, evidence.volume)


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
