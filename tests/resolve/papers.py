"""Made-up papers to compare citations with."""

from __future__ import annotations

from typing import Any

from aetia.resolve.paper import Paper, paper_of


def paper(
    key: str = "pmid:101", title: str = "Quartz dust and stiff hands in stonemasons of two valleys", **more: Any
) -> Paper:
    """A made-up paper; any column of a corpus may be given."""
    record = {
        "key": key,
        "title": title,
        "authors": [
            {"family": "van der Steen", "initials": "AB"},
            {"family": "Müller", "initials": "C"},
            {"family": "García López", "initials": "D"},
        ],
        "journal": "Journal of Quarry Medicine",
        "journal_iso": "J. Quarry Med.",
        "journal_medline": "J Quarry Med",
        "published": "1998-05",
        "published_electronic": "1997-12-20",
        "year": 1998,
        "volume": "12",
        "issue": "3",
        "pages": "123-129",
        "doi": "10.1234/quarry.12",
        "pmcid": "PMC77001",
        "languages": ["eng"],
    }
    return paper_of(record | more)
