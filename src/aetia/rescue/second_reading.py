"""A citation read by the tags of its words, where no layout fits it surely."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from aetia.rescue.books import EDITION
from aetia.rescue.draft import Draft
from aetia.rescue.groups import group_alone, group_behind
from aetia.rescue.locators import Locator
from aetia.rescue.name_lists import split_names
from aetia.rescue.names import NameList
from aetia.rescue.tagger import Tagging

_FIELDS = {"T": "title", "J": "journal", "B": "book_title", "U": "publisher", "L": "place"}
_KEPT = ("doi", "pmid", "pmcid", "url", "accessed", "issn", "isbn")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_VOLUME = re.compile(r"(?<![\w.])([A-Z]{0,2}\d{1,4}[A-Za-z]?|[IVXLC]{1,7})(?!\w)")
_ISSUE = re.compile(r"\(\s*([^()]{1,30}?)\s*\)|\b(?:no?|nr|num|issue|iss|h|heft)\b\.?\s*(\d[\d–/-]*)", re.IGNORECASE)
_PAGES = re.compile(r"[A-Za-z]{0,3}\d+[A-Za-z]?\d*(?:\s?[-–—‐‑−]{1,2}\s?[A-Za-z]{0,3}\d+[A-Za-z]?)?")
_BARE_PAGES = re.compile(r"([A-Za-z]?\d+)\s+(\d+)\W*$")
_LEAD_IN = re.compile(r"\W*(?:in|dans|im)\b\s*:?\s*(?=[\"“„«]?[A-ZÀ-Þ\d])", re.IGNORECASE)
_THESIS = re.compile(r"\b(?:thesis|dissertation|thèse|habilitation\w*|diplomarbeit|tesis|tesi)\b", re.IGNORECASE)
_MEETING = re.compile(r"\b(?:proceedings|conference|symposium|workshop|congress|meeting|proc)\b", re.IGNORECASE)
_DOTTED = re.compile(r"(?:[^\W\d_]+\.\s*){2,}$")
_SHORTENED = re.compile(r"[.?!]\s+((?:[^\W\d_a-zß-ÿ][^\W\d_]{0,7}\.\s*){1,3})$")
_FIRST_ALONE = 0.6
_STOP = re.compile(r"[.?!](?=\s|$)")
_EDGES = " .,;:–—-"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words of one tag.

    Args:
        tag: the letter.
        start: first character.
        end: one past the last.
        sure: the least share of any of its words.
        mean: the mean share of its words.
    """

    tag: str
    start: int
    end: int
    sure: float
    mean: float


def second_reading(draft: Draft, tagging: Tagging) -> Draft:
    """The fields that the tags give; dates, volumes and pages are taken from the first reading where they stand in their tags.

    Args:
        draft: the first reading.
        tagging: the tags of its words.

    Returns:
        A new draft; the first is not changed.
    """
    read = Draft(draft.text, draft.work, draft.runs, draft.marks, draft.dates, draft.locators)
    for name in _KEPT:
        if name in draft.spans:
            read.spans[name] = draft.spans[name]
            read.confidence[name] = draft.confidence[name]
    stretches = _with_whole_titles(stretches_of(tagging), draft.text)
    stretches = _with_whole_journals(_with_groups(stretches, draft.text), draft.text)
    for tag, name in _FIELDS.items():
        if (stretch := _main(stretches, tag)) is not None:
            _put_words(read, name, stretch)
    _put_people(read, stretches)
    _put_date(read, draft, stretches)
    _put_locator(read, draft, stretches)
    _from_the_first(read, draft)
    read.kind = _kind(read, stretches)
    read.rest = [
        (s.start, s.end)
        for s in stretches
        if s.tag == "N" and any(letter.isalnum() for letter in read.work[s.start : s.end])
    ]
    return read


