"""Several citations in one line: where each begins."""

from __future__ import annotations

import re

from aetia.rescue.names import parse_names
from aetia.rescue.run_ons import split_run_on

_PARTS = re.compile(
    r"(?<=[\d.)])\s*[;|¶•]\s*(?=[^\W\d_]|\[?\d{1,3}[.)\]]\s)|(?<=\d[.)])\s+(?=\[?\d{1,3}[.)\]]\s+[^\W\d_])"
)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_RANGE = re.compile(r"\d\s?[-–—‐−]\s?\w?\d|[:,]\s?\w?\d+\s*(?:[.;]|$)")
_LEAST = 30
_LEAST_SURE = 0.7


def split_citations(text: str) -> list[tuple[int, int]]:
    """Start and end of each citation in a text that may hold several.

    Args:
        text: one line, or one note, of print.

    Returns:
        One span for each citation, white space at the ends left out; one span where nothing surely tells them apart.
    """
    if len(text) < 2 * _LEAST or len(_YEAR.findall(text)) < 2 or len(_RANGE.findall(text)) < 2:
        return [_trimmed(text, 0, len(text))]
    spans: list[tuple[int, int]] = []
    for start, end in split_run_on(text, 0, len(text), ()):
        at = start
        for part in _PARTS.finditer(text, start, end):
            if _whole(text[at : part.start()]) and _begins(text, part.end(), end):
                spans.append((at, part.start()))
                at = part.end()
        spans.append((at, end))
    return [span for span in (_trimmed(text, *span) for span in spans) if span[0] < span[1]] or [(0, len(text))]


def _whole(text: str) -> bool:
    """True for a stretch that may be a citation: long enough, with a year."""
    return len(text) >= _LEAST and _YEAR.search(text) is not None


def _begins(text: str, start: int, end: int) -> bool:
    """True where another citation begins: names surely, and a year after them."""
    number = re.compile(r"\[?\d{1,3}[.)\]]\s+").match(text, start)
    at = number.end() if number else start
    names = parse_names(text[:end], at)
    return names is not None and names.score >= _LEAST_SURE and _whole(text[at:end])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
