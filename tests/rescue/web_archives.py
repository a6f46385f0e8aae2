"""Small web archives, made for a test."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


@dataclass(frozen=True)
class Served:
    """One address as a server gave it to a crawler."""

    address: str
    body: bytes
    captured: str = "2014-03-01T12:00:00Z"
    status: str = "200 OK"
    kind: str = "text/html; charset=iso-8859-1"
    packing: str = ""


def warc_bytes(served: Sequence[Served], *, gzip: bool = True) -> bytes:
    """A WARC file of these captures, each gzipped on its own."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("test.warc.gz", {"software": "a test"}))
    for one in served:
        fields = [("Content-Type", one.kind), ("Content-Length", str(len(one.body)))]
        fields += [("Content-Encoding", one.packing)] if one.packing else []
        headers = StatusAndHeaders(one.status, fields, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            one.address,
            "response",
            payload=BytesIO(one.body),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": one.captured},
        )
        writer.write_record(record)
        record.raw_stream.close()
    return stream.getvalue()


def write_warc(path: Path, served: Sequence[Served]) -> Path:
    """A WARC file, gzipped where its name says so."""
    path.write_bytes(warc_bytes(served, gzip=path.suffix == ".gz"))
    return path


def write_wacz(path: Path, served: Sequence[Served]) -> Path:
    """A WACZ file with one WARC file and a list of its pages."""
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    pages += [{"id": str(n), "url": one.address, "ts": one.captured, "title": "A page"} for n, one in enumerate(served)]
    members = {
        "archive/data.warc.gz": warc_bytes(served),
        "pages/pages.jsonl": "".join(json.dumps(page) + "\n" for page in pages).encode(),
    }
    resources = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in members.items()
    ]
    package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("datapackage.json", json.dumps(package))
    return path


def write_arc(path: Path, served: Sequence[Served]) -> Path:
    """An ARC file of the first version."""
    head = "1 0 A test\nURL IP-address Archive-date Content-type Archive-length\n"
    pieces = [f"filedesc://test.arc 0.0.0.0 20140301120000 text/plain {len(head)}\n{head}\n".encode()]
    for one in served:
        http = f"HTTP/1.1 {one.status}\r\nContent-Type: {one.kind}\r\n\r\n".encode() + one.body
        stamp = "".join(letter for letter in one.captured if letter.isdigit())
        media = one.kind.partition(";")[0]
        pieces.append(f"{one.address} 127.0.0.1 {stamp} {media} {len(http)}\n".encode() + http + b"\n")
    path.write_bytes(b"".join(pieces))
    return path
