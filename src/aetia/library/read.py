"""Reading a library: everything that is whole, and a list of what is not."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.faults import Fault
from aetia.library.lock import locked
from aetia.library.reading_memory import Held, ReadingMemory
from aetia.library.records import (
    MAX_FAULTS_A_FILE,
    FaultyText,
    Parsed,
    faults_of,
    parse_front_matter,
    parse_yaml_record,
)
from aetia.library.tables import read_rows
from aetia.library.transaction import finish, recover, stamp
from aetia.library.yaml_text import YamlText, read_yaml
from aetia.model.base import Record
from aetia.model.concept import Concept
from aetia.model.decision import MatchDecision, SameDecision, ScreeningDecision, Search, VerdictChange, VerdictInput
from aetia.model.library import FORMAT, Library, Page, PageTranslation, Settings, Story
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic, TopicTranslation

R = TypeVar("R", bound=Record)
T = TypeVar("T", Topic, Page)

MAX_FILE_BYTES = 8_000_000
_QUIET_TRIES = 3
"""How often a reading is begun again because somebody wrote meanwhile, before it asks the writers to wait."""


@dataclass
class Reading:
    """A library as read: what was whole, what was not, and the text behind each record.

    `library` is None only when the settings cannot be read. `texts` holds the parsed text of each file, for lines and
    comments. `row_lines` gives, for each table, the line of each row of the library, in the same order. `digests` tells of each
    file that was read the SHA-256 of its bytes, in hexadecimal. `translations` holds each translation of a topic or a page by its
    file, also one whose original is not there.
    """

    library: Library | None
    faults: list[Fault] = field(default_factory=list)
    texts: dict[str, YamlText] = field(default_factory=dict)
    row_lines: dict[str, list[int]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    translations: dict[str, TopicTranslation | PageTranslation] = field(default_factory=dict)

    def line(self, file: str, *path: str | int) -> int:
        """The line of a file on which a path begins; 1 where it is not known."""
        return self.texts[file].line(path) if file in self.texts else 1


def read_library(root: Path) -> Library:
    """Read a library that must be whole.

    Args:
        root: the library's folder.

    Raises:
        LibraryError: there is no library here, or a file of it cannot be read; names the first fault and how many there
            are.
    """
    reading = read_with_faults(root)
    if reading.faults:
        first = reading.faults[0]
        more = f" (and {len(reading.faults) - 1} more)" if len(reading.faults) > 1 else ""
        raise LibraryError(
            f"{first.what}{more}",
            where=str(Path(root) / first.where),
            remedy=f"{first.remedy}. 'aetia check' lists every fault",
        )
    if reading.library is None:
        raise LibraryError("the settings cannot be read", where=str(root))
    return reading.library


def read_with_faults(root: Path, memory: ReadingMemory | None = None) -> Reading:
    """Read what can be read of a library; a broken file costs that file and nothing else.

    Args:
        root: the library's folder.
        memory: of the last reading of this folder; records of unchanged files are taken from it.

    Raises:
        LibraryError: there is no library at `root`, or its format is newer than this release knows.
    """
    root = Path(root)
    for _ in range(_QUIET_TRIES):
        recover(root)
        if not layout.is_library(root):
            raise LibraryError(
                "there is no library here (no aetia.toml)",
                where=str(root),
                remedy="Name a library's folder, or make one with 'aetia init'",
            )
        before = stamp(root)
        reading = _Reader(root, memory).read()
        if stamp(root) == before and not before[1]:
            return reading
    with locked(root, "reading", wait=30.0):
        finish(root)
        return _Reader(root, memory).read()


@contextmanager
def nothing_is_garbage() -> Iterator[None]:
    """Keeps Python from looking for garbage. Nearly all that a reading or a build makes stays, so that it would find next to none,
    and it would take a third of the time to look through everything again and again as a library grows."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


