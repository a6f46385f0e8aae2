"""Answers remembered on disk: as fresh as the caller says, whole or not at all."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from aetia.errors import InputError
from aetia.http import Answer, AnswerCache


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def answer(text: str) -> Answer:
    return Answer("https://example.org/a", text.encode(), "application/json", "utf-8", "Mon", 200)


def test_an_answer_is_given_while_it_is_fresh(tmp_path: Path) -> None:
    clock = Clock()
    cache = AnswerCache(tmp_path / "new" / "answers.sqlite", clock=clock)
    cache.put("q", answer("1"))
    clock.now += 60
    assert cache.get("q", fresh=60) == answer("1")
    assert cache.get("q", fresh=59) is None
    assert cache.get("other", fresh=60) is None


def test_a_clock_that_was_set_back_makes_nothing_fresh(tmp_path: Path) -> None:
    clock = Clock()
    cache = AnswerCache(tmp_path / "a", clock=clock)
    cache.put("q", answer("1"))
    clock.now -= 5
    assert cache.get("q", fresh=1e9) is None


def test_the_oldest_go_when_there_is_no_room(tmp_path: Path) -> None:
    clock = Clock()
    cache = AnswerCache(tmp_path / "a", size_limit=10, clock=clock)
    for number in range(4):
        clock.now += 1
        cache.put(str(number), answer("xxxx"))
    assert [bool(cache.get(str(number), fresh=1e9)) for number in range(4)] == [False, False, True, True]
    cache.put("huge", answer("x" * 11))
    assert cache.get("huge", fresh=1e9) is None


def test_memories_outlive_the_process_and_are_shared(tmp_path: Path) -> None:
    first, second = AnswerCache(tmp_path / "a"), AnswerCache(tmp_path / "a")
    first.put("q", answer("1"))
    assert second.get("q", fresh=60) == answer("1")
    second.forget("q")
    assert first.get("q", fresh=60) is None


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    cache = AnswerCache(tmp_path / "a")
    cache.put("q", answer("1"))
    assert cache.get("q", fresh=60) == answer("1")


def test_a_file_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a")
    connection.executescript("pragma user_version = 99; create table answers (x)")
    connection.close()
    cache = AnswerCache(tmp_path / "a")
    cache.put("q", answer("1"))
    assert cache.get("q", fresh=60) == answer("1")


def test_a_body_that_changed_on_disk_is_not_given(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "a")
    cache.put("q", answer("right"))
    with sqlite3.connect(tmp_path / "a") as connection:
        connection.execute("update answers set body = ?", (b"wrong",))
    connection.close()
    assert cache.get("q", fresh=60) is None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be remembered"):
        AnswerCache(tmp_path / "file" / "answers")


def test_threads_write_at_once(tmp_path: Path) -> None:
    caches = [AnswerCache(tmp_path / "a") for _ in range(2)]

    def work(number: int) -> None:
        for turn in range(20):
            caches[number % 2].put(f"{number}-{turn}", answer(f"{number}-{turn}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        for turn in range(20):
            assert caches[0].get(f"{number}-{turn}", fresh=60) == answer(f"{number}-{turn}")
