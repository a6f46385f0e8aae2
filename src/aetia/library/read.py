"""Reading a library: everything that is whole, and a list of what is not."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.faults import Fault
from aetia.library.records import FaultyText, Parsed, faults_of, parse_front_matter, parse_yaml_record
from aetia.library.tables import read_table
from aetia.library.transaction import recover
from aetia.library.yaml_text import YamlText, read_yaml
from aetia.model.base import Record
from aetia.model.concept import Concept
from aetia.model.decision import MatchDecision, ScreeningDecision, Search, VerdictChange
from aetia.model.library import FORMAT, Library, Page, Settings, Story
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic

R = TypeVar("R", bound=Record)

MAX_FILE_BYTES = 8_000_000


@dataclass
class Reading:
    """A library as read: what was whole, what was not, and the text behind each record.

    `library` is None only when the settings cannot be read. `texts` holds the parsed YAML of each file, for lines and
    comments.
    """

    library: Library | None
    faults: list[Fault] = field(default_factory=list)
    texts: dict[str, YamlText] = field(default_factory=dict)

    def line(self, file: str, *path: str | int) -> int:
        """The line of a file on which a path begins; 1 where it is not known."""
        return self.texts[file].line(path) if file in self.texts else 1


def read_library(root: Path) -> Library:
    """Read a library that must be whole.

    Args:
        root: the library's folder.

    Raises:
        LibraryError: there is no library here, or a file of it cannot be read; names the first fault and how many there are.
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


def read_with_faults(root: Path) -> Reading:
    """Read what can be read of a library; a broken file costs that file and nothing else.

    Raises:
        LibraryError: there is no library at `root`, or its format is newer than this release knows.
    """
    root = Path(root)
    if not layout.is_library(root):
        raise LibraryError(
            "there is no library here (no aetia.toml)",
            where=str(root),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
    recover(root)
    reader = _Reader(root)
    return reader.read()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.texts: dict[str, YamlText] = {}

    def read(self) -> Reading:
        settings = self._settings()
        library = Library(self.root, settings) if settings else None
        if library:
            library.concepts = self._concepts()
            library.topics = self._records(layout.TOPICS, ".md", Topic, parse_front_matter)
            library.studies = self._records(layout.STUDIES, ".yaml", Study, parse_yaml_record)
            library.pages = self._records(layout.PAGES, ".md", Page, parse_front_matter)
            library.stories = self._records(layout.STORIES, ".md", Story, parse_front_matter)
            library.rescued = self._records(layout.RESCUED, ".yaml", RescuedPageRecord, parse_yaml_record)
            library.screening = self._table(layout.SCREENING, ScreeningDecision)
            library.matches = self._table(layout.MATCHES, MatchDecision)
            library.searches = self._table(layout.SEARCHES, Search)
            library.verdicts = self._table(layout.VERDICTS, VerdictChange)
        return Reading(library, sorted(self.faults), self.texts)

    def _text(self, file: str) -> str | None:
        path = self.root / file
        try:
            if path.is_symlink():
                raise LibraryError("a link is not followed")
            if path.stat().st_size > MAX_FILE_BYTES:
                raise LibraryError(f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB")
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._fault(file, line, "not-utf8", "the file is not UTF-8 text", "Save it again as UTF-8")
        except (OSError, LibraryError) as error:
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
        except tomllib.TOMLDecodeError as error:
            self._fault(layout.SETTINGS, 1, "not-toml", f"this is not TOML: {error}", "Correct the line it names")
            return None
        number = value.get("format")
        if isinstance(number, int) and number > FORMAT:
            raise LibraryError(
                f"the library has format {number}; this aetia knows formats up to {FORMAT}",
                where=str(self.root / layout.SETTINGS),
                remedy="Install a newer aetia",
            )
        lines = YamlText(value, _toml_lines(text), {})
        try:
            return Settings.model_validate(_toml_words(value))
        except ValidationError as error:
            self.faults.extend(faults_of(error, layout.SETTINGS, lines))
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
                here = YamlText(item, _below(parsed.lines, number), {})
                self.faults.extend(faults_of(error, layout.CONCEPTS, here))
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
            text = self._text(file)
            if text is None:
                continue
            try:
                parsed = parse(kind, text, file, id=layout.identifier(file, folder))
            except FaultyText as error:
                self.faults.extend(error.faults)
                continue
            self.texts[file] = parsed.yaml
            records[layout.identifier(file, folder)] = parsed.record
        return records

    def _table(self, file: str, kind: type[R]) -> list[R]:
        if not (self.root / file).exists():
            return []
        text = self._text(file)
        if text is None:
            return []
        rows, faults = read_table(kind, text, file)
        self.faults.extend(faults)
        return rows


def files(root: Path, folder: str, suffix: str) -> list[str]:
    """The files of a folder and below with one suffix ("" for all), relative to the library, sorted.

    Links and hidden names are left out.
    """
    top = root / folder
    if not top.is_dir() or top.is_symlink():
        return []
    found = []
    stack = [top]
    while stack:
        for entry in stack.pop().iterdir():
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_dir():
                stack.append(entry)
            elif suffix in ("", entry.suffix):
                found.append(entry.relative_to(root).as_posix())
    return sorted(found)


def _below(lines: dict[tuple[str | int, ...], int], number: int) -> dict[tuple[str | int, ...], int]:
    return {path[1:]: line for path, line in lines.items() if path and path[0] == number}


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
    for folder in (layout.TOPICS, layout.STUDIES, layout.DECISIONS, layout.PAGES, layout.STORIES, layout.RESCUED):
        names.extend(files(root, folder, ""))
    return sorted(names)