def stretches_of(tagging: Tagging) -> list[Stretch]:
    """Neighbouring words of one tag, in the order of print."""
    found = []
    rows = zip(tagging.tags, tagging.words, tagging.sure, strict=True)
    for tag, group in itertools.groupby(rows, key=lambda row: row[0]):
        words = list(group)
        sure = [row[2] for row in words]
        found.append(Stretch(tag, words[0][1][0], words[-1][1][1], min(sure), sum(sure) / len(sure)))
    return found


def _with_whole_titles(stretches: list[Stretch], text: str) -> list[Stretch]:
    """Joins to a title what goes on in small letters behind it, with no stop between (*Black activism, unchurched.*)."""
    joined: list[Stretch] = []
    for stretch in stretches:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.tag == "T"
            and stretch.tag in "NJB"
            and text[stretch.start].islower()
            and text[before.end - 1] not in ".?!\"”»’'"
            and _LEAD_IN.match(text, stretch.start) is None
        ):
            stop = _STOP.search(text, stretch.start, stretch.end)
            end = stop.end() if stop else stretch.end
            joined[-1] = Stretch("T", before.start, end, min(before.sure, 0.5), min(before.mean, 0.6))
            if text[end : stretch.end].strip():
                joined.append(Stretch(stretch.tag, end, stretch.end, stretch.sure, stretch.mean))
        else:
            joined.append(stretch)
    return joined


def _with_groups(stretches: list[Stretch], text: str) -> list[Stretch]:
    """Gives a study group that a title seems to begin with to the authors."""
    at = next((number for number, s in enumerate(stretches) if s.tag == "T"), None)
    if at is None:
        return stretches
    title = stretches[at]
    if any(s.tag == "A" for s in stretches[:at]):
        end = group_behind(text, title.start, title.end)
    else:
        found = group_alone(text, title.start, title.end) if at == 0 else None
        end = found[1] + 1 if found else None
    if end is None:
        return stretches
    rest = Stretch("T", end, title.end, title.sure, title.mean)
    if at and stretches[at - 1].tag == "A":
        names = stretches[at - 1]
        return [
            *stretches[: at - 1],
            Stretch("A", names.start, end, names.sure, names.mean),
            rest,
            *stretches[at + 1 :],
        ]
    return [*stretches[:at], Stretch("A", title.start, end, title.sure, title.mean), rest, *stretches[at + 1 :]]


def _with_whole_journals(stretches: list[Stretch], text: str) -> list[Stretch]:
    """Gives the first shortened words of a journal, which a title seems to end with, to the journal (*Int. J. Behav. Med.*)."""
    found = list(stretches)
    for at in range(1, len(found)):
        title, journal = found[at - 1], found[at]
        if title.tag != "T" or journal.tag != "J" or not _DOTTED.match(text[journal.start : journal.end].strip(" ,;")):
            continue
        lead = _SHORTENED.search(text, title.start, title.end)
        if lead is not None:
            found[at - 1] = Stretch("T", title.start, lead.start(1), title.sure, title.mean)
            found[at] = Stretch("J", lead.start(1), journal.end, journal.sure, journal.mean)
    return found


def _main(stretches: list[Stretch], tag: str) -> Stretch | None:
    """The stretch of a tag that holds the most, the first of equals."""
    return max((s for s in stretches if s.tag == tag), key=lambda s: (s.end - s.start) * s.mean, default=None)


def _put_words(read: Draft, name: str, stretch: Stretch) -> None:
    start, end = stretch.start, stretch.end
    if name in {"book_title", "journal"} and (lead := _LEAD_IN.match(read.text, start, end)) is not None:
        start = lead.end()
    piece = read.text[start:end]
    begin = start + len(piece) - len(piece.lstrip(_EDGES + '"“”„«»*'))
    stop = start + len(piece.rstrip(_EDGES + '"“”„«»*'))
    for opening, closing in ("()", "[]"):
        inner = read.text[begin:stop]
        if inner[:1] == opening and inner.count(opening) > inner.count(closing):
            begin += 1
        if inner[-1:] == closing and inner.count(closing) > inner.count(opening):
            stop -= 1
    read.put(name, begin, stop, stretch.sure)


