"""From pages to HTML: one template a kind, strict about names, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from markupsafe import Markup

from aetia.library import layout
from aetia.site import addresses
from aetia.site.edition import BrokenFile, Edition
from aetia.site.environment import environment_for, fill, public_names
from aetia.site.glossary import PageTerms
from aetia.site.head import head_functions
from aetia.site.language import template_functions
from aetia.site.markdown import Prose
from aetia.site.memory import digest
from aetia.site.page import Page, Script
from aetia.site.page_grade import page_grade
from aetia.site.search_index import search_marks
from aetia.site.theme import read_theme
from aetia.site.views.listing import Crumb

_INDENT = re.compile(r"\n\s+(?=<)|\n\s*\n")
_INSIDE = re.compile(
    r"\n(?=</?(?:p|ul|ol|li|dl|tr|div|details|summary|blockquote|table|thead|tbody|h[1-6])\b)|\n(?=</(?:li|section)>)"
)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


_POLICY = "default-src 'none'; {scripts}style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action {forms}"
_SCRIPTS: dict[Script, str] = {
    "": "",
    "own": "script-src 'self'; ",
    "search": "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; ",
}


def policy(script: Script) -> Markup:
    """The content security policy of a page that runs these scripts: nothing but what it names, and nothing inline."""
    text = _POLICY.format(scripts=_SCRIPTS[script], forms="'self'" if script == "search" else "'none'")
    return Markup(text)  # noqa: S704 (constants)


@dataclass(frozen=True)
class Rendered:
    """A page as UTF-8 HTML, and the links of its prose that lead nowhere: the linking file, and the link as written."""

    html: bytes
    dead: tuple[tuple[str, str], ...]


class Renderer:
    """Renders the pages of one edition.

    Args:
        edition: what is built.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.prose = Prose(edition.page_of)
        theme = read_theme(edition.library)
        self.environment = environment_for(theme)
        settings = edition.library.settings
        words = edition.words
        self.environment.globals.update(
            settings=settings,
            logo=theme.logo,
            t=words,
            tm=words.markup,
            count=words.count,
            known=words.known,
            date=words.date,
            a=public_names(addresses),
            main_nav=self._navigation(),
            search_marks=search_marks,
            footer_nav=self._footer(),
            **head_functions(edition),
            disease=edition.disease(settings.disease),
            **template_functions(edition),
            licence=settings.licence.replace("CC-BY-4.0", "CC BY 4.0"),
        )

    def page(self, page: Page) -> Rendered:
        """A page, and the links of its prose that lead nowhere.

        Raises:
            BuildError: the template cannot be filled; names template and line.
        """
        self.prose.dead.clear()
        html = self.html(page)
        return Rendered(html, tuple(self.prose.dead))

    @cached_property
    def frame(self) -> str:
        """Digest of what stands around every page."""
        return digest([self.environment.globals["main_nav"], self.environment.globals["footer_nav"]])

    def html(self, page: Page) -> bytes:
        """A page as UTF-8 HTML.

        Raises:
            BuildError: the template cannot be filled; names template and line.
        """
        # A page for an address that does not exist may be shown anywhere, so its links start from the top of the site.
        link = partial(self.link, page.address) if page.kind != "missing" else self._from_top
        terms = PageTerms(self.edition.words)
        values = {
            "page": page,
            "view": page.view,
            "link": link,
            "block": partial(self._block, link=link),
            "line": partial(self._line, link=link),
            "description": page.description or getattr(page.view, "description", ""),
            "policy": policy(page.script),
            "sources": [self.edition.sources.files[name] for name in page.sources],
            "canonical": self._canonical(page),
            "translations": self._translations(page),
            "explain": terms.mark,
            "explained": terms.met,
            "broken": self._broken(page),
            "kept": partial(self._kept, page),
            "grade": page_grade(self.edition, page),
        }
        html = fill(self.environment, page.kind, page.address, values)
        return _compact(html).encode()

    def link(self, here: str, there: str) -> str:
        """A link between two pages of this edition, or from one to a file that all editions share."""
        return addresses.link(self.edition.place(here), self.edition.place(there))

    def _kept(self, page: Page, key: str, of: object, caller: Callable[[], Markup]) -> Markup:
        """A piece of a long page, filled again only if what it shows is another: ``{% call kept(row.id, row) %}…{% endcall %}``."""
        return self.edition.once(("piece", page.address, key), caller, of)

    def _broken(self, page: Page) -> list[BrokenFile]:
        """Files that were left out, on the pages where they are missed: of the topics that they name, and the lists of all."""
        if page.kind in _TELL_ALL:
            return list(self.edition.broken)
        return [file for file in self.edition.broken if page.address in map(addresses.cause, file.topics)]

    def _block(self, text: str, file: str, link: addresses.Linker, top: int = 2) -> Markup:
        return self.prose.block(text, file=file, link=link, top=top)

    def _line(self, text: str, file: str, link: addresses.Linker) -> Markup:
        return self.prose.line(text, file=file, link=link)

    def _from_top(self, there: str) -> str:
        base = self.edition.library.settings.base_url or "/"
        return f"{base.rstrip('/')}/{self.edition.place(there)}"

    def _canonical(self, page: Page) -> str:
        base = self.edition.library.settings.base_url
        return f"{base.rstrip('/')}/{self.edition.place(page.address)}" if base and page.kind != "missing" else ""

    def _translations(self, page: Page) -> list[tuple[str, str]]:
        """The languages that the page is there in, with its address in each, for search engines; none where there is one alone."""
        base, others = self.edition.library.settings.base_url, self.edition.alternates
        if not base or len(others) < 2 or page.kind == "missing":
            return []
        return [(other.language, f"{base.rstrip('/')}/{other.prefix}{page.address}") for other in others]

    def _navigation(self) -> list[tuple[str, Crumb]]:
        words = self.edition.words
        entries = [
            ("causes", words("nav.causes"), addresses.CAUSES),
            ("studies", words("nav.studies"), addresses.STUDIES),
            ("explore", words("nav.explore"), addresses.EVIDENCE_MAP),
        ]
        rescued = list(self.edition.library.rescued)
        if rescued:
            where = addresses.before_and_after(rescued[0]) if len(rescued) == 1 else addresses.RESCUED
            entries.append(("before_after", words("nav.before_after"), where))
        entries.append(("weighing", words("nav.weighing"), addresses.WEIGHING))
        entries.append(("about", words("nav.about"), addresses.page("about")))
        entries.append(("search", words("nav.search"), addresses.SEARCH))
        return [(key, Crumb(title, address)) for key, title, address in entries]

    def _footer(self) -> list[Crumb]:
        words, pages = self.edition.words, self.edition.library.pages
        fixed = ["about", "corrections", "disclaimer", "privacy"]
        more = [
            name
            for name in pages
            if name not in fixed
            and layout.page_file(name) in self.edition.page_of
            and name != addresses.WEIGHING.strip("/")
        ]
        titles = {name: pages[name].title if name in pages else words(f"page.{name}") for name in [*fixed, *more]}
        return [Crumb(title, addresses.page(name)) for name, title in titles.items()] + [
            Crumb(words("nav.source"), addresses.SOURCE)
        ]


_TELL_ALL = frozenset({"home", "causes", "studies", "source", "evidence-map", "findings", "study-table"})


def _compact(html: str) -> str:
    """HTML without indentation and blank lines, which readers never see; preformatted text stays."""
    return "".join(
        part if part.startswith("<pre") else _INSIDE.sub("", _INDENT.sub("\n", part)) for part in _PRE.split(html)
    )
