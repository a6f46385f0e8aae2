"""Writing a library: canonical texts, comments kept, all changes of one act together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
from tomlkit.items import Table

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.lock import locked
from aetia.library.records import front_matter_text, split_front_matter, to_yaml_value, yaml_record_text
from aetia.library.tables import read_table, table_text
from aetia.library.transaction import Transaction, finish
from aetia.library.yaml_text import Comments, YamlText, read_yaml
from aetia.library.yaml_text import Path as YamlPath
from aetia.library.yaml_writer import write_yaml
from aetia.model.base import Record
from aetia.model.concept import Concept
from aetia.model.library import Page, PageTranslation, Settings, Story
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic, TopicTranslation

R = TypeVar("R", bound=Record)


@contextmanager
def writing(root: Path, purpose: str, wait: float = 5.0) -> Iterator[Writer]:
    """Write a library: ``with writing(root, "aetia rescue") as writer: …``. All changes land together at the end.

    Args:
        root: the library's folder; made when it does not exist.
        purpose: what for; others see it while they wait.
        wait: seconds to wait for another writer.

    Raises:
        LockedError: somebody else is writing. An error inside the block leaves the library as it was.
        LibraryError: the changes cannot be written, such as on a full disk: none lands, or all of them when it is next opened.
    """
    root = Path(root)
    with locked(root, purpose, wait):
        finish(root)
        writer = Writer(root)
        yield writer
        try:
            writer.changed = writer.transaction.commit()
        except OSError as error:
            raise LibraryError(
                f"the changes cannot be written: {error.strerror or error}",
                where=str(root),
                remedy="Check that the folder may be written and that the disk has room, then run the same command again",
            ) from None


class Writer:
    """Plans the texts of a library's files; `changed` lists the files that really changed, once the block has ended."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.transaction = Transaction(root)
        self.changed: list[str] = []

    def settings(self, settings: Settings) -> None:
        """Write `aetia.toml`; comments and unknown order of an existing file are kept."""
        self._put(layout.SETTINGS, settings_text(settings, self._old(layout.SETTINGS)))

    def concepts(self, concepts: Sequence[Concept]) -> None:
        """Write all concepts, diseases first, by identifier."""
        old = self._old(layout.CONCEPTS)
        self._put(layout.CONCEPTS, concepts_text(concepts, read_yaml(old, layout.CONCEPTS) if old else None))

    def topic(self, topic: Topic) -> None:
        """Write one topic."""
        self._markdown(layout.topic_file(topic.id), topic, topic.body)

    def translation(self, original: Topic | Page, translation: TopicTranslation | PageTranslation) -> None:
        """Write the words of a topic or a page in another language, beside it."""
        named = layout.topic_file(original.id) if isinstance(original, Topic) else layout.page_file(original.id)
        self._markdown(layout.translation_file(named, translation.language), translation, translation.body)

    def study(self, study: Study) -> None:
        """Write one study."""
        self._yaml(layout.study_file(study.id), study)

    def page(self, page: Page) -> None:
        """Write one page of prose."""
        self._markdown(layout.page_file(page.id), page, page.body)

    def story(self, story: Story) -> None:
        """Write one personal story."""
        self._markdown(layout.story_file(story.id), story, story.body)

    def rescued(self, page: RescuedPageRecord) -> None:
        """Write the record of one rescued page."""
        self._yaml(layout.rescued_file(page.id), page)

    def file(self, name: str, content: bytes | str) -> None:
        """Write any other file of the library, such as a page as found."""
        self._put(name, content)

    def remove(self, name: str) -> None:
        """Remove a file of the library."""
        self.transaction.remove(name)

    def append(self, name: str, kind: type[R], rows: Sequence[R]) -> None:
        """Add rows to a table of decisions; a row that stands there already is not repeated.

        Raises:
            LibraryError: a row of the table cannot be read, and would be lost.
        """
        old, faults = read_table(kind, self._old(name) or "", name)
        if faults:
            raise LibraryError(faults[0].what, where=faults[0].where, remedy=faults[0].remedy)
        self._put(name, table_text(kind, [*old, *rows]))

    def _yaml(self, file: str, record: Record) -> None:
        self._put(file, yaml_record_text(record, _comments(self._old(file), file)))

    def _markdown(self, file: str, record: Record, body: str) -> None:
        self._put(file, front_matter_text(record, body, front_matter_comments(self._old(file), file)))

    def _old(self, file: str) -> str | None:
        planned = self.transaction.pending(file)
        if planned is not None:
            return planned.decode("utf-8")
        path = self.root / file
        if not path.is_file():
            return None
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise LibraryError(
                "the file is not UTF-8 text, so its comments cannot be kept",
                where=file,
                remedy="Save it again as UTF-8, or remove it",
            ) from None

    def _put(self, file: str, content: bytes | str) -> None:
        self.transaction.put(file, content)


def _comments(text: str | None, file: str) -> dict[YamlPath, Comments]:
    return read_yaml(text, file).comments if text else {}


def front_matter_comments(text: str | None, file: str) -> dict[YamlPath, Comments]:
    """The comments of a Markdown file's front matter."""
    parts = split_front_matter(text) if text else None
    return read_yaml(parts[0], file, 2).comments if parts else {}


def concepts_text(concepts: Sequence[Concept], old: YamlText | None = None) -> str:
    """The canonical text of `concepts.yaml`: diseases first, then exposures, by identifier.

    Args:
        concepts: all of them, in any order.
        old: the text that they come from; its comments move with their concepts.
    """
    ordered = sorted(concepts, key=lambda concept: (concept.kind, concept.id))
    comments = _moved_comments(old, [concept.id for concept in ordered]) if old else None
    return write_yaml([to_yaml_value(concept) for concept in ordered], comments)


def _moved_comments(old: YamlText, ids: list[str]) -> dict[YamlPath, Comments]:
    places = {name: number for number, name in enumerate(ids)}
    items = old.value if isinstance(old.value, list) else []
    names = [item.get("id") if isinstance(item, dict) else None for item in items]
    moved: dict[YamlPath, Comments] = {}
    for path, comments in old.comments.items():
        if not path or not isinstance(path[0], int):
            moved[path] = comments
            continue
        name = names[path[0]]
        place: str | int = places[name] if isinstance(name, str) and name in places else f"gone {path[0]}"
        moved[(place, *path[1:])] = comments
    return moved


def settings_text(settings: Settings, old: str | None = None) -> str:
    """The text of `aetia.toml`. Values of an existing text are replaced in place; its comments stay.

    Fields that nobody set are left out, but for the languages and the version of the rules, which a library always names.
    """
    document = tomlkit.parse(old) if old else tomlkit.document()
    values = settings.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    _update(document, values | {"languages": settings.languages, "rules": settings.rules})
    return tomlkit.dumps(document)


def _update(table: Any, values: dict[str, Any]) -> None:
    for gone in [key for key in table if key not in values]:
        del table[gone]
    for key, value in values.items():
        if isinstance(value, dict):
            if not isinstance(table.get(key), Table):
                table[key] = tomlkit.table()
            _update(table[key], value)
        elif table.get(key) != value:
            table[key] = value
