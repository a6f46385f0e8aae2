"""A corpus to ask: records by identifier, search, columns, SQL, counts, standing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aetia.corpus.build import index_folder
from aetia.corpus.columns import corpus_schema
from aetia.corpus.current import Current
from aetia.corpus.identifiers import identifier_key
from aetia.corpus.index import SearchIndex, open_index
from aetia.corpus.records import read_records
from aetia.corpus.search import RELEVANCE, Found, search
from aetia.corpus.store import Entry, Store
from aetia.errors import InputError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Stats:
    """Counts of current records, each table as pairs of a name and a number."""

    records: int
    parts: int
    years: tuple[tuple[str, int], ...]
    publication_types: tuple[tuple[str, int], ...]
    journals: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]


class Corpus:
    """A local copy of PubMed, opened to be read.

    ::

        import aetia.corpus

        corpus = aetia.corpus.open("pubmed")
        corpus.get(["31388315", "doi:10.1093/rap/rky041"])
        corpus.sql("SELECT year, count(*) FROM records GROUP BY year ORDER BY year").df()

    Args:
        store: where it lies.

    Raises:
        CorpusError: there is none, or it has another format.
    """

    def __init__(self, store: Store) -> None:
        store.check_format()
        self.store = store

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let every file go."""
        if "_current" in self.__dict__:
            self._current.close()
            del self.__dict__["_current"]

    @cached_property
    def _current(self) -> Current:
        return Current(self.store.local / "current.sqlite")

    @property
    def entries(self) -> list[Entry]:
        """The parts, oldest first: what each was made from, its digests and counts."""
        return self.store.entries()

    def __len__(self) -> int:
        """The number of current records."""
        return self._current.count()

    def get(self, identifiers: Sequence[str]) -> list[dict[str, Any] | None]:
        """Records by identifier.

        Args:
            identifiers: a PMID (``31388315``, ``pmid:31388315``), a PMCID (``PMC2667297``), a DOI (with or without ``doi:`` or an
                address before it, in any case), or a key.

        Returns:
            For each identifier the columns of its record, or None where there is no record.

        Raises:
            InputError: what is given is no identifier.
        """
        keys = [identifier_key(identifier) for identifier in identifiers]
        places = self._current.find(list(dict.fromkeys(keys)))
        found = read_records(self.store, [(place.part, place.row) for place in places.values()])
        records = dict(zip(places, found, strict=True))
        return [records.get(key) for key in keys]

    @cached_property
    def index(self) -> SearchIndex:
        """The search index.

        Raises:
            CorpusError: it was not made, or cannot be read.
        """
        return open_index(index_folder(self.store))

    def search(self, query: str, *, limit: int | None = 20, offset: int = 0, sort: str = RELEVANCE) -> Found:
        """Search in PubMed's language; see :func:`aetia.corpus.search.search`.

        Returns:
            The exact count, and the keys of the hits; :meth:`get` gives their records.

        Raises:
            QueryError: the query cannot be understood; the message points at the character.
            CorpusError: there is no search index.
        """
        return search(self.index, query, limit=limit, offset=offset, sort=sort)

    def notices(self, key: str) -> list[tuple[str, str, str | None, str | None, str | None]]:
        """What current records say of a record's standing, in either direction; see
        :meth:`aetia.corpus.current.Current.notices`."""
        return self._current.notices(key)

    def current_rows(self, part: str) -> list[int]:
        """The rows of a part (by name, see :attr:`entries`) that hold current records, in order."""
        return self._current.rows_of(part)

    def scan(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The current records as Arrow batches, part by part, oldest part first.

        Args:
            columns: their names; all by default.

        Raises:
            InputError: there is no such column.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = _known(columns)
        for entry in self.entries:
            rows = self._current.rows_of(entry.name)
            if not rows:
                continue
            with self.store.fs.open(self.store.part(entry.name), "rb") as raw:
                yield from pq.ParquetFile(raw).read(columns=names).take(pa.array(rows, pa.int64())).to_batches()

    def sql(self, query: str, **values: object) -> duckdb.DuckDBPyRelation:
        """A query of the current records by DuckDB.

        Args:
            query: SQL; the table is ``records``, with a column for each of :func:`aetia.corpus.columns.corpus_schema`.
            values: of ``$name`` in the query.

        Returns:
            A relation: ``.fetchall()``, ``.df()``, ``.to_arrow_table()`` …

        Raises:
            InputError: DuckDB refuses the query; its own words are given.
        """
        import duckdb

        connection = self._connection()
        try:
            return connection.sql(query, params=values or None)
        except duckdb.Error as error:
            raise InputError(
                f"the query cannot be run: {error}", remedy="The columns are in docs/reference/corpus.md"
            ) from error

    def stats(self, *, most: int = 20) -> Stats:
        """Counts of the current records: by year, publication type, journal, language and status.

        Args:
            most: how many publication types and journals to name, the most frequent first.
        """
        count = "SELECT {} AS name, count(*) AS n FROM {} GROUP BY name ORDER BY {} LIMIT {}"

        def table(column: str, source: str, order: str, limit: int) -> tuple[tuple[str, int], ...]:
            rows = self.sql(count.format(column, source, order, limit)).fetchall()
            return tuple((str(name), int(n)) for name, n in rows if name is not None)

        kinds = "(SELECT unnest(publication_types).name AS kind FROM records)"
        languages = "(SELECT unnest(languages) AS language FROM records)"
        return Stats(
            records=len(self),
            parts=len(self.entries),
            years=table("year", "records", "name", 10_000),
            publication_types=table("kind", kinds, "n DESC, name", most),
            journals=table("coalesce(journal_medline, journal)", "records", "n DESC, name", most),
            languages=table("language", languages, "n DESC, name", most),
            statuses=table("status", "records", "n DESC, name", most),
        )

    def _connection(self) -> duckdb.DuckDBPyConnection:
        """DuckDB with a view of the current records: the rows of all parts that the list of current records names."""
        import duckdb

        connection = duckdb.connect()
        parts = [self.store.part(entry.name) for entry in self.entries]
        if not self.store.is_local:
            connection.register_filesystem(self.store.fs)
            parts = [self.store.fs.unstrip_protocol(part) for part in parts]
        connection.register("current", self._places())
        if not parts:
            connection.register("records", pa_empty())
            return connection
        listed = ", ".join("'" + part.replace("'", "''") + "'" for part in parts)
        connection.execute(
            f"CREATE VIEW records AS SELECT p.* EXCLUDE (filename, file_row_number) FROM read_parquet([{listed}], filename = true, "  # noqa: S608 (our own names, quoted)
            "file_row_number = true) p SEMI JOIN current c ON p.filename = c.part AND p.file_row_number = c.row"
        )
        return connection

    def _places(self) -> pa.Table:
        import pyarrow as pa

        local = self.store.is_local
        names = {entry.name: self.store.part(entry.name) for entry in self.entries}
        if not local:
            names = {name: self.store.fs.unstrip_protocol(path) for name, path in names.items()}
        parts, rows = [], []
        for name, path in names.items():
            here = self._current.rows_of(name)
            rows.append(pa.array(here, pa.int64()))
            parts.append(pa.array([path], pa.string()).take(pa.array([0] * len(here), pa.int32())))
        return pa.table(
            {
                "part": pa.chunked_array(parts, pa.string()),
                "row": pa.chunked_array(rows, pa.int64()),
            }
        )


def pa_empty() -> pa.Table:
    """The columns without a row."""
    return corpus_schema().empty_table()


def _known(columns: Sequence[str] | None) -> list[str] | None:
    if columns is None:
        return None
    names = corpus_schema().names
    strange = [name for name in columns if name not in names]
    if strange:
        raise InputError(f"there is no column {strange[0]!r}", remedy=f"Choose from: {', '.join(names)}")
    return list(columns)