def _put_people(read: Draft, stretches: list[Stretch]) -> None:
    for tag, name in (("A", "authors"), ("E", "editors")):
        stretch = _main(stretches, tag)
        if stretch is None:
            continue
        spans = split_names(read.text, stretch.start, stretch.end)
        if spans:
            end = stretch.start + len(read.text[stretch.start : stretch.end].rstrip(" ,;:"))
            read.put_names(
                name, NameList(spans[0][0], max(end, spans[-1][1]), tuple(spans), "tagged", False, stretch.sure)
            )


def _put_date(read: Draft, first: Draft, stretches: list[Stretch]) -> None:
    """The date in the surest stretch of dates; else the first reading's, where that is no part of names or titles."""
    located = [part for loc in read.locators for part in (loc.volume, loc.pages) if part is not None]
    dates = [d for d in read.dates if not any(part[0] <= d.start < part[1] for part in located)]
    for stretch in sorted((s for s in stretches if s.tag == "D"), key=lambda s: -s.sure):
        inside = [d for d in dates if stretch.start <= d.start < stretch.end]
        if inside:
            read.put_date(max(inside, key=lambda d: bool(d.month) + bool(d.day)), stretch.sure)
            return
        if (year := _YEAR.search(read.work, stretch.start, stretch.end)) is not None:
            read.put("year", *year.span(), stretch.sure)
            read.values["year"] = int(year[0])
            return
    free = [d for d in dates if not _held(stretches, d.start, "TBAP")]
    known = [d for d in free if "date_printed" in first.spans and d.start == first.spans["date_printed"][0]]
    if free:
        read.put_date((known or free)[-1], 0.5)


def _held(stretches: list[Stretch], place: int, tags: str) -> bool:
    """True where a place lies in a stretch of one of some tags."""
    return any(s.tag in tags and s.start <= place < s.end for s in stretches)


def _put_locator(read: Draft, first: Draft, stretches: list[Stretch]) -> None:
    """Volume, issue and pages: of the locator that tags and first reading speak for, or from the tagged words themselves."""
    places = [s for s in stretches if s.tag in "VP"]
    sure = {tag: max((s.sure for s in places if s.tag == tag), default=0.0) for tag in "VP"}
    best: tuple[float, Locator] | None = None
    for loc in read.locators:
        place = (loc.volume or loc.pages or (loc.start, loc.end))[0]
        tagged = any(s.start < loc.end and loc.start < s.end for s in places)
        known = any(
            first.spans.get(name) == part for name, part in (("volume", loc.volume), ("pages", loc.pages)) if part
        )
        if not tagged and (not known or _held(stretches, place, "TABEUL")):
            continue
        worth = loc.score + (1.0 if tagged else 0.0) + (0.5 if known else 0.0) + (0.5 if loc.volume else 0.0)
        if best is None or worth > best[0]:
            best = (worth, loc)
    if best is not None:
        _take(read, best[1], sure["V"] or sure["P"] or 0.5, sure["P"] or sure["V"] or 0.5)
    _first_number_is_the_volume(read, places)
    for stretch in places:
        if stretch.tag == "V" and "volume" not in read.spans:
            _volume_and_issue(read, stretch)
        elif stretch.tag == "P" and "pages" not in read.spans:
            _pages(read, stretch)


def _first_number_is_the_volume(read: Draft, places: list[Stretch]) -> None:
    """Reads volume and issue anew where the tagged words hold a number before the volume found (*34 3 126-131*)."""
    tagged = next((s for s in places if s.tag == "V"), None)
    if tagged is None or "volume" not in read.spans or not tagged.start < read.spans["volume"][0] <= tagged.end + 20:
        return
    number = _VOLUME.search(read.work, tagged.start, tagged.end)
    if (
        number is None
        or any(date.start <= number.start(1) < date.end for date in read.dates)
        or number.start(1) >= read.spans["volume"][0]
        or _ISSUE.match(read.work, tagged.start, tagged.end)
    ):
        return
    was = read.spans["volume"]
    for name in ("volume", "issue"):
        read.spans.pop(name, None)
    _volume_and_issue(read, tagged)
    if "issue" not in read.spans and was[0] >= number.end(1):
        read.put("issue", *was, tagged.sure)


