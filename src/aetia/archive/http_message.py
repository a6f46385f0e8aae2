"""From the block of a response to status, headers and body, whatever a server or a crawler did to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from aetia.archive.encodings import decoded, unchunked
from aetia.archive.limits import LINES, Limits

_HEAD_END = re.compile(rb"\r{0,3}\n\r{0,3}\n")
"""Of a header; a file that went through a text editor or another system has more carriage returns than were written."""


@dataclass(frozen=True)
class Message:
    """An HTTP response.

    Attributes:
        status: 0 where the response tells none.
        headers: in order.
        payload: what follows them, as sent; empty in a revisit.
        trouble: what was wrong with the header.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    trouble: str = ""

    def get(self, name: str) -> str:
        """The first header of this name, in whatever case; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True)
class Body:
    """A payload with its encodings undone.

    Attributes:
        content: without chunks and encodings.
        without_chunks: with its encodings.
        trouble: why it may not be whole.
    """

    content: bytes
    without_chunks: bytes
    trouble: str


def read_message(block: bytes, limits: Limits) -> Message:
    """Take a response apart; one without a header is all payload.

    Args:
        block: of the record.
        limits: of the reading.
    """
    from warcio.statusandheaders import StatusAndHeadersParser

    if not block[:5].upper().startswith(b"HTTP"):
        return Message(200, (), block, "the response has no HTTP header")
    end = _HEAD_END.search(block, 0, limits.header)
    if end is None and len(block) > limits.header:
        return Message(0, (), b"", f"the HTTP header has more than {limits.header:,} bytes")
    head_end = len(block) if end is None else end.end()
    if block.count(b"\n", 0, head_end) > LINES:
        return Message(0, (), block[head_end:], f"the HTTP header has more than {LINES:,} lines")
    head, payload = (block, b"") if end is None else (block[: end.end()], block[end.end() :])
    try:
        parsed = StatusAndHeadersParser([], verify=False).parse(BytesIO(head))
    except (EOFError, ValueError):
        return Message(0, (), payload, "the HTTP header cannot be read")
    status = re.match(r"\s*([1-9][0-9]{2})(?![0-9])", parsed.statusline, re.ASCII)
    trouble = "" if status else "the response tells no status"
    return Message(int(status[1]) if status else 0, tuple(parsed.headers), payload, trouble)


def read_body(message: Message, limits: Limits) -> Body:
    """Undo chunking and content encoding.

    Args:
        message: whose body.
        limits: of the reading.
    """
    payload, chunks = message.payload, ""
    if "chunked" in message.get("transfer-encoding").lower():
        payload, chunks = unchunked(payload)
    content, packing = decoded(payload, message.get("content-encoding"), limits)
    return Body(content, payload, "; ".join(filter(None, (chunks, packing))))


def media_type(value: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header, both in lower case."""
    kind, _, parameters = value.partition(";")
    charset = re.search(r"(?:^|[;\s])charset\s*=\s*[\"']?([A-Za-z0-9._:+-]{1,40})", parameters, re.IGNORECASE)
    kind = kind.strip().lower()
    sound = re.fullmatch(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}", kind)
    return (kind if sound else ""), (charset[1].lower() if charset else None)
