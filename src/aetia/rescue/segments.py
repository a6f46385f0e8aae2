"""The parts of an entry that stand apart (on lines, in cells, between bars) and what each of them holds, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.rescue.blocks import Run
from aetia.rescue.dates import find_dates
from aetia.rescue.journals import journal_score
from aetia.rescue.labels import find_see_also, finding_lead, known_label
from aetia.rescue.lines import LINE_LIMIT, Span, closes, is_names, source_start, title_like
from aetia.rescue.locators import find_locators
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_names
from aetia.rescue.sentences import is_clause
from aetia.rescue.tables import column_name

_FIELD_LABEL = re.compile(r"\W{0,3}(?:([^\W\d_][^:\n]{1,24}):\s+|([A-Z]{2,4})\s{0,2}-\s+)")
_BY = re.compile(
    r"(?:by|von|par|por|di|av|af|door|autor(?:en|es)?:?|auteurs?:?|authors?:?)\s+(?=[^\W\d_])", re.IGNORECASE
)
_YEAR = re.compile(r"[(\[]?(?:19|20)\d\d[)\]]?[.:]?")
_SEPARATORS = (" | ", " / ", " -- ", " — ", " – ", " - ", "; ")
_FIELDS = frozenset({"title", "authors", "journal", "citation", "year", "finding", "doi", "pmid", "url"})
_MOST = 9


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of an entry that stands apart.

    Args:
        kind: a field's name where the part says or shows what it is; ``source`` for a journal and where in it, perhaps after its
            authors; ``place`` for volume and pages alone; ``marks`` for identifiers and links; ``text`` for a title or a finding.
        start: where what it holds begins.
        end: where it ends.
        journal: where the journal of a source begins.
    """

    kind: str
    start: int
    end: int
    journal: int = 0


def classify(text: str, span: Span) -> Segment | None:
    """What a part of an entry holds; None for one that holds a whole citation, or too much.

    Args:
        text: the reading text.
        span: start and end of the part.
    """
    start, end = span
    words = text[start:end].replace("\n", " ")
    if len(words) > LINE_LIMIT:
        return None
    label = _FIELD_LABEL.match(words)
    name = column_name(label[1] or label[2]) if label else None
    if label is not None and name in _FIELDS and label.end() < len(words):
        if name in {"citation", "journal"}:
            inner = words[label.end() :]
            if closes(inner) and source_start(inner) is None:
                return None
            name = "journal"
        return Segment(str(name), start + label.end(), end)
    if (lead := finding_lead(words)) and not closes(words[lead:]):
        return Segment("finding", start + lead, end)
    by = _BY.match(words)
    if by is not None and is_names(words[by.end() :]):
        return Segment("authors", start + by.end(), end)
    if _YEAR.fullmatch(words.strip()):
        return Segment("year", start, end)
    if journal_score(words) >= 1.2 and len(words.split()) <= 8:
        return Segment("source", start, end, start)
    if is_names(words):
        return Segment("authors", start, end)
    if known_label(words) and len(words) < 40:
        inner = words.strip("[]() .")
        first = start + words.find(inner)
        return Segment("source_label", first, first + len(inner))
    if not find_marks(words)[1].strip(" .,;:[]()"):
        return Segment("marks", start, end)
    begin = by.end() if by is not None else 0
    journal = source_start(words[begin:])
    if journal is not None:
        return Segment("source", start + begin, end, start + begin + journal)
    if _is_place(words):
        return Segment("place", start, end)
    see = find_see_also(words)
    if see is not None and see.start < 3:
        return Segment("see_also", start, end)
    return None if closes(words) or _leads_names(words) else Segment("text", start, end)


def _is_place(words: str) -> bool:
    """True for a part that holds volume and pages, or a date with them, and next to nothing else."""
    if not words[:1].isdigit() and not re.match(r"(?:vol|Bd|S\.|pp?\.)", words, re.IGNORECASE):
        return False
    dates = [(d.start, d.end) for d in find_dates(words)]
    spans = [(loc.start, loc.end) for loc in find_locators(words, dates)] + dates
    left = "".join(c for i, c in enumerate(words) if not any(a <= i < b for a, b in spans))
    return bool(spans) and len(re.sub(r"\W", "", left)) <= 3


