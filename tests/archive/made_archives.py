"""Archives made by hand, byte by byte, so that each can have the flaw that a test is about."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

from aetia.archive import Capture, Damage, Limits, read_captures

PAGE = b"<p>Slate dust is a suspected cause of palewrist.</p>"
ADDRESS = "https://palewrist.example/slate-dust"
WHEN = "2026-11-20T10:00:00Z"


def http(
    body: bytes = PAGE, *, status: str = "200 OK", kind: str = "text/html; charset=UTF-8", more: str = ""
) -> bytes:
    """An HTTP response; `more` are further header lines, each with its end."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def record(
    block: bytes,
    *,
    address: str = ADDRESS,
    kind: str = "response",
    when: str = WHEN,
    length: int | str | None = -1,
    more: str = "",
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    """A WARC record; `length` is what its header tells: -1 for the truth, None for nothing."""
    told = "" if length is None else f"Content-Length: {len(block) if length == -1 else length}\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"WARC-Target-URI: {address}\r\nWARC-Date: {when}\r\n{more}Content-Type: {content_type}\r\n{told}\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def arc_record(block: bytes, *, address: str = ADDRESS, length: int | str = -1, kind: str = "text/html") -> bytes:
    """An ARC record."""
    told = len(block) if length == -1 else length
    return f"{address} 192.0.2.1 20261120100000 {kind} {told}\n".encode() + block + b"\n"


def arc_header() -> bytes:
    """The first record of an ARC file."""
    about = b"1 0 Made by hand\nURL IP-address Archive-date Content-type Archive-length\n"
    return f"filedesc://made.arc 0.0.0.0 20261120100000 text/plain {len(about)}\n".encode() + about + b"\n"


def packed(*records: bytes) -> bytes:
    """Records, each a gzip member of its own."""
    return b"".join(gzip.compress(part, mtime=0) for part in records)


def sha1(content: bytes) -> str:
    """A digest as crawlers print it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content).digest()).decode()


def wacz(
    members: list[tuple[str, bytes]], *, package: dict[str, object] | None = None, compress: bool = False
) -> bytes:
    """A WACZ file of these members, with a table of contents that is right where none is given."""
    if package is None:
        package = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "resources": [entry(*member) for member in members],
        }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        for name, content in [*members, ("datapackage.json", json.dumps(package).encode())]:
            archive.writestr(name, content)
    return out.getvalue()


def entry(path: str, content: bytes) -> dict[str, object]:
    """The entry of a member in a table of contents."""
    return {"path": path, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}


def put(folder: Path, content: bytes, name: str = "made.warc") -> Path:
    """Write an archive to a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def read(path: Path, limits: Limits = Limits()) -> tuple[list[Capture], list[Damage]]:
    """Captures and damage of an archive, apart."""
    captures: list[Capture] = []
    damage: list[Damage] = []
    for item in read_captures(path, limits=limits):
        if isinstance(item, Capture):
            captures.append(item)
        else:
            damage.append(item)
    return captures, damage


def read_bytes(
    folder: Path, content: bytes, name: str = "made.warc", limits: Limits = Limits()
) -> tuple[list[Capture], list[Damage]]:
    """The same, of an archive that is given as bytes."""
    return read(put(folder, content, name), limits)
