"""A service with bad days, and a client that is allowed to ask it and does not wait long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.services import Service

from aetia.http import PoliteClient, Retry


@pytest.fixture
def service() -> Iterator[Service]:
    """A service of the test's own."""
    service = Service()
    yield service
    service.close()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client would have slept."""
    return []


@pytest.fixture
def client(service: Service, waits: list[float]) -> Iterator[PoliteClient]:
    """A client that may ask the service, a thousand times a second, and only notes how long it would wait."""
    retry = Retry(attempts=4, sleep=waits.append)
    with PoliteClient(contact="library@example.org", private_hosts=[service.place], retry=retry, pace=1_000) as client:
        yield client
