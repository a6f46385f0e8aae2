"""A citation's allowance of three requests, shared by steps and by tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.services import Service, body, busy

from aetia.errors import BusyError, MissingExtra, ServiceError
from aetia.http import Question, read_bytes
from aetia.resolve.online import asking
from aetia.resolve.online.asking import BriefClient, Steps


@pytest.fixture
def client(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[BriefClient]:
    """A client that does not wait between tries."""
    monkeypatch.setattr(asking, "FIRST_WAIT", 0.0)
    client = BriefClient(contact=None, cache=None, private_hosts=[service.place])
    client.keep_pace(service.url(), 5_000)
    yield client
    client.close()


@pytest.fixture
def put(service: Service, client: BriefClient) -> Callable[[str], Callable[[], bytes]]:
    """A question to a path, to be asked later."""
    return lambda path: lambda: client.ask(Question("The service", service.url(path)), read_bytes)


def test_three_steps_that_go_well(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]]
) -> None:
    service.on("/a", "yes")
    steps = Steps(client)
    assert [steps.ask(put("/a"), b"no") for _ in range(4)] == [b"yes"] * 3 + [b"no"]
    assert len(service.calls) == 3
    assert "3 requests about one citation were made" in str(steps.faults[0])
    assert Steps(client).ask(put("/a"), b"no") == b"yes"  # the next citation has its own


def test_a_step_is_tried_twice_where_nothing_is_kept(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]]
) -> None:
    service.on("/a", body("", 500))
    steps = Steps(client)
    assert steps.ask(put("/a"), b"no") == b"no"
    assert len(service.calls) == 2


def test_trying_again_does_not_use_up_what_is_kept(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]]
) -> None:
    service.on("/a", body("", 500))
    service.on("/b", "yes")
    steps = Steps(client)
    assert steps.ask(put("/a"), b"no", keep=2) == b"no"
    assert [steps.ask(put("/b"), b"no") for _ in range(2)] == [b"yes", b"yes"]
    assert (len(service.calls), len(steps.faults), steps.answered) == (3, 1, 2)


def test_a_busy_service_is_not_asked_further_about_this_citation(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]]
) -> None:
    service.on("/a", busy("600"))
    service.on("/b", "yes")
    steps = Steps(client)
    assert [steps.ask(put("/a"), b"no"), steps.ask(put("/b"), b"no")] == [b"no", b"no"]
    assert len(service.calls) == 1
    [error] = steps.faults
    assert isinstance(error, BusyError)
    assert error.wait == 600


def test_the_next_citation_waits_as_long_as_the_service_asked(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]]
) -> None:
    service.on("/a", busy("1"))
    service.on("/b", "yes")
    Steps(client).ask(put("/a"), b"no", keep=2)
    assert Steps(client).ask(put("/b"), b"no") == b"yes"
    assert service.calls[1].when - service.calls[0].when >= 0.9


def test_a_hung_service_is_waited_for_a_short_time(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setattr(asking, "TIMEOUT", 0.2)
    service.on("/a", lambda _: time.sleep(2))
    began = time.monotonic()
    steps = Steps(client)
    assert steps.ask(put("/a"), b"no", keep=2) == b"no"
    assert time.monotonic() - began < 1.5
    assert "in time" in steps.faults[0].what
    assert steps.ask(put("/a"), b"no") == b"no"
    assert len(service.calls) == 1  # a second step would hang as well


def test_an_answer_that_is_too_large_is_given_up(
    service: Service, client: BriefClient, put: Callable[[str], Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SIZE_LIMIT", 1_000)
    service.on("/a", b"x" * 1_001)
    steps = Steps(client)
    assert steps.ask(put("/a"), b"no") == b"no"
    assert "limit for one answer" in steps.faults[0].what


def test_a_fault_of_a_record_does_not_cost_the_others(client: BriefClient) -> None:
    steps = Steps(client)
    assert steps.read_each(["1", "x", "3"], int) == [1, 3]
    assert isinstance(steps.faults[0], ServiceError)
    assert "cannot be read (ValueError" in steps.faults[0].what


def test_what_is_not_installed_is_told_at_once(client: BriefClient) -> None:
    def missing() -> None:
        raise MissingExtra("corpus", "Reading PubMed XML")

    with pytest.raises(MissingExtra):
        Steps(client).ask(missing, None)
