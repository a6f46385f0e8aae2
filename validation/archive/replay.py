"""Replaying an archive in ReplayWeb.page, the public player of WACZ files, in a browser without a window.

The player is AGPL: it is fetched into a folder of its own when it is needed, and nothing of it enters this project.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from validation.archive.range_server import serving
from validation.archive.unavailable import Unavailable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_Seen = TypeVar("_Seen")

PLAYER = "replaywebpage@2.4.6"
_SECONDS = 30.0
"""For npm, and for the player to show what it was asked for."""
_TRIES = 3
"""How often the player is opened: in a browser that has just started its worker sometimes never answers, and all stays white."""
_PAUSE = 100
"""Milliseconds between two looks at the player."""
_PIECES = ("ui.js", "sw.js")
_REPLAYED = "mp_/"
"""What stands before the archived address in the address of a replayed page."""
_ENTRIES = "entries => entries.map(entry => (entry.shadowRoot || entry).textContent.replace(/\\s+/g, ' ').trim())"


def fetch_player(folder: Path) -> Path:
    """Fetch the player with npm; the folder that holds `ui.js` and `sw.js`.

    Raises:
        Unavailable: npm is missing, or gives nothing.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed")
    asked = [npm, "pack", "--silent", "--cache", str(folder / "cache"), PLAYER]
    try:
        done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"npm did not give {PLAYER} in {_SECONDS:.0f} s") from error
    packed = next(folder.glob("*.tgz"), None)
    if done.returncode or packed is None:
        raise Unavailable(f"npm does not give {PLAYER}: {done.stderr.strip()[-300:]}")
    with tarfile.open(packed) as archive:
        for name in _PIECES:
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise Unavailable(f"{PLAYER} has no {name}")
            (folder / name).write_bytes(member.read())
    return folder


@dataclass(frozen=True)
class Replay:
    """An archive in the player.

    Args:
        page: of the browser, on the server that gives player and archive.
        server: the server's address.
    """

    page: Page
    server: str

    def show(self, address: str) -> str:
        """The text of a replayed page; empty where none comes.

        Args:
            address: as it was archived.
        """
        return self._opened(f"show.html?{address}", lambda: self._text(address)) or ""

    def follow(self, words: str, address: str) -> str:
        """Follow a link of the page that is shown; the text of where it leads.

        Args:
            words: of the link.
            address: to which it leads.
        """
        for frame in self.page.frames:
            if _REPLAYED in frame.url:
                frame.get_by_role("link", name=words, exact=True).first.click()
        return self._awaited(lambda: self._text(address)) or ""

    def search(self, words: str) -> list[str]:
        """What the player's search lists for some words: title, address and excerpt of each page."""
        return self._opened(f"search.html?{words}", self._entries) or []

    def _opened(self, host: str, look: Callable[[], _Seen | None]) -> _Seen | None:
        """Open the player, anew where it shows nothing; what there is to see."""
        for _ in range(_TRIES):
            self.page.goto(f"{self.server}/{host}")
            seen = self._awaited(look)
            if seen:
                return seen
        return None

    def _awaited(self, look: Callable[[], _Seen | None]) -> _Seen | None:
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            seen = look()
            if seen:
                return seen
            self.page.wait_for_timeout(_PAUSE)
        return None

    def _entries(self) -> list[str]:
        for frame in self.page.frames:
            listed = frame.locator("wr-page-entry")
            if listed.count():
                return [str(text) for text in listed.evaluate_all(_ENTRIES)]
        return []

    def _text(self, address: str) -> str:
        for frame in self.page.frames:
            if frame.url.partition(_REPLAYED)[2] == address:
                return str(frame.evaluate("document.readyState == 'complete' ? document.body.innerText : ''"))
        return ""


@contextmanager
def replaying(archive: Path, player: Path, browser: Browser) -> Iterator[Replay]:
    """Serve an archive and the player until the block ends.

    Args:
        archive: a WACZ file.
        player: the folder of `fetch_player`.
        browser: a Chromium.
    """
    files: dict[str, Path | bytes] = {
        "/show.html": _host("url"),
        "/search.html": _host("query"),
        "/site.wacz": archive,
        "/replay/ui.js": player / "ui.js",
        "/replay/sw.js": player / "sw.js",
    }
    with serving(files) as server:
        page = browser.new_page()
        try:
            yield Replay(page, server)
        finally:
            page.close()


def _host(attribute: str) -> bytes:
    """A page that shows the archive at the address, or the search, that stands behind its question mark."""
    return f"""<!doctype html><meta charset=utf-8><title>Replay</title><script src="/replay/ui.js"></script><body><script>
const player = document.createElement("replay-web-page");
player.setAttribute("source", location.origin + "/site.wacz");
player.setAttribute("replayBase", "/replay/");
player.setAttribute("{attribute}", decodeURIComponent(location.search.slice(1)));
player.style.cssText = "display:block;width:1200px;height:800px";
document.body.append(player);
</script>""".encode()
