"""Who keeps the page: name, charity status, address, contact, and the links of its foot."""

from __future__ import annotations

import re

from aetia.rescue.blocks import fold_space

_NAME_WORD = (
    r"(?:Network|Foundation|Society|Association|Organi[sz]ation|Alliance|Federation|Trust|"
    r"Institute|Council|Group|League|Support|Charity|Inc\.?|Stiftung|Verein|Gesellschaft|"
    r"Selbsthilfe|Vereinigung|Fondation|Fundación|Asociación|Associazione|Lega|e\.\s?V\.)"
)
_NAME = re.compile(
    rf"(?<![\w.])(?:[A-ZÀ-Þ][\w'’&-]*\s+(?:(?:of|for|and|the|für|der|des|de|del|la|"
    rf"di)\s+){{0,2}}){{0,6}}{_NAME_WORD}(?:\s+(?:(?:of|for|für|de|del)\s+)?[A-Z][\w'’-]+){{0,4}}"
    rf"(?:\s*\([A-Z][\w.-]{{1,9}}\))?"
)
_STATUS = re.compile(
    (
        r"(?:\ban?\s+)?(?P<v>(?:501\(c\)\(3\)(?:[^,.;\n]|(?<=\b[A-Z])\.(?=[A-Z\s-])){0,80}|(?:registered\s+charit|charity\s+(?:no|number|"
        r"registration)|gemeinnützig)[^.;]{0,70}|(?:U\.\s?S\.|UK)?\s?non-?profit[^.,;]{0,60}))"
    ),
    re.IGNORECASE,
)
_FOUNDED = re.compile(
    r"\b(?:established|founded|since|gegründet|fondée?|fundada|fondata)\s+(?:in\s+)?((?:18|19|20)\d\d)\b", re.IGNORECASE
)
_SITE = re.compile(
    r"\b(?:www\.)?([A-Za-z0-9-]{2,40}\.(?:org|com|net|info|eu|org\.uk|co\.uk|de|fr|es|it|ch|at|nl))\b", re.IGNORECASE
)
_EMAIL = re.compile(
    (
        r"\[(?:email|e-mail)(?:\s|&#160;|\xa0)protected\]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+\s?"
        r"(?:\[at\]|\(at\)|\sat\s)\s?[\w-]+\s?(?:\[dot\]|\(dot\)|\.)\s?\w+"
    ),
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:tel(?:ephone|\.)?|phone|fon|fax)\s*:?\s*(?P<v>\+?[\d()][\d\s()/.-]{6,20}\d)", re.IGNORECASE)
_STREET = re.compile(
    (
        r"^\s*(?:P\.?\s?O\.?\s?Box\s+\d+.*|\d{1,6}[A-Za-z]?\s+[A-ZÀ-Þ].{3,60}|"
        r"[A-ZÀ-Þ][\w.'ß -]{3,40}(?:straße|str\.|strasse|weg|platz|gasse|allee|Street|Road|Ave"
        r"(?:nue)?|Lane)\s*\d*.*|(?:\d+,?\s)?(?:rue|avenue|via|calle|plaza)\s.{3,50})$"
    ),
    re.IGNORECASE,
)
_CITY = re.compile(
    r"^\s*(?P<city>[A-ZÀ-Þ][\w.' -]{1,40}?),?\s+(?P<state>[A-Z]{2})\s+(?P<zip>\d{5}(?:-\d{4})?)"
    r"(?:\s*,?\s*(?P<country>[A-Z][\w. ]{2,30}))?\s*$|^\s*(?P<zip2>\d{4,5})\s+"
    r"(?P<city2>[A-ZÀ-Þ][\w.' -]{2,40}?)(?:\s*,\s*(?P<country2>[A-Z][\w. ]{2,30}))?\s*$|^\s*"
    r"(?P<city3>[A-Z][\w' -]{2,30}),?\s+(?P<zip3>[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2})\s*$"
)
_LINKS = re.compile(
    (
        r"\b(Meet Our Team|(?:Medical )?Disclaimer|Privacy(?: Policy| Notice| Statement)?|Terms(?: "
        r"of (?:Use|Service))?|Contact(?: Us)?|About(?: Us)?|Donate|Impressum|Datenschutz"
        r"(?:erklärung)?|Mentions légales|Aviso legal|Site ?map|Copyright(?: Notice)?|Corrections)\b"
    ),
    re.IGNORECASE,
)
_DONATION = re.compile(
    r"[^.!?\n]*\b(?:donations?|donate|spenden?|dons?|donaciones|donazioni)\b[^.!?\n]*[.!?:]?", re.IGNORECASE
)


