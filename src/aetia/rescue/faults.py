"""What looks wrong on an old page: general rules, each fault with its place, its reason and, where there is one, a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from aetia.rescue.blocks import fold_space
from aetia.rescue.citations import page_numbers
from aetia.rescue.entry import Entry
from aetia.rescue.journals import nearest_journal
from aetia.rescue.parts import Part
from aetia.rescue.read import RescuedPage

_SMALL_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "and",
        "or",
        "for",
        "to",
        "with",
        "from",
        "as",
        "at",
        "by",
        "is",
        "are",
        "der",
        "die",
        "das",
        "und",
        "in",
        "von",
        "la",
        "le",
        "les",
        "de",
        "del",
        "el",
        "y",
        "e",
        "i",
    ]
)
_CASE_LABEL = re.compile(
    r"case (?:report|study|series)|fallbericht|kasuistik|rapport de cas|cas clinique|caso cl[ií]nico", re.IGNORECASE
)
_CASE_TITLE = re.compile(
    (
        r"\b(?:a |two |three |four )?case (?:reports?|series|study)\b|\breport of (?:an? |one |two |"
        r"three |four |five |\d |new )*cases?\b|\bFallbericht|rapport de cas|reporte de (?:un "
        r")?casos?\b|caso cl[ií]nico"
    ),
    re.IGNORECASE,
)
_NOT_A_CASE = re.compile(
    (
        r"\b(?:cohort|randomi[sz]ed|meta-?analys[ie]s|systematic review|case[- ]control|"
        r"cross-sectional|survey|population-based|registry|trial|nationwide|prospective|"
        r"retrospective)\b"
    ),
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(\d{2,5})\s+(?:\w+\s){0,2}(?:patients|cases|subjects|children|women|men|people|persons|adults|individuals)\b",
    re.IGNORECASE,
)
_REVIEW_LABEL = re.compile(r"^(?:systematic )?review|meta-?analysis", re.IGNORECASE)
_BLANK_IN_NUMBER = re.compile(r"\d\s*[-–]\s+\d|\d\s+[-–]\s*\d|\(\s+\d|\d\s+\)")


@dataclass(frozen=True, slots=True)
class PageDoubt:
    """Something that looks wrong on a page.

    Args:
        kind: short stable name, such as ``misspelt-journal``.
        what: what looks wrong, in one sentence.
        why: what says so.
        words: the page's own words, or None where the fault is that something is missing.
        proposal: what may have been meant, or None.
        span: where the words stand in the reading text, or None for the page as a whole.
        entry: index of the entry that it concerns, or None.
    """

    kind: str
    what: str
    why: str
    words: str | None = None
    proposal: str | None = None
    span: tuple[int, int] | None = None
    entry: int | None = None


class MakeDoubt(Protocol):
    """Makes a doubt about one field of an entry."""

    def __call__(self, kind: str, name: str, what: str, why: str, proposal: str | None = None) -> PageDoubt: ...


def find_faults(page: RescuedPage) -> list[PageDoubt]:
    """Everything that looks wrong on a page, in the order of its text; faults of the page as a whole come first.

    Args:
        page: the rescued page.

    Returns:
        The faults. None of them is certain: each is for a person to look at.
    """
    found = [*_decoding(page), *_jump_list(page), *_sections(page), *_organisation(page), *_not_understood(page)]
    for index, entry in enumerate(page.entries):
        if entry.kind in {"study", "report", "book", "news", "web page"}:
            found.extend(_entry_faults(page, index, entry))
    found.extend(_twice(page))
    return sorted(found, key=lambda doubt: (doubt.span is not None, doubt.span or (0, 0), doubt.kind))


def _decoding(page: RescuedPage) -> Iterator[PageDoubt]:
    if page.page.repairs:
        lines = ", ".join(str(number) for number, _ in page.page.repairs[:8])
        more = " and others" if len(page.page.repairs) > 8 else ""
        yield PageDoubt(
            "mixed-encoding",
            f"lines {lines}{more} are not in the page's encoding and were read in another",
            f"the page is in {page.page.encoding}, and these lines do not fit it",
        )
    for note in page.reading.notes:
        yield PageDoubt("broken-markup", note, "the page's HTML is not well formed")


def _content_words(words: str) -> set[str]:
    return {w for w in re.findall(r"[^\W\d_]{2,}", words.casefold()) if w not in _SMALL_WORDS}


def _alike(item: str, heading: str) -> float:
    """The share of the shorter phrase's words that the longer one has."""
    a, b = _content_words(item), _content_words(heading)
    if not a or not b:
        return float(item.casefold() == heading.casefold())
    common = sum(any(x == y or (len(x) > 4 and len(y) > 4 and x[:5] == y[:5]) for y in b) for x in a)
    return common / min(len(a), len(b)) if len(a) <= len(b) else common / len(a)


