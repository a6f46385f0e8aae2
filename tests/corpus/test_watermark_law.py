"""Whatever fails, in whatever order: the watermark claims only what is verified and in the corpus, and in the end that is all."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.corpus.nlm import Copies, assert_sound, content_of, name_of

from aetia.corpus.store import Store
from aetia.corpus.update import update
from aetia.corpus.watermark import read_watermark
from aetia.errors import AetiaError, BusyError, ServiceError
from aetia.http import Answer, Question
from aetia.http.download import Fetched

FILES = 9
FETCHES = ["fine", "fine", "damaged", "absent", "no digest", "busy", "page"]


class Killed(BaseException):
    """The process ended here."""


class Network:
    """A client whose every file fails in its own way."""

    def __init__(self, days: dict[int, str], listed: int) -> None:
        self.days, self.listed = days, listed

    def ask(self, question: Question, read: Callable[[Answer], Any]) -> Any:
        if question.address.endswith(("baseline/", "updatefiles/")):
            first, last = (1, 6) if "baseline" in question.address else (7, FILES)
            links = "".join(f"<a href='{name_of(n)}'>x</a>" for n in range(first, last + 1) if n <= self.listed)
            return read(Answer("a", f"<html>Index of{links}</html>".encode()))
        number = int(question.address[-15:-11])
        if self.days[number] == "no digest":
            raise ServiceError("has no such address (404)", status=404)
        return read(Answer("a", hashlib.md5(content_of(number)).hexdigest().encode()))

    def fetch_file(self, service: str, address: str, path: Path, **_: Any) -> Fetched:
        number = int(address[-11:-7])
        day = self.days[number]
        if day == "busy":
            raise BusyError("is busy", status=429)
        if day in ("absent", "page"):
            raise ServiceError("gave a web page", status=404 if day == "absent" else 200)
        draft = path.with_name(path.name + ".part")
        draft.write_bytes(content_of(number) if day != "damaged" else b"something else")
        return Fetched(draft, path, draft.stat().st_size, 0)


def killed_write(at: int | None, after: bool) -> Callable[[Store, str, bytes], None]:
    """Writes to the corpus, one of which ends the process, before or after it is done."""
    count, write = 0, Store.write

    def written(store: Store, path: str, content: bytes) -> None:
        nonlocal count
        count += 1
        if count == at and not after:
            raise Killed
        write(store, path, content)
        if count == at:
            raise Killed

    return written


runs = st.fixed_dictionaries(
    {
        "days": st.fixed_dictionaries({number: st.sampled_from(FETCHES) for number in range(1, FILES + 1)}),
        "listed": st.integers(1, FILES),
        "killed_at": st.none() | st.integers(1, 30),
        "after": st.booleans(),
        "unread": st.sets(st.integers(1, FILES), max_size=2),
        "refused": st.sets(st.integers(1, FILES), max_size=2),
        "batch": st.integers(1, 4),
        "keep": st.booleans(),
    }
)


def attempt(store: Store, run: dict[str, Any]) -> None:
    """One run of an update, through to its end or to whatever ends it."""
    intake = Copies(map(name_of, run["unread"]), map(name_of, run["refused"]))
    network: Any = Network(run["days"], run["listed"])
    with mock.patch.object(Store, "write", killed_write(run["killed_at"], run["after"])):
        try:
            update(store.address, network, batch=run["batch"], keep_downloads=run["keep"], intake=intake)
        except (AetiaError, Killed):
            return


@settings(max_examples=60)
@given(st.lists(runs, min_size=1, max_size=6))
def test_the_watermark_is_never_ahead_of_what_is_verified(history: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"{folder}/corpus")
        before = 0
        for run in history:
            attempt(store, run)
            assert_sound(store)
            mark = read_watermark(store)
            if mark is not None:
                assert mark.number >= before
                before = mark.number
        good = dict.fromkeys(range(1, FILES + 1), "fine")
        clean: Any = Network(good, FILES)
        report = update(store.address, clean, intake=Copies())
        assert (report.watermark, report.failed) == (FILES, {})
        assert_sound(store)
