"""Editors' prose: Markdown without raw HTML, sanitised again afterwards, its links turned into links of the site.

A link to another file of the library is written as in the library, from its top (``[Silica](topics/work/silica-dust.md)``) or
relative to the file that links. It becomes a link to that file's page.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from aetia.site import addresses

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol",
    "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "th": {"scope"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Prose:
    """Renders Markdown.

    Args:
        pages: the address of the page of each library file, such as ``topics/infection.md``.
    """

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._pages = pages
        self._markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
        self.dead: list[tuple[str, str]] = []
        """Links to files that the library does not have: the linking file and the link as written."""

    def block(self, text: str, *, file: str, link: addresses.Linker, top: int = 2) -> Markup:
        """Paragraphs, lists, tables and headings, these in the page's order of levels.

        Args:
            text: Markdown.
            file: the library file it stands in.
            link: from an address of the site to a link relative to the page.
            top: the level of its highest headings, 2 to 6; deeper ones follow without a gap.
        """
        tokens = self._markdown.parse(text)
        _level_headings(tokens, top)
        for number, token in enumerate(tokens):
            if token.type == "th_open":
                token.attrs["scope"] = "col"
                token.attrs.pop("style", None)
            self._relink(token, file, link)
            if number and token.type == "td_open":
                token.attrs.pop("style", None)
        return self._clean(self._markdown.renderer.render(tokens, self._markdown.options, {}))

    def line(self, text: str, *, file: str, link: addresses.Linker) -> Markup:
        """Emphasis and links within one line."""
        tokens = self._markdown.parseInline(text)
        for token in tokens:
            self._relink(token, file, link)
        return self._clean(self._markdown.renderer.render(tokens, self._markdown.options, {}).strip())

    def _relink(self, token: Token, file: str, link: addresses.Linker) -> None:
        for child in token.children or []:
            if child.type == "link_open":
                written = str(child.attrs.get("href", ""))
                if _OUTSIDE.match(written) or written.startswith("#"):
                    continue
                child.attrs["href"] = self._inside(written, file, link)

    def _inside(self, written: str, file: str, link: addresses.Linker) -> str:
        path, _, anchor = written.partition("#")
        for candidate in (posixpath.normpath(posixpath.join(posixpath.dirname(file), path)), posixpath.normpath(path)):
            if candidate in self._pages:
                return link(self._pages[candidate] + (f"#{anchor}" if anchor else ""))
        self.dead.append((file, written))
        return link("")

    def _clean(self, html: str) -> Markup:
        return Markup(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None))  # noqa: S704 (cleaned here)


def _level_headings(tokens: list[Token], top: int) -> None:
    """Give headings the levels of the page that they stand in, none more than one below the heading before it."""
    depths = sorted({token.tag for token in tokens if token.type == "heading_open"})
    level = top - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(top + depths.index(token.tag), level + 1, 6)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"
