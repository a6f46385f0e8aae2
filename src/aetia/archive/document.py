"""What goes into an archive: documents, each at its address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from aetia.errors import ArchiveError

_ADDRESS = re.compile(r"https?://[^\s/?#]+[!-~]*", re.ASCII | re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(?:; ?[!-~]{1,100}){0,3}", re.ASCII)


@dataclass(frozen=True)
class PageText:
    """What a reader of the archive finds a page by.

    Attributes:
        title: of the page.
        text: all that it says, as plain text.
    """

    title: str
    text: str = ""


@dataclass(frozen=True)
class Document:
    """What stands at an address.

    Attributes:
        address: an http or https address, in ASCII, already escaped.
        body: its bytes, or the file that holds them.
        media_type: with its charset, if it is text.
        status: of HTTP.
        page: for a page that readers look for.
        aliases: further addresses with the same content, such as a folder's `index.html`.
    """

    address: str
    body: bytes | Path
    media_type: str
    status: int = 200
    page: PageText | None = None
    aliases: tuple[str, ...] = ()

    def content(self) -> bytes:
        """The body's bytes."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body


def check_document(document: Document) -> None:
    """Refuse what no record can hold.

    Raises:
        ArchiveError: an address, media type or status that is none.
    """
    for address in (document.address, *document.aliases):
        if not _ADDRESS.fullmatch(address):
            raise ArchiveError(
                f"'{address[:200]}' is no address that can be archived",
                remedy="Give an http or https address without spaces, its other letters escaped with %",
            )
    if not _MEDIA_TYPE.fullmatch(document.media_type):
        raise ArchiveError(f"'{document.media_type[:200]}' is no media type", where=document.address)
    if not 200 <= document.status <= 599:
        raise ArchiveError(f"{document.status} is no HTTP status of a document", where=document.address)
