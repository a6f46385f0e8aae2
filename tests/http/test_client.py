"""A polite client on bad days: nothing that is no answer is ever taken for one."""

from __future__ import annotations

import gzip
import json
import logging
import re
import threading
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from tests.services import Call, Service, body, busy, hung_up

from aetia.errors import BusyError, InputError, NetworkError, ServiceError
from aetia.http import AnswerCache, NotAnAnswer, PoliteClient, Question, Retry, read_json, read_xml
from aetia.http.answer import Answer

HTML = "<!DOCTYPE html><html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head><body>no</body></html>"


def question(service: Service, path: str = "/api", **fields: Any) -> Question:
    return Question("The service", service.url(path), **fields)


def test_a_service_learns_who_asks(service: Service, client: PoliteClient) -> None:
    service.on("/api", '{"count": 3}')
    assert client.ask(question(service, params={"term": "lupus & more"}), read_json) == {"count": 3}
    [call] = service.calls
    assert re.match(r"aetia/\S+ \(.*mailto:library@example\.org\)$", call.headers["user-agent"])
    assert call.params == {"term": "lupus & more"}
    assert call.headers["accept"] == "application/json"


def test_a_form_is_posted(service: Service, client: PoliteClient) -> None:
    service.on("/api", "{}")
    asked = question(service, params={"id": ",".join(map(str, range(2_000)))}, private={"key": "k"}, post=True)
    client.ask(asked, read_json)
    [call] = service.calls
    assert (call.method, call.params) == ("POST", {})
    assert call.form["id"].endswith(",1999")
    assert call.form["key"] == "k"


@pytest.mark.parametrize("contact", ["nobody", "a@b", "a@example.org\r\nX-Evil: 1", "a b@example.org", ""])
def test_a_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(InputError, match="no email address"):
        PoliteClient(contact=contact)


def test_429_is_waited_out_as_long_as_the_service_says(
    service: Service, client: PoliteClient, waits: list[float]
) -> None:
    service.on("/api", busy("7"), busy(formatdate(time.time() + 20, usegmt=True)), '{"count": 1}')
    client._hosts.pause = lambda *_: None  # type: ignore[method-assign]  # the test does not want to wait
    assert client.ask(question(service), read_json) == {"count": 1}
    assert waits[0] == 7.0
    assert 17 < waits[1] <= 20


@pytest.mark.parametrize(
    "bad_day",
    [
        busy(status=503),
        body("", 500),
        body(HTML, 502, Content_Type="text/html"),
        hung_up,
        body(HTML, Content_Type="text/html; charset=UTF-8"),
        body(HTML, Content_Type="application/json"),
        body(""),
        body("  \n"),
        body('{"count": 1'),
        lambda call: (call.begin(Content_Length="20"), call.write(b'{"count"'), call.hang_up()),
        lambda call: call.answer('{"count": 1}', Content_Length="20", Connection="close"),
        lambda call: call.answer(gzip.compress(b'{"count": 2}')[:-4], Content_Encoding="gzip"),
        lambda call: call.answer(b"\x1f\x8bnot gzip", Content_Encoding="gzip"),
    ],
    ids=["503", "500", "502-page", "reset", "page-as-200", "page-as-json", "empty", "blank", "cut-json", "cut-body", "short-body",
         "cut-gzip", "bad-gzip"],
)  # fmt: skip
def test_a_bad_day_passes_or_is_told_and_is_never_no_results(
    service: Service, client: PoliteClient, bad_day: Any
) -> None:
    service.on("/api", bad_day, bad_day, '{"count": 1}')
    assert client.ask(question(service), read_json) == {"count": 1}
    service.on("/api", bad_day)
    with pytest.raises(ServiceError, match="The service") as caught:
        client.ask(question(service), read_json)
    assert caught.value.remedy
    assert caught.value.where == service.url("/api")
    assert len(service.calls) == 3 + 4


def test_the_title_of_an_error_page_is_told(service: Service, client: PoliteClient) -> None:
    service.on("/api", body(HTML, Content_Type="text/html"))
    with pytest.raises(ServiceError, match="a web page instead of data \\('NCBI - WWW Error Blocked Diagnostic'\\)"):
        client.ask(question(service), read_json)


def test_a_service_that_stays_busy_is_told_as_busy(service: Service, client: PoliteClient) -> None:
    service.on("/api", busy())
    with pytest.raises(BusyError, match="fewer requests \\(429\\), 4 times") as caught:
        client.ask(question(service), read_json)
    assert caught.value.status == 429


@pytest.mark.parametrize(
    ("status", "words"), [(400, "did not understand"), (401, "key"), (403, "refuses"), (404, "address")]
)
def test_a_refusal_is_told_at_once_with_its_words(
    service: Service, client: PoliteClient, status: int, words: str
) -> None:
    service.on("/api", body('{"error":"API key invalid"}', status))
    with pytest.raises(ServiceError, match=words) as caught:
        client.ask(question(service), read_json)
    assert "API key invalid" in caught.value.what
    assert caught.value.status == status
    assert len(service.calls) == 1


