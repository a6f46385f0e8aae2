"""Asking a service about one citation: three requests at most, small answers, short waits, and every failure told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from aetia.errors import AetiaError, BusyError, MissingExtra, NetworkError, PartialAnswer, ServiceError
from aetia.http import Answer, AnswerCache, PoliteClient, Question, Retry
from aetia.http.retry import TryAgain

R = TypeVar("R")
T = TypeVar("T")

REQUESTS = 3
"""Requests that one citation may cost a service, those that are tried again among them."""
PATIENCE = 30.0
"""Seconds that a busy service may ask to wait. One that asks for more is left out for the rest of the run."""
FIRST_WAIT = 1.0
"""Seconds before a request is tried again, where the service names no time."""
TIMEOUT = 30.0
SIZE_LIMIT = 20_000_000
"""Bytes of an answer: five records of Crossref's may list some thousand references each."""
FRESH = 7 * 86_400.0
"""Seconds for which a remembered answer will do: a week."""


@dataclass
class Allowance:
    """What one citation may still cost a service.

    Attributes:
        left: requests.
        kept: of these, requests that are kept for later steps, so that trying again does not use them up.
    """

    left: int = REQUESTS
    kept: int = 0

    def begin(self) -> None:
        """The next citation."""
        self.left, self.kept = REQUESTS, 0


@dataclass(frozen=True)
class Sparing(Retry):
    """Tries again only while the citation's allowance lasts.

    Args:
        allowance: that every attempt is taken from.
    """

    allowance: Allowance = field(default_factory=Allowance, repr=False)

    def run(
        self,
        attempt: Callable[[], T],
        pause: Callable[[float], None] | None = None,
        got_on: Callable[[], bool] = lambda: False,
    ) -> T:
        """Attempts until one succeeds or no request is left; see :meth:`aetia.http.Retry.run`."""

        def spending() -> T:
            if self.allowance.left < 1:
                raise ServiceError(f"{REQUESTS} requests about one citation were made", remedy="Try again later")
            self.allowance.left -= 1
            try:
                return attempt()
            except TryAgain as failure:
                if self.allowance.left > self.allowance.kept:
                    raise
                if pause is not None and failure.wait is not None and failure.wait <= self.patience:
                    pause(failure.wait)  # the next citation waits as long as the service asks
                raise failure.error from failure.__cause__

        return super().run(spending, pause, got_on)


class BriefClient(PoliteClient):
    """A polite client for questions about one citation at a time.

    Args:
        contact: an email address that goes along.
        cache: where answers are remembered.
        private_hosts: ``host:port`` that may be in a private network.
    """

    def __init__(self, *, contact: str | None, cache: AnswerCache | None, private_hosts: Collection[str]) -> None:
        self.allowance = Allowance()
        retry = Sparing(
            attempts=2, first=FIRST_WAIT, longest=FIRST_WAIT, patience=PATIENCE, allowance=self.allowance
        )  # fmt: skip
        super().__init__(contact=contact, cache=cache, private_hosts=private_hosts, retry=retry)

    def ask(self, question: Question, read: Callable[[Answer], T], *, fresh: float | None = None) -> T:
        """Asks with less time and room than other questions have; see :meth:`aetia.http.PoliteClient.ask`."""
        timeout, size_limit = min(question.timeout, TIMEOUT), min(question.size_limit, SIZE_LIMIT)
        return super().ask(replace(question, timeout=timeout, size_limit=size_limit), read, fresh=fresh)


class Steps:
    """The questions to one service about one citation. A step that fails does not cost what the others found.

    Args:
        client: whose allowance the steps share.

    Attributes:
        faults: why steps got no answer.
        answered: steps that got one.
    """

    def __init__(self, client: BriefClient) -> None:
        self._client = client
        client.allowance.begin()
        self.faults: list[AetiaError] = []
        self.answered = 0
        self._over = False

    def ask(self, question: Callable[[], T], otherwise: T, *, keep: int = 0) -> T:
        """What a question gives.

        Args:
            question: asks, and reads the answer.
            otherwise: what counts where there is no answer, or the service is not to be asked further now.
            keep: requests that later steps need.

        Raises:
            MissingExtra: an answer cannot be read without an optional part of aetia.
        """
        if self._over:
            return otherwise
        self._client.allowance.kept = keep
        before = len(self.faults)
        found = self._guarded(question, otherwise)
        if len(self.faults) == before:
            self.answered += 1
        else:
            self._over = _is_over(self.faults[-1])
        return found

    def read_each(self, records: Iterable[R], read: Callable[[R], T | None]) -> list[T]:
        """What a reader makes of each record that came; one that cannot be read is noted, and the others go on."""
        made = [self._guarded(partial(read, record), None) for record in records]
        return [one for one in made if one is not None]

    def _guarded(self, question: Callable[[], T], otherwise: T) -> T:
        try:
            return question()
        except MissingExtra:
            raise
        except AetiaError as error:
            self.fail(error)
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            # Answers are anybody's; one in a form that no reader expected must not end the run.
            what = f"what came cannot be read ({type(error).__name__}: {str(error)[:100]})"
            self.fail(ServiceError(what, status=200))
        return otherwise

    def fail(self, error: AetiaError) -> None:
        """Notes that something did not come."""
        self.faults.append(error)


def _is_over(error: AetiaError) -> bool:
    """Whether a further question about the same citation would only trouble the service, or wait for nothing."""
    if isinstance(error, PartialAnswer) or not isinstance(error, NetworkError):
        return False
    return isinstance(error, BusyError) or not isinstance(error, ServiceError) or error.status is None
