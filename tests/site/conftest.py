"""A small library, and its site, built once; a site with every kind of page, served, and a browser to see it with."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aetia.library import read_library, writing
from aetia.site import Built, build_site, render_site
from aetia.site.addresses import file_of
from aetia.site.search_index import search_index
from aetia.site.serve import site_server
from aetia.synthesis import assess


def _small() -> ModuleType:
    """The module beside this file, which is no package."""
    name = "aetia_tests_small_library"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("small_library.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def make_library() -> Callable[..., Path]:
    """Writes the small library into a folder; fields of its settings can be given."""
    function: Callable[..., Path] = _small().small_library
    return function


@pytest.fixture(scope="session")
def library_root(tmp_path_factory: pytest.TempPathFactory, make_library: Callable[..., Path]) -> Path:
    """The small library; read only."""
    return make_library(tmp_path_factory.mktemp("small") / "library")


@pytest.fixture(scope="session")
def built(library_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the small library; read only."""
    return build_site(library_root, tmp_path_factory.mktemp("built") / "site")


@pytest.fixture(scope="session")
def site(built: Built) -> Path:
    """The folder of the small library's site; read only."""
    return built.out


@dataclass(frozen=True)
class EveryKind:
    """A site with every kind of page in two languages, and where to see each kind.

    Attributes:
        site: its folder, search index and all.
        pages: by kind, the longest page of the kind in each language, relative to the site.
    """

    site: Path
    pages: dict[str, list[str]]

    @property
    def addresses(self) -> list[str]:
        """All those pages but the old addresses, which send a browser on."""
        return [page for kind, pages in self.pages.items() if kind != "moved" for page in pages]


@pytest.fixture(scope="session")
def every_kind(make_library: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> EveryKind:
    """The small library in English and Spanish, with a topic that has moved; read only."""
    root = make_library(tmp_path_factory.mktemp("every-kind") / "library", languages=["en", "es"])
    topic = read_library(root).topics["dust/slate-dust"]
    with writing(root, "test") as writer:
        writer.topic(topic.model_copy(update={"aliases": ["slate"]}))
    library = read_library(root)
    contents, pages, _ = render_site(library, assess(library))
    htmls = {name: content for name, content in contents.items() if name.endswith(".html")}
    out = tmp_path_factory.mktemp("every-kind") / "site"
    for name, content in {**contents, **search_index(htmls)}.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    longest: dict[str, str] = {}
    for page in pages:
        name = file_of(page.address)
        longest[page.kind] = max(longest.get(page.kind, name), name, key=lambda name: len(htmls[name]))
    found = {kind: [n for n in (name, f"es/{name}") if n in htmls] for kind, name in longest.items()}
    return EveryKind(out, dict(sorted(found.items())))


@pytest.fixture(scope="module")
def served(every_kind: EveryKind) -> Iterator[str]:
    """The address of that site, served as `aetia demo` serves it: under the strict policy, which counts for every page."""
    server = site_server(every_kind.site, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, started once a module."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium here; install Debian's package 'chromium'")
        pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
