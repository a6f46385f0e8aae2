"""What all records share: strict fields, one order, and plain values for the library's text files."""

from __future__ import annotations

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\Z", re.ASCII)


class Record(BaseModel):
    """A record of the library: unknown fields are refused, fields are written in the order in which they are declared.

    A library's YAML is read with every scalar as text (YAML's failsafe schema), so that a volume printed "007" or a
    page "1.10" stays as printed; the field's own type turns text into numbers where numbers are meant.

    `INLINE` names the fields that the canonical text writes on one line.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True, coerce_numbers_to_str=True, validate_default=False)

    INLINE: ClassVar[frozenset[str]] = frozenset()

    def plain(self) -> dict[str, Any]:
        """The record as plain values in field order, without what is absent (None, empty, or equal to its default)."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)


class TypedFloat(float):
    """A number that remembers how it was typed (``1.10``); in every other way it is the number."""

    text: str


class TypedInt(int):
    """A whole number that remembers how it was typed."""

    text: str


def _as_typed(value: object, validate: ValidatorFunctionWrapHandler) -> Any:
    """The number, with the digits that it was typed with: the precision that a paper prints is a fact."""
    number = validate(value)
    if not isinstance(value, str) or not _DECIMAL.match(value):
        return number
    typed: TypedFloat | TypedInt = TypedFloat(number) if isinstance(number, float) else TypedInt(number)
    typed.text = value
    return typed


KeepsDigits = WrapValidator(_as_typed)
"""Marks a number whose digits are written back as they were typed."""


def _check_partial_date(value: object) -> object:
    text = str(value)
    found = _PARTIAL_DATE.match(text)
    if not found:
        raise ValueError("a date is written 2026, 2026-11 or 2026-11-23")
    year, month, day = found.groups()
    if year == "0000":
        raise ValueError("there is no year 0")
    if month and not 1 <= int(month) <= 12:
        raise ValueError(f"there is no month {month}")
    if day and not 1 <= int(day) <= _days_in(int(year), int(month)):
        raise ValueError(f"there is no day {day} in month {month} of {year}")
    return text


@cache
def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def digest_of_words(record: Record, translation: type[Record]) -> str:
    """The digest of those fields of a record that its translation has too, with its prose: ``sha256:…``.

    It is taken of one line of JSON: a list of names and values in the translation's order, without blanks, and not of the file, so
    that a changed search or a comment makes no translation old.
    """
    names = [name for name in translation.model_fields if name in type(record).model_fields and name != "id"]
    values = record.model_dump(mode="json", include=set(names), exclude_defaults=True)
    body = {"body": getattr(record, "body", "")}
    found = [[name, (values | body)[name]] for name in names if (values | body).get(name)]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


PartialDate = Annotated[
    str,
    BeforeValidator(_check_partial_date),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
]
"""A year, a month or a day: ``2026``, ``2026-11``, ``2026-11-23``."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
"""A short name made of lower-case letters, digits and single hyphens."""

TopicId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$", max_length=300)
]
"""A topic's place in the tree: ``infection/viral/epstein-barr-virus``."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language tag (BCP 47): ``en``, ``es``, ``pt-BR``."""

Localised = dict[Language, str]
"""The same sentence in one or more languages; empty where nobody wrote it."""


class Text(str):
    """A text that knows its language, where that is not the one of everything around it."""

    language: Language

    def __new__(cls, text: str, language: Language = "") -> Self:
        """The text with its language."""
        made = super().__new__(cls, text)
        made.language = language
        return made


def text_in(localised: Localised, languages: Iterable[Language]) -> Text:
    """A sentence in the first of some languages that it is written in, else in any; empty where nobody wrote it."""
    language = next((tag for tag in (*languages, *sorted(localised)) if localised.get(tag)), "")
    return Text(localised[language], language) if language else Text("")


Written = Annotated[Localised, Field(min_length=1)]
"""A sentence that is there in one language at least."""

YesNo = Annotated[bool, WithJsonSchema({"enum": ["yes", "no", True, False]})]
"""Written ``yes`` or ``no`` in the library's files."""

NonEmpty = Annotated[str, Field(min_length=1)]
