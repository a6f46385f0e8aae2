"""Names of people as they are looked up."""

from __future__ import annotations

from functools import lru_cache

from aetia.corpus.folding import normal

_KEPT = 1 << 16


@lru_cache(maxsize=_KEPT)
def author_name(family: str | None, initials: str | None, given: str | None, suffix: str | None) -> str:
    """``smith ja``: family name and initials in one piece, as PubMed lists authors; ``smith ja jr`` with a suffix."""
    letters = normal(initials or "").replace(" ", "") or "".join(word[0] for word in normal(given or "").split())
    return " ".join(filter(None, (normal(family or ""), letters, normal(suffix or ""))))


@lru_cache(maxsize=_KEPT)
def full_name(family: str | None, given: str | None, suffix: str | None) -> str:
    """``smith john a``: family name first."""
    return " ".join(filter(None, (normal(family or ""), normal(given or ""), normal(suffix or ""))))
