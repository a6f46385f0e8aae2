"""A reference as one flat JSON object, the form of lists that are made from articles' JATS: its names turned into CSL's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aetia.sources.written_names import written_name

_TEXTS = {
    "article_title": "title",
    "article-title": "title",
    "title": "title",
    "source": "container-title",
    "journal": "container-title",
    "volume": "volume",
    "issue": "issue",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "id": "id",
}
_SURE = frozenset({"article_title", "article-title", "fpage"})
"""Names that CSL does not have; an item with one of them is flat."""
_NAMES = frozenset(_TEXTS) | {"year", "fpage", "lpage", "authors"} | _SURE
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def is_flat(item: Mapping[str, Any]) -> bool:
    """Whether an object is a flat reference and no CSL-JSON item."""
    return not _SURE.isdisjoint(item)


def flat_to_csl(item: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A flat reference as a CSL-JSON item, and the names in it that this reader does not know.

    Args:
        item: with ``article_title``, ``source``, ``year``, ``volume``, ``issue``, ``fpage``, ``lpage``, ``authors`` (each
            ``Family Initials``), ``doi``, ``pmid``, ``pmcid``; any of them may be absent or null.
    """
    found: dict[str, Any] = {"type": "article-journal"}
    found |= {theirs: item[ours] for ours, theirs in _TEXTS.items() if item.get(ours) not in (None, "")}
    pages = [str(item[name]) for name in ("fpage", "lpage") if item.get(name) not in (None, "")]
    if pages:
        found["page"] = "-".join(pages)
    year = _YEAR.search(str(item.get("year") or ""))
    if year:
        found["issued"] = {"date-parts": [[int(year[0])]]}
    authors = item.get("authors")
    if isinstance(authors, list):
        names = (written_name(name) for name in authors if isinstance(name, str))
        found["author"] = [name for name in names if name]
    return found, sorted(name for name, value in item.items() if name not in _NAMES and value not in (None, ""))
