"""A page → everything that could be rescued from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from aetia.archive.rewriting import original_address, replay_of, without_rewriting
from aetia.rescue.blocks import Reading, fold_space
from aetia.rescue.entry import Entry
from aetia.rescue.frames import main_frame
from aetia.rescue.html_reader import read_html
from aetia.rescue.kinds import entry_kind
from aetia.rescue.organisation import read_organisation
from aetia.rescue.outline import outline
from aetia.rescue.pages import Page, decode_page, load_bytes
from aetia.rescue.parts import Outline, Part
from aetia.rescue.signs import NEXT
from aetia.rescue.text_reader import read_text

_SCORED = (
    "finding",
    "authors",
    "journal",
    "year",
    "month",
    "day",
    "volume",
    "issue",
    "pages",
    "source_label",
    "see_also",
    "labels",
)
_LISTS = frozenset({"authors", "see_also", "labels"})
_EXTRA = (
    "authors_printed",
    "author_role",
    "date_printed",
    "status_printed",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "accessed",
    "issn",
    "isbn",
    "publisher",
    "place",
    "book_title",
    "editors",
    "series",
    "edition",
    "event",
)


@dataclass(slots=True)
class RescuedPage:
    """A page taken apart, nothing of it lost.

    Args:
        page: the bytes as found and how they were decoded.
        reading: the reading text that all spans count in.
        outline: title, parts and entries.
        address: where the page was found, or None.
        captured: when, as ISO 8601 text, or None.
        organisation: what its foot says of who keeps it.
        organisation_spans: where that stands.
        source: the file or the address, for messages and for its name in a library.
        replayed: an archive had put its banner and its links into it, which was undone; ``page`` is the page before that.
    """

    page: Page
    reading: Reading
    outline: Outline
    address: str | None = None
    captured: str | None = None
    organisation: dict[str, object] = field(default_factory=dict)
    organisation_spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    source: str = "page"
    replayed: bool = False

    @property
    def entries(self) -> list[Entry]:
        """The entries, in the order of the page."""
        return self.outline.entries

    @property
    def parts(self) -> list[Part]:
        """The parts, in the order of the page."""
        return self.outline.parts

    def words(self, part: Part) -> str:
        """The text of a part, white space folded."""
        return fold_space(self.reading.text[part.start : part.end])

    def to_json(self) -> dict[str, object]:
        """The page and its entries in the shape that ``aetia rescue --json`` prints."""
        return {"page": page_json(self), "entries": [entry_json(self, n, e) for n, e in enumerate(self.entries, 1)]}


def read_page(
    source: Path | bytes, *, address: str | None = None, captured: str | None = None, charset: str | None = None
) -> RescuedPage:
    """Rescues one page.

    Args:
        source: a file, or the bytes of a page.
        address: where the page was found on the web.
        captured: when it was found, ISO 8601.
        charset: the encoding that the server named.

    Returns:
        The page taken apart. A page without a single entry is no error. Of a frameset, the frame with the most text, where it is
        saved beside the page. A page as the Wayback Machine shows it is taken as it was before, with the address and the time that
        it was captured at.

    Raises:
        RescueError: the page is missing, empty, binary or past the size limit.
    """
    where = str(source) if isinstance(source, Path) else address or "page"
    first = _as_first_served(load_bytes(source) if isinstance(source, Path) else source, address, captured)
    page = decode_page(first.data, where=where, charset=charset)
    frame = main_frame(page.text, source) if isinstance(source, Path) and page.form == "html" else None
    if frame is not None:
        where = str(frame)
        page = decode_page(_as_first_served(load_bytes(frame), first.address, first.captured).data, where=where)
    reading = read_html(page.text) if page.form == "html" else read_text(page.text)
    taken = outline(reading)
    if not isinstance(source, Path) and address:
        where = first.address or address
    rescued = RescuedPage(page, reading, taken, first.address, first.captured, source=where, replayed=first.undone)
    spans = [(part.start, part.end) for part in taken.parts if part.kind == "organisation"]
    rescued.organisation, rescued.organisation_spans = read_organisation(reading.text, spans)
    _settle(rescued)
    return rescued


@dataclass(frozen=True, slots=True)
class _FirstServed:
    """A page's bytes as they were first served, with the address and time of that; `undone` where they had been changed since."""

    data: bytes
    address: str | None
    captured: str | None
    undone: bool = False


