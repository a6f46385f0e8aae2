"""Europe PMC's proposals: by printed identifiers, and by title, author and place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aetia.resolve.online.asking import FRESH, BriefClient, Steps
from aetia.resolve.online.clues import Clues, Way
from aetia.resolve.online.records import MOST, paper_of_reference, publication_types
from aetia.resolve.paper import Paper
from aetia.sources.cursors import Found
from aetia.sources.europepmc import ROOT, EuropePmc

_TYPES = {
    "comment": "Comment",
    "congress": "Congress",
    "correction": "Published Erratum",
    "expression of concern": "Expression of Concern",
    "letter": "Letter",
    "meeting abstract": "Meeting Abstract",
    "news": "News",
    "preprint": "Preprint",
    "published erratum": "Published Erratum",
    "retraction": "Retraction of Publication",
    "retraction notice": "Retraction Notice",
    "retraction of publication": "Retraction of Publication",
}
"""Its types of publications that tell a notice or a letter from a paper, from publishers and from PubMed, as PubMed writes them."""


class EuropePmcResults:
    """Proposes Europe PMC's results.

    Args:
        client: asks.
        root: where the service lies.
    """

    title = "Europe PMC"
    root = ROOT

    def __init__(self, client: BriefClient, root: str) -> None:
        self._service = EuropePmc(client, root=root, fresh=FRESH)

    def can_ask(self, clues: Clues) -> bool:
        """Whether there is something to ask with."""
        return bool(identified(clues) or described(clues))

    def propose(self, clues: Clues, steps: Steps) -> list[Paper]:
        """What the identifiers find, then what title, author and place find."""
        found: list[Found] = []
        by_name, by_words = identified(clues), described(clues)
        if by_name:
            found += steps.ask(lambda: self._service.best(by_name, MOST), [], keep=1 if by_words else 0)
        if by_words:
            found += steps.ask(lambda: self._service.best(by_words, MOST), [])
        results = {result.key: result for result in found}
        return steps.read_each(list(results.values())[:MOST], _paper)


def identified(clues: Clues) -> str:
    """A query for the printed identifiers; empty without any."""
    parts = [f"(EXT_ID:{pmid} AND SRC:MED)" for pmid in clues.pmids]
    parts += [f"PMCID:{pmcid}" for pmcid in clues.pmcids]
    parts += [f'DOI:"{doi}"' for doi in clues.dois]
    return " OR ".join(parts)


def described(clues: Clues) -> str:
    """A query for any of the ways; empty where too little is known."""
    return " OR ".join(f"({' AND '.join(_conditions(way, clues))})" for way in clues.ways())


def _conditions(way: Way, clues: Clues) -> list[str]:
    found = [f"TITLE:{word}" for word in way.words]
    if way.author:
        found.append(f'AUTH:"{way.author}"')
    if way.volume:
        found.append(f'VOLUME:"{way.volume}"')
    # Pages are indexed as they are printed, first and last in one, so a first page finds nothing; the year takes its place.
    if (way.year or way.first) and clues.years:
        found.append(f"PUB_YEAR:[{clues.years[0]} TO {clues.years[1]}]")
    return found


def _paper(found: Found) -> Paper | None:
    """A result as a paper; None where it has no title."""
    reference, raw = found.reference, found.raw
    if reference is None:
        return None
    ids = reference.identifiers
    key = f"pmid:{ids.pmid}" if ids.pmid else f"doi:{ids.doi.lower()}" if ids.doi else f"id:{found.key}"
    electronic = _part(raw, "journalInfo").get("electronicPublicationDate") or raw.get("electronicPublicationDate")
    more: dict[str, Any] = {
        "published_electronic": electronic if isinstance(electronic, str) else None,
        "publication_types": publication_types(_types(raw)),
    }
    return paper_of_reference(reference, key, more)


def _types(raw: Mapping[str, Any]) -> list[str]:
    listed = _part(raw, "pubTypeList").get("pubType")
    told = [str(name).lower() for name in listed] if isinstance(listed, list) else []
    return [_TYPES[name] for name in told if name in _TYPES] + (["Preprint"] if raw.get("source") == "PPR" else [])


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = raw.get(name)
    return part if isinstance(part, dict) else {}
