"""Whether two papers are one publication that two services have, each under an identifier of its own."""

from __future__ import annotations

from collections.abc import Iterable

from aetia.resolve.paper import Paper


def each_once(papers: Iterable[Paper]) -> list[Paper]:
    """Papers in order, each publication once; of those that are the same, one with a PMID counts.

    Two of one publication would share its probability, and none would be sure enough to be matched.
    """
    kept: list[Paper] = []
    for paper in papers:
        same = [at for at, other in enumerate(kept) if same_publication(paper, other)]
        if not same:
            kept.append(paper)
        elif _is_pubmed(paper):
            known = [kept[at] for at in same if _is_pubmed(kept[at])]
            kept[same[0]] = known[0] if known else paper
            kept = [other for at, other in enumerate(kept) if at not in same[1:]]
    return kept


def same_publication(one: Paper, other: Paper) -> bool:
    """Whether two papers are the same publication: by PMID, else by DOI, else by title and place.

    Only where one of them lacks the identifier that the other has does the place count: title, first page and a year have to be the
    same, and volume and first author where both are told.
    """
    if one.key == other.key:
        return True
    if _is_pubmed(one) and _is_pubmed(other):
        return False
    if one.doi and other.doi:
        return one.doi == other.doi
    return (
        bool(set(one.titles) & set(other.titles))
        and bool(one.first)
        and one.first == other.first
        and bool(set(one.years) & set(other.years))
        and (not one.volume or not other.volume or one.volume == other.volume)
        and (not one.families or not other.families or one.families[0] == other.families[0])
    )


def _is_pubmed(paper: Paper) -> bool:
    return paper.key.startswith("pmid:")
