"""Each reference of a library with the record of the corpus that its identifiers lead to, or with why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from aetia.corpus import Corpus
from aetia.library import layout
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.model.study import Study
from aetia.resolve.evidence import Evidence, compare
from aetia.resolve.items import read_query
from aetia.resolve.paper import COLUMNS, Paper, paper_of
from aetia.resolve.query import Query
from aetia.resolve.standing.another_paper import is_certain, why_another
from aetia.resolve.standing.naming import key_of
from aetia.sources.csl_columns import item_of
from aetia.sources.csl_reference import reference_of

Progress = Callable[[str, int, int], None]
KINDS = ("pmid", "pmcid", "doi")
"""Kinds of identifiers, in the order in which they are believed."""
_TOGETHER = 500
_KEPT = (
    *COLUMNS,
    "pmid",
    "kind",
    "authors_complete",
    "pages_printed",
    "abstract",
    "other_abstracts",
)
"""Columns that are looked at. A record has many more, and a library may have thousands of references."""
_LOOKING = "looking references up"


@dataclass(frozen=True)
class Cited:
    """A reference where it stands: study, number in the study's list (from 0)."""

    study: Study
    number: int
    reference: Reference

    @property
    def file(self) -> str:
        """The study's file."""
        return layout.study_file(self.study.id)

    @property
    def path(self) -> tuple[str | int, ...]:
        """The reference's path in that file."""
        return ("references", self.number)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The corpus's key of each identifier, by its kind."""
        values = ((kind, getattr(self.reference.identifiers, kind)) for kind in KINDS)
        return {kind: key for kind, value in values if (key := key_of(value))}


@dataclass(frozen=True)
class Match:
    """A record beside a reference.

    Args:
        record: the columns that are compared; of a reference list only what :attr:`cites` tells is kept.
        cites: the keys of what the paper cites, each as it prints it.
        paper: the same as it is compared.
        evidence: the two compared.
        another: why the record is plainly of another paper; empty where it is not.
    """

    record: Mapping[str, Any]
    cites: Mapping[str, str]
    paper: Paper
    evidence: Evidence
    another: str

    @property
    def is_certain(self) -> bool:
        """Whether so much agrees that what the record says may be written into the library."""
        return not self.another and is_certain(self.evidence)

    @cached_property
    def described(self) -> Reference | None:
        """The record as a reference; None where it has no title."""
        return reference_of(item_of(dict(self.record)))


@dataclass(frozen=True)
class Looked:
    """A reference that was looked up.

    Args:
        cited: the reference.
        query: the same as it is compared.
        matches: by the kind of identifier that led to it.
        deleted: the file of NLM's that deleted the record of its PMID; None where it is not known to be deleted.
    """

    cited: Cited
    query: Query
    matches: Mapping[str, Match]
    deleted: str | None

    @cached_property
    def match(self) -> Match | None:
        """The record of this publication: that of the first identifier which leads to no other paper."""
        return next(
            (self.matches[kind] for kind in KINDS if kind in self.matches and not self.matches[kind].another), None
        )

    @property
    def wrong(self) -> list[tuple[str, Match]]:
        """Identifiers that lead to another paper, by kind."""
        return [(kind, match) for kind, match in self.matches.items() if match.another]

    @property
    def keys(self) -> list[str]:
        """Every key of this publication: of its record, and its identifiers, but for those that the record has otherwise or that
        lead to another paper."""
        own = dict(self.cited.keys)
        for kind, _ in self.wrong:
            del own[kind]
        record = self.match.record if self.match else {}
        own |= {kind: key for kind, key in _keys_of(record).items() if kind in own}
        return list(dict.fromkeys([*([record["key"]] if record else []), *own.values()]))


def _keys_of(record: Mapping[str, Any]) -> dict[str, str]:
    """The keys of the identifiers that a record names, by kind."""
    values = {"pmid": str(record.get("pmid") or ""), "pmcid": record.get("pmcid"), "doi": record.get("doi")}
    return {kind: key for kind, value in values.items() if (key := key_of(value))}


def cited_references(library: Library) -> list[Cited]:
    """Every reference of a library's studies, by study and then in file order."""
    return [
        Cited(study, number, reference)
        for study in library.studies.values()
        for number, reference in enumerate(study.references)
    ]


def look_up(corpus: Corpus, references: Sequence[Cited], progress: Progress | None = None) -> list[Looked]:
    """Look references up by their identifiers: PMID, then PMCID, then DOI.

    An identifier that the record found by an earlier one names itself is not looked up again.

    Args:
        corpus: opened.
        references: with at least one identifier each.
        progress: is told how many of how many are done.
    """
    deleted = _Deleted(corpus)
    found: list[Looked] = []
    waiting = iter(references)
    while some := list(islice(waiting, _TOGETHER)):
        found += _looked(corpus, some, deleted)
        if progress is not None:
            progress(_LOOKING, len(found), len(references))
    return found


def _looked(corpus: Corpus, references: Sequence[Cited], deleted: _Deleted) -> Iterator[Looked]:
    first = [next(iter(each.keys.values())) for each in references]
    records = dict(zip(first, corpus.get(first), strict=True))
    rest = [key for each, key in zip(references, first, strict=True) for key in _unconfirmed(each, records[key])]
    records |= zip(rest, corpus.get(rest), strict=True)
    for each in references:
        query = read_query(each.reference)
        matches = {
            kind: match_of(query, record) for kind, key in each.keys.items() if (record := records.get(key)) is not None
        }
        gone = None if "pmid" in matches or "pmid" not in each.keys else deleted.by(each.keys["pmid"])
        yield Looked(each, query, matches, gone)


def _unconfirmed(cited: Cited, record: Mapping[str, Any] | None) -> list[str]:
    """Keys of a reference, but for the first, that its record does not name."""
    named = {record["key"], f"pmc:{record['pmcid']}", f"doi:{(record['doi'] or '').lower()}"} if record else set()
    return [key for key in list(cited.keys.values())[1:] if key not in named]


def match_of(query: Query, record: Mapping[str, Any]) -> Match:
    """A record beside a reference that was read as a query."""
    paper = paper_of(record)
    evidence = compare(query, paper)
    kept = {name: record[name] for name in _KEPT}
    return Match(kept, _cites(record["references"]), paper, evidence, why_another(evidence, paper))


def _cites(references: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in references:
        key = f"pmid:{each['pmid']}" if each["pmid"] else key_of(each["doi"])
        if key and key.startswith(("pmid:", "doi:")):
            found.setdefault(key, each["citation"] or "")
    return found


class _Deleted:
    """Which PMIDs NLM has deleted; read when the first one is asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def _files(self) -> dict[int, str]:
        return {pmid: entry.source for entry in self._corpus.entries for pmid in entry.deleted}

    def by(self, key: str) -> str | None:
        """The file that deleted a record, the newest one."""
        return self._files.get(int(key.removeprefix("pmid:")))
