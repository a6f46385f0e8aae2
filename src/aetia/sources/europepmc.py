"""Europe PMC: PubMed, PubMed Central, preprints, theses and more in one search.

Protocol: Articles RESTful API (europepmc.org/RestfulWebService), ``search`` with ``resultType=core``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from aetia.http import Answer, NotAnAnswer, PoliteClient, Question, read_json
from aetia.model.reference import Reference
from aetia.model.standing import Notice, Standing, StandingRecord
from aetia.sources.csl_reference import reference_of
from aetia.sources.cursors import Found, Page, along, not_empty
from aetia.sources.partial_dates import whole_date

ROOT = "https://www.ebi.ac.uk/europepmc/webservices/rest/"
SERVICE = "Europe PMC"
PER_SECOND = 5.0
_PAGE = 200
_SIZE_LIMIT = 100_000_000

_KINDS = {"PPR": "article", "ETH": "thesis", "PAT": "article", "CTX": "webpage", "HIR": "report"}
"""What comes from its sources that hold no journal articles."""
_STANDINGS = {
    "retracted and republished in": Standing.REPLACED,
    "retraction in": Standing.RETRACTED,
    "expression of concern in": Standing.CONCERN,
    "corrected and republished in": Standing.CORRECTED,
    "erratum in": Standing.CORRECTED,
}
"""PubMed's links from a record to a notice, the weightiest first. With a link in the other direction the record is the notice."""


class EuropePmc:
    """Europe PMC's search.

    Args:
        client: asks; its contact goes along.
        root: where the service lies.
        fresh: seconds for which an answer in the client's cache will do.
    """

    def __init__(self, client: PoliteClient, *, root: str = ROOT, fresh: float | None = None) -> None:
        self._client, self._root, self._fresh = client, root, fresh
        client.keep_pace(root, PER_SECOND)

    def count(self, query: str) -> int:
        """How many results a query has.

        Raises:
            BusyError, ServiceError, NetworkError: Europe PMC gave no answer. No results are an answer: 0.
        """
        return self._turn(query, "*", 1).total

    def search(self, query: str, *, limit: int | None = None) -> Iterator[Found]:
        """What a query finds.

        Args:
            query: in Europe PMC's language, such as ``TITLE:"scleroderma" AND SRC:MED``.
            limit: results that are wanted at most; None wants all.

        Raises:
            PartialAnswer: fewer came than Europe PMC promised.
            BusyError, ServiceError, NetworkError: it gave no answer.
        """
        size = _PAGE if limit is None else max(1, min(_PAGE, limit))
        return along(SERVICE, lambda cursor: self._turn(query, cursor, size), limit=limit)

    def best(self, query: str, limit: int) -> list[Found]:
        """What fits a query best, from one request: what is on its page, be it fewer than promised.

        Args:
            query: in Europe PMC's language.
            limit: results at most, 1 to 200.

        Raises:
            BusyError, ServiceError, NetworkError: Europe PMC gave no answer. No results are an answer.
        """
        page = self._turn(query, "*", limit, read=lambda answer: not_empty(_read_page(answer)))
        return list(page.found[:limit])

    def _turn(self, query: str, cursor: str, size: int, read: Callable[[Answer], Page] | None = None) -> Page:
        params = {
            "query": query,
            "resultType": "core",
            "format": "json",
            "pageSize": str(size),
            "cursorMark": cursor,
        }
        contact = {"email": self._client.contact} if self._client.contact else {}
        question = Question(
            SERVICE, f"{self._root}search", params=params, private=contact, size_limit=_SIZE_LIMIT, timeout=120.0
        )
        return self._client.ask(question, read or _read_page, fresh=self._fresh)


