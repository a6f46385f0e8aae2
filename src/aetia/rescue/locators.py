"""Volume, issue and pages, in the ways they are printed."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAGE = r"(?:[A-Za-z]{0,3}\d{1,16}(?:[A-Za-z]{1,2}\d{0,5})?)"
_DASH = r"\s?(?:[-–—‐‑−]|--|\bto\b)\s?"
_PAGES = rf"(?P<pages>{_PAGE}(?:{_DASH}{_PAGE})?(?:\s?[,;]\s?{_PAGE}{_DASH}{_PAGE}(?![\w(:]))*)(?:\s?(?:pp|S)\b\.?)?"
_VOL = r"(?P<vol>(?:[A-Z]{1,2})?\d{1,4}[A-Za-z]?(?:\s?[-–/]\s?\d{1,4}(?=\s*[(:,]))?|[IVXLC]{1,7}(?=\s*[(:,]))"
_SUPPL = (
    r"(?P<suppl>(?:,?\s*(?:Suppl(?:ement|\.)?|Pt|Part|Spec(?:ial)?\s(?:No|Issue)|Beiheft)\.?"
    r"(?:\s?[\dA-Z]{1,4}\b)?(?:\s?Pt\s?\d)?))"
)
_ISSUE = r"(?P<iss>[^()\n]{1,40})"
_P = r"(?:(?:pp?|pgs?|pages?|págs?|pag|S|Seiten?|ss)\b\.?\s*)"
_VOLUME_WORD = r"(?:vol(?:ume|umen|\.)?|Bd\.?|Band|Jg\.?|tome|t\.)"
_ISSUE_WORD = r"(?:n(?:o|r|um|úm|umero|umber)?\s?[.°ºo]?|iss(?:ue|\.)?|H(?:eft)?\.?|núm\.?|fasc\.?)"

_FORMS: list[tuple[str, float, re.Pattern[str]]] = [
    (
        "vol(issue):pages",
        1.0,
        re.compile(rf"(?<![\w/-]){_VOL}{_SUPPL}?\s*\(\s*{_ISSUE}\s*\)\s*[:,;.]?\s*{_P}?{_PAGES}(?![\w])"),
    ),
    (
        "vol issue-word pages",
        1.0,
        re.compile(
            (
                rf"\b{_VOLUME_WORD}\s*(?P<vol>\d{{1,4}}[A-Z]?|[IVXLC]{{1,7}}\b)\s*[,;:.]?\s*\(?"
                rf"(?:{_ISSUE_WORD}\s*(?P<iss>[\dIVX]+(?:\s?[-–/]\s?\d+)?[A-Z]?)\)?|\(\s*"
                rf"(?P<iss2>\d[\d\s–-]*)\))"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "vol.issue (year): pages",
        1.0,
        re.compile(
            (
                rf"(?:\b{_VOLUME_WORD}\s*)?(?<![\d.])(?P<vol>\d{{1,4}})\s?[.,/]\s?(?P<iss>\d{{1,3}}"
                rf"(?:-\d{{1,3}})?)\s*(?=\((?:[^()]{{0,15}}\s)?(?:19|"
                rf"20)\d\d\))\([^()]{{4,25}}\)\s*[:,]\s*{_P}?{_PAGES}"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "vol (year): pages",
        0.9,
        re.compile(
            (
                rf"(?<![\w.])(?:{_VOLUME_WORD}\s*)?(?P<vol>\d{{1,4}}[A-Z]?)\s*(?=\((?:[^()]{{0,15}}\s)?(?:19|"
                rf"20)\d\d\))\([^()]{{4,25}}\)\s*[:,]\s*{_P}?{_PAGES}"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "vol (year), issue, pages",
        0.95,
        re.compile(
            rf"(?<![\w.])(?P<vol>\d{{1,4}}[A-Z]?)\s*(?=\((?:[^()]{{0,15}}\s)?(?:19|20)\d\d\))\([^()]{{4,25}}\)\s*[:,]?\s*"
            rf"{_ISSUE_WORD}\s*(?P<iss>\d{{1,3}}(?:\s?[-–/]\s?\d{{1,3}})?)\s*[:,]\s*{_P}?{_PAGES}",
            re.IGNORECASE,
        ),
    ),
    (
        "vol, no. issue (year): pages",
        1.0,
        re.compile(
            rf"(?<![\w.])(?P<vol>\d{{1,4}}[A-Z]?),?\s*{_ISSUE_WORD}\s*(?P<iss>\d{{1,3}}(?:\s?[-–/]\s?\d{{1,3}})?)\s*,?\s*"
            rf"\((?:[^()]{{0,15}}\s)?(?:19|20)\d\d\)\s*[:,]\s*{_P}?{_PAGES}",
            re.IGNORECASE,
        ),
    ),
    ("vol:pages", 0.95, re.compile(rf"(?<![\w/:-]){_VOL}{_SUPPL}?\s*:\s*{_P}?{_PAGES}(?![\w:])")),
    (
        "vol, issue, pages",
        0.6,
        re.compile(
            rf"(?<![\w/-])(?P<vol>\d{{1,4}}),\s*(?:{_ISSUE_WORD}\s*)?(?P<iss>\d{{1,3}}),\s*{_P}?"
            rf"(?P<pages>{_PAGE}{_DASH}{_PAGE})(?!\w)"
        ),
    ),
    (
        "vol, pages",
        0.75,
        re.compile(rf"(?<![\w/-])(?P<vol>\d{{1,4}}[A-Z]?),\s*{_P}?(?P<pages>{_PAGE}{_DASH}{_PAGE})(?!\w)"),
    ),
    ("vol, pp. page", 0.7, re.compile(rf"(?<![\w/-])(?P<vol>\d{{1,4}}[A-Z]?),\s*{_P}(?P<pages>{_PAGE})(?!\w)")),
    (
        "vol, page",
        0.55,
        re.compile(
            r"(?:(?<=[A-Za-z.],\s)|(?<=[A-Za-z][a-z.]\s)|(?<=19\d\d,\s)|(?<=20\d\d,\s))(?P<vol>\d{1,4}),\s*(?P<pages>[a-zA-Z]?\d{1,7})(?=\s*(?:[.;]|$|\[|\())"
        ),
    ),
    (
        "vol(issue)",
        0.6,
        re.compile(
            r"(?<![\w/-])(?P<vol>\d{1,4})\s?\(\s*(?P<iss>(?:0?\d{1,3}(?:\s?[-–/]\s?\d{1,3})?|"
            r"[Ss]uppl[^()]{0,12}))\s*\)(?!\s*\w)"
        ),
    ),
    ("vol pages", 0.5, re.compile(r"(?<=[\s(])(?P<vol>\d{1,3})\s+(?P<pages>\d{1,5}[-–]\d{1,5})(?!\w)")),
    ("(year) vol, pages", 0.9, re.compile(rf"(?<=\d\d\))\s(?P<vol>\d{{1,4}}),?\s*[,:]\s*{_P}?{_PAGES}(?!\w)")),
    (
        "year;vol",
        0.6,
        re.compile(
            r"(?<=\d;)\s?(?P<vol>\d{1,4}[A-Z]?)\s?(?:\(\s*(?P<iss>[\w -]{1,12})\)\s?)?(?=[.,;)]?\s*(?:$|"
            r"[.)\[(A-Z]))"
        ),
    ),
    ("vol", 0.45, re.compile(rf"\b{_VOLUME_WORD}\s*(?P<vol>\d{{1,4}}[A-Z]?)\b", re.IGNORECASE)),
]
# What a text must hold for a form to be worth looking for.
_NEEDED: dict[str, str] = {
    "vol(issue):pages": "(",
    "vol.issue (year): pages": "(",
    "vol (year): pages": "(",
    "vol (year), issue, pages": "(",
    "vol, no. issue (year): pages": "(",
    "vol:pages": ":",
    "vol, issue, pages": ",",
    "vol, pages": ",",
    "vol, pp. page": ",",
    "vol, page": ",",
    "vol(issue)": "(",
    "(year) vol, pages": ")",
    "year;vol": ";",
}
# Forms that begin with their volume are tried only where one may stand.
_FROM_VOLUME = frozenset(
    {
        "vol(issue):pages",
        "vol (year), issue, pages",
        "vol, no. issue (year): pages",
        "vol:pages",
        "vol, issue, pages",
        "vol, pages",
        "vol, pp. page",
        "vol, page",
        "vol(issue)",
        "vol pages",
    }
)
_VOLUME_STARTS = re.compile(r"(?<!\d)(?=\d)|(?<!\w)(?=[A-Z]{1,2}\d|[IVXLC]{1,7}\s*[(:,])")
_IN_BRACKETS = re.compile(r"(?:19|20)\d\d\)")
_A_VOLUME_WORD = re.compile(rf"\b{_VOLUME_WORD}\s*[\dIVXLCivxlc]", re.IGNORECASE)
_BEFORE_DIGITS = 100
_PAGES_WORD = re.compile(rf"(?<![\w.])(?:pp?|pgs?|pages?|págs?|pag|S|Seiten?|ss)\b\.?\s*{_PAGES}(?!\w)", re.IGNORECASE)
_WORD_BEFORE = re.compile(rf"\b{_VOLUME_WORD}\s*$", re.IGNORECASE)
_YEAR_PAGES = re.compile(rf"(?<=\b(?:19|20)\d\d):\s?{_PAGES}(?![\w:(])")
_YEAR = re.compile(r"(?:1[89]|20)\d\d$")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in a journal a paper stands, as printed, with the place of each part in the text.

    Args:
        start: first character.
        end: one past the last.
        volume: start and end, or None.
        issue: start and end, or None.
        pages: start and end, or None.
        form: which way of printing it follows.
        score: how sure we are, 0 to 1.
    """

    start: int
    end: int
    volume: tuple[int, int] | None
    issue: tuple[int, int] | None
    pages: tuple[int, int] | None
    form: str
    score: float


