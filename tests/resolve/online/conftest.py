"""Services with one shelf, and a source of candidates that may ask them without waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.http.conftest import service
from tests.resolve.online.shelf import Shelf
from tests.services import Service

from aetia.resolve.online import SERVICES, CandidateSource, ServiceName, candidate_source

__all__ = ["service"]

Ask = Callable[..., CandidateSource]


@pytest.fixture
def shelf(service: Service, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The three services; their pace and the waits between tries are taken away."""
    monkeypatch.setattr("aetia.sources.eutils.entrez.PER_SECOND", 5_000)
    monkeypatch.setattr("aetia.sources.europepmc.PER_SECOND", 5_000)
    monkeypatch.setattr("aetia.sources.crossref.PER_SECOND", 5_000)
    monkeypatch.setattr("aetia.sources.crossref.PER_SECOND_WITH_CONTACT", 5_000)
    monkeypatch.setattr("aetia.resolve.online.asking.FIRST_WAIT", 0.0)
    return Shelf(service)


@pytest.fixture
def told() -> list[str]:
    """What was reported."""
    return []


@pytest.fixture
def ask(shelf: Shelf, told: list[str]) -> Iterator[Ask]:
    """Makes a source that may ask the services."""
    with ExitStack() as stack:

        def make(
            *names: ServiceName,
            cache: Path | None = None,
            email: str | None = None,
            roots: dict[str, str] | None = None,
        ) -> CandidateSource:
            wanted: Sequence[ServiceName] = names or SERVICES
            source = candidate_source(
                wanted, cache=cache, email=email, allow_private=True, report=told.append, roots=roots or shelf.roots
            )
            return stack.enter_context(source)

        yield make
