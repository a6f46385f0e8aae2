"""All checks, in order, over one reading of a library."""

from __future__ import annotations

from pathlib import Path

from aetia.library.check import (
    concepts,
    decisions,
    estimates,
    findings,
    folder,
    languages,
    publications,
    quotations,
    rescued_pages,
    reviews,
    safety,
    same_study,
    stories,
    topics,
    translations,
    verdicts,
)
from aetia.library.check.canonical import not_canonical
from aetia.library.check.case import Case, Check
from aetia.library.check.settings import partial_as_of
from aetia.library.faults import Fault
from aetia.library.read import Reading, read_with_faults

CHECKS: tuple[Check, ...] = (
    partial_as_of,
    concepts.unknown_concepts,
    concepts.same_synonyms,
    topics.missing_parents,
    topics.below_drafts,
    topics.dead_links,
    topics.taken_aliases,
    topics.same_exposures,
    safety.missing_safety,
    languages.answers,
    languages.missing_languages,
    translations.missing_translations,
    translations.stray_translations,
    translations.unlisted_languages,
    translations.old_translations,
    verdicts.overrides,
    verdicts.refuted_premises,
    publications.same_publications,
    same_study.same_titles,
    same_study.same_pages,
    same_study.same_authors,
    publications.bare_notices,
    publications.lone_populations,
    publications.taken_names,
    findings.unknown_topics,
    findings.other_exposures,
    findings.missing_designs,
    findings.same_findings,
    estimates.impossible_estimates,
    estimates.typed_directions,
    reviews.overlapping_reviews,
    reviews.unknown_included,
    quotations.long_quotations,
    quotations.changed_quotations,
    rescued_pages.unknown_pages,
    rescued_pages.page_files,
    rescued_pages.missing_permissions,
    stories.withdrawn_stories,
    decisions.unknown_in_decisions,
    not_canonical,
    folder.strange_entries,
)


ONLY_WARN = frozenset({not_canonical, same_study.same_titles, same_study.same_pages, same_study.same_authors})
"""Checks that never find an error, and take their time."""


def check_library(root: Path) -> list[Fault]:
    """Everything that is wrong with a library, by file and line.

    Args:
        root: the library's folder.

    Returns:
        Reading faults, then what the checks find in everything that could be read, sorted. Empty for a sound library.

    Raises:
        LibraryError: there is no library at `root`, its format is newer than this release knows, or somebody is writing it and
            does not end.
    """
    return find_faults(read_with_faults(root))


def find_faults(reading: Reading, *, errors: bool = False) -> list[Fault]:
    """Everything that is wrong with a library as read.

    Args:
        reading: of the library.
        errors: only what makes a library unsound: checks that warn alone are left out, and with them a third of the time.
    """
    if reading.library is None:
        return reading.faults
    case = Case(reading, reading.library)
    checks = (check for check in CHECKS if not (errors and check in ONLY_WARN))
    found = {*reading.faults, *(fault for check in checks for fault in check(case))}
    return sorted(fault for fault in found if fault.severity == "error" or not errors)
