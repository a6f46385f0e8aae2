"""A polite client for services.

It says who asks, keeps to each host's pace, tries again when a host is busy, remembers answers, and never takes an error page for
an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from aetia import __version__
from aetia.errors import InputError, PartialAnswer, ServiceError
from aetia.http.addresses import target_of
from aetia.http.answer import SIZE_LIMIT, Answer, read_answer
from aetia.http.cache import AnswerCache, question_of
from aetia.http.download import FILE_LIMIT, Fetched, fetch_file
from aetia.http.exchange import LATER, Sent, exchange
from aetia.http.hosts import Hosts
from aetia.http.readers import NotAnAnswer
from aetia.http.retry import Retry, TryAgain

T = TypeVar("T")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Question:
    """What is asked of a service.

    Args:
        service: its name, for messages.
        address: without parameters.
        params: the parameters of a GET, or the form of a POST; several values are sent one after the other under one name.
        private: parameters that are sent and never shown, written to a log, or remembered: keys and contact addresses.
        post: send the parameters as a form.
        accept: the media type that is due.
        statuses: that count as an answer; the reader sees which it is.
        size_limit: bytes of the answer, unpacked.
        timeout: seconds for one attempt, redirects included.
    """

    service: str
    address: str
    params: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    post: bool = False
    accept: str = "application/json"
    statuses: Collection[int] = (200,)
    size_limit: int = SIZE_LIMIT
    timeout: float = 60.0

    @property
    def shown(self) -> str:
        """The address as people may see it."""
        words = urlencode(sorted(self.params.items()), doseq=True)
        return self.address if self.post or not words else f"{self.address}?{words}"

    def sent(self, agent: str) -> Sent:
        """The request as it goes out."""
        words = urlencode([*sorted(self.params.items()), *sorted(self.private.items())], doseq=True)
        headers = {"User-Agent": agent, "Accept": self.accept, "Accept-Encoding": "gzip"}
        if self.post:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(words))}
        secrets = [form for value in self.private.values() for form in (value, urlencode({"": value})[1:])]
        return Sent(
            service=self.service,
            method="POST" if self.post else "GET",
            address=f"{self.address}?{words}" if words and not self.post else self.address,
            shown=self.shown,
            headers=headers,
            content=words.encode() if self.post else None,
            statuses=self.statuses,
            hidden=secrets,
        )


class PoliteClient:
    """Asks services and fetches files, from any number of threads.

    Args:
        contact: an email address at which a service can reach whoever runs this; services treat those who leave one better.
        cache: where answers are remembered; None remembers nothing.
        private_hosts: ``host:port`` in a private network that may be asked all the same: a mirror in the house. A redirect to any
            other private address is refused.
        retry: how patient the client is.
        pace: requests per second to a host for which :meth:`keep_pace` was not called.

    Raises:
        InputError: the contact is no email address.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        cache: AnswerCache | None = None,
        private_hosts: Collection[str] = (),
        retry: Retry | None = None,
        pace: float = 3.0,
    ) -> None:
        if contact is not None and not _EMAIL.fullmatch(contact):
            raise InputError(f"'{contact}' is no email address", remedy="Give one, such as library@example.org")
        self.contact = contact
        self.cache = cache
        self.retry = retry or Retry()
        self._hosts = Hosts(private_hosts, pace)

    @property
    def agent(self) -> str:
        """What the client calls itself: name, version and contact."""
        return f"aetia/{__version__} (evidence library{f'; mailto:{self.contact}' if self.contact else ''})"

    def keep_pace(self, address: str, per_second: float, burst: int = 1) -> None:
        """Asks the host of an address no more often than this, from all threads together.

        Args:
            address: any on that host.
            per_second: requests per second, more than 0. Where two callers differ, the slower pace holds.
            burst: how many may start at once after a rest.
        """
        self._hosts.keep_pace(target_of(address), per_second, burst)

    def ask(self, question: Question, read: Callable[[Answer], T], *, fresh: float | None = None) -> T:
        """Asks a service and reads its answer.

        Args:
            question: what is asked.
            read: makes what is wanted of the answer; raises :class:`~aetia.http.readers.NotAnAnswer` for what is none.
            fresh: seconds for which a remembered answer will do; None asks anew and remembers nothing. Only a GET is remembered.

        Returns:
            What `read` made.

        Raises:
            BusyError: the service stayed busy after every try.
            ServiceError: it refused, failed, or gave something else than an answer.
            NetworkError: the address is in a private network or no web address, or the answer is too large.
        """
        if fresh is None or self.cache is None or question.post:
            return self._asked(question, read)[1]
        memory = question_of(question.shown)
        known = self.cache.get(memory, fresh=fresh)
        if known is not None:
            try:
                return read(known)
            except NotAnAnswer:
                self.cache.forget(memory)
        answer, result = self._asked(question, read)
        self.cache.put(memory, answer)
        return result

    def fetch_file(
        self,
        service: str,
        address: str,
        path: Path,
        *,
        size_limit: int = FILE_LIMIT,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> Fetched:
        """Fetches a file to ``path`` with ``.part`` added to its name, going on where an earlier attempt stopped.

        The file takes its own name only when :meth:`Fetched.keep` is called, so that its digest can be checked before.

        Args:
            service: name of whose file it is, for messages.
            address: of the file.
            path: where it will lie; its folder is there.
            size_limit: bytes; more is given up.
            progress: told the bytes that are there and those that there will be, where known.

        Raises:
            BusyError, ServiceError, NetworkError: as for :meth:`ask`. What came so far is kept for the next time.
        """
        return fetch_file(self._hosts, self.retry, self.agent, service, address, path, size_limit, progress)

    def close(self) -> None:
        """Ends every connection."""
        self._hosts.close()

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, question: Question, read: Callable[[Answer], T]) -> tuple[Answer, T]:
        sent, tried = question.sent(self.agent), 0

        def attempt() -> tuple[Answer, T]:
            nonlocal tried
            tried += 1
            with exchange(self._hosts, sent, timeout=question.timeout, tried=tried) as (response, deadline):
                answer = read_answer(response, sent.shown, deadline=deadline, size_limit=question.size_limit)
            try:
                return answer, read(answer)
            except NotAnAnswer as error:
                what = sent.hide(f"{question.service} {error.what}")
                failure = ServiceError(what, where=sent.shown, remedy=error.remedy or LATER, status=answer.status)
                if error.counts is not None:
                    got, promised = error.counts
                    failure = PartialAnswer(
                        what, got=got, promised=promised, where=sent.shown, remedy=error.remedy or LATER
                    )
                raise (TryAgain(failure) if error.again else failure) from error

        host = target_of(question.address)
        return self.retry.run(attempt, pause=lambda seconds: self._hosts.pause(host, seconds))
