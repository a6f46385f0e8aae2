"""How wide text is at most, so that nothing drawn beside it overlaps, whatever typeface a reader has.

The widths are those of the widest of four common sans-serif typefaces (DejaVu Sans for nearly all characters),
rounded up. A figure is made without a browser, so it cannot measure; it can only leave room enough.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_BY_WIDTH = (
    (0.30, "'Jijl"),
    (0.35, " ,.:;I·"),
    (0.40, "()-/[\\]ft"),
    (0.45, "!r²³"),
    (0.50, '"_`–'),
    (0.55, "?csz"),
    (0.60, "*FLkvxy|"),
    (0.65, "0123456789$EPSTYabdeghnopqu{}τ"),
    (0.70, "ABCKRVXZ"),
    (0.75, "U"),
    (0.80, "&DGHNOQ"),
    (0.85, "#+<=>^w~−×≥≤"),
    (0.95, "M"),
    (1.00, "%@Wm…—"),
)
_WIDTHS = {character: width for width, characters in _BY_WIDTH for character in characters}
_OTHER = 1.1
_PICTURE = 1.5
_FIRST_PICTURE = 0x1F000
_BOLD = 1.15
_LONGEST = 2_000

_NOT_DRAWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def clean(text: str, unnamed: str) -> str:
    """A text that may be drawn: without control characters, lone surrogates and marks that turn the reading
    direction, white space as single blanks, at most 2,000 characters; `unnamed` where nothing is left."""
    kept = _NOT_DRAWN.sub("", text[: 2 * _LONGEST])
    return " ".join(kept.split())[:_LONGEST] or unnamed


def reads_leftward(text: str) -> bool:
    """Whether a text holds a letter of a script that is written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper estimate of the width of a text, in the unit of `size` (the size of the type)."""
    return sum(map(_width, text)) * size * (_BOLD if bold else 1)


def cut(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text if it is at most `width` wide; else its beginning with ``…``, which is at most that wide."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width("…", size, bold=bold)
    used, kept = 0.0, 0
    for kept, character in enumerate(text):  # noqa: B007 (the count of what fits is used after the loop)
        used += _width(character) * size * (_BOLD if bold else 1)
        if used > room:
            break
    return text[:kept].rstrip() + "…"


def wrap(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most `lines` lines, each at most `width` wide; what does not fit ends in ``…``."""
    done: list[str] = []
    words = text.split()
    while words and len(done) < lines - 1:
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size, bold=bold) <= width:
            taken += 1
        done.append(cut(" ".join(words[:taken]), width, size, bold=bold))
        words = words[taken:]
    return [*done, cut(" ".join(words), width, size, bold=bold)] if words else done


@cache
def _width(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    base = unicodedata.normalize("NFD", character)[0]
    if base != character and base in _WIDTHS:
        # An accent can make a narrow letter such as i wider.
        return _WIDTHS[base] + 0.1
    return _PICTURE if ord(character) >= _FIRST_PICTURE else _OTHER