def find_locators(text: str, date_spans: list[tuple[int, int]] | None = None) -> list[Locator]:
    """Every stretch that reads as volume, issue and pages.

    Args:
        text: a citation, its identifiers and addresses blanked.
        date_spans: where dates stand: a volume just after one is surer, and a part of a whole date is no volume.

    Returns:
        Locators in the order of the text, without overlaps, the surest reading of each place.
    """
    dates = sorted(date_spans or [])
    candidates: list[Locator] = []
    first_digit = _DIGIT.search(text)
    if first_digit is None:
        return []
    begin = max(0, first_digit.start() - _BEFORE_DIGITS)
    starts = [match.start() for match in _VOLUME_STARTS.finditer(text, begin)]
    for form, score, pattern in _worth_looking_for(text):
        for match in _at(pattern, text, starts) if form in _FROM_VOLUME else pattern.finditer(text, begin):
            groups = match.groupdict()
            volume = match.span("vol")
            if (
                groups.get("iss")
                and re.fullmatch(r"(?:[^()]*\s)?(?:1[89]|20)\d\d[a-z]?", groups["iss"].strip())
                and form == "vol(issue):pages"
            ):
                continue
            if groups.get("iss") and form == "vol(issue):pages" and not _issue_like(groups["iss"]):
                continue
            if form == "year;vol" and not re.search(
                r"(?:19|20)\d\d(?:\s\w{3,9}\.?(?:\s\d{1,2})?)?;\s?$", text[max(0, match.start() - 24) : volume[0]]
            ):
                continue
            if any(
                first < volume[1] and volume[0] < last and not _bare_year(text, first, last)
                for first, last in _near(dates, volume[0])
            ):
                continue
            if _YEAR.match(text[slice(*volume)]) and not _year_as_volume(text, volume, form):
                continue
            worth = score + (0.3 if _after_date(text, volume[0], _near(dates, volume[0])) else 0.0)
            issue = match.span("iss") if groups.get("iss") else match.span("iss2") if groups.get("iss2") else None
            if issue is None and groups.get("suppl") and groups["suppl"].strip(" ,"):
                begin, stop = match.span("suppl")
                issue = (begin + len(text[begin:stop]) - len(text[begin:stop].lstrip(" ,")), stop)
            pages = match.span("pages") if groups.get("pages") else None
            end = match.end()
            if pages is None:
                pages, end = _pages_after(text, end)
            opening = _with_volume_word(text, match.start())
            candidates.append(Locator(opening, end, volume, _strip(text, issue), pages, form, worth))
    for match in _PAGES_WORD.finditer(text, begin):
        candidates.append(Locator(match.start(), match.end(), None, None, match.span("pages"), "pages", 0.4))
    for match in _YEAR_PAGES.finditer(text, begin):
        candidates.append(Locator(match.start(), match.end(), None, None, match.span("pages"), "year:pages", 0.5))
    return _without_overlaps(candidates)


