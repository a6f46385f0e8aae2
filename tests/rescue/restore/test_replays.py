"""Copies that an archive or a browser has written into: the pages of the Wayback Machine, saved or crawled."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.replay import modern, older, replayed_address
from tests.rescue.restore.copies import crawled, tree, warc

from aetia.rescue import restore_library
from aetia.rescue.restore.forms import other_forms

STAMP = "20260101000000"


def as_it_is(text: bytes, address: str) -> bytes:
    return text


def wrapped(text: bytes, address: str) -> bytes:
    """A text as a browser saves it: in HTML, with line ends of Windows."""
    shown = html.escape(text.decode(), quote=False).replace("\n", "\r\n")
    return f'<html><head></head><body><pre style="word-wrap: break-word">{shown}</pre></body></html>'.encode()


def bannered(text: bytes, address: str) -> bytes:
    """A text with the archive's banner before it."""
    return modern(b"<html><head></head><body></body></html>", address, STAMP).partition(b"</body>")[0] + b"\n" + text


def bannered_and_closed(text: bytes, address: str) -> bytes:
    """A text between the archive's banner and its last words."""
    page = modern(b"<html><head></head><body>@@@</body></html>", address, STAMP)
    return page.replace(b"@@@", text).replace(b"</body></html>", b"")


def wrapped_and_bannered(text: bytes, address: str) -> bytes:
    return modern(wrapped(text, address), address, STAMP)


TEXTS: dict[str, Callable[[bytes, str], bytes]] = {
    "as they are": as_it_is,
    "wrapped": wrapped,
    "bannered": bannered,
    "bannered and closed": bannered_and_closed,
    "wrapped and bannered": wrapped_and_bannered,
}
PAGES = {"modern": modern, "older": older}


def replayed(
    site: Path, text: Callable[[bytes, str], bytes], page: Callable[[bytes, str, str], bytes]
) -> dict[str, bytes]:
    """A site as the Wayback Machine shows it: by the addresses there."""
    found = {}
    for address, body in crawled(site).items():
        is_page = body.lstrip()[:9].lower() == b"<!doctype" and not address.endswith(".txt")
        is_source = "/source/" in address and not is_page
        shown = page(body, address, STAMP) if is_page else text(body, address) if is_source else body
        found[replayed_address(address, STAMP, "" if is_page else "if_")] = shown
    return found


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_crawl_of_the_wayback_machine(
    text: Callable[[bytes, str], bytes],
    page: Callable[[bytes, str, str], bytes],
    small_site: Path,
    published: dict[str, bytes],
    tmp_path: Path,
) -> None:
    (tmp_path / "wayback.warc.gz").write_bytes(warc(replayed(small_site, text, page)))

    restored = restore_library([tmp_path / "wayback.warc.gz"], tmp_path / "library")

    assert restored.is_whole, restored.not_restored
    assert tree(tmp_path / "library") == published
    assert restored.captured == ("2026-01-01T00:00:00Z",), "when it was captured, not when the archive was crawled"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_folder_of_pages_saved_from_the_wayback_machine(
    text: Callable[[bytes, str], bytes], small_site: Path, published: dict[str, bytes], tmp_path: Path
) -> None:
    for address, body in replayed(small_site, text, modern).items():
        path = tmp_path / "saved" / address.removeprefix("https://").replace("://", ":/")
        path = path / "index.html" if address.endswith("/") else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    restored = restore_library([tmp_path / "saved"], tmp_path / "library")

    assert restored.is_whole, restored.not_restored
    assert restored.captured == ("2026-01-01T00:00:00Z",)
    assert tree(tmp_path / "library") == published


def test_the_pages_alone_when_the_manifest_was_never_captured(
    small_site: Path, published: dict[str, bytes], tmp_path: Path
) -> None:
    shown = replayed(small_site, wrapped, modern)
    left = {address: body for address, body in shown.items() if not address.endswith("manifest.json")}
    (tmp_path / "wayback.warc").write_bytes(warc(left))

    restored = restore_library([tmp_path / "wayback.warc"], tmp_path / "library")

    assert restored.is_whole
    assert restored.listed_by == "source page"
    assert tree(tmp_path / "library") == published


@pytest.mark.parametrize(
    ("published_as", "saved_as"),
    [
        (b"a\nb\n", b"a\r\nb\r\n"),
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"a\nb\n", b"a\nb"),
        (b"a\nb", b"a\nb\n"),
        (b"a\nb\n", b"\xef\xbb\xbfa\r\nb\r\n"),
        (b"\xef\xbb\xbfa\n", b"a\n"),
        ("Sjögren’s “dust” Á\n".encode(), "Sjögren’s “dust” Á\n".encode().decode("latin-1").encode("utf-8")),
        ("Sjögren’s dust – €\n".encode(), "Sjögren’s dust – €\n".encode().decode("cp1252").encode("utf-8")),
        (b"a < b & c\n", b"<pre>a &lt; b &amp; c\n</pre>"),
        (b"a <b> &amp; c\n", b"<pre>\na <b> &amp; c\n</pre>"),
        (b"x: </pre> <pre>\n", b"<html><body><PRE class='t'>x: &lt;/pre&gt; &lt;pre&gt;\n</PRE></body></html>"),
    ],
)
def test_a_text_is_among_the_forms_of_what_programs_make_of_it(published_as: bytes, saved_as: bytes) -> None:
    assert published_as in set(other_forms(saved_as, ""))


def test_a_text_of_known_length_is_found_before_and_behind_what_was_added() -> None:
    assert b"the text" in set(other_forms(b"a banner of any kind\nthe text", "", [8]))
    assert b"the text" in set(other_forms(b"the text\n-- \nsent from my archive", "", [8]))


def test_forms_of_a_large_or_hostile_text_are_few() -> None:
    assert not list(other_forms(b"x" * 16_000_001, ""))
    hostile = b"<pre>" * 50_000 + b"</pre>" * 50_000 + b"<!-- END WAYBACK TOOLBAR INSERT -->" * 20_000
    assert sum(1 for _ in other_forms(hostile, "https://web.archive.org/web/20260101000000/https://a.example/")) < 2_000
