"""From a record to a capture: its address, its time, its body, and whether the digests agree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.archive.capture import Capture
from aetia.archive.digests import digest_of, parse_digest
from aetia.archive.http_message import Body, Message, media_type, read_body, read_message
from aetia.archive.limits import Limits
from aetia.archive.records import Record

_SHORT_STATUS = (204, 304)


@dataclass(frozen=True)
class Response:
    """A capture, and what revisits know it by.

    Attributes:
        capture: for readers.
        payload_digest: ``sha1`` and its value, or what the record told.
    """

    capture: Capture
    payload_digest: tuple[str, bytes]


def kind_of(record: Record) -> str:
    """``response``, ``resource``, ``revisit``, or another word for what has no page in it."""
    if record.form == "warc":
        return record.get("warc-type").lower()
    return "arc-header" if record.get("uri").startswith("filedesc:") else "response"


def address_of(record: Record) -> str:
    """The target URI, without the brackets that wget 1.19 put around it, and with spaces as `%20`."""
    address = record.get("warc-target-uri") if record.form == "warc" else record.get("uri")
    address = address.strip()
    if address.startswith("<") and address.endswith(">"):
        address = address[1:-1]
    return re.sub(r"[\0-\x20\x7f]", lambda found: f"%{ord(found[0]):02X}", address)


def captured_at(record: Record) -> str:
    """When, as ``2026-11-20T00:00:00Z``; empty where the record tells no such time."""
    text = record.get("warc-date") if record.form == "warc" else record.get("archive-date")
    digits = re.sub(r"[-:T]", "", text.strip())
    match = re.match(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", digits, re.ASCII)
    if match is None:
        return ""
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 61 and year > 0):
        return ""
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"


def read_response(record: Record, name: str, limits: Limits) -> Response:
    """A response or a resource as a capture.

    Args:
        record: of which.
        name: of the file, for messages.
        limits: of the reading.
    """
    message, told = _message(record, limits)
    body = read_body(message, limits)
    digest = parse_digest(record.get("warc-payload-digest"))
    agrees = _agrees(digest, message, body, record)
    troubles = [message.trouble, body.trouble]
    if agrees is not True:
        troubles = [record.trouble, *troubles, _cut(message, body, agrees), _segment(record)]
    if agrees is False:
        troubles.append("the digest differs")
    if reason := record.get("warc-truncated").strip():
        troubles.append(f"the crawler cut it off ({reason[:20]})")
    if message.status == 206:
        troubles.append("only a part was asked for")
    kind, charset = media_type(told)
    capture = Capture(
        address=address_of(record),
        captured=captured_at(record),
        status=message.status,
        media_type=kind,
        charset=charset,
        headers=message.headers,
        body=body.content,
        source=f"{name} at byte {record.at}",
        trouble="; ".join(dict.fromkeys(filter(None, troubles))),
    )
    return Response(capture, digest or ("sha1", digest_of("sha1", message.payload)))


def _message(record: Record, limits: Limits) -> tuple[Message, str]:
    """The HTTP message of a record, made up for one without HTTP, and its Content-Type."""
    told = record.get("content-type")
    web = address_of(record).lower().startswith(("http:", "https:"))
    if kind_of(record) != "response" or not web:
        return Message(200, (), record.block), told
    message = read_message(record.block, limits)
    if not message.headers and record.form == "arc":
        return message, told
    return message, message.get("content-type")


def _agrees(digest: tuple[str, bytes] | None, message: Message, body: Body, record: Record) -> bool | None:
    """Whether the record holds what its digests say; None where they say nothing.

    Tools disagree on whether chunks and encodings belong to the payload, so each reading counts.
    """
    block = parse_digest(record.get("warc-block-digest"))
    if digest is None:
        return None if block is None else digest_of(block[0], record.block) == block[1]
    if digest_of(digest[0], message.payload) == digest[1]:
        return True
    undone = (body.without_chunks, body.content)
    return any(payload is not message.payload and digest_of(digest[0], payload) == digest[1] for payload in undone)


def _cut(message: Message, body: Body, agrees: bool | None) -> str:
    """Whether less came than HTTP announced. A body that a crawler unpacked has another length, and nobody changed the header."""
    told = message.get("content-length").strip()
    if agrees is not None or message.status in _SHORT_STATUS or not re.fullmatch(r"[0-9]{1,18}", told, re.ASCII):
        return ""
    if message.get("content-encoding") and body.content == body.without_chunks:
        return ""
    if message.get("transfer-encoding") or len(message.payload) >= int(told):
        return ""
    return f"the body is cut off: {len(message.payload):,} of {int(told):,} bytes"


def _segment(record: Record) -> str:
    return "the record is only one segment of several" if record.get("warc-segment-number").strip() else ""
