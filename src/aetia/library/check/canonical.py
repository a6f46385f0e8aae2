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
        pairs = zip_longest(found.split(b"\n"), canonical.split(b"\n"))
        line = next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1)
        yield Fault(
            file,
            line,
            "not-canonical",
            "the file is not in canonical form from this line on",
            "Run 'aetia library format'; it changes the form, never what is said",
            "warning",
        )
