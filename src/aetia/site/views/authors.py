"""How current a cause's page is, and who wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aetia.model.finding import Finding
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.site.edition import Edition

_ORCID = re.compile(r"(?:orcid:|https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)


@dataclass(frozen=True)
class PersonView:
    """Somebody who read or searched: as the library names them, their page at ORCID or nothing, and how much they did."""

    name: str
    address: str
    number: int


@dataclass(frozen=True)
class AuthorsView:
    """Dates and names.

    Attributes:
        searched: how far the newest search reached; None for no search. `searchers`: who ran those that reached so far.
        weighed: the newest date on which a finding was appraised or the level changed; None for never.
        readers: who appraised the findings, those with most first.
        moved: the date of the newest recorded level; None for none.
    """

    searched: str | None
    searchers: tuple[PersonView, ...]
    weighed: str | None
    readers: tuple[PersonView, ...]
    moved: str | None


def authors_view(edition: Edition, topic: Topic, pairs: Iterable[tuple[Study, Finding]]) -> AuthorsView:
    """Who did what for a topic, and when."""
    library = edition.library
    appraisals = [finding.appraisal for _, finding in pairs if finding.appraisal]
    searched = edition.last_search(topic.id)
    mine = [s for s in library.searches if s.topic in (None, topic.id) and (s.through or s.on) == searched]
    moves = [change.on for change in library.verdicts if change.topic == topic.id]
    return AuthorsView(
        searched=searched,
        searchers=_people(search.by for search in mine),
        weighed=max([*(appraisal.on for appraisal in appraisals), *moves], default=None),
        readers=_people(appraisal.by for appraisal in appraisals),
        moved=max(moves, default=None),
    )


def person(name: str) -> tuple[str, str]:
    """A person's name as it is shown, and their page: ``orcid:0000-0002-…`` is shown as the number with its page at ORCID."""
    found = _ORCID.fullmatch(name.strip())
    return (f"ORCID {found[1].upper()}", f"https://orcid.org/{found[1].upper()}") if found else (name, "")


def _people(names: Iterable[str]) -> tuple[PersonView, ...]:
    counted = Counter(names)
    return tuple(
        PersonView(*person(name), number)
        for name, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    )
