"""What an import changes in a library: decided before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aetia.model.finding import Finding
from aetia.model.identifiers import Identifiers
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.model.study import Study
from aetia.rescue.record import slug_of
from aetia.resolve.duplicates import Duplicates, Pair, find_duplicates, merged
from aetia.resolve.importing.reading import Incoming
from aetia.resolve.importing.report import Differing, Filled, ImportReport, NewStudy, Told


@dataclass
class Plan:
    """Studies that are to be written, by name; the report says what they are."""

    studies: dict[str, Study] = field(default_factory=dict)


def plan_import(library: Library, incoming: Sequence[Incoming], topic: str | None, report: ImportReport) -> Plan:
    """What some publications change in a library. The report is told.

    Args:
        library: as it is.
        incoming: the publications, in the order of their files.
        topic: where they are listed; None for nowhere.
        report: gets everything but the files.

    Raises:
        MissingExtra: the extra ``corpus`` is not installed.
    """
    return _Planning(library, incoming, topic, report).plan()


class _Planning:
    """References of the library and of the files in one row: the library's first."""

    def __init__(self, library: Library, incoming: Sequence[Incoming], topic: str | None, report: ImportReport) -> None:
        self._library, self._incoming, self._topic, self._report = library, incoming, topic, report
        self._owned = [(study.id, n) for study in library.studies.values() for n in range(len(study.references))]
        self._references = [library.studies[study].references[n] for study, n in self._owned]
        self._references += [one.reference for one in incoming]
        self._taken: set[str] = set()
        for reference in self._references[: len(self._owned)]:
            self._taken.update(reference.identifiers.keys())
        self._next: dict[str, int] = {}
        self._plan = Plan()

    def plan(self) -> Plan:
        """The whole plan."""
        found = find_duplicates(self._references, settled=len(self._owned))
        settled = len(self._owned)
        groups: dict[int, tuple[int, list[int]]] = {}
        for group in found.groups:
            own = [place for place in group if place >= settled]
            groups.update(dict.fromkeys(own, (group[0], own)))
        names: dict[int, str] = {}
        for place in range(settled, len(self._references)):
            first, own = groups.get(place, (place, [place]))
            if own[0] != place:
                self._report.duplicates += 1
                names[place] = names[own[0]]
                continue
            names[place] = self._known(first, own) if first < settled else self._new(own)
        self._report.read = len(self._incoming)
        self._tell(found, names)
        return self._plan

    def _known(self, place: int, own: list[int]) -> str:
        """Records of a publication that the library has: what it lacks is filled in."""
        name, number = self._owned[place]
        if name not in self._report.known:
            self._report.known.append(name)
        study = self._plan.studies.get(name) or self._library.studies[name]
        changed = self._filled(study, number, own)
        if self._topic and not changed.findings_in(self._topic):
            self._report.listed.append(name)
            changed = _with(changed, findings=[*changed.findings, Finding(topic=self._topic)])
        if changed is not study:
            self._plan.studies[name] = changed
        return name

    def _filled(self, study: Study, number: int, own: list[int]) -> Study:
        """The study with identifiers that its reference lacks and nothing speaks against: no other record of the publication says
        otherwise, and no other reference of the library has them."""
        reference = study.references[number]
        have = reference.identifiers.model_dump()
        told = [self._references[place].identifiers.model_dump() for place in own]
        if any(have[kind] and one[kind] and have[kind] != one[kind] for one in told for kind in have):
            return study
        missing = {}
        for kind in have:
            values = {one[kind] for one in told if one[kind]}
            if have[kind] is None and len(values) == 1 and f"{kind}:{min(values)}" not in self._taken:
                missing[kind] = min(values)
        if not missing:
            return study
        self._taken.update(f"{kind}:{value}" for kind, value in missing.items())
        self._report.filled += [Filled(study.id, kind, value) for kind, value in missing.items()]
        known = {kind: value for kind, value in have.items() if value} | missing
        references = list(study.references)
        references[number] = _reference_with(reference, Identifiers(**known))
        return _with(study, references=references)

    def _new(self, own: list[int]) -> str:
        """Records of a publication that the library does not have: a study."""
        one = merged([self._references[place] for place in own])
        name = self._free_name(_study_name(one.reference))
        reference = self._without_taken(name, one.reference)
        study = Study(id=name, references=[reference])
        if self._topic:
            study = _with(study, findings=[Finding(topic=self._topic)])
        self._plan.studies[name] = study
        first = len(self._owned)
        incoming = [self._incoming[place - first] for place in own]
        self._report.new.append(NewStudy(name, reference.title, tuple(record.place for record in incoming)))
        self._report.differing += [Differing(name, *conflict) for conflict in one.conflicts]
        if any(record.withdrawn for record in incoming):
            self._report.withdrawn.append(name)
        return name

    def _free_name(self, base: str) -> str:
        """The name, or the first with a number behind it that no study has."""
        name, number = base, self._next.get(base, 2)
        while name in self._library.studies or name in self._plan.studies:
            name, number = f"{base}-{number}", number + 1
        self._next[base] = number
        return name

    def _without_taken(self, study: str, reference: Reference) -> Reference:
        """The reference without identifiers that another one has, such as the one DOI of all abstracts of a meeting: a library
        knows an identifier once. It stays as the publication's address, so that the same record is known again."""
        own = {(kind, value): f"{kind}:{value}" for kind, value in reference.identifiers.model_dump().items() if value}
        taken = [known for known, key in own.items() if key in self._taken]
        self._taken.update(own.values())
        if not taken:
            return reference
        kind, value = taken[-1]
        address = Reference(title="-", identifiers=Identifiers(**{kind: value})).address()
        if reference.url and reference.url != address:
            self._report.differing.append(Differing(study, "url", str(address), reference.url))
        free = {kind: value for kind, value in own if (kind, value) not in taken}
        changed = _reference_with(reference, Identifiers(**free)).model_copy(update={"url": address})
        changed.model_fields_set.add("url")
        return changed

    def _tell(self, found: Duplicates, names: dict[int, str]) -> None:
        """Pairs of which at least one is new, by the names of their studies."""
        new = {study.study for study in self._report.new}
        every = [study for study, _ in self._owned] + [names[place] for place in sorted(names)]
        first: dict[str, int] = {}
        for place, name in enumerate(every):
            first.setdefault(name, place)

        def named(pair: Pair) -> Told | None:
            one, other = sorted((every[pair.one], every[pair.other]), key=first.__getitem__)
            return Told(one, other, pair.relation, pair.reasons) if one != other and new & {one, other} else None

        self._report.proposed = [told for pair in found.proposed if (told := named(pair))]
        self._report.related = [told for pair in found.related if (told := named(pair))]


_NOT_FILES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows has no files of, whatever their suffix: a library with one cannot be copied there."""


def _study_name(reference: Reference) -> str:
    """First author's family name and year, or the first words of the title and the year."""
    words = slug_of((reference.first_author or "").lower(), 40) or slug_of(_beginning(reference.title), 48) or "study"
    if reference.year:
        return f"{words}-{reference.year}"
    return f"{words}-study" if words in _NOT_FILES else words


def _beginning(title: str) -> str:
    return " ".join(title.lower().split()[:5])


def _with(study: Study, **values: object) -> Study:
    changed = study.model_copy(update=values)
    changed.model_fields_set.update(values)
    return changed


def _reference_with(reference: Reference, identifiers: Identifiers) -> Reference:
    changed = reference.model_copy(update={"identifiers": identifiers})
    changed.model_fields_set.add("identifiers")
    return changed
