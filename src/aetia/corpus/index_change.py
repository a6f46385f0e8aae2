"""What is done to a search index before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from aetia.corpus.documents import GUESTS, Document, documents_of
from aetia.corpus.guest_words import HOST, guest_text
from aetia.corpus.index_fields import fact, index_schema
from aetia.corpus.query_near import MOST_NEAR
from aetia.errors import CorpusError

if TYPE_CHECKING:
    import pyarrow as pa
    import tantivy
    from tantivy import PreTokenizedString

TEXTS_APART = ("title", "abstract", "keywords")
"""Fields whose texts stand far apart: those of the tags that can ask for words near each other."""


class Change:
    """Records that come and go; nothing counts before the next commit."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def add(self, batches: Iterable[pa.RecordBatch]) -> int:
        """Add records whose keys are not there yet, each once.

        Args:
            batches: with columns of :func:`aetia.corpus.columns.corpus_schema`; only ``key`` has to be there.

        Returns:
            How many.

        Raises:
            CorpusError: the index cannot be written.
        """
        return sum(map(self._add, batches))

    def replace(self, batches: Iterable[pa.RecordBatch]) -> int:
        """Add records; one whose key is there already takes the other's place, and of two with one key the last stays.

        Args:
            batches: as for :meth:`add`.

        Returns:
            How many came.

        Raises:
            CorpusError: the index cannot be written.
        """
        return sum(map(self._replace, batches))

    def delete(self, keys: Iterable[str]) -> None:
        """Take records out by key; a key that is not there does no harm."""
        for key in keys:
            self._writer.delete_documents_by_term(*fact("key", key))

    def commit(self) -> None:
        """Let what was done so far count; what comes after is a change of its own.

        Raises:
            CorpusError: it could not be written; nothing since the last commit counts.
        """
        with _told():
            self._writer.commit()

    def take(self, keys: Iterable[str], documents: Iterable[Document], *, empty: bool) -> int:
        """Add records that were made ready elsewhere (:func:`aetia.corpus.documents.documents_of`).

        Args:
            keys: of the records.
            documents: one for each.
            empty: whether none of the keys is there yet, as for :meth:`add`; else each takes the other's place.

        Returns:
            How many came.

        Raises:
            CorpusError: the index cannot be written.
        """
        ready = list(map(_for_tantivy, documents))
        with _told():
            for key, document in zip(keys, ready, strict=True):
                if not empty:
                    self.delete([key])
                self._writer.add_document(document)
        return len(ready)

    def _add(self, batch: pa.RecordBatch) -> int:
        return self.take(batch.column("key").to_pylist(), documents_of(batch), empty=True)

    def _replace(self, batch: pa.RecordBatch) -> int:
        return self.take(batch.column("key").to_pylist(), documents_of(batch), empty=False)


@contextmanager
def _told() -> Iterator[None]:
    """What tantivy cannot do, as our own error."""
    try:
        yield
    except (ValueError, OSError) as error:
        what = f"the search index cannot be written: {error}"
        raise CorpusError(what, remedy="Check that the disk has room, then try again") from error


def _for_tantivy(values: Document) -> tantivy.Document:
    """A document. Guests go before the texts of their host, and texts stand far apart where words near each other are asked for."""
    import tantivy

    guests = values.pop(GUESTS, ())
    apart = [(field, values.pop(field)) for field in TEXTS_APART if field in values]
    document = tantivy.Document.from_dict(values, index_schema())
    if guests:
        document.add_pre_tokenized_text(HOST, guest_text(guests))
    for field, (first, *others) in apart:
        document.add_text(field, first)
        for text in others:
            document.add_pre_tokenized_text(field, _gap())
            document.add_text(field, text)
    return document


@cache
def _gap() -> PreTokenizedString:
    """A text of one word, which no search asks for, so far from what stands before that no words are near each other across it."""
    from tantivy import PreTokenizedString, Token

    return PreTokenizedString("", [Token(" ", 2 * MOST_NEAR, 0, 0)])
