"""Safety: pages inform and do not advise, and some must say what they do not mean."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.faults import Fault
from aetia.model.concept import Concept

_NEEDED_FOR = frozenset({"drug", "vaccine", "device", "metal"})


def needs_safety_text(concept: Concept) -> bool:
    """Whether a page on this exposure must say what it does not mean: a drug, vaccine, device, metal or treatable infection."""
    return concept.exposure_class in _NEEDED_FOR or (concept.exposure_class == "infection" and concept.treatable)


def missing_safety(case: Case) -> Iterator[Fault]:
    """Cause pages without the safety text, or without the guideline, that their exposure asks for."""
    for topic in case.library.topics.values():
        concept = case.library.concepts.get(topic.exposure or "")
        if concept is None or not needs_safety_text(concept):
            continue
        file = layout.topic_file(topic.id)
        sort = (
            f"a treatable {concept.exposure_class}"
            if concept.exposure_class == "infection"
            else f"a {concept.exposure_class}"
        )
        if topic.safety is None or not any(text.strip() for text in topic.safety.text.values()):
            yield case.fault(
                "no-safety-text",
                file,
                ("safety",) if topic.safety else ("exposure",),
                f"a page on {sort} says what it does not mean, and this one does not",
                "Add 'safety' with a 'text': what nobody should start, stop or have removed because of this page",
            )
        elif topic.safety.guideline is None:
            yield case.fault(
                "no-guideline",
                file,
                ("safety",),
                f"the safety text of a page on {sort} names no guideline",
                "Add 'guideline' with its 'title' and 'url'",
            )
