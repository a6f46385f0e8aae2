"""A saved frameset: the page is in a file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aetia.rescue.frames import FRAME_LIMIT, frame_files
from aetia.rescue.read import read_page

ENTRY = "<p>Smith J, Jones K. Viruses in examplitis. J Rheumatol 1999;26:12-15.</p>"
SET = (
    '<html><frameset cols="20%,80%"><frame src="menu.html"><frame src="main.html"></frameset>'
    "<noframes>Get a browser</noframes></html>"
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A frameset with a menu and a page beside it."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "index.html").write_text(SET, encoding="utf-8")
    (folder / "menu.html").write_text('<a href="main.html" target="main">Causes</a>', encoding="utf-8")
    (folder / "main.html").write_text(
        f"<html><h1>Causes</h1><p>What we have found in the library so far.</p>{ENTRY}</html>", encoding="utf-8"
    )
    return folder


def test_the_frame_with_the_most_text_is_read(saved: Path) -> None:
    page = read_page(saved / "index.html")
    assert [entry.fields["title"] for entry in page.entries] == ["Viruses in examplitis"]
    assert page.source == str(saved / "main.html")


def test_a_frame_outside_the_folder_is_never_read(saved: Path) -> None:
    (saved.parent / "secret.html").write_text(ENTRY, encoding="utf-8")
    (saved / "link.html").symlink_to(saved.parent / "secret.html")
    outside = ["../secret.html", str(saved.parent / "secret.html"), "link.html", "http://example.org/main.html", "//example.org/x",
               "file:///etc/passwd", "%2e%2e/secret.html", "http://[broken", "a%00b"]  # fmt: skip
    assert frame_files("".join(f'<frame src="{name}">' for name in outside), saved) == []


def test_a_page_with_text_of_its_own_is_read_itself(saved: Path) -> None:
    own = saved / "own.html"
    own.write_text(f"<html><h1>Causes</h1>{ENTRY * 5}<iframe src=main.html></iframe></html>", encoding="utf-8")
    assert read_page(own).source == str(own)


def test_a_frameset_that_shows_itself_or_nothing_ends(saved: Path) -> None:
    loop = saved / "loop.html"
    loop.write_text('<frameset><frame src="loop.html"><frame src="absent.html"></frameset>', encoding="utf-8")
    assert read_page(loop).entries == []


def test_only_so_many_frames_are_looked_at(saved: Path) -> None:
    for number in range(FRAME_LIMIT + 5):
        (saved / f"{number}.html").write_text("x", encoding="utf-8")
    assert len(frame_files("".join(f"<frame src={n}.html>" for n in range(FRAME_LIMIT + 5)), saved)) == FRAME_LIMIT
