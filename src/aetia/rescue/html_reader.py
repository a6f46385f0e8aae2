"""HTML of any age → a reading text and its blocks, in one walk without recursion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aetia.rescue.blocks import Block, BlockKind, Reading, Region, Run, RunKind, fold_space
from aetia.rescue.html_source import mend_source
from aetia.rescue.text_reader import read_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

NODE_LIMIT = 2_000_000

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "select",
        "option",
        "textarea",
        "button",
        "head",
        "noframes",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "legend",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_KINDS: dict[str, BlockKind] = {"li": "item", "dt": "term", "dd": "definition", "td": "cell", "th": "cell"}
_SECTIONS = frozenset({"article", "section", "li", "td", "blockquote"})
_LISTS = frozenset({"ul", "ol", "dir", "menu"})
_RUNS: dict[str, RunKind] = {
    "b": "bold",
    "strong": "bold",
    "big": "large",
    "i": "italic",
    "em": "italic",
    "cite": "italic",
    "a": "link",
    "var": "italic",
}
_NAV_WORDS = re.compile(
    r"(?:^|[-_ ])(?:nav\w*|menu\w*|breadcrumbs?|sidebar|toolbar|topbar|langswitch|skip\w*|pager|pagination)(?:$|[-_ ])"
)
_FOOT_WORDS = re.compile(r"(?:^|[-_ ])(?:footer|foot|copyright|colophon)(?:$|[-_ ])")
_BOX_WORDS = re.compile(r"box|warning|notice|alert|callout|note|panel|banner|caution|important", re.IGNORECASE)
_BOX_STYLE = re.compile(r"border\s*:", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """What an open element contributes while its children are read."""

    tag: str
    kind: BlockKind = "paragraph"
    level: int = 0
    region: Region = "main"
    boxed: bool = False
    names: tuple[str, ...] = ()
    cell: tuple[int, int, int] | None = None
    header_cell: bool = False
    run: tuple[RunKind, int, str] | None = None
    number: int = 0
    ordered: bool = False
    begun: list[bool] = field(default_factory=list)
    sectioned: bool = False


@dataclass(slots=True)
class _Writer:
    """Collects the reading text; knows where the open block began."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    block_start: int = 0
    pending_space: bool = False
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Adds running text; white space is folded."""
        words = text.split()
        if text[:1].isspace() or not words:
            self.pending_space = True
        if not words:
            return
        if self.pending_space and self.length > self.block_start and not self.parts[-1].endswith("\n"):
            self._add(" ")
        self.pending_space = text[-1:].isspace()
        self._add(" ".join(words))

    def line_break(self) -> None:
        """Adds a line end inside the block."""
        if self.length > self.block_start:
            self._add("\n")
        self.pending_space = False

    def ends_line(self) -> bool:
        """True when a line end is the last thing written in the block: another one parts paragraphs, as old pages do."""
        return self.length > self.block_start and bool(self.parts) and self.parts[-1] == "\n"

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def close_block(self, frame: _Frame, open_runs: list[_Frame]) -> None:
        """Ends the block that is open, when it holds any text."""
        runs = list(self.runs)
        for frame_run in open_runs:
            if frame_run.run and frame_run.run[1] < self.length:
                runs.append(
                    Run(frame_run.run[0], max(frame_run.run[1], self.block_start), self.length, frame_run.run[2])
                )
        if self.length > self.block_start:
            text = "".join(self.parts[self._first_part :])
            end = self.block_start + len(text.rstrip())
            if end > self.block_start:
                self.blocks.append(
                    Block(
                        frame.kind,
                        self.block_start,
                        end,
                        frame.level,
                        _trimmed(runs, text, self.block_start),
                        frame.region,
                        frame.cell,
                        frame.header_cell,
                        frame.boxed,
                        0,
                        frame.names,
                        continues=frame.begun[:1] == [True],
                    )
                )
                frame.begun[:1] = [True]
            self._add("\n")
        self.runs.clear()
        self.block_start = self.length
        self._first_part = len(self.parts)
        self.pending_space = False
        for frame_run in open_runs:
            if frame_run.run:
                frame_run.run = (frame_run.run[0], self.length, frame_run.run[2])

    _first_part: int = 0


def _trimmed(runs: list[Run], text: str, start: int) -> tuple[Run, ...]:
    """The runs inside a block's text, without the white space at their ends, in order."""
    kept = []
    for run in runs:
        inside = text[max(0, run.start - start) : run.end - start]
        words = inside.strip()
        if words:
            first = max(run.start, start) + len(inside) - len(inside.lstrip())
            kept.append(Run(run.kind, first, first + len(words), run.value))
    return tuple(sorted(kept, key=lambda run: (run.start, -run.end, run.kind)))


