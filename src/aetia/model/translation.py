"""A library in one of its languages: the same records, with the words that are there in it.

What is not translated stays in the library's own language, as a text that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aetia.model.base import Language, Text
from aetia.model.concept import Concept
from aetia.model.library import Library, Page, Settings
from aetia.model.topic import Guidelines, Topic


def in_language(library: Library, language: Language) -> Library:
    """The library with the names, topics, pages and settings that it has in a language; itself in its own.

    Studies, decisions and rescued pages are the same: their sentences hold all languages, and the rest is fact or quotation. What
    the rules make of the library is the same too.
    """
    own = library.settings.language
    if language == own:
        return library
    return replace(
        library,
        settings=_settings(library.settings, language),
        concepts={name: _concept(concept, language, own) for name, concept in library.concepts.items()},
        topics={name: _topic(topic, language, own) for name, topic in library.topics.items()},
        pages={name: _page(page, language, own) for name, page in library.pages.items()},
    )


def _settings(settings: Settings, language: str) -> Settings:
    found, own = settings.translations.get(language), settings.language
    title, description = (found.title, found.description) if found else (None, None)
    changed = {"title": _either(title, settings.title, language, own)}
    if settings.description or description:
        changed["description"] = _either(description, settings.description or "", language, own)
    return settings.model_copy(update=changed)


def _concept(concept: Concept, language: str, own: str) -> Concept:
    label = _either(concept.labels.get(language), concept.label, language, own)
    synonyms = _each(concept.synonyms_in.get(language, []), concept.synonyms, language, own)
    return concept.model_copy(update={"label": label, "synonyms": synonyms})


def _topic(topic: Topic, language: str, own: str) -> Topic:
    found = topic.translations.get(language)
    changed: dict[str, object] = {
        "title": _either(found.title if found else None, topic.title, language, own),
        "key_points": _each(found.key_points if found else [], topic.key_points, language, own),
        "settle": _each(found.settle if found else [], topic.settle, language, own),
        "body": _either(found.body if found else None, topic.body, language, own),
    }
    if topic.question:
        changed["question"] = _either(found.question if found else None, topic.question, language, own)
    if topic.fredricks_relman:
        there = found.fredricks_relman if found else None
        changed["fredricks_relman"] = _guidelines(there, topic.fredricks_relman, language, own)
    return topic.model_copy(update=changed)


def _guidelines(found: Guidelines | None, original: Guidelines, language: str, own: str) -> Guidelines:
    said = {name: text for name in Guidelines.model_fields if (text := getattr(original, name))}
    update = {
        name: _either(getattr(found, name) if found else None, text, language, own) for name, text in said.items()
    }
    return original.model_copy(update=update)


def _page(page: Page, language: str, own: str) -> Page:
    found = page.translations.get(language)
    title = _either(found.title if found else None, page.title, language, own)
    return page.model_copy(
        update={"title": title, "body": _either(found.body if found else None, page.body, language, own)}
    )


def _either(translated: str | None, original: str, language: str, own: str) -> Text:
    return Text(translated, language) if translated else Text(original, own)


def _each(translated: Sequence[str], original: Sequence[str], language: str, own: str) -> list[str]:
    """All of a list in one language: lists are not matched line by line."""
    return [Text(text, language) for text in translated] or [Text(text, own) for text in original]
