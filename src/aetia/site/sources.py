"""The public part of a library, copied into the site so that any copy of the site gives the library back.

A file is copied byte for byte. What `aetia.toml` keeps private is left out or changed, and the manifest names it. Pages as found,
and anything else that a browser would run or a crawler would rewrite, are copied under a name that ends in ``.txt``; so is every
name that ends so already, that no two files share a copy. A digest over all names and digests tells whether a list of them is
whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeVar

from aetia.library import layout
from aetia.library.read import all_files
from aetia.library.records import yaml_record_text
from aetia.library.tables import table_text
from aetia.model.decision import MACHINE, MatchDecision, SameDecision, ScreeningDecision
from aetia.model.library import Library
from aetia.model.rescued import RescuedPageRecord

D = TypeVar("D", ScreeningDecision, MatchDecision, SameDecision)

BROKEN = "broken"
"""The reason why a file with an error is left out, where a build went on without it."""
DRAFT = "draft"
"""The reason why the file of a draft topic is left out; a key of the catalogue."""

_PLAIN = frozenset({".md", ".yaml", ".tsv", ".toml"})
_EXCERPT_PARTS = frozenset(
    {"title", "heading", "entry", "jump-list", "notice", "breadcrumb", "next-link", "organisation"}
)


@dataclass(frozen=True)
class SourceFile:
    """A public file of the library.

    Attributes:
        file: its name in the library.
        copy: its name below ``source/``.
        content: its bytes as published.
        changed: the catalogue's key of the reason, where these are not the library's own bytes.
    """

    file: str
    copy: str
    content: bytes
    changed: str | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the published bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class LeftOut:
    """What of the library is not published: a file, or a folder with the number of files; `reason` is a key of the catalogue."""

    file: str
    reason: str
    files: int = 1


@dataclass(frozen=True)
class Sources:
    """The public files by name, and what was left out."""

    files: dict[str, SourceFile]
    left_out: tuple[LeftOut, ...]

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of a line ``<digest>  <file>`` for each file in order of names: what `sha256sum` prints."""
        lines = (f"{self.files[name].digest}  {name}\n" for name in sorted(self.files))
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()

    def manifest(self, title: str, as_of: str) -> bytes:
        """The manifest: every public file with its copy, size and digest; what was changed; what was left out."""
        document = {
            "manifest": 1,
            "library": title,
            "as_of": as_of,
            "digest": self.digest,
            "files": [
                {
                    "file": f.file,
                    "copy": f.copy,
                    "bytes": len(f.content),
                    "sha256": f.digest,
                    **({"changed": f.changed} if f.changed else {}),
                }
                for f in self.files.values()
            ],
            "left_out": [{"file": item.file, "reason": item.reason, "files": item.files} for item in self.left_out],
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def public_sources(
    library: Library,
    last: Sources | None = None,
    digests: Mapping[str, str] | None = None,
    broken: frozenset[str] = frozenset(),
) -> Sources:
    """What of a library may be published.

    Draft topics are left out: their prose may still be that of the old page. Stories appear only with consent and where the
    settings allow it, and are otherwise counted, not named. Screeners' names are replaced by numbers in the order in which they
    first decide. A page as found appears only where `shows_whole` says so, else its record is published without the page's prose.

    Args:
        library: whole.
        last: those of the last build; a file with the same digest is taken from it.
        digests: of files as they were read for `library`, by name; those of others are found out.
        broken: files that could not be used; they are left out, as nobody can tell whether they are meant for readers.
    """
    known = last.files if last else {}
    digests = digests or {}
    files: dict[str, SourceFile] = {}
    left_out: list[LeftOut] = []
    stories: Counter[str] = Counter()
    for name in all_files(library.root):
        folder, _, rest = name.partition("/")
        if name in broken:
            left_out.append(LeftOut(name, BROKEN))
        elif folder == layout.TOPICS and _is_draft(library, name):
            left_out.append(LeftOut(name, DRAFT))
        elif folder == layout.STORIES and (reason := _story_reason(library, name)):
            stories[reason] += 1
        elif folder == layout.RESCUED and name.endswith(".yaml"):
            files[name] = _rescued_record(library, name)
        elif folder == layout.RESCUED and rest not in _published_pages(library):
            left_out.append(LeftOut(name, "page"))
        elif name in known and known[name].digest == digests.get(name):
            files[name] = known[name]
        else:
            files[name] = _public_copy(library, name)
    left_out.extend(LeftOut(f"{layout.STORIES}/", reason, number) for reason, number in stories.items())
    return Sources(files, tuple(sorted(left_out, key=lambda item: (item.file, item.reason))))


def shows_whole(library: Library, record: RescuedPageRecord) -> bool:
    """Whether the site may show a rescued page whole: its record says so, or the settings call no rescued page private."""
    return record.publish == "whole" or not library.settings.private.rescued_pages


def _public_copy(library: Library, name: str) -> SourceFile:
    content = (library.root / name).read_bytes()
    if library.settings.private.screeners and name == layout.SCREENING:
        return _changed(library, name, _without_names(ScreeningDecision, library.screening), "screeners")
    if library.settings.private.screeners and name == layout.MATCHES:
        return _changed(library, name, _without_names(MatchDecision, library.matches), "screeners")
    if library.settings.private.screeners and name == layout.SAME:
        return _changed(library, name, _without_names(SameDecision, library.same), "screeners")
    return _source(name, content)


def _source(name: str, content: bytes, changed: str | None = None) -> SourceFile:
    copy = name if PurePosixPath(name).suffix in _PLAIN else f"{name}.txt"
    return SourceFile(name, copy, content, changed)


def _changed(library: Library, name: str, content: bytes, reason: str) -> SourceFile:
    return _source(name, content, None if content == (library.root / name).read_bytes() else reason)


def _without_names(kind: type[D], rows: list[D]) -> bytes:
    numbers = {MACHINE: MACHINE}
    for row in rows:
        numbers.setdefault(row.by, f"person-{len(numbers)}")
    return table_text(kind, [row.model_copy(update={"by": numbers[row.by]}) for row in rows]).encode()


def _is_draft(library: Library, name: str) -> bool:
    original, _ = layout.translated(name) or (name, "")
    topic = library.topics.get(layout.identifier(original, layout.TOPICS))
    return topic is not None and topic.draft


def _story_reason(library: Library, name: str) -> str | None:
    story = library.stories.get(layout.identifier(name, layout.STORIES))
    if story is None or story.consent != "given":
        return "consent"
    return "stories" if library.settings.private.stories else None


def _published_pages(library: Library) -> set[str]:
    """The pages as found that may be published, by their names beside their records."""
    held = {record.file for record in library.rescued.values() if not shows_whole(library, record)}
    return {record.file for record in library.rescued.values()} - held


def _rescued_record(library: Library, name: str) -> SourceFile:
    """A rescued page's record: as it is, or without the page's prose."""
    record = library.rescued[layout.identifier(name, layout.RESCUED)]
    if shows_whole(library, record):
        return _source(name, (library.root / name).read_bytes())
    excerpt = record.model_copy(update={"parts": [part for part in record.parts if part.kind in _EXCERPT_PARTS]})
    return _changed(library, name, yaml_record_text(excerpt).encode(), "excerpts")
