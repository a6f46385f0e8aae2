"""The MeSH tree: what stands below a heading, and by which other names a heading is known.

The tree is not part of aetia. It is made from a file that the user gives and is kept beside the search index: either two columns,
tree number and heading, divided by a tab; or NLM's own ``desc2026.xml``, which also has the entry terms. Both may be gzipped.
"""

from __future__ import annotations

import gzip
import re
import uuid
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from aetia.corpus.folding import normal
from aetia.corpus.mesh_file import MeshRow, read_mesh
from aetia.errors import CorpusError, InputError

FILE = "mesh.tsv.gz"
_CATEGORY = re.compile(r"[A-Z]")
_AFTER_DOT = "/"
"""The character after the dot: numbers below ``C17.300`` are from ``C17.300.`` up to ``C17.300/``."""


class MeshTree:
    """The tree, and the names of its headings.

    Args:
        rows: tree numbers and entry terms with their headings.
    """

    def __init__(self, rows: Iterable[MeshRow]) -> None:
        self._rows = sorted(set(rows))
        self._numbers = [row.number for row in self._rows if row.number]
        self._headings = [row.heading for row in self._rows if row.number]
        self._entry_terms = [(row.entry_term, row.heading) for row in self._rows if row.entry_term]

    def __len__(self) -> int:
        """The number of headings."""
        return len(self._numbers_of)

    @property
    def rows(self) -> list[MeshRow]:
        """What the tree was made from, in order."""
        return self._rows

    @cached_property
    def _numbers_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, heading in zip(self._numbers, self._headings, strict=True):
            found.setdefault(heading, []).append(number)
        return found

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Headings by their words; a heading's own name goes before an entry term."""
        terms = {normal(term): heading for term, heading in self._entry_terms}
        return terms | {normal(heading): heading for heading in self._numbers_of}

    @cached_property
    def _by_words(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, heading in self._by_name.items():
            listed = found.setdefault(_in_order(name), [])
            if heading not in listed:
                listed.append(heading)
        return found

    def find(self, text: str) -> list[str]:
        """The headings that a text names, in NLM's spelling.

        Case, accents and punctuation do not matter, nor does the order of the words, so that *Systemic Scleroderma* finds
        *Scleroderma, Systemic*; where the order tells headings apart, the one that is written so is found alone.
        """
        name = normal(text)
        exact = self._by_name.get(name)
        return [exact] if exact else self._by_words.get(_in_order(name), [])

    def below(self, heading: str) -> list[str]:
        """A heading and all headings below it, wherever it stands in the tree; each once, in the order of the tree.

        Args:
            heading: in NLM's spelling; one that is not in the tree has nothing below it.
        """
        found = {heading: None}
        for number in self._numbers_of.get(heading, ()):
            found |= dict.fromkeys(self._headings[place] for place in self._places_below(number))
        return list(found)

    def like(self, text: str, most: int = 3) -> list[str]:
        """Headings that share the most words with a text, for advice."""
        words = set(normal(text).split())
        shared = ((len(words & set(name.split())), -len(name), heading) for name, heading in self._by_name.items())
        best = sorted((row for row in shared if row[0]), reverse=True)
        return list(dict.fromkeys(heading for _, _, heading in best[: 5 * most]))[:most]

    def _places_below(self, number: str) -> range:
        if _CATEGORY.fullmatch(number):
            return range(bisect_left(self._numbers, f"{number}0"), bisect_left(self._numbers, f"{number}:"))
        return range(bisect_left(self._numbers, f"{number}."), bisect_left(self._numbers, number + _AFTER_DOT))


def install_tree(index_path: Path, file: Path) -> MeshTree:
    """Keep a MeSH tree beside a search index; searches explode headings from then on.

    Args:
        index_path: the folder of the index.
        file: two columns divided by a tab, or NLM's XML of descriptors; gzipped or not.

    Returns:
        The tree.

    Raises:
        InputError: the file cannot be read, or is neither.
    """
    tree = MeshTree(read_mesh(file))
    if not len(tree):
        raise InputError(
            "there is no heading in it", where=str(file), remedy="Give tree numbers and headings, or NLM's desc2026.xml"
        )
    index_path.mkdir(parents=True, exist_ok=True)
    draft = index_path / f".{FILE}.{uuid.uuid4().hex[:8]}"
    lines = "".join(f"{row.number}\t{row.heading}\t{row.entry_term}\n" for row in tree.rows)
    draft.write_bytes(gzip.compress(lines.encode(), mtime=0))
    draft.replace(index_path / FILE)
    return tree


def load_tree(index_path: Path) -> MeshTree | None:
    """The tree that is kept beside a search index; None if there is none.

    Raises:
        CorpusError: its file is damaged.
    """
    file = index_path / FILE
    try:
        lines = gzip.decompress(file.read_bytes()).decode()
        return MeshTree(_kept_rows(lines))
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError) as error:
        raise CorpusError(
            "the MeSH tree is damaged", where=str(file), remedy="Give it again: aetia corpus mesh FILE"
        ) from error


def _kept_rows(lines: str) -> Iterator[MeshRow]:
    for line in lines.splitlines():
        number, heading, entry_term = line.split("\t")
        yield MeshRow(number, heading, entry_term)


def _in_order(name: str) -> str:
    """The words of a name in alphabetical order."""
    return " ".join(sorted(name.split()))
