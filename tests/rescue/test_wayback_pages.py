"""Pages from the Wayback Machine: by its own addresses, or by the address that a page had."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.services import Service, body, busy

from aetia.cli.main import main
from aetia.errors import BusyError, InputError, RescueError, ServiceError
from aetia.http import PoliteClient, Retry
from aetia.rescue import RescuedPage
from aetia.rescue.archives import ArchiveReport, Choice
from aetia.rescue.fetch import Web, read_sources
from aetia.rescue.wayback_pages import rescue_capture, wanted_capture
from aetia.sources.wayback import Wayback

ADDRESS = "http://example.org/causes.htm"
STAMP, CAPTURED = "20140301120000", "2014-03-01T12:00:00Z"
NAMES = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]
INDEX = "/cdx/search/cdx"


def page(title: str) -> bytes:
    return f"<html><body><h1>Causes</h1><p>Smith J, Jones K. {title}. J Rheumatol 1999;26:12-15.</p></body></html>".encode()


def row(stamp: str, content: bytes, status: str = "200") -> list[str]:
    return [
        stamp,
        "http://example.org:80/causes.htm",
        "text/html",
        status,
        base64.b32encode(hashlib.sha1(content).digest()).decode(),
        "9",
    ]


def index(*rows: list[str]) -> str:
    return json.dumps([NAMES, *rows])


def raw(stamp: str) -> str:
    return f"/web/{stamp}id_/http://example.org:80/causes.htm"


@pytest.fixture
def service() -> Iterator[Service]:
    """An archive with two captures of a page."""
    service = Service()
    older, newer = page("State of spring"), page("State of autumn")
    service.on(INDEX, index(row("20140301120000", older), row("20141001120000", newer)))
    service.on(raw(STAMP), body(older, Content_Type="text/html"))
    service.on(raw(STAMP).replace(":80", ""), body(older, Content_Type="text/html"))
    service.on(raw("20141001120000"), body(newer, Content_Type="text/html"))
    yield service
    service.close()


@pytest.fixture
def wayback(service: Service) -> Iterator[Wayback]:
    retry = Retry(attempts=2, sleep=lambda _: None)
    with PoliteClient(private_hosts=[service.place], retry=retry) as client:
        yield Wayback(client, root=service.url("/"), per_second=1_000)


def title(page: RescuedPage) -> object:
    return page.entries[0].fields["title"]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://web.archive.org/web/2014*/http://example.org/", ("http://example.org/", "2014", True)),
        ("https://web.archive.org/web/*/example.org/a", ("http://example.org/a", None, True)),
        (f"https://web.archive.org/web/{STAMP}/http://example.org/a*b", ("http://example.org/a*b", CAPTURED, False)),
        (f"http://web.archive.org/web/{STAMP}id_/http://example.org/", ("http://example.org/", CAPTURED, False)),
        ("http://example.org/", None),
        ("https://web.archive.org/", None),
        ("http://localhost/coll/20140301120000mp_/http://example.org/", None),
    ],
)  # fmt: skip
def test_an_address_of_the_wayback_machine_is_known(address: str, wanted: object) -> None:
    assert wanted_capture(address) == wanted


def test_the_newest_capture_is_rescued_with_the_page_s_address_and_the_time_of_the_capture(wayback: Wayback) -> None:
    found, report = rescue_capture(wayback, ADDRESS)
    assert title(found) == "State of autumn"
    assert (found.address, found.captured, found.source) == (ADDRESS, "2014-10-01T12:00:00Z", ADDRESS)
    assert found.page.data == page("State of autumn")
    assert not report.faulty


def test_the_capture_nearest_to_a_time_is_rescued(wayback: Wayback) -> None:
    assert title(rescue_capture(wayback, ADDRESS, "2014-04-01T00:00:00Z")[0]) == "State of spring"


def test_of_a_year_the_newest_capture_is_rescued_and_all_are_listed(service: Service, wayback: Wayback) -> None:
    found, report = rescue_capture(wayback, ADDRESS, "2014")
    assert title(found) == "State of autumn"
    assert report.found[0].captures == ("2014-03-01T12:00:00Z", "2014-10-01T12:00:00Z")
    asked = service.asked(INDEX)[0].params
    assert {"from": "2014", "to": "2014", "collapse": "digest"}.items() <= asked.items()


def test_a_year_without_a_capture_gives_the_nearest_one(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, "[]", index(row("20140301120000", page("State of spring"))))
    assert title(rescue_capture(wayback, ADDRESS, "2010")[0]) == "State of spring"


def test_an_archive_that_has_none_is_told_from_one_that_does_not_answer(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, "[]")
    with pytest.raises(RescueError, match="has no capture of this page"):
        rescue_capture(wayback, ADDRESS)
    service.on(INDEX, busy("9999"))
    with pytest.raises(BusyError, match="9,999 seconds"):
        rescue_capture(wayback, ADDRESS)
    service.on(INDEX, body("<html>Sorry</html>", Content_Type="text/html"))
    with pytest.raises(ServiceError, match="web page instead of data"):
        rescue_capture(wayback, ADDRESS)


def test_a_page_that_was_only_captured_as_a_redirect_is_told_so(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, "[]", index(row("20140301120000", b"", status="301")))
    with pytest.raises(RescueError, match=r"2014-03-01T12:00:00Z \(status 301\)"):
        rescue_capture(wayback, ADDRESS)


def test_a_capture_that_is_no_page_is_refused(service: Service, wayback: Wayback) -> None:
    picture = b"\x89PNG"
    service.on(INDEX, index(row("20140301120000", picture)))
    service.on(raw("20140301120000"), body(picture, Content_Type="image/png"))
    with pytest.raises(RescueError, match="image/png"):
        rescue_capture(wayback, ADDRESS)


def test_a_time_that_is_none_is_refused(wayback: Wayback) -> None:
    with pytest.raises(InputError, match="is no time"):
        rescue_capture(wayback, ADDRESS, "soon")


def test_a_doubtful_digest_is_told_with_the_page(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, index(row("20140301120000", b"other bytes")))
    service.on(raw("20140301120000"), body(page("State of spring"), Memento_Datetime="Sat, 01 Mar 2014 12:00:00 GMT"))
    found, report = rescue_capture(wayback, ADDRESS)
    assert title(found) == "State of spring"
    assert "digest" in report.found[0].why
    assert report.faulty


def test_a_whole_time_is_rescued_also_while_the_index_is_out_of_order(service: Service, wayback: Wayback) -> None:
    service.on(INDEX, body("<html>Bad Gateway</html>", 502))
    found, report = rescue_capture(wayback, ADDRESS, CAPTURED)
    assert (title(found), found.captured, found.address) == ("State of spring", CAPTURED, ADDRESS)
    assert "index" in report.found[0].why
    with pytest.raises(ServiceError, match="502"):
        rescue_capture(wayback, ADDRESS, "2014")


def test_sources_of_every_kind_come_in_order(service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("A file"))
    web = Web(archive=service.url(), allow_private=True)
    sources = [
        str(tmp_path / "a.html"),
        f"https://web.archive.org/web/20140301120000/{ADDRESS}",
        "http://127.0.0.1:9/gone",
    ]
    results = [result for _, result in read_sources(sources, choice=Choice(), web=web)]
    assert [type(result).__name__ for result in results] == [
        "RescuedPage",
        "RescuedPage",
        "ArchiveReport",
        "NetworkError",
    ]
    assert isinstance(results[1], RescuedPage)
    assert title(results[1]) == "State of spring"
    assert isinstance(results[2], ArchiveReport)


def test_the_command_looks_for_an_old_address(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    place = ["--wayback-at", service.url(), "--allow-private", "--json"]
    assert main(["rescue", "--wayback", ADDRESS, "--captured", "2014-03-02", *place]) == 0
    printed = capfd.readouterr()
    document = json.loads(printed.out)
    assert document["page"]["address"] == ADDRESS
    assert document["page"]["captured"] == "2014-10-01T12:00:00Z"
    assert document["archives"][0]["archive"] == "The Wayback Machine"
    assert "2 captures" in printed.err


def test_the_command_refuses_what_it_cannot_look_for(
    service: Service, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["rescue", "--wayback", str(tmp_path / "a.html")]) == 2
    assert "only an address" in capfd.readouterr().err
    service.on(INDEX, "[]")
    assert main(["rescue", "--wayback", ADDRESS, "--wayback-at", service.url(), "--allow-private"]) == 2
    assert "has no capture of this page" in capfd.readouterr().err


def test_a_private_archive_is_refused_unless_it_is_allowed(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rescue", "--wayback", ADDRESS, "--wayback-at", service.url()]) == 2
    assert "private network" in capfd.readouterr().err
    assert service.calls == []
