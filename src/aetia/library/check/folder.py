"""The folder itself: what does not belong to a library, and what must not be published with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.check.codes import CHECKING
from aetia.library.faults import Fault
from aetia.library.read import MAX_FILE_BYTES

_SUFFIXES = {
    layout.TOPICS: ".md",
    layout.STUDIES: ".yaml",
    layout.DECISIONS: ".tsv",
    layout.PAGES: ".md",
    layout.STORIES: ".md",
    layout.RESCUED: "",
}
_TABLES = frozenset(
    {
        layout.SCREENING,
        layout.MATCHES,
        layout.SAME,
        layout.SEARCHES,
        layout.VERDICTS,
        layout.VERDICT_INPUTS,
    }
)
_THEME = re.compile(r"theme/([\w-]+\.(svg|png)|style\.css|templates/([\w-]+/)*[\w-]+\.html)\Z", re.ASCII)
_WELCOME = re.compile(r"(README|LICEN[CS]E|NOTICE|CHANGELOG|CITATION|CONTRIBUTING)(\.\w+)*\Z", re.IGNORECASE)
_SECRET = re.compile(
    r"(\.env(\..*)?|id_(rsa|dsa|ecdsa|ed25519)|.*\.(pem|key|p12|pfx|kdbx|sqlite3?|db)|\.netrc|\.pgpass|credentials(\..*)?)\Z",
    re.IGNORECASE,
)
MOST_ENTRIES = 200_000
MOST_STRANGE = 200


def strange_entries(case: Case) -> Iterator[Fault]:
    """Links, files that belong nowhere, files that look like secrets, and very large files.

    At most 200 are named: a folder with more is not a library's.
    """
    yield from islice(_strange(case), MOST_STRANGE)


def _strange(case: Case) -> Iterator[Fault]:
    root = case.library.root
    pages = {f"{layout.RESCUED}/{page.file}" for page in case.library.rescued.values()}
    for file, entry in _entries(root):
        if entry.is_symlink():
            yield _fault("link", file, "a link is not followed", "Put the file itself here")
        elif _SECRET.match(entry.name):
            yield _fault(
                "secret-file", file, "the name is that of a secret or a database", "Move it out of the library"
            )
        elif not entry.name.startswith(".") and not _belongs(file, pages):
            yield _fault(
                "stray-file",
                file,
                "nothing in the library reads this file",
                "Move it away, or correct its name or folder",
            )
        elif entry.stat().st_size > MAX_FILE_BYTES:
            yield _fault(
                "large-file",
                file,
                f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB",
                "Check that it belongs to the library; git keeps every version of it",
            )


def _fault(code: str, file: str, what: str, remedy: str) -> Fault:
    return Fault(file, 0, code, what, remedy, CHECKING[code])


def _belongs(file: str, pages: set[str]) -> bool:
    folder, _, rest = file.partition("/")
    if not rest:
        return file in (layout.SETTINGS, layout.CONCEPTS) or bool(_WELCOME.match(file))
    if folder == layout.DECISIONS:
        return file in _TABLES
    if folder == layout.THEME:
        return bool(_THEME.match(file))
    if folder == layout.RESCUED:
        return file.endswith(".yaml") or file in pages or _beside_a_page(file, pages)
    return folder in _SUFFIXES and file.endswith(_SUFFIXES[folder])


def _beside_a_page(file: str, pages: set[str]) -> bool:
    """Whether a file is the report of a rescued page, or the page as it was found before."""
    stem, _, suffix = file.rpartition(".")
    for page in pages:
        page_stem, _, page_suffix = page.rpartition(".")
        if suffix == "md" and stem == page_stem:
            return True
        if suffix == page_suffix and re.fullmatch(re.escape(page_stem) + "-[0-9a-f]{8}", stem):
            return True
    return False


def _entries(root: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """Files and links of a library's folder by name, sorted; hidden folders and links are not entered."""
    stack, seen = [""], 0
    found: list[tuple[str, os.DirEntry[str]]] = []
    while stack and seen < MOST_ENTRIES:
        here = stack.pop()
        with os.scandir(root / here) as entries:
            for entry in entries:
                seen += 1
                if entry.is_symlink() or not entry.is_dir():
                    found.append((f"{here}{entry.name}", entry))
                elif not entry.name.startswith("."):
                    stack.append(f"{here}{entry.name}/")
    return sorted(found, key=lambda item: item[0].split("/"))