def read_html(source: str) -> Reading:
    """Reads a page of HTML.

    Args:
        source: the decoded page.

    Returns:
        The linear text and its blocks. What a browser does not show (scripts, styles, form fields) is left out; pictures leave
        nothing. Nesting and the number of nodes are bounded, and what was cut is named in ``notes``.
    """
    from selectolax.lexbor import LexborHTMLParser

    mended, notes = mend_source(source)
    tree = LexborHTMLParser(mended)
    root = tree.root
    title_node = tree.css_first("title")
    html_title = fold_space(title_node.text(deep=True)) if title_node is not None else ""
    if root is None:
        return Reading("", (), "html", html_title, "", tuple(notes))
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "").lower()
    typed = _typewritten(tree)
    if typed is not None:
        plain = read_text(typed)
        return replace(plain, html_title=html_title, language=language, notes=tuple(notes))
    writer = _Writer()
    whole = _walk(root, writer, _bold_classes(mended))
    if not whole:
        notes.append(f"the page holds more than {NODE_LIMIT} nodes; the rest was not read")
    return Reading("".join(writer.parts), tuple(writer.blocks), "html", html_title, language, tuple(notes))


def _typewritten(tree: LexborHTMLParser) -> str | None:
    """The text of a page that is one preformatted stretch of plain text with a little around it; None for any other page."""
    body = tree.body
    stretches = tree.css("pre, xmp, plaintext, listing")
    if body is None or not stretches:
        return None
    inside = [node.text(deep=True) for node in stretches]
    longest = max(inside, key=len)
    if len(longest) < 400 or len(longest) < 0.7 * len(body.text(deep=True)):
        return None
    return longest.replace("\r\n", "\n").replace("\r", "\n")


def _walk(root: LexborNode, writer: _Writer, bold_classes: frozenset[str]) -> bool:
    """Visits every node once, in order; False when the limit was met."""
    stack: list[_Frame] = [_Frame("")]
    open_runs: list[_Frame] = []
    tables: list[list[int]] = []
    node: LexborNode | None = root
    count = tables_seen = 0
    while node is not None:
        count += 1
        if count > NODE_LIMIT:
            break
        entered = False
        if node.is_text_node:
            writer.write(node.text_content or "")
        elif node.is_element_node:
            tag = node.tag or ""
            if tag == "br":
                if writer.ends_line():
                    writer.close_block(stack[-1], open_runs)
                writer.line_break()
            elif tag not in _SKIPPED:
                frame = _open(node, tag, stack[-1], bold_classes)
                if tag in _BLOCKS:
                    writer.close_block(stack[-1], open_runs)
                if tag == "table":
                    tables_seen += 1
                    tables.append([tables_seen, -1, -1])
                elif tables:
                    _place(frame, tables[-1])
                if frame.run is not None:
                    frame.run = (frame.run[0], writer.length, frame.run[2])
                    open_runs.append(frame)
                if node.first_child is not None:
                    stack.append(frame)
                    node = node.first_child
                    entered = True
                else:
                    _close(frame, writer, open_runs, tables, stack[-1])
        if entered:
            continue
        while node is not None and node is not root and node.next is None:
            node = node.parent
            if len(stack) > 1:
                frame = stack.pop()
                _close(frame, writer, open_runs, tables, frame)
        if node is None or (len(stack) == 1 and node.next is None):
            break
        node = node.next
    writer.close_block(stack[-1], open_runs)
    return count <= NODE_LIMIT


