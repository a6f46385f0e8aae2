"""A service on 127.0.0.1 that has bad days: it answers what a test tells it to, byte by byte where need be."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = Callable[["Call"], None]


@dataclass
class Call:
    """One request that came in, and the way to answer it."""

    method: str
    path: str
    params: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]
    handler: BaseHTTPRequestHandler = field(repr=False)
    when: float = field(default_factory=time.monotonic)

    def answer(self, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        """A whole answer."""
        content = body.encode() if isinstance(body, str) else body
        self.begin(status, **{"Content-Length": str(len(content)), **headers})
        self.handler.wfile.write(content)

    def begin(self, status: int = 200, **headers: str) -> None:
        """The headers of an answer; underscores stand for hyphens."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def write(self, content: bytes) -> None:
        """A part of the body, at once."""
        self.handler.wfile.write(content)
        self.handler.wfile.flush()

    def hang_up(self) -> None:
        """Ends the connection in the middle of everything, as a machine that crashes does."""
        self.handler.wfile.flush()
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.close_connection = True
        self.handler.connection.close()


class Service:
    """Answers by path. Of several replies to a path each is used once, in order, and the last for ever."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._replies: dict[str, list[Reply]] = defaultdict(list)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler_for(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://{self.place}{path}"

    def on(self, path: str, *replies: Reply | bytes | str) -> None:
        """Says how a path is answered from now on."""
        with self._lock:
            self._replies[path] = [reply if callable(reply) else body(reply) for reply in replies]

    def asked(self, path: str) -> list[Call]:
        """The requests to a path."""
        return [call for call in self.calls if call.path == path]

    def reply_to(self, call: Call) -> None:
        """Answers a request."""
        with self._lock:
            self.calls.append(call)
            replies = self._replies.get(call.path)
            reply = None if not replies else replies.pop(0) if len(replies) > 1 else replies[0]
        if reply is None:
            call.answer("no such page", 404)
        else:
            reply(call)

    def close(self) -> None:
        """Ends the service."""
        self._server.shutdown()
        self._server.server_close()


def body(content: bytes | str, status: int = 200, **headers: str) -> Reply:
    """A reply that is always the same."""
    return lambda call: call.answer(content, status, **headers)


def busy(seconds: str | None = None, status: int = 429) -> Reply:
    """A host that asks for patience."""
    return body("slow down", status, **({"Retry_After": seconds} if seconds is not None else {}))


def hung_up(call: Call) -> None:
    """A host that ends the connection without a word."""
    call.hang_up()


def file(content: bytes, etag: str | None = '"one"', **headers: str) -> Reply:
    """A file, in parts where they are asked for."""

    def reply(call: Call) -> None:
        marks = {**({"ETag": etag} if etag else {}), **headers}
        wanted = call.headers.get("range", "")
        if not wanted or call.headers.get("if-range") != etag:
            call.answer(content, 200, **marks)
            return
        start = int(wanted.removeprefix("bytes=").partition("-")[0])
        if start >= len(content):
            call.answer(b"", 416, Content_Range=f"bytes */{len(content)}", **marks)
            return
        span = f"bytes {start}-{len(content) - 1}/{len(content)}"
        call.answer(content[start:], 206, Content_Range=span, **marks)

    return reply


def cut_after(count: int, content: bytes, etag: str = '"one"') -> Reply:
    """A file whose connection ends after some bytes of what was asked for."""

    def reply(call: Call) -> None:
        start = int(call.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        rest = content[start:]
        span = {"Content_Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        call.begin(206 if start else 200, Content_Length=str(len(rest)), ETag=etag, **span)
        call.write(rest[:count])
        call.handler.close_connection = True

    return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of clients that went away: half of the tests are about that."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _handler_for(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, parts.path, _flat(parts.query), _flat(content), headers, self)
            try:
                service.reply_to(call)
            except OSError:
                self.close_connection = True  # the client has gone, as it may

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

        def log_message(self, *_: Any) -> None:
            return

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
