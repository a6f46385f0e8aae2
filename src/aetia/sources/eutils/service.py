"""The way in: NCBI's utilities as one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aetia.http import PoliteClient
from aetia.sources.eutils import citations, fetching, history, linking, searching
from aetia.sources.eutils.entrez import ROOT, Entrez


class EUtils:
    """NCBI's E-utilities.

    Three requests a second are made at most, ten with a key. Every method raises BusyError, ServiceError or NetworkError where NCBI
    gives no answer, and PartialAnswer where it gives less than it promised.

    ::

        with PoliteClient(contact="library@example.org") as client:
            ncbi = EUtils(client)
            pmids = ncbi.identifiers('"Sjogren syndrome"[MeSH] AND "Epstein-Barr virus"')
            for batch in ncbi.fetch(pmids):
                records = PubmedFile(batch.stream())

    Args:
        client: asks; give it a contact address.
        key: an API key of NCBI's.
        root: where the utilities lie.
        fresh: seconds for which an answer in the client's cache will do.
    """

    def __init__(
        self, client: PoliteClient, *, key: str | None = None, root: str = ROOT, fresh: float | None = None
    ) -> None:
        self._entrez = Entrez(client, key, root, fresh)

    def search(self, term: str, db: str = "pubmed") -> searching.Search:
        """How many records a term finds, and how NCBI understood it; see :func:`.searching.search`."""
        return searching.search(self._entrez, term, db)

    def identifiers(self, term: str, db: str = "pubmed") -> list[str]:
        """Every identifier that a term finds, however many; see :func:`.searching.identifiers`."""
        return searching.identifiers(self._entrez, term, db)

    def best(self, term: str, limit: int) -> list[str]:
        """The PMIDs that fit a term best, from one request; see :func:`.searching.best`."""
        return searching.best(self._entrez, term, limit)

    def fetch(
        self, pmids: Sequence[str], *, batch: int = fetching.BATCH, allow_missing: bool = False
    ) -> Iterator[fetching.Batch]:
        """Records by PMID; see :func:`.fetching.fetch`."""
        return fetching.fetch(self._entrez, pmids, batch=batch, allow_missing=allow_missing)

    def fetch_few(self, pmids: Sequence[str]) -> fetching.Batch:
        """A few records by PMID, from one request; see :func:`.fetching.fetch_few`."""
        return fetching.fetch_few(self._entrez, pmids)

    def fetch_history(self, found: history.History, *, batch: int = fetching.BATCH) -> Iterator[fetching.Batch]:
        """The records of a set on the history server; see :func:`.fetching.fetch_history`."""
        return fetching.fetch_history(self._entrez, found, batch=batch)

    def post(self, ids: Sequence[str], db: str = "pubmed") -> history.History:
        """Puts identifiers on the history server; see :func:`.history.post`."""
        return history.post(self._entrez, list(ids), db)

    def match_citations(self, references: Sequence[citations.PrintedReference]) -> list[citations.CitationMatch]:
        """Candidates for printed references; see :func:`.citations.match_citations`."""
        return citations.match_citations(self._entrez, references)

    def links(
        self, pmids: Sequence[str], name: str = linking.CITED_IN, db: str = "pubmed"
    ) -> dict[str, tuple[str, ...]]:
        """Where records lead to: who cites them, what they cite; see :func:`.linking.links`."""
        return linking.links(self._entrez, pmids, name, db)
