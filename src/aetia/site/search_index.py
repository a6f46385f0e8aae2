"""Search: an index of a finished site's pages, made by Pagefind when the site is built and read in the browser without a server.

A page is found if its template marks it (:func:`search_marks`); of it is indexed what a reader came for, not lists of sources, ways
around the site, or what an old page said. The same pages give the same bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup

from aetia.errors import BuildError
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

_NEEDED = ("pagefind.js", "pagefind-entry.json")
_SECONDS = 600
_LICENCE = """\
The files of this folder were made by Pagefind, which has the MIT licence:
https://github.com/Pagefind/pagefind
"""


class SearchUnavailable(BuildError):
    """Pagefind cannot run here. A site without an index is whole: its search page offers lists."""


def search_marks(page: Page) -> Markup:
    """The attributes that make a page's content searchable and say what results show of it; nothing for pages that are not searched.

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
        pages: the site's HTML by file name, ``causes/dust/index.html``; other files are passed over. A page's language is that of its
            ``html`` element.

    Returns:
        bytes by file name in the site: the same for the same pages, in whatever order they come.

    Raises:
        SearchUnavailable: Pagefind is not installed for this platform, or does not run.
    """
    searched = {name: html for name, html in pages.items() if name.endswith(".html") and b"data-pagefind-body" in html}
    if not searched:
        return {}
    with tempfile.TemporaryDirectory(prefix="aetia-search-") as folder:
        site, out = Path(folder, "site"), Path(folder, "index")
        for name, html in searched.items():
            path = site / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(html)
        _run(site, out)
        return {f"{FOLDER}/{path.relative_to(out).as_posix()}": content for path, content in _needed(out)}


def _run(site: Path, out: Path) -> None:
    """Run Pagefind, on these folders alone: it would also heed its own variables and settings files."""
    try:
        from pagefind_bin import get_executable

        program = str(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise _unavailable("Pagefind is not installed for this platform") from error
    command = [program, "--site", str(site), "--output-path", str(out), "--keep-index-url", "--silent"]
    command += ["--exclude-selectors", ", ".join(LEFT_OUT)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        ran = subprocess.run(  # noqa: S603 (the program of an installed package, with our own arguments)
            command, cwd=site.parent, env=environment, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unavailable(f"Pagefind did not run: {error}") from error
    if ran.returncode != 0:
        said = (ran.stderr + ran.stdout).decode("utf-8", "replace").strip().splitlines()
        raise _unavailable(f"Pagefind gave up: {said[0] if said else f'exit code {ran.returncode}'}")


def _unavailable(what: str) -> SearchUnavailable:
    return SearchUnavailable(
        what, where="the search index", remedy="build with --no-search, or install 'pagefind[bin]'"
    )


def _needed(out: Path) -> Iterable[tuple[Path, bytes]]:
    """The files that a search asks for: neither Pagefind's own looks nor programs for languages that the site does not have."""
    entry = json.loads((out / "pagefind-entry.json").read_text(encoding="utf-8"))
    programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in entry["languages"].values()}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        if path.name == "pagefind-entry.json":
            yield path, (json.dumps(entry, sort_keys=True) + "\n").encode()
        elif path.parent != out or path.suffix == ".pf_meta" or path.name in programs or path.name in _NEEDED:
            yield path, path.read_bytes()
    yield out / "LICENCE.txt", _LICENCE.encode()
