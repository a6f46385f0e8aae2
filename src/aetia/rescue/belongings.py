"""What belongs to the entry above it by its place or its label, whatever it says."""

from __future__ import annotations

import re

from aetia.rescue.labels import finding_lead
from aetia.rescue.signs import is_navigation, linked_share
from aetia.rescue.survey import Survey


def stands_with(survey: Survey, i: int, following: int) -> bool:
    """True where what follows an entry belongs to it by its place or its label: a quotation, the same item, the next cell."""
    if following >= min(len(survey.units), survey.footer) or survey.strong(following):
        return False
    unit, below = survey.units[i], survey.units[following]
    words = survey.words(following)
    if below.region != "main" or len(words.split()) < 2 or is_navigation(words) or linked_share(below) > 0.7:
        return False
    if "blockquote" in below.names or _labelled(survey, following):
        return True
    if unit.kind in {"item", "definition"} and below.kind == unit.kind:
        return below.continues or below.level > unit.level
    if below.kind == "item" and unit.kind == "paragraph" and re.search(r"[.!?][\"”»)]*$", words):
        after = survey.units[following + 1] if following + 1 < len(survey.units) else None
        return after is None or after.kind != "item" or after.level < below.level
    row = unit.cell is not None and below.cell is not None and below.cell[:2] == unit.cell[:2]
    return row and below.cell is not None and unit.cell is not None and below.cell[2] > unit.cell[2]


def _labelled(survey: Survey, i: int) -> bool:
    """True for a paragraph that says itself to be a finding: *Conclusion: ...*"""
    return (
        i < min(len(survey.units), survey.footer)
        and survey.units[i].kind in {"paragraph", "item", "definition", "cell"}
        and finding_lead(survey.words(i)) > 0
    )
