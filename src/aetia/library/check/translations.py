"""Translations of topics and pages: each belongs to an original, in a language of the library, and follows it."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.faults import Fault
from aetia.model.library import Page
from aetia.model.topic import Topic


def missing_translations(case: Case) -> Iterator[Fault]:
    """What of the library's names, topics and pages is not there in one of its languages, counted."""
    library = case.library
    for language in library.settings.languages[1:]:
        topics = [topic for topic in library.topics.values() if not topic.draft]
        lacking = {
            "topic": (sum(language not in topic.translations for topic in topics), len(topics)),
            "page": (sum(language not in page.translations for page in library.pages.values()), len(library.pages)),
            "name": (sum(language not in each.labels for each in library.concepts.values()), len(library.concepts)),
        }
        told = [f"{n} of {of} {noun}{'' if of == 1 else 's'}" for noun, (n, of) in lacking.items() if n]
        if told:
            yield case.fault(
                "missing-translation",
                layout.SETTINGS,
                ("languages",),
                f"not there in '{language}': {', '.join(told)}",
                f"Add files such as topics/NAME.{language}.md, and 'labels' in {layout.CONCEPTS}; until then readers see "
                f"'{library.settings.language}', marked so",
            )


def stray_translations(case: Case) -> Iterator[Fault]:
    """A translation of nothing: nobody would see it."""
    for file in case.reading.translations:
        original, language = _place(file)
        if language == case.library.settings.language:
            yield case.fault(
                "stray-translation",
                file,
                (),
                f"the library itself is written in '{language}'",
                f"Move what is new into {original}, and delete this file",
            )
        elif _original(case, file) is None and original not in case.unread:
            yield case.fault(
                "stray-translation",
                file,
                (),
                f"there is no {original} that this could translate",
                "Rename it like the original, with the language before '.md', or delete it",
            )


def unlisted_languages(case: Case) -> Iterator[Fault]:
    """A translation into a language that the settings do not name: the site is not built in it."""
    for file in case.reading.translations:
        language = _place(file)[1]
        if language not in case.library.settings.languages:
            yield case.fault(
                "unlisted-language",
                file,
                (),
                f"the library's languages do not include '{language}'",
                f"Add it to 'languages' in {layout.SETTINGS}",
            )


def old_translations(case: Case) -> Iterator[Fault]:
    """A translation of words that have changed since, or that does not say which words it translates."""
    for file, translation in case.reading.translations.items():
        original = _original(case, file)
        if original is None or translation.of == original.words:
            continue
        what = (
            "the original has changed since"
            if translation.of
            else "the translation does not say which words it translates"
        )
        yield case.fault(
            "old-translation",
            file,
            ("of",),
            what,
            f"Compare it with {_place(file)[0]}, and then write 'of: {original.words}'",
        )


def _place(file: str) -> tuple[str, str]:
    found = layout.translated(file)
    assert found is not None  # only such files are read as translations
    return found


def _original(case: Case, file: str) -> Topic | Page | None:
    original, _ = _place(file)
    folder = original.partition("/")[0]
    name = layout.identifier(original, folder)
    return case.library.topics.get(name) if folder == layout.TOPICS else case.library.pages.get(name)
