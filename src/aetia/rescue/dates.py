"""Printed dates in several languages and orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTH_NAMES = """
1 january jan januar jänner janvier janv gennaio gen genn enero ene januari janeiro styczeń stycznia sty ledna
2 february feb febr februar février fevrier févr fevr fév febbraio febb febrero februari fevereiro fev luty lutego
3 march mar märz maerz mrz mars marzo marz maart mrt març março marco marts marzec marca
4 april apr avril avr aprile abril abr kwiecień kwietnia
5 may mai maggio mag mayo mei maj maio maja
6 june jun juni juin giugno giu junio junho czerwiec czerwca
7 july jul juli juillet juil luglio lug julio julho lipiec lipca
8 august aug août aout agosto ago augustus augusti agosto sierpień sierpnia
9 september sep sept septembre settembre sett set septiembre setiembre setembro set wrzesień września
10 october oct oktober okt octobre ottobre ott octubre out outubro październik października
11 november nov novembre noviembre novembro listopad listopada
12 december dec dezember dez décembre decembre déc dicembre dic diciembre dezembro desember grudzień grudnia
"""
MONTHS: dict[str, int] = {}
for _line in _MONTH_NAMES.split("\n"):
    for _name in _line.split()[1:]:
        MONTHS.setdefault(_name, int(_line.split()[0]))

_SEASON = (
    r"(?:spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|"
    r"hiver|primavera|verano|otoño|invierno|estate|autunno|inverno)"
)
_M = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_Y = r"(?:1[89]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_ORDINAL = rf"{_DAY}(?:\s?(?:st|nd|rd|th|er|º|°|ª))?\.?"
_OF = r"(?:\s*(?:of|de|del|di))?"
_SPAN = r"\s?[-–—/]\s?"
_FORMS = [
    (
        rf"(?P<y1>{_Y})\s*[,.;]?\s*(?P<m1>{_M})(?:{_SPAN}(?P<m1b>{_M}))?(?:\s*(?P<d1>{_ORDINAL})"
        rf"(?:{_SPAN}(?P<d1b>{_DAY}))?(?![\d:(–-]))?"
    ),
    rf"(?P<d2>{_ORDINAL})(?:{_SPAN}(?P<d2b>{_ORDINAL}))?{_OF}\s*(?P<m2>{_M}){_OF}\s*,?\s*(?P<y2>{_Y})",
    rf"(?P<m3>{_M})\s*(?P<d3>{_ORDINAL})(?:{_SPAN}(?P<d3b>{_DAY}))?\s*,?\s*(?P<y3>{_Y})",
    rf"(?P<m4>{_M})(?:{_SPAN}(?P<m4b>{_M}))?{_OF}\s*,?\s*(?P<y4>{_Y})",
    rf"(?P<s5>{_SEASON})\s*,?\s*(?P<y5>{_Y})",
    rf"(?P<y6>{_Y})\s*,?\s*(?P<s6>{_SEASON})",
    rf"(?P<ya>{_Y})\s(?P<ma>0?[1-9]|1[0-2])(?:\s(?P<da>0?[1-9]|[12]\d|3[01]))?(?=\s?;)",
    r"(?P<y7>(?:19|20)\d\d)-(?P<m7>0[1-9]|1[0-2])-(?P<d7>0[1-9]|[12]\d|3[01])(?!\d)",
    r"(?P<d8>0?[1-9]|[12]\d|3[01])\.\s?(?P<m8>0?[1-9]|1[0-2])\.\s?(?P<y8>(?:19|20)\d\d)",
    rf"(?P<y9>{_Y})[a-h]?(?![\d])",
]
_DATE = re.compile(r"(?<![\w./-])(?:" + "|".join(_FORMS) + r")(?!\w)", re.IGNORECASE)
_YEAR_ALONE = re.compile(_Y)
_REACH = 42
_AROUND = ",.;:()[]"
_PARTS = frozenset(MONTHS) | frozenset(_SEASON[3:-1].split("|")) | {"of", "de", "del", "di"}
_NOT_YET = re.compile(
    (
        r"\(?\b(?:in press|in prep(?:aration|\.)?|submitted|forthcoming|im Druck|sous presse|en "
        r"prensa|in stampa|n\.\s?d\.|no date|o\.\s?J\.|s\.\s?d\.)\)?"
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed; parts that are not printed, or are ranges, are None.

    Args:
        start: first character in the text it was found in.
        end: one past the last.
        year: four digits.
        month: 1 to 12.
        day: 1 to 31.
        ranged: the date spans days, months or a season.
    """

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    ranged: bool = False


def month_number(word: str) -> int | None:
    """The month that a word names, in any of the languages known, or None."""
    return MONTHS.get(word.casefold().rstrip("."))


def find_dates(text: str) -> list[PrintedDate]:
    """Every date in a text, in order, the longest reading of each.

    Args:
        text: a citation or a line.

    Returns:
        Dates that name at least a year. A span of months or days leaves that part None.
    """
    return [_printed(match) for match in _matches(text)]


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Every date: each holds a year, so only what stands before a year (and not far before it) can begin one."""
    at = 0
    for year in _YEAR_ALONE.finditer(text):
        while at <= year.start():
            begin = max(at, year.start() - (_REACH if _may_go_before(text, year.start()) else 0))
            match = _DATE.search(text, begin, year.end() + _REACH)
            if match is None or match.start() > year.start():
                break
            at = match.end()
            yield match


def _may_go_before(text: str, at: int) -> bool:
    """True where the word before a year may be part of its date: a month, a season, a number, or a small word between them."""
    words = text[max(0, at - 24) : at].split()
    if not words:
        return text[max(0, at - 24) : at].isspace()
    word = words[-1].casefold().strip(_AROUND)
    return (
        not word or word[-1].isdigit() or word[0].isdigit() or word in _PARTS or any(part in word for part in "-–—/.")
    )


def _printed(match: re.Match[str]) -> PrintedDate:
    parts = {name[0]: value for name, value in match.groupdict().items() if value and not name.endswith("b")}
    spans = {name[0] for name, value in match.groupdict().items() if value and name.endswith("b")}
    month: int | None = None
    if "m" in parts:
        month = int(parts["m"]) if parts["m"].isdigit() else month_number(parts["m"])
    day = int(re.findall(r"\d+", parts["d"])[0]) if "d" in parts else None
    if "m" in spans or "s" in parts:
        month = day = None
    if "d" in spans:
        day = None
    return PrintedDate(match.start(), match.end(), int(parts["y"]), month, day, bool(spans) or "s" in parts)


def find_not_yet(text: str) -> tuple[int, int] | None:
    """Where words such as *in press* stand in the place of a date, or None."""
    match = _NOT_YET.search(text)
    return match.span() if match else None
