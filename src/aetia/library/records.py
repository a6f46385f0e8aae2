"""Between records and their texts: YAML files, Markdown with front matter, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from aetia.errors import LibraryError
from aetia.library.faults import Fault
from aetia.library.forms import at, did_you_mean, fields, how_to_write
from aetia.library.validation_words import FORM_ERRORS, WORD_ERRORS, in_words
from aetia.library.yaml_text import Comments, Path, YamlText, read_yaml
from aetia.library.yaml_writer import Inline, write_yaml
from aetia.model.base import Record, TypedFloat, TypedInt

R = TypeVar("R", bound=Record)

FENCE = "---"
MAX_FAULTS_A_FILE = 200
"""A file with more faults than this has one cause, not hundreds; the rest are listed when these are mended."""


class FaultyText(Exception):
    """Carries the faults of one file out of a reader; never leaves the library room."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


@dataclass
class Parsed(Generic[R]):
    """A record with what its text said beside it: the line of each path, and the comments."""

    record: R
    yaml: YamlText


def to_yaml_value(record: Record) -> dict[str, Any]:
    """A record as canonical YAML value: fields in schema order, absent and empty ones left out, numbers as typed."""
    value: dict[str, Any] = {}
    for name, field in type(record).model_fields.items():
        item = getattr(record, name)
        if field.exclude or name not in record.model_fields_set:
            continue
        plain = _plain(item)
        if plain is None or plain in ({}, []):
            continue
        value[field.alias or name] = Inline(plain) if name in type(record).INLINE else plain
    return value


def _plain(item: Any) -> Any:
    if isinstance(item, Record):
        return to_yaml_value(item)
    if isinstance(item, dict):
        return {str(key): _plain(item[key]) for key in sorted(item)}
    if isinstance(item, list | tuple):
        return [_plain(part) for part in item]
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, TypedFloat | TypedInt):
        return item.text
    if isinstance(item, float):
        return f"{item:.0f}" if item.is_integer() and abs(item) < 1e15 else repr(item)
    return None if item is None else str(item)


def parse_yaml_record(kind: type[R], text: str, file: str, **outside: Any) -> Parsed[R]:
    """Read one record from a YAML file.

    Args:
        kind: the record's class.
        text: the file's text.
        file: the file's name, for messages.
        outside: fields that are not in the text, such as the identifier that the file's name says.

    Raises:
        FaultyText: with every fault and its line.
    """
    return _parse(kind, text, file, 1, outside)


def parse_front_matter(kind: type[R], text: str, file: str, **outside: Any) -> Parsed[R]:
    """Read one record from Markdown with YAML front matter; the prose becomes the field ``body``.

    Raises:
        FaultyText: with every fault and its line; front matter that is missing or cut is one.
    """
    if not text.startswith(FENCE) or text.split("\n", 1)[0].rstrip() != FENCE:
        raise FaultyText(
            [
                Fault(
                    file,
                    1,
                    "no-front-matter",
                    "the file does not begin with front matter",
                    "Begin it with a line '---', the fields, and another line '---'",
                )
            ]
        )
    parts = split_front_matter(text)
    if parts is None:
        raise FaultyText(
            [
                Fault(
                    file,
                    1,
                    "front-matter-cut",
                    "the front matter is not closed",
                    "Put a line '---' after the last field",
                )
            ]
        )
    head, body = parts
    return _parse(kind, head, file, 2, {**outside, "body": canonical_prose(body)})


