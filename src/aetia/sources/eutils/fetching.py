"""Records as XML, in batches, each looked over: which of those that were asked for are in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aetia.errors import InputError, PartialAnswer
from aetia.http import Answer, NotAnAnswer
from aetia.model.identifiers import normalize_pmid
from aetia.sources.eutils.entrez import SERVICE, Entrez, read_entrez_xml
from aetia.sources.eutils.history import History
from aetia.sources.eutils.searching import PUBMED_LIMIT

BATCH = 200
"""Records of one request: about a megabyte, and what NCBI recommends to post."""

_FEW = 10
"""Records that may all be gone from PubMed at once; more than these missing together are a failure of NCBI's."""
_RECORD = re.compile(rb"<Pubmed(?:Book)?Article(?:\s[^>]*)?>.*?<PMID(?:\s[^>]*)?>\s*(\d+)\s*</PMID>", re.DOTALL)


@dataclass(frozen=True)
class Batch:
    """One whole XML document with records.

    Args:
        xml: as NCBI gave it.
        got: the PMIDs in it, in its order, each once.
        missing: PMIDs that were asked for and are not in it.
    """

    xml: bytes = field(repr=False)
    got: tuple[str, ...]
    missing: tuple[str, ...] = ()

    def stream(self) -> io.BytesIO:
        """The document as a stream, for :class:`aetia.sources.pubmed_xml.PubmedFile`."""
        return io.BytesIO(self.xml)


def fetch(entrez: Entrez, pmids: Sequence[str], *, batch: int = BATCH, allow_missing: bool = False) -> Iterator[Batch]:
    """Records by PMID (efetch).

    What is missing from a batch is asked for once more, since NCBI sometimes drops records under load. What is missing then was
    deleted, or never was.

    Args:
        entrez: asks.
        pmids: doubles are fetched once.
        batch: records a request, at most 500.
        allow_missing: tell what is missing in the batches instead of raising an error at the end.

    Yields:
        Batches; where records were missing, a further one with those that came at the second time.

    Raises:
        InputError: what is given is no PMID.
        PartialAnswer: records are missing, after everything that there is was given; says x of y and which.
        BusyError, ServiceError, NetworkError: NCBI gave no answer.
    """
    wanted = _checked(pmids)
    missing: list[str] = []
    for start in range(0, len(wanted), batch):
        first = _batch(entrez, wanted[start : start + batch])
        if not first.missing:
            yield first
            continue
        second = _batch(entrez, list(first.missing))
        missing += second.missing
        yield Batch(first.xml, first.got, second.missing)
        if second.got:
            yield Batch(second.xml, second.got)
    if missing and not allow_missing:
        raise PartialAnswer(
            f"{SERVICE} gave {len(wanted) - len(missing):,} of {len(wanted):,} records; missing: {_named(missing)}",
            got=len(wanted) - len(missing),
            promised=len(wanted),
            missing=tuple(missing),
            remedy="They may have been deleted from PubMed; look them up there, or try again later",
        )


def fetch_few(entrez: Entrez, pmids: Sequence[str]) -> Batch:
    """A few records by PMID, from one request; what is missing is told and not asked for again.

    Args:
        entrez: asks.
        pmids: at most 10.

    Raises:
        InputError: what is given is no PMID, or there are none, or too many.
        BusyError, ServiceError, NetworkError: NCBI gave no answer.
    """
    wanted = _checked(pmids)
    if not 1 <= len(wanted) <= _FEW:
        raise InputError(f"{len(wanted):,} records are not a few", remedy=f"Give 1 to {_FEW} PMIDs")
    return _batch(entrez, wanted)


def fetch_history(entrez: Entrez, history: History, *, batch: int = BATCH) -> Iterator[Batch]:
    """The records of a set on the history server.

    Args:
        entrez: asks.
        history: a set of PubMed's, of at most 9,999 records; for more, take the identifiers and :func:`fetch` them.
        batch: records a request.

    Raises:
        PartialAnswer: the set is larger than NCBI gives, or fewer records came than it has.
        BusyError, ServiceError, NetworkError: NCBI gave no answer.
    """
    if history.count > PUBMED_LIMIT:
        raise PartialAnswer(
            f"{SERVICE} gives {PUBMED_LIMIT:,} of the {history.count:,} records of a set",
            got=PUBMED_LIMIT,
            promised=history.count,
            remedy="Take the identifiers of the search, and fetch these",
        )
    seen: set[str] = set()
    for start in range(0, history.count, batch):
        due = min(batch, history.count - start)

        def read(answer: Answer, due: int = due) -> Batch:
            xml = read_entrez_xml(answer, "PubmedArticleSet")
            got = records_in(xml)
            if len(got) < due:
                raise NotAnAnswer(f"gave {len(got):,} of {due:,} records", counts=(len(got), due))
            return Batch(xml, got)

        params = {**history.params, "retmode": "xml", "retstart": str(start), "retmax": str(due)}
        page = entrez.ask("efetch.fcgi", params, read, lasting=False)
        seen.update(page.got)
        yield page
    if len(seen) < history.count:
        raise PartialAnswer(
            f"{SERVICE} gave {len(seen):,} of {history.count:,} records, some of them twice",
            got=len(seen),
            promised=history.count,
            remedy="Try again later",
        )


def records_in(xml: bytes) -> tuple[str, ...]:
    """The PMIDs of the records in a document of PubMed's, each once. Those that records cite are not among them."""
    return tuple(dict.fromkeys(found[1].decode().lstrip("0") for found in _RECORD.finditer(xml)))


def _batch(entrez: Entrez, pmids: list[str]) -> Batch:
    def read(answer: Answer) -> Batch:
        if answer.status == 400:
            if b"no correct IDs" not in answer.body:  # how NCBI says that it has none of the records
                words = " ".join(answer.body[:200].decode("utf-8", "replace").split())
                raise NotAnAnswer(f"did not understand the question (400): {words}", again=False)
            return Batch(b"", (), tuple(pmids))
        xml = read_entrez_xml(answer, "PubmedArticleSet")
        got = records_in(xml)
        there = set(got)
        missing = tuple(pmid for pmid in pmids if pmid not in there)
        if len(missing) == len(pmids) > _FEW:
            raise NotAnAnswer(f"gave 0 of {len(pmids):,} records", counts=(0, len(pmids)))
        return Batch(xml, got, missing)

    params = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"}
    return entrez.ask("efetch.fcgi", params, read, statuses=(200, 400))


def _checked(pmids: Sequence[str]) -> list[str]:
    try:
        return list(dict.fromkeys(normalize_pmid(pmid) for pmid in pmids))
    except ValueError as error:
        raise InputError(str(error), remedy="Give PMIDs") from error


def _named(pmids: Sequence[str]) -> str:
    return ", ".join(pmids[:10]) + (", …" if len(pmids) > 10 else "")
