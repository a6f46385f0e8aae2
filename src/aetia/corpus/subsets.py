"""Subsets of records that ``[sb]`` and ``[filter]`` name: what each one is in a record."""

from __future__ import annotations

import re

_NO_LETTER = re.compile(r"[^a-z0-9]")
IN_PMC = "pubmedpmc"
FREE = frozenset({"freefulltext", "freetext", "freefulltextlimited"})
"""PubMed knows which papers are free to read; records only say which are in PubMed Central."""
_OWN = (
    "medline", "pubmednotmedline", "inprocess", "indatareview", "publisher", "oldmedline", "completed", "hasabstract",
    "hasstructuredabstract", "hasreferences", "hasdatabanklist", "hasassociateddatain", "hascommentin", "hascommenton",
    "haserratumfor", "haserratumin", "hasexpressionofconcernfor", "hasexpressionofconcernin", "haspartialretractionin",
    "haspartialretractionof", "hasretractionin", "hasretractionof", "hasretractedandrepublishedin",
    "hasretractedandrepublishedfrom", "hascorrectedandrepublishedin", "hascorrectedandrepublishedfrom", "hasrepublishedin",
    "hasrepublishedfrom", "hasupdatein", "hasupdateof", "hassummaryforpatientsin", "hasoriginalreportin", "hasreprintin",
    "hasreprintof", "jsubsetaim", "jsubsetim", "jsubsetd", "jsubsete", "jsubseth", "jsubsetk", "jsubsetn", "jsubsetom",
    "jsubsetq", "jsubsets", "jsubsett", "jsubsetx", "booksdocs", IN_PMC,
)  # fmt: skip
_TYPES = (
    "case reports", "clinical trial", "comment", "comparative study", "editorial", "guideline", "letter", "meta analysis",
    "observational study", "practice guideline", "preprint", "randomized controlled trial", "retracted publication",
    "retraction of publication", "review", "systematic review",
)  # fmt: skip
_HEADINGS = ("humans", "animals", "female", "male", "child", "infant", "adolescent", "adult", "middle aged", "aged")


def subset_name(text: str) -> str:
    """How the name of a subset is compared: small letters and digits alone."""
    return _NO_LETTER.sub("", text.lower())


_FACTS: dict[str, tuple[str, str]] = {
    **{name: ("sb", name) for name in _OWN},
    **{subset_name(name): ("pt", name) for name in _TYPES},
    **{subset_name(name): ("mh", name) for name in _HEADINGS},
    **dict.fromkeys(FREE, ("sb", IN_PMC)),
    "english": ("la", "eng"),
}
KNOWN = (*_OWN, *_TYPES, *_HEADINGS, "english", "free full text", "all")
"""The names that are understood, as they are listed for people."""


def subset_fact(text: str) -> tuple[str, str] | None:
    """The kind and value of the fact that makes a record one of a subset; None if there is no such subset."""
    return _FACTS.get(subset_name(text))
