"""How far a corpus has come: the files of NLM's that are verified and in it, kept beside its parts in ``update.json``.

The watermark is the number up to which every file of the year is in the corpus. It is counted from the list of files, so it cannot
run ahead of it; and a file enters the list only after NLM's digest was checked and its part was found in the corpus, made from
exactly these bytes and read to their end.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from aetia.corpus.store import Store
from aetia.errors import CorpusError
from aetia.sources.ncbi_files import NcbiFile, VerifiedFile

FORMAT = 1
NAME = "update.json"


@dataclass(frozen=True)
class TakenIn:
    """A file that is verified and in the corpus.

    Args:
        number: in the year's sequence.
        md5: NLM's digest of it, in hexadecimal.
        sha256, size: of its bytes as they came.
        modified: its date in NLM's folder when it came; a later one there means that NLM put it out again.
    """

    number: int
    md5: str
    sha256: str
    size: int
    modified: str | None = None


@dataclass(frozen=True)
class Watermark:
    """The files of one year's baseline and its updates that a corpus holds.

    Args:
        year: of the baseline.
        files: by name.
    """

    year: int
    files: dict[str, TakenIn] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The last file up to which none is missing; 0 where the first one is missing."""
        have = {file.number for file in self.files.values()}
        number = 0
        while number + 1 in have:
            number += 1
        return number

    @property
    def last(self) -> int:
        """The highest number among the files, whether some before it are missing or not."""
        return max((file.number for file in self.files.values()), default=0)

    def with_file(self, file: VerifiedFile) -> Watermark:
        """The same with one more file."""
        source = file.source
        new = TakenIn(source.number, file.md5, file.sha256, file.size, source.modified)
        return replace(self, files={**self.files, source.name: new})

    def seen_again(self, file: NcbiFile) -> Watermark:
        """The same after a look at NLM's folder showed a new date and the same digest."""
        known = replace(self.files[file.name], modified=file.modified)
        return replace(self, files={**self.files, file.name: known})

    def without(self, names: set[str]) -> Watermark:
        """The same without some files."""
        return replace(self, files={name: file for name, file in self.files.items() if name not in names})


def read_watermark(store: Store) -> Watermark | None:
    """How far a corpus has come; None where no update has reached it yet.

    Raises:
        CorpusError: ``update.json`` cannot be read, or a newer release wrote it.
    """
    where = f"{store.address}/{NAME}"
    try:
        data: dict[str, Any] = json.loads(store.fs.cat_file(f"{store.root}/{NAME}"))
        if data["format"] > FORMAT:
            what = f"a newer release wrote this (format {data['format']})"
            raise CorpusError(what, where=where, remedy="Install a newer aetia")
        files = {str(name): TakenIn(**file) for name, file in data["files"].items()}
        return Watermark(int(data["year"]), files)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"it cannot be read: {error}",
            where=where,
            remedy="Delete it; the next update checks every file again, and fetches those that are not kept",
        ) from error


def write_watermark(store: Store, mark: Watermark) -> None:
    """Keeps how far a corpus has come: the old state or the new, never half of one.

    Raises:
        CorpusError: it cannot be written.
    """
    files = {name: asdict(file) for name, file in sorted(mark.files.items())}
    data = {"format": FORMAT, "year": mark.year, "watermark": mark.number, "files": files}
    try:
        store.write(f"{store.root}/{NAME}", json.dumps(data, indent=0).encode())
    except OSError as error:
        raise CorpusError(
            f"it cannot be written: {error.strerror or error}",
            where=f"{store.address}/{NAME}",
            remedy="Check that the folder may be written and that the disk has room",
        ) from error
