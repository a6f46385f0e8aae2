"""Printed references matched by NCBI (ecitmatch): journal, year, volume, page, author → PMID.

NCBI looks at journal, volume and page before all, and tolerates a wrong author. A match is a candidate: compare its surname, title
and year with what was printed before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aetia.errors import InputError, PartialAnswer
from aetia.http import Answer, NotAnAnswer, read_bytes
from aetia.sources.eutils.entrez import SERVICE, Entrez

_BATCH = 100
_SILENT = 2
"""Batches in a row without one answer, after which it is NCBI and not the lines."""


@dataclass(frozen=True)
class PrintedReference:
    """What is known of a printed reference; empty where it is not.

    Args:
        journal: title or abbreviation; NCBI answers nothing without it.
        year, volume, first_page: as printed.
        author: surname and initials: ``Mann BJ``.
    """

    journal: str
    year: str = ""
    volume: str = ""
    first_page: str = ""
    author: str = ""


@dataclass(frozen=True)
class CitationMatch:
    """NCBI's answer to one printed reference.

    Args:
        printed: what was asked.
        outcome: ``matched``, ``ambiguous``, or ``unmatched``.
        pmid: of the match.
        candidates: PMIDs among which NCBI cannot tell, where it names them.
        said: NCBI's own words.
    """

    printed: PrintedReference
    outcome: Literal["matched", "ambiguous", "unmatched"]
    pmid: str | None
    candidates: tuple[str, ...]
    said: str


def match_citations(entrez: Entrez, references: Sequence[PrintedReference]) -> list[CitationMatch]:
    """Asks NCBI for the PMIDs of printed references.

    Args:
        entrez: asks.
        references: any number.

    Returns:
        One answer for each, in order.

    Raises:
        InputError: one has no journal.
        PartialAnswer: NCBI answered fewer than it was asked.
        BusyError, ServiceError, NetworkError: NCBI gave no answer.
    """
    for reference in references:
        if not _field(reference.journal):
            raise InputError("a printed reference has no journal", remedy="Leave it out: NCBI cannot match it")
    found: dict[int, str] = {}
    for start in range(0, len(references), _BATCH):
        found |= _answered(entrez, references, list(range(start, min(start + _BATCH, len(references)))))
    unanswered = [number for number in range(len(references)) if number not in found]
    if unanswered:
        raise PartialAnswer(
            f"{SERVICE} answered {len(found):,} of {len(references):,} references",
            got=len(found),
            promised=len(references),
            missing=tuple(references[number].journal for number in unanswered[:10]),
            remedy="Look at those that are missing, or try again later",
        )
    return [_match(reference, found[number]) for number, reference in enumerate(references)]


def _answered(entrez: Entrez, references: Sequence[PrintedReference], waiting: list[int]) -> dict[int, str]:
    """What NCBI says of a batch. It stops at a line that it cannot read; those behind it are asked for again without it."""
    found: dict[int, str] = {}
    silent = 0
    while waiting and silent < _SILENT:
        came = _asked(entrez, references, waiting)
        silent = 0 if came else silent + 1
        found |= came
        waiting = [number for number in waiting if number not in came]
        if waiting and (came or len(waiting) > 1):
            found |= _asked(entrez, references, waiting[:1])
        waiting = waiting[1:]
    return found


def _asked(entrez: Entrez, references: Sequence[PrintedReference], numbers: list[int]) -> dict[int, str]:
    """NCBI's words for each reference that it answered; none where it stayed silent at every try."""
    lines = [_line(references[number], number) for number in numbers]

    def read(answer: Answer) -> dict[int, str]:
        found = {}
        if not answer.body.strip():
            raise NotAnAnswer("answered none of the references", counts=(0, len(numbers)))
        for line in read_bytes(answer).decode("utf-8", "replace").splitlines():
            parts = line.strip().split("|")
            # A match repeats all fields, a miss may leave some out; the key and the words stand last in both.
            if len(parts) >= 2 and re.fullmatch(r"r\d+", parts[-2].strip()):
                found[int(parts[-2].strip()[1:])] = parts[-1].strip()
        if not found:
            raise NotAnAnswer("answered none of the references", counts=(0, len(numbers)))
        return {number: words for number, words in found.items() if number in numbers and words}

    try:
        return entrez.ask("ecitmatch.cgi", {"db": "pubmed", "retmode": "xml", "bdata": "\r".join(lines)}, read)
    except PartialAnswer:
        return {}


def _line(reference: PrintedReference, number: int) -> str:
    fields = (reference.journal, reference.year, reference.volume, reference.first_page, reference.author, f"r{number}")
    return "|".join(map(_field, fields)) + "|"


def _field(text: str) -> str:
    """A field without what would end it."""
    return " ".join(re.sub(r"[|\r\n]", " ", text).split())


def _match(reference: PrintedReference, words: str) -> CitationMatch:
    if re.fullmatch(r"0*[1-9]\d{0,8}", words):
        return CitationMatch(reference, "matched", words.lstrip("0"), (), words)
    if words.upper().startswith("AMBIGUOUS"):
        named = tuple(re.findall(r"\d+", words)) if "(" not in words else ()
        return CitationMatch(reference, "ambiguous", None, named, words)
    return CitationMatch(reference, "unmatched", None, (), words)
