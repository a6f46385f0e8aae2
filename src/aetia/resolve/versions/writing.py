"""The files of a library after studies were joined and tied: everything that named a lost entry names the one that has it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aetia.library import Writer, layout
from aetia.library.records import parse_front_matter, yaml_record_text
from aetia.library.tables import table_text
from aetia.library.yaml_text import Comments, read_yaml
from aetia.library.yaml_text import Path as YamlPath
from aetia.model.decision import MatchDecision, SameDecision
from aetia.model.library import Library, Page
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.resolve.versions.merge import Merged
from aetia.resolve.versions.pointers import (
    Renamed,
    matches_pointing,
    page_pointing,
    prose_pointing,
    study_pointing,
    topic_pointing,
)

Merges = Sequence[tuple[Study, Study, Merged]]


def write_plan(
    writer: Writer, library: Library, studies: Mapping[str, Study], merges: Merges, rows: Sequence[SameDecision]
) -> None:
    """Plan every file that changes.

    Args:
        writer: of the library.
        library: as it was read.
        studies: as they will be, by name.
        merges: survivor, lost entry and result, in order.
        rows: of `decisions/same.tsv`.
    """
    renamed = _renamed(merges)
    lost = {study.id: study for first, second, _ in reversed(merges) for study in (first, second)}
    for name, study in studies.items():
        pointing = study_pointing(study, renamed, lost) if renamed else study
        if name in renamed.values() or pointing is not library.studies.get(name):
            _write_study(writer, pointing, _comments(library.root, name, merges), renamed)
    for name in renamed:
        writer.remove(layout.study_file(name))
    if renamed:
        _write_others(writer, library, renamed)
    if rows or library.same:
        writer.file(layout.SAME, table_text(SameDecision, list(rows)))


def _renamed(merges: Merges) -> dict[str, str]:
    found: dict[str, str] = {}
    for first, second, _ in merges:
        found = {old: first.id if now == second.id else now for old, now in found.items()} | {second.id: first.id}
    return found


def _write_study(writer: Writer, study: Study, comments: dict[YamlPath, Comments], renamed: Renamed) -> None:
    writer.file(layout.study_file(study.id), prose_pointing(yaml_record_text(study, comments), renamed))


def _comments(root: Path, name: str, merges: Merges) -> dict[YamlPath, Comments]:
    """The comments of a study's file, with those of the entries that were joined to it, at the places that these have now."""
    found = _comments_of(root, name)
    for first, second, merged in merges:
        if first.id == name:
            for path, comments in _comments(root, second.id, [m for m in merges if m[0].id == second.id]).items():
                _add(found, _moved(path, merged), comments)
    return found


def _comments_of(root: Path, name: str) -> dict[YamlPath, Comments]:
    file = layout.study_file(name)
    return dict(read_yaml((root / file).read_text(encoding="utf-8-sig"), file).comments)


def _moved(path: YamlPath, merged: Merged) -> YamlPath:
    """A path of a lost entry as a path of the survivor; what stood at a field of the study as a whole goes to its reference."""
    places = {"references": merged.references, "findings": merged.findings}
    if len(path) > 1 and path[0] in places and isinstance(path[1], int) and path[1] < len(places[str(path[0])]):
        return (path[0], places[str(path[0])][path[1]], *path[2:])
    return ("references", merged.references[0])


def _add(found: dict[YamlPath, Comments], path: YamlPath, comments: Comments) -> None:
    """Comments at a place where others may stand: one at the end of a line becomes a line before it."""
    here = found.get(path, Comments())
    lines = [*here.before, *comments.before]
    beside = here.beside
    if comments.beside and beside is None:
        beside = comments.beside
    elif comments.beside:
        lines.append(comments.beside)
    found[path] = Comments(lines, beside)


def _write_others(writer: Writer, library: Library, renamed: Renamed) -> None:
    for topic in library.topics.values():
        file, now = layout.topic_file(topic.id), topic_pointing(topic, renamed)
        if now is not topic:
            writer.topic(now)
        _write_prose(writer, library.root, file, topic, renamed)
    for page in library.pages.values():
        _write_prose(writer, library.root, layout.page_file(page.id), page, renamed)
    for story in library.stories.values():
        _write_text(writer, library.root, layout.story_file(story.id), renamed)
    for rescued in library.rescued.values():
        changed = page_pointing(rescued, renamed)
        if changed is not rescued:
            writer.rescued(changed)
    if library.matches:
        matches = matches_pointing(library.matches, renamed)
        if matches != library.matches:
            writer.file(layout.MATCHES, table_text(MatchDecision, matches))


def _write_prose(writer: Writer, root: Path, file: str, record: Topic | Page, renamed: Renamed) -> None:
    """A topic or a page with its translations; a translation that was up to date stays so."""
    text = _write_text(writer, root, file, renamed)
    words = parse_front_matter(type(record), text, file, id=record.id).record.words if text else record.words
    for language, translation in record.translations.items():
        stamp = {record.words: words} if translation.of == record.words else {}
        _write_text(writer, root, layout.translation_file(file, language), renamed, stamp)


def _write_text(
    writer: Writer, root: Path, file: str, renamed: Renamed, also: Mapping[str, str] | None = None
) -> str | None:
    """A text whose links lead on, as it is written; None where it stays as it was."""
    planned = writer.transaction.pending(file)
    old = planned.decode("utf-8") if planned is not None else (root / file).read_text(encoding="utf-8-sig")
    new = prose_pointing(old, renamed)
    for before, after in (also or {}).items():
        new = new.replace(before, after)
    if new == old:
        return None
    writer.file(file, new)
    return new
