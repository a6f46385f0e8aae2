"""How much a reading looks like an entry of a list of studies."""

from __future__ import annotations

import re

from aetia.rescue.entry import Entry
from aetia.rescue.journals import journal_score
from aetia.rescue.labels import known_label
from aetia.rescue.sentences import is_clause
from aetia.rescue.signs import ORGANISATION
from aetia.rescue.units import Unit


def strength_of(flat: str, entry: Entry, unit: Unit) -> float:
    """How much the reading looks like an entry of a bibliography."""
    if "title" not in entry.fields:
        return 0.0
    title = str(entry.fields["title"])
    words = title.split()
    points = 0.0
    conf = entry.confidence
    if "journal" in entry.fields:
        points += 0.4 + 0.5 * min(1.0, max(0.0, journal_score(str(entry.fields["journal"])) / 1.2))
    if "volume" in entry.fields:
        points += 0.7
    if "pages" in entry.fields:
        points += 0.4
    if "year" in entry.fields:
        points += 0.35
    if entry.fields.get("authors"):
        points += 0.8 * conf.get("authors", 0.5)
    if "doi" in entry.fields or "pmid" in entry.fields or "pmcid" in entry.fields:
        points += 0.9
    if "source_label" in entry.fields:
        points += 0.7 if known_label(str(entry.fields["source_label"])) else 0.25
    if entry.publication in {"book", "chapter", "thesis", "paper-conference"} and entry.fields.get("authors"):
        points += 0.5
    if "publisher" in entry.fields and entry.fields.get("authors"):
        points += 0.3
    if conf.get("title", 0) >= 0.95 and entry.fields.get("authors"):
        points += 0.35
    if "accessed" in entry.fields or "status_printed" in entry.fields:
        points += 0.4
    if (
        any(run.kind in {"link", "bold"} and run.end - run.start > 20 for run in unit.runs)
        and conf.get("title", 0) >= 0.8
    ):
        points += 0.35
    if entry.fields.get("labels"):
        points += 0.5
    if "url" in entry.fields:
        points += 0.3 if str(entry.fields["url"]).startswith("http") else 0.1
    if (
        "finding" in entry.fields
        and conf["finding"] >= 0.8
        and (entry.fields.get("authors") or "journal" in entry.fields)
    ):
        points += 0.4
    if "volume" not in entry.fields and "doi" not in entry.fields and ORGANISATION.search(flat):
        points -= 0.8
    if re.match(r"\W*(?:[A-Z][\w.'’]*\s+){1,6}(?:is|are|was|has|have|were)\s(?:an?|the|not|been|our)\s", flat):
        points -= 1.0
    if len(words) > 45:
        points -= 0.8
    first_person = re.search(r"\b(?:we|our|you|your|I)\b", title)
    if (is_clause(title) and first_person) or title[:1].islower():
        points -= 0.5
    if re.match(r"(?:This|These|It|They|He|She|There|However|In this|The handbook)\b", title):
        points -= 0.7
    return round(points, 3)
