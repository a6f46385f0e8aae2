"""Results page by page along a cursor: each once, as many as were promised, and an end whatever the service does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aetia.errors import PartialAnswer
from aetia.http import NotAnAnswer
from aetia.model.reference import Reference


@dataclass(frozen=True)
class Found:
    """One result of a service.

    Args:
        key: what the service knows it by.
        reference: its fields; None where it has no title.
        raw: as the service gave it.
    """

    key: str
    reference: Reference | None
    raw: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One page of results.

    Args:
        found: in the service's order.
        total: results in all, as this page says.
        following: the cursor of the next page; None where there is none.
    """

    found: tuple[Found, ...]
    total: int
    following: str | None


def not_empty(page: Page) -> Page:
    """A page that is wanted alone.

    Raises:
        NotAnAnswer: nothing is on it, though the service says that there are results.
    """
    if page.total > 0 and not page.found:
        raise NotAnAnswer(f"gave 0 of {page.total:,} results", counts=(0, page.total))
    return page


def along(service: str, turn: Callable[[str], Page], *, first: str = "*", limit: int | None = None) -> Iterator[Found]:
    """Every result, page by page.

    A cursor that comes back may be right (Crossref gives one cursor for all pages) or a fault, so pages are judged by what is on
    them: one that brings nothing new ends the walk.

    Args:
        service: its name, for messages.
        turn: asks for the page at a cursor.
        first: the cursor of the first page.
        limit: results that are wanted at most; None wants all.

    Raises:
        PartialAnswer: the pages end, or repeat themselves, before as many came as the last page promises.
    """
    seen: set[str] = set()
    cursor = None if limit == 0 else first
    total = 0
    while cursor is not None:
        page = turn(cursor)
        total = page.total
        new = [found for found in page.found if found.key not in seen]
        for found in new:
            if found.key not in seen:
                seen.add(found.key)
                yield found
            if limit is not None and len(seen) >= limit:
                return
        if not new or len(seen) >= total:
            break
        cursor = page.following
    if len(seen) < total:
        raise PartialAnswer(
            f"{service} gave {len(seen):,} of {total:,} results",
            got=len(seen),
            promised=total,
            remedy="Try again later, or make the search narrower",
        )
