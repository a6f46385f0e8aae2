"""Pydantic's findings in words for people who edit a library and have never heard of pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


def in_words(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors says, as part of a sentence.

    Args:
        error: an item of ``ValidationError.errors()``.
    """
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        return f"this does not look as it should ({_example(error['ctx']['pattern'])})"
    words = _WORDS.get(kind) or str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return f"{words[:1].lower()}{words[1:]}"


def _example(pattern: str) -> str:
    if "sha256" in pattern:
        return "sha256: and 64 digits from 0 to f"
    if "{2,3}" in pattern:
        return "a language tag, such as en or pt-BR"
    place = ", and '/' between the steps of the tree" if "/" in pattern else ""
    return f"lower-case letters, digits and single hyphens{place}"
