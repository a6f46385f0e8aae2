"""Printed lists of names: who is an author, where the list ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.rescue.journals import journal_score
from aetia.rescue.not_names import NOT_NAMES

_U = r"(?:[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚΑ-ΩА-Я])"
_L = r"[^\W\d_]"
_PARTICLE = (
    r"(?:[Vv][ao]n|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]as|[Dd]u|"
    r"[Ll]a|[Ll]e|[Ee]l|[Aa]l|bin|ibn|[Tt]er|[Tt]en|zu|zur|vaz|[Ss]t\.?|af|av|Mc|Mac|dello|"
    r"degli|van't|’t|'t)"
)
_WORD = (
    rf"(?:[dDlLO]['’`]|(?:de|di|du|la|le|van|von)(?={_U}))?{_U}(?:{_L}|['’](?={_L}))*{_L}(?:[-‐‑]{_L}(?:{_L}|['’])*)*"
)
_LATER = rf"(?=[^\W\d_'’-]*[a-zß-ÿ]){_WORD}"
_SUFFIX = r"(?:\s*,?\s*(?:Jr|Sr|2nd|3rd|II|III|IV|MD|PhD|M\.D\.|Ph\.D\.)\b\.?)?"
_FAMILY = (
    rf"(?:{_PARTICLE}\s+){{0,3}}(?!(?:And|Und|Et)\b){_WORD}(?:\s+(?:(?:{_PARTICLE}|y|"
    rf"e)\s+){{0,2}}{_LATER}){{0,2}}(?:\s+(?:Jr|Sr)\.?)?"
)
_DOTTED = rf"{_U}{_L}?\.(?:(?:\s{{0,8}}|-){_U}{_L}?\.){{0,4}}(?:{_U}(?![^\W\d_]|\.))?"
_BARE = rf"(?:{_U}-?){{1,4}}(?:{_L}(?!{_L}))?"
_SPACED = rf"{_U}(?:\s{_U}){{0,3}}"
_INITIALS = rf"(?:{_DOTTED}(?:\s(?:{_PARTICLE})(?=\s*[,.;(]|$))?|{_BARE}(?!{_L})|{_SPACED}(?!{_L}))"
_GIVEN = rf"(?:{_WORD}|{_DOTTED})(?:[\s-](?:{_WORD}|{_U}\.?(?!{_L})|{_DOTTED})){{0,3}}"
_TITLE = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Md|Sir|PD|Univ\.-Prof)\.?\s+){0,3}"
_NOT_INITIALS = r"(?!(?:In|On|An|At|To|Of|By|Or|Is|We|It|As|No|So|Do|II|III|IV|VI|HIV|DNA|RNA|USA|WHO|AIDS|The)\b)"

FORMS: dict[str, re.Pattern[str]] = {
    "inverted-initials": re.compile(
        rf"{_TITLE}{_FAMILY}(?:\s(?:MD|PhD))?,\s*{_NOT_INITIALS}{_INITIALS}(?![^\W\d_]|-\w){_SUFFIX}"
    ),
    "family-initials": re.compile(rf"{_FAMILY}\s+{_NOT_INITIALS}{_INITIALS}(?![^\W\d_]|-\w){_SUFFIX}"),
    "inverted-given": re.compile(rf"{_TITLE}{_FAMILY},\s+{_TITLE}{_GIVEN}{_SUFFIX}"),
    "initials-family": re.compile(
        rf"{_TITLE}(?:{_DOTTED}|{_SPACED}(?=\s{_U}{_L}{_L}))\s?(?:{_PARTICLE}\s+){{0,3}}{_WORD}"
        rf"(?:\s{_WORD})?{_SUFFIX}"
    ),
    "given-family": re.compile(
        rf"{_TITLE}{_WORD}(?:[\s-](?:{_U}\.?(?!{_L})|{_DOTTED}|{_WORD})){{0,2}}\s"
        rf"(?:{_PARTICLE}\s+){{0,3}}{_WORD}{_SUFFIX}"
    ),
    "family": re.compile(rf"{_FAMILY}"),
}
_PARTICLES = re.compile(r"\b(?:v[ao]n|de[rnl]?|d[aiou]s?|la|le|el|al|bin|ibn|te[rn]|zur?|y|e)\b", re.IGNORECASE)
ABBREVIATED = re.compile(r"[A-Z]\.\s(?:[A-Z][a-z]*\.\s?){2,6}(?=[\d(,]|$)")
_JOURNAL_AS_NAME = re.compile(r"[A-Z][a-z]+ J(?: [A-Z][a-z]+){1,4}(?=[,.]? \(?\d)")
_ET_AL = re.compile(
    r"[\s,;]*(?:\bet\.?\s+al(?:ii|\.)?(?!\w)|\b(?:und|u\.)\s+(?:andere|Kollegen|Mitarbeiter)|\bu\.\s?a\.|\by\s+"
    r"(?:col(?:s|ab|aboradores)?|otros)\b\.?|\be\s+(?:col(?:l|ab|legh[ie]|aboradores)?|altri|outros)\b\.?|"
    r"(?:\band|&)\s+(?:others|colleagues|coworkers|co-workers|al\.?)(?!\w)|\bet\s+(?:coll?(?:aborateurs)?|autres)\b\.?|"
    r"\bm\.\s?fl\.|\bmfl\.|\boch\s+(?:medarbetare|andra)|\bog\s+(?:medarbejdere|andre)|\ben\s+(?:anderen|collega's)|"
    r"\be\.\s?a\.|\bi\s+(?:in(?:ni)?|wsp(?:ół(?:aut)?)?)\b\.?|\bu\.\s?Mitarb\.|\bja\s+muut|…|\.\.\.(?!\.))",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"\s*(?:[,;]\s*(?:(?:and|und|et|og|och|en|y|e)\s+|&\s*)?|\s(?:and|und|et|og|och|y|e)\s+|"
    r"\s?&\s?|\.?\s(?=[A-Z][\w'’-]+,\s[A-Z]\.))",
    re.UNICODE,
)
_CORPORATE_WORD = re.compile(
    r"\b(?:Societ(?:y|ies)|Association|Organi[sz]ations?|Departments?|Councils?|Committees?|"
    r"Colleges?|Institutes?|International|Press|Programs?|Programmes?|"
    r"Cent(?:er|re)s?|Agency|Ministry|Universit(?:y|ies)|Network|Group|Foundation|Commission|"
    r"Bureau|Office|Services?|Boards?|Federation|"
    r"Union|Academy|Gesellschaft|Institut|Instituto|Istituto|Bundesamt|Consortium|Investigators|"
    r"Collaborat\w+|Task Force|WHO|CDC|NIH|Anon(?:ymous)?|"
    r"Ministerio|Ministero|Ministère|Sociedad|Société|Società|Verein|Stiftung|Team|Authority|"
    r"Administration|Registry|Trust|Alliance|Judge|Admin|Medicine|Radio|News)\b"
)
_CORPORATE = re.compile(
    r"(?:U\.\s?S\.\s|U\.\s?K\.\s)?(?:[A-ZÀ-Þ][\w.'’&-]*|U\.S\.)(?:[ ,/]\s?(?:of|and|the|for|on|"
    r"in|de|des|la|für|del|di|&|[A-ZÀ-Þ][\w'’&/-]*)){0,13}".replace("{{", "{").replace("}}", "}")
)
_ANON = re.compile(r"\[?(?:Anon(?:ymous|ym|yme|imo)?|No authors? listed)\]?\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameList:
    """A printed list of names.

    Args:
        start: first character.
        end: one past the last, *et al.* included.
        spans: start and end of each name.
        form: how the first name is set.
        et_al: the list says that it is cut short.
        score: how sure we are that these are names, 0 to 1.
    """

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    form: str
    et_al: bool
    score: float


# Families that are small words elsewhere; they count where a list has begun.
_SHORT_FAMILY = re.compile(r"(?:An|So|Do|No|On|To|As|By|For|New|Air),?\s(?:[A-Z]{1,3}|[A-Z]\.(?:\s?[A-Z]\.)?)")
_SUREST = frozenset({"inverted-initials", "family-initials"})
_SURE = 0.9


def parse_names(text: str, start: int = 0, *, limit: int = 4000) -> NameList | None:
    """Reads a list of persons from a given place.

    Args:
        text: a citation, or any text.
        start: where the list would begin.
        limit: characters looked at.

    Returns:
        The best reading, or None where no name stands.
    """
    stop = min(len(text), start + limit)
    best: NameList | None = None
    for form in FORMS:
        reading = _read_list(text, start, stop, form)
        if reading is not None and (best is None or (reading.score, reading.end) > (best.score, best.end)):
            best = reading
            if reading.score >= _SURE and form in _SUREST:
                break
    return best


def _follow(form: str) -> tuple[str, ...]:
    if form == "inverted-initials":
        return ("inverted-initials", "family-initials", "initials-family", "inverted-given")
    if form == "family-initials":
        return ("family-initials", "inverted-initials")
    if form == "inverted-given":
        return ("inverted-given", "inverted-initials", "initials-family", "given-family")
    if form in {"initials-family", "given-family"}:
        return ("initials-family", "given-family")
    return ("family",)


def _read_list(text: str, start: int, stop: int, form: str) -> NameList | None:
    match = FORMS[form].match(text, start, stop)
    if match is None or not _plausible(match[0], form):
        return None
    spans = [match.span()]
    end = match.end()
    while len(spans) < 200:
        if _ET_AL.match(text, end, stop):
            break
        join = _JOIN.match(text, end, stop)
        if join is None or join.end() == end:
            join = _next_without_comma(text, end, stop, form)
        if join is None:
            break
        following = next(
            (
                m
                for other in _follow(form)
                if (m := FORMS[other].match(text, join.end(), stop))
                and (_plausible(m[0], other) or _SHORT_FAMILY.fullmatch(m[0]))
            ),
            None,
        )
        if following is None:
            break
        if form == "inverted-given" and join[0].strip() == "," and not _closed(text, following.end()):
            break
        spans.append(following.span())
        end = following.end()
    if len(spans) > 1 and (journal := _JOURNAL_AS_NAME.match(text, spans[-1][0])) and journal_score(journal[0]) >= 0.6:
        del spans[-1]
        end = spans[-1][1]
    shortened = _give_back(text, spans)
    if shortened is not None:
        spans[-1] = (spans[-1][0], shortened)
        end = shortened
    et_al = _ET_AL.match(text, end, stop)
    if et_al is not None:
        end = et_al.end()
    return NameList(
        start, end, tuple(spans), form, et_al is not None, _score(text, end, spans, form, et_al is not None)
    )


_RUN_ON_NAME = re.compile(
    rf"\s+(?=(?P<family>(?:{_PARTICLE}\s+){{0,3}}{_LATER}(?:\s{_LATER})?)\s(?:{_DOTTED}|(?:{_U}-?){{1,3}}(?!{_L}))(?P<after>.{{0,34}}))",
    re.DOTALL,
)
_LETTERED = frozenset(
    {
        "hepatitis",
        "vitamin",
        "protein",
        "influenza",
        "type",
        "group",
        "factor",
        "interleukin",
        "complement",
        "class",
        "phase",
        "part",
        "cytochrome",
        "coenzyme",
        "am",
        "br",
        "int",
        "eur",
        "ann",
        "arch",
        "acta",
        "proc",
        "bull",
        "can",
        "scand",
        "clin",
        "exp",
        "med",
    }
)


def _next_without_comma(text: str, end: int, stop: int, form: str) -> re.Match[str] | None:
    """The blank between two names of a list that is printed without commas; None where what follows is no name.

    A single letter after a word is an initial only where the list goes on or closes after it (*Sharp B. (2000)*), because titles
    hold such words too (*Vitamin D levels*).
    """
    if form != "family-initials":
        return None
    found = _RUN_ON_NAME.match(text, end, stop)
    if (
        found is None
        or found["family"].split()[-1].casefold().removesuffix("s") in _LETTERED
        or not _plausible(found["family"], "family")
    ):
        return None
    initials = text[found.end("family") : found.start("after")].strip()
    if len(initials.replace("-", "")) >= 2 and "." not in initials:
        return found
    closed = re.match(r"\s*(?:[,;:(.]|et al|and\b|&)", found["after"]) or re.match(
        rf"\s+{_WORD}\s(?:{_U}\.|{_U}{{1,3}}(?!{_L}))", found["after"]
    )
    if initials.endswith(".") and text[end - 1] != "." and re.match(r"\s+[A-Z]", found["after"]):
        return found
    return found if closed else None


def _before_journal(text: str, span: tuple[int, int]) -> int | None:
    """The end of a name that has taken the first letters of a known journal as initials (*Yaggi H. K. N. Engl. J. Med.*)."""
    for initial in list(re.compile(r"(?<=\s)[A-Z]\.").finditer(text, *span))[1:]:
        name = ABBREVIATED.match(text, initial.start())
        if name is not None and journal_score(name[0]) >= 0.9:
            return initial.start() - 1
    return None


def _give_back(text: str, spans: list[tuple[int, int]]) -> int | None:
    """The end of a last name that has taken the *J.* of a journal after it as one more initial; None where it has not."""
    last = text[spans[-1][0] : spans[-1][1]]
    kept = _before_journal(text, spans[-1])
    if kept is not None:
        return kept
    double = re.compile(r"[A-Z]\.\s?[A-Z]\.$")
    if (
        not last.endswith(". J.")
        or any(double.search(text[a:b]) for a, b in spans[:-1])
        or not re.match(r"\s+[A-Z][a-z]", text[spans[-1][1] :][:6])
    ):
        return None
    return spans[-1][1] - 3


def _plausible(name: str, form: str) -> bool:
    printed = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", name)
    words = [word.casefold() for word in printed if not (word.isupper() and len(word) <= 4)]
    if any(word in NOT_NAMES for word in words if len(word) > 1 and word not in {"de", "la"}):
        return False
    if (
        form == "family-initials"
        and len(printed) == 2
        and printed[0].casefold().removesuffix("s") in {"vitamin", "protein", "influenza", "type", "factor"}
    ):
        return False
    if (
        form == "inverted-given"
        and all(len(part.split()) >= 2 for part in name.split(",")[:2])
        and not _PARTICLES.search(name)
    ):
        return False
    if form in {"given-family", "family", "inverted-given"}:
        return not any(len(word) > 16 for word in words) and not re.search(
            r"(?:tion|osis|itis|oma|emia|aemia|ology|pathy|ment)\b", name.casefold()
        )
    return True


def _closed(text: str, end: int) -> bool:
    return text[end - 1 : end] == "." or bool(
        re.match(r"\s*(?:[,.;:(\[\"“”„«]|[–—-]\s|and\b|&|et\b|und\b|$)", text[end : end + 6])
    )


def _score(text: str, end: int, spans: list[tuple[int, int]], form: str, et_al: bool) -> float:
    base = {
        "inverted-initials": 0.85,
        "family-initials": 0.8,
        "inverted-given": 0.45,
        "initials-family": 0.6,
        "given-family": 0.3,
        "family": 0.05,
    }[form]
    if form == "family-initials" and not re.search(
        r"[\s.][A-ZÀ-Þ][A-ZÀ-Þ-]*[a-z]?\.?\s*$|\.$", text[spans[0][0] : spans[0][1]]
    ):
        base -= 0.2
    base += min(0.15, 0.05 * (len(spans) - 1))
    if et_al:
        base += 0.5 if form == "family" else 0.25
    tail = text[end : end + 26]
    if not _closed(text, end) and not et_al and not re.match(r"\s*\d{4}", tail):
        headed = form == "family-initials" and re.search(r"\s[A-Z]{2,3}$", text[spans[-1][0] : spans[-1][1]])
        base -= 0.2 if headed and re.match(r"\s+[A-Z][\w-]+\s+[a-z]", text[end : end + 40]) else 0.3
    if re.match(
        r"\s*[,.]?\s*[(\[]?\s*(?:[A-Z][a-z]{2,8}\.?,?\s*)?(?:\d{1,2}(?:-\d{1,2})?,?\s*)?"
        r"(?:[A-Z][a-z]{2,8}\.?,?\s*)?(?:19|20)\d\d",
        tail,
    ) or re.match(r"[\s,.:]*[\"“„«]", tail):
        base += 0.25
    return max(0.0, min(1.0, base))


def without_others(text: str, start: int, end: int) -> int:
    """Where a list of names ends without the *et al.* that closes it."""
    for match in _ET_AL.finditer(text, start, end):
        if not text[match.end() : end].strip(" .,;:()"):
            return match.start()
    return end


def printed_name(name: str) -> str:
    """A name on one line, without the full stop that closes the list after bare initials (*Jones KL.*)."""
    words = " ".join(name.split())
    bare = re.search(r"(?:\s|^)[A-Z]{1,3}\.$", words) and not re.search(r",\s*[A-Z]\.$|\.\s?[A-Z]\.$", words)
    return words[:-1] if bare else words


def is_organisation(text: str) -> bool:
    """True when a name holds a word that bodies and offices bear."""
    return bool(_CORPORATE_WORD.search(text))


# No organisation scores higher.
MOST_CORPORATE = 0.9


def parse_corporate(text: str, start: int = 0) -> NameList | None:
    """Reads one organisation standing in the author's place, or *Anon.*; None where none stands."""
    anon = _ANON.match(text, start)
    if anon is not None:
        return NameList(start, anon.end(), ((anon.start(), anon.end()),), "anonymous", False, 0.9)
    match = _CORPORATE.match(text, start, min(len(text), start + 200))
    if match is None:
        return None
    end = match.end()
    span = text[start:end].rstrip(" ,")
    end = start + len(span)
    if not span or not _CORPORATE_WORD.search(span):
        return None
    words = len(span.split())
    score = 0.45 if words <= 9 else 0.3
    tail = text[end : end + 12]
    if re.match(r"[\s.,]*\(?\s*(?:19|20)\d\d", tail) or re.match(r"[\s.,:]*[\"“„«]", tail):
        score += 0.35
    elif not re.match(r"\s*[,.:]", tail):
        score -= 0.3
    et_al = _ET_AL.match(text, end)
    if et_al:
        end = et_al.end()
    return NameList(start, end, ((start, start + len(span)),), "corporate", et_al is not None, score)