def _at(pattern: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    """What a pattern finds at some places, one behind the other without overlaps."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)) is not None:
            end = match.end()
            yield match


def _worth_looking_for(text: str) -> list[tuple[str, float, re.Pattern[str]]]:
    """The forms whose punctuation and words a text holds."""
    missing = {letter for letter in "(),:;" if letter not in text}
    bracketed = _IN_BRACKETS.search(text) is not None
    worded = _A_VOLUME_WORD.search(text) is not None
    return [
        form
        for form in _FORMS
        if _NEEDED.get(form[0], "") not in missing
        and (bracketed or "(year)" not in form[0])
        and (worded or form[0] not in {"vol", "vol issue-word pages"})
    ]


def _with_volume_word(text: str, start: int) -> int:
    """Where a locator begins, a *vol.* printed before it included."""
    word = _WORD_BEFORE.search(text, max(0, start - 12), start)
    return word.start() if word else start


def _without_overlaps(candidates: list[Locator]) -> list[Locator]:
    """The surest candidates of each place, in the order of the text."""
    starts: list[int] = []
    chosen: dict[int, Locator] = {}
    for candidate in sorted(candidates, key=lambda c: (-c.score, -(c.end - c.start), c.start)):
        at = bisect.bisect_left(starts, candidate.start)
        before = chosen[starts[at - 1]] if at else None
        after = chosen[starts[at]] if at < len(starts) else None
        if (before is None or before.end <= candidate.start) and (after is None or candidate.end <= after.start):
            starts.insert(at, candidate.start)
            chosen[candidate.start] = candidate
    return [chosen[start] for start in starts]


def _year_as_volume(text: str, volume: tuple[int, int], form: str) -> bool:
    """True for a journal that numbers its volumes by years: the year stands once more, in brackets, before the title."""
    dated = re.search(r"\((?:19|20)\d\d[a-z]?\)", text[: max(0, volume[0] - 20)])
    return form in {"vol, pages", "vol(issue):pages", "vol:pages"} and dated is not None


def _near(dates: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The few dates next to a place, before and after it."""
    number = bisect.bisect_left(dates, (at, 0))
    return dates[max(0, number - 3) : number + 3]


def _strip(text: str, span: tuple[int, int] | None) -> tuple[int, int] | None:
    if span is None:
        return None
    piece = text[span[0] : span[1]]
    begin = span[0] + len(piece) - len(piece.lstrip())
    return begin, begin + len(piece.strip())


def _issue_like(text: str) -> bool:
    words = text.split()
    return len(words) <= 5 and bool(
        re.search(r"\d|suppl|part|pt|spec|heft|beiheft|issue|special|[A-Z]\b", text, re.IGNORECASE)
    )


def _bare_year(text: str, first: int, last: int) -> bool:
    return bool(_YEAR.match(text[first:last]))


def _after_date(text: str, at: int, dates: list[tuple[int, int]]) -> bool:
    return any(last <= at and not text[last:at].strip(" ;,.:()") and at - last <= 4 for _, last in dates)


def _pages_after(text: str, end: int) -> tuple[tuple[int, int] | None, int]:
    """Pages marked by *pp.* within a short stretch after a volume, dates and places between."""
    match = _PAGES_WORD.search(text, end, min(len(text), end + 90))
    if match is None:
        colon = re.compile(rf"\s*[:,]\s*{_PAGES}(?![\w(])").match(text, end)
        if colon and not _YEAR.match(colon["pages"]):
            return colon.span("pages"), colon.end()
        return None, end
    return match.span("pages"), end if match.start() - end > 3 else match.end()
