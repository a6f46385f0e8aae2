"""The canonical form: every file equals what the writer would write."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from aetia.library.check.case import Case
from aetia.library.faults import Fault
from aetia.library.format import canonical_texts


def not_canonical(case: Case) -> Iterator[Fault]:
    """Files that `aetia library format` would change, with the first line that it would."""
    for file, text in canonical_texts(case.reading):
        canonical = text.encode("utf-8")
        try:
            found = (case.library.root / file).read_bytes()
        except FileNotFoundError:
            continue  # gone since the reading: somebody is writing
        if found == canonical:
            continue
        line, what = _difference(found, canonical)
        yield Fault(
            file,
            line,
            "not-canonical",
            what,
            "Run 'aetia library format'; it changes the form, never what is said",
            "warning",
        )


_LONGEST = 80


def _difference(found: bytes, canonical: bytes) -> tuple[int, str]:
    """The first line, from 1, on which a file differs from its canonical text, and in what."""
    if found.startswith(b"\xef\xbb\xbf"):
        return 1, "the file begins with a byte order mark, which the canonical form leaves out"
    pairs = zip_longest(found.split(b"\n"), canonical.split(b"\n"))
    number, one, other = next((n, one, other) for n, (one, other) in enumerate(pairs, 1) if one != other)
    if one is None:
        return number, f"the file ends before {_shown(other)}"
    if other is None:
        return number, f"the canonical form ends before {_shown(one)}"
    if one == other + b"\r":
        return number, "the lines end as on Windows (CR LF); the canonical form has LF alone"
    if one.rstrip() == other.rstrip():
        return number, f"blanks at the end of the line {_shown(other)} are left out in the canonical form"
    if one.strip() == other.strip():
        return number, f"the line {_shown(one)} is indented in another way than in the canonical form"
    return number, f"here stands {_shown(one)}, and in the canonical form {_shown(other)}"


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()
    return f"'{_cut(text)}'" if text else "an empty line"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
