"""Reading PubMed XML: files in, columns and a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from aetia.sources.pubmed_xml.canonical import Fault, canonical
from aetia.sources.pubmed_xml.columns import record_batch
from aetia.sources.pubmed_xml.groups import Claims, Elements, Group
from aetia.sources.pubmed_xml.index import Index, NotPlain, Paths, index_of
from aetia.sources.pubmed_xml.inline import is_inline
from aetia.sources.pubmed_xml.markup import Vocabulary
from aetia.sources.pubmed_xml.scalars import text_value
from aetia.sources.pubmed_xml.stream import PIECE, Broken, Piece, pieces

if TYPE_CHECKING:
    import pyarrow as pa

WRAPPERS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet"})
_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument")
_DELETIONS = ("DeleteCitation", "DeleteDocument")


@dataclass
class Report:
    """What was found in a file.

    Attributes:
        records: read; books: those of them that are books.
        deleted: identifiers that it says are deleted, in its order.
        unknown: elements that no column tells, by path, with how often they occur; attributes as ``@Name``.
        faults: what was wrong, and with which record.
        complete: whether the file was read to its end.
    """

    records: int = 0
    books: int = 0
    deleted: list[int] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    complete: bool = True


class PubmedFile:
    """A PubMed file: XML from NLM's folders or from efetch, gzipped or not, of any DTD from 2012 on.

    Iterating gives record batches with the columns of :func:`aetia.sources.pubmed_xml.schema.record_schema`; the report is
    whole when the iteration ends. Entities are never expanded, nothing is fetched, and memory stays bounded whatever the size.

    Args:
        source: a path, or a stream of bytes.
        piece: bytes read at once.

    Raises:
        InputError: while iterating: it is no PubMed XML, or declares entities of its own. Anything less is listed in
        the report, and
            the rest goes on.
    """

    def __init__(self, source: Path | str | BinaryIO, *, piece: int = PIECE) -> None:
        self._source, self._piece = source, piece
        self._vocabulary, self._paths, self._claims = Vocabulary(), Paths(), Claims()
        self.report = Report()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        if isinstance(self._source, (str, Path)):
            with Path(self._source).open("rb") as stream:
                yield from self._batches(stream)
        else:
            yield from self._batches(self._source)

    def _batches(self, stream: BinaryIO) -> Iterator[pa.RecordBatch]:
        seen: Counter[int] = Counter()
        for piece in pieces(stream, size=self._piece):
            if isinstance(piece, Broken):
                self.report.complete &= not piece.ends
                self.report.faults.append(Fault(piece.what, None, piece.offset, lost=True))
                continue
            # What is made from a piece takes several times its room, so nothing outlives its use.
            index, offset = self._index(piece), piece.offset
            del piece
            elements = Elements(index, self._claims)
            del index
            batch = self._records(elements, offset)
            self._count(elements, seen)
            del elements
            if batch is not None:
                yield batch
                del batch
        self._tell_unknown(seen)

    def _index(self, piece: Piece) -> Index:
        try:
            return index_of(piece.content, self._vocabulary, self._paths, wrappers=WRAPPERS)
        except NotPlain:
            plain, faults = canonical(piece.content, piece.offset)
            self.report.faults.extend(faults)
            return index_of(plain, self._vocabulary, self._paths, wrappers=WRAPPERS)

    def _records(self, elements: Elements, offset: int) -> pa.RecordBatch | None:
        import pyarrow.compute as pc

        members = elements.at(*_RECORDS)
        members = members[elements.index.level[members] == 0]
        for deleted in elements.text(elements.at(*(f"{name}/PMID" for name in _DELETIONS))).to_pylist():
            if deleted and deleted.isdigit():
                self.report.deleted.append(int(deleted))
        elements.claims.paths.update(_DELETIONS)
        if not len(members):
            return None
        group = Group(elements, members)
        self._tell_doubles(group, offset)
        batch = record_batch(group)
        if batch["pmid"].null_count:
            batch = self._named(batch, offset)
        self.report.records += batch.num_rows
        self.report.books += pc.sum(pc.equal(batch["kind"], text_value("book"))).as_py() or 0
        return batch

    def _tell_doubles(self, group: Group, offset: int) -> None:
        """A record that holds two citations is well-formed and wrong: the first is read, and the other told."""
        import numpy as np

        often = np.bincount(
            group.owners(group.below("MedlineCitation/PMID", "BookDocument/PMID")), minlength=len(group)
        )
        for _ in range(int((often - 1).clip(0).sum())):
            what = "a record holds more than one citation; the first was read"
            self.report.faults.append(Fault(what, None, offset, lost=True))

    def _named(self, batch: pa.RecordBatch, offset: int) -> pa.RecordBatch:
        """The records that have a PMID; the others are told."""
        import pyarrow.compute as pc

        nameless = pc.is_null(batch["pmid"])
        for title in batch["title"].filter(nameless).to_pylist():
            what = f"a record without a PMID was passed over: {(title or 'without a title')[:80]}"
            self.report.faults.append(Fault(what, None, offset, lost=True))
        return batch.filter(pc.invert(nameless))

    def _count(self, elements: Elements, seen: Counter[int]) -> None:
        import numpy as np

        index = elements.index
        counts = np.bincount(index.path, minlength=1)
        seen.update({number: int(counts[number]) for number in np.flatnonzero(counts).tolist()})
        often = None
        for name, kinds in elements.strange():
            if name not in _NO_MATTER:
                often = np.bincount(index.codes, minlength=len(index.kinds)) if often is None else often
                for code in kinds:
                    self.report.unknown[f"{self._vocabulary.names[index.kinds[code].name]}@{name}"] += int(often[code])

    def _tell_unknown(self, seen: Counter[int]) -> None:
        """Count what no column tells: not the elements that only hold others, nor inline markup."""
        told = self._claims.paths
        above = {"/".join(path.split("/")[:depth]) for path in told for depth in range(1, path.count("/") + 1)}
        for number, count in sorted(seen.items()):
            path = self._paths.names[number]
            if path not in told and path not in above and not _is_inline_path(path, told):
                self.report.unknown[path] += count


_NO_MATTER = frozenset({"xmlns:mml", "xmlns:xlink", "xmlns", "DateType"})
"""Attributes that say nothing of a record: names of namespaces, and the type of an article's date, which is always *Electronic*."""


def _is_inline_path(path: str, told: set[str]) -> bool:
    """Whether an element stands inside a text that some column tells: in inline markup, or anywhere in a formula."""
    parts = path.split("/")
    for end in range(len(parts) - 1, 0, -1):
        if "/".join(parts[:end]) in told:
            return is_inline(parts[end]) and (parts[end] in ("math", "mml:math") or all(map(is_inline, parts[end:])))
    return False
