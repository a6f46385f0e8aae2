"""Crossref: publications by DOI or in words, and the notices that change their standing.

Protocol: REST API (api.crossref.org; crossref.org/documentation/retrieve-metadata/rest-api). Who leaves an address is served by the
"polite pool". Notices come from publishers and, since 2025, from the Retraction Watch database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aetia.errors import InputError
from aetia.http import Answer, NotAnAnswer, PoliteClient, Question, read_bytes, read_json
from aetia.model.identifiers import normalize_doi
from aetia.model.reference import Reference
from aetia.sources.crossref_notices import Update, standing, updates_by, updates_to
from aetia.sources.csl_reference import reference_of
from aetia.sources.csl_values import regular_item
from aetia.sources.cursors import Found, Page, along, not_empty

ROOT = "https://api.crossref.org/"
SERVICE = "Crossref"
PER_SECOND, PER_SECOND_WITH_CONTACT = 1.0, 3.0
"""Searches a second that Crossref allows since December 2025, without and with an address; it allows more for single works."""
_PAGE = 200
_SIZE_LIMIT = 200_000_000


@dataclass(frozen=True)
class Work(Found):
    """A publication as Crossref has it.

    Args:
        updates: notices about this publication, whoever told them; oldest first.
        is_notice_of: what this publication changes, where it is a notice itself.
    """

    updates: tuple[Update, ...] = ()
    is_notice_of: tuple[Update, ...] = ()


class Crossref:
    """Crossref's works.

    Args:
        client: asks; give it a contact address.
        root: where the service lies.
        fresh: seconds for which an answer in the client's cache will do.
    """

    def __init__(self, client: PoliteClient, *, root: str = ROOT, fresh: float | None = None) -> None:
        self._client, self._root, self._fresh = client, root, fresh
        client.keep_pace(root, PER_SECOND_WITH_CONTACT if client.contact else PER_SECOND)

    def work(self, doi: str) -> Work | None:
        """A publication by its DOI.

        Returns:
            None where Crossref says that it has no such DOI; others (DataCite's, mEDRA's) it does not know.

        Raises:
            InputError: what is given is no DOI.
            BusyError, ServiceError, NetworkError: Crossref gave no answer.
        """
        try:
            name = normalize_doi(doi)
        except ValueError as error:
            raise InputError(str(error), remedy="Give a DOI") from error
        question = self._question(f"works/{quote(name, safe='')}", {}, statuses=(200, 404))
        return self._client.ask(question, _read_work, fresh=self._fresh)

    def search(
        self, words: str | None = None, *, filters: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Iterator[Found]:
        """Publications that fit words, or filters, or both.

        Args:
            words: a printed reference, or what is known of it; the best come first.
            filters: Crossref's own, such as ``{"from-pub-date": "2020", "type": "journal-article"}``.
            limit: results that are wanted at most; None wants all, which words alone make millions.

        Yields:
            A :class:`Work` each.

        Raises:
            InputError: neither words nor filters are given.
            PartialAnswer: fewer came than Crossref promised.
            BusyError, ServiceError, NetworkError: it gave no answer.
        """
        if not words and not filters:
            raise InputError("a search needs words or filters", remedy="Give one of them")
        params = {"rows": str(_PAGE if limit is None else max(1, min(_PAGE, limit)))}
        if words:
            params["query.bibliographic"] = words
        if filters:
            params["filter"] = ",".join(f"{name}:{value}" for name, value in sorted(filters.items()))

        def turn(cursor: str) -> Page:
            # What a cursor stands for is forgotten within minutes, so pages after the first are never remembered.
            fresh = self._fresh if cursor == "*" and limit is not None and limit <= _PAGE else None
            return self._client.ask(self._question("works", {**params, "cursor": cursor}), _read_page, fresh=fresh)

        return along(SERVICE, turn, limit=limit)

    def best(self, words: str, limit: int) -> list[Found]:
        """The publications that fit words best, from one request: what is on its page, be it fewer than promised.

        Args:
            words: a printed reference, or what is known of it.
            limit: results at most, 1 to 200.

        Returns:
            A :class:`Work` each, in Crossref's order, which is no measure of whether one is meant.

        Raises:
            InputError: there are no words.
            BusyError, ServiceError, NetworkError: Crossref gave no answer. No results are an answer.
        """
        if not words.strip():
            raise InputError("a search needs words", remedy="Give some")
        params = {"query.bibliographic": words, "rows": str(limit)}
        question = self._question("works", params)
        page = self._client.ask(question, lambda answer: not_empty(_read_page(answer)), fresh=self._fresh)
        return list(page.found[:limit])

    def notices(self, doi: str) -> list[Update]:
        """Notices about a publication, found from both sides: its own record, and the records of notices that name it.

        Each side knows of some that the other does not.

        Returns:
            Oldest first, each once; empty where Crossref knows of none, or has no such DOI.

        Raises:
            InputError: what is given is no DOI.
            BusyError, ServiceError, NetworkError: Crossref gave no answer.
        """
        own = self.work(doi)
        if own is None:
            return []
        found = list(own.updates)
        for notice in self.search(filters={"updates": own.key}):
            found += [update for update in updates_to(notice.raw) if update.of == own.key]
        unique = {(update.kind, update.notice, update.source): update for update in found}
        return sorted(unique.values(), key=lambda update: update.date or "")

    def _question(self, path: str, params: Mapping[str, str], statuses: tuple[int, ...] = (200,)) -> Question:
        contact = {"mailto": self._client.contact} if self._client.contact else {}
        return Question(
            SERVICE,
            self._root + path,
            params=params,
            private=contact,
            statuses=statuses,
            size_limit=_SIZE_LIMIT,
            timeout=120.0,
        )


def _read_work(answer: Answer) -> Work | None:
    if answer.status == 404:
        # Crossref's own words, so that the 404 of somebody in between is not taken for them.
        if b"resource not found" not in read_bytes(answer).lower():
            raise NotAnAnswer("gave a 404 that is not its own")
        return None
    return _work(_message(answer, "work"))


def _read_page(answer: Answer) -> Page:
    message = _message(answer, "work-list")
    try:
        works = tuple(_work(item) for item in message["items"])
        return Page(works, int(message["total-results"]), message.get("next-cursor"))
    except (KeyError, TypeError, ValueError) as error:
        raise NotAnAnswer("gave a page of results in another form than is due") from error


def _message(answer: Answer, kind: str) -> dict[str, Any]:
    found = read_json(answer)
    if not isinstance(found, dict) or found.get("status") != "ok" or found.get("message-type") != kind:
        words = found.get("message") if isinstance(found, dict) else None
        raise NotAnAnswer(f"gave something else than was asked for: {str(words)[:200]}")
    message = found.get("message")
    if not isinstance(message, dict):
        raise NotAnAnswer("gave an answer without a message")
    return message


def _work(raw: dict[str, Any]) -> Work:
    try:
        doi = normalize_doi(str(raw["DOI"]))
    except (KeyError, TypeError, ValueError) as error:
        raise NotAnAnswer("gave a publication without a DOI") from error
    about, made = updates_by(raw), reference(raw)
    return Work(doi, made, raw, about, updates_to(raw))


def reference(raw: dict[str, Any]) -> Reference | None:
    """A publication's fields, with its standing as the notices in its record tell it; None where it has no title.

    Args:
        raw: a work as Crossref gives it.
    """
    item = regular_item(
        {
            **raw,
            "container-title-short": raw.get("short-container-title"),
            "number": raw.get("article-number"),
        }
    ).item
    made = reference_of(item)
    return made and made.model_copy(update={"standing": standing(updates_by(raw))})