def _leads_names(words: str) -> bool:
    """True for a part that begins with authors and goes on: a citation of its own."""
    names = parse_names(words)
    return names is not None and names.score >= 0.75 and names.end < len(words) - 10


def assign(text: str, spans: list[Span], runs: tuple[Run, ...] = ()) -> dict[str, Span] | None:
    """The fields of an entry from its parts.

    Args:
        text: the reading text.
        spans: start and end of each part, in order.
        runs: stretches set off by type: among several texts the one in bold or in a link is the title.

    Returns:
        Field → where it stands, with at least a title and a journal, or a title and two labelled fields; None where the parts
        hold more or less than one entry.
    """
    if not 2 <= len(spans) <= _MOST:
        return None
    fields: dict[str, Span] = {}
    texts: list[Span] = []
    found = [classify(text, span) for span in spans]
    for segment in found:
        if segment is None or (segment.kind in fields and segment.kind != "marks"):
            return None
        if segment.kind == "text":
            texts.append((segment.start, segment.end))
        elif segment.kind == "place":
            if "journal" not in fields:
                return None
            fields["journal"] = (fields["journal"][0], segment.end)
        elif segment.kind == "source":
            if "journal" in fields:
                return None
            before = text[segment.start : segment.journal].rstrip(" :;,–—-(\n")
            if before.strip(" ."):
                if "authors" in fields:
                    return None
                fields["authors"] = (segment.start, segment.start + len(before))
            fields["journal"] = (segment.journal, segment.end)
        elif segment.kind != "marks":
            fields[segment.kind] = (segment.start, segment.end)
    if not _share_texts(text, texts, fields, runs):
        return None
    labelled = sum(segment is not None and _labelled(text, segment) for segment in found)
    enough = "journal" in fields and (
        "year" in fields or closes(text[slice(*fields["journal"])]) or _dated(text, fields)
    )
    return fields if enough or labelled >= 3 else None


def _labelled(text: str, segment: Segment) -> bool:
    line = text.rfind("\n", 0, segment.start) + 1
    return segment.kind in _FIELDS and text[line : segment.start].strip() != ""


def _dated(text: str, fields: dict[str, Span]) -> bool:
    return bool(find_dates(text[slice(*fields["journal"])]))


def _share_texts(text: str, texts: list[Span], fields: dict[str, Span], runs: tuple[Run, ...]) -> bool:
    """Finds the title, and perhaps the finding, among parts that are neither names nor sources; False where there are too many."""
    if "title" not in fields:
        able = [span for span in texts if title_like(text[slice(*span)].replace("\n", " ")) or _set_off(span, runs)]
        if not able:
            return False
        off = [span for span in able if _set_off(span, runs)]
        told = is_clause(text[slice(*able[0])]) and text[able[0][1] - 1] in ".!"
        phrases = [span for span in able if text[span[1] - 1] not in ".!"] if told else able
        title = (off if len(off) == 1 else phrases or able)[0]
        fields["title"] = title
        texts = [span for span in texts if span != title]
    if not texts:
        return True
    if "finding" in fields or len(texts) > 1:
        return False
    fields["finding"] = texts[0]
    return True


def _set_off(span: Span, runs: tuple[Run, ...]) -> bool:
    return any(
        run.kind in {"bold", "link"} and min(run.end, span[1]) - max(run.start, span[0]) >= 0.8 * (span[1] - span[0])
        for run in runs
    )


def inline_parts(text: str, start: int, end: int) -> list[tuple[str, list[Span]]]:
    """The ways to part an entry at bars, strokes or dashes that stand between all of its fields.

    Args:
        text: the reading text.
        start: where the entry begins.
        end: where it ends.

    Returns:
        Separator and parts, for each separator that makes three parts or more.
    """
    if end - start > LINE_LIMIT:
        return []
    ways = []
    for separator in _SEPARATORS:
        if text.count(separator, start, end) < 2:
            continue
        parts, at = [], start
        for piece in text[start:end].split(separator):
            if piece.strip(" \n."):
                first = at + len(piece) - len(piece.lstrip())
                parts.append((first, first + len(piece.strip())))
            at += len(piece) + len(separator)
        ways.append((separator.strip(), parts))
    return [way for way in ways if len(way[1]) >= 3]
