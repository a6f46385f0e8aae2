"""Paragraphs in which several entries follow each other: where one ends and the next begins."""

from __future__ import annotations

import itertools
import re

from aetia.rescue.blocks import Run
from aetia.rescue.dates import find_dates
from aetia.rescue.locators import find_locators
from aetia.rescue.marks import find_marks
from aetia.rescue.names import parse_names
from aetia.rescue.sentences import boundaries

RUN_ON_LIMIT = 400_000


def located(text: str, *, at_end: bool = False) -> bool:
    """True when a text holds a whole locator; ``at_end``: with no sentence after it."""
    _, work = find_marks(text)
    dates = [(d.start, d.end) for d in find_dates(work)]
    locators = [loc for loc in find_locators(work, dates) if loc.volume and loc.score >= 0.7]
    if not locators:
        return False
    return not at_end or len(work[locators[-1].end :].split()) < 9


def split_run_on(text: str, start: int, end: int, runs: tuple[Run, ...]) -> list[tuple[int, int]]:
    """Parts a paragraph in which several entries follow each other without a line end."""
    flat = text[start:end].replace("\n", " ")
    if len(flat) < 120 or len(flat) > RUN_ON_LIMIT:
        return [(start, end)]
    led = _split_at_leads(flat, start, runs)
    if len(led) >= 2 and led[0] < 25 and all(b - a > 50 for a, b in zip(led, [*led[1:], len(flat)], strict=True)):
        led[0] = 0
        return [
            (start + a + len(flat[a:b]) - len(flat[a:b].lstrip()), start + a + len(flat[a:b].rstrip()))
            for a, b in zip(led, [*led[1:], len(flat)], strict=True)
        ]
    _, work = find_marks(flat)
    dates = [(d.start, d.end) for d in find_dates(work)]
    locators = [loc for loc in find_locators(work, dates) if loc.volume and loc.pages and loc.score >= 0.7]
    if len(locators) < 2:
        return [(start, end)]
    numbers = list(re.finditer(r"(?:(?<=\s)|^)[\[(]?(\d{1,3})[.)\]]\s+(?=[A-ZÀ-Þ\"“(])", work))
    run = [m for i, m in enumerate(numbers) if int(m[1]) == int(numbers[0][1]) + i]
    if (
        len(run) >= 2
        and len(run) == len(numbers)
        and len(run) >= len(locators) - 1
        and not work[: run[0].start()].strip()
    ):
        cuts = [m.start() for m in run]
    else:
        cuts = [0]
        for locator, following in itertools.pairwise(locators):
            cut = _cut_between(work, locator.end, following.start)
            if cut is not None:
                cuts.append(cut)
    spans = []
    for first, last in zip(cuts, [*cuts[1:], len(flat)], strict=True):
        piece = flat[first:last]
        begin = first + len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((start + begin, start + first + len(piece.rstrip())))
    return spans or [(start, end)]


def _split_at_leads(flat: str, start: int, runs: tuple[Run, ...]) -> list[int]:
    """Where titles set in bold or as a link begin one after the other in a paragraph, each with words of its own behind it."""
    leads = [
        r for r in runs if r.kind in {"bold", "link"} and r.end - r.start >= 25 and start <= r.start < start + len(flat)
    ]
    cuts: list[int] = []
    last_end = -1
    for run in leads:
        at = run.start - start
        before = flat[:at].rstrip()
        label = re.search(r"(?:^|(?<=[.)\]?!]\s))[A-Z][\w -]{2,22}:$", before)
        if label is not None:
            at, before = label.start(), before[: label.start()].rstrip()
        if at < last_end or (before and not re.search(r"[.?!)\]]$", before)):
            continue
        if cuts and at - cuts[-1] < run.end - run.start:
            continue
        cuts.append(at)
        last_end = run.end - start
    return cuts


def _cut_between(work: str, after: int, before: int) -> int | None:
    """Where a new entry begins between two locators: at names after a closed part, else right after the first citation closes."""
    stretch = work[after:before]
    cuts = [after + b for b in boundaries(stretch)]
    lead = re.match(r"[^\S\n]*[.;)\]]?\s*(?:\([^()]{2,80}\)\.?\s*|\[[^\[\]]{2,400}\]\.?\s*)*", stretch)
    close = after + (lead.end() if lead else 0)
    for cut in sorted({*cuts, close}):
        head = work[cut : cut + 40]
        begin = cut + len(head) - len(head.lstrip())
        names = parse_names(work, begin)
        if names is not None and names.score >= 0.75 and begin >= after and before - names.end > 15:
            return begin
    closed = re.match(r"\s*[.;)]", stretch)
    first = work[close:before].lstrip()
    if closed and first[:1].isupper() and len(first.split()) >= 5 and boundaries(first):
        return close
    return None
