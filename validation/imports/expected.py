"""Files of JabRef's tests beside the BibTeX that their authors expect of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from aetia.sources.citation_writers import differing
from validation.imports.files import read


class Expected(NamedTuple):
    """One file: its format, how many publications it has, and the fields in which it differs from what is expected."""

    name: str
    form: str
    publications: int
    differing: list[str]


def beside_expected(shared: Path) -> list[Expected]:
    """Every file that has a BibTeX file of the same name and as many publications."""
    folder = shared / "data" / "citation-exports" / "jabref"
    found = []
    for expected in sorted(folder.glob("*.bib")):
        stem = expected.stem.replace("OvidImporterTestBib", "OvidImporterTest")
        for path in sorted(folder.glob(f"{stem}.*")):
            ours, theirs = read(path, path.name), read(expected, expected.name)
            if path == expected or not ours.references or len(ours.references) != len(theirs.references):
                continue
            pairs = zip(theirs.references, ours.references, strict=True)
            fields = [field for one, other in pairs for field in differing(one, other)]
            found.append(Expected(path.name, ours.form, len(ours.references), fields))
    return found
