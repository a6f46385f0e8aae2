"""The reading of one citation while it is made: its text, what was found in it, and the fields so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aetia.rescue.blocks import Run
from aetia.rescue.dates import PrintedDate
from aetia.rescue.labels import known_label
from aetia.rescue.locators import Locator
from aetia.rescue.marks import Mark
from aetia.rescue.names import NameList, printed_name
from aetia.rescue.sentences import is_clause

_PAGES_ALONE = 0.4
QUOTES = {'"': '"”“', "“": '”“"', "„": '“”"', "«": "»", "‘": "’", "'": "'", "”": "”"}
_PUNCTUATION = " .,;:–—-"


@dataclass(slots=True)
class Draft:
    """The reading of one citation while it is made.

    Args:
        text: the citation, line ends as blanks.
        work: the same with identifiers and addresses blanked.
        runs: stretches set off by type.
        marks: identifiers and addresses.
        dates: every date in it.
        locators: every volume, issue and pages in it.
        signs: for fields of a plain citation, how they were read: ``sure`` (a layout fits the whole), ``same`` (the layout and the
            words say the same), ``other`` (the words alone say it).
    """

    text: str
    work: str
    runs: tuple[Run, ...]
    marks: list[Mark]
    dates: list[PrintedDate]
    locators: list[Locator]
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    values: dict[str, str | int | list[str]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    kind: str = "unknown"
    rest: list[tuple[int, int]] = field(default_factory=list)
    signs: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, start: int, end: int, confidence: float, strip: str = _PUNCTUATION) -> None:
        """Records a field without the punctuation around it; an empty one is not recorded."""
        while start < end and self.text[start] in strip + '"“”„«»*':
            start += 1
        while end > start and self.text[end - 1] in strip + '"“”„«»*':
            end -= 1
        if start < end:
            self.spans[name] = (start, end)
            self.confidence[name] = confidence

    def put_names(self, name: str, names: NameList) -> None:
        """Records a list of names, and the list as printed."""
        printed = [printed_name(self.text[a:b]) for a, b in names.spans]
        if names.form == "anonymous":
            printed = [printed[0].strip("[].")]
        self.spans[name] = (names.spans[0][0], names.spans[-1][1])
        self.values[name] = list(printed)
        self.confidence[name] = names.score
        if name == "authors":
            self.spans["authors_printed"] = (names.start, names.end)
            self.confidence["authors_printed"] = names.score

    def put_date(self, date: PrintedDate, confidence: float) -> None:
        """Records year, month and day from one printed date."""
        for part in ("year", "month", "day"):
            number = getattr(date, part)
            if number is not None:
                self.spans[part] = (date.start, date.end)
                self.values[part] = number
                self.confidence[part] = confidence
        self.spans["date_printed"] = (date.start, date.end)
        self.confidence["date_printed"] = confidence

    def run_at(self, position: int, kinds: tuple[str, ...], slack: int = 3) -> Run | None:
        """The longest run of these kinds that begins at a place, a few characters of punctuation between."""
        near = [r for r in self.runs if r.kind in kinds and position <= r.start + 1 and r.start - position <= slack]
        near = [r for r in near if not self.text[position : r.start].strip(' .,:;"“„«(')]
        return max(near, key=lambda r: r.end - r.start) if near else None


def closing_quote(text: str, start: int) -> int | None:
    """Where the quotation that opens at ``start`` closes, or None when it never does."""
    closers = QUOTES.get(text[start : start + 1])
    if closers is None:
        return None
    depth = 0
    for at in range(start + 1, min(len(text), start + 1200)):
        letter = text[at]
        if letter in closers and not (letter in "’'" and text[at + 1 : at + 2].isalpha()):
            if depth == 0 or text[start] == '"':
                return at
            depth -= 1
        elif letter == text[start] and letter not in closers:
            depth += 1
    return None


def find_cluster(draft: Draft, start: int, end: int) -> tuple[int, int] | None:
    """The date and locator that stand together, the surest such group in a stretch; None where there is none."""
    elements = [(loc.start, loc.end, loc.score) for loc in draft.locators if start < loc.start and loc.end <= end]
    elements += [
        (d.start, d.end, 0.5 if d.month else 0.25)
        for d in draft.dates
        if start < d.start
        and d.end <= end
        and not any(loc.start <= d.start < loc.end for loc in draft.locators)
        and not re.search(r"\d\s*[-–]\s*$", draft.work[max(0, d.start - 4) : d.start])
    ]
    elements.sort()
    groups: list[list[tuple[int, int, float]]] = []
    for element in elements:
        gap = draft.work[groups[-1][-1][1] : element[0]] if groups else ""
        place = r"(?:[A-Z][\w.]+[\s,]+){0,2}" if element[2] == _PAGES_ALONE else ""
        if groups and re.fullmatch(rf"[\s,;:.()\[\]–-]*{place}", gap):
            groups[-1].append(element)
        else:
            groups.append([element])
    if not groups:
        return None

    def worth(group: list[tuple[int, int, float]]) -> float:
        closes = re.match(r"[\s.,;)\]]*(?:$|[A-Z(\[\"“–-])", draft.work[group[-1][1] : group[-1][1] + 4])
        return sum(e[2] for e in group) + (0.3 if closes else -0.2) + 0.1 * group[-1][1] / max(1, end)

    best = max(groups, key=worth)
    if worth(best) < 0.4:
        return None
    return best[0][0], best[-1][1]


def take_cluster(draft: Draft, cluster: tuple[int, int]) -> None:
    """Records date, volume, issue and pages."""
    begin, end = cluster
    inside = [
        d
        for d in draft.dates
        if begin <= d.start
        and d.end <= end + 30
        and not any(
            part and part[0] < d.end and d.start < part[1] for loc in draft.locators for part in (loc.pages, loc.volume)
        )
    ]
    if "year" not in draft.spans and inside:
        best = max(inside, key=lambda d: (d.start <= end, bool(d.day) + bool(d.month), -d.start))
        draft.put_date(best, 0.85)
    locators = [loc for loc in draft.locators if begin <= loc.start < end + 60]
    main = max(locators, key=lambda loc: (loc.volume is not None, loc.score), default=None)
    if main is None:
        return
    take_locator(draft, main)
    if main.pages is None:
        other = next((loc for loc in locators if loc.pages and loc.volume is None), None)
        if other is not None and other.pages:
            draft.put("pages", *other.pages, 0.8, strip=" ,;:.")


def take_locator(draft: Draft, locator: Locator) -> None:
    """Records volume, issue and pages from one locator."""
    for name, span in (("volume", locator.volume), ("issue", locator.issue), ("pages", locator.pages)):
        if span is not None:
            draft.put(name, *span, min(0.98, 0.5 + locator.score / 2.5), strip=" ,;:.")


def after_cluster(draft: Draft, at: int, end: int, finding: bool) -> None:
    """What follows the citation: a label, a finding, or a rest that is kept."""
    for locator in draft.locators:
        if locator.start <= at + 3 and at < locator.end <= end:
            at = locator.end
    piece = draft.work[at:end]
    begin = at + len(piece) - len(piece.lstrip(" .,;:)]–—->»=→"))
    stop = at + len(piece.rstrip())
    if stop - begin < 2:
        return
    body = draft.work[begin:stop]
    label = re.fullmatch(r"\(?([^()]{2,40})\)?\.?", body.strip())
    if label is not None and known_label(label[1]) and "source_label" not in draft.spans:
        offset = body.find(label[1])
        draft.put("source_label", begin + offset, begin + offset + len(label[1]), 0.8)
        return
    if body[:1] == "(" and body.rstrip(" .")[-1:] == ")" and len(body.split()) >= 2:
        begin, stop = begin + 1, begin + len(body.rstrip(" .")) - 1
        if finding and "finding" not in draft.spans and body.count("(") == body.count(")"):
            draft.put("finding", begin, stop, 0.7, strip=" ,;:–—-")
            return
    lead = re.match(r"[\[(]?([A-Z][\w ]{1,22}?)[\])]?\s*[.,:;–—-]\s+(?=\S)", body)
    if lead is not None and known_label(lead[1]) and "source_label" not in draft.spans:
        draft.put("source_label", begin + lead.start(1), begin + lead.end(1), 0.8)
        begin += lead.end()
        begin += len(draft.work[begin:stop]) - len(draft.work[begin:stop].lstrip(" .,;:–—->»"))
        body = draft.work[begin:stop]
    pointed = bool(re.search(r"->|>>|=>|→|»|\s[–—-]\s", draft.work[at:begin] + " ")) and len(body.split()) >= 2
    pointed = pointed or (len(body.split()) >= 2 and _set_off(draft, begin, stop))
    if finding and "finding" not in draft.spans and (pointed or (len(body.split()) >= 3 and _spoken(body))):
        draft.put("finding", begin, stop, 0.65, strip=" ,;:–—-")
    else:
        draft.rest.append((begin, stop))


def _set_off(draft: Draft, start: int, stop: int) -> bool:
    """True for what stands in quotation marks from end to end, or in one style of type, behind a citation."""
    body = draft.work[start:stop].rstrip(" .")
    if body[:1] in {"«", "“", "„", '"'} and closing_quote(body, 0) == len(body) - 1:
        return True
    return any(
        run.kind in {"italic", "bold"} and run.start <= start + 2 and run.end >= stop - 2 and run.end - run.start > 12
        for run in draft.runs
    )


def _spoken(body: str) -> bool:
    """True for a sentence in any language: a finite verb that is known, or a run of small words closed by a full stop."""
    small = len(re.findall(r"(?<![\w.])[a-zß-ÿ]{2,}\b", body))
    words = len(body.split())
    whole = body.rstrip()[-1:] in ".!?" and body[:1].isupper() and not re.search(r"\d{3}", body)
    return is_clause(body) or (small >= 4 and small >= 0.5 * words and whole) or (small >= 2 and words >= 3 and whole)
