"""PubMed's proposals: its citation matcher (ecitmatch), its search, and the records of both (efetch)."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.errors import ServiceError
from aetia.resolve.online.asking import FRESH, BriefClient, Steps
from aetia.resolve.online.clues import Clues, Way
from aetia.resolve.online.records import MOST, paper_of_columns
from aetia.resolve.paper import Paper
from aetia.sources.eutils import EUtils, PrintedReference
from aetia.sources.eutils.entrez import ROOT


class PubMed:
    """Proposes PubMed's records.

    Args:
        client: asks.
        root: where the E-utilities lie.
    """

    title = "PubMed"
    root = ROOT

    def __init__(self, client: BriefClient, root: str) -> None:
        self._ncbi = EUtils(client, root=root, fresh=FRESH)

    def can_ask(self, clues: Clues) -> bool:
        """Whether there is something to ask with."""
        return bool(clues.pmids or _printed(clues) or term_of(clues))

    def propose(self, clues: Clues, steps: Steps) -> list[Paper]:
        """The records of a printed PMID, of the matcher's answer, and of a search; that PubMed calls one a match is not kept."""
        pmids = list(clues.pmids)
        printed, term = _printed(clues), term_of(clues)
        if printed is not None:
            pmids += steps.ask(lambda: self._matched(printed), [], keep=2 if term else 1)
        if term:
            pmids += steps.ask(lambda: self._ncbi.best(term, MOST), [], keep=1)
        wanted = list(dict.fromkeys(pmids))[:MOST]
        if not wanted:
            return []
        proposed = set(wanted) - set(clues.pmids)
        return steps.ask(lambda: self._records(wanted, bool(proposed), steps), [])

    def _matched(self, printed: PrintedReference) -> list[str]:
        [match] = self._ncbi.match_citations([printed])
        return [match.pmid] if match.pmid else [pmid for pmid in match.candidates[:MOST] if len(pmid) <= 9]

    def _records(self, wanted: Sequence[str], proposed: bool, steps: Steps) -> list[Paper]:
        from aetia.sources.pubmed_records import PubmedRecords

        batch = self._ncbi.fetch_few(wanted)
        got = set(batch.got) & set(wanted)
        if not got:
            if proposed:  # a printed PMID may never have been one; what PubMed itself named must be there
                raise ServiceError("PubMed gave none of the records that it named", status=200)
            return []
        records = {
            str(record.columns["pmid"]): {**record.columns, "key": f"pmid:{record.columns['pmid']}"}
            for record in PubmedRecords(batch.stream())
        }
        if not got <= records.keys():
            steps.fail(ServiceError(f"{len(got - records.keys())} of {len(got)} records of PubMed cannot be read"))
        return steps.read_each([records[pmid] for pmid in wanted if pmid in records], paper_of_columns)


def _printed(clues: Clues) -> PrintedReference | None:
    """The citation as ecitmatch wants it; None where it has too little to be matched with."""
    known = (clues.year, clues.volume, clues.first, clues.author)
    if not clues.journal or sum(map(bool, known)) < 2:
        return None
    author = f"{clues.author} {clues.initials}".strip() if clues.author else ""
    return PrintedReference(clues.journal, clues.year, clues.volume, clues.first, author)


def term_of(clues: Clues) -> str:
    """A search in PubMed's language: the printed DOI, or any of the ways; empty where there is nothing to search for."""
    ways = [f'"{doi}"[doi]' for doi in clues.dois]
    ways += [f"({' AND '.join(_conditions(way, clues))})" for way in clues.ways()]
    return " OR ".join(ways)


def _conditions(way: Way, clues: Clues) -> list[str]:
    found = [f"{word}[ti]" for word in way.words]
    if way.author:
        found.append(f"{way.author}[au]")
    if way.year and clues.years:
        found.append(f"{clues.years[0]}:{clues.years[1]}[dp]")
    if way.volume:
        found.append(f"{way.volume}[vi]")
    if way.first:
        found.append(f"{way.first}[pg]")
    return found
