"""Documents as WARC records, each packed by itself, and the lines of the index that lead to them.

Nothing here depends on clock, machine or chance: record numbers are made from what the record holds, and the time is given.
"""

from __future__ import annotations

import hashlib
import json
import struct
import uuid
import zlib
from http import HTTPStatus
from io import BytesIO
from typing import BinaryIO

from aetia.archive.document import Document
from aetia.archive.surt import surt

_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
"""Without time, name or system: the same content gives the same header everywhere."""


class RecordWriter:
    """Writes records to a file and remembers where they lie.

    Args:
        out: the file.
        name: the file's name in the archive.
        created: the time of every record, ``2026-11-20T00:00:00Z``.

    Attributes:
        index: lines of the index, unsorted.
        captures: documents and their further addresses so far; aliases: of these, the further addresses.
    """

    def __init__(self, out: BinaryIO, name: str, created: str) -> None:
        from warcio.warcwriter import WARCWriter

        self._out, self._name, self._created = out, name, created
        self._place = 0
        self._packer = WARCWriter(BytesIO(), gzip=False, warc_version="1.1")
        self.index: list[str] = []
        self.captures = self.aliases = 0

    def about(self, fields: dict[str, str]) -> None:
        """The first record: who made the file, and of what."""
        fields = {key: " ".join(value.split()) for key, value in fields.items()}
        record = self._packer.create_warcinfo_record(self._name, fields)
        content = json.dumps(fields, sort_keys=True)
        record.rec_headers.replace_header("WARC-Record-ID", self._number("warcinfo", content))
        record.rec_headers.replace_header("WARC-Date", self._created)
        self._write(record)

    def document(self, document: Document) -> None:
        """A document, and for each further address a record that says "the same as there"."""
        content = document.content()
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        self._capture(document, document.address, digest, len(content), content)
        for alias in document.aliases:
            self._capture(document, alias, digest, len(content), None)
            self.aliases += 1

    def _capture(self, document: Document, address: str, digest: str, size: int, content: bytes | None) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        status = f"{document.status} {_phrase(document.status)}".strip()
        headers = [("Content-Type", document.media_type), ("Content-Length", str(size))]
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        kind = "response" if content is not None else "revisit"
        told = {
            "WARC-Record-ID": self._number(kind, address, digest),
            "WARC-Date": self._created,
            "WARC-Payload-Digest": digest,
            "WARC-Block-Digest": f"sha256:{hashlib.sha256(http.to_ascii_bytes() + (content or b'')).hexdigest()}",
        }
        if content is not None:
            record = self._packer.create_warc_record(
                address, kind, BytesIO(content), len(content), warc_headers_dict=told, http_headers=http
            )
        else:
            told |= {
                "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
                "WARC-Refers-To-Target-URI": document.address,
                "WARC-Refers-To-Date": self._created,
            }
            record = self._packer.create_warc_record(address, kind, warc_headers_dict=told, http_headers=http)
        place, length = self._write(record)
        self.index.append(self._line(document, address, digest, place, length, kind))
        self.captures += 1

    def _line(self, document: Document, address: str, digest: str, place: int, length: int, kind: str) -> str:
        mime = "warc/revisit" if kind == "revisit" else document.media_type.partition(";")[0].strip().lower()
        facts = {
            "url": address,
            "mime": mime,
            "status": str(document.status),
            "digest": digest,
            "length": str(length),
            "offset": str(place),
            "filename": self._name,
        }
        time = "".join(letter for letter in self._created if letter.isdigit())
        return f"{surt(address)} {time} {json.dumps(facts)}\n"

    def _write(self, record: object) -> tuple[int, int]:
        """Where a packed record was put, and its length."""
        buffer = BytesIO()
        self._packer.out = buffer
        self._packer.write_record(record)
        packed = _packed(buffer.getvalue())
        self._out.write(packed)
        place, self._place = self._place, self._place + len(packed)
        return place, len(packed)

    def _number(self, *parts: str) -> str:
        """A record's number, made from what it holds."""
        return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join((self._created, *parts)))}>"


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return _GZIP_HEADER + packed + struct.pack("<2I", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
