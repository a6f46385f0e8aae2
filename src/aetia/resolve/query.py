"""A citation as a question: what of it can be compared with a paper, as printed and, where that does not decide, as parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from aetia.corpus.folding import words_of
from aetia.resolve.names import LINKING, family_key, first_and_last_page, initials, journal_name, page

LONGEST = 8_000
"""Characters of a citation that are looked at."""
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_PMID = re.compile(
    r"\b(?:PMID|PubMed(?:\s*(?:ID|PMID))?|pubmed\.ncbi\.nlm\.nih\.gov/|/pubmed/)[:\s]*(\d{1,8})\b", re.IGNORECASE
)
_PMCID = re.compile(r"\bPMC\s?(\d{4,9})\b")
_LINKS = re.compile(r"https?://\S+|\bdoi:?\s*10\.\S+|\b10\.\d{4,9}/\S+", re.IGNORECASE)
_LABELS = frozenset({"doi", "pmid", "pmcid", "pmc", "pubmed", "id", "https", "http"})
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-‐\xad]\s*\n\s*(?=[a-z])")
_YEAR = re.compile(r"(?:1[89]|20)\d\d[a-z]?")
_NUMBER = re.compile(r"[a-z]{0,3}\d+[a-z]{0,2}")


class Fields(NamedTuple):
    """What a citation says of each field, folded; absent is empty. Given by who asks, or parsed from the print."""

    title: str = ""
    families: tuple[str, ...] = ()
    initials: str = ""
    journals: tuple[str, ...] = ()
    year: str = ""
    volume: str = ""
    issue: str = ""
    first: str = ""
    last: str = ""
    kind: str = "unknown"
    sure: bool = True


class Query:
    """One citation to be resolved.

    Args:
        text: as printed; empty where only fields are known.
        given: fields that somebody knows, from a file or a parser of their own.
        identifiers: keys of identifiers beside the text (``pmid:…``, ``doi:…``, ``pmc:…``).
        refused: keys of papers that it does not mean, as a person has said; they are left out as if the corpus had them not.
    """

    def __init__(
        self,
        text: str = "",
        given: Fields | None = None,
        identifiers: tuple[str, ...] = (),
        refused: frozenset[str] = frozenset(),
    ) -> None:
        self.printed = text
        self.text = _BROKEN_WORD.sub("", text[:LONGEST]) if "\n" in text else text[:LONGEST]
        self.given = given
        self.read = given
        """The fields that were given, or parsed already; None where nobody has read the citation yet."""
        self.refused = refused
        self._identifiers = identifiers
        if not self.text:
            # What is known from the start need not be found later, and a lock be taken for it.
            self.__dict__["identifiers"] = identifiers
        if given is not None and given.year:
            self.__dict__["years"] = (given.year,)

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """Keys of the identifiers that are printed in the citation or given beside it."""
        found = list(self._identifiers)
        if "10." in self.text:
            found += [f"doi:{_doi(match[0])}" for match in _DOI.finditer(self.text)]
        if "ub" in self.text or "PM" in self.text or "pm" in self.text:
            found += [f"pmid:{int(match[1])}" for match in _PMID.finditer(self.text)]
            found += [f"pmc:PMC{match[1]}" for match in _PMCID.finditer(self.text)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def is_identifier(self) -> bool:
        """Whether there is nothing but identifiers, so that a paper is named and not cited."""
        if not self.identifiers or self.given:
            return False
        bare = _PMCID.sub(" ", _PMID.sub(" ", _LINKS.sub(" ", self.text)))
        return set(words_of(bare)) <= _LABELS

    @cached_property
    def words(self) -> list[str]:
        """The words of the citation in order, without links and identifiers."""
        if self.text:
            bare = _LINKS.sub(" ", self.text) if "10." in self.text or "http" in self.text else self.text
            return words_of(bare)
        fields = self.given or Fields()
        numbers = (fields.year, fields.volume, fields.issue, fields.first, fields.last)
        return " ".join((*fields.families, fields.title, *fields.journals, *filter(None, numbers))).split()

    @cached_property
    def padded(self) -> str:
        """The words with a blank before, between and behind, in which a whole phrase can be looked for."""
        return f" {' '.join(self.words)} "

    @cached_property
    def padded_names(self) -> str:
        """The same without linking words, in which the name of a journal can be looked for."""
        return f" {' '.join(word for word in self.words if word not in LINKING)} "

    @cached_property
    def word_set(self) -> frozenset[str]:
        """The words."""
        return frozenset(self.words)

    @cached_property
    def numbers(self) -> list[str]:
        """What may be a volume, an issue or a page, in order, as compared."""
        return [page(word) for word in self.words if _NUMBER.fullmatch(word)]

    @cached_property
    def years(self) -> tuple[str, ...]:
        """What may be the year of publication."""
        return tuple(dict.fromkeys(word[:4] for word in self.words if _YEAR.fullmatch(word)))

    @property
    def says_enough(self) -> bool:
        """Whether its fields could name a paper: a title, or a place in a journal."""
        fields = self.fields
        return bool(fields.title or (fields.first and (fields.volume or fields.families)))

    @property
    def fields(self) -> Fields:
        """The fields: those that were given, or else what the parser reads, now or before."""
        if self.read is None:
            self.read = parsed_fields(self.text)
        return self.read


def _doi(printed: str) -> str:
    """A DOI as printed, without what closes the sentence or the bracket around it."""
    doi = printed.rstrip(".,;:'\"”’")
    while doi.endswith((")", "]", ">")) and doi.count(doi[-1]) > doi.count({")": "(", "]": "[", ">": "<"}[doi[-1]]):
        doi = doi[:-1].rstrip(".,;:")
    return doi.lower()


def parsed_fields(text: str) -> Fields:
    """What :func:`aetia.rescue.parse_citation` reads in a citation, as fields to compare."""
    from aetia.rescue import parse_citation

    read = parse_citation(text[:LONGEST])
    names = read.to_csl().get("author")
    people = names if isinstance(names, list) else []
    first, last = first_and_last_page(read.get("pages"))
    journal = read.get("journal")
    return Fields(
        title=" ".join(words_of(read.get("title") or "")),
        families=tuple(filter(None, (_family(name) for name in people))),
        initials=initials(people[0].get("given") or "") if people else "",
        journals=(journal_name(journal),) if journal else (),
        year=str(read.number("year") or ""),
        volume=page(read.get("volume") or ""),
        issue=page(read.get("issue") or ""),
        first=first or "",
        last=last or "",
        kind=read.kind,
        sure=False,
    )


def _family(name: Mapping[str, Any]) -> str:
    return family_key(name.get("family") or name.get("literal") or "")
