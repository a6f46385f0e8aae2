"""Copies made to do harm: nothing is written outside the target, nothing but library files, and the cost is bounded."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rescue.restore.copies import crawled, entry, listing, tree, warc

from aetia.errors import RestoreError
from aetia.rescue import restore_library
from aetia.rescue.restore.names import refusal
from aetia.rescue.restore.page_lists import read_page_list

EVIL = b"evil\n"
LIMIT = 20.0
"""CPU seconds that no hostile copy may cost; the slowest costs about a fifth of it on a slow machine."""

NAMES = [
    "../x.md", "../../x", "topics/../../x.md", "topics/../../../.bashrc", "/etc/passwd", "//server/share/x", "~/x",
    "topics//x.md", "C:\\x", "C:/x", "C:x.md", "topics\\x.md", "topics/..\\..\\x.md", "topics/./x.md", "./topics/x.md",
    "topics/", "topics", "", ".", "..", "topics/CON.md", "topics/con", "rescued/nul.txt", "rescued/AUX", "rescued/COM1.html",
    "rescued/lpt9.x.y", "rescued/COM\u00b9.txt", "rescued/x.", "rescued/x ", "rescued/x .", "rescued/dots./x.html",
    "rescued/x:y", "rescued/x.html:stream", "rescued/a?b", "rescued/a*", "topics/x\0.md", "topics/x\n.md",
    "topics/x\x1b[2J.md", "topics/\x85.md", "topics/\ud800.md", "topics/\x7f.md", ".git/hooks/post-checkout", ".git/config",
    ".aetia/changes/plan.json", ".aetia/restore.json", "topics/.git/x.md", ".gitignore", ".env", "topics/.hidden.md",
    "setup.py", "Makefile", "conftest.py", "node_modules/x.js", "README.md", "aetia.toml/x", "AETIA.TOML", "Topics/x.md",
    "topics/" + "x" * 300, "topics/" + "x/" * 600 + "x.md",
]  # fmt: skip


def hostile_site(folder: Path, names: list[str]) -> Path:
    """A site whose manifest gives these names to a file that is there."""
    (folder / "source").mkdir(parents=True)
    (folder / "source" / "evil.bin").write_bytes(EVIL)
    (folder / "source" / "good.bin").write_bytes(b"good\n")
    files = [*(entry(name, EVIL) for name in names), entry("topics/good.md", b"good\n")]
    (folder / "source" / "manifest.json").write_bytes(listing(files))
    return folder


def outside(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_only_what_a_library_knows_is_written_whatever_the_names(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b" / "c"
    site = hostile_site(inner / "site", NAMES)
    before = outside(tmp_path)

    restored = restore_library([site], inner / "library")

    assert tree(inner / "library") == {"topics/good.md": b"good\n"}
    assert len(restored.not_restored) == len(NAMES)
    assert {item.why for item in restored.not_restored} == {"refused"}
    assert all(item.what and item.file.isprintable() for item in restored.not_restored)
    assert not restored.is_whole
    new = {name for name in outside(tmp_path) - before if not name.startswith("a/b/c/library")}
    assert new == set()


@pytest.mark.parametrize("name", NAMES)
def test_each_hostile_name_alone(name: str) -> None:
    assert refusal(name) is not None
    assert refusal(name, windows=True) is not None


@pytest.mark.parametrize(
    "name",
    ["topics/con.md", "topics/aux/x.md", "studies/nul.yaml", "pages/prn.md", "topics/con.es.md", "stories/com1.md"],
)
def test_a_sound_record_that_windows_cannot_hold_is_restored_elsewhere(name: str) -> None:
    assert refusal(name, windows=False) is None
    assert refusal(name, windows=True) is not None


def test_names_that_collide_are_never_written_over_one_another(tmp_path: Path) -> None:
    names = ["topics/a", "topics/a/b.md", "rescued/Page.html", "rescued/page.html", "rescued/e\u0301", "rescued/é"]
    site = hostile_site(tmp_path / "site", names)
    for number, name in enumerate(names):
        (site / f"{number}").write_bytes(name.encode())
    files = [entry(name, name.encode()) for name in names]
    (site / "source" / "manifest.json").write_bytes(listing(files))

    restored = restore_library([site], tmp_path / "library")

    found = tree(tmp_path / "library")
    lost = {item.file for item in restored.not_restored}
    assert found == {name: name.encode() for name in names if name not in lost}
    assert "topics/a/b.md" in lost
    assert [item.what for item in restored.not_restored if item.file == "topics/a/b.md"] == [
        "another file has this name here"
    ]


def test_what_is_restored_can_neither_run_nor_be_a_link(tmp_path: Path) -> None:
    site = hostile_site(tmp_path / "site", ["rescued/run.sh"])
    (site / "source" / "evil.bin").chmod(0o777)

    restore_library([site], tmp_path / "library")

    for path in (tmp_path / "library").rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or not path.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in the file system")
def test_links_pipes_and_hidden_folders_of_a_site_are_not_opened(
    small_site: Path, copy_of: Callable[[Path], Path], published: dict[str, bytes], tmp_path: Path
) -> None:
    copy, secret = copy_of(small_site), tmp_path / "secret"
    secret.mkdir()
    (secret / "dust.md").write_bytes(published["topics/dust.md"])
    (copy / "source" / "topics" / "dust.md").unlink()
    (copy / "source" / "topics" / "dust.md").symlink_to(secret / "dust.md")
    (copy / "elsewhere").symlink_to(secret, target_is_directory=True)
    (copy / ".git").mkdir()
    (copy / ".git" / "dust.md").write_bytes(published["topics/dust.md"])
    for name in ("pipe", "pipe.warc", "source/topics/pipe.md"):
        os.mkfifo(copy / name)
    (copy / "loop").symlink_to(copy)

    restored = restore_library([copy], tmp_path / "library")

    assert [(item.file, item.why) for item in restored.not_restored] == [("topics/dust.md", "missing")]


def test_digests_that_lie_restore_nothing_under_a_false_name(
    small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    files = [
        entry("topics/a.md", EVIL),
        entry("topics/b.md", b"not there"),
        entry("topics/c.md", EVIL) | {"sha256": "F" * 64},
    ]
    (copy / "source" / "evil.md").write_bytes(EVIL)
    (copy / "source" / "manifest.json").write_bytes(listing(files))
    (copy / "source" / "index.html").unlink()

    restored = restore_library([copy], tmp_path / "library", as_of="2026")

    assert "topics/c.md" not in tree(tmp_path / "library")
    assert "topics/b.md" not in tree(tmp_path / "library")
    assert not restored.is_whole


def test_two_manifests_that_disagree_are_two_editions_and_never_a_mixture(
    small_site: Path, copy_of: Callable[[Path], Path], published: dict[str, bytes], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    (copy / "other").mkdir()
    (copy / "other" / "evil").write_bytes(EVIL)
    lying = [entry("topics/dust.md", EVIL), entry("topics/gone.md", b"nowhere")]
    (copy / "other" / "manifest.json").write_bytes(
        listing(lying, library="Palewrist Evidence Library", as_of="2026-11-21")
    )

    restored = restore_library([copy], tmp_path / "library")

    assert tree(tmp_path / "library") == published
    assert [(other.as_of, other.files, other.found) for other in restored.others] == [("2026-11-21", 2, 1)]


MANIFESTS = {
    "not JSON": b'{"manifest": 1, "sha256": ',
    "deep": b'{"manifest": 1, "sha256": ' + b"[" * 1_000_000,
    "a list": b'["manifest", "sha256"]',
    "a number for files": b'{"manifest": 1, "files": 7, "sha256": 1}',
    "files of all kinds": b'{"manifest": 1, "files": [1, null, "x", [], {}, {"file": 1, "sha256": 2}, {"file": {}}]}',
    "a huge number": b'{"manifest": 1, "sha256": ' + b"9" * 1_000_000 + b"}",
    "no text": b'{"manifest": "\xff", "sha256": 1}',
    "too many files": b'{"manifest": 1, "files": [' + b'{"sha256":1},' * 1_000_000 + b"1]}",
}


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_is_none_costs_little_and_the_pages_stand_in(
    manifest: bytes, small_site: Path, copy_of: Callable[[Path], Path], published: dict[str, bytes], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    (copy / "source" / "manifest.json").write_bytes(manifest)
    started = time.process_time()

    assert restore_library([copy], tmp_path / "library").is_whole
    assert tree(tmp_path / "library") == published
    assert time.process_time() - started < LIMIT


def test_very_many_files_that_are_not_there_are_refused_at_little_cost(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    files = [entry(f"topics/t{number}.md", str(number).encode()) for number in range(60_000)]
    (tmp_path / "site" / "manifest.json").write_bytes(listing(files))
    started = time.process_time()

    with pytest.raises(RestoreError, match="names 60,000 files"):
        restore_library([tmp_path / "site"], tmp_path / "library")

    assert time.process_time() - started < LIMIT


def test_one_large_piece_under_very_many_names_is_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    body = b"x" * 4_000_000
    large = entry("x", body)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "x").write_bytes(body)
    (tmp_path / "site" / "manifest.json").write_bytes(
        listing([large | {"file": f"topics/t{number}.md"} for number in range(100_000)])
    )

    with pytest.raises(RestoreError, match="would take 400,000 MB"):
        restore_library([tmp_path / "site"], tmp_path / "library")

    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    "piece",
    [
        b"<li>",
        b"<li><a>x</a>",
        b"<ul data-digest><li><a>",
        b"<li " + b"a" * 90 + b">",
        b"<ul data-digest=",
        b" data-as-of=",
        b"<a ",
    ],
)
def test_a_hostile_page_is_read_in_bounded_time(piece: bytes) -> None:
    started = time.process_time()

    read_page_list(piece * 100_000 + b"a" * 64)
    read_page_list(b"<ul " + piece * 100_000 + b"<li><a>x</a>" + b"a" * 64)

    assert time.process_time() - started < LIMIT


def test_words_of_a_hostile_copy_cannot_steer_a_terminal(
    small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    (copy / "source" / "index.html").unlink()
    left_out = [{"file": "x\x1b]0;evil\x07", "reason": "\x1b[2J", "files": -1}, {"file": 7}, "x"]
    (copy / "source" / "manifest.json").write_bytes(
        listing([entry("topics/\x1b[31m\u202e.md", EVIL), entry("aetia.toml", (copy / "source" / "aetia.toml").read_bytes())],
                library="\x1b[2J\u202elibrary", left_out=left_out)
    )  # fmt: skip

    restored = restore_library([copy], tmp_path / "library")

    words = [restored.library, restored.not_restored[0].file, restored.left_out[0].file]
    assert (len(restored.not_restored), len(restored.left_out)) == (1, 1)
    assert all(word.isprintable() and "\u202e" not in word for word in words)
    assert [(item.what, item.files) for item in restored.left_out] == [("the site does not say why", 1)]


def test_a_target_that_is_in_use_or_inside_the_copy_is_refused(small_site: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "full")
    for into, what in {
        tmp_path / "full": "not empty",
        tmp_path / "file": "a file of this name",
        tmp_path / "link": "not empty",
        tmp_path / "file" / "below": "cannot be written",
        small_site / "inside": "inside the copy",
        small_site: "inside the copy",
    }.items():
        with pytest.raises(RestoreError, match=what):
            restore_library([small_site], into)

    assert (tmp_path / "full" / "mine").read_text() == "mine"
    assert restore_library([small_site], tmp_path / "empty").is_whole


@pytest.mark.parametrize("name", ["nothing", "text.txt", "site.zip", "empty"])
def test_what_is_no_copy_is_refused_by_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Nothing here.")
    (tmp_path / "site.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (tmp_path / "empty").mkdir()

    with pytest.raises(RestoreError, match=name):
        restore_library([tmp_path / name], tmp_path / "library")

    assert not (tmp_path / "library").exists()


def test_a_library_is_not_taken_for_a_copy_of_one(small: Path, tmp_path: Path) -> None:
    with pytest.raises(RestoreError, match="a library already"):
        restore_library([small], tmp_path / "library")


def test_a_bomb_in_an_archive_costs_that_capture_alone(
    small_site: Path, published: dict[str, bytes], tmp_path: Path
) -> None:
    pages = crawled(small_site)
    first = next(iter(pages)).partition("causes/")[0]
    bomb = warc({f"{first}bomb.bin": b"\0" * 90_000_000})
    (tmp_path / "bomb.warc.gz").write_bytes(bomb + warc(pages))

    restored = restore_library([tmp_path / "bomb.warc.gz"], tmp_path / "library")

    assert tree(tmp_path / "library") == published
    assert restored.damage
