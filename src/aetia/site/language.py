"""Which language a text on a page is in, said in HTML where it is another than the page's."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from aetia.model.base import Text
from aetia.words import Words

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
    language = text.language if isinstance(text, Text) else ""
    if not language or is_like(language, page.tag):
        return Markup("")
    direction = Words(language, {}).direction
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
    if not language or is_like(language, page.tag):
        return escape(text)
    direction = Words(language, {}).direction
    turned = Markup(' dir="{}"').format(direction) if direction != page.direction else ""
    return Markup('<span lang="{}"{}>{}</span>').format(language, turned, text)
