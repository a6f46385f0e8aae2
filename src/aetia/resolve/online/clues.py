"""What of a citation a service is asked with: the citation itself and nothing beside it, cut to what a question needs."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from aetia.corpus.stop_words import STOP_WORDS
from aetia.model.identifiers import normalize_doi, normalize_pmcid, normalize_pmid
from aetia.resolve.names import family_words, journal_name
from aetia.resolve.query import Fields, Query, parsed_fields

LONGEST = 600
"""Characters of a citation that are sent."""
_FEWEST_WORDS = 3
"""Words that a text needs to be worth a question."""
_TITLE_WORDS, _WITH_AUTHOR = 5, 3
"""Words of a title that are asked for: alone, and beside an author."""
_SHORT_WORD, _LONG_WORD = 3, 40
_LAST = re.compile(
    r"analysis|associations?|clinical|controlled|effects?|patients?|placebo|prospective|retrospective|reviews?|stud(?:y|ies)"
    r"|systematic|treatment|trials?|.*(?:is|iz)(?:e|ed|es|ing|ation)|.*(?:aem|oed|oes).*|.*(?:our|cent(?:er|re))s?"
)
"""Words of titles that are asked for last: those that many titles have, and those that are spelled in two ways."""
_IDENTIFIERS = 2
_NOT_SENT = re.compile(r"https?://\S+|www\.\S+|\S+@\S+", re.IGNORECASE)
"""Addresses of pages and of people: no service needs them to find a paper."""


@dataclass(frozen=True)
class Way:
    """One way to find a paper: all that is set has to be its; empty is not asked for.

    Args:
        words: of its title, folded.
        author: family name of an author.
        year: of publication, or one beside it.
        volume: of the journal.
        first: first page.
    """

    words: tuple[str, ...] = ()
    author: str = ""
    year: str = ""
    volume: str = ""
    first: str = ""


@dataclass(frozen=True)
class Clues:
    """What a citation gives to ask with; absent is empty.

    Args:
        text: the citation on one line, without addresses, at most :data:`LONGEST` characters.
        words: of the title, those that are likely to be rare.
        author: family name of the first author, as printed where that is known.
        initials: of the first author.
        journal: likewise as printed.
        year, volume, first: as compared.
        pmids, pmcids, dois: that are printed in it or given beside it.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    author: str = ""
    initials: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    first: str = ""
    pmids: tuple[str, ...] = ()
    pmcids: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, int] | None:
        """The year before and the year after: print and electronic publication are often one apart."""
        return (int(self.year) - 1, int(self.year) + 1) if self.year else None

    def ways(self) -> list[Way]:
        """The ways to find the paper, each narrow enough to give few; none where too little is known."""
        found = []
        if len(self.words) >= (2 if self.year else 3):
            found.append(Way(self.words, year=self.year))
        if self.author and self.words:
            few = sorted(self.words, key=_rarity)[:_WITH_AUTHOR]
            # Beside an author the year is left out, so that a wrong one does not hide the paper; one word needs it.
            found.append(Way(tuple(few), self.author, self.year if len(few) == 1 else ""))
        if self.author and self.volume and (self.first or self.year):
            found.append(Way((), self.author, "" if self.first else self.year, self.volume, self.first))
        return found


def clues_of(query: Query) -> Clues:
    """What a citation gives to ask with."""
    fields = query.fields
    if query.text and not fields.title:
        title = parsed_fields(query.text).title if query.given is not None else ""
    else:
        title = fields.title
    author, journal = _as_printed(query.text, fields)
    return Clues(
        text=_text(query),
        words=_rare(title),
        author=author,
        initials=fields.initials[:3].upper(),
        journal=journal,
        year=fields.year if len(fields.year) == 4 and fields.year.isdecimal() else "",
        volume=fields.volume[:20],
        first=fields.first[:20],
        pmids=_identifiers(query, "pmid"),
        pmcids=_identifiers(query, "pmc"),
        dois=_identifiers(query, "doi"),
    )


def _text(query: Query) -> str:
    """The citation as it is sent, cut at the end of a word; empty where too little is left of it."""
    text = " ".join(_NOT_SENT.sub(" ", query.text or " ".join(query.words)).split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
    return text if len(text.split()) >= _FEWEST_WORDS else ""


def _rare(title: str) -> tuple[str, ...]:
    """The words of a title that are likely to be its rarest, in the title's order."""
    words = [word for word in dict.fromkeys(title.split()) if _SHORT_WORD < len(word) <= _LONG_WORD]
    plain = [word for word in words if not word.isdigit() and word not in STOP_WORDS]
    rarest = set(sorted(plain, key=_rarity)[:_TITLE_WORDS])
    return tuple(word for word in plain if word in rarest)


def _rarity(word: str) -> tuple[bool, int]:
    """Sorts words that are likely to be rare first: the longest, but for those that are asked for last."""
    return _LAST.fullmatch(word) is not None, -len(word)


def _as_printed(text: str, fields: Fields) -> tuple[str, str]:
    """First author and journal with their particles and linking words, which services look for and comparing leaves out."""
    author = fields.families[0] if fields.families else ""
    journal = min(fields.journals, key=len, default="")
    if text and (author or journal):
        from aetia.rescue import parse_citation

        read = parse_citation(text)
        names = read.to_csl().get("author")
        family = names[0].get("family") if isinstance(names, list) and names else None
        if isinstance(family, str) and " ".join(family_words(family)) == author:
            author = family
        name = read.get("journal")
        if name and journal_name(name) in fields.journals:
            journal = name
    return _plain(author), _plain(journal)


def _plain(name: str) -> str:
    """A name without what has a meaning in the languages of searches."""
    return " ".join(re.sub(r"[^\w\s'’.-]", " ", name).split())[:100]


def _identifiers(query: Query, kind: str) -> tuple[str, ...]:
    normal = {"pmid": normalize_pmid, "pmc": normalize_pmcid, "doi": normalize_doi}[kind]
    found = []
    for key in query.identifiers:
        name, _, value = key.partition(":")
        if name == kind and len(value) <= 200 and '"' not in value:
            with suppress(ValueError):
                found.append(normal(value))
    return tuple(dict.fromkeys(found))[:_IDENTIFIERS]