def _jump_list(page: RescuedPage) -> Iterator[PageDoubt]:
    items = [
        (fold_space(page.reading.text[a:b]), (a, b))
        for part in page.parts
        if part.kind == "jump_list"
        for a, b in part.items
    ]
    headings = [(part.section_path[-1], part) for part in page.parts if part.kind == "heading"]
    if len(items) < 2 or not headings:
        return
    pairs = sorted(
        ((_alike(item, words), i, h) for i, (item, _) in enumerate(items) for h, (words, _) in enumerate(headings)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    matched_items: set[int] = set()
    matched_headings: set[int] = set()
    for likeness, i, h in pairs:
        if likeness >= 0.5 and i not in matched_items and h not in matched_headings:
            matched_items.add(i)
            matched_headings.add(h)
    for i, (item, span) in enumerate(items):
        if i not in matched_items:
            yield PageDoubt(
                "jump-item-without-heading",
                f"the jump list names '{item}', and no heading says so",
                "no heading shares half of its words",
                item,
                None,
                span,
            )
    top = min(part.level for _, part in headings)
    for h, (words, part) in enumerate(headings):
        if h not in matched_headings and part.level == top:
            yield PageDoubt(
                "heading-not-in-jump-list",
                f"the jump list lacks the heading '{words}'",
                "no item shares half of its words",
                words,
                f"Add '{words}' to the jump list",
                (part.start, part.end),
            )


def _sections(page: RescuedPage) -> Iterator[PageDoubt]:
    if not any(entry.kind == "study" for entry in page.entries):
        return
    paths = [entry.section_path for entry in page.entries if entry.kind not in {"internal_link", "advertisement"}]
    for part in page.parts:
        if part.kind == "heading" and not any(path[: len(part.section_path)] == part.section_path for path in paths):
            yield PageDoubt(
                "section-without-studies",
                f"nothing is cited under '{part.section_path[-1]}'",
                "no entry stands between this heading and the next of its rank",
                part.section_path[-1],
                None,
                (part.start, part.end),
            )


def _organisation(page: RescuedPage) -> Iterator[PageDoubt]:
    email = page.organisation.get("email")
    if isinstance(email, dict) and email.get("value") is None:
        yield PageDoubt(
            "protected-email",
            "the e-mail address was hidden from robots and cannot be recovered",
            "the page prints a stand-in for it",
            str(email.get("printed")),
            None,
            page.organisation_spans.get("email"),
        )


def _not_understood(page: RescuedPage) -> Iterator[PageDoubt]:
    for part in page.parts:
        if part.kind == "not_understood":
            words = page.words(part)
            yield PageDoubt(
                "not-understood",
                "this was not understood and is kept as it stands",
                "it reads as no heading, prose, entry or page furniture",
                words[:300],
                None,
                (part.start, part.end),
            )


def _entry_faults(page: RescuedPage, index: int, entry: Entry) -> Iterator[PageDoubt]:
    text = page.reading.text

    def doubt(kind: str, name: str, what: str, why: str, proposal: str | None = None) -> PageDoubt:
        span = entry.spans.get(name)
        words = fold_space(text[slice(*span)]) if span else None
        return PageDoubt(kind, what, why, words, proposal, span or (entry.start, entry.end), index)

    journal = entry.fields.get("journal")
    if isinstance(journal, str):
        near = nearest_journal(journal)
        if near is not None:
            yield doubt(
                "misspelt-journal",
                "journal",
                f"the journal '{journal}' is not known in this spelling",
                "one word differs by a letter or two from a word of known journals",
                near,
            )
    if entry.kind == "study" and "year" not in entry.fields and (journal or entry.fields.get("authors")):
        printed = entry.fields.get("status_printed")
        if printed is None:
            yield PageDoubt(
                "no-year",
                "no year is printed",
                "a citation without a year can hardly be told from others",
                None,
                None,
                (entry.start, entry.end),
                index,
            )
    yield from _page_faults(entry, doubt)
    yield from _label_faults(entry, doubt)
    title = page.outline.title.words.casefold() if page.outline.title else None
    also = entry.fields.get("see_also")
    if title and isinstance(also, list) and any(item.casefold() == title for item in also):
        yield doubt(
            "refers-to-itself",
            "see_also",
            "the entry sends the reader to the page that it stands on",
            "'see also' names the page's own title",
        )


def _page_faults(entry: Entry, make: MakeDoubt) -> Iterator[PageDoubt]:
    pages = entry.fields.get("pages")
    if isinstance(pages, str):
        numbers = page_numbers(pages)
        if numbers is not None and numbers[1] > numbers[2]:
            swapped = pages.split("-")
            proposal = None
            if len(swapped) == 2 and len(swapped[0]) == len(swapped[1]) and swapped[1][-1] != swapped[0][-1]:
                digits = swapped[1]
                turned = digits[0] + digits[1:][::-1] if len(digits) > 2 else digits[::-1]
                proposal = (
                    f"{swapped[0]}-{turned}"
                    if turned.isdigit() and swapped[0].isdigit() and 0 < int(turned) - int(swapped[0]) <= 30
                    else None
                )
            yield make(
                "backward-pages",
                "pages",
                f"the pages '{pages}' run backwards",
                "the last page comes before the first",
                proposal,
            )
        elif "pages" in entry.proposals:
            yield make(
                "lost-dash",
                "pages",
                f"'{pages}' may be a range of pages whose dash was lost",
                "read as two numbers it is a short range",
                entry.proposals["pages"],
            )
    for name in ("issue", "pages", "volume"):
        span = entry.spans.get(name)
        value = entry.fields.get(name)
        if span and isinstance(value, str):
            found = make(
                "blank-in-number",
                name,
                f"a blank stands inside the {name} number",
                "numbers are printed without blanks",
                re.sub(r"\s+", "", value),
            )
            if found.words and _BLANK_IN_NUMBER.search(found.words):
                yield found


def _label_faults(entry: Entry, doubt: MakeDoubt) -> Iterator[PageDoubt]:
    raw = entry.fields.get("labels")
    labels = raw if isinstance(raw, list) else []
    title = str(entry.fields.get("title", ""))
    story = f"{title}. {entry.fields.get('finding', '')}"
    case = next((label for label in labels if _CASE_LABEL.search(label)), None)
    if case is not None:
        other = _NOT_A_CASE.search(story)
        many = next((m for m in _MANY.finditer(story) if int(m[1]) >= 20), None)
        hit = other or many
        if hit is not None:
            yield doubt(
                "label-contradicts",
                "labels",
                f"labelled '{case}', yet the entry speaks of '{hit[0]}'",
                "a study of that kind is no report of single cases",
            )
    elif not labels and (said := _CASE_TITLE.search(title)) is not None:
        yield doubt(
            "label-missing",
            "title",
            "the title says that it reports single cases, and no label does",
            f"the title says '{said[0]}'",
            "Case Report",
        )
    review = next((label for label in labels if _REVIEW_LABEL.search(label)), None)
    if (
        review is not None
        and (
            _CASE_TITLE.search(title)
            or re.search(r"\b(?:cohort study|randomi[sz]ed (?:controlled )?trial)\b", title, re.IGNORECASE)
        )
        and not re.search(r"review|meta", title, re.IGNORECASE)
    ):
        yield doubt(
            "label-contradicts",
            "labels",
            f"labelled '{review}', yet the title names another kind of study",
            "the title speaks of one study, not of several",
        )


def _twice(page: RescuedPage) -> Iterator[PageDoubt]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(page.entries):
        if entry.kind in {"internal_link", "advertisement"}:
            continue
        keys = [f"{name}:{str(entry.fields[name]).casefold()}" for name in ("doi", "pmid") if name in entry.fields]
        title = " ".join(sorted(_content_words(str(entry.fields.get("title", "")))))
        where = "|".join(str(entry.fields.get(name, "")) for name in ("volume", "issue", "pages", "year"))
        if len(title) > 12:
            keys.append(f"title:{title}|{where}")
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            yield PageDoubt(
                "printed-twice",
                f"the same publication is entry {first + 1} of this page",
                "identifier, or title and place in the journal, are the same",
                str(entry.fields.get("title")),
                None,
                entry.spans.get("title", (entry.start, entry.end)),
                index,
            )
        for key in keys:
            seen.setdefault(key, index)


def part_of(page: RescuedPage, doubt: PageDoubt) -> Part | None:
    """The part of the page that a fault stands in, or None for the page as a whole."""
    if doubt.span is None:
        return None
    start = doubt.span[0]
    return next((part for part in page.parts if part.start <= start < part.end), None)