def test_an_error_inside_the_answer_is_the_reader_s_to_tell(service: Service, client: PoliteClient) -> None:
    def read(answer: Answer) -> Any:
        found = read_json(answer)
        if "ERROR" in found:
            raise NotAnAnswer(f"says: {found['ERROR']}", again=False, remedy="Ask for less")
        return found

    # A raw line end within a text, as NCBI has sent it.
    service.on("/api", '{"ERROR": "Search Backend failed: Exception:\n\'retstart\' cannot be larger than 9998"}')
    with pytest.raises(ServiceError, match=r"9998.*Ask for less"):
        client.ask(question(service), read)
    assert len(service.calls) == 1


def test_a_server_that_hangs_is_given_up_in_time(service: Service, client: PoliteClient) -> None:
    service.on("/api", lambda call: time.sleep(1.5))
    begun = time.monotonic()
    with pytest.raises(ServiceError, match="no whole answer in time, 4 times"):
        client.ask(question(service, timeout=0.15), read_json)
    assert time.monotonic() - begun < 1.5


def test_a_slow_loris_is_given_up_in_time(service: Service, client: PoliteClient) -> None:
    def trickle(call: Call) -> None:
        call.begin(Content_Length="1000")
        for _ in range(100):
            call.write(b" ")
            time.sleep(0.05)

    service.on("/api", trickle)
    begun = time.monotonic()
    with pytest.raises(ServiceError, match="in time"):
        client.ask(question(service, timeout=0.3), read_json)
    assert time.monotonic() - begun < 3


def test_a_second_request_on_the_same_line_is_cut_as_well(service: Service, client: PoliteClient) -> None:
    def slow_headers(call: Call) -> None:
        call.handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(60):
            call.handler.wfile.write(f"X-{number}: y\r\n".encode())
            time.sleep(0.05)

    service.on("/api", "{}", slow_headers)
    client.ask(question(service), read_json)
    begun = time.monotonic()
    with pytest.raises(ServiceError, match="in time"):
        client.ask(question(service, timeout=0.3), read_json)
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"0" * 50_000_000), gzip.compress(b"0" * 10) * 2_000], ids=["one member", "many members"]
)
def test_a_bomb_is_given_up_at_the_limit(service: Service, client: PoliteClient, packed: bytes) -> None:
    service.on("/api", body(packed, Content_Encoding="gzip"))
    with pytest.raises(NetworkError, match="more than 10,000 bytes"):
        client.ask(question(service, size_limit=10_000), read_json)
    assert len(service.calls) == 1


def test_an_answer_in_several_gzip_members_is_whole(service: Service, client: PoliteClient) -> None:
    service.on("/api", body(gzip.compress(b'{"count"') + gzip.compress(b": 5}"), Content_Encoding="gzip"))
    assert client.ask(question(service), read_json) == {"count": 5}


@pytest.mark.parametrize("length", ["known", "unknown"])
def test_a_body_past_the_limit_is_given_up(service: Service, client: PoliteClient, length: str) -> None:
    def flood(call: Call) -> None:
        call.begin(200, **({"Content_Length": "100000000"} if length == "known" else {"Connection": "close"}))
        for _ in range(1_000):
            call.write(b" " * 100_000)

    service.on("/api", flood)
    with pytest.raises(NetworkError, match="more than 500,000 bytes"):
        client.ask(question(service, size_limit=500_000), read_json)


@pytest.mark.parametrize("number", ["10.0.0.1", "169.254.169.254", "[::1]", "127.0.0.1:1"])
def test_a_redirect_to_a_private_address_is_refused(service: Service, client: PoliteClient, number: str) -> None:
    service.on("/api", body("", 302, Location=f"http://{number}/latest/meta-data/"))
    with pytest.raises(NetworkError, match="private network"):
        client.ask(question(service), read_json)


def test_a_private_host_is_refused_unless_it_is_allowed(service: Service) -> None:
    with PoliteClient() as client, pytest.raises(NetworkError, match="private network"):
        client.ask(question(service), read_json)
    assert service.calls == []


def test_a_redirect_within_the_host_is_followed(service: Service, client: PoliteClient) -> None:
    service.on("/old", body("", 301, Location="/api"))
    service.on("/api", '{"count": 1}')
    assert client.ask(question(service, "/old"), read_json) == {"count": 1}


def test_redirects_in_a_circle_end(service: Service, client: PoliteClient) -> None:
    service.on("/api", body("", 302, Location="/api"))
    with pytest.raises(ServiceError, match="redirects more than"):
        client.ask(question(service), read_json)


def test_a_form_is_not_redirected_elsewhere(service: Service, client: PoliteClient) -> None:
    service.on("/api", body("", 302, Location="/other"))
    with pytest.raises(ServiceError, match="redirects a form"):
        client.ask(question(service, post=True, params={"a": "1"}), read_json)


