"""The site as an archive: built anew, and sealed as a WACZ file with the library's own files inside."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aetia.archive import Document, PageText, Sealed, Signer, write_wacz
from aetia.archive.replacing import check_target
from aetia.errors import InputError
from aetia.library import read_library
from aetia.model.library import Settings
from aetia.site.addresses import HOME, MISSING
from aetia.site.build import Built, build_site
from aetia.site.destination import MARKER

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    "_redirects": "text/plain; charset=utf-8",
    ".nojekyll": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
    ".toml": "application/toml; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".geojson": "application/geo+json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".ris": "application/x-research-info-systems",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""Our own table: the one of the standard library changes with the machine."""
_INDEX = "index.html"


@dataclass(frozen=True)
class Archived:
    """A sealed site: what was built, and what was sealed; `base` is the address under which it is replayed."""

    built: Built
    sealed: Sealed
    base: str

    def to_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return {
            "out": str(self.sealed.path),
            "as_of": self.built.as_of,
            "base": self.base,
            "pages": self.built.pages,
            "files": self.sealed.documents,
            "captures": self.sealed.captures,
            "size": self.sealed.size,
            "digest": f"sha256:{self.sealed.digest}",
            "package_digest": self.sealed.package_digest,
            "signed": self.sealed.signed,
            "drafts": list(self.built.drafts),
            "left_out": list(self.built.left_out),
            "warnings": [
                {"code": warned.code, "where": warned.where, "what": warned.what} for warned in self.built.warnings
            ],
        }


def archive_site(
    root: Path,
    target: Path,
    *,
    sign: Signer | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Archived:
    """Build a library's site in a folder of its own, and seal it.

    The same library gives the same bytes, unless they are signed. The library's public files are in it as the site publishes them,
    so that it can be restored from the archive alone.

    Args:
        root: the library's folder.
        target: the WACZ file; one that stood there is replaced when the new one is whole.
        sign: makes the signature; none by default.
        progress: told what is done, how much of it, and of how much.

    Raises:
        LibraryError, InputError, BuildError: as `build_site`.
        ArchiveError: as `write_wacz`.
    """
    # Before the long work, not after it.
    check_target(Path(target))
    if Path(root).resolve() in Path(target).resolve().parents:
        raise InputError(
            "the archive would lie inside the library", where=str(target), remedy="Name a file beside the library"
        )
    with tempfile.TemporaryDirectory(prefix="aetia-archive-") as folder:
        site = Path(folder) / "site"
        built = build_site(Path(root), site)
        settings = read_library(Path(root)).settings
        base = base_of(settings)
        tell = None if progress is None else lambda done: progress("sealing", done, built.files)
        sealed = write_wacz(
            Path(target),
            site_documents(site, base),
            title=settings.title,
            description=settings.description or "",
            created=created_at(settings.as_of),
            main=base,
            sign=sign,
            progress=tell,
        )
    return Archived(built, sealed, base)


def site_documents(site: Path, base: str) -> Iterator[Document]:
    """Every file of a built site as a document, in the order of their names.

    Links name the file, ``…/index.html``; the address to cite is the folder's. Both lead to the page.

    Args:
        site: the site's folder.
        base: its address, with a slash at the end.
    """
    for path in sorted(
        (path for path in site.rglob("*") if path.is_file()), key=lambda path: path.relative_to(site).parts
    ):
        name = path.relative_to(site).as_posix()
        if name == MARKER:
            continue
        media_type = _MEDIA_TYPES.get(path.suffix.lower() or path.name, "application/octet-stream")
        page = _page(path.read_bytes()) if path.suffix == ".html" and path.name != MISSING else None
        address = base + quote(name)
        folder = base + quote(name.removesuffix(_INDEX))
        indexed = path.name == _INDEX
        yield Document(
            folder if indexed else address, path, media_type, page=page, aliases=(address,) if indexed else ()
        )


def base_of(settings: Settings) -> str:
    """The address of a library's site, with a slash at the end.

    A library that does not say where it stands gets a host that can be nobody's: the ending ``.invalid`` is kept free for that.
    """
    if settings.base_url:
        return f"{settings.base_url.rstrip('/')}/{HOME}"
    plain = unicodedata.normalize("NFKD", settings.title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return f"https://{name or 'library'}.invalid/{HOME}"


def created_at(as_of: str) -> str:
    """The first moment of the day, month or year of an edition."""
    return f"{as_of}{'-01-01'[len(as_of) - 4 :] if len(as_of) < 10 else ''}T00:00:00Z"


def _page(content: bytes) -> PageText:
    """Title and text of a page, without what stands on every page."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(content.decode("utf-8", "replace"))
    title = tree.css_first("title")
    for node in tree.css("script, style, template, noscript"):
        node.decompose()
    body = tree.css_first("main") or tree.body
    return PageText(
        " ".join(title.text().split()) if title else "", " ".join(body.text(separator=" ").split()) if body else ""
    )
