"""Short words around a citation: where it was found, what sort it is, what else to see."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KNOWN = frozenset(
    [
        "pubmed",
        "medline",
        "springerlink",
        "springer",
        "sciencedirect",
        "science",
        "direct",
        "eurekalert",
        "medscape",
        "embase",
        "cochrane",
        "reuters",
        "pmc",
        "pubmed",
        "central",
        "google",
        "scholar",
        "wiley",
        "wiley",
        "online",
        "library",
        "nih",
        "nlm",
        "who",
        "cdc",
        "fda",
        "jstor",
        "scopus",
        "medlineplus",
        "webmd",
        "healthday",
        "oxford",
        "journals",
        "highwire",
        "bmj",
        "biomed",
        "central",
        "biomedcentral",
        "europe",
        "pmc",
        "full",
        "text",
        "abstract",
        "ncbi",
        "sciencedaily",
        "science",
        "daily",
        "medical",
        "news",
        "today",
        "livivo",
        "scielo",
        "doaj",
        "researchgate",
        "medicinenet",
        "orphanet",
        "omim",
        "emedicine",
    ]
) | frozenset(
    {
        "science direct",
        "google scholar",
        "pubmed central",
        "wiley online library",
        "oxford journals",
        "biomed central",
        "europe pmc",
        "full text",
        "science daily",
        "medical news today",
        "nlm pubmed",
        "springer link",
        "web of science",
    }
)
_NOT_ALONE = frozenset(
    {
        "science",
        "direct",
        "google",
        "central",
        "oxford",
        "journals",
        "full",
        "text",
        "online",
        "library",
        "news",
        "today",
        "daily",
        "medical",
        "biomed",
        "europe",
        "wiley",
    }
)
_LABEL = re.compile(
    (
        r"^\s*[\[(]?(?P<label>Case (?:Reports?|Series|Study)|Review(?: Article)?|Systematic Review|"
        r"Meta-?Analysis|Letter(?: to the Editor)?|Editorial|Commentary|Abstract|"
        r"Clinical Trial|Animal Study|Research(?: Update| Article)?|News|New!?|Update|Retracted(?: "
        r"Article)?|Fallbericht|Kasuistik|Übersicht(?:sarbeit)?|Rapport de cas|Cas clinique|"
        r"Caso clínico|Caso clinico|Revisión|Erratum|Correction|Negative Study|Cohort Study|Pilot "
        r"Study|In vitro|Guideline|Book|Thesis|Report)[\])]?\s*[:–—-]\s+(?=[^\W\d_\"“(])"
    ),
    re.IGNORECASE,
)
_BRACKET_LABEL = re.compile(
    (
        r"^\s*[\[(](?P<label>Case Reports?|Case Series|Review|Letter|Editorial|Abstract|"
        r"Meta-?analysis|Fallbericht|News|Retracted)[\])]\s*"
    ),
    re.IGNORECASE,
)
_SEE_ALSO = re.compile(
    (
        r"[\[(]?\b(?:Also\s+see|See\s+also|See(?=\s+[A-Z])|Siehe\s+auch|s\.\s?a\.|Voir\s+aussi|"
        r"Véase\s+también|Ver\s+también|Vea(?:se)?\s+también|(?:Si\s+)?[Vv]ed(?:i|a)\s+anche|Zie\s+ook|Se\s+(?:även|också|også)|"
        r"V(?:er|eja)\s+também|Voir\s+également|Vgl\.\s+auch|Zobacz\s+(?:też|także|również))\b\s*:?\s*"
    ),
)
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{1,7}s?(?:[-/][A-Z0-9]\w*)?")


_FINDING_WORD = (
    r"(?:(?:main|key|our|my|their)\s+)?(?:findings?|results?|conclusions?|summary|outcomes?|upshot|verdict|comments?|"
    r"notes?|remarks?|"
    r"in\s+(?:short|brief|plain\s+words)|what\s+(?:it|they|we|the\s+study)\s+(?:found|finds?|sa(?:ys?|id)|show(?:s|ed)|tells?|learn(?:ed|t))|bottom\s+line|"
    r"take[- ]home(?:\s+message)?|"
    r"our\s+(?:note|view|take)|we\s+say|key\s+point|abstract|"
    r"ergebnis(?:se)?|befund|fazit|schluss(?:folgerung)?|zusammenfassung|anmerkung|kommentar|kurz(?:\s+gesagt)?|"
    r"résultats?|conclusions?|résumé|en\s+bref|constat|remarque|commentaire|notre\s+avis|"
    r"resultados?|conclusi(?:ón|ones)|hallazgos?|resumen|en\s+resumen|comentario|nota|"
    r"risultat[oi]|conclusion[ei]|riassunto|in\s+breve|commento|sintesi|"
    r"conclus(?:ão|ões)|achados?|resumo|em\s+resumo|comentário|"
    r"resultaten|resultaat|conclusies?|bevinding(?:en)?|samenvatting|kort\s+gezegd|opmerking|uitkomst|"
    r"resultat(?:er)?|slutsats(?:er)?|fynd|sammanfattning|kommentar|konklusion|fund|funn|konklusjon|"
    r"wyniki?|wniosk?i|wniosek|podsumowanie|komentarz|uwagi)"
)
_FINDING_LEAD = re.compile(rf"\W{{0,6}}{_FINDING_WORD}\s{{0,3}}(?::|\s[–—-]\s|–|—)\s*", re.IGNORECASE)
_FINDING_INSIDE = re.compile(rf"(?<!\w){_FINDING_WORD}\s{{0,3}}(?::|\s[–—-]\s|–|—)\s*", re.IGNORECASE)


def finding_lead(text: str) -> int:
    """Characters that a label such as *Conclusion:* or *Ergebnis:* takes at the start of a text; 0 where none stands."""
    match = _FINDING_LEAD.match(text)
    return match.end() if match and match.end() < len(text) - 2 else 0


def find_finding(text: str) -> tuple[int, int] | None:
    """A labelled finding that closes an entry.

    Args:
        text: an entry on one line.

    Returns:
        Where the label begins and where the finding itself does; None where no label stands behind a closed sentence.
    """
    for match in _FINDING_INSIDE.finditer(text):
        if match.start() > 15 and re.search(r"[.?!)\]»”\"\d][\s(\[–—>-]*$", text[match.start() - 8 : match.start()]):
            return match.start(), match.end()
    return None


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A pointer to other pages.

    Args:
        start: first character of the whole remark, brackets included.
        end: one past the last.
        items: start and end of each page named.
    """

    start: int
    end: int
    items: tuple[tuple[int, int], ...]


