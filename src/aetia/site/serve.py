"""Showing a built site on this machine: static files, nothing else, for nobody else."""

from __future__ import annotations

import errno
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aetia.errors import InputError

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""What every answer carries, here and in our advice for other servers. One policy serves the whole site: what its pages' own
policies allow together, and no frame of somebody else's, which a page cannot forbid for itself. Both hold on each page, so the
narrower counts."""

_TEXT = "text/plain; charset=utf-8"
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".csv": "text/csv; charset=utf-8",
    ".ris": "application/x-research-info-systems",
    ".bib": "application/x-bibtex",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": _TEXT,
    ".yaml": _TEXT,
    ".toml": _TEXT,
    ".tsv": _TEXT,
    ".txt": _TEXT,
}
"""What the files of a site are, by ending. A machine's own list may lack some, or be wrong, and under ``nosniff`` a script that is
called text does not run. The library's files are text, so that a reader sees them; what is not named here is bytes."""

PORTS_TRIED = 50


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers from one folder: no listings, no links out of it, the site's own page for what is not there."""

    server_version = "aetia"
    sys_version = ""

    def guess_type(self, path: Any) -> str:
        return MEDIA_TYPES.get(Path(path).suffix, "application/octet-stream")

    def end_headers(self) -> None:
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        inside = Path(self.directory).resolve()
        wanted = Path(super().translate_path(path)).resolve()
        return str(wanted if wanted.is_relative_to(inside) else inside / ".outside")

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 (http.server's signature)
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (http.server's signature)
        """Stay silent: the terminal belongs to the command that serves."""


def site_server(site: Path, port: int = 8000) -> ThreadingHTTPServer:
    """A server for a built site on this machine's loopback address, on `port` or the next one that is free.

    Args:
        site: the built site.
        port: the first port to try; 0 takes any free one.

    Returns:
        A server that listens already; `serve_forever()` answers, `server_address[1]` is its port.

    Raises:
        InputError: the folder holds no site, or no port near `port` is free.
    """
    if not (site / "index.html").is_file():
        raise InputError("there is no built site here", where=str(site), remedy="Make one with 'aetia build'")
    handler = partial(SiteHandler, directory=str(site))
    for candidate in range(port, port + PORTS_TRIED if port else 1):
        try:
            return ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise InputError(f"no port from {port} to {port + PORTS_TRIED - 1} is free", remedy="Name another port with --port")
