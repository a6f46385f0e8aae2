"""Addresses: polite, bounded, and never taken for what they are not."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from aetia import http
from aetia.errors import NetworkError, RescueError
from aetia.rescue.fetch import fetch_page, find_pages, read_sources

PAGE = "<html><body><h1>Causes</h1><p>Smith J, Jones K. Viruses in examplitis. J Rheumatol 1999;26:12-15.</p></body></html>"


def test_a_page_is_fetched_and_read(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/page").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    page = fetch_page(httpserver.url_for("/page"), allow_private=True, captured="2026-11-23T00:00:00Z")
    assert page.address == httpserver.url_for("/page")
    assert [entry.fields["title"] for entry in page.entries] == ["Viruses in examplitis"]
    request, _ = httpserver.log[0]
    assert request.headers["User-Agent"].startswith("aetia/")


def test_a_replay_of_another_archive_is_read_as_the_page_that_it_shows(httpserver: HTTPServer) -> None:
    place = "/coll/20140301120000mp_/http://example.org/page"
    link = httpserver.url_for("/coll/20140301120000mp_/http://a.example/")
    shown = PAGE.replace("Viruses", f'<a href="{link}">Viruses</a>')
    httpserver.expect_request(place).respond_with_data(shown, content_type="text/html")
    page = fetch_page(httpserver.url_for(place), allow_private=True, captured="2026-11-23T00:00:00Z")
    assert (page.address, page.captured) == ("http://example.org/page", "2014-03-01T12:00:00Z")
    assert page.page.data == PAGE.replace("Viruses", '<a href="http://a.example/">Viruses</a>').encode()


def test_a_private_network_is_refused_by_default(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/page").respond_with_data(PAGE)
    with pytest.raises(NetworkError, match="private network"):
        http.get(httpserver.url_for("/page"))
    assert httpserver.log == []


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_that_are_not_on_the_open_internet_are_known(number: str) -> None:
    assert not http.is_public(number)


def test_public_addresses_are_known() -> None:
    assert http.is_public("93.184.216.34")
    assert http.is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "no such page"), (429, "fewer requests"), (503, "busy"), (500, "failed"), (204, "no page")],
)
def test_an_error_page_is_never_taken_for_the_page(httpserver: HTTPServer, status: int, words: str) -> None:
    httpserver.expect_request("/page").respond_with_data(PAGE, status=status)
    with pytest.raises(NetworkError, match=words):
        http.get(httpserver.url_for("/page"), allow_private=True)


def test_a_server_that_names_a_time_to_wait_is_quoted(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/page").respond_with_data("", status=429, headers={"Retry-After": "120"})
    with pytest.raises(NetworkError, match="120 seconds"):
        http.get(httpserver.url_for("/page"), allow_private=True)


def test_a_server_that_hangs_is_given_up(httpserver: HTTPServer) -> None:
    def hang(_: Request) -> Response:
        time.sleep(1.5)
        return Response(PAGE)

    httpserver.expect_request("/page").respond_with_handler(hang)
    with pytest.raises(NetworkError, match="within"):
        http.get(httpserver.url_for("/page"), allow_private=True, timeout=0.3)


def test_a_server_that_sends_its_headers_byte_by_byte_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Padding: " + b"x" * 200:
                    if done.wait(0.05):
                        return
                    try:
                        connection.sendall(bytes([byte]))
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(NetworkError, match=r"within 0\.5 seconds"):
            http.get(f"http://127.0.0.1:{server.getsockname()[1]}/", allow_private=True, timeout=0.5)
        done.set()
        assert time.monotonic() - began < 3


def test_redirects_are_followed_a_few_times(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/page"})
    httpserver.expect_request("/page").respond_with_data(PAGE, content_type="text/html")
    assert http.get(httpserver.url_for("/old"), allow_private=True).address == httpserver.url_for("/page")
    httpserver.expect_request("/loop").respond_with_data("", status=302, headers={"Location": "/loop"})
    with pytest.raises(NetworkError, match="redirects"):
        http.get(httpserver.url_for("/loop"), allow_private=True)


def test_each_redirect_is_checked(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    httpserver.expect_request("/old").respond_with_data("", status=302, headers={"Location": "http://10.0.0.1/inner"})
    monkeypatch.setattr("aetia.http.addresses.is_public", lambda number: number != "10.0.0.1")
    with pytest.raises(NetworkError, match="private network"):
        http.get(httpserver.url_for("/old"))


def test_too_much_is_refused_while_it_streams(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/page").respond_with_data(b"x" * 50_000)
    with pytest.raises(NetworkError, match="limit"):
        http.get(httpserver.url_for("/page"), allow_private=True, size_limit=10_000)


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "https://", "http://user:word@example.org/", "http://[broken/"]
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(NetworkError):
        http.get(address)


def test_a_picture_is_no_page(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/page").respond_with_data(b"\x89PNG", content_type="image/png")
    with pytest.raises(RescueError, match="image/png"):
        fetch_page(httpserver.url_for("/page"), allow_private=True)


def test_a_folder_gives_its_pages_by_name_and_one_bad_page_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "c.jpg").write_bytes(b"x")
    assert [path.name for path in find_pages(tmp_path)] == ["a.txt", "b.html"]
    results = [result for _, result in read_sources([str(tmp_path)])]
    assert isinstance(results[0], RescueError)
    assert not isinstance(results[1], Exception)
