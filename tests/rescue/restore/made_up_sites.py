"""Made-up libraries with everything that a layout allows, and their sites."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st
from tests.made_up import ALPHA, INFECTION, SETTINGS, SOUND, make_library
from tests.strategies import slugs, texts

from aetia.library.records import yaml_record_text
from aetia.model.rescued import RescuedPageRecord
from aetia.site import build_site

_LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters='/\\<>:"|?*')
_PLAIN_NAMES = st.text(_LETTERS, min_size=1, max_size=20).filter(
    lambda name: not name.startswith(".") and name[-1] not in ". " and len(name.encode()) < 200
)
ODD_NAMES = st.one_of(
    _PLAIN_NAMES.map(lambda name: f"x{name}"),
    st.sampled_from(
        [
            "a b",
            "a%20b",
            "a#b",
            "a&b;c",
            "ä-日本",
            "A",
            "a",
            "a.html",
            "a.html.txt",
            "a.txt",
            "100%",
            "a+b",
            "e\u0301",
            "é",
        ]
    ),
)
"""Names of files that people keep in a library's folders."""

CONTENTS = st.one_of(
    st.binary(max_size=200),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map(str.encode),
    st.sampled_from(
        [b"", b"\n", b"\r\n", b"\xef\xbb\xbfx", b"<!DOCTYPE html><script>alert(1)</script>", b"\0" * 9, b"<pre>x</pre>"]
    ),
)


@st.composite
def library_files(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a library without an error: records with comments, prose and statements of any text, old pages, private
    settings, and files that are nobody's."""
    private = draw(st.fixed_dictionaries({key: st.booleans() for key in ("screeners", "stories", "rescued_pages")}))
    settings = "".join(f"{key} = {str(value).lower()}\n" for key, value in private.items())
    statement = draw(texts(1)).replace("\x00", " ")
    files: dict[str, bytes] = {name: text.encode() for name, text in SOUND.items()}
    files["aetia.toml"] = f"{SETTINGS}\n# {_line(draw(texts()))}\n[private]\n{settings}".encode()
    files["studies/alpha-2020.yaml"] = f"# {_line(draw(texts()))}\n{ALPHA}".encode()
    files["topics/infection.md"] = f"{INFECTION}\n{_prose(statement)}\n".encode()
    for name in draw(st.lists(slugs(), max_size=2, unique=True)):
        files[f"pages/{name}.md"] = f"---\ntitle: A page\n---\n{_prose(draw(texts()))}\n".encode()
    if draw(st.booleans()):
        files |= _old_page(draw)
    for folder in ("topics", "pages", "studies", "decisions"):
        for name in draw(st.lists(ODD_NAMES, max_size=2, unique=True)):
            suffix = draw(st.sampled_from(["", ".txt", ".html", ".svg", ".csv"]))
            files.setdefault(f"{folder}/{name}{suffix}", draw(CONTENTS))
    return files


def _old_page(draw: st.DrawFn) -> dict[str, bytes]:
    name = draw(ODD_NAMES)
    body = draw(CONTENTS)
    record = RescuedPageRecord.model_validate(
        {
            "id": "old",
            "title": "An old page",
            "file": f"{name}.html",
            "digest": f"sha256:{hashlib.sha256(body).hexdigest()}",
            "media_type": "text/html",
            "encoding": "utf-8",
        }
        | ({"publish": "whole", "permission": "given by its authors"} if draw(st.booleans()) else {})
    )
    return {"rescued/old.yaml": yaml_record_text(record).encode(), f"rescued/{name}.html": body}


def _line(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def _prose(text: str) -> str:
    """Words that are no link, so that no check finds a dead one."""
    return "".join(letter for letter in text if letter not in "\0[]<>\x85\u2028\u2029")


@contextmanager
def made(files: dict[str, bytes]) -> Iterator[tuple[Path, Path]]:
    """A library with these files, and its site, in a folder that lasts as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_library(Path(folder) / "library", dict(files))
        yield root, build_site(root, Path(folder) / "site").out
