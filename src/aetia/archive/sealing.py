"""Sealing documents as one WACZ file (version 1.1.1): records, index, pages, table of contents and its digest.

Every member is stored as it is, because replay reads parts of them where they lie. The same documents give the same bytes,
unless they are signed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from aetia import __version__
from aetia.archive.document import Document, check_document
from aetia.archive.package import PACKAGE, PACKAGE_DIGEST
from aetia.archive.record_writer import RecordWriter
from aetia.archive.replacing import check_target, replacing
from aetia.errors import ArchiveError

Signer = Callable[[str], Mapping[str, object]]
"""Gets the digest of `datapackage.json` (``sha256:`` and 64 digits) and gives the `signedData` of the WACZ rules for signing."""

_RECORDS, _INDEX, _PAGES = "archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl"
_FIRST_YEAR = 1980
"""Of the times that a zip file can hold."""
_PIECE = 1 << 20


@dataclass(frozen=True)
class Sealed:
    """What was sealed.

    Attributes:
        path: the WACZ file.
        documents, captures, pages: how many documents there are, addresses that lead to them, and pages among them.
        size: bytes of the file; digest: its SHA-256, in hexadecimal.
        package_digest: the digest of `datapackage.json`, which is what a signature signs.
        signed: whether it was signed.
    """

    path: Path
    documents: int
    captures: int
    pages: int
    size: int
    digest: str
    package_digest: str
    signed: bool


def write_wacz(
    target: Path,
    documents: Iterable[Document],
    *,
    title: str,
    created: str,
    description: str = "",
    main: str = "",
    sign: Signer | None = None,
    progress: Callable[[int], None] | None = None,
) -> Sealed:
    """Seal documents as a WACZ file, whole or not at all; a file that stood there is replaced.

    Args:
        target: the file; its name ends in ``.wacz``.
        documents: each address once; written in this order.
        title, description: of the archive.
        created: the time of every capture, ``2026-11-20T00:00:00Z``.
        main: the address that replay shows first.
        sign: makes the signature; none by default.
        progress: told the number of documents written so far.

    Raises:
        ArchiveError: a document cannot be archived, the signature failed, or the file cannot be written. What stood there stands.
    """
    target = Path(target)
    check_target(target)
    time = _time(created)
    with replacing(target) as out, tempfile.TemporaryFile() as records:
        writer = RecordWriter(records, Path(_RECORDS).name, created)
        writer.about({"software": f"aetia {__version__}", "format": "WARC File Format 1.1", "isPartOf": title})
        pages = _write_documents(writer, documents, created, progress)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            members = _Members(archive, time)
            members.add(_RECORDS, records)
            members.add(_INDEX, BytesIO("".join(sorted(writer.index)).encode()))
            members.add(_PAGES, BytesIO(b"".join(pages)))
            package = _package(members.resources, title, description, created, main)
            digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
            members.add(PACKAGE, BytesIO(package))
            members.add(PACKAGE_DIGEST, BytesIO(_package_digest(digest, sign)))
        size, whole = _measured(out)
    # The first line of the list of pages tells its form.
    documents_written = writer.captures - writer.aliases
    return Sealed(target, documents_written, writer.captures, len(pages) - 1, size, whole, digest, sign is not None)


def _write_documents(
    writer: RecordWriter, documents: Iterable[Document], created: str, progress: Callable[[int], None] | None
) -> list[bytes]:
    """Write every document; the lines of the list of pages."""
    pages = [_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True})]
    known: set[str] = set()
    for number, document in enumerate(documents, start=1):
        check_document(document)
        for address in (document.address, *document.aliases):
            if address in known:
                raise ArchiveError("the address is there twice", where=address, remedy="Give each address once")
            known.add(address)
        try:
            writer.document(document)
        except FileNotFoundError as error:
            raise ArchiveError("the document's file is gone", where=str(document.body)) from error
        if document.page is not None:
            name = hashlib.sha256(document.address.encode()).hexdigest()[:20]
            page = {"id": name, "url": document.address, "ts": created, "title": document.page.title}
            pages.append(_line(page | ({"text": document.page.text} if document.page.text else {})))
        if progress is not None:
            progress(number)
    return pages


class _Members:
    """The members of the zip file, and their digests for the table of contents."""

    def __init__(self, archive: zipfile.ZipFile, time: datetime) -> None:
        self._archive, self._time = archive, time
        self.resources: list[dict[str, object]] = []

    def add(self, name: str, content: BinaryIO) -> None:
        """Store a member, and list it."""
        info = zipfile.ZipInfo(name, self._time.timetuple()[:6])
        info.create_system, info.external_attr = 3, 0o100644 << 16
        # Told beforehand, so that the form for large files is used for large files alone.
        info.file_size = size = content.seek(0, 2)
        content.seek(0)
        digest = hashlib.sha256()
        with self._archive.open(info, "w") as member:
            while piece := content.read(_PIECE):
                digest.update(piece)
                member.write(piece)
        self.resources.append(
            {"name": Path(name).name, "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        )


def _package(resources: list[dict[str, object]], title: str, description: str, created: str, main: str) -> bytes:
    package: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "created": created,
        "software": f"aetia {__version__}",
    }
    if description:
        package["description"] = description
    if main:
        package |= {"mainPageUrl": main, "mainPageDate": created}
    package["resources"] = list(resources)
    return _text(package, indent=2)


def _package_digest(digest: str, sign: Signer | None) -> bytes:
    told: dict[str, object] = {"path": PACKAGE, "hash": digest}
    if sign is not None:
        signed = dict(sign(digest))
        if signed.get("hash") != digest or not isinstance(signed.get("signature"), str):
            raise ArchiveError(
                "the signature is not one of this archive",
                remedy=f"It must hold 'signature', and 'hash' with the value {digest}",
            )
        told["signedData"] = signed
    return _text(told, indent=2)


def _measured(out: BinaryIO) -> tuple[int, str]:
    """Size and digest of the whole file."""
    out.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := out.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _time(created: str) -> datetime:
    try:
        time = datetime.strptime(created, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  # the Z says it
    except ValueError:
        raise ArchiveError(f"'{created}' is no time", remedy="Give it as 2026-11-20T00:00:00Z") from None
    return max(time, datetime(_FIRST_YEAR, 1, 1))  # noqa: DTZ001  # zip files know no time zones


def _line(item: Mapping[str, object]) -> bytes:
    return _text(item) + b"\n"


def _text(item: Mapping[str, object], indent: int | None = None) -> bytes:
    return json.dumps(item, ensure_ascii=False, indent=indent, allow_nan=False).encode("utf-8", "replace")