def _as_first_served(data: bytes, address: str | None, captured: str | None) -> _FirstServed:
    """Undoes what a web archive did to a page that it showed.

    An address in an archive tells which page it is. What a page says of itself counts only where nobody says where it was found.
    """
    told, named = replay_of(data), original_address(address) if address else None
    if told is None and named is None:
        return _FirstServed(data, address, captured)
    plain = without_rewriting(data, address or "")
    if named is not None:
        whole = named[0] if len(named[0]) == len("2014-03-01T12:00:00Z") else None
        when = told.captured if told is not None and told.address == named[1] else whole
        return _FirstServed(plain, named[1], when or captured, plain != data)
    if address is None and told is not None:
        return _FirstServed(plain, told.address or None, told.captured, plain != data)
    return _FirstServed(plain, address, captured, plain != data)


def _settle(rescued: RescuedPage) -> None:
    """Gives every entry its kind, and keeps what no part covers."""
    site = _site_words(rescued)
    title = rescued.outline.title.words if rescued.outline.title else ""
    series = title.partition(":")[0].casefold() if ":" in title else ""
    for entry in rescued.entries:
        if entry.publication != "link":
            entry.kind = entry_kind(
                entry, rescued.reading.text[entry.start : entry.end], site_words=site, series=series
            )
    rescued.outline.parts = _cover(rescued.reading, rescued.outline.parts)


def _cover(reading: Reading, parts: list[Part]) -> list[Part]:
    """The parts in order, with whatever lies between them kept as not understood."""
    whole: list[Part] = []
    at = 0
    path: tuple[str, ...] = ()
    for part in sorted(parts, key=lambda p: (p.start, p.end)):
        for start, end in _left(reading.text, at, part.start):
            whole.append(Part(_left_kind(reading.text[start:end]), start, end, path))
        whole.append(part)
        at, path = max(at, part.end), part.section_path
    for start, end in _left(reading.text, at, len(reading.text)):
        whole.append(Part(_left_kind(reading.text[start:end]), start, end, path))
    return whole


def _left_kind(words: str) -> str:
    """A bullet or a number before an item is a mark; anything else between the parts was not understood."""
    return "mark" if re.fullmatch(r"[\W_]*(?:\d{1,4}|[^\W\d_])?[\W_]*", words) else "not_understood"


