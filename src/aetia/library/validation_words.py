"""Pydantic's findings in words for people who edit a library and have never heard of pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from aetia.library.forms import at, did_you_mean, words
from aetia.model.base import Record

_WORDS = {
    "float_parsing": "a number stands here, such as 2.4",
    "float_type": "a number stands here, such as 2.4",
    "int_parsing": "a whole number stands here",
    "int_parsing_size": "a whole number stands here, and not one of so many digits",
    "int_type": "a whole number stands here",
    "int_from_float": "a whole number stands here",
    "finite_number": "a finite number stands here",
    "bool_parsing": "'yes' or 'no' stands here",
    "bool_type": "'yes' or 'no' stands here",
    "string_type": "words stand here, not a list or fields",
    "string_too_short": "this is empty",
    "list_type": "a list stands here",
    "dict_type": "fields stand here, one a line",
    "model_type": "fields stand here, one a line",
    "model_attributes_type": "fields stand here, one a line",
}


_LONGEST_WORD = 60
WORD_ERRORS = frozenset({"literal_error", "enum"})
"""The findings that a word is not one of those allowed; a union of lists of words makes several for one place."""

FORM_ERRORS = frozenset({"dict_type", "model_type", "model_attributes_type", "list_type"})
"""The findings that fields or a list belong where something else stands."""


def in_words(error: Mapping[str, Any], kind: type[Record]) -> str:
    """What one of pydantic's errors says, as part of a sentence.

    Args:
        error: an item of ``ValidationError.errors()``, with its input.
        kind: the class of the record that was read.
    """
    name = error["type"]
    if name in WORD_ERRORS and (allowed := _allowed(error["loc"], kind)):
        return _not_allowed(error["input"], allowed)
    if name in FORM_ERRORS and isinstance(error["input"], str):
        return f"text stands where {'a list belongs' if name == 'list_type' else 'fields belong'}"
    if name == "string_pattern_mismatch":
        return f"this does not look as it should ({_example(error['ctx']['pattern'])})"
    said = _WORDS.get(name) or str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return f"{said[:1].lower()}{said[1:]}"


def _allowed(place: tuple[int | str, ...], kind: type[Record]) -> list[str]:
    if place and place[-1] == "[key]":
        return words(get_args(at(kind, place[:-2]))[0])
    return words(at(kind, place))


def _not_allowed(value: object, allowed: list[str]) -> str:
    shown = f"'{value}'" if isinstance(value, str) and len(value) <= _LONGEST_WORD else "this"
    return f"{shown} is not one of {', '.join(allowed)}{did_you_mean(value, allowed)}"


def _example(pattern: str) -> str:
    if "sha256" in pattern:
        return "sha256: and 64 digits from 0 to f"
    if "{2,3}" in pattern:
        return "a language tag, such as en or pt-BR"
    place = ", and '/' between the steps of the tree" if "/" in pattern else ""
    return f"lower-case letters, digits and single hyphens{place}"
