"""Search: an index of a finished site's pages, made by Pagefind when the site is built and read in the browser without a server.

A page is found if its template marks it (:func:`search_marks`); of it is indexed what a reader came for, not lists of sources, ways
around the site, or what an old page said. The same pages give the same bytes.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from markupsafe import Markup

from aetia.errors import SearchUnavailable
from aetia.model.standing import Standing
from aetia.site import addresses
from aetia.site.page import Page
from aetia.site.views.cause import CauseView
from aetia.site.views.study import StudyView

FOLDER = addresses.SEARCH_INDEX.rpartition("/")[0]
"""Where the index stands in the site."""

LEFT_OUT = (
    ".hid", ".facts dt", ".kicker", ".crumbs", ".made", ".toc", ".tabs", ".meta", ".then", ".cite", ".why", "figure", "table",
    '[aria-labelledby="mind"]', '[aria-labelledby="steady"]', '[aria-labelledby="past"]', '[aria-labelledby="terms"]',
    '[aria-labelledby="old-page"]', '[aria-labelledby="waiting"]', '[aria-labelledby="sources"]', '[aria-labelledby="children"]',
    '[aria-labelledby="see-also"]',
)  # fmt: skip
"""Parts of a page that are not searched, as CSS selectors: what an old page said, and what is the same on every page."""

_KINDS = {"cause": "cause", "group": "group", "study": "study", "prose": "page", "weighing": "page"}
"""The kinds of page that are searched, and what results call them."""

_ENTRY = "pagefind-entry.json"
_SECONDS = 600
"""Time that Pagefind has for all of a site."""
_SHOWN = 1000
_LICENCE = """\
The files of this folder were made by Pagefind, which has the MIT licence:
https://github.com/Pagefind/pagefind
"""


def search_marks(page: Page) -> Markup:
    """The attributes that make a page's content searchable and say what results show of it; none on pages that are not searched.

    There is one filter with one value, since the order in which Pagefind writes several differs from run to run.
    """
    kind = _KINDS.get(page.kind)
    if kind is None:
        return Markup("")
    told, view = {"kind": kind}, page.view
    if isinstance(view, CauseView):
        told["level"] = view.headline.answer.level
    if isinstance(view, StudyView):
        told["label"] = view.study.label
        if view.study.standing is not Standing.CURRENT:
            told["standing"] = view.study.standing
    only = Markup(' data-pagefind-filter="kind:study"') if kind == "study" else ""
    data = Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in told.items())
    names = ", ".join(f"{name}[data-{name}]" for name in told)
    return Markup(' data-pagefind-body data-pagefind-meta="{}"{}{}').format(names, only, data)


def search_index(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a search index, one index a language in one folder; empty where no page is searched.

    Args:
        pages: the site's HTML by file name, ``causes/dust/index.html``; other files are passed over. A page's language is
            that of its ``html`` element.

    Returns:
        bytes by file name in the site: the same for the same pages, in whatever order they come.

    Raises:
        SearchUnavailable: Pagefind is not installed for this platform, or does not run.
    """
    searched = {name: html for name, html in pages.items() if name.endswith(".html") and b"data-pagefind-body" in html}
    if not searched:
        return {}
    with tempfile.TemporaryDirectory(prefix="aetia-search-") as folder, _Pagefind(Path(folder)) as pagefind:
        pagefind.ask("NewIndex", config={"keep_index_url": True, "exclude_selectors": LEFT_OUT})
        for name, html in sorted(searched.items()):
            pagefind.ask("AddFile", index_id=0, file_path=name, url=None, file_contents=html.decode("utf-8"))
        found = pagefind.ask("GetFiles", index_id=0)
    files = {file["path"].replace("\\", "/"): base64.b64decode(file["content"]) for file in found["files"]}
    return {f"{FOLDER}/{name}": content for name, content in _needed(files)}


class _Pagefind:
    """Pagefind as a program that is asked one thing after another: it numbers pages in the order in which it is given them.

    Pointed to a folder, it would take the files as the file system lists them, which differs from machine to machine. It runs in
    a folder of its own and without its own variables, since it would heed settings that it finds.

    Args:
        folder: an empty one, to run in.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from pagefind_bin import get_executable

            program = str(get_executable())
        except (ImportError, FileNotFoundError) as error:
            raise _unavailable("Pagefind is not installed for this platform") from error
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
        self._said = (folder / "said.txt").open("w+b")
        try:
            self._process = subprocess.Popen(  # noqa: S603 (the program of an installed package, with our own arguments)
                [program, "--service"],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
            )
        except OSError as error:
            self._said.close()
            raise _unavailable(f"Pagefind did not run: {error}") from error
        self._killer = threading.Timer(_SECONDS, self._process.kill)
        self._killer.start()
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._killer.cancel()
        self._process.kill()
        self._process.communicate()
        self._said.close()

    def ask(self, kind: str, **more: object) -> dict[str, Any]:
        """Ask for one thing, and wait for the answer.

        Raises:
            SearchUnavailable: it was refused, or the program ended.
        """
        self._number += 1
        question = {"message_id": self._number, "payload": {"type": kind, **more}}
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(base64.b64encode(json.dumps(question).encode()) + b",")
            self._process.stdin.flush()
            answer = json.loads(base64.b64decode(self._answer()))
        except (OSError, EOFError, ValueError) as error:
            raise self._gave_up() from error
        payload: dict[str, Any] = answer["payload"]
        if payload["type"] == "Error":
            raise _unavailable(f"Pagefind gave up: {payload.get('message')}")
        return payload

    def _answer(self) -> bytes:
        assert self._process.stdout is not None
        parts: list[bytes] = []
        while not parts or not parts[-1].endswith(b","):
            parts.append(os.read(self._process.stdout.fileno(), 1 << 16))
            if not parts[-1]:
                raise EOFError
        return b"".join(parts)[:-1]

    def _gave_up(self) -> SearchUnavailable:
        self._process.kill()
        code = self._process.wait()
        self._said.seek(0)
        said = self._said.read(_SHOWN).decode("utf-8", "replace").strip().splitlines()
        return _unavailable(f"Pagefind gave up: {said[0] if said else f'exit code {code}'}")


def _unavailable(what: str) -> SearchUnavailable:
    return SearchUnavailable(
        what, where="the search index", remedy="build with --no-search, or install 'pagefind[bin]'"
    )


def _needed(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files that a search asks for: neither Pagefind's own looks nor programs for languages that the site does not have."""
    entry = json.loads(files[_ENTRY])
    programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in entry["languages"].values()}
    for name, content in sorted(files.items()):
        if name == _ENTRY:
            yield name, (json.dumps(entry, sort_keys=True) + "\n").encode()
        elif "/" in name or name.endswith(".pf_meta") or name in programs or name == "pagefind.js":
            yield name, content
    yield "LICENCE.txt", _LICENCE.encode()
