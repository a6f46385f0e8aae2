"""Searches: all identifiers that a term finds, however many.

PubMed's search gives the first 9,999 records and no more, whatever the manual says, and cuts a page that crosses the line without a
word. A larger result is therefore split by dates until each piece fits: by the day a record entered PubMed, then, within a day of
mass imports, by its date of publication and its date of creation. Other databases have no such line and are paged through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aetia.errors import PartialAnswer
from aetia.http import Answer, NotAnAnswer, read_bytes
from aetia.sources.eutils.entrez import SERVICE, Entrez, read_entrez_json
from aetia.sources.eutils.history import History

PUBMED_LIMIT = 9_999
"""Records of one search that PubMed gives."""
_PAGE = 10_000
_SPLIT_BY = ("EDAT", "PDAT", "CRDT")
_ENDS = [date(year, 12, 31) for year in (1949, 1979, 1994, 2004, 2011, 2017, 2022, 2026, 2100)]
_RANGES = list(zip([date(1500, 1, 1), *(end + timedelta(days=1) for end in _ENDS)], _ENDS, strict=False))
"""All dates, in pieces of about as many records each, so that halving is not begun in centuries that hold nothing."""


@dataclass(frozen=True)
class Search:
    """What NCBI says of a search.

    Args:
        term: as it was asked.
        count: records that it finds.
        translation: the term as NCBI understood it.
        warnings: NCBI's own: phrases that it did not find or left out, fields that it does not know.
        history: the set on the history server.
    """

    term: str
    count: int
    translation: str
    warnings: tuple[str, ...]
    history: History


def search(entrez: Entrez, term: str, db: str = "pubmed") -> Search:
    """How many records a term finds, and how NCBI understood it (esearch with history).

    Raises:
        BusyError, ServiceError, NetworkError: NCBI gave no answer. No records found is an answer: the count is 0.
    """

    def read(answer: Answer) -> Search:
        found = read_entrez_json(answer, "esearchresult")
        try:
            count = int(found["count"])
            history = History(str(found["webenv"]), str(found["querykey"]), count, db)
        except (KeyError, TypeError, ValueError) as error:
            raise NotAnAnswer("gave a search result without count or history") from error
        return Search(term, count, str(found.get("querytranslation", "")), _warnings(found), history)

    params = {"db": db, "term": term, "retmode": "json", "retmax": "0", "usehistory": "y"}
    return entrez.ask("esearch.fcgi", params, read, lasting=False)


def identifiers(entrez: Entrez, term: str, db: str = "pubmed") -> list[str]:
    """Every identifier that a term finds.

    Returns:
        Each once, in NCBI's order within each piece.

    Raises:
        PartialAnswer: fewer came than NCBI counts; says how many of how many.
        BusyError, ServiceError, NetworkError: NCBI gave no answer.
    """
    if db == "pubmed":
        count, first = _first_page(entrez, term)
        found = dict.fromkeys(first if count <= PUBMED_LIMIT else _pieces(entrez, term, count))
    else:
        history = search(entrez, term, db).history
        count, found = history.count, dict.fromkeys(_pages(entrez, history))
    if len(found) < count:
        what = f"{SERVICE} gave {len(found):,} of the {count:,} identifiers that it found"
        raise PartialAnswer(what, got=len(found), promised=count, where=term[:200], remedy="Try again later")
    return list(found)


def best(entrez: Entrez, term: str, limit: int) -> list[str]:
    """The PMIDs that fit a term best in PubMed's own opinion, from one request.

    Args:
        entrez: asks.
        term: in PubMed's language.
        limit: PMIDs at most.

    Raises:
        BusyError, ServiceError, NetworkError: NCBI gave no answer. No records found is an answer: an empty list.
    """

    def read(answer: Answer) -> list[str]:
        count, ids = _counted(answer)
        if count > 0 and not ids:
            raise NotAnAnswer(f"gave 0 of {count:,} identifiers", counts=(0, count))
        if not all(number.isascii() and number.isdigit() for number in ids):
            raise NotAnAnswer(f"gave something else than identifiers: {' '.join(ids)[:100]!r}")
        return list(dict.fromkeys(ids))[:limit]

    params = {"db": "pubmed", "term": term, "retmode": "json", "retmax": str(limit), "sort": "relevance"}
    return entrez.ask("esearch.fcgi", params, read)


def _counted(answer: Answer) -> tuple[int, list[str]]:
    """How many records a search finds, and the identifiers that came."""
    found = read_entrez_json(answer, "esearchresult")
    try:
        return int(found["count"]), [str(number) for number in found["idlist"]]
    except (KeyError, TypeError, ValueError) as error:
        raise NotAnAnswer("gave a search result without count or identifiers") from error


def _first_page(entrez: Entrez, term: str) -> tuple[int, list[str]]:
    """The count, and the first identifiers, all of them if there are no more than fit."""

    def read(answer: Answer) -> tuple[int, list[str]]:
        count, ids = _counted(answer)
        due = min(count, PUBMED_LIMIT)
        if len(set(ids)) < due:
            what = f"gave {len(set(ids)):,} of {due:,} identifiers"
            raise NotAnAnswer(what, counts=(len(set(ids)), due))
        return count, ids

    params = {"db": "pubmed", "term": term, "retmode": "json", "retstart": "0", "retmax": str(PUBMED_LIMIT)}
    return entrez.ask("esearch.fcgi", params, read)


def _pieces(entrez: Entrez, term: str, count: int, depth: int = 0) -> Iterator[str]:
    """Identifiers of a term that finds too many, split by a date."""
    if depth == len(_SPLIT_BY):
        raise PartialAnswer(
            f"{SERVICE} gives {PUBMED_LIMIT:,} of the {count:,} records of one day",
            got=PUBMED_LIMIT,
            promised=count,
            where=term[:300],
            remedy="Make the search narrower",
        )
    waiting = _RANGES[::-1]
    while waiting:
        first, last = waiting.pop()
        piece = f'({term}) AND ("{first:%Y/%m/%d}"[{_SPLIT_BY[depth]}] : "{last:%Y/%m/%d}"[{_SPLIT_BY[depth]}])'
        found, ids = _first_page(entrez, piece)
        if found <= PUBMED_LIMIT:
            yield from ids
        elif first == last:
            yield from _pieces(entrez, piece, found, depth + 1)
        else:
            middle = first + (last - first) // 2
            waiting += [(middle + timedelta(days=1), last), (first, middle)]


def _pages(entrez: Entrez, history: History) -> Iterator[str]:
    """Identifiers of a set on the history server, page by page."""
    for start in range(0, history.count, _PAGE):
        due = min(_PAGE, history.count - start)

        def read(answer: Answer, due: int = due) -> list[str]:
            ids = read_bytes(answer).decode("ascii", "replace").split()
            if not all(number.isdigit() for number in ids):
                raise NotAnAnswer(f"gave something else than identifiers: {' '.join(ids)[:100]!r}")
            if len(ids) != due:
                raise NotAnAnswer(f"gave {len(ids):,} of {due:,} identifiers", counts=(len(ids), due))
            return ids

        params = {**history.params, "rettype": "uilist", "retmode": "text", "retstart": str(start), "retmax": str(due)}
        yield from entrez.ask("efetch.fcgi", params, read, lasting=False)


def _warnings(found: dict[str, Any]) -> tuple[str, ...]:
    words = {
        "phrasesnotfound": "not found",
        "fieldsnotfound": "no field of this name",
        "phrasesignored": "left out",
        "quotedphrasesnotfound": "not found as a phrase",
    }
    lines = []
    for name in ("errorlist", "warninglist"):
        told = found.get(name) or {}
        for kind, texts in told.items() if isinstance(told, dict) else ():
            lines += [f"{words[kind]}: {text}" if kind in words else str(text) for text in texts or ()]
    return tuple(lines)
