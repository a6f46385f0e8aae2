"""Every link of a library that leads out of it: the address, where it is written, what it is, and when it was last known.

Links stand in editors' Markdown, in the settings, and in the fields of topics, studies and pages. A DOI is a link: its address is
made from it. PMIDs and PMCIDs are not among them: one that is wrong leads to another paper, which no visit can see, and the corpus
looks them up without asking anybody. What an old page linked to is kept as it was found and is nobody's to mend, so of a rescued
page there is its own address and no other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from aetia.library import layout
from aetia.library.read import MAX_FILE_BYTES, Reading
from aetia.library.records import split_front_matter
from aetia.model.identifiers import normalize_doi
from aetia.model.library import Library

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LinkKind = Literal[
    "prose", "guideline", "organisation", "reference", "source", "doi", "notice", "rescued-page", "field"
]  # fmt: skip
Path = tuple[str | int, ...]

RESOLVER = "https://doi.org/"
"""What makes an address of a DOI."""

NAMES: dict[LinkKind, str] = {
    "prose": "a link in the text",
    "guideline": "the guideline's address",
    "organisation": "the organisation's address",
    "reference": "the publication's address",
    "source": "the address of a source",
    "doi": "the publication's DOI",
    "notice": "the DOI of a notice",
    "rescued-page": "the old page's address",
    "field": "an address",
}
_OURS = frozenset({("base_url",), ("corpus",), ("licence",)})
"""Settings that lead nowhere else: the site's own address above all, which may not be published yet."""
_OTHERS = frozenset({"quotation", "cited_as", "as_found", "strategy"})
"""Fields that hold the words of others, or a search."""
_WEB = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_MARKED = re.compile(r"\]\(|\]\s*\[|<https?://", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class OutsideLink:
    """One link where it is written.

    Args:
        file: relative to the library.
        line: from 1; 0 where it is not known.
        address: ``http://`` or ``https://``, without the anchor.
        kind: what it is.
        written: the last date on which it is known to have been right, as far as the library says: year, month, day or moment.
    """

    file: str
    line: int
    address: str
    kind: LinkKind
    written: str | None = None

    @property
    def name(self) -> str:
        """What it is, in words: ``the guideline's address``."""
        return NAMES[self.kind]


def outside_links(reading: Reading) -> list[OutsideLink]:
    """The links of everything that could be read, by file and line; each once a line.

    Args:
        reading: the library as read. Prose is read once more from its file, because a record does not say on which line its
            prose stands.
    """
    library = reading.library
    if library is None:
        return []
    found = set(_field_links(reading, layout.SETTINGS, library.settings.as_of))
    found.update(_field_links(reading, layout.CONCEPTS, library.settings.as_of))
    for file, written, body in _written_files(library):
        found.update(_field_links(reading, file, written))
        text, first = _prose(library, file, body)
        found.update(OutsideLink(file, line, address, "prose", written) for line, address in prose_links(text, first))
    for page in library.rescued.values():
        file = layout.rescued_file(page.id)
        if page.address and (address := web_address(page.address)):
            found.add(
                OutsideLink(
                    file, reading.line(file, "address"), address, "rescued-page", page.captured or page.page_date
                )
            )
    return sorted(found, key=lambda link: (link.file, link.line, link.address, link.kind))


def web_address(text: str) -> str | None:
    """A web address without its anchor, or None for what leads nowhere on the web.

    ``//host/path`` is read as browsers do on a site that is served with https.
    """
    bare = text.strip()
    if bare.startswith("//"):
        bare = f"https:{bare}"
    return bare.partition("#")[0] if _WEB.match(bare) else None


def doi_address(doi: str) -> str:
    """The address at which a DOI is resolved; signs that an address cannot hold are escaped."""
    return RESOLVER + quote(doi, safe="/:;()._-~!$'*+,=@")


def doi_in(address: str) -> str | None:
    """The DOI that an address resolves, whichever of the resolver's names it uses; None for other addresses."""
    found = re.match(r"https?://(?:www\.|dx\.)?doi\.org/(10\.[0-9]{4,9}/.+)", address, re.IGNORECASE)
    return found[1] if found else None


def prose_links(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The links of a Markdown text that lead out of the library, each with its line.

    Args:
        text: as an editor wrote it; read by the rules that the site renders by, so that code and raw HTML hold no links.
        first_line: the line of its file on which the text begins.
    """
    line = first_line
    for token in _markdown().parse(text):
        if token.map:  # cells of a table have no place of their own: they stand in the row that was opened last
            line = first_line + token.map[0]
        below = 0
        for child in token.children or []:
            below += child.type in ("softbreak", "hardbreak")
            address = web_address(str(child.attrs.get("href", ""))) if child.type == "link_open" else None
            if address:
                yield line + below, address


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")


def _written_files(library: Library) -> Iterator[tuple[str, str | None, str]]:
    """Files that people write, with the date that their links go back to, and their prose."""
    as_of = library.settings.as_of
    for topic in library.topics.values():
        yield layout.topic_file(topic.id), (topic.safety.reviewed_on if topic.safety else None) or as_of, topic.body
    for study in library.studies.values():
        yield layout.study_file(study.id), as_of, ""
    for page in library.pages.values():
        yield layout.page_file(page.id), as_of, page.body
    for story in library.stories.values():
        yield layout.story_file(story.id), story.told or story.consent_on, story.body


def _prose(library: Library, file: str, body: str) -> tuple[str, int]:
    """The prose of a file as it stands there, and its first line; as it was read, at line 1, where the file went meanwhile."""
    if not body:
        return "", 1
    try:
        descriptor = os.open(library.root / file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as source:
            text = source.read(MAX_FILE_BYTES).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (OSError, UnicodeDecodeError):
        return body, 1
    parts = split_front_matter(text)
    return (parts[1], parts[0].count("\n") + 3) if parts else (body, 1)


def _field_links(reading: Reading, file: str, written: str | None) -> Iterator[OutsideLink]:
    if file not in reading.texts:
        return
    value = reading.texts[file].value
    for path, text in _texts(value, ()):
        if file == layout.SETTINGS and path in _OURS:
            continue
        kind = _kind(path)
        for address in _addresses(text, kind):
            when = _issued(value, path, kind) or written
            yield OutsideLink(file, reading.line(file, *path), address, kind, when)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below a value, with its path. Readers limit how deep values are nested."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _OTHERS:
                yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))


def _kind(path: Path) -> LinkKind:
    last = next((part for part in reversed(path) if isinstance(part, str)), "")
    if last in ("doi", "replaced_by"):
        return "notice" if last == "replaced_by" or "notice" in path else "doi"
    if "guideline" in path:
        return "guideline"
    if path[0] == "organisation":
        return "organisation"
    if last == "sources":
        return "source"
    return "reference" if last == "url" and path[0] == "references" else "field"


def _addresses(text: str, kind: LinkKind) -> Iterator[str]:
    """The addresses in a field: the field whole, or the links of its Markdown."""
    if kind in ("doi", "notice"):
        try:
            yield doi_address(normalize_doi(text))
        except ValueError:
            return  # the reader has told it
    elif address := web_address(text):
        yield address
    elif _MARKED.search(text):
        yield from (address for _, address in prose_links(text))


def _issued(value: Any, path: Path, kind: LinkKind) -> str | None:
    """When the publication that a link belongs to appeared, or the notice: what a file says nearest to the link."""
    if kind not in ("reference", "doi", "notice"):
        return None
    here, dates = value, []
    for part in path:
        dates += [
            here[name]
            for name in ("issued", "date", "on")
            if isinstance(here, dict) and isinstance(here.get(name), str)
        ]
        here = here[part]
    return dates[-1] if dates else None
