"""What a site says of its library: a list of its public files with their digests, as the manifest or a page of the site gives it.

Every list is a stranger's word. It is read within limits, and a name in it is only a name until `names.refusal` allows it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

MOST_FILES = 200_000
"""Files in one list; a longer list is not believed."""

LARGEST_LIST = 64_000_000
"""Bytes of a manifest, or of the page that lists all files."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[a-z][a-z0-9-]{0,40}")
_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A public file as a list names it.

    Attributes:
        file: its name in the library, as the list gives it.
        sha256: of its published bytes, in hexadecimal.
        copy: its name below ``source/``; empty where the list does not tell.
        size: in bytes; None where the list does not tell.
        changed: why it is not published as the library holds it, such as ``screeners``; empty if it is.
    """

    file: str
    sha256: str
    copy: str = ""
    size: int | None = None
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the site says it did not publish: a file, or a folder with the number of files."""

    file: str
    reason: str
    files: int = 1


@dataclass(frozen=True)
class FileList:
    """One list of a library's public files.

    Attributes:
        kind: ``manifest``; ``source page``, the page of the site that lists all files; or ``pages``, gathered from pages that
            each name the files they were built from.
        library, as_of: title and date of the edition; empty where they are not told.
        files: by name.
        withheld: what was not published.
        promised: the digest over all names and digests that the list itself gives; empty where it gives none.
    """

    kind: str
    library: str
    as_of: str
    files: dict[str, Listed]
    withheld: tuple[Withheld, ...] = ()
    promised: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of a line ``<digest>  <file>`` for each file in order of names."""
        lines = (f"{self.files[name].sha256}  {name}\n" for name in sorted(self.files))
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def is_true(self) -> bool:
        """Whether the list is what its own digest promises. One that promises nothing is not known to be true."""
        return self.promised == self.digest

    def with_copies_of(self, other: FileList) -> FileList:
        """The same list, with what only another list of the same files tells: sizes, copies, titles, what was left out."""
        files = {name: _fuller(listed, other.files.get(name)) for name, listed in self.files.items()}
        return replace(
            self,
            library=self.library or other.library,
            as_of=self.as_of or other.as_of,
            files=files,
            withheld=self.withheld or other.withheld,
        )


def read_manifest(body: bytes) -> FileList | None:
    """A site's manifest; None for bytes that are none, or that name no file.

    Entries that make no sense are skipped: the digest of the whole then tells that the list is not true.
    """
    if len(body) > LARGEST_LIST or b'"manifest"' not in body or b'"sha256"' not in body:
        return None
    try:
        document = json.loads(body.decode("utf-8-sig", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        return None
    if not 0 < len(document["files"]) <= MOST_FILES:
        return None
    files = {listed.file: listed for item in document["files"] if (listed := _listed(item))}
    if not files:
        return None
    left_out = document.get("left_out")
    items = left_out[:MOST_FILES] if isinstance(left_out, list) else []
    return FileList(
        kind="manifest",
        library=_text(document.get("library")),
        as_of=day(_text(document.get("as_of"))),
        files=files,
        withheld=tuple(withheld for item in items if (withheld := _withheld(item))),
        promised=_text(document.get("digest")) or ("" if len(files) == len(document["files"]) else "none"),
    )


def is_digest(text: str) -> bool:
    """Whether a text is a SHA-256 in hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def reason(text: object) -> str:
    """A reason's key as the site writes it; empty for anything else."""
    return text if isinstance(text, str) and _WORD.fullmatch(text) else ""


def day(text: str) -> str:
    """A year, month or day; empty for anything else."""
    return text if _DAY.fullmatch(text) else ""


def _listed(item: Any) -> Listed | None:
    if not isinstance(item, dict):
        return None
    file, digest = item.get("file"), item.get("sha256")
    if not isinstance(file, str) or not isinstance(digest, str) or not is_digest(digest):
        return None
    told = item.get("bytes")
    size = int(told) if isinstance(told, int) and 0 <= told < 1 << 48 else None
    return Listed(file, digest, _text(item.get("copy")), size, reason(item.get("changed")))


def _withheld(item: Any) -> Withheld | None:
    if not isinstance(item, dict) or not isinstance(item.get("file"), str):
        return None
    number = item.get("files")
    files = number if isinstance(number, int) and 0 < number < 1 << 31 else 1
    return Withheld(item["file"], reason(item.get("reason")), int(files))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _fuller(listed: Listed, other: Listed | None) -> Listed:
    if other is None or other.sha256 != listed.sha256:
        return listed
    return replace(
        listed,
        copy=listed.copy or other.copy,
        size=listed.size if listed.size is not None else other.size,
        changed=listed.changed or other.changed,
    )
