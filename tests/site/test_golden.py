"""The golden copy of a small site: no file of it changes unseen."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.site.golden.renew import GOLDEN, files_of, golden_site

FILES_SHOWN, LINES_SHOWN = 8, 40
COMMAND = "python -m tests.site.golden.renew"
REMEDY = f"If this is meant, run '{COMMAND}' in the project's folder and commit what it writes."


def lines(name: str, content: bytes) -> list[str]:
    """A file in lines that a person can compare."""
    text = content.decode("utf-8")
    if name.endswith((".json", ".jsonld")):
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    return re.sub(r"(?<=>)(?=<)", "\n", text).splitlines()


def told(golden: Mapping[str, bytes], made: Mapping[str, bytes]) -> Iterator[str]:
    """What differs: files that are gone, that are new, and the first lines of those that changed."""
    yield from (f"is gone: {name}" for name in sorted(golden.keys() - made.keys()))
    yield from (f"is new: {name}" for name in sorted(made.keys() - golden.keys()))
    changed = [name for name in sorted(golden.keys() & made.keys()) if golden[name] != made[name]]
    for name in changed[:FILES_SHOWN]:
        old, new = lines(name, golden[name]), lines(name, made[name])
        difference = list(difflib.unified_diff(old, new, f"golden/{name}", f"built/{name}", n=1, lineterm=""))
        yield "\n".join(difference[:LINES_SHOWN] or [f"{name}: white space alone"])
        if len(difference) > LINES_SHOWN:
            yield f"... and {len(difference) - LINES_SHOWN} more lines of {name}"
    if changed[FILES_SHOWN:]:
        yield f"also changed: {', '.join(changed[FILES_SHOWN:])}"


def test_the_site_is_the_golden_copy(tmp_path: Path) -> None:
    differences = list(told(files_of(GOLDEN), golden_site(tmp_path)))
    if differences:
        pytest.fail("\n".join([*differences, REMEDY]), pytrace=False)


def test_the_golden_copy_has_what_matters_and_stays_small() -> None:
    kept = files_of(GOLDEN)
    for name in ("index.html", "causes/infection/blue-fever/index.html", "feeds/standing.xml", "es/index.html"):
        assert name in kept
    assert sum(map(len, kept.values())) < 400_000


def test_a_difference_is_told_by_name_line_and_remedy() -> None:
    golden = {"a.html": b"<p>old</p><p>same</p>", "b.json": b'{"x":1,"y":2}', "gone": b"", "same": b""}
    made = {"a.html": b"<p>new</p><p>same</p>", "b.json": b'{"x":1,"y":3}', "new": b"", "same": b""}
    text = "\n".join(told(golden, made))
    for expected in ("is gone: gone", "is new: new", "-<p>old</p>", "+<p>new</p>", '- "y": 2', '+ "y": 3'):
        assert expected in text
    assert "+<p>same" not in text
    assert list(told(golden, golden)) == []
