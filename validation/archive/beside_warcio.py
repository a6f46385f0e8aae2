"""Our reader beside warcio alone, on every archive of a folder: what each gives, and where bodies differ."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aetia.archive import Capture, Damage, read_captures
from aetia.errors import ArchiveError

KINDS = (".warc", ".warc.gz", ".arc", ".arc.gz")


@dataclass(frozen=True)
class Compared:
    """One file, read twice.

    Attributes:
        name: of the file.
        ours, theirs: bodies that each gives; same: bodies that both give.
        revisits: records that say "as before", which have no body of their own; ours gives that of the original.
        stopped: what warcio stopped with; empty where it came to the end.
        told: troubles and damage that ours tells.
    """

    name: str
    ours: int
    theirs: int
    same: int
    revisits: int
    stopped: str
    told: tuple[str, ...]


def compare(folder: Path) -> list[Compared]:
    """Read every WARC and ARC file below a folder with both.

    Args:
        folder: of archives.
    """
    files = sorted(path for path in folder.rglob("*") if path.name.endswith(KINDS))
    return [_compared(path, str(path.relative_to(folder))) for path in files]


def _compared(path: Path, name: str) -> Compared:
    ours: Counter[bytes] = Counter()
    told: list[str] = []
    try:
        for item in read_captures(path):
            if isinstance(item, Damage):
                told.append(item.what)
                continue
            ours[item.body] += 1
            told += [item.trouble] if item.trouble else []
    except ArchiveError as error:
        told.append(error.what)
    theirs, revisits, stopped = with_warcio(path)
    return Compared(name, ours.total(), theirs.total(), (ours & theirs).total(), revisits, stopped, tuple(told))


def with_warcio(path: Path) -> tuple[Counter[bytes], int, str]:
    """The bodies of responses and resources as warcio gives them, the number of revisits, and what it stopped with."""
    from warcio.archiveiterator import ArchiveIterator

    bodies: Counter[bytes] = Counter()
    revisits = 0
    with path.open("rb") as raw, contextlib.redirect_stderr(io.StringIO()):
        try:
            for record in ArchiveIterator(raw):
                if record.rec_type in ("response", "resource"):
                    bodies[_body(record)] += 1
                revisits += record.rec_type == "revisit"
        except Exception as error:  # noqa: BLE001  # whatever it stops with is the finding
            return bodies, revisits, f"{type(error).__name__}: {' '.join(str(error).split())[:80]}"
    return bodies, revisits, ""


def _body(record: Any) -> bytes:
    content: bytes = record.content_stream().read()
    return content


def captures_of(path: Path) -> list[Capture]:
    """Our captures alone."""
    return [item for item in read_captures(path) if isinstance(item, Capture)]
