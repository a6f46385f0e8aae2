"""A web site on 127.0.0.1 with good and bad pages, that notes who asked what, when, and how many asked at the same time."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    agent: str
    began: float


class Website:
    """Answers by path; of several replies to a path each is used once, in order, and the last for ever.

    Args:
        seconds: that each answer takes.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self.asked: list[Asked] = []
        self.ended: list[float] = []
        self.most_at_once = 0
        self.seconds, self._now = seconds, 0
        self._replies: dict[str, list[Reply]] = {}
        self._otherwise = status(404)
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

    def on(self, path: str, *replies: Reply) -> str:
        """Says how a path is answered, and gives its address."""
        self._replies[path] = list(replies) or [status(200)]
        return self.url(path)

    def answers_everything(self, reply: Reply) -> None:
        """Says how every other path is answered; a page that is not there is 404 by default."""
        self._otherwise = reply

    def methods(self, path: str) -> list[str]:
        """How a path was asked, in order."""
        return [asked.method for asked in self.asked if asked.path == path]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One request."""
        with self._lock:
            agent = handler.headers.get("User-Agent", "")
            self.asked.append(Asked(handler.command, handler.path, agent, time.monotonic()))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            replies = self._replies.get(handler.path, [self._otherwise])
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
        try:
            time.sleep(self.seconds)
            reply(handler)
        finally:
            with self._lock:
                self._now -= 1
                self.ended.append(time.monotonic())

    def close(self) -> None:
        """Ends the site."""
        self._server.shutdown()
        self._server.server_close()


def status(code: int, body: bytes = b"<h1>A page</h1>", **headers: str) -> Reply:
    """An answer that is always the same; underscores in names of headers stand for hyphens."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return reply


def redirect(to: str, code: int = 301) -> Reply:
    """A page that moved."""
    return status(code, b"", Location=to)


def refuses_head(code: int, then: Reply | None = None) -> Reply:
    """A page that answers GET alone."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        (status(code) if handler.command == "HEAD" else then or status(200))(handler)

    return reply


def silent(seconds: float) -> Reply:
    """A page that keeps one waiting."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        status(200)(handler)

    return reply


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A page that refuses HEAD and never ends."""
    if handler.command == "HEAD":
        status(405)(handler)
        return
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100_000):
        handler.wfile.write(b"x" * 65_536)


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """A page whose server ends the connection without a word."""
    handler.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of clients that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _handler_for(site: Website) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve()

        def do_HEAD(self) -> None:
            self._serve()

        def _serve(self) -> None:
            try:
                site.answer(self)
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
