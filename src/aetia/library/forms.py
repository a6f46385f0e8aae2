"""What a field of a record may hold, in words: for messages to people who edit a library, and for the format guide."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from aetia.model.base import Record

MOST_WORDS = 80
"""A word longer than this is not a slip of the keyboard for a field or an allowed word."""


def fields(kind: type[Record]) -> dict[str, FieldInfo]:
    """The fields that a file writes, by the name that it writes them with; what its place or its prose says is left out."""
    return _fields(kind)


@cache
def _fields(kind: type[Record]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in kind.model_fields.items() if not field.exclude}


def at(kind: Any, path: tuple[str | int, ...]) -> Any:
    """The annotation of what stands at a path of a record.

    Args:
        kind: a record's class or an annotation.
        path: pydantic's location; words that a validator added are passed over.

    Returns:
        The annotation without ``Annotated`` and ``None``; the nearest one above where the path leads nowhere.
    """
    here = bare(kind)
    for part in path:
        here = _step(here, part)
    return here


def bare(annotation: Any) -> Any:
    """An annotation without ``Annotated`` and without ``None``."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        rest = [part for part in get_args(annotation) if part is not NoneType]
        if len(rest) == 1:
            return bare(rest[0])
    return annotation


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        field = fields(annotation).get(str(part))
        return bare(field.annotation) if field else annotation
    if get_origin(annotation) is list and isinstance(part, int):
        return bare(get_args(annotation)[0])
    if get_origin(annotation) is dict and isinstance(part, str):
        return bare(get_args(annotation)[1])
    return annotation


def words(annotation: Any) -> list[str]:
    """The words that a field allows, in order; none where any text is allowed."""
    return list(dict.fromkeys(_words(bare(annotation))))


def _words(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _words(bare(part))
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)


def how_to_write(annotation: Any, inline: bool = False) -> str | None:
    """How a value that is more than one word is written: ``write 'en: …' on the line below``; None for plain values.

    Args:
        annotation: what stands there.
        inline: whether the canonical text has it on one line.
    """
    if get_origin(annotation) is list:
        return "write each on a line of its own below, after '- '"
    if get_origin(annotation) is dict:
        keys = words(get_args(annotation)[0])
        return (
            f"write '{keys[0] if keys else 'en'}: …' on the line below" if keys or _is_localised(annotation) else None
        )
    if isinstance(annotation, type) and issubclass(annotation, Record):
        known = fields(annotation)
        names = [name for name, field in known.items() if field.is_required()] or list(known)
        if inline:
            return f"write {{{', '.join(f'{name}: …' for name in names[:2])}}}"
        lines = " and ".join(f"'{name}: …'" for name in names[:2])
        return f"write {lines} on the lines below"
    return None


def _is_localised(annotation: Any) -> bool:
    key, value = get_args(annotation)
    return get_origin(key) is Annotated and value is str and "[a-z]{2,3}" in repr(key)


def did_you_mean(word: object, known: list[str]) -> str:
    """``; did you mean 'statement'?``, or nothing where no known word is like it."""
    if not isinstance(word, str) or len(word) > MOST_WORDS:
        return ""
    by_case = {each.casefold(): each for each in reversed(known)}
    near = get_close_matches(word.casefold(), by_case, n=1, cutoff=0.6)
    return f"; did you mean '{by_case[near[0]]}'?" if near else ""
