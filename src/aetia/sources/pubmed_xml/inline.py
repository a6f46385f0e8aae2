"""Inline markup as text that can be read: italics fall away, sub- and superscripts stay what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.blanks import tidy
from aetia.sources.pubmed_xml.entities import decode
from aetia.sources.pubmed_xml.safe_parser import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

INLINE = frozenset({"i", "b", "u", "sup", "sub", "DispFormula"})
"""Elements that stand inside text; with MathML, whose names begin with ``mml:`` or stand within ``math``."""

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_BARE = re.compile(rb"</?[ibu]>")
_PAIRED = re.compile(rb"<(su[pb])>([^<&]*)</\1>")
"""What nearly all inline markup is, and can be read without a parser."""
_TAG = re.compile(rb"<[^>]*>")
_WRAPPED = b'<text xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink">'


def is_inline(name: str) -> bool:
    """Whether an element stands inside text and is told by it."""
    return name in INLINE or name == "math" or name.startswith("mml:")


def flatten(content: bytes) -> str:
    """The content of an element as one line of text.

    ``CO<sub>2</sub>`` becomes CO₂ and ``10<sup>-3</sup>`` 10⁻³. What has no small form of its own is marked: ``IL-2<sup>+/+</sup>``
    becomes ``IL-2^(+/+)``, ``x<sub>max</sub>`` ``x_(max)``. Italics, bold and underlining fall away. A formula is told
    by its characters.

    Args:
        content: well-formed XML without its outer element.
    """
    plain = _PAIRED.sub(_paired, _BARE.sub(b"", content))
    if b"<" not in plain:
        return tidy(decode(plain.decode()))
    root = _parsed(content)
    return tidy("".join(_parts(root)) if root is not None else decode(_TAG.sub(b"", content).decode()))


def _parsed(content: bytes) -> _Element | None:
    """The content as a tree; None where a prefix or the address of a namespace keeps it from being one."""
    from lxml.etree import XMLSyntaxError

    try:
        return parse(_WRAPPED + content + b"</text>")
    except XMLSyntaxError:
        return None


def _paired(match: re.Match[bytes]) -> bytes:
    table, mark = (_RAISED, "^") if match[1] == b"sup" else (_LOWERED, "_")
    return _small(match[2].decode(), table, mark).encode()


def _parts(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        inner = "".join(_parts(child))
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "sup":
            yield _small(inner, _RAISED, "^")
        elif name == "sub":
            yield _small(inner, _LOWERED, "_")
        else:
            yield inner
        yield child.tail or ""


def _small(text: str, table: dict[int, int], mark: str) -> str:
    bare = text.strip()
    if not bare:
        return text
    if all(ord(character) in table for character in bare):
        return bare.translate(table)
    return f"{mark}{bare}" if re.fullmatch(r"\w|[*†‡§¶#]+", bare) else f"{mark}({bare})"
