"""Which row of which part is the record of a PMID today, and which identifiers lead to it.

A record that came several times counts once: the highest version, then the newest file, then the latest revision. A
deletion takes away what older files said. Both are the same in whatever order files arrive, since each row is compared
with what is known by its own words alone: the greatest of a set does not depend on the order in which it is looked at,
and a deletion is kept, so that an older record which arrives later stays deleted.

It lies in a SQLite file on this machine, is made from the parts, and grows with the files that are added, not with the corpus.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aetia.corpus.store import Entry, Rank, Store
from aetia.errors import CorpusError

VERSION = 1
STANDING_TYPES = frozenset(
    f"{kind}{end}"
    for kind, ends in {
        "Retraction": ("In", "Of"),
        "PartialRetraction": ("In", "Of"),
        "Erratum": ("In", "For"),
        "ExpressionOfConcern": ("In", "For"),
        "CorrectedandRepublished": ("In", "From"),
        "RetractedandRepublished": ("In", "From"),
        "Republished": ("In", "From"),
        "Update": ("In", "Of"),
    }.items()
    for end in ends
)
"""NLM's types of link that say something of a publication's standing; comments and associated data do not."""
_TABLES = """
CREATE TABLE IF NOT EXISTS part (number INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, sha256 TEXT NOT NULL, year INTEGER NOT NULL,
  file INTEGER NOT NULL, indexed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, part INTEGER NOT NULL, row INTEGER NOT NULL, version INTEGER NOT NULL,
  year INTEGER NOT NULL, file INTEGER NOT NULL, revised TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identifier (value TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (value, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deletion (key TEXT PRIMARY KEY, year INTEGER NOT NULL, file INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notice (key TEXT NOT NULL, type TEXT NOT NULL, other TEXT, source TEXT, note TEXT, part INTEGER NOT NULL,
  row INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS notice_key ON notice (key);
CREATE INDEX IF NOT EXISTS notice_other ON notice (other);
CREATE INDEX IF NOT EXISTS record_part ON record (part);
"""


@dataclass(frozen=True)
class Place:
    """Where a record lies."""

    key: str
    part: str
    row: int


@dataclass(frozen=True)
class Change:
    """What a part changed: the keys whose record is now in it, and those that have none any more."""

    now_here: tuple[tuple[str, int], ...]
    gone: tuple[str, ...]

    @property
    def rows_here(self) -> list[int]:
        """The rows of the part that are current, ascending."""
        return [row for _, row in self.now_here]


class Current:
    """The current records of a corpus.

    Args:
        path: of the SQLite file; made if it is not there.

    Raises:
        CorpusError: it was written by another version, or is damaged; it can be made again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            (found,) = self._db.execute("PRAGMA user_version").fetchone()
            if found not in (0, VERSION):
                raise self._unreadable(f"it has version {found}, and this release reads {VERSION}")
            self._db.executescript(_TABLES)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.DatabaseError as error:
            raise self._unreadable(str(error)) from error

    def _unreadable(self, why: str) -> CorpusError:
        return CorpusError(
            f"the list of current records cannot be used: {why}",
            where=str(self.path),
            remedy="Make it again with: aetia corpus verify --repair",
        )

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def parts(self) -> dict[str, tuple[str, bool]]:
        """The parts that were taken in: their digest, and whether the search index has them."""
        return {
            name: (digest, bool(indexed))
            for name, digest, indexed in self._db.execute("SELECT name, sha256, indexed FROM part")
        }

    def take_in(self, store: Store, entry: Entry) -> None:
        """Take in a part: its records, identifiers, deletions and notices, all or nothing.

        Args:
            store: of the corpus.
            entry: of a part that was not taken in before.
        """
        rows = list(_rows(store, entry))
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO part (name, sha256, year, file) VALUES (?, ?, ?, ?)",
                (entry.name, entry.part_sha256, entry.rank.year, entry.rank.number),
            )
            number = int(cursor.lastrowid or 0)
            self._delete(entry)
            self._insert(number, entry.rank, rows)

    def _delete(self, entry: Entry) -> None:
        rank = (entry.rank.year, entry.rank.number)
        keys = [(f"pmid:{pmid}", *rank) for pmid in entry.deleted]
        self._db.executemany(
            "INSERT INTO deletion VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET year = excluded.year, file = excluded.file "
            "WHERE (excluded.year, excluded.file) > (year, file)",
            keys,
        )
        self._db.executemany("DELETE FROM record WHERE key = ? AND (year, file) < (?, ?)", keys)

    def _insert(self, number: int, rank: Rank, rows: list[_Row]) -> None:
        self._db.executemany(
            "INSERT INTO record SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 "
            "WHERE NOT EXISTS (SELECT 1 FROM deletion d WHERE d.key = ?1 AND (d.year, d.file) > (?5, ?6)) "
            "ON CONFLICT (key) DO UPDATE SET part = excluded.part, row = excluded.row, version = "
            "excluded.version, year = excluded.year, "
            "file = excluded.file, revised = excluded.revised, digest = excluded.digest "
            "WHERE (excluded.version, excluded.year, excluded.file, excluded.revised, excluded.digest, excluded.row) "
            "> (version, year, file, revised, digest, row)",
            [(row.key, number, row.row, row.version, rank.year, rank.number, row.revised, row.digest) for row in rows],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO identifier VALUES (?, ?)",
            [(value, row.key) for row in rows for value in row.identifiers],
        )
        self._db.executemany(
            "INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(row.key, *notice, number, row.row) for row in rows for notice in row.notices],
        )

    def changes_of(self, part: str) -> Change:
        """What the search index has to change for a part."""
        (number,) = self._db.execute("SELECT number FROM part WHERE name = ?", (part,)).fetchone()
        here = tuple(self._db.execute("SELECT key, row FROM record WHERE part = ? ORDER BY row", (number,)))
        year, file = self._db.execute("SELECT year, file FROM part WHERE number = ?", (number,)).fetchone()
        gone = self._db.execute(
            "SELECT key FROM deletion WHERE (year, file) = (?, ?) AND key NOT IN (SELECT key FROM record)", (year, file)
        )
        return Change(here, tuple(key for (key,) in gone))

    def indexed(self, part: str) -> None:
        """Note that the search index has a part."""
        self._db.execute("UPDATE part SET indexed = 1 WHERE name = ?", (part,))

    def find(self, identifiers: Sequence[str]) -> dict[str, Place]:
        """Where the records of some identifiers lie.

        Args:
            identifiers: keys (``pmid:123``), or ``pmc:PMC123`` and ``doi:10.1/x`` in small letters.

        Returns:
            By identifier; those without a record are left out. Where two records bear one DOI, the one with the higher PMID.
        """
        found: dict[str, Place] = {}
        for identifier in identifiers:
            row = (
                self._db.execute(_FIND, (identifier,)).fetchone()
                or self._db.execute(_FIND_OTHER, (identifier,)).fetchone()
            )
            if row is not None:
                found[identifier] = Place(*row)
        return found

    def count(self) -> int:
        """The number of current records."""
        return int(self._db.execute("SELECT count(*) FROM record").fetchone()[0])

    def rows_of(self, part: str) -> list[int]:
        """The rows of a part that are current, in order."""
        return [row for (row,) in self._db.execute(
            "SELECT r.row FROM record r JOIN part p ON p.number = r.part WHERE p.name = ? ORDER BY r.row", (part,)
        )]  # fmt: skip

    def keys_of(self, part: str) -> set[str]:
        """The keys whose record is in a part."""
        return {
            key
            for (key,) in self._db.execute(
                "SELECT r.key FROM record r JOIN part p ON p.number = r.part WHERE p.name = ?", (part,)
            )
        }

    def all_keys(self) -> Iterator[tuple[str, str, int]]:
        """Key, part and row of every current record, by key."""
        yield from self._db.execute(
            "SELECT r.key, p.name, r.row FROM record r JOIN part p ON p.number = r.part ORDER BY r.key"
        )

    def notices(self, key: str) -> list[tuple[str, str, str | None, str | None, str | None]]:
        """What current records say of a record's standing, in either direction: whose word it is, the type, the other
        record, its citation, a note."""
        return list(self._db.execute(_NOTICES, (key, key)))


_FIND = "SELECT r.key, p.name, r.row FROM record r JOIN part p ON p.number = r.part WHERE r.key = ?"
_FIND_OTHER = (
    "SELECT r.key, p.name, r.row FROM identifier i JOIN record r ON r.key = i.key JOIN part p ON p.number = r.part "
    "WHERE i.value = ? ORDER BY length(r.key) DESC, r.key DESC LIMIT 1"
)
_NOTICES = (
    "SELECT n.key, n.type, n.other, n.source, n.note FROM notice n JOIN record r ON r.key = n.key AND r.part = "
    "n.part AND r.row = n.row "
    "WHERE n.key = ? OR n.other = ? ORDER BY n.key, n.type, n.other"
)


@dataclass(frozen=True)
class _Row:
    key: str
    row: int
    version: int
    revised: str
    digest: str
    identifiers: tuple[str, ...]
    notices: tuple[tuple[str, str | None, str | None, str | None], ...]


def _rows(store: Store, entry: Entry) -> Iterator[_Row]:
    import pyarrow.parquet as pq

    columns = ["key", "version", "revised", "created", "doi", "pmcid", "links"]
    with store.fs.open(store.part(entry.name), "rb") as raw:
        table = pq.ParquetFile(raw).read(columns=columns)
    for number, row in enumerate(table.to_pylist()):
        identifiers = [f"doi:{row['doi'].lower()}"] if row["doi"] else []
        identifiers += [f"pmc:{row['pmcid']}"] if row["pmcid"] else []
        yield _Row(
            key=row["key"],
            row=number,
            version=row["version"] or 0,
            revised=row["revised"] or row["created"] or "",
            digest=entry.sha256,
            identifiers=tuple(identifiers),
            notices=tuple(_notice(link) for link in row["links"] if link["type"] in STANDING_TYPES),
        )


def _notice(link: dict[str, object]) -> tuple[str, str | None, str | None, str | None]:
    other = f"pmid:{link['pmid']}" if link["pmid"] else None
    return str(link["type"]), other, _text(link["source"]), _text(link["note"])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def of_parts(entries: Iterable[Entry], known: dict[str, tuple[str, bool]]) -> tuple[list[Entry], list[str]]:
    """Which parts are to be taken in, and which that were are gone or have changed."""
    there = {entry.name: entry for entry in entries}
    new = [entry for name, entry in there.items() if name not in known]
    stale = [name for name, (digest, _) in known.items() if name not in there or there[name].part_sha256 != digest]
    return new, stale
