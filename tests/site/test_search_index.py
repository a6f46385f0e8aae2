"""The search index: what readers come for, the same bytes for the same pages, and a site that does without it."""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aetia.errors import SearchUnavailable
from aetia.site import search_index as search_index_module
from aetia.site.search_index import FOLDER, search_index


def html_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def index(site: Path) -> dict[str, bytes]:
    """The index of the small library's site."""
    return search_index(html_of(site))


def found_pages(index: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """What the index knows of each page."""
    found = {}
    for name, content in index.items():
        if name.endswith(".pf_fragment"):
            page = json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))
            found[page["url"]] = page
    return found


def fragments(index: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Each page's address, and the file that holds it."""
    for name, content in index.items():
        if name.endswith(".pf_fragment"):
            yield json.loads(gzip.decompress(content).removeprefix(b"pagefind_dcd"))["url"], name


def made_up(language: str, kind: str, text: str) -> bytes:
    only = ' data-pagefind-filter="kind:study"' if kind == "study" else ""
    return (
        f'<!doctype html><html lang="{language}"><title>T</title><main data-pagefind-body{only} data-kind="{kind}" '
        f'data-pagefind-meta="kind[data-kind]"><h1>{text}</h1><p>{text} and more.</p></main></html>'
    ).encode()


TWO_LANGUAGES = {
    f"{prefix}studies/{number}/index.html": made_up(language, ("cause", "study")[number % 2], f"{word} {number}")
    for prefix, language, word in (("", "en", "dust"), ("es/", "es", "polvo"))
    for number in range(40)
}


def test_causes_groups_studies_and_prose_are_found_and_nothing_else(index: dict[str, bytes]) -> None:
    pages = found_pages(index)
    assert "/causes/dust/slate-dust/index.html" in pages
    kinds = {page["meta"]["kind"]: url.split("/")[1] for url, page in pages.items()}
    assert set(kinds) == {"cause", "group", "study", "page"}
    left_out = {"rescued", "source", "figures", "explore", "search", "404.html", "index.html"}
    assert not left_out & {url.split("/")[1] for url in pages}


def test_results_can_say_kind_level_and_standing(index: dict[str, bytes]) -> None:
    pages = found_pages(index)
    cause, study = pages["/causes/dust/slate-dust/index.html"], pages["/studies/lila-2014/index.html"]
    assert cause["meta"] == {"kind": "cause", "level": "established", "title": "Does slate dust cause palewrist?"}
    assert study["meta"] == {
        "kind": "study",
        "label": "Lila 2014",
        "standing": "retracted",
        "title": "A withdrawn paper",
    }
    assert "standing" not in pages["/studies/rot-2010/index.html"]["meta"]
    assert [url for url, page in pages.items() if page["filters"] != {}] == [
        url for url, page in pages.items() if url.startswith("/studies/")
    ]


def test_what_an_old_page_said_and_ways_around_the_site_are_not_found(index: dict[str, bytes]) -> None:
    pages = found_pages(index)
    fever, study = pages["/causes/infection/blue-fever/index.html"], pages["/studies/rot-2010/index.html"]
    for page in (fever, study):
        assert "Blue fever causes palewrist." not in page["content"]
        assert "Traces of blue fever were more common in patients." in page["content"]
        for left_out in ("On this page", "The source of this page", "Home", "Cite this page"):
            assert left_out not in page["content"], left_out


def test_only_files_that_a_search_asks_for_are_kept(index: dict[str, bytes]) -> None:
    assert all(name.startswith(f"{FOLDER}/") for name in index)
    top = sorted(name.removeprefix(f"{FOLDER}/") for name in index if name.count("/") == 1)
    assert [name for name in top if not name.endswith(".pf_meta")] == [
        "LICENCE.txt",
        "pagefind-entry.json",
        "pagefind.js",
        "wasm.en.pagefind",
    ]
    assert {name.split("/")[1] for name in index if name.count("/") == 2} == {"filter", "fragment", "index"}


def test_every_language_has_its_own_index() -> None:
    index = search_index(TWO_LANGUAGES)
    entry = json.loads(index[f"{FOLDER}/pagefind-entry.json"])
    assert {language: each["page_count"] for language, each in entry["languages"].items()} == {"en": 40, "es": 40}
    assert {f"{FOLDER}/wasm.en.pagefind", f"{FOLDER}/wasm.es.pagefind"} <= set(index)


@pytest.mark.parametrize(
    "environment",
    [
        {"RAYON_NUM_THREADS": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"RAYON_NUM_THREADS": "7", "LANG": "de_DE.UTF-8"},
        {"PAGEFIND_FORCE_LANGUAGE": "fr", "PAGEFIND_SITE": "/nowhere", "PAGEFIND_KEEP_INDEX_URL": "false"},
    ],
)
def test_the_same_pages_give_the_same_bytes_in_any_order_and_surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environment: dict[str, str]
) -> None:
    first = search_index(TWO_LANGUAGES)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    again = search_index(dict(reversed(TWO_LANGUAGES.items())))
    assert dict(again) == dict(first)


def test_pages_are_numbered_by_name_and_not_as_a_file_system_lists_them() -> None:
    index = search_index(dict(reversed(TWO_LANGUAGES.items())))
    urls = {name.rpartition("/")[2].split(".")[0]: page for page, name in fragments(index)}
    [meta] = [content for name, content in index.items() if "/pagefind.en_" in name]
    numbered = [
        urls[found.decode()]
        for found in re.findall(rb"en_[0-9a-f]{7}", gzip.decompress(meta))
        if found.decode() in urls
    ]
    assert numbered == sorted(f"/{name}" for name in TWO_LANGUAGES if not name.startswith("es/"))


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    search_index(TWO_LANGUAGES)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_behind_when_it_fails(program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (folder := tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with pytest.raises(SearchUnavailable):
        search_index(TWO_LANGUAGES)
    assert list(folder.iterdir()) == []


def test_pages_without_marks_are_passed_over() -> None:
    assert search_index({"index.html": b"<!doctype html><title>T</title>", "data.json": b"data-pagefind-body"}) == {}


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program in Pagefind's place."""
    import pagefind_bin

    path = tmp_path / "program"
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: path)
    return path


@pytest.mark.skipif(os.name != "posix", reason="the program is a script")
def test_a_pagefind_that_gives_up_is_told_with_what_it_said(program: Path) -> None:
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('the index is too large')\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(SearchUnavailable, match="Pagefind gave up: the index is too large") as caught:
        search_index(TWO_LANGUAGES)
    assert "--no-search" in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="the program is a script")
def test_a_pagefind_that_refuses_is_told_with_its_words(program: Path) -> None:
    answer = '{"message_id": 1, "payload": {"type": "Error", "message": "no such option"}}'
    code = f"import base64, sys\nprint(base64.b64encode({answer!r}.encode()).decode(), end=',', flush=True)\nsys.stdin.read()"
    program.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(SearchUnavailable, match="Pagefind gave up: no such option"):
        search_index(TWO_LANGUAGES)


@pytest.mark.skipif(os.name != "posix", reason="the program is a script")
def test_a_pagefind_that_never_answers_is_ended(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index_module, "_SECONDS", 0.2)
    program.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(SearchUnavailable, match="Pagefind gave up"):
        search_index(TWO_LANGUAGES)


def test_a_pagefind_that_cannot_run_is_told(program: Path) -> None:
    with pytest.raises(SearchUnavailable, match="did not run"):
        search_index(TWO_LANGUAGES)


def test_a_platform_without_pagefind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    with pytest.raises(SearchUnavailable, match="not installed for this platform"):
        search_index(TWO_LANGUAGES)
