"""Nothing half-written ever: a writer killed at any moment leaves the library as it was or as it was to be."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.made_up import ALPHA, INFECTION, make_library

from aetia.errors import LibraryError, LockedError
from aetia.library import read, read_library, read_with_faults, writing
from aetia.library.transaction import Transaction, recover

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing a process at a chosen moment needs fork")

_STEPS = [(os, "fsync"), (os, "mkdir"), (os, "unlink"), (os, "rmdir"), (os, "replace"), (os, "rename"), (os, "open")]


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a library but its private state."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and ".aetia" not in file.parts
    }


def change(root: Path) -> None:
    """One act that changes a file, adds one in a new folder, and removes one."""
    with writing(root, "a change") as writer:
        writer.file("topics/infection.md", INFECTION.replace("Germs", "All germs"))
        writer.file("topics/food/salt.md", INFECTION.replace("Infection", "Salt"))
        writer.file("studies/alpha-2020.yaml", ALPHA.replace("Alpha", "Omega"))
        writer.remove("studies/beta-2021.yaml")


def in_a_child(act: Callable[[], None]) -> int:
    """Run something in a forked process; returns how it ended: 0, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        except BaseException:  # noqa: BLE001 (a forked child must never return into the tests)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(step: int, after: bool, act: Callable[[], None]) -> Callable[[], None]:
    """`act`, killed without warning before (or right after) its n-th call that touches the disk."""

    def run() -> None:
        left = [step]

        def counting(call: Callable[..., Any]) -> Callable[..., Any]:
            def counted(*arguments: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] == 0 and not after:
                    os.kill(os.getpid(), signal.SIGKILL)
                try:
                    return call(*arguments, **named)
                finally:
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            return counted

        for module, name in _STEPS:
            setattr(module, name, counting(getattr(module, name)))
        act()

    return run


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_a_writer_killed_at_any_step_leaves_the_library_as_before_or_as_after(tmp_path: Path, after: bool) -> None:
    before_root, after_root = make_library(tmp_path / "before"), make_library(tmp_path / "after")
    change(after_root)
    before, done = snapshot(before_root), snapshot(after_root)
    seen = set()
    for step in range(1, 200):
        root = tmp_path / f"step-{step}"
        shutil.copytree(before_root, root)
        ended = in_a_child(killed_at(step, after, lambda root=root: change(root)))  # type: ignore[misc]

        assert read_with_faults(root).faults == []
        found = snapshot(root)
        assert found in (before, done), f"killed at step {step}: neither before nor after"
        seen.add(found == done)
        assert not (root / ".aetia" / "changes").exists()
        shutil.rmtree(root)
        if ended == 0:
            break
    else:
        pytest.fail("the writer never got to its end")
    assert step > 20
    assert seen == {False, True}


def test_a_recovery_killed_at_any_step_can_be_done_again(tmp_path: Path) -> None:
    done_root = make_library(tmp_path / "after")
    change(done_root)
    done = snapshot(done_root)
    waiting = make_library(tmp_path / "waiting")
    _leave_a_decided_change(waiting)
    for step in range(1, 100):
        root = tmp_path / f"step-{step}"
        shutil.copytree(waiting, root)
        ended = in_a_child(killed_at(step, False, lambda root=root: recover(root)))  # type: ignore[misc]

        assert read_with_faults(root).faults == []
        assert snapshot(root) == done
        shutil.rmtree(root)
        if ended == 0:
            break
    else:
        pytest.fail("the recovery never got to its end")
    assert step > 5


def _leave_a_decided_change(root: Path) -> None:
    """Kill a change right after its plan is in place and before any file has moved."""

    def act() -> None:
        put_in_place = Path.replace

        def replace(self: Path, target: Any) -> Any:
            result = put_in_place(self, target)
            if Path(target).name == "plan.json":
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        Path.replace = replace  # type: ignore[method-assign]
        change(root)

    assert in_a_child(act) == -signal.SIGKILL
    assert (root / ".aetia" / "changes" / "plan.json").exists()


