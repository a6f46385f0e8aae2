"""Concepts: every name that a topic or a finding uses is known, and of the right kind."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from aetia.library import layout
from aetia.library.check.case import Case, Path
from aetia.library.faults import Fault

MOST_SUGGESTIONS = 50
"""Finding a similar name is slow; a library with more unknown names than this lacks its concepts."""


def unknown_concepts(case: Case) -> Iterator[Fault]:
    """Diseases and exposures that `concepts.yaml` does not hold, or holds as the other kind."""
    if layout.CONCEPTS in case.unread:
        return  # the name may stand in the part that could not be read
    near: dict[tuple[str, str], str] = {}
    for file, path, name, kind in _uses(case):
        concept = case.library.concepts.get(name)
        if concept is None:
            if (name, kind) not in near:
                near[name, kind] = _near(case, name, kind) if len(near) < MOST_SUGGESTIONS else ""
            yield case.fault(
                "unknown-concept",
                file,
                path,
                f"{layout.CONCEPTS} has no {kind} '{name}'{near[name, kind]}",
                f"Correct the name, or add '{name}' to {layout.CONCEPTS}",
            )
        elif concept.kind != kind:
            yield case.fault(
                "wrong-kind",
                file,
                path,
                f"'{name}' is {_article(concept.kind)} {concept.kind}, and here stands {_article(kind)} {kind}",
                f"Name {_article(kind)} {kind}",
            )


def same_synonyms(case: Case) -> Iterator[Fault]:
    """A name that two concepts of one kind share: matching a text to it would be a guess."""
    owners: dict[tuple[str, str], str] = {}
    for concept in case.library.concepts.values():
        for name in dict.fromkeys([concept.label.casefold(), *(synonym.casefold() for synonym in concept.synonyms)]):
            owner = owners.setdefault((concept.kind, name), concept.id)
            if owner != concept.id:
                yield case.fault(
                    "same-synonym",
                    layout.CONCEPTS,
                    (case.concept_numbers.get(concept.id, 0),),
                    f"'{concept.id}' and '{owner}' are both called '{name}'",
                    "Keep the name at one of them",
                )


def _uses(case: Case) -> Iterator[tuple[str, Path, str, str]]:
    library = case.library
    yield layout.SETTINGS, ("disease",), library.settings.disease, "disease"
    for topic in library.topics.values():
        file = layout.topic_file(topic.id)
        if topic.exposure:
            yield file, ("exposure",), topic.exposure, "exposure"
        for number, outcome in enumerate(topic.outcomes):
            yield file, ("outcomes", number), outcome, "disease"
        for number, override in enumerate(topic.overrides):
            if override.outcome:
                yield file, ("overrides", number, "outcome"), override.outcome, "disease"
    for place in case.findings:
        if place.finding.exposure:
            yield place.file, (*place.path, "exposure"), place.finding.exposure, "exposure"
        if place.finding.outcome:
            yield place.file, (*place.path, "outcome"), place.finding.outcome, "disease"


def _near(case: Case, name: str, kind: str) -> str:
    known = [concept.id for concept in case.library.concepts.values() if concept.kind == kind]
    near = get_close_matches(name, known[:2000], n=1, cutoff=0.8)
    return f"; did you mean '{near[0]}'?" if near else ""


def _article(kind: str) -> str:
    return "an" if kind == "exposure" else "a"