def _open(node: LexborNode, tag: str, outer: _Frame, bold_classes: frozenset[str]) -> _Frame:
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip().lower()
    frame = _Frame(tag, outer.kind, outer.level, outer.region, outer.boxed, outer.names, outer.cell, outer.header_cell)
    frame.begun = [] if tag in _KINDS or tag in _LISTS or tag == "table" else outer.begun
    if tag in _BLOCKS:
        if tag[0] == "h" and tag[1:].isdigit():
            frame.kind, frame.level = "heading", int(tag[1])
        elif tag in _KINDS:
            frame.kind = _KINDS[tag]
        elif outer.kind in {"heading"} or tag in {"table", "body", "section", "article", "main"}:
            frame.kind, frame.level = "paragraph", 0
        if tag in _LISTS:
            frame.level = outer.level + 1 if outer.kind == "item" else 1
            frame.ordered = tag == "ol"
            frame.kind = "paragraph"
        frame.boxed = (
            outer.boxed
            or bool(named and _BOX_WORDS.search(named))
            or bool(_BOX_STYLE.search(attributes.get("style") or ""))
        )
        frame.sectioned = outer.sectioned or tag in _SECTIONS
        inner = outer.sectioned and tag in {"header", "footer"}
        frame.region = outer.region if inner else _region(tag, named, attributes.get("role") or "", outer.region)
        if tag == "blockquote":
            frame.names = (*outer.names, "blockquote")[-12:]
        if named:
            frame.names = (*outer.names, *named.split())[-12:]
    frame.run = _run(tag, attributes, named, bold_classes)
    return frame


def _region(tag: str, named: str, role: str, outer: Region) -> Region:
    if outer in {"navigation", "footer"}:
        return outer
    if tag == "nav" or role == "navigation" or (named and tag != "body" and _NAV_WORDS.search(named)):
        return "navigation"
    if tag == "footer" or role == "contentinfo" or (named and tag != "body" and _FOOT_WORDS.search(named)):
        return "footer"
    if tag == "header" and outer == "main":
        return "header"
    if tag in {"main", "article"}:
        return "main"
    return outer


def _run(
    tag: str, attributes: dict[str, str | None], named: str, bold_classes: frozenset[str]
) -> tuple[RunKind, int, str] | None:
    kind = _RUNS.get(tag)
    value = ""
    if kind == "link":
        value = (attributes.get("href") or "").strip()
        if not value:
            return ("anchor", 0, attributes.get("name") or "") if attributes.get("name") else None
    elif tag == "font" and re.fullmatch(r"\+[1-9]|[4-7]", (attributes.get("size") or "").strip()):
        size = (attributes.get("size") or "").strip()
        kind, value = "large", str(int(size[1:]) + 3) if size[0] == "+" else size
    elif kind is None and tag in {"span", "p", "div", "td", "font"}:
        style = (attributes.get("style") or "").lower()
        if re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style) or (
            named and not bold_classes.isdisjoint(named.split())
        ):
            kind = "bold"
        elif re.search(r"font-style\s*:\s*italic", style):
            kind = "italic"
    return (kind, 0, value) if kind else None


def _place(frame: _Frame, table: list[int]) -> None:
    if frame.tag == "tr":
        table[1] += 1
        table[2] = -1
    elif frame.tag in {"td", "th"}:
        table[2] += 1
        frame.cell = (table[0], table[1], table[2])
        frame.header_cell = frame.tag == "th"


def _close(frame: _Frame, writer: _Writer, open_runs: list[_Frame], tables: list[list[int]], block: _Frame) -> None:
    if frame.tag in _BLOCKS:
        writer.close_block(block, open_runs)
    if frame.tag == "table" and tables:
        tables.pop()
    if frame.run is not None and frame in open_runs:
        open_runs.remove(frame)
        if writer.length > frame.run[1]:
            writer.runs.append(Run(frame.run[0], frame.run[1], writer.length, frame.run[2]))


def _bold_classes(source: str) -> frozenset[str]:
    """Names of the classes that the page's own style sheet sets in bold."""
    found: set[str] = set()
    position = 0
    lower = source.lower()
    while (at := lower.find("<style", position)) >= 0:
        end = lower.find("</style", at)
        position = len(lower) if end < 0 else end + 1
        for rule in lower[at : min(position, at + 100_000)].split("}"):
            selector, brace, body = rule.partition("{")
            if brace and re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", body):
                found.update(re.findall(r"\.([a-z_][\w-]*)", selector[-300:]))
    return frozenset(found)