def _read_page(answer: Answer) -> Page:
    page = read_json(answer)
    if isinstance(page, dict) and page.get("errMsg"):
        raise NotAnAnswer(f"says: {str(page['errMsg'])[:300]}", again=False, remedy="Check the query")
    try:
        found = tuple(
            Found(f"{raw['source']}:{raw['id']}", reference(raw), raw) for raw in page["resultList"]["result"]
        )
        return Page(found, int(page["hitCount"]), page.get("nextCursorMark"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnAnswer("gave a page of results in another form than is due") from error


def reference(raw: dict[str, Any]) -> Reference | None:
    """A result's fields, with its standing as PubMed's links tell it; None where it has no title.

    Args:
        raw: a result of type ``core``.
    """
    journal = _part(raw, "journalInfo")
    names = _part(journal, "journal")
    book = _part(raw, "bookOrReportDetails")
    source = str(raw.get("source", "MED"))
    item = {
        "type": "book" if book and source not in _KINDS else _KINDS.get(source, "article-journal"),
        "title": _title(raw.get("title")),
        "author": [name for author in _list(raw, "authorList", "author") if (name := _name(author))],
        "container-title": names.get("title"),
        "container-title-short": names.get("medlineAbbreviation") or names.get("isoabbreviation"),
        "issued": _issued(raw, journal),
        "volume": journal.get("volume"),
        "issue": journal.get("issue"),
        "page": raw.get("pageInfo"),
        "publisher": book.get("publisher"),
        "language": raw.get("language"),
        "PMID": raw.get("pmid"),
        "PMCID": raw.get("pmcid"),
        "DOI": raw.get("doi"),
    }
    made = reference_of({name: value for name, value in item.items() if value})
    return made and made.model_copy(update={"standing": standing(raw)})


def standing(raw: dict[str, Any]) -> StandingRecord:
    """Where a result stands, by the weightiest of PubMed's links from it to a notice."""
    links = [
        (str(link.get("type", "")).lower().strip(), link)
        for link in _list(raw, "commentCorrectionList", "commentCorrection")
    ]
    for kind, state in _STANDINGS.items():
        for found, link in links:
            if found == kind:
                pmid = link.get("id") if str(link.get("source", "MED")) == "MED" else None
                number = str(pmid) if str(pmid or "").isdigit() else None
                return StandingRecord(
                    state=state, notice=Notice(pmid=number, source=SERVICE, note=str(link.get("reference") or kind))
                )
    if "retracted publication" in {str(kind).lower() for kind in _list(raw, "pubTypeList", "pubType")}:
        return StandingRecord(
            state=Standing.RETRACTED, notice=Notice(source=SERVICE, note="publication type 'Retracted Publication'")
        )
    return StandingRecord()


def _title(text: Any) -> str | None:
    """A title without PubMed's full stop at its end."""
    title = str(text or "").strip()
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def _name(author: Any) -> dict[str, str] | None:
    if not isinstance(author, dict):
        return None
    family, given = author.get("lastName"), author.get("firstName") or author.get("initials")
    if family:
        return {"family": str(family), **({"given": str(given)} if given else {})}
    whole = author.get("collectiveName") or author.get("fullName")
    return {"literal": str(whole)} if whole else None


def _issued(raw: dict[str, Any], journal: dict[str, Any]) -> dict[str, Any] | None:
    """Year and month of the issue; the day that Europe PMC adds to them is made up. Without an issue, the first publication."""
    year, month = str(journal.get("yearOfPublication") or raw.get("pubYear") or ""), journal.get("monthOfPublication")
    if not journal and raw.get("firstPublicationDate"):
        year, _, rest = str(raw["firstPublicationDate"]).partition("-")
        month, _, day = rest.partition("-")
        date = whole_date(year, month, day) if year.isdigit() else None
    else:
        date = whole_date(year, month if isinstance(month, int) else None) if year.isdigit() and int(year) else None
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else None


def _part(raw: dict[str, Any], name: str) -> dict[str, Any]:
    part = raw.get(name)
    return part if isinstance(part, dict) else {}


def _list(raw: dict[str, Any], outer: str, inner: str) -> list[Any]:
    listed = _part(raw, outer).get(inner)
    return listed if isinstance(listed, list) else []
