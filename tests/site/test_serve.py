"""Showing a built site on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import get_args

import pytest

from aetia.errors import InputError
from aetia.site.page import Script
from aetia.site.render import policy
from aetia.site.serve import MEDIA_TYPES, SECURITY_HEADERS, site_server


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


def directives(policy: str) -> dict[str, set[str]]:
    """A content security policy taken apart."""
    return {name: set(values) for name, *values in (part.split() for part in policy.split(";"))}


def test_every_answer_carries_the_headers(server: ThreadingHTTPServer) -> None:
    for path, status in (("/", 200), ("/none", 404)):
        response, _ = ask(server, path)
        assert response.status == status
        assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_the_header_allows_what_the_pages_own_policies_allow_together_and_no_more() -> None:
    together: dict[str, set[str]] = {}
    for script in get_args(Script):
        for name, values in directives(policy(script)).items():
            together.setdefault(name, set()).update(values)
    together = {name: values - {"'none'"} or values for name, values in together.items()}
    header = directives(SECURITY_HEADERS["Content-Security-Policy"])
    assert header.pop("frame-ancestors") == {"'none'"}
    assert header == together


def test_files_are_called_what_they_are_whatever_the_machine_says(
    server: ThreadingHTTPServer, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mimetypes.guess_type", lambda *_, **__: ("text/wrong", None))
    (site / "wasm.en.pagefind").write_bytes(b"x")
    for ending in MEDIA_TYPES:
        (site / f"file{ending}").write_text("x", encoding="utf-8")
        assert ask(server, f"/file{ending}")[0].headers["Content-Type"] == MEDIA_TYPES[ending]
    assert ask(server, "/wasm.en.pagefind")[0].headers["Content-Type"] == "application/octet-stream"


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