def known_label(text: str) -> bool:
    """True for the name of a database, publisher's platform or news service that pages print beside a citation."""
    folded = " ".join(re.findall(r"[a-z]+", text.casefold()))
    return folded in _KNOWN and folded not in _NOT_ALONE


def leading_label(text: str) -> tuple[tuple[int, int], int] | None:
    """A label such as *Case Report:* before an entry: its place, and where the entry goes on."""
    match = _LABEL.match(text) or _BRACKET_LABEL.match(text)
    return (match.span("label"), match.end()) if match else None


def find_see_also(text: str) -> SeeAlso | None:
    """A closing *(Also see X, Y and Z)*; None where none stands at the end."""
    for match in _SEE_ALSO.finditer(text):
        bracket = text[match.start()] in "[("
        word = match[0].strip("[( :")
        if word == "See" and not bracket:
            continue
        close = _close_bracket(text, match.start()) if bracket else len(text.rstrip())
        end = (close + 1 if bracket else close) if close is not None else len(text.rstrip())
        tail = text[end:].strip(" .)]")
        if tail and len(tail) > 3:
            continue
        stop = close if close is not None else end
        return SeeAlso(match.start(), len(text.rstrip()), tuple(_items(text, match.end(), stop)))
    return None


def _close_bracket(text: str, start: int) -> int | None:
    opening, closing = text[start], {"(": ")", "[": "]"}[text[start]]
    depth = 0
    for at in range(start, len(text)):
        if text[at] == opening:
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return at
    return None


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    items = []
    at = start
    depth = 0
    cuts: list[tuple[int, int]] = []
    for match in re.compile(r"[()]|,\s*(?:and|und|et|y|e|&)\s+|[,;]\s+|\s+(?:and|und|et)\s+(?=[A-Z])").finditer(
        text, start, end
    ):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
        elif depth == 0:
            cuts.append(match.span())
    for first, last in [*cuts, (end, end)]:
        piece = text[at:first]
        words = piece.strip(" .,;")
        if words:
            begin = at + piece.find(words)
            items.append((begin, begin + len(words)))
        at = last
    return items


def find_source_label(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """A source named in brackets after a title, such as *(WHO)*.

    Args:
        text: the entry.
        start: where the title begins.
        end: where it ends.

    Returns:
        Start and end of the label, and the end of the title before it; None where the brackets hold an abbreviation of the words
        before them, or a remark on the title.
    """
    match = re.compile(r"\(([^()]{2,60})\)\s*\.?\s*$").search(text[start:end])
    if match is None or match.start() < 8:
        return None
    inside = match[1].strip()
    before = text[start : start + match.start()]
    if is_abbreviation_of(inside, before) or re.match(r"(?:[a-z]|\d+$|n\s?=)", inside):
        return None
    if not known_label(inside) and not re.search(r"[A-ZÄÖÜ]", inside):
        return None
    return start + match.start(1), start + match.end(1), start + match.start()


def is_abbreviation_of(short: str, before: str) -> bool:
    """True when the letters of a short form are met in order in the words just before it, first letters first."""
    if not _ACRONYM.fullmatch(short.strip()) and not re.fullmatch(r"[A-Z0-9][A-Za-z0-9/&-]{1,9}", short.strip()):
        return False
    letters = [c for c in short.casefold() if c.isalpha()]
    words = re.findall(r"[^\W\d_]+", before.casefold())[-(len(letters) + 5) :]
    initials = "".join(word[0] for word in words)
    it = iter("".join(words))
    return bool(letters) and letters[0] in initials and all(c in it for c in letters)