def test_keys_are_sent_and_never_shown(
    service: Service, client: PoliteClient, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    client.cache = AnswerCache(tmp_path / "answers")
    asked = question(service, params={"term": "x"}, private={"api_key": "s3cret/key"})
    service.on("/api", "{}")
    client.ask(asked, read_json, fresh=60)
    assert service.calls[0].params == {"term": "x", "api_key": "s3cret/key"}
    told = [repr(asked), repr(asked.sent("agent"))]
    echo = "bad key s3cret/key and s3cret%2Fkey"
    for bad_day in (
        body(echo, 400),
        body(json.dumps({"error": echo})[:-1]),
        body("", 302, Location="http://10.0.0.1/?api_key=s3cret%2Fkey"),
        body("", 302, Location="ftp://s3cret%2Fkey/"),
        hung_up,
    ):
        service.on("/api", bad_day)
        with pytest.raises(NetworkError) as caught:
            client.ask(asked, read_json)
        told.append(str(caught.value))
    assert "s3cret" not in "\n".join([*told, caplog.text])
    assert b"s3cret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_proxies_of_the_environment_are_not_used(
    service: Service, client: PoliteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    service.on("/api", "{}")
    assert client.ask(question(service), read_json) == {}


def test_a_fresh_memory_spares_the_service(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    client.cache = AnswerCache(tmp_path / "answers")
    service.on("/api", '{"count": 1}', '{"count": 2}')
    asked = question(service, params={"a": "1"}, private={"key": "one"})
    other_key = question(service, params={"a": "1"}, private={"key": "two"})
    assert client.ask(asked, read_json, fresh=60) == {"count": 1}
    assert client.ask(other_key, read_json, fresh=60) == {"count": 1}
    assert client.ask(asked, read_json) == {"count": 2}
    assert len(service.calls) == 2


def test_what_is_no_answer_is_not_remembered(service: Service, client: PoliteClient, tmp_path: Path) -> None:
    client.cache = AnswerCache(tmp_path / "answers")
    service.on("/api", body(HTML))
    with pytest.raises(ServiceError):
        client.ask(question(service), read_json, fresh=60)
    service.on("/api", '{"count": 1}')
    assert client.ask(question(service), read_json, fresh=60) == {"count": 1}


def test_the_pace_holds_over_threads(service: Service) -> None:
    service.on("/api", "{}")
    with PoliteClient(private_hosts=[service.place]) as client:
        client.keep_pace(service.url(), 40)
        threads = [
            threading.Thread(target=lambda: [client.ask(question(service), read_json) for _ in range(4)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    starts = sorted(call.when for call in service.calls)
    assert len(starts) == 16
    assert starts[-1] - starts[0] >= 15 / 40 * 0.6  # taken at the server, which may be late for the first


def test_a_pause_that_the_host_asks_for_holds_for_all_threads(service: Service) -> None:
    service.on("/first", busy("1"), "{}")
    service.on("/second", "{}")
    with PoliteClient(private_hosts=[service.place], pace=1_000) as client:
        other = threading.Thread(target=lambda: client.ask(question(service, "/first"), read_json))
        other.start()
        while not service.calls:
            time.sleep(0.005)
        time.sleep(0.1)
        client.ask(question(service, "/second"), read_json)
        other.join()
    [second] = service.asked("/second")
    assert second.when - service.calls[0].when >= 0.9


def test_one_connection_serves_one_request_after_the_other(service: Service, client: PoliteClient) -> None:
    ports = set()

    def reply(call: Call) -> None:
        ports.add(call.handler.client_address[1])
        call.answer("{}")

    service.on("/api", reply)
    for _ in range(5):
        client.ask(question(service), read_json)
    assert len(ports) == 1


def test_a_host_that_is_not_known_is_told(waits: list[float]) -> None:
    client = PoliteClient(retry=Retry(attempts=2, sleep=waits.append))
    with pytest.raises(ServiceError, match="is not known"):
        client.ask(Question("The service", "http://no-such-host.invalid/api"), read_json)
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("document", "whole"),
    [
        ("<?xml version='1.0'?><!DOCTYPE Set PUBLIC '-//x' 'y'>\n<Set><A/></Set>\n", True),
        ("\ufeff<Set/>", True),
        ('<Set a="1" />', True),
        ("<!-- about <Other> --><Set></Set>", True),
        ("<Set><A/>", False),
        ("<Set><A/></Set", False),
        ("<Other><Set></Set></Other>", False),
        ("no XML", False),
    ],
)
def test_xml_is_whole_or_no_answer(document: str, whole: bool) -> None:
    answer = Answer("a", document.encode())
    if whole:
        assert read_xml(answer, "Set") == document.encode()
    else:
        with pytest.raises(NotAnAnswer, match="gave"):
            read_xml(answer, "Set")
