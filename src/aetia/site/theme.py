"""A library's own looks, from its folder ``theme/``: a logo, a stylesheet that follows ours, templates that take the place of ours.

All of it may come from a stranger, in a restored library, so that nothing is trusted: names and sizes are bounded, links are not
followed, and what asks for anything outside the site is refused. Templates are filled by :mod:`aetia.site.sandbox`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property

from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader, PackageLoader, PrefixLoader

from aetia.errors import BuildError
from aetia.library import layout
from aetia.library.read import files
from aetia.model.library import Library
from aetia.site.accent import Accent, accent
from aetia.site.logo import Logo, read_logo

STYLE_FILE = f"{layout.THEME}/style.css"
TEMPLATES = f"{layout.THEME}/templates"
OURS = "aetia"
"""``{% extends 'aetia/base.html' %}`` names our template, from one that takes its place too."""

MOST_STYLE = 50_000
MOST_TEMPLATE = 65_536
MOST_TEMPLATES = 100

_NAME = re.compile(r"([\w-]+/)*[\w-]+\.html", re.ASCII)
_OUTSIDE = re.compile(
    r"@import|url\(\s*(?!['\"]?(?:#|data:image/(?:png|gif|webp|jpeg)[;,]))|expression\s*\(", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\[0-9a-f]", re.IGNORECASE)


@dataclass(frozen=True)
class Theme:
    """What a library says of its looks.

    Attributes:
        style: the text of its stylesheet, which follows ours; empty for none.
        templates: its templates by name, such as ``base.html``.
        logo: its picture, or None.
        accent: its colours, or None.
        files: the library files that it was read from, sorted.
    """

    style: str = ""
    templates: dict[str, str] = field(default_factory=dict)
    logo: Logo | None = None
    accent: Accent | None = None
    files: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of everything that changes how a page is made."""
        parts = [
            self.logo.address if self.logo else "",
            *(f"{name}\0{text}" for name, text in sorted(self.templates.items())),
        ]
        return hashlib.sha256("\0\0".join(parts).encode()).hexdigest()


def read_theme(library: Library) -> Theme:
    """The theme of a library; an empty one where it has none.

    Raises:
        BuildError: a file that cannot be used; names it, its line where there is one, and what to do.
    """
    looks = library.settings.looks
    names = [name for name in files(library.root, layout.THEME, "") if name.rpartition(".")[2] in ("html", "css")]
    style = _text(library, STYLE_FILE, MOST_STYLE) if STYLE_FILE in names else ""
    _refuse_outside(style)
    pages = [name for name in names if name.startswith(f"{TEMPLATES}/")]
    if len(pages) > MOST_TEMPLATES:
        raise BuildError(f"there are more than {MOST_TEMPLATES} templates", where=TEMPLATES, remedy="Keep those in use")
    logo = read_logo(library.root, looks.logo) if looks and looks.logo else None
    used = [*pages, *([STYLE_FILE] if style else []), *([logo.file] if logo else [])]
    return Theme(
        style,
        {_name(page): _text(library, page, MOST_TEMPLATE) for page in pages},
        logo,
        accent(looks.accent) if looks and looks.accent else None,
        tuple(sorted(used)),
    )


def theme_warnings(theme: Theme) -> list[str]:
    """What an editor should know of the theme: colours that had to be changed so that everybody can read them."""
    return list(theme.accent.warnings) if theme.accent else []


def templates_loader(theme: Theme) -> BaseLoader:
    """Finds a template: the theme's own before ours; ``aetia/…`` is always ours."""
    ours = PackageLoader("aetia.site")

    def find(name: str) -> tuple[str, str, None] | None:
        text = theme.templates.get(name)
        return None if text is None else (text, f"{TEMPLATES}/{name}", None)

    return ChoiceLoader([FunctionLoader(find), PrefixLoader({OURS: ours}), ours]) if theme.templates else ours


def _name(file: str) -> str:
    name = file.removeprefix(f"{TEMPLATES}/")
    if not _NAME.fullmatch(name):
        raise BuildError(
            "the template has no usable name", where=file, remedy="Use letters, digits and hyphens: 'cause.html'"
        )
    return name


def _text(library: Library, file: str, most: int) -> str:
    path = library.root / file
    try:
        if path.stat().st_size > most:
            raise BuildError(f"the file is larger than {most:,} bytes", where=file, remedy="Make it smaller")
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BuildError(
            "the file is not UTF-8 text", where=f"{file}:{line}", remedy="Save it again as UTF-8"
        ) from None
    except OSError as error:
        raise BuildError(f"the file cannot be read: {error.strerror or error}", where=file) from error


def _refuse_outside(style: str) -> None:
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), style)
    for pattern, what in (
        (_OUTSIDE, "the stylesheet asks for another file"),
        (_ESCAPE, "a letter is written as a code"),
    ):
        if found := pattern.search(bare):
            raise BuildError(
                what,
                where=f"{STYLE_FILE}:{bare.count(chr(10), 0, found.start()) + 1}",
                remedy="A theme's stylesheet stands alone: no '@import', no 'url(…)' but pictures as 'data:image/png', "
                "letters as themselves",
            )
