"""Services as one source of candidates, with a count of what was asked, answered and failed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, get_args
from weakref import WeakKeyDictionary

from aetia.errors import AetiaError, BusyError, InputError
from aetia.http import AnswerCache
from aetia.resolve.online.asking import PATIENCE, BriefClient, Steps
from aetia.resolve.online.clues import Clues, clues_of
from aetia.resolve.online.crossref import CrossrefWorks
from aetia.resolve.online.europepmc import EuropePmcResults
from aetia.resolve.online.pubmed import PubMed
from aetia.resolve.online.same import each_once
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query

ServiceName = Literal["pubmed", "crossref", "europepmc"]
SERVICES: tuple[ServiceName, ...] = get_args(ServiceName)
"""The services that can be asked."""
GIVEN_UP = 3
"""Citations in a row without an answer after which a service is left out for the rest of the run."""
_REMEMBERED = 5_000
"""Citations whose papers are kept for the run, since lists repeat themselves; when there are more it begins anew."""
_SHOWN = 60


class Service(Protocol):
    """One service that proposes papers."""

    @property
    def title(self) -> str:
        """Its name, for people."""

    def can_ask(self, clues: Clues) -> bool:
        """Whether a citation gives it something to be asked with."""

    def propose(self, clues: Clues, steps: Steps) -> list[Paper]:
        """The papers that a citation may mean, at most :data:`aetia.resolve.online.records.MOST`."""


_KINDS: Mapping[ServiceName, type[PubMed] | type[CrossrefWorks] | type[EuropePmcResults]] = {
    "pubmed": PubMed,
    "crossref": CrossrefWorks,
    "europepmc": EuropePmcResults,
}


@dataclass
class ServiceCount:
    """What a service did in a run.

    Attributes:
        service: its name, for people.
        asked: citations that it was asked about, or should have been.
        answered: of these, those that it answered in full, be it with no paper.
        failed: of these, those that it could not be asked about; about them nothing is known.
        passed_over: citations that gave nothing to ask it with.
        left_out: why it was not asked any more; empty where it was asked to the end.
    """

    service: str
    asked: int = 0
    answered: int = 0
    failed: int = 0
    passed_over: int = 0
    left_out: str = ""

    def __str__(self) -> str:
        said = f"{self.service}: asked about {_citations(self.asked)}, answered {self.answered:,}"
        if self.failed:
            said += f"; could not be asked about {self.failed:,}, of which nothing is known"
        if self.passed_over:
            said += f"; {_citations(self.passed_over)} gave nothing to ask with"
        return f"{said}; left out: {self.left_out}" if self.left_out else said


class _Asked:
    """A service with its client and its count."""

    def __init__(self, service: Service, client: BriefClient) -> None:
        self.service, self.client = service, client
        self.count = ServiceCount(service.title)
        self.failed_in_a_row = 0
        self._known: dict[Clues, list[Paper]] = {}

    def papers(self, clues: Clues, report: Callable[[str], None]) -> tuple[list[Paper], bool]:
        """What it proposes, and whether it answered in full, or there was nothing to ask."""
        if not self.service.can_ask(clues):
            self.count.passed_over += 1
            return [], True
        self.count.asked += 1
        if clues in self._known:
            self.count.answered += 1
            return self._known[clues], True
        if self.count.left_out:
            self.count.failed += 1
            return [], False
        steps = Steps(self.client)
        found = self.service.propose(clues, steps)
        if not steps.faults:
            self.count.answered += 1
            self.failed_in_a_row = 0
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[clues] = found
            return found, True
        self.count.failed += 1
        self.failed_in_a_row = 0 if steps.answered else self.failed_in_a_row + 1
        report(_told(self.service.title, clues, steps))
        self._leave_out(steps.faults[-1], report)
        return found, False

    def _leave_out(self, last: AetiaError, report: Callable[[str], None]) -> None:
        wait = last.wait if isinstance(last, BusyError) else None
        if wait is not None and wait > PATIENCE:
            self.count.left_out = f"it asks to wait {wait:,.0f} seconds"
        elif self.failed_in_a_row >= GIVEN_UP:
            self.count.left_out = f"{GIVEN_UP} citations in a row got no answer, the last because {last.what}"
        else:
            return
        report(f"{self.service.title} is left out for the rest of the run: {self.count.left_out}")


class CandidateSource:
    """Gives the papers that services propose for a citation; made by :func:`candidate_source`.

    It is what :class:`aetia.resolve.Resolver` takes as ``also``. Threads may share it; it asks about one citation at a time.
    """

    def __init__(self, asked: Sequence[_Asked], cache: AnswerCache | None, report: Callable[[str], None]) -> None:
        self._asked, self._cache, self._report = asked, cache, report
        self._unasked: WeakKeyDictionary[Query, tuple[str, ...]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def __call__(self, query: Query) -> Sequence[Paper]:
        """The papers that the services propose, each publication once.

        Args:
            query: the citation.

        Returns:
            At most five of each service, in no order that says anything. None from a service that gave no answer, which
            :meth:`could_not_ask` and :meth:`summary` tell.

        Raises:
            MissingExtra: PubMed's records cannot be read without an optional part of aetia.
        """
        with self._lock:
            clues = clues_of(query)
            papers: list[Paper] = []
            missed = []
            for one in self._asked:
                found, whole = one.papers(clues, self._report)
                papers += found
                missed += [] if whole else [one.service.title]
            if missed:
                self._unasked[query] = tuple(missed)
            else:
                self._unasked.pop(query, None)
            return each_once(papers)

    def could_not_ask(self, query: Query) -> tuple[str, ...]:
        """The services that gave no full answer about a citation: for it, "no paper" does not hold.

        Args:
            query: the same object that was asked about.
        """
        with self._lock:
            return self._unasked.get(query, ())

    def summary(self) -> tuple[ServiceCount, ...]:
        """What each service did so far, in the order in which they are asked; each can be printed."""
        with self._lock:
            return tuple(replace(one.count) for one in self._asked)

    def close(self) -> None:
        """Ends every connection, and closes the file of remembered answers."""
        for one in self._asked:
            one.client.close()
        if self._cache is not None:
            self._cache.close()

    def __enter__(self) -> CandidateSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def candidate_source(
    names: Sequence[ServiceName],
    *,
    cache: Path | None = None,
    email: str | None = None,
    allow_private: bool = False,
    report: Callable[[str], None] | None = None,
    roots: Mapping[str, str] | None = None,
) -> CandidateSource:
    """A source of candidates. Nothing is asked before it is called.

    What is sent is the citation: its text without web and mail addresses, cut after 600 characters, or its fields; and the contact
    address. A citation costs a service three requests at most.

    Args:
        names: of the services, in the order in which they are asked.
        cache: a file in which answers are remembered for a week; it then holds the citations that were asked about. None remembers
            nothing.
        email: an address at which the services can reach whoever runs this; Crossref answers more often to those who leave one.
        allow_private: the addresses in `roots` may be in a private network.
        report: is told, as one line each, what a service could not be asked about, and when one is left out.
        roots: addresses by name of service, for a mirror in the house.

    Raises:
        InputError: no service is named, or one that there is not; the email is none; the file cannot be opened.
    """
    wanted = list(dict.fromkeys(names))
    for name in [*wanted, *(roots or {})]:
        if name not in _KINDS:
            raise InputError(f"there is no service '{name}'", remedy=f"Give one of {', '.join(SERVICES)}")
    if not wanted:
        raise InputError("no service is named", remedy=f"Give one or more of {', '.join(SERVICES)}")
    places = {name: f"{(roots or {}).get(name, _KINDS[name].root).rstrip('/')}/" for name in wanted}
    private = [_place(places[name]) for name in wanted if allow_private]
    memory = AnswerCache(cache) if cache is not None else None
    try:
        clients = {name: BriefClient(contact=email, cache=memory, private_hosts=private) for name in wanted}
        asked = [_Asked(_KINDS[name](clients[name], places[name]), clients[name]) for name in wanted]
    except AetiaError:
        if memory is not None:
            memory.close()
        raise
    return CandidateSource(asked, memory, report or _silent)


def _place(address: str) -> str:
    from aetia.http.addresses import target_of

    return target_of(address).place


def _silent(_: str) -> None:
    return


def _told(service: str, clues: Clues, steps: Steps) -> str:
    text = clues.text or " ".join((clues.author, *clues.words, clues.year, *clues.pmids, *clues.dois))
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    how = "answered only in part" if steps.answered else "could not be asked"
    return f"{service} {how} about '{shown}': {'; '.join(fault.what for fault in steps.faults)}"


def _citations(count: int) -> str:
    return "1 citation" if count == 1 else f"{count:,} citations"
