"""Showing a built site on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from aetia.errors import InputError
from aetia.site.serve import site_server


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "causes").mkdir(parents=True)
    (folder / "index.html").write_text("home", encoding="utf-8")
    (folder / "404.html").write_text("not here", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[ThreadingHTTPServer]:
    server = site_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def ask(server: ThreadingHTTPServer, path: str) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def test_a_page_is_served_under_a_strict_content_security_policy(server: ThreadingHTTPServer) -> None:
    response, body = ask(server, "/")
    assert (response.status, body) == (200, "home")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path", ["/none", "/causes/", "/../secret.txt", "/%2e%2e/secret.txt", "/link", "/causes/..%2f..%2fsecret.txt"]
)
def test_what_is_not_there_and_what_lies_outside_get_the_site_s_own_page(
    server: ThreadingHTTPServer, path: str
) -> None:
    response, body = ask(server, path)
    assert (response.status, body) == (404, "not here")


def test_a_taken_port_gives_way_to_the_next_free_one(site: Path) -> None:
    first = site_server(site, 0)
    taken = first.server_address[1]
    second = site_server(site, taken)
    assert second.server_address[1] > taken
    first.server_close()
    second.server_close()


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no built site"):
        site_server(tmp_path)
