"""A restore that is killed at any moment leaves no half library, and the next one succeeds."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.rescue.restore.copies import entry, listing, tree

from aetia.rescue import restore_library

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing a process at a chosen moment needs fork")

_STEPS = [(os, "fsync"), (os, "mkdir"), (os, "open"), (os, "rename"), (os, "rmdir"), (os, "unlink"), (shutil, "rmtree")]


def killed_at(step: int, act: Callable[[], Any]) -> int:
    """Do something in a forked process that dies before its n-th call that touches the disk; returns how it ended."""
    child = os.fork()
    if child == 0:
        try:
            left = [step]

            def counting(call: Callable[..., Any]) -> Callable[..., Any]:
                def counted(*arguments: Any, **named: Any) -> Any:
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return call(*arguments, **named)

                return counted

            for module, name in _STEPS:
                setattr(module, name, counting(getattr(module, name)))
            act()
            os._exit(0)
        except BaseException:  # noqa: BLE001 (a forked child must never return into the tests)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tiny_site(folder: Path) -> tuple[Path, dict[str, bytes]]:
    """A site of a few files, and what they are."""
    files = {"aetia.toml": b"format = 1\n", "topics/a.md": b"a\n", "topics/a/b.md": b"b\n"}
    for name, body in files.items():
        path = folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    (folder / "source" / "manifest.json").write_bytes(listing([entry(name, body) for name, body in files.items()]))
    return folder, files


@pytest.mark.parametrize("there", [False, True], ids=["into a new folder", "into an empty folder"])
def test_a_restore_killed_at_any_step_leaves_all_or_nothing(there: bool, tmp_path: Path) -> None:
    site, published = tiny_site(tmp_path / "site")
    into = tmp_path / "here" / "library"
    if there:
        into.mkdir(parents=True)
    restore_library([site], tmp_path / "warm")  # imports what the child would import again and again
    seen, ended, step = set(), -1, 1
    while ended != 0:
        ended = killed_at(step, lambda: restore_library([site], into))

        assert ended in {0, -signal.SIGKILL}
        found = tree(into) if into.exists() else {}
        assert found in ({}, published), f"killed at step {step}: a part of the library stands there"
        seen.add(bool(found))
        if found:
            assert (into / ".aetia" / "restore.json").is_file()
            shutil.rmtree(into)
            if there:
                into.mkdir()
        step += 1
        assert step < 200
    assert seen == {False, True}

    restore_library([site], into)

    assert tree(into) == published
    assert [path.name for path in into.parent.iterdir()] == ["library"], "what killed restores left is gone"


def test_leftovers_of_living_restores_and_strangers_are_left_alone(small_site: Path, tmp_path: Path) -> None:
    alive, dead = tmp_path / f".library.restoring-{os.getppid()}", tmp_path / ".library.restoring-999999999"
    strangers = [tmp_path / ".library.restoring-x", tmp_path / ".other.restoring-999999999"]
    for folder in (alive, dead, *strangers):
        folder.mkdir()
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "photo").write_text("mine")
    (tmp_path / ".library.restoring-999999998").symlink_to(tmp_path / "precious")

    restore_library([small_site], tmp_path / "library")

    assert not dead.exists()
    assert all(folder.exists() for folder in (alive, *strangers))
    assert (tmp_path / "precious" / "photo").read_text() == "mine"


def test_what_somebody_put_in_the_librarys_place_meanwhile_is_not_replaced(
    small_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aetia.errors import RestoreError
    from aetia.rescue.restore import write

    put = write._put_in_place

    def late(library: Path, into: Path) -> None:
        into.mkdir()
        (into / "mine").write_text("mine")
        put(library, into)

    monkeypatch.setattr(write, "_put_in_place", late)

    with pytest.raises(RestoreError, match="cannot be written"):
        restore_library([small_site], tmp_path / "library")

    assert tree(tmp_path / "library") == {"mine": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_a_full_disk_is_said_and_leaves_nothing(
    small_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aetia.errors import RestoreError

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(RestoreError, match=r"No space left on device.*Make room"):
        restore_library([small_site], tmp_path / "library")

    assert not list(tmp_path.iterdir())