def _left(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece = text[start:end] if end > start else ""
    words = piece.strip()
    if not words:
        return []
    first = start + len(piece) - len(piece.lstrip())
    return [(first, first + len(words))]


def _site_words(rescued: RescuedPage) -> frozenset[str]:
    words: set[str] = set()
    name = str(rescued.organisation.get("name", ""))
    words.update(match.casefold() for match in re.findall(r"\(([A-Z][\w.-]{1,9})\)", name))
    if name:
        words.add(re.sub(r"\s*\([^)]*\)", "", name).casefold())
    if rescued.organisation.get("site"):
        words.add(str(rescued.organisation["site"]).casefold())
    return frozenset(words)


def page_json(rescued: RescuedPage) -> dict[str, object]:
    """What the page says of itself."""
    parts = rescued.parts
    text = rescued.reading.text

    def first(kind: str) -> Part | None:
        return next((part for part in parts if part.kind == kind), None)

    def span(part: Part) -> list[int]:
        return [part.start, part.end]

    spans: dict[str, object] = {}
    result: dict[str, object] = {"title": rescued.outline.title.words if rescued.outline.title else None}
    title = first("title")
    if title is not None:
        spans["title"] = span(title)
    if rescued.reading.html_title:
        result["html_title"] = rescued.reading.html_title
    for kind, name in (("notice", "retirement_notice"), ("warning", "warning")):
        part = first(kind)
        if part is not None:
            result[name] = rescued.words(part)
            spans[name] = span(part)
    standing = [rescued.words(part) for part in parts if part.kind == "standing_line"]
    if standing:
        result["standing_lines"] = standing
        author = next(
            (
                m[1]
                for line in standing
                if (
                    m := re.match(
                        r"\W*(?:Author|By|Written by|Compiled by|Autor(?:in)?|Auteur)\s*:?\s+([^.|]{3,60})", line
                    )
                )
            ),
            None,
        )
        if author:
            result["author"] = author.strip()
    jump = [(a, b) for part in parts if part.kind == "jump_list" for a, b in part.items]
    if jump:
        result["jump_list"] = [fold_space(text[a:b]) for a, b in jump]
        spans["jump_list"] = [list(item) for item in jump]
    result["topic_tree"] = topic_tree(rescued)
    result["topic_prose"] = [_prose(rescued, part) for part in parts if part.kind == "prose"]
    following = first("next_link")
    if following is not None:
        printed = rescued.words(following)
        result["next_link"] = {"printed": printed, "target_title": NEXT.sub("", printed).strip(" .")}
        spans["next_link"] = span(following)
    if rescued.organisation:
        result["organisation"] = rescued.organisation
        spans["organisation"] = {name: list(place) for name, place in rescued.organisation_spans.items()}
    noise = [rescued.words(part) for part in parts if part.kind == "navigation"]
    if noise:
        result["navigation_noise"] = noise
    unread = [part for part in parts if part.kind == "not_understood"]
    result["not_understood"] = [{"text": rescued.words(part), "span": span(part)} for part in unread]
    result["encoding"] = rescued.page.encoding
    if rescued.reading.language:
        result["language"] = rescued.reading.language
    if rescued.address:
        result["address"] = rescued.address
    if rescued.captured:
        result["captured"] = rescued.captured
    result["spans"] = spans
    return result


def _prose(rescued: RescuedPage, part: Part) -> dict[str, object]:
    text = rescued.reading.text
    end = part.end
    if part.see_also:
        head = text[part.start : part.see_also[0][0]]
        cut = max(head.rfind("("), head.rfind("["))
        marker = re.search(r"(?:[\[(]\s*)?(?:Also|See|Siehe|Voir|Véase|Vedi)[^.]{0,20}$", head)
        end = part.start + (marker.start() if marker else cut if cut > 0 else len(head))
    item: dict[str, object] = {
        "section_path": list(part.section_path),
        "text": fold_space(text[part.start : end]),
        "span": [part.start, part.end],
    }
    if part.see_also:
        item["see_also"] = [fold_space(text[a:b]) for a, b in part.see_also]
    if part.boxed:
        item["boxed"] = True
    return item


def topic_tree(rescued: RescuedPage) -> list[dict[str, object]]:
    """The headings as a tree, the title at its root where there is one."""
    root: list[dict[str, object]] = []
    stack: list[tuple[int, list[dict[str, object]]]] = [(-1, root)]
    if rescued.outline.title is not None:
        children: list[dict[str, object]] = []
        root.append({"heading": rescued.outline.title.words, "level": 1, "children": children})
        stack.append((0, children))
    for part in rescued.parts:
        if part.kind != "heading":
            continue
        while len(stack) > 1 and stack[-1][0] >= part.level:
            stack.pop()
        inner: list[dict[str, object]] = []
        stack[-1][1].append(
            {"heading": part.section_path[-1], "level": part.level, "span": [part.start, part.end], "children": inner}
        )
        stack.append((part.level, inner))
    return root


def entry_json(rescued: RescuedPage, number: int, entry: Entry) -> dict[str, object]:
    """One entry with plain values, spans and confidences beside them."""
    text = rescued.reading.text
    result: dict[str, object] = {"n": number, "section_path": list(entry.section_path), "kind": entry.kind}
    result["title"] = entry.fields.get("title")
    for name in _SCORED:
        result[name] = entry.fields.get(name, [] if name in _LISTS else None)
    for name in _EXTRA:
        if name in entry.fields:
            result[name] = entry.fields[name]
    result["printed"] = fold_space(text[entry.start : entry.end])
    if entry.proposals:
        result["proposals"] = dict(entry.proposals)
    result["span"] = [entry.start, entry.end]
    result["spans"] = {name: list(place) for name, place in entry.spans.items() if name in result}
    result["confidence"] = {name: value for name, value in entry.confidence.items() if name in result}
    if entry.rest:
        result["rest"] = [{"text": fold_space(text[a:b]), "span": [a, b]} for a, b in entry.rest]
    return result
