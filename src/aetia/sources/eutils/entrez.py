"""Asking one of NCBI's utilities, and knowing its errors, which come in five forms and with any status.

Protocol: "Entrez Programming Utilities Help", NCBI Bookshelf NBK25501; limits of use: NBK25497.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aetia.http import Answer, NotAnAnswer, PoliteClient, Question, read_bytes, read_json, read_xml

ROOT = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
SERVICE = "NCBI"
PER_SECOND, PER_SECOND_WITH_KEY = 3, 10
"""Requests that NCBI allows in a second."""
_SIZE_LIMIT = 200_000_000
_POSTED = 1_500
"""Characters of parameters above which they are posted: long addresses are refused on the way."""

T = TypeVar("T")
Params = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Entrez:
    """The utilities, with what every request carries.

    Args:
        client: asks; its contact goes along.
        key: an API key, which allows ten requests a second instead of three; it is never shown or written down.
        root: where the utilities lie.
        fresh: seconds for which a remembered answer will do; None asks anew each time. What rests on NCBI's history server is never
            remembered, since it is forgotten there within hours.
    """

    client: PoliteClient
    key: str | None = field(default=None, repr=False)
    root: str = ROOT
    fresh: float | None = None

    def __post_init__(self) -> None:
        self.client.keep_pace(self.root, PER_SECOND_WITH_KEY if self.key else PER_SECOND)

    def ask(
        self,
        utility: str,
        params: Params,
        read: Callable[[Answer], T],
        *,
        lasting: bool = True,
        statuses: Collection[int] = (200,),
    ) -> T:
        """Asks a utility.

        Args:
            utility: such as ``esearch.fcgi``.
            params: its parameters.
            read: makes what is wanted of the answer.
            lasting: whether the same question has the same meaning tomorrow.
            statuses: HTTP statuses that the reader understands.

        Raises:
            BusyError, ServiceError, NetworkError: NCBI gave no answer.
        """
        contact = {"email": self.client.contact} if self.client.contact else {}
        key = {"api_key": self.key} if self.key else {}
        length = sum(len(part) for value in params.values() for part in ([value] if isinstance(value, str) else value))
        question = Question(
            SERVICE,
            self.root + utility,
            params=params,
            private={"tool": "aetia", **contact, **key},
            post=length > _POSTED,
            accept="*/*",
            statuses=statuses,
            size_limit=_SIZE_LIMIT,
            timeout=120.0,
        )
        return self.client.ask(question, read, fresh=self.fresh if lasting else None)


def read_entrez_json(answer: Answer, part: str) -> Any:
    """One part of a JSON answer, after a look at every place where NCBI puts an error.

    Raises:
        NotAnAnswer: there is one, or the part is not there.
    """
    found = read_json(answer)
    if not isinstance(found, dict):
        raise NotAnAnswer("gave JSON of another form than is due")
    inner = found.get(part)
    for place in (found, inner if isinstance(inner, dict) else {}):
        for name in ("error", "ERROR"):
            if place.get(name):
                raise _error(str(place[name]))
    if inner is None:
        raise NotAnAnswer(f"gave JSON without '{part}'")
    return inner


def read_entrez_xml(answer: Answer, root: str) -> bytes:
    """A whole XML answer.

    Raises:
        NotAnAnswer: it is an error, another document, or cut off.
    """
    body = read_bytes(answer)
    error = re.search(rb"<ERROR>(.*?)</ERROR>", body[:10_000], re.DOTALL)
    if error is not None:
        raise _error(html.unescape(error[1].decode("utf-8", "replace")))
    return read_xml(answer, root)


def _error(words: str) -> NotAnAnswer:
    """NCBI's own words. Its back ends fail now and then, and then the same question succeeds a moment later."""
    words = " ".join(words.split())[:300]
    if re.search(r"api[ _-]?key", words, re.IGNORECASE) and "rate limit" not in words.lower():
        return NotAnAnswer(f"says: {words}", again=False, remedy="Check the API key, or leave it out")
    if "retstart" in words or "Unable to obtain query" in words or "history" in words.lower():
        return NotAnAnswer(f"says: {words}", again=False, remedy="Search again")
    return NotAnAnswer(f"says: {words}")
