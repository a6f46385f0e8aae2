"""Records that print the name of each field before it: in a table of two columns, or as terms and definitions."""

from __future__ import annotations

from aetia.rescue.blocks import Block
from aetia.rescue.labels import finding_lead
from aetia.rescue.tables import column_name

Span = tuple[int, int]
_LABEL_LIMIT = 30
_LEAST = 3


def labelled_record(text: str, blocks: tuple[Block, ...], at: int) -> tuple[dict[str, Span], int] | None:
    """The record that begins at a block.

    Args:
        text: the reading text.
        blocks: the blocks of the page.
        at: number of the block that would be the first label.

    Returns:
        Field → where its value stands, and the number of the block after the record; None where fewer than three labelled fields
        (or two that are not the title) follow each other here.
    """
    spans: dict[str, Span] = {}
    stop = at
    while stop + 1 < len(blocks) and _is_pair(blocks[stop], blocks[stop + 1]):
        name = _field(text[blocks[stop].start : blocks[stop].end])
        if name is None or name in spans:
            break
        spans[name] = (blocks[stop + 1].start, blocks[stop + 1].end)
        stop += 2
    return (spans, stop) if len(spans) >= _LEAST - ("title" not in spans) and len(spans) >= 2 else None


def _is_pair(label: Block, value: Block) -> bool:
    """True for two blocks that stand beside each other as a label and its value."""
    if label.kind == "term":
        return value.kind == "definition"
    return label.cell is not None and value.cell is not None and value.cell == (*label.cell[:2], label.cell[2] + 1)


def _field(words: str) -> str | None:
    if len(words) > _LABEL_LIMIT:
        return None
    name = column_name(words)
    if name is None and finding_lead(f"{words.strip(' :')}: abc"):
        return "finding"
    return "journal" if name == "citation" else name
