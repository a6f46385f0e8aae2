"""The canonical form of a library: every file equals what the writer would write, so a diff shows decisions only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aetia.library import layout
from aetia.library.faults import Fault
from aetia.library.read import Reading, files, read_with_faults
from aetia.library.records import front_matter_text, yaml_record_text
from aetia.library.tables import table_text
from aetia.library.write import concepts_text, writing
from aetia.library.yaml_text import Comments
from aetia.library.yaml_text import Path as YamlPath
from aetia.model.decision import MatchDecision, SameDecision, ScreeningDecision, Search, VerdictChange, VerdictInput
from aetia.model.library import Library


@dataclass
class Formatted:
    """What formatting did: how many files it saw, which it changed, which it could not read."""

    seen: int = 0
    changed: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def format_library(root: Path, write: bool = True) -> Formatted:
    """Bring every readable file of a library to its canonical form.

    Args:
        root: the library's folder.
        write: whether to change files, or only to say which would change.

    Raises:
        LibraryError: there is no library here, or somebody else is writing it.
    """
    result, different = _differences(root)
    if not write or not different:
        return result
    with writing(root, "aetia library format") as writer:
        result, different = _differences(root)
        for file, text in different.items():
            writer.file(file, text)
    return result


def _differences(root: Path) -> tuple[Formatted, dict[str, str]]:
    reading = read_with_faults(root)
    result = Formatted(faults=reading.faults)
    different = {}
    for file, text in canonical_texts(reading):
        result.seen += 1
        if (root / file).read_bytes() != text.encode("utf-8"):
            different[file] = text
    result.changed = sorted(different)
    return result, different


def canonical_texts(reading: Reading) -> Iterator[tuple[str, str]]:
    """Each readable file of a library with its canonical text. Settings keep the form that people gave them."""
    library = reading.library
    if library is None:
        return

    def comments(file: str) -> dict[YamlPath, Comments]:
        return reading.texts[file].comments

    if layout.CONCEPTS in reading.texts and not any(fault.file == layout.CONCEPTS for fault in reading.faults):
        yield layout.CONCEPTS, concepts_text(list(library.concepts.values()), reading.texts[layout.CONCEPTS])
    for topic in library.topics.values():
        file = layout.topic_file(topic.id)
        yield file, front_matter_text(topic, topic.body, comments(file))
    for study in library.studies.values():
        file = layout.study_file(study.id)
        yield file, yaml_record_text(study, comments(file))
    for page in library.pages.values():
        file = layout.page_file(page.id)
        yield file, front_matter_text(page, page.body, comments(file))
    for file, translation in reading.translations.items():
        yield file, front_matter_text(translation, translation.body, comments(file))
    for story in library.stories.values():
        file = layout.story_file(story.id)
        yield file, front_matter_text(story, story.body, comments(file))
    for rescued in library.rescued.values():
        file = layout.rescued_file(rescued.id)
        yield file, yaml_record_text(rescued, comments(file))
    yield from _tables(library, reading)


def _tables(library: Library, reading: Reading) -> Iterator[tuple[str, str]]:
    faulty = {fault.file for fault in reading.faults}
    present = set(files(library.root, layout.DECISIONS, ".tsv")) - faulty
    texts: dict[str, Callable[[], str]] = {
        layout.SCREENING: lambda: table_text(ScreeningDecision, library.screening),
        layout.MATCHES: lambda: table_text(MatchDecision, library.matches),
        layout.SAME: lambda: table_text(SameDecision, library.same),
        layout.SEARCHES: lambda: table_text(Search, library.searches),
        layout.VERDICTS: lambda: table_text(VerdictChange, library.verdicts),
        layout.VERDICT_INPUTS: lambda: table_text(VerdictInput, library.verdict_inputs),
    }
    for file, text in texts.items():
        if file in present:
            yield file, text()