def _take(read: Draft, locator: Locator, volume_sure: float, pages_sure: float) -> None:
    for name, span, sure in (
        ("volume", locator.volume, volume_sure),
        ("issue", locator.issue, volume_sure),
        ("pages", locator.pages, pages_sure),
    ):
        if span is not None and not (name == "issue" and span == locator.pages):
            read.put(name, *span, sure, strip=" ,;:.")


def _volume_and_issue(read: Draft, stretch: Stretch) -> None:
    volume = _VOLUME.search(read.work, stretch.start, stretch.end)
    if volume is None:
        return
    issue = _ISSUE.search(read.work, stretch.start, stretch.end)
    if issue is not None and issue.start() <= volume.start():
        read.put("issue", *volume.span(), stretch.sure)
        return
    read.put("volume", *volume.span(1), stretch.sure)
    if issue is not None:
        read.put("issue", *issue.span(1 if issue[1] else 2), stretch.sure)
    elif (
        second := re.compile(r"[\s,.:/]+(\d{1,4}(?:[-–/]\d{1,3})?)\W*$").match(read.work, volume.end(), stretch.end)
    ) is not None:
        read.put("issue", *second.span(1), stretch.sure)


def _pages(read: Draft, stretch: Stretch) -> None:
    bare = _BARE_PAGES.search(read.work[stretch.start : stretch.end])
    if bare is not None:
        begin = stretch.start + bare.start()
        read.put("pages", begin, stretch.start + bare.end(2), stretch.sure)
        read.values["pages"] = f"{bare[1]}-{bare[2]}"
        return
    pages = _PAGES.search(read.work, stretch.start, stretch.end)
    if pages is not None:
        read.put("pages", *pages.span(), stretch.sure, strip=" ,;:.")


def _from_the_first(read: Draft, first: Draft) -> None:
    """Takes what only layouts know: editors between *In* and *editors* with their book, an edition; all where no tag is."""
    if not any(name in read.spans for name in ("title", "authors", "journal", "book_title")):
        names: tuple[str, ...] = tuple(name for name in first.spans if name not in read.spans)
    elif first.kind == "chapter" and "editors" in first.spans:
        names = ("editors", "book_title", "edition", "series")
        read.spans.pop("editors", None)
    else:
        names = ("edition", "series")
    for name in names:
        span = first.spans.get(name)
        if span is None or name in read.spans:
            continue
        if any(start < span[1] and span[0] < end for other, (start, end) in read.spans.items() if other != "title"):
            continue
        read.spans[name], read.confidence[name] = span, _FIRST_ALONE
        if name in first.values:
            read.values[name] = first.values[name]
    edition = EDITION.search(read.work) if "edition" not in read.spans else None
    if edition is not None and not any(a < edition.end("v") and edition.start("v") < b for a, b in read.spans.values()):
        read.put("edition", *edition.span("v"), _FIRST_ALONE, strip=" ,;:")
    title, editors = read.spans.get("title"), read.spans.get("editors")
    if title and editors and title[0] < editors[1] and editors[0] < title[1]:
        del read.spans["editors"]


def _kind(read: Draft, stretches: list[Stretch]) -> str:
    """What sort of publication the fields speak for."""
    other = " ".join(read.text[s.start : s.end] for s in stretches if s.tag in "NU")
    if _THESIS.search(other):
        return "thesis"
    if "journal" in read.spans:
        return "article"
    if "book_title" in read.spans:
        meeting = _MEETING.search(read.text[slice(*read.spans["book_title"])])
        return "paper-conference" if meeting else "chapter"
    if "publisher" in read.spans or "place" in read.spans:
        return "book"
    if "url" in read.spans and "volume" not in read.spans:
        return "webpage"
    return "article" if "volume" in read.spans and "pages" in read.spans else "unknown"
