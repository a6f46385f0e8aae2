"""Which language a text on a page is in, said in HTML where it is another than the page's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from aetia.model.base import Text
from aetia.model.library import Page as Prose
from aetia.model.reference import Reference
from aetia.model.rescued import RescuedPageRecord
from aetia.model.topic import Topic
from aetia.words import Words, direction_of

if TYPE_CHECKING:
    from aetia.site.edition import Edition
    from aetia.site.page import Page

UNTRANSLATED = "data-untranslated"
"""The attribute of what is shown in another language because nobody has translated it; quotations and titles stay as they are."""


@dataclass(frozen=True)
class Alternate:
    """An edition of the site in one language: what the language calls itself, and the folder of its pages."""

    language: str
    name: str
    prefix: str


def is_like(one: str, other: str) -> bool:
    """Whether two tags are of one language, whatever the country: ``es`` and ``es-MX``."""
    return one.partition("-")[0] == other.partition("-")[0]


def language_mark(text: str, page: Words, wanted: str) -> Markup:
    """The attributes that an element needs whose whole content is a text: none where it is in the page's language.

    Args:
        text: one that knows its language; any other is taken to be in the page's.
        page: the words of the page.
        wanted: the language that the edition is for. What is in another is marked as not translated.
    """
    language = text.language if text and isinstance(text, Text) else ""
    if not language or is_like(language, page.tag):
        return Markup("")
    direction = direction_of(language)
    attributes = Markup(' lang="{}"').format(language)
    if direction != page.direction:
        attributes += Markup(' dir="{}"').format(direction)
    return attributes if is_like(language, wanted) else Markup("{} {}").format(attributes, UNTRANSLATED)


def marked(text: str, page: Words, wanted: str) -> Markup:
    """A text as HTML, in a span that says its language where that is not the page's."""
    mark = language_mark(text, page, wanted)
    return Markup("<span{}>{}</span>").format(mark, str(text)) if mark else escape(str(text))


def foreign(text: str, language: str | None, page: Words) -> Markup:
    """A quotation or a title as HTML, in the language that it was published in; nobody is asked to translate it."""
    if not text or not language or is_like(language, page.tag):
        return escape(text)
    direction = direction_of(language)
    turned = Markup(' dir="{}"').format(direction) if direction != page.direction else ""
    return Markup('<span lang="{}"{}>{}</span>').format(language, turned, text)


def template_functions(edition: Edition) -> dict[str, Callable[..., object]]:
    """What templates say of languages, by the name that they call it.

    ``lang(text)``: attributes for an element that holds the text alone. ``said(text)``: the text in a span of its language.
    ``within(text, html)``: the same for HTML that was made of the text. ``own(text)``: an editor's words that no field has in
    other languages. ``quoted(text, reference)``: words of a publication. ``found_in(record)``: attributes for words of an old
    page. ``say(sentence)``: what the synthesis says. ``is_stale(view)``: whether a page shows a translation that is behind.
    ``languages(page)``: for each edition its language, what this calls itself, a link to the same page there, and whether it
    is this one.
    """

    def languages(page: Page) -> tuple[tuple[str, str, str, bool], ...]:
        if page.kind == "missing":
            return ()
        return tuple(
            (other.language, other.name, edition.alternate_link(page.address, other), other.prefix == edition.prefix)
            for other in edition.alternates
        )

    def lang(text: str) -> Markup:
        return edition.lang(text)

    def said(text: str) -> Markup:
        return edition.said(text)

    def within(text: str, html: Markup) -> Markup:
        mark = edition.lang(text)
        return Markup("<span{}>{}</span>").format(mark, html) if mark else html

    def own(text: str | None) -> Text:
        return edition.own(text)

    def quoted(text: str, reference: Reference | None = None) -> Markup:
        return edition.quoted(text, reference)

    def is_stale(view: object) -> bool:
        record = view.get("page") if isinstance(view, dict) else getattr(view, "topic", view)
        return isinstance(record, Topic | Prose) and edition.is_stale(record)

    def found_in(record: RescuedPageRecord) -> Markup:
        language = record.language or edition.library.settings.language
        return language_mark(Text(" ", language), edition.words, language)

    def say(sentence: str) -> Text:
        return edition.say(sentence)

    functions: tuple[Callable[..., object], ...] = (lang, said, within, own, quoted, found_in, say, is_stale, languages)
    return {function.__name__: function for function in functions}