class _Reader:
    def __init__(self, root: Path, memory: ReadingMemory | None = None) -> None:
        self.root = root
        self.memory = memory or ReadingMemory()
        self.digests: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.texts: dict[str, YamlText] = {}
        self.row_lines: dict[str, list[int]] = {}
        self.translations: dict[str, TopicTranslation | PageTranslation] = {}

    @nothing_is_garbage()
    def read(self) -> Reading:
        self.memory.begin()
        settings = self._settings()
        library = Library(self.root, settings) if settings else None
        if library:
            library.concepts = self._concepts()
            library.topics = self._records(layout.TOPICS, ".md", Topic, parse_front_matter)
            library.studies = self._records(layout.STUDIES, ".yaml", Study, parse_yaml_record)
            library.pages = self._records(layout.PAGES, ".md", Page, parse_front_matter)
            self._translations(library)
            library.stories = self._records(layout.STORIES, ".md", Story, parse_front_matter)
            library.rescued = self._records(layout.RESCUED, ".yaml", RescuedPageRecord, parse_yaml_record)
            library.screening = self._table(layout.SCREENING, ScreeningDecision)
            library.matches = self._table(layout.MATCHES, MatchDecision)
            library.same = self._table(layout.SAME, SameDecision)
            library.searches = self._table(layout.SEARCHES, Search)
            library.verdicts = self._table(layout.VERDICTS, VerdictChange)
            library.verdict_inputs = self._table(layout.VERDICT_INPUTS, VerdictInput)
        faults = sorted(self.faults)
        return Reading(library, faults, self.texts, self.row_lines, self.digests, self.translations)

    def _text(self, file: str) -> str | None:
        path = self.root / file
        try:
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode):
                raise LibraryError("a link is not followed")
            if not stat.S_ISREG(found.st_mode):
                raise LibraryError("it is not a plain file")
            if found.st_size > MAX_FILE_BYTES:
                raise LibraryError(f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB")
            content = path.read_bytes()
            self.digests[file] = hashlib.sha256(content).hexdigest()
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._fault(file, line, "not-utf8", "the file is not UTF-8 text", "Save it again as UTF-8")
        except PermissionError:
            self._fault(
                file,
                0,
                "unreadable",
                "no permission to read the file",
                "Give yourself the right to read it, as with 'chmod u+r'",
            )
        except OSError as error:
            why = error.strerror or type(error).__name__
            self._fault(file, 0, "unreadable", f"the file cannot be read: {why}", "Check the disk and the file's name")
        except LibraryError as error:
            self._fault(file, 0, "unreadable", f"the file cannot be read: {error}", "Replace it by a plain text file")
        return None

    def _fault(self, file: str, line: int, code: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(file, line, code, what, remedy))

    def _settings(self) -> Settings | None:
        text = self._text(layout.SETTINGS)
        if text is None:
            return None
        try:
            value = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else 1
            self._fault(layout.SETTINGS, line, "not-toml", f"this is not TOML: {error}", "Correct this line")
            return None
        number = value.get("format")
        if isinstance(number, int) and number > FORMAT:
            raise LibraryError(
                f"the library has format {number}; this aetia knows formats up to {FORMAT}",
                where=str(self.root / layout.SETTINGS),
                remedy="Install a newer aetia",
            )
        lines = self.texts[layout.SETTINGS] = YamlText(value, _toml_lines(text), {})
        try:
            return Settings.model_validate(_toml_words(value))
        except ValidationError as error:
            self.faults.extend(faults_of(Settings, error, layout.SETTINGS, lines))
            return None

    def _concepts(self) -> dict[str, Concept]:
        if not (self.root / layout.CONCEPTS).exists():
            return {}
        text = self._text(layout.CONCEPTS)
        if text is None:
            return {}
        try:
            parsed = read_yaml(text, layout.CONCEPTS)
        except LibraryError as error:
            line = (error.where or "").rpartition(":")[2]
            self._fault(layout.CONCEPTS, int(line) if line.isdigit() else 1, "not-yaml", error.what, str(error.remedy))
            return {}
        self.texts[layout.CONCEPTS] = parsed
        if parsed.value is None:
            return {}
        if not isinstance(parsed.value, list):
            self._fault(
                layout.CONCEPTS,
                1,
                "not-a-record",
                "the file does not hold a list of concepts",
                "Begin each concept with '- id: …'",
            )
            return {}
        concepts: dict[str, Concept] = {}
        for number, item in enumerate(parsed.value):
            try:
                concept = Concept.model_validate(item)
            except ValidationError as error:
                if len(self.faults) < MAX_FAULTS_A_FILE:
                    self.faults.extend(faults_of(Concept, error, layout.CONCEPTS, parsed, (number,)))
                continue
            if concept.id in concepts:
                self._fault(
                    layout.CONCEPTS,
                    parsed.line((number,)),
                    "same-id",
                    f"the concept '{concept.id}' stands here twice",
                    "Give one of them another id, or join them",
                )
                continue
            concepts[concept.id] = concept
        return dict(sorted(concepts.items()))

    def _records(self, folder: str, suffix: str, kind: type[R], parse: Callable[..., Parsed[R]]) -> dict[str, R]:
        records: dict[str, R] = {}
        for file in files(self.root, folder, suffix):
            if not layout.translated(file):
                name = layout.identifier(file, folder)
                record = self._record(file, kind, parse, {"id": name})
                if record is not None:
                    records[name] = record
        return dict(sorted(records.items()))

    def _translations(self, library: Library) -> None:
        """Read the topics and pages in other languages, each in a file beside its original, and give them to these."""
        library.topics = self._with_translations(library.topics, layout.TOPICS, TopicTranslation)
        library.pages = self._with_translations(library.pages, layout.PAGES, PageTranslation)

    def _with_translations(
        self, records: dict[str, T], folder: str, kind: type[TopicTranslation] | type[PageTranslation]
    ) -> dict[str, T]:
        found: dict[str, dict[str, TopicTranslation | PageTranslation]] = {}
        for file in files(self.root, folder, ".md"):
            place = layout.translated(file)
            translation = self._record(file, kind, parse_front_matter, {"language": place[1]}) if place else None
            if place and translation is not None:
                self.translations[file] = translation
                found.setdefault(layout.identifier(place[0], folder), {})[place[1]] = translation
        # Records may be held for the next reading, so they are never changed.
        return {
            name: record.model_copy(update={"translations": found[name]}) if name in found else record
            for name, record in records.items()
        }

    def _record(self, file: str, kind: type[R], parse: Callable[..., Parsed[R]], outside: dict[str, str]) -> R | None:
        held = self._held(file) or self._read(file, kind, parse, outside)
        if held is None:
            return None
        self.memory.keep(file, held)
        self.digests[file], self.texts[file] = held.digest, held.text
        return cast(R, held.record)

    def _held(self, file: str) -> Held | None:
        try:
            return self.memory.find(file, (self.root / file).lstat())
        except OSError:
            return None

    def _read(self, file: str, kind: type[R], parse: Callable[..., Parsed[R]], outside: dict[str, str]) -> Held | None:
        """A record, read now, or held where its file changed in its times alone."""
        before = (self.root / file).lstat() if (self.root / file).exists() else None
        text = self._text(file)
        if text is None or before is None:
            return None
        held = self.memory.same(file, self.digests[file])
        if held is not None:
            return Held.of(before, held.digest, held.record, held.text)
        try:
            parsed = parse(kind, text, file, **outside)
        except FaultyText as error:
            self.faults.extend(error.faults)
            return None
        return Held.of(before, self.digests[file], parsed.record, parsed.yaml)

    def _table(self, file: str, kind: type[R]) -> list[R]:
        if not (self.root / file).exists():
            return []
        text = self._text(file)
        if text is None:
            return []
        rows, faults = read_rows(kind, text, file)
        self.faults.extend(faults)
        self.row_lines[file] = [line for line, _ in rows]
        return [row for _, row in rows]


def files(root: Path, folder: str, suffix: str) -> list[str]:
    """The files of a folder and below with one suffix ("" for all), relative to the library, sorted.

    Links and hidden names are left out.
    """
    top = root / folder
    if not top.is_dir() or top.is_symlink():
        return []
    found = []
    stack = [folder]
    while stack:
        here = stack.pop()
        for entry in _entries(root / here):
            name = f"{here}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                stack.append(name)
            elif name.endswith(suffix) and entry.is_file(follow_symlinks=False):
                found.append(name)
    return sorted(found)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []  # gone since it was listed
    except PermissionError:
        raise LibraryError(
            "no permission to read the folder",
            where=str(folder),
            remedy="Give yourself the right to read it, as with 'chmod u+rx'",
        ) from None
    except OSError as error:
        raise LibraryError(
            f"the folder cannot be read: {error.strerror or error}",
            where=str(folder),
            remedy="Check the disk and the folder's name",
        ) from None


def _toml_words(value: Any) -> Any:
    """TOML's dates as text: records keep dates as they are written."""
    if isinstance(value, dict):
        return {key: _toml_words(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_toml_words(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _toml_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each key of a TOML file, for messages: tables and plain keys, which is all that settings use."""
    lines: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if words.startswith("[") and words.endswith("]"):
            table = tuple(words.strip("[] ").split("."))
            lines.setdefault(table, number)
        elif "=" in words and not words.startswith("#"):
            lines.setdefault((*table, words.split("=", 1)[0].strip().strip('"')), number)
    return lines


def all_files(root: Path) -> Iterable[str]:
    """Every file that belongs to a library, relative to it, sorted: what is kept, published and restored."""
    names = [layout.SETTINGS, layout.CONCEPTS] if (root / layout.CONCEPTS).exists() else [layout.SETTINGS]
    for folder in (
        layout.TOPICS,
        layout.STUDIES,
        layout.DECISIONS,
        layout.PAGES,
        layout.STORIES,
        layout.RESCUED,
        layout.THEME,
    ):
        names.extend(files(root, folder, ""))
    return sorted(names)
