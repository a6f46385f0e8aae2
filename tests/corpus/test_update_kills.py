"""Real kills at random moments: what is there is always sound, and the next run goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.corpus.nlm import Copies, Nlm, assert_sound, content_of, name_of
from tests.services import Call, Reply

from aetia.corpus.generations import FIRST, current_address, current_generation
from aetia.corpus.store import Store
from aetia.corpus.watermark import read_watermark

KILLS = 22
SIZE = 60_000


def slow_file(content: bytes) -> Reply:
    """A file that comes in pieces, in parts where they are asked for."""

    def reply(call: Call) -> None:
        start = int(call.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        if start >= len(content):
            call.answer(b"", 416, Content_Range=f"bytes */{len(content)}", ETag='"1"')
            return
        span = {"Content_Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        call.begin(206 if start else 200, Content_Length=str(len(content) - start), ETag='"1"', **span)
        for place in range(start, len(content), 10_000):
            call.write(content[place : place + 10_000])
            time.sleep(0.008)

    return reply


def put_slow(nlm: Nlm, numbers: range, *, year: int = 26, folder: str = "baseline") -> None:
    nlm.put(numbers, year=year, folder=folder, size=SIZE)
    for number in numbers:
        nlm.spoil(number, slow_file(content_of(number, year, size=SIZE)), folder=folder, year=year)


def start(what: str, store: Store, nlm: Nlm) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)])}
    command = [sys.executable, "-m", "tests.corpus.updating", what, store.address, nlm.service.place]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line == "begun\n", process.communicate()[1]
    return process


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """Kills a process; False where it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    return False


def kill_within_a_file(process: subprocess.Popen[str], downloads: Path) -> bool:
    """Kills a process as soon as more of a file has come; False where it had ended by itself."""
    before = drafts(downloads)
    while process.poll() is None and not any(size > before.get(name, 0) for name, size in drafts(downloads).items()):
        time.sleep(0.001)
    return kill_after(process, 0)


def drafts(downloads: Path) -> dict[str, int]:
    """How many bytes there are of each file that is not whole yet."""
    found = {}
    for draft in downloads.glob("*.part"):
        with suppress(FileNotFoundError):  # it is whole by now, and has its name
            found[draft.name] = draft.stat().st_size
    return found


def through(what: str, store: Store, nlm: Nlm) -> None:
    process = start(what, store, nlm)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills of this kind are POSIX")
def test_an_update_that_is_killed_at_any_moment_goes_on(store: Store, nlm: Nlm) -> None:
    chance, kills, there, before = random.Random(20), 0, 0, 0
    while kills < KILLS:
        if there <= before:
            put_slow(nlm, range(there + 1, there + 13))
            there += 12
        process = start("update", store, nlm)
        if kills % 3:
            kills += kill_after(process, chance.uniform(0.0, 0.5))
        else:  # on a busy machine half a second may be over before the first byte comes
            kills += kill_within_a_file(process, store.local / "downloads")
        assert_sound(store, size=SIZE)
        mark = read_watermark(store)
        assert mark is None or mark.number >= before
        before = mark.number if mark is not None else 0
    through("update", store, nlm)
    mark = read_watermark(store)
    assert mark is not None
    assert mark.number == there
    assert_sound(store, size=SIZE)
    assert list((store.local / "downloads").iterdir()) == []
    # Resuming pays: hardly any file was fetched more than twice, however often the process was killed.
    fetches = [nlm.fetched(number) for number in range(1, there + 1)]
    assert sum(fetches) <= there + 4 * KILLS
    partly = [call for call in nlm.service.calls if "range" in call.headers]
    assert partly


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills of this kind are POSIX")
def test_a_swap_that_is_killed_leaves_the_old_generation_or_the_new_one(store: Store, nlm: Nlm) -> None:
    store.create()
    old = Path(store.root) / "download"
    old.mkdir()
    (old / name_of(1)).write_bytes(content_of(1))
    Copies().add(store, [str(old / name_of(1))])
    put_slow(nlm, range(1, 16), year=27)
    put_slow(nlm, range(16, 18), year=27, folder="updatefiles")
    chance, kills = random.Random(3), 0
    while kills < 8:
        killed = kill_after(start("swap", store, nlm), chance.uniform(0.0, 0.4))
        kills += killed
        generation = current_generation(store.address)
        assert generation in (FIRST, "2027")
        current = Store(current_address(store.address))
        assert current.names() == (
            ["pubmed26n0001"] if generation == FIRST else [f"pubmed27n{n:04d}" for n in range(1, 18)]
        )
        assert_sound(current, size=SIZE)
        if not killed or generation == "2027":
            break
    if current_generation(store.address) == FIRST:
        through("swap", store, nlm)
    assert current_generation(store.address) == "2027"
    new = Store(current_address(store.address))
    assert len(new.names()) == 17
    assert_sound(new, size=SIZE)
