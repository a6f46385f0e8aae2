"""A whole library compared with a corpus: what is wrong, what can be written as a matter of fact, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aetia.corpus import Corpus
from aetia.errors import InputError
from aetia.library import layout
from aetia.library.faults import Fault
from aetia.library.read import Reading, nothing_is_garbage
from aetia.model.study import Study
from aetia.resolve.standing.another_paper import Proposals
from aetia.resolve.standing.change import Change
from aetia.resolve.standing.checked_quotations import CheckedQuotations
from aetia.resolve.standing.facts import standing_update, updated
from aetia.resolve.standing.faults import Faults
from aetia.resolve.standing.looking_up import Looked, Progress, cited_references, look_up
from aetia.resolve.standing.metadata import newly_known
from aetia.resolve.standing.retracted_sources import RetractedSources
from aetia.resolve.standing.stated import Stated, Statements, is_marked, partial_date


@dataclass
class Counts:
    """How much of a library a corpus can speak of, in references; `deleted` and `not_in_corpus` are not `found`."""

    address: str
    records: int
    looked_up: int = 0
    found: int = 0
    without_identifiers: int = 0
    not_in_corpus: int = 0
    deleted: int = 0


@dataclass
class Comparison:
    """What a comparison found.

    Attributes:
        faults: sorted.
        counts: of references.
        quotations: how many ``stand``, are ``moved``, and ``cannot_tell``.
        studies: those that facts change, as they are to be.
        changes: what these change, one by one.
    """

    faults: list[Fault]
    counts: Counts
    quotations: dict[str, int]
    studies: dict[str, Study] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Counts as plain values, for JSON."""
        return {"corpus": vars(self.counts), "quotations": self.quotations}


@nothing_is_garbage()
def compare_with_corpus(
    reading: Reading, corpus: Corpus, *, on: str | None = None, progress: Progress | None = None
) -> Comparison:
    """Compare every reference and every quotation of a library with a corpus. Nothing is written.

    Args:
        reading: of the library.
        corpus: opened.
        on: the date on which quotations are checked; the library's `as_of` by default. No clock is asked.
        progress: is told what is done, and how many of how many.

    Raises:
        InputError: `on` is no date.
    """
    if on is not None and partial_date(on) is None:
        raise InputError(f"'{on}' is no date", remedy="Write 2026, 2026-11 or 2026-11-23")
    counts = Counts(corpus.store.address, len(corpus))
    library = reading.library
    if library is None:
        return Comparison([], counts, {})
    references = cited_references(library)
    known = [each for each in references if each.keys]
    counts.looked_up, counts.without_identifiers = len(known), len(references) - len(known)
    looked = look_up(corpus, known, progress)
    counts.deleted = sum(each.deleted is not None for each in looked)
    counts.found = sum(bool(each.matches) and each.deleted is None for each in looked)
    counts.not_in_corpus = counts.looked_up - counts.found - counts.deleted
    return _Comparing(reading, corpus, looked, counts, on or library.settings.as_of).run()


class _Comparing:
    def __init__(self, reading: Reading, corpus: Corpus, looked: Sequence[Looked], counts: Counts, on: str) -> None:
        assert reading.library is not None
        self.library, self.corpus, self.looked, self.counts = reading.library, corpus, looked, counts
        self.reading = reading
        self.statements = Statements(corpus)
        self.faults = Faults(reading, Proposals(corpus))
        self.quotations = CheckedQuotations(looked, on)
        self.found: list[Fault] = []
        self.updates: dict[str, dict[int, dict[str, Any]]] = {}

    def run(self) -> Comparison:
        for each in self.looked:
            self._reference(each)
        self._quotations()
        self._retracted_sources()
        studies, changes = {}, []
        for name, study in self.library.studies.items():
            new, made = updated(self.reading, study, self.updates.get(name, {}), self.quotations.renewed(study))
            if made:
                studies[name] = new
                changes += made
        return Comparison(sorted(self.found), self.counts, self.quotations.counts, studies, changes)

    def _reference(self, looked: Looked) -> None:
        self.found += self.faults.wrong_identifiers(looked)
        self.found += self.faults.deleted(looked)
        stated = self._stated(looked)
        reference, match = looked.cited.reference, looked.match
        update = newly_known(reference, match) if match else {}
        self.found += self.faults.newly_known(looked, update)
        new = standing_update(reference, stated) if stated and match and match.is_certain else None
        self.found += self.faults.standing(looked, stated, new)
        self.found += self.faults.differing(looked)
        told = stated.record if stated and reference.standing.state is reference.standing.state.CURRENT else None
        self.found += self.faults.appraised_before(looked, told or reference.standing)
        if new is not None:
            update["standing"] = new
        if update:
            self.updates.setdefault(looked.cited.study.id, {})[looked.cited.number] = update

    def _stated(self, looked: Looked) -> Stated | None:
        marked = looked.match is not None and is_marked(looked.match.record["publication_types"])
        return self.statements.of(looked.keys, is_marked=marked) if looked.keys else None

    def _quotations(self) -> None:
        for study in self.library.studies.values():
            for number, section, found in self.quotations.moved(study):
                self.found.append(self.faults.quotation(layout.study_file(study.id), number, section, found))

    def _retracted_sources(self) -> None:
        sources = RetractedSources(self.corpus, self.statements, self.library, self.looked)
        pooled = list(sources.pooled())
        self.found += map(self.faults.pools, pooled)
        told = {(each.place.study.id, each.gone.key) for each in pooled}
        for citation in sources.citations():
            if (citation.citing.study.id, citation.gone.key) not in told:
                self.found.append(self.faults.cites(citation, citation.citing.study.findings))
