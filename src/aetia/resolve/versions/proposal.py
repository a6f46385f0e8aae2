"""A proposal: two studies that may be one, in which sense, how surely, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from aetia.model.decision import SameKind

Strength = Literal["certain", "likely", "possible"]

KINDS: tuple[SameKind, ...] = get_args(SameKind)
"""From the most specific on; a notice is of its own kind and never joined."""
STRENGTHS: tuple[Strength, ...] = get_args(Strength)


@dataclass(frozen=True)
class Verdict:
    """What the comparison of two publications or studies says: in which sense they are one, how surely, and why."""

    kind: SameKind
    strength: Strength
    reasons: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is more specific, then surer."""
        return KINDS.index(self.kind), STRENGTHS.index(self.strength)


@dataclass(frozen=True)
class Proposal:
    """Two studies, in order of their names, with what was found.

    Attributes:
        one, other: by identifier.
        kind: ``publication``, ``version``, ``population`` or ``notice``; see :class:`aetia.model.decision.SameDecision`.
        strength: ``certain`` rests on identifiers, on what PubMed links, or on title, author, year and place together; only
            that is joined unasked. ``likely`` and ``possible`` are for a person.
        reasons: each as a few words.
        answer: a person's ``yes``, where one was given and not yet carried out.
    """

    one: str
    other: str
    kind: SameKind
    strength: Strength
    reasons: tuple[str, ...]
    answer: Literal["yes"] | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """Both studies."""
        return self.one, self.other

    @property
    def why(self) -> str:
        """The reasons as one sentence."""
        return "; ".join(self.reasons)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Place in a list: most specific first, then surest, then by name."""
        return KINDS.index(self.kind), STRENGTHS.index(self.strength), self.one, self.other

    def plain(self) -> dict[str, Any]:
        """The proposal as plain values, for JSON."""
        return {
            "one": self.one,
            "other": self.other,
            "kind": self.kind,
            "strength": self.strength,
            "reasons": list(self.reasons),
            "answer": self.answer,
        }
