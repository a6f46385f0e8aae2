"""Publications: each stands in one study, and each change of standing can be looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case, Path
from aetia.library.faults import Fault
from aetia.model.standing import Standing


def same_publications(case: Case) -> Iterator[Fault]:
    """One PMID, PMCID or DOI at two references: a study would be counted twice."""
    owners: dict[str, tuple[str, int]] = {}
    for study in case.library.studies.values():
        for number, reference in enumerate(study.references):
            for key in reference.identifiers.keys():  # noqa: SIM118 (a method of identifiers, not a dictionary)
                here = (study.id, number)
                first = owners.setdefault(key, here)
                if first == here:
                    continue
                kind, _, value = key.partition(":")
                path: Path = ("references", number, "identifiers", kind)
                where = "an earlier reference of this study" if first[0] == study.id else f"the study '{first[0]}'"
                yield case.fault(
                    "same-publication",
                    layout.study_file(study.id),
                    path,
                    f"{kind.upper()} {value} is also that of {where}",
                    "Correct the identifier, or join the two",
                )


def bare_notices(case: Case) -> Iterator[Fault]:
    """A retraction, correction or expression of concern whose notice has no identifier to look it up by."""
    for study in case.library.studies.values():
        for number, reference in enumerate(study.references):
            notice = reference.standing.notice
            if reference.standing.state is Standing.CURRENT or notice is None or notice.pmid or notice.doi:
                continue
            yield case.fault(
                "notice-without-identifier",
                layout.study_file(study.id),
                ("references", number, "standing", "notice"),
                f"the notice of '{reference.standing.state}' has neither PMID nor DOI",
                "Add the one or the other, so that a reader can look it up",
            )


def taken_names(case: Case) -> Iterator[Fault]:
    """A name of a joined entry that is a study's name now, or that two studies have taken over."""
    owners: dict[str, str] = {}
    for study in case.library.studies.values():
        for number, alias in enumerate(study.aliases):
            owner = alias if alias in case.library.studies else owners.setdefault(alias, study.id)
            if owner != study.id or alias == study.id:
                yield case.fault(
                    "alias-taken",
                    layout.study_file(study.id),
                    ("aliases", number),
                    f"the former name '{alias}' leads to the study '{owner}' already",
                    "Delete it here or there",
                )


def lone_populations(case: Case) -> Iterator[Fault]:
    """`reviewed_as` that ties a study to no other: a misspelt name, or a partner that is gone."""
    members: dict[str, list[str]] = defaultdict(list)
    for study in case.library.studies.values():
        if study.reviewed_as:
            members[study.reviewed_as].append(study.id)
    for name, studies in members.items():
        if len(studies) == 1:
            yield case.fault(
                "lone-population",
                layout.study_file(studies[0]),
                ("reviewed_as",),
                f"no other study is 'reviewed_as: {name}'",
                "Give the studies of one population the same name, or delete the line",
            )
