"""The links of a library, visited: what is wrong with each, and what an old page left behind in a web archive."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aetia.errors import InputError, NetworkError
from aetia.http.addresses import target_of
from aetia.library.faults import Fault
from aetia.library.links import OutsideLink, doi_in, outside_links
from aetia.library.read import read_with_faults
from aetia.rescue.link_health.captures import Closest, Suggester, Suggestion, is_capture, wayback
from aetia.rescue.link_health.faults import FAILING, fault_of
from aetia.rescue.link_health.health import STATES, Health
from aetia.rescue.link_health.manners import Manners
from aetia.rescue.link_health.memory import Memory, cache_folder
from aetia.rescue.link_health.visits import NOT_VISITED, visit_all

_FOR_CAPTURES = 300.0
"""Seconds for asking about captures, after all visits."""
_PROGRESS = "links"


@dataclass(frozen=True)
class VisitedLink:
    """One link with what is known of it."""

    link: OutsideLink
    health: Health
    suggestion: Suggestion | None = None

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "file": self.link.file,
            "line": self.link.line,
            "address": self.link.address,
            "kind": self.link.kind,
            "state": self.health.state,
            "why": self.health.why,
            "to": self.health.to,
            "capture": self.suggestion.capture if self.suggestion else None,
        }


@dataclass(frozen=True)
class OldPage:
    """The address of a rescued page, which nobody expects to live, and its capture."""

    link: OutsideLink
    suggestion: Suggestion

    @property
    def line(self) -> str:
        """One line for people, without what could steer a terminal."""
        capture = self.suggestion.capture
        said = f"a capture is {capture}" if capture else self.suggestion.words
        line = f"{self.link.file}:{self.link.line}: the old page was {self.link.address}; {said}"
        return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {"file": self.link.file, "line": self.link.line, "address": self.link.address, **self.suggestion.plain()}


@dataclass(frozen=True)
class LinkReport:
    """What a visit to all links found.

    Args:
        links: every link with its health, by file and line.
        faults: of those that are not alive.
        old_pages: rescued pages, each once.
        visited: addresses that were asked in this run; the others were remembered, or could not be asked.
        remarks: what the user should know besides.
    """

    links: list[VisitedLink]
    faults: list[Fault]
    old_pages: list[OldPage]
    visited: int
    remarks: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether a link is dead, moved, or lost."""
        return any(fault.code in FAILING for fault in self.faults)

    @property
    def counts(self) -> dict[str, int]:
        """How many addresses are in each state."""
        states = Counter({one.link.address: one.health.state for one in self.links}.values())
        return {state: states[state] for state in STATES}

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "addresses": sum(self.counts.values()),
            "visited": self.visited,
            **self.counts,
            "items": [one.plain() for one in self.links],
            "old_pages": [page.plain() for page in self.old_pages],
        }


def check_links(
    root: Path,
    *,
    allow_private: bool = False,
    manners: Manners | None = None,
    memory: Path | None = None,
    closest: Closest | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> LinkReport:
    """Visits every outside link of a library once. The library is not changed.

    Args:
        root: the library's folder.
        allow_private: also visit links whose own address is in a private network; redirects into one stay refused.
        manners: how gently links are visited, and for how long.
        memory: the file in which visits are remembered; in the user's cache folder by default.
        closest: how a web archive is asked; the Wayback Machine by default.
        progress: told what is done, how much of it, and of how much.

    Raises:
        LibraryError: there is no library at `root`.
    """
    links = outside_links(read_with_faults(root))
    ours = [link for link in links if link.kind != "rescued-page"]
    manners = manners or Manners()
    if allow_private:
        manners = replace(manners, private=_places(ours) | frozenset(manners.private))
    remarks: list[str] = []
    memory = memory or cache_folder() / "links.sqlite"
    addresses = list(dict.fromkeys(link.address for link in ours))
    with _remembered(memory, remarks) as store:
        known, asked = _visit(addresses, manners, store, progress)
    lost = [link for link in links if _wants_capture(link, known)]
    with wayback(memory, manners) if closest is None else nullcontext(closest) as archive:
        captures = _captures(lost, archive, progress)
    visited = [VisitedLink(link, known[link.address], captures.get(link)) for link in ours]
    faults = [fault_of(one.link, one.health, one.suggestion) for one in visited]
    old_pages = [OldPage(link, captures[link]) for link in lost if link.kind == "rescued-page"]
    return LinkReport(visited, sorted(fault for fault in faults if fault), old_pages, asked, remarks)


def _visit(
    addresses: list[str],
    manners: Manners,
    memory: Memory | None,
    progress: Callable[[str, int, int], None] | None,
) -> tuple[dict[str, Health], int]:
    """What is known of each address, and how many were asked for it; each visit is remembered as soon as it is made."""
    known = {address: health for address in addresses if memory and (health := memory.recall(address))}
    asked = 0
    if progress and addresses:
        progress(_PROGRESS, len(known), len(addresses))
    for address, health in visit_all([address for address in addresses if address not in known], manners):
        known[address] = health
        asked += health not in NOT_VISITED
        if memory:
            memory.remember(address, health)
        if progress:
            progress(_PROGRESS, len(known), len(addresses))
    return known, asked


@contextmanager
def _remembered(path: Path, remarks: list[str]) -> Iterator[Memory | None]:
    """The memory of visits; None where it cannot be had, which costs time and nothing else."""
    try:
        memory = Memory(path)
    except InputError as error:
        remarks.append(f"{error.where}: {error.what}; every link was visited anew")
        yield None
        return
    with closing(memory):
        yield memory


def _wants_capture(link: OutsideLink, known: dict[str, Health]) -> bool:
    """Old pages, and what is dead or lost. What a DOI led to is found by the DOI that is right, not in an archive."""
    if link.kind == "rescued-page":
        return not is_capture(link.address)
    return known[link.address].state in ("dead", "lost") and not doi_in(link.address)


def _captures(
    links: list[OutsideLink], closest: Closest, progress: Callable[[str, int, int], None] | None
) -> dict[OutsideLink, Suggestion]:
    """What the web archive has of each link, from about the time when it was right."""
    suggester = Suggester(closest, time.monotonic() + _FOR_CAPTURES)
    found = {}
    for number, link in enumerate(links, 1):
        found[link] = suggester.suggest(link.address, link.written)
        if progress:
            progress("captures", number, len(links))
    return found


def _places(links: list[OutsideLink]) -> frozenset[str]:
    """Hosts that the library itself names."""
    places = set()
    for link in links:
        with suppress(NetworkError):
            places.add(target_of(link.address).place)
    return frozenset(places)
