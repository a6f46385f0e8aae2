"""Writing what is a matter of fact into a library: all of it together, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aetia.corpus import Corpus
from aetia.library import layout
from aetia.library.read import read_with_faults
from aetia.library.write import writing
from aetia.resolve.standing.change import Change
from aetia.resolve.standing.comparison import compare_with_corpus
from aetia.resolve.standing.looking_up import Progress


@dataclass(frozen=True)
class Applied:
    """What was written.

    Args:
        changes: by file.
        left_alone: files that somebody changed while the corpus was asked; the next run writes them.
    """

    changes: tuple[Change, ...]
    left_alone: tuple[str, ...]


def apply_facts(root: Path, corpus: Corpus, *, on: str | None = None, progress: Progress | None = None) -> Applied:
    """Write into a library what a corpus knows and the library lacks: standing with its notice, identifiers, and fields that
    were absent; of quotations that stand, that they were checked.

    No field that has a value is changed, but for `checked` and `digest` of a quotation. A second run changes nothing.

    Args:
        root: the library's folder.
        corpus: opened.
        on: the date on which quotations are checked; the library's `as_of` by default.
        progress: is told what is done, and how many of how many.

    Raises:
        LibraryError: there is no library here, or it cannot be written.
        LockedError: somebody else is writing it.
    """
    reading = read_with_faults(root)
    comparison = compare_with_corpus(reading, corpus, on=on, progress=progress)
    if not comparison.studies:
        return Applied((), ())
    left_alone = []
    with writing(root, "aetia check --apply") as writer:
        for name, study in comparison.studies.items():
            file = layout.study_file(name)
            if _digest(root / file) == reading.digests[file]:
                writer.study(study)
            else:
                left_alone.append(file)
    changes = tuple(sorted(change for change in comparison.changes if change.file not in left_alone))
    return Applied(changes, tuple(left_alone))


def _digest(file: Path) -> str | None:
    """Of a plain file; None where it is gone or has become a link."""
    return None if file.is_symlink() or not file.is_file() else hashlib.sha256(file.read_bytes()).hexdigest()
