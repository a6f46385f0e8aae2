"""What carries a citation but is no part of it: line breaks inside words, pages and identifiers, and the number in front."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[^\S\n]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])\s*")
_NO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# First halves that keep their hyphen when a line ends on it.
_KEEPS_HYPHEN = re.compile(
    r"(?:^|[\s(\[/–-])(?:long|short|high|low|well|non|self|double|single|two|three|four|five|six|first|second|third|follow|case|cross|"
    r"meta|post|pre|semi|multi|early|late|large|small|half|evidence|dose|age|sex|time|life|work|health|population|community|"
    r"hospital|school|home|population|placebo|open|risk|year|month|week|day|quality|patient|state|end|on|in|all|co|anti|type)$",
    re.IGNORECASE,
)
_DOI_HEAD = re.compile(r"10\.\s?(?:\d{4,9}(?:\s?/\s?[^\s\"<>]*)?)?$")
_DOI_TAIL = re.compile(r"[^\s\"<>]*")
_DOI_BLANKS = (
    re.compile(r"(?<![\w.])10\.(?P<gap>\s{1,2})\d{4,9}\s?/"),
    re.compile(r"(?<![\w.])10\.\d{4,9}(?P<gap>\s{1,2})/"),
    re.compile(r"(?<![\w.])10\.\d{4,9}/(?P<gap>\s{1,2})(?=\S*\d)[^\s,;]{3}"),
    re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s\"<>,;]*(?P<gap>\s{1,2})/\S*\d"),
)
_URL_BLANKS = (
    re.compile(r"https?://(?:www\.)?(?P<gap>\s{1,2})[a-z0-9-]+\.[a-z]"),
    re.compile(r"(?:https?://|www\.)[^\s<>\"]*[/_=-](?P<gap>\s)[^\s<>\",;]+\.(?:pdf|s?html?|php|aspx?|docx?)\b"),
)
_URL_HEAD = re.compile(r"(?:https?://|www\.)[^\s<>\"]*$")
_NUMBER = re.compile(
    r"\s*(?:[\[({]\s*\d{1,4}\s*[\])}][.:]?|\d{1,4}\s?[.):\]](?![\d/])|[⁰¹²³⁴-⁹]{1,3}|[*†‡§¶•·▪‣◦–—-]{1,3}|"
    r"(?:ref|note|fn)\.?\s*\d{1,4}[.:)]?)(?=\s*[^\s\d])",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\s*\d{1,3}(?=\s+(?:[^\W\d_a-zß-ÿ][\w'’-]+,?\s(?:[A-Z]{1,3}\b|[A-Z]\.)))")


def mend(text: str) -> tuple[str, list[int] | None]:
    """A citation on one line.

    Words that a line end cut at a hyphen are whole again, and so are pages and DOIs; characters without width are dropped.

    Args:
        text: a citation as copied.

    Returns:
        The line, and for each of its characters the place in ``text``; None where each stands where it stood.
    """
    gone: list[tuple[int, int]] = []
    if not text.isprintable():
        gone += [match.span() for match in _NO_WIDTH.finditer(text)]
        for line_break in _BREAK.finditer(text):
            gone += _gap(text, *line_break.span())
    if (doi := text.find("10.")) >= 0:
        for pattern in _DOI_BLANKS:
            gone += [match.span("gap") for match in pattern.finditer(text, doi)]
    if "http" in text or "www." in text:
        for pattern in _URL_BLANKS:
            gone += [match.span("gap") for match in pattern.finditer(text)]
    if not gone and text.isprintable():
        return text, None
    flat = re.sub(r"\s", " ", text)
    if not gone:
        return flat, None
    places = [True] * len(text)
    for start, end in gone:
        places[start:end] = [False] * (end - start)
    kept = [place for place, stays in enumerate(places) if stays]
    return "".join(flat[place] for place in kept), kept


def _gap(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What to leave out at one line end.

    Nothing between two words; the line end inside pages and DOIs; a hyphen too inside a word.
    """
    head, tail = text[max(0, start - 80) : start], text[end : end + 60]
    if not head or not tail:
        return []
    if (doi := _DOI_HEAD.search(head)) is not None and _goes_on(doi[0], tail):
        return [(start, end)]
    before, first = head[-1], tail[0]
    if before in "/_=&?-" and _URL_HEAD.search(head) and re.match(r"[^\s<>\"]*[a-z0-9][./_=&?#-]?[^\s<>\"]*", tail):
        return [(start, end)]
    if before in "-‐\xad" and first.islower() and len(head) > 1 and head[-2].isalpha():
        keeps = before == "-" and _KEEPS_HYPHEN.search(head[:-1])
        return [(start, end)] if keeps else [(start - 1, end)]
    if before in "-‐–—−" and len(head) > 1 and head[-2].isalnum() and (first.isdigit() or first.isupper()):
        return [(start, end)]
    return []


def _goes_on(doi: str, tail: str) -> bool:
    """True where the next line begins with the rest of a DOI."""
    match = _DOI_TAIL.match(tail)
    rest = match[0] if match else ""
    if not re.search(r"\d", rest) or re.match(r"\d{1,3}[.)\]]$|[A-Z][a-z]+\W*$|https?:|(?:19|20)\d\d\W*$", rest):
        return not re.search(r"/.", doi)
    if doi[-1] in "./_-(:" or rest[0] in "./_-)":
        return len(rest) >= 3
    return ("/" in rest and rest[0].islower()) or not re.search(r"/", doi)


def number_in_front(text: str) -> int:
    """Where a citation begins behind its number, footnote sign or bullet; 0 where it has none."""
    match = _NUMBER.match(text) or _BARE_NUMBER.match(text)
    return match.end() if match else 0
