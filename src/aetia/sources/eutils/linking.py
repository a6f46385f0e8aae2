"""Links between records (elink): who cites this, what does it cite, what is like it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aetia.errors import PartialAnswer
from aetia.http import Answer, NotAnAnswer
from aetia.sources.eutils.entrez import SERVICE, Entrez, read_entrez_json

CITED_IN = "pubmed_pubmed_citedin"
REFERENCES = "pubmed_pubmed_refs"
SIMILAR = "pubmed_pubmed"
IN_PMC = "pubmed_pmc"
_BATCH = 100


def links(entrez: Entrez, pmids: Sequence[str], name: str = CITED_IN, db: str = "pubmed") -> dict[str, tuple[str, ...]]:
    """Where records lead to.

    Args:
        entrez: asks.
        pmids: of PubMed's records.
        name: of the link, such as :data:`CITED_IN`; NCBI has a list of them ("Entrez Link Descriptions").
        db: the database that the link leads to.

    Returns:
        For each PMID the identifiers, in NCBI's order; none where NCBI knows of none.

    Raises:
        PartialAnswer: NCBI did not answer for all of them.
        BusyError, ServiceError, NetworkError: NCBI gave no answer.
    """
    wanted = list(dict.fromkeys(pmids))
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(wanted), _BATCH):
        found |= _asked(entrez, wanted[start : start + _BATCH], name, db)
    missing = [pmid for pmid in wanted if pmid not in found]
    if missing:
        raise PartialAnswer(
            f"{SERVICE} told the links of {len(found):,} of {len(wanted):,} records",
            got=len(found),
            promised=len(wanted),
            missing=tuple(missing),
            remedy="Try again later",
        )
    return {pmid: found[pmid] for pmid in wanted}


def _asked(entrez: Entrez, pmids: list[str], name: str, db: str) -> dict[str, tuple[str, ...]]:
    def read(answer: Answer) -> dict[str, tuple[str, ...]]:
        sets = read_entrez_json(answer, "linksets")
        if not isinstance(sets, list):
            raise NotAnAnswer("gave links of another form than is due")
        found = {}
        for linkset in sets:
            ids = [str(number) for number in linkset.get("ids") or ()]
            if len(ids) == 1 and not linkset.get("ERROR"):
                found[ids[0]] = tuple(dict.fromkeys(_leading(linkset, name)))
        if len(found) < len(pmids):
            what = f"told the links of {len(found):,} of {len(pmids):,} records"
            raise NotAnAnswer(what, counts=(len(found), len(pmids)))
        return found

    # One `id` a record: NCBI would answer for all records together if they came in one.
    params = {"dbfrom": "pubmed", "db": db, "linkname": name, "cmd": "neighbor", "retmode": "json", "id": pmids}
    return entrez.ask("elink.fcgi", params, read)


def _leading(linkset: dict[str, Any], name: str) -> list[str]:
    return [
        str(number)
        for part in linkset.get("linksetdbs") or ()
        if part.get("linkname") == name
        for number in part.get("links") or ()
    ]
