"""Where one sentence, or one part of a printed citation, ends and the next begins."""

from __future__ import annotations

import itertools
import re

_END = re.compile(r"[.?!…][\"”“’»)\]]*(?=\s)|[.?!…][\"”“’»)\]]*$")
_ABBREVIATIONS = frozenset(
    [
        "vs",
        "cf",
        "eg",
        "ie",
        "e.g",
        "i.e",
        "viz",
        "ca",
        "approx",
        "resp",
        "incl",
        "esp",
        "al",
        "no",
        "nr",
        "vol",
        "vols",
        "ed",
        "eds",
        "pp",
        "p",
        "art",
        "fig",
        "figs",
        "tab",
        "st",
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "jr",
        "sr",
        "spp",
        "sp",
        "subsp",
        "var",
        "ssp",
        "sect",
        "ser",
        "suppl",
        "z.b",
        "d.h",
        "bzw",
        "usw",
        "etc",
        "bd",
        "hrsg",
        "jg",
        "u.a",
        "s.a",
        "ltd",
        "inc",
        "corp",
        "dept",
        "univ",
        "med.dir",
    ]
)
_CLAUSE_ABBREVIATIONS = frozenset(["etc", "inc", "ltd", "corp", "al", "spp", "sp", "ed", "eds"])
_NAME_PARTICLE = re.compile(r"(?:de|del|della|di|da|dos|van|von|der|den|ter|ten|du|la|le|el|al)\s(?:\w+\s)?[A-Z]")
_OPENER = re.compile(r"\s*[\"“„«‘'(\[]*(?:[^\W\d_]|\d)")


def boundaries(text: str) -> list[int]:
    """Positions just after each sentence end, without the end of the text.

    Args:
        text: running text or a citation.

    Returns:
        Offsets at which a new part may begin (the blank before it included). Single initials, and abbreviations that are seldom
        last in a sentence, do not end one.
    """
    found = []
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text.rstrip()):
            continue
        if text[match.start()] == "." and _abbreviated(text, match.start(), end):
            continue
        opener = _OPENER.match(text, end)
        if opener is None:
            continue
        first = text[opener.end() - 1]
        if first.islower() and _NAME_PARTICLE.match(text, opener.end() - 1):
            found.append(end)
            continue
        if first.islower() and text[match.start()] != "?" and not text[match.start() - 1].isdigit():
            continue
        if first.islower() and text[match.start()] == "?":
            continue
        found.append(end)
    return found


def _abbreviated(text: str, dot: int, end: int) -> bool:
    begin = dot
    while begin > 0 and not text[begin - 1].isspace() and dot - begin < 20:
        begin -= 1
    word = text[begin:dot].strip("([\"“„'").casefold()
    if text[begin:dot].isupper() and 2 <= len(word) <= 3:
        return False
    if len(word) == 1 and word.isalpha() and text[dot - 1].isupper():
        return True
    if word in _CLAUSE_ABBREVIATIONS:
        following = text[end : end + 3].strip()
        return not following[:1].isupper()
    return word in _ABBREVIATIONS or bool(re.fullmatch(r"(?:[a-z]\.)+[a-z]", word) and len(word) <= 5)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, white space at the ends left out."""
    cuts = [0, *boundaries(text), len(text)]
    spans = []
    for first, last in itertools.pairwise(cuts):
        piece = text[first:last]
        words = piece.strip()
        if words:
            begin = first + len(piece) - len(piece.lstrip())
            spans.append((begin, begin + len(words)))
    return spans


_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|we|our|may|might|can|could|should|must|will|would|does|do|did|not only|"
    r"show(?:s|ed|n)?|suggest(?:s|ed)?|found|find(?:s)?|conclude[sd]?|observe[sd]?|"
    r"describe[sd]?|report(?:s|ed)|indicate[sd]?|"
    r"demonstrate[sd]?|reveal(?:s|ed)?|support(?:s|ed)?|occur(?:s|red)?|remain(?:s|ed)?|seem(?:s|ed)?|appear(?:s|ed)?|"
    r"provide[sd]?|cause[sd]|increase[sd]|play(?:s|ed)?|lead(?:s)?|led|compare[sd]|examine[sd]|"
    r"review(?:s|ed)|discuss(?:es|ed)|"
    r"this|these|it|there|they|who|which|ist|sind|war|waren|wird|werden|wurde[n]?|hat|haben|"
    r"kann|können|est|sont|était|ont|"
    r"se|hay|wir|sich|nicht|existe[n]?|nadie|niemand|nessuno|personne|knows?|kept|è|sono|ha|"
    r"hanno|son|fue|fueron|han|puede|pueden|zeig(?:t|en|ten)|fanden|legen|muestra[n]?|"
    r"sugiere[n]?|montre(?:nt)?|"
    r"n'(?:est|a|ont)|c'est|il|elle|ils|elles|nous|avaient|avait|étaient|étudie|trouv(?:e|é|ent)|fut|peut|peuvent|"
    r"abbiamo|erano|aveva|avevano|può|possono|risulta|mostra(?:no)?|"
    r"não|foi|foram|tem|têm|tinha[m]?|pode[m]?|são|está|mostra[m]?|encontr(?:ou|aram)|"
    r"tenía[n]?|estaba[n]?|eran|encontraron|hubo|fueron|"
    r"zijn|werd(?:en)?|heeft|hebben|kan|kunnen|niet|vonden|bleek|bleken|hadden|wordt|worden|"
    r"hatte[n]?|fand|ergab|keine?[nr]?|sie|wer|dass|"
    r"inte|hade|ikke|havde)\b",
    re.IGNORECASE,
)


def is_clause(text: str) -> bool:
    """True when a stretch of text reads as a whole sentence: it holds a finite verb or a pronoun in subject place."""
    return bool(_VERB.search(text))