def split_front_matter(text: str) -> tuple[str, str] | None:
    """The YAML and the prose of a Markdown file; None where the front matter does not begin or does not end."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    return None if end is None else ("\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]))


def _parse(kind: type[R], text: str, file: str, first_line: int, outside: dict[str, Any]) -> Parsed[R]:
    try:
        parsed = read_yaml(text, file, first_line)
    except LibraryError as error:
        line = (error.where or file).rpartition(":")[2]
        raise FaultyText(
            [Fault(file, int(line) if line.isdigit() else 1, "not-yaml", error.what, f"{error.remedy}")]
        ) from None
    if not isinstance(parsed.value, dict):
        raise FaultyText(
            [
                Fault(
                    file,
                    first_line,
                    "not-a-record",
                    "the file does not hold fields",
                    "Write fields as 'name: value', one a line",
                )
            ]
        )
    clash = sorted(set(outside) & set(parsed.value))
    if clash:
        raise FaultyText(
            [
                Fault(
                    file,
                    parsed.line((clash[0],)),
                    "unknown-field",
                    f"'{clash[0]}' is not a field of this file",
                    "Delete it: the file's place says it",
                )
            ]
        )
    try:
        return Parsed(kind.model_validate({**parsed.value, **outside}), parsed)
    except ValidationError as error:
        raise FaultyText(faults_of(kind, error, file, parsed)) from None


def faults_of(kind: type[Record], error: ValidationError, file: str, parsed: YamlText, above: Path = ()) -> list[Fault]:
    """Pydantic's findings as faults with lines and remedies, without repeating the same place and words.

    Args:
        kind: the class of the record.
        error: what validation found.
        file: the file's name.
        parsed: its text, for the lines.
        above: the path at which the validated value stands in the text.
    """
    faults = {}
    for item in error.errors(include_url=False)[:MAX_FAULTS_A_FILE]:
        path = _known_path(item["loc"], parsed, above)
        fault = _fault(item, kind, _field(path[len(above) :]), file, parsed.line(path))
        faults[fault.line, fault.what] = fault
    return sorted(faults.values())


def _field(path: Path) -> str:
    return ".".join(part for part in path if isinstance(part, str)) or "the file"


def _known_path(loc: tuple[int | str, ...], parsed: YamlText, above: Path) -> Path:
    """The part of a location that stands in the document: union members and validators add words of their own."""
    path = above
    for part in loc:
        if (*path, part) in parsed.lines:
            path = (*path, part)
    return path


GUIDE = "the library format guide (docs/reference/library-format.md)"


def _fault(item: ErrorDetails, kind: type[Record], field: str, file: str, line: int) -> Fault:
    name, loc = item["type"], item["loc"]
    last = str(loc[-1]) if loc else ""
    if loc == ("id",) and field == "the file" and name != "missing":
        return Fault(
            file,
            0,
            "wrong-name",
            "the name of the file cannot be an identifier",
            "Rename it: lower-case letters a to z, digits and single hyphens, such as 'epstein-barr-virus'",
        )
    if name == "extra_forbidden":
        near = did_you_mean(last, _names(kind, loc[:-1]))
        return Fault(
            file,
            line,
            "unknown-field",
            f"'{last}' is not a field here{near}",
            f"Correct the spelling, or look the field up in {GUIDE}",
        )
    if name == "missing":
        place = f" of {field}" if field != "the file" else ""
        return Fault(file, line, "missing-field", f"the field '{last}'{place} is missing", f"Add a line '{last}: …'")
    return Fault(file, line, "wrong-value", f"{field}: {in_words(item, kind)}", _remedy(item, kind))


def _names(kind: type[Record], loc: tuple[int | str, ...]) -> list[str]:
    here = at(kind, loc)
    return list(fields(here)) if isinstance(here, type) and issubclass(here, Record) else []


def _remedy(item: ErrorDetails, kind: type[Record]) -> str:
    """What to do about a value that does not fit: for fields and lists, the form that they are written in."""
    loc = item["loc"]
    if item["type"] in FORM_ERRORS:
        above = at(kind, loc[:-1])
        inline = isinstance(above, type) and issubclass(above, Record) and str(loc[-1]) in above.INLINE
        if form := how_to_write(at(kind, loc), inline):
            return form[0].upper() + form[1:]
    if item["type"] in WORD_ERRORS:
        return "Write one of these words"
    return "Correct the value on this line"


def canonical_prose(text: str) -> str:
    """Prose with Unix line ends, no blanks at line ends, no blank lines around, and one line end at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    prose = "\n".join(lines).strip("\n")
    return f"{prose}\n" if prose else ""


def yaml_record_text(record: Record, comments: dict[Path, Comments] | None = None) -> str:
    """The canonical text of a YAML file that holds one record."""
    return write_yaml(to_yaml_value(record), comments)


def front_matter_text(record: Record, body: str, comments: dict[Path, Comments] | None = None) -> str:
    """The canonical text of a Markdown file with front matter."""
    head = f"{FENCE}\n{write_yaml(to_yaml_value(record), comments)}{FENCE}\n"
    prose = canonical_prose(body)
    return f"{head}\n{prose}" if prose else head