def test_a_decided_change_is_finished_by_the_next_writer_before_its_own(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    _leave_a_decided_change(root)

    with writing(root, "the next") as writer:
        writer.file("pages/about.md", "---\ntitle: About\n---\n")

    found = snapshot(root)
    assert "topics/food/salt.md" in found
    assert "studies/beta-2021.yaml" not in found
    assert "pages/about.md" in found


@contextmanager
def child_doing(act: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """A forked process doing something until it is killed: its number, and a pipe on which it says that it began."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            act(tell)
        finally:
            os._exit(0)
    os.close(tell)
    try:
        yield child, hear
    finally:
        os.close(hear)
        try:
            os.kill(child, signal.SIGKILL)
        finally:
            os.waitpid(child, 0)


def test_a_second_writer_is_told_who_holds_the_library_and_gets_it_when_the_holder_is_killed(tmp_path: Path) -> None:
    root = make_library(tmp_path)

    def hold(tell: int) -> None:
        with writing(root, "aetia rescue"):
            os.write(tell, b"held")
            time.sleep(60)

    with child_doing(hold) as (child, hear):
        assert os.read(hear, 4) == b"held"
        with (
            pytest.raises(
                LockedError, match=rf"'aetia rescue' \(process {child} on .+\) is writing.*Wait until"
            ) as raised,
            writing(root, "a second", wait=0.1),
        ):
            pytest.fail("two writers at once")
        assert raised.value.exit_code == 1
        os.kill(child, signal.SIGKILL)
        with writing(root, "a second", wait=5) as writer:
            writer.file("pages/about.md", "---\ntitle: About\n---\n")

    assert "about" in read_library(root).pages


def test_an_error_while_planning_changes_nothing_and_frees_the_lock(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    before = snapshot(root)

    def plan_and_fail() -> None:
        with writing(root, "a change") as writer:
            writer.file("topics/infection.md", "lost")
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        plan_and_fail()

    assert snapshot(root) == before
    assert not (root / ".aetia" / "holder.json").exists()
    change(root)
    assert snapshot(root) != before


def test_a_reader_beside_a_busy_writer_sees_whole_changes_only(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    names = [f"number-{number}" for number in range(6)]

    def write_for_ever(tell: int) -> None:
        for turn in range(10_000):
            with writing(root, "turns") as writer:
                for name in names:
                    writer.file(f"pages/{name}.md", f"---\ntitle: Turn {turn}\n---\n")
            if turn == 0:
                os.write(tell, b"began")
            time.sleep(0.02)

    with child_doing(write_for_ever) as (_, hear):
        assert os.read(hear, 5) == b"began"
        turns: set[str] = set()
        end = time.monotonic() + 1.5
        while time.monotonic() < end or (len(turns) <= 3 and time.monotonic() < end + 30):
            reading = read_with_faults(root)
            assert reading.faults == []
            assert reading.library is not None
            titles = {page.title for page in reading.library.pages.values()}
            assert len(reading.library.pages) == len(names)
            assert len(titles) == 1, "half of a change was seen"
            turns |= titles
    assert len(turns) > 3


def test_a_change_in_the_middle_of_a_reading_is_seen_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_library(tmp_path)
    names = [f"number-{number}" for number in range(6)]
    turns = iter(range(1, 100))

    def write() -> None:
        turn = next(turns)
        with writing(root, "turns") as writer:
            for name in names:
                writer.file(f"pages/{name}.md", f"---\ntitle: Turn {turn}\n---\n")

    write()
    read_text = read._Reader._text

    def text_while_somebody_writes(self: Any, file: str) -> str | None:
        if file == "pages/number-3.md" and interruptions:
            interruptions.pop()
            write()
        return read_text(self, file)

    monkeypatch.setattr(read._Reader, "_text", text_while_somebody_writes)
    for interruptions in ([1], [1, 2], [1, 2, 3]):  # noqa: B007 (the function above reads it)
        reading = read_with_faults(root)
        assert reading.library is not None
        assert len({page.title for page in reading.library.pages.values()}) == 1


def test_writing_what_is_there_already_changes_no_file(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    times = {file: file.stat().st_mtime_ns for file in root.rglob("*.yaml")}

    with writing(root, "nothing new") as writer:
        writer.file("studies/alpha-2020.yaml", ALPHA)

    assert writer.changed == []
    assert {file: file.stat().st_mtime_ns for file in root.rglob("*.yaml")} == times


@pytest.mark.parametrize(
    "name",
    [
        "../outside.md",
        "/etc/outside.md",
        "topics/../../outside.md",
        ".aetia/lock",
        ".git/hooks/post-checkout",
        "",
        ".",
        "a\0b",
        "topics/.x",
    ],
)
def test_nothing_is_written_outside_the_library_or_into_hidden_folders(tmp_path: Path, name: str) -> None:
    root = make_library(tmp_path / "library")

    with pytest.raises(LibraryError, match="does not lie inside the library"):
        Transaction(root).put(name, "x")
    with pytest.raises(LibraryError, match="does not lie inside the library"):
        Transaction(root).remove(name)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    root = make_library(tmp_path / "library")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "about.md").write_text("theirs")
    (root / "pages").symlink_to(outside)
    (root / "topics" / "linked.md").symlink_to(outside / "about.md")

    with pytest.raises(LibraryError, match="'pages' is a link"), writing(root, "a change") as writer:
        writer.file("pages/about.md", "ours")
    with writing(root, "a change") as writer:
        writer.file("topics/linked.md", "---\ntitle: Ours\n---\n")

    assert (outside / "about.md").read_text() == "theirs"
    assert not (root / "topics" / "linked.md").is_symlink()


@pytest.mark.parametrize("kind", ["folder", "changes"])
def test_a_hostile_link_in_place_of_private_state_is_refused(tmp_path: Path, kind: str) -> None:
    root = make_library(tmp_path / "library")
    precious = tmp_path / "precious"
    (precious / "changes").mkdir(parents=True)
    (precious / "changes" / "photo.jpg").write_text("precious")
    if kind == "folder":
        (root / ".aetia").symlink_to(precious)
    else:
        (root / ".aetia").mkdir()
        (root / ".aetia" / "changes").symlink_to(precious / "changes")

    with pytest.raises(LibraryError, match="is a link"):
        read_with_faults(root)

    assert (precious / "changes" / "photo.jpg").read_text() == "precious"


@pytest.mark.parametrize(
    "plan",
    [
        "not json",
        "[]",
        json.dumps({"topics/x.md": ".."}),
        json.dumps({"topics/x.md": "../../../../etc/passwd"}),
        json.dumps({"../x.md": "0.new"}),
        json.dumps({".git/hooks/post-checkout": "0.new"}),
        json.dumps({"topics/x.md": 7}),
        "[" * 100_000,
    ],
)
def test_a_hostile_plan_is_refused_by_name_and_moves_nothing(tmp_path: Path, plan: str) -> None:
    root = make_library(tmp_path / "library")
    changes = root / ".aetia" / "changes"
    changes.mkdir(parents=True)
    (changes / "plan.json").write_text(plan)
    (changes / "0.new").write_text("evil")
    before = snapshot(root)

    with pytest.raises(LibraryError, match=r"cannot be read|does not lie inside"):
        read_with_faults(root)

    assert snapshot(root) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library"]


def test_a_library_that_may_not_be_written_can_still_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = make_library(Path(folder) / "library")
        Path(folder).chmod(0o755)
        assert read_with_faults(root).faults == []  # imports what the child may not read
        root.chmod(0o555)

        def read_then_write() -> None:
            if os.geteuid() == 0:
                os.setuid(65534)
            assert read_with_faults(root).faults == []
            with pytest.raises(LibraryError, match="cannot be written"), writing(root, "a change"):
                pytest.fail("written")

        assert in_a_child(read_then_write) == 0
        root.chmod(0o755)


def test_a_full_disk_is_told_and_leaves_the_library_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_library(tmp_path / "library")
    before = snapshot(root)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_text", full)
        disk.setattr("aetia.library.transaction._write_through", full)
        with pytest.raises(LibraryError, match=r"No space left.*has room"):
            change(root)
    assert snapshot(root) == before

    change(root)
    assert snapshot(root) != before
