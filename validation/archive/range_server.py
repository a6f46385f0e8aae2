"""A small web server for replay: files by name, byte ranges (`bytes=a-b`, `bytes=a-`, `bytes=-n`), and HEAD.

It listens on this machine only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_TYPES = {".html": "text/html", ".js": "text/javascript", ".wacz": "application/wacz", ".json": "application/json"}


@contextmanager
def serving(files: Mapping[str, Path | bytes]) -> Iterator[str]:
    """Serve files until the block ends; gives the server's address, without a slash at the end.

    Args:
        files: by the path under which they are served; what has no file there is answered with 404.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(body=True)

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is given
            pass

        def _answer(self, *, body: bool) -> None:
            name = self.path.partition("?")[0]
            found = files.get(name)
            if found is None:
                self._send(404, b"", "text/plain", {}, body)
                return
            content = found if isinstance(found, bytes) else found.read_bytes()
            kind = _TYPES.get(Path(name).suffix, "application/octet-stream")
            asked = part(self.headers.get("Range", ""), len(content))
            if asked is None:
                self._send(200, content, kind, {}, body)
                return
            first, end = asked
            told = {"Content-Range": f"bytes {first}-{end - 1}/{len(content)}"}
            self._send(206, content[first:end], kind, told, body)

        def _send(self, status: int, content: bytes, kind: str, headers: Mapping[str, str], body: bool) -> None:
            self.send_response(status)
            told = {"Content-Type": kind, "Content-Length": str(len(content)), "Accept-Ranges": "bytes", **headers}
            for key, value in told.items():
                self.send_header(key, value)
            self.end_headers()
            if body:
                self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def part(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and end of the range that a header asks for; None for the whole. A last part longer than the file is the file."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
    if match is None or not (match[1] or match[2]) or not size:
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size
    first = int(match[1])
    end = min(size, int(match[2]) + 1) if match[2] else size
    return (first, end) if first < end else None