_SELF = re.compile(
    r"(?:^|(?<=[.!?]\s))[^.!?\n]*\b(?:is|ist|est|es|è)\b[^!?\n]*?\b(?:nonprofit|non-profit|"
    r"charity|organi[sz]ation|foundation|association)\b[^\n]*?[.!?](?=\s|$)",
    re.IGNORECASE,
)
_SIMPLE = (
    (_STATUS, "charity_status"),
    (_FOUNDED, "established"),
    (_PHONE, "phone"),
    (_SITE, "site"),
    (_DONATION, "donation_line"),
)


def read_organisation(text: str, spans: list[tuple[int, int]]) -> tuple[dict[str, object], dict[str, tuple[int, int]]]:
    """Reads the foot of a page.

    Args:
        text: the reading text.
        spans: the stretches that speak of the organisation.

    Returns:
        The facts that are printed (name, site, self_description, charity_status, established, address, email, phone, links,
        donation_line, copyright), and where each stands. Both are empty where nothing was found.
    """
    found = _Facts()
    links: list[str] = []
    address: dict[str, str] = {}
    for start, end in spans:
        _read_block(text[start:end], start, found)
        links += [
            m[1] for m in _LINKS.finditer(text, start, end) if m[1].casefold() not in {x.casefold() for x in links}
        ]
        _lines(text[start:end], address)
    for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
        name = max(_NAME.finditer(text[start:end]), key=lambda m: ("(" in m[0], len(m[0])), default=None)
        if name is not None and len(name[0].split()) > 1:
            found.put("name", fold_space(name[0]), start + name.start(), start + name.end())
    if address:
        found.facts["address"] = address
    if links:
        found.facts["links"] = list(dict.fromkeys(links))
    return found.facts, found.places


class _Facts:
    """What was found so far; the first of each kind counts."""

    def __init__(self) -> None:
        self.facts: dict[str, object] = {}
        self.places: dict[str, tuple[int, int]] = {}

    def put(self, name: str, value: object, start: int, end: int) -> None:
        if name not in self.facts and value:
            self.facts[name] = value
            self.places[name] = (start, end)


def _read_block(block: str, start: int, found: _Facts) -> None:
    """Reads one stretch of the foot."""
    for pattern, name in _SIMPLE:
        match = pattern.search(block)
        if match is None:
            continue
        group: str | int = "v" if "v" in pattern.groupindex else (1 if pattern.groups else 0)
        value: object = int(match[1]) if name == "established" else fold_space(match[group])
        found.put(name, value, start + match.start(group), start + match.end(group))
    email = _EMAIL.search(block)
    if email is not None:
        value = {"printed": email[0], "value": None if "protected" in email[0].lower() else email[0]}
        found.put("email", value, start + email.start(), start + email.end())
    sentence = _SELF.search(block)
    if sentence is not None:
        found.put("self_description", fold_space(sentence[0]), start + sentence.start(), start + sentence.end())


def _lines(block: str, address: dict[str, str]) -> None:
    """Reads a postal address, a line at a time."""
    for line in block.split("\n"):
        city = _CITY.match(line)
        if city is not None:
            for name in ("city", "state", "zip", "country"):
                value = next(
                    (city[k] for k in (name, f"{name}2", f"{name}3") if k in city.re.groupindex and city[k]), None
                )
                if value and name not in address:
                    address[name] = value.strip()
        elif _STREET.match(line) and "line1" not in address and len(line) < 90:
            address["line1"] = fold_space(line)
