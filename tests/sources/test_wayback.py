"""The Wayback Machine: captures of an address, and the pages as they were captured, on good days and bad ones."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path

import pytest
from tests.services import Call, Service, body, busy, hung_up

from aetia.errors import BusyError, InputError, NetworkError, ServiceError
from aetia.http import AnswerCache, PoliteClient, Retry
from aetia.sources.wayback import Wayback, WaybackCapture

PAGE = b"<html><head><title>Causes</title></head><body><p>Viruses.</p></body></html>"
ADDRESS = "http://example.org/causes.htm?a=1"
INDEX = "/cdx/search/cdx"
NAMES = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def digest(content: bytes) -> str:
    return base64.b32encode(hashlib.sha1(content).digest()).decode()


def row(stamp: str, status: str = "200", content: bytes = PAGE) -> list[str]:
    return [stamp, ADDRESS, "text/html", status, digest(content), "1415"]


def index(*rows: list[str], key: str = "") -> str:
    return json.dumps([NAMES, *rows, *([[], [key]] if key else [])])


def raw(stamp: str) -> str:
    return f"/web/{stamp}id_/http://example.org/causes.htm"


@pytest.fixture
def wayback(service: Service, client: PoliteClient) -> Wayback:
    return Wayback(client, root=service.url("/"), per_second=1_000)


def capture(stamp: str = "20140301120000", content: bytes = PAGE) -> WaybackCapture:
    return WaybackCapture(ADDRESS, stamp, "text/html", 200, digest(content), 1415)


def test_captures_are_asked_for_and_read(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, index(row("20140301120000"), row("20150301120000")))
    found = list(wayback.captures(f"{ADDRESS}#part", since="2014", until="2015-06-30", collapse="digest"))
    assert found == [capture("20140301120000"), capture("20150301120000")]
    assert found[0].captured == "2014-03-01T12:00:00Z"
    (call,) = service.calls
    asked = {
        "url": ADDRESS,
        "from": "2014",
        "to": "20150630",
        "filter": "statuscode:200",
        "collapse": "digest",
        "output": "json",
    }
    assert asked.items() <= call.params.items()
    assert "library@example.org" in call.headers["user-agent"]


def test_pages_of_the_index_are_turned_by_its_key(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, index(row("20140301120000"), key="org,example)/ 20140301120001!"), index(row("20150301120000")))
    assert [found.stamp for found in wayback.captures(ADDRESS)] == ["20140301120000", "20150301120000"]
    assert [call.params.get("resumeKey") for call in service.calls] == [None, "org,example)/ 20140301120001!"]


def test_no_more_are_asked_for_than_are_wanted(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, index(row("20140301120000"), row("20150301120000"), key="more"))
    assert len(list(wayback.captures(ADDRESS, limit=2))) == 2
    assert [call.params["limit"] for call in service.calls] == ["2"]
    assert list(wayback.captures(ADDRESS, limit=0)) == []


def test_an_index_that_goes_in_circles_is_left(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, index(row("20140301120000"), key="same"))
    with pytest.raises(ServiceError, match="over again"):
        list(wayback.captures(ADDRESS))


@pytest.mark.parametrize("answer", ["[]", index()])
def test_an_archive_that_says_it_has_none_is_believed(service: Service, wayback: Wayback, answer: str) -> None:
    service.on(INDEX, answer)
    assert list(wayback.captures(ADDRESS)) == []
    assert wayback.closest(ADDRESS) is None


BAD = {
    "a page for people": body("<html><title>Sorry</title>This service is down</html>", Content_Type="text/html"),
    "JSON that is cut off": body(index(row("20140301120000"))[:-30]),
    "an empty answer": body(""),
    "another document": body('{"error": "no"}'),
    "rows in another form": body('[["timestamp","original"],["20140301120000","http://example.org/"]]'),
    "a row that is cut off": body(
        '[["timestamp","original","mimetype","statuscode"],["20140301120000","http://e.org/"]]'
    ),
    "no time": body(index(row("2014"))),
    "a refusal": body("Blocked Site Error", 403),
    "a failure": body("<html>Bad Gateway</html>", 502),
    "closed for work": busy(status=503),
    "no address": body("not found", 404),
    "a line that breaks": hung_up,
}


@pytest.mark.parametrize("day", BAD, ids=lambda day: day.replace(" ", "-"))
def test_a_bad_day_is_never_an_empty_answer(service: Service, wayback: Wayback, day: str) -> None:
    service.on(INDEX, BAD[day])
    with pytest.raises(ServiceError, match="Wayback Machine"):
        list(wayback.captures(ADDRESS))
    with pytest.raises(ServiceError):
        wayback.closest(ADDRESS)


@pytest.mark.parametrize(
    "day", [day for day in BAD if day not in {"a refusal", "no address"}], ids=lambda day: day.replace(" ", "-")
)
def test_a_bad_day_that_passes_does_no_harm(service: Service, wayback: Wayback, day: str) -> None:
    service.on(INDEX, BAD[day], index(row("20140301120000")))
    assert len(list(wayback.captures(ADDRESS))) == 1


def test_an_archive_that_asks_for_patience_gets_it(service: Service, wayback: Wayback, waits: list[float]) -> None:
    service.on(INDEX, busy("1"), index(row("20140301120000")))
    assert len(list(wayback.captures(ADDRESS))) == 1
    assert waits == [1.0]
    service.on(INDEX, busy("3000"))
    with pytest.raises(BusyError, match="3,000 seconds"):
        list(wayback.captures(ADDRESS))


@pytest.mark.parametrize(
    ("at", "asked", "stamp"),
    [
        ("2014", "20140702000000", "20140301120000"),
        ("2015-01-01T00:00:00Z", "20150101000000", "20150301120000"),
        (None, "20991231235959", "20150301120000"),
    ],
)
def test_the_nearest_capture_is_taken_whatever_the_order(
    service: Service, wayback: Wayback, at: str | None, asked: str, stamp: str
) -> None:
    service.on(INDEX, index(row("20010301120000"), row("20150301120000"), row("20140301120000")))
    found = wayback.closest(ADDRESS, at)
    assert found is not None
    assert found.stamp == stamp
    assert service.calls[0].params["closest"] == asked


@pytest.mark.parametrize("time", ["soon", "20", "2014-13", "2014-3", "", "2014-02-30"])
def test_a_time_that_is_none_is_refused(wayback: Wayback, time: str) -> None:
    with pytest.raises(InputError, match="is no time"):
        wayback.closest(ADDRESS, time)
    with pytest.raises(InputError, match="is no time"):
        list(wayback.captures(ADDRESS, since=time))


def test_a_capture_is_fetched_as_it_was(service: Service, wayback: Wayback) -> None:
    kind, when = "text/html; charset=ISO-8859-1", "Sat, 01 Mar 2014 12:00:00 GMT"
    service.on(raw("20140301120000"), body(PAGE, Content_Type=kind, Memento_Datetime=when, X_Archive_Orig_Server="A"))
    found = wayback.fetch(capture())
    assert (found.body, found.media_type, found.charset, found.trouble) == (PAGE, "text/html", "ISO-8859-1", "")
    assert found.headers["x-archive-orig-server"] == "A"
    assert service.calls[0].params == {"a": "1"}, "the page's own question goes along"


def test_a_capture_that_was_stored_packed_is_known_by_the_digest_of_its_packed_form(
    service: Service, wayback: Wayback
) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    service.on(raw("20140301120000"), body(packed, Content_Encoding="gzip"))
    found = wayback.fetch(capture(content=packed))
    assert (found.body, found.trouble) == (PAGE, "")


def test_other_bytes_than_the_index_promises_are_asked_for_again(service: Service, wayback: Wayback) -> None:
    service.on(raw("20140301120000"), PAGE[:40], PAGE)
    assert wayback.fetch(capture()).body == PAGE


def test_other_bytes_again_and_again_are_no_page(service: Service, wayback: Wayback) -> None:
    service.on(raw("20140301120000"), b"<p>Not the page</p>")
    with pytest.raises(ServiceError, match="digest"):
        wayback.fetch(capture())


def test_the_same_bytes_twice_from_the_right_capture_are_given_with_the_trouble_named(
    service: Service, wayback: Wayback
) -> None:
    service.on(raw("20140301120000"), body(PAGE, Memento_Datetime="Sat, 01 Mar 2014 12:00:00 GMT"))
    found = wayback.fetch(capture(content=b"chunked in the archive"))
    assert found.body == PAGE
    assert "digest" in found.trouble
    assert len(service.calls) == 2


def test_another_capture_than_was_asked_for_is_not_taken_for_it(service: Service, wayback: Wayback) -> None:
    service.on(raw("20140301120000"), body("", 302, Location=raw("20150301120000")))
    service.on(raw("20150301120000"), body(PAGE, Memento_Datetime="Sun, 01 Mar 2015 12:00:00 GMT"))
    with pytest.raises(ServiceError, match=r"2015-03-01T12:00:00Z instead"):
        wayback.fetch(capture())


def test_a_captured_redirect_is_no_page(service: Service, wayback: Wayback) -> None:
    with pytest.raises(ServiceError, match="redirect"):
        wayback.fetch(WaybackCapture(ADDRESS, "20140301120000", "text/html", 302, "", None))
    assert service.calls == []


@pytest.mark.parametrize(
    "reply", [body("<html>Hrm. Not archived.</html>", 404), busy(status=429), body("x", 503), body("", 200), hung_up]
)
def test_an_error_page_is_never_taken_for_the_page(service: Service, wayback: Wayback, reply: object) -> None:
    assert callable(reply)
    service.on(raw("20140301120000"), reply)
    with pytest.raises(NetworkError):
        wayback.fetch(capture())


def test_an_answer_of_the_index_may_be_remembered(service: Service, tmp_path: Path) -> None:
    service.on(INDEX, index(row("20140301120000")))
    with PoliteClient(
        private_hosts=[service.place], cache=AnswerCache(tmp_path / "answers.sqlite"), retry=Retry(attempts=1)
    ) as client:
        wayback = Wayback(client, root=service.url("/"), fresh=60, per_second=1_000)
        assert list(wayback.captures(ADDRESS)) == list(wayback.captures(ADDRESS))
    assert len(service.calls) == 1


def test_a_stranger_s_redirect_into_the_house_is_not_followed(service: Service, wayback: Wayback) -> None:
    def elsewhere(call: Call) -> None:
        call.answer("", 302, Location="http://10.0.0.1/inner")

    service.on(raw("20140301120000"), elsewhere)
    with pytest.raises(NetworkError, match="private network"):
        wayback.fetch(capture())
