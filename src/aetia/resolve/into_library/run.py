"""A run through the references of a library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from aetia.corpus import Corpus
from aetia.errors import InputError, LibraryError
from aetia.library import layout, read_library, writing
from aetia.library.tables import table_text
from aetia.model.decision import MatchDecision
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.resolve.index import Progress
from aetia.resolve.into_library.cited import checked_date
from aetia.resolve.into_library.filling import filled_from
from aetia.resolve.into_library.plan import Plan
from aetia.resolve.into_library.report import LibraryReport
from aetia.resolve.into_library.search import PaperSearch
from aetia.resolve.match import THRESHOLD
from aetia.resolve.resolver import MoreCandidates, Resolver


def resolve_library(
    root: Path | str,
    corpus: Corpus,
    *,
    threshold: float = THRESHOLD,
    jobs: int = 1,
    also: MoreCandidates | None = None,
    studies: Collection[str] = (),
    on: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LibraryReport:
    """Resolve the references of a library that nobody has settled.

    What a reference does not say is filled in where its paper is certain, and its ``sources`` name the record and what was filled;
    what stands there is never overwritten. Where it is not certain, the candidates become questions in ``decisions/matches.tsv``.
    What has no paper in the corpus stays as it is. Answers of people stand above everything. All changes land together, or none;
    the library is free for others while papers are looked for, and what they change in the meantime is left to the next run.

    Args:
        root: the library's folder.
        corpus: to look in.
        threshold: probability from which a candidate is matched, 0 to 1.
        jobs: processes that make the corpus's citation index; 0 for one a processor.
        also: gives further candidates; see :class:`aetia.resolve.Resolver`.
        studies: only these; all by default.
        on: date of new questions; the library's ``as_of`` by default.
        dry_run: whether only to say what would be done.
        progress: is told how far the index is.

    Raises:
        LibraryError: there is no library, or it cannot be read.
        LockedError: somebody else is writing it.
        InputError: one of the studies is not in the library, or `on` is no date.
    """
    root, on = Path(root), checked_date(on)
    _check_library(root)
    library = read_library(root)
    _check_studies(library, studies)
    resolver = Resolver.of(corpus, threshold, jobs=jobs, progress=progress)
    resolver.also = also
    search = PaperSearch(resolver, corpus)
    plan = Plan(library, search, studies, on)
    if dry_run:
        return _report(plan, _files(plan), dry_run=True)
    with writing(root, "aetia resolve") as writer:
        search.is_closed = True
        plan = Plan(read_library(root), search, studies, on)
        for study in plan.changed.values():
            writer.study(study)
        if plan.rows != plan.library.matches:
            writer.file(layout.MATCHES, table_text(MatchDecision, plan.rows))
    return _report(plan, writer.changed, dry_run=False)


def _check_library(root: Path) -> None:
    if not layout.is_library(root):
        raise LibraryError(
            "there is no library here (no aetia.toml)",
            where=str(root),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )


def _check_studies(library: Library, studies: Collection[str]) -> None:
    for study in studies:
        if study not in library.studies:
            raise InputError(
                f"the library has no study '{study}'",
                where=str(library.root),
                remedy="Give the name of a file in studies/, without '.yaml'",
            )


def _files(plan: Plan) -> list[str]:
    """The files that a plan changes."""
    table = [layout.MATCHES] if plan.rows != plan.library.matches else []
    return [*map(layout.study_file, plan.changed), *table]


def _report(plan: Plan, files: list[str], *, dry_run: bool) -> LibraryReport:
    return LibraryReport(plan.references, plan.settled, _same(plan), sorted(files), dry_run)


def _same(plan: Plan) -> list[tuple[str, list[str]]]:
    """Papers that several references of the library are."""
    places: dict[str, list[str]] = defaultdict(list)
    for study in {**plan.library.studies, **plan.changed}.values():
        for number, reference in enumerate(study.references):
            key = _key(reference)
            if key:
                places[key].append(study.id if len(study.references) == 1 else f"{study.id} {number + 1}")
    return [(key, names) for key, names in sorted(places.items()) if len(names) > 1]


def _key(reference: Reference) -> str | None:
    return next(iter(reference.identifiers.keys()), None) or filled_from(reference)
