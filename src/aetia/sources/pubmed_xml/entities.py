"""Character references in text: the five that XML knows, and numbers. Nothing else is ever expanded."""

from __future__ import annotations

import re

PLAIN = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
"""In the order in which they are replaced: the ampersand last, so that nothing is decoded twice."""

_KNOWN = re.compile(rb"&(?:lt|gt|amp|quot|apos|#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6})));")

_NUMBER = re.compile(r"&#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));")


def is_known(content: bytes, place: int) -> bool:
    """Whether the ampersand at a place begins a reference that XML knows, to a character that it allows."""
    match = _KNOWN.match(content, place)
    if match is None:
        return False
    if match[1] or match[2]:
        return is_legal(int(match[1]) if match[1] else int(match[2], 16))
    return True


def is_legal(number: int) -> bool:
    """Whether XML 1.0 allows a character."""
    return (
        number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    )


def decode(text: str) -> str:
    """A text with its references replaced; a number that names no character becomes U+FFFD."""
    if "&" not in text:
        return text
    text = _NUMBER.sub(_character, text)
    for reference, character in PLAIN:
        text = text.replace(reference, character)
    return text


def _character(match: re.Match[str]) -> str:
    number = int(match[1]) if match[1] else int(match[2], 16)
    # An ampersand made by number begins no reference of its own.
    return "&amp;" if number == 38 else chr(number) if is_legal(number) else "\ufffd"
