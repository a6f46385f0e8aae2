"""Books, chapters, theses and papers of meetings: place, publisher, editors, edition, series."""

from __future__ import annotations

import re

from aetia.rescue.draft import Draft, find_cluster
from aetia.rescue.names import parse_names
from aetia.rescue.sentences import boundaries

BOOK_PLACE = re.compile(
    r"(?P<place>[A-Z][\w.'’-]+(?:[ -][A-Z][\w.'’-]+|\s(?:am|and|on|upon|an|de|"
    r"of)\s[A-Z][\w.'’-]+){0,3}(?:,\s*(?:[A-Z]{2,3}\b|[A-Z][a-z]+\.?))?)\s*"
    r"(?::\s*(?P<publisher>[^:;()]{2,90}?)|\((?P<publisher2>[A-Z][^()\d]{2,50})\))\s*"
    r"(?=[.,;)]\s|[.,;)]?\s*$|,\s*(?:19|20)\d\d)"
)
EDITORS = re.compile(r"[\s,]*\(?\b(?:eds?|editors?|Hrsg|Hg|dirs?|coords?)\b\.?\)?\s*[.,:]?", re.IGNORECASE)
EDITION = re.compile(
    (
        r"[(\s.,](?P<v>\d{1,2}\s?(?:st|nd|rd|th)\s+ed(?:ition|n)?|\d{1,2}\.\s*Aufl(?:age)?|(?:Rev"
        r"(?:ised)?|Second|Third|First|Fourth)\s+ed(?:ition|n)?)\b\.?\)?"
    ),
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"(?:^|[.,]\s+)(?P<v>[A-Z][^.,:]{3,60}?\s(?:Series|Monographs?|Reports?|Bulletin|Report "
    r"Series)\s*:?\s*(?:No\.?|Nr\.?|Vol\.?)?\s*\d+)\b"
)
THESIS = re.compile(
    (
        r"\b(?:(?:Ph\.?\s?D\.?|Master'?s?|Doctoral|M\.?\s?Sc\.?|Diploma|MD)?[- ]?(?:Thesis|"
        r"Dissertation)|Dissertation Thesis|Inaugural-?Dissertation|Diplomarbeit|Habilitation\w*|"
        r"Thèse|Tesis?|Tesi)\b"
    ),
    re.IGNORECASE,
)
EVENT = re.compile(
    (
        r"\b(?:Paper\s+presented|Poster|Presented|Proceedings\s+of|(?:\d+(?:st|nd|rd|th)|[XVI]+"
        r"(?:th|st|nd|rd)|Annual|International)\s+[\w ]{0,40}(?:Conference|Congress|Symposium|"
        r"Meeting|Workshop))"
    ),
    re.IGNORECASE,
)


def chapter_container(draft: Draft, at: int, end: int) -> bool:
    """Editors, book, place and publisher after *In*."""
    work = draft.work
    names = parse_names(work, at)
    editors_end = None
    if names is not None:
        role = EDITORS.match(work, names.end)
        if role is not None:
            draft.put("editors", names.spans[0][0], names.spans[-1][1], 0.85)
            draft.values["editors"] = [" ".join(work[a:b].split()) for a, b in names.spans]
            editors_end = role.end()
    start = editors_end if editors_end is not None else at
    start += len(work[start:end]) - len(work[start:end].lstrip(" .,;:"))
    italic = draft.run_at(start, ("italic",), slack=3)
    book = BOOK_PLACE.search(work, start, end)
    cluster = find_cluster(draft, start, end)
    if italic is not None:
        stop = italic.end
    else:
        stop = min(
            [
                b
                for b in ([book.start()] if book else [])
                + ([cluster[0]] if cluster else [])
                + [start + c for c in boundaries(work[start:end])]
                if b > start + 3
            ]
            or [end]
        )
    if stop - start < 4:
        return False
    draft.put("book_title", start, stop, 0.8)
    draft.kind = "chapter"
    take_book(draft, stop, end, book)
    return True


def take_book(draft: Draft, at: int, end: int, book: re.Match[str] | None) -> None:
    """Place, publisher, edition, series, date and pages of a book."""
    work = draft.work
    if draft.kind != "chapter":
        draft.kind = "book"
    if book is not None:
        draft.put("place", *book.span("place"), 0.75, strip=" ,;:")
        which = "publisher" if book["publisher"] else "publisher2"
        draft.put("publisher", *book.span(which), 0.75, strip=" ,;:")
        year = re.search(r",\s*(?:19|20)\d\d$", book[which])
        if year is not None:
            draft.put("publisher", book.start(which), book.start(which) + year.start(), 0.75, strip=" ,;:")
    for name, pattern in (("edition", EDITION), ("series", _SERIES)):
        found = pattern.search(work, max(0, at - 1), end)
        if found is not None:
            draft.put(name, *found.span("v"), 0.75, strip=" ,;:")
    _loose_date_pages(draft, at, end)


def thesis_or_event(draft: Draft, at: int, end: int) -> bool:
    work = draft.work
    thesis = THESIS.search(work, at, end)
    event = EVENT.match(work, at, end)
    if thesis is None and event is None:
        return False
    if thesis is not None:
        draft.kind = "thesis"
        school = re.compile(
            r"[A-Z][\w.' -]*(?:University|Universität|College|Institute)[\w ,']*?(?=[,.]\s|[,.]?$)"
        ).search(work, at, end)
        if school is not None:
            draft.put("publisher", *school.span(), 0.7)
        draft.spans["status_printed"] = thesis.span()
        draft.confidence["status_printed"] = 0.8
    elif event is not None:
        draft.kind = "paper-conference"
        draft.put("event", at, end, 0.7)
    _loose_date_pages(draft, at, end)
    return True


def _loose_date_pages(draft: Draft, at: int, end: int) -> None:
    dates = [d for d in draft.dates if at <= d.start < end]
    if "year" not in draft.spans and dates:
        draft.put_date(dates[-1], 0.75)
    for locator in draft.locators:
        if at <= locator.start < end and locator.pages and locator.form == "pages":
            draft.put("pages", *locator.pages, 0.85, strip=" ,;:.")
