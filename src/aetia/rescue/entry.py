"""One item of a page's list: its fields, where each stands, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from aetia.rescue.blocks import fold_space


@dataclass(slots=True)
class Entry:
    """One item of a page's list.

    Args:
        start: first character in the reading text.
        end: one past the last.
        kind: study, internal_link, news, advertisement, definition, report, web page or book.
        fields: plain values, as printed.
        spans: start and end of each field in the reading text.
        confidence: 0 to 1 for each field.
        proposals: readings of what looks misprinted, by field.
        section_path: headings above it, from the title down.
        strength: how much it looks like an entry; above 1 it stands on its own.
        rest: what was printed in it and not understood.
    """

    start: int
    end: int
    kind: str = "study"
    fields: dict[str, str | int | list[str]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    section_path: tuple[str, ...] = ()
    strength: float = 0.0
    rest: list[tuple[int, int]] = field(default_factory=list)
    publication: str = "unknown"
    links: tuple[str, ...] = ()

    def put(self, text: str, name: str, start: int, end: int, confidence: float) -> None:
        """Records a text field from a span of the reading text."""
        piece = text[start:end]
        words = fold_space(piece)
        if words:
            begin = start + len(piece) - len(piece.lstrip())
            self.fields[name], self.spans[name] = words, (begin, begin + len(piece.strip()))
            self.confidence[name] = confidence
