"""Languages: what readers read is there in the library's languages."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case, Path
from aetia.library.faults import Fault
from aetia.model.base import Localised


def answers(case: Case) -> Iterator[Fault]:
    """Answers: one a level, each in the library's first language at least."""
    main = case.library.settings.language
    for topic in case.library.topics.values():
        file = layout.topic_file(topic.id)
        levels = set()
        for number, answer in enumerate(topic.answer):
            if answer.for_level in levels:
                yield case.fault(
                    "two-answers",
                    file,
                    ("answer", number),
                    f"a second answer for the level '{answer.for_level}'",
                    "Keep one of the two",
                )
            levels.add(answer.for_level)
        needed: list[tuple[Path, Localised]] = [
            (("answer", number, "text"), answer.text) for number, answer in enumerate(topic.answer)
        ]
        if topic.safety and topic.safety.text:
            needed.append((("safety", "text"), topic.safety.text))
        for path, text in needed:
            if not text.get(main, "").strip():
                yield case.fault(
                    "no-main-language",
                    file,
                    path,
                    f"there is no text in the library's language, '{main}'",
                    f"Add a line '{main}: …'",
                )


def missing_languages(case: Case) -> Iterator[Fault]:
    """Statements and other sentences that lack one of the library's languages: for each file its first, and how many more."""
    wanted = case.library.settings.languages
    lacking: dict[tuple[str, str], list[Path]] = {}
    for file, path, text in _sentences(case):
        missing = [language for language in wanted if not text.get(language, "").strip()]
        if text and missing:
            lacking.setdefault((file, ", ".join(missing)), []).append(path)
    for (file, languages), paths in lacking.items():
        more = len(paths) - 1
        also = f" and {more} more sentence{'s' if more > 1 else ''} are" if more else " is"
        yield case.fault(
            "missing-language",
            file,
            paths[0],
            f"'{paths[0][-1]}'{also} not written in: {languages}",
            "Add it; until then readers see another language, marked so",
        )


def _sentences(case: Case) -> Iterator[tuple[str, Path, Localised]]:
    main = case.library.settings.language
    for topic in case.library.topics.values():
        file = layout.topic_file(topic.id)
        for number, answer in enumerate(topic.answer):
            if answer.text.get(main, "").strip():
                yield file, ("answer", number, "text"), answer.text
        if topic.safety and topic.safety.text.get(main, "").strip():
            yield file, ("safety", "text"), topic.safety.text
        if topic.premise_refuted:
            yield file, ("premise_refuted", "why"), topic.premise_refuted.why
    for place in case.findings:
        yield place.file, (*place.path, "statement"), place.finding.statement
        if place.finding.as_found:
            yield place.file, (*place.path, "as_found", "note"), place.finding.as_found.note
