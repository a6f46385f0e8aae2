"""Lines that mean something: which line ends were made by hand, and what each line of an entry holds."""

from __future__ import annotations

import bisect
import itertools
import re

from aetia.rescue.blocks import Reading, Run
from aetia.rescue.dates import find_dates
from aetia.rescue.journals import journal_score
from aetia.rescue.labels import finding_lead
from aetia.rescue.locators import find_locators
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_names
from aetia.rescue.sentences import boundaries, is_clause

Span = tuple[int, int]
LINE_LIMIT = 1500

WRAP_LIMIT = 110
WRAP_SLACK = 6
_OPEN_END = re.compile(
    r"(?:[,;:&(\[–—-]|\b(?:a|an|the|of|in|on|and|or|for|with|to|by|from|der|die|das|und|von|mit|de|et|la|le|y|e))\s*$"
)


def set_breaks(reading: Reading) -> list[int]:
    """The line ends that somebody set, in order of the text.

    Args:
        reading: the page.

    Returns:
        The place of each line end within a block that parts two things. On a page of HTML these are all of them. On a page of
        text, one where the next word would still have fitted on the line, when the page wraps its lines at all.
    """
    if reading.form == "html":
        return [match.start() for match in re.finditer("\n", reading.text)]
    blocks = [_lines(reading.text, block.start, block.end) for block in reading.blocks]
    width = _wrap_width(reading.text, blocks)
    found = []
    for (start, end), (after, stop) in itertools.chain.from_iterable(map(itertools.pairwise, blocks)):
        word = reading.text[after:stop].split(" ", 1)[0]
        fitted = width is None or end - _line_start(reading.text, start) + 1 + len(word) <= width - WRAP_SLACK
        if fitted and not reading.text[after].islower():
            found.append(end)
    return found


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _wrap_width(text: str, blocks: list[list[Span]]) -> int | None:
    """The column that a page of text wraps its lines at; None where it does not wrap them."""
    wrapped = sorted(end - _line_start(text, start) for lines in blocks for start, end in lines[:-1])
    if not wrapped or wrapped[-1] > WRAP_LIMIT:
        return None
    small = sum(text[start].islower() for lines in blocks for start, _ in lines[1:])
    near = sum(length >= wrapped[-1] - 12 for length in wrapped)
    return wrapped[-1] if near >= max(3, 0.3 * len(wrapped)) and small >= 0.1 * len(wrapped) else None


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines, at = [], start
    for raw in text[start:end].split("\n"):
        if raw.strip():
            lines.append((at + len(raw) - len(raw.lstrip()), at + len(raw.rstrip())))
        at += len(raw) + 1
    return lines


def title_line(text: str, start: int, end: int, breaks: list[int]) -> Run | None:
    """A line of its own that holds a title, the rest of its citation on other lines.

    Args:
        text: the reading text.
        start: where the entry begins.
        end: where it ends.
        breaks: the line ends that somebody set.

    Returns:
        The line as if it were set in bold, or None where the lines do not tell.
    """
    cuts = breaks[bisect.bisect_left(breaks, start) : bisect.bisect_left(breaks, end)]
    if not cuts:
        return None
    lines = lines_of(text, start, end, cuts)
    if len(lines) < 2:
        return None
    number = 0
    names = parse_names(text[slice(*lines[0])])
    if names is not None and names.score >= 0.55:
        if names.end < lines[0][1] - lines[0][0] - 10 or len(lines) < 3:
            return None
        number = 1
    if names is not None and re.match(r"[\s,.:]*\(?(?:19|20)\d\d", text[lines[0][0] + names.end : lines[0][1]]):
        return None
    first, last = lines[number]
    words = text[first:last]
    if (
        len(words.split()) < 3
        or len(words) > 400
        or _OPEN_END.search(words)
        or not re.match(r"[\"“„«(\[]?[A-ZÀ-Þ0-9]", words)
    ):
        return None
    if _has_volume(words) or not any(
        _has_volume(text[slice(*line)]) or parse_names(text[slice(*line)]) for line in lines[number + 1 :]
    ):
        return None
    return Run("bold", first, last)


def lines_of(text: str, start: int, end: int, breaks: list[int]) -> list[Span]:
    """The lines of a stretch, parted where somebody set a line end, white space at their ends left out."""
    found = []
    for a, b in itertools.pairwise([start, *(cut for cut in breaks if start < cut < end), end]):
        piece = text[a:b]
        if piece.strip():
            first = a + len(piece) - len(piece.lstrip())
            found.append((first, first + len(piece.strip())))
    return found


def is_names(words: str) -> bool:
    """True for a line that holds a list of names and nothing else."""
    names = parse_names(words)
    return names is not None and names.score >= 0.5 and names.end >= len(words.rstrip(" .:;,")) and len(words) > 4


def source_start(words: str) -> int | None:
    """Where the journal begins in a line that holds a journal and where in it, perhaps after its authors, but no title.

    Args:
        words: the line.

    Returns:
        The place, or None where the line is no such source.
    """
    if len(words) > LINE_LIMIT:
        return None
    _, work = find_marks(words)
    dates = [(d.start, d.end) for d in find_dates(work)]
    volumes = [loc.start for loc in find_locators(work, dates) if loc.volume and loc.score >= 0.55]
    if _journal_between(work, 0, volumes, dates, 0.7):
        return 0
    names = parse_names(work)
    if names is None or names.score < 0.55:
        return None
    begin = names.end + len(work[names.end :]) - len(work[names.end :].lstrip(" .,:;–—-("))
    return begin if _journal_between(work, begin, volumes, dates, 0.3) else None


def _journal_between(work: str, begin: int, volumes: list[int], dates: list[Span], least: float) -> bool:
    """True where nothing but the name of a journal stands between a place and the volume or date behind it."""
    after = [place for place in [*volumes, *(a for a, _ in dates)] if place > begin]
    if not after:
        return False
    name = work[begin : min(after)].strip(" .,;:([")
    if not name or len(name.split()) > 10 or not name[:1].isupper() or is_clause(name):
        return False
    behind = [place for place in volumes if place > begin]
    if behind and min(behind) - min(after) > 45:
        return False
    score = journal_score(name)
    cuts = boundaries(name)
    if cuts and (score < 0.9 or ":" in name or len(name[: cuts[0]].split()) > 3):
        return False
    return score >= (least if behind else max(least, 0.9))


def closes(words: str) -> bool:
    """True for a line that holds volume and pages."""
    _, work = find_marks(words)
    found = find_locators(work, [(d.start, d.end) for d in find_dates(work)])
    return any(loc.volume and loc.pages and loc.score >= 0.7 for loc in found)


def _has_volume(words: str) -> bool:
    found = find_locators(words, [(d.start, d.end) for d in find_dates(words)])
    return any(loc.volume and loc.score >= 0.7 for loc in found)


def title_like(words: str) -> bool:
    """True for a line that could be a title: some words, no volume or pages, no label before them."""
    return (
        len(words.split()) >= 3
        and len(words) <= 400
        and not closes(words)
        and bool(re.match(r"[\"“„«‘'(\[]?[A-ZÀ-Þ0-9]", words))
        and not finding_lead(words)
    )
