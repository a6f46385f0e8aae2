"""NLM's folders of PubMed files: what lies there, and one file fetched whole and verified.

NLM puts out the whole of PubMed once a year as some 1,300 files (`baseline`), and what is new, changed or deleted once a day as
further files (`updatefiles`), numbered on from there; beside each lies its MD5 digest. NLM tells of it at
nlm.nih.gov/databases/download/pubmed_medline.html.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin
from weakref import WeakValueDictionary

from aetia.errors import DamagedFile
from aetia.http import Answer, NotAnAnswer, PoliteClient, Question, read_bytes
from aetia.sources.folder_index import IndexEntry, read_index

BASELINE = "https://ftp.ncbi.nlm.nih.gov/pubmed/baseline/"
UPDATES = "https://ftp.ncbi.nlm.nih.gov/pubmed/updatefiles/"
SERVICE = "NLM's file server"

_NAME = re.compile(r"pubmed(\d\d)n(\d{4,5})\.xml\.gz")
_LOCKS: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_LOCKS_LOCK = threading.Lock()
_MD5 = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{32}(?![0-9A-Fa-f])")


@dataclass(frozen=True, order=True)
class NcbiFile:
    """One file of PubMed records in a folder of NLM's.

    Args:
        year: of its baseline, such as 2026.
        number: in that year's sequence, which the update files go on with.
        name: ``pubmed26n0001.xml.gz``.
        address: where it lies.
        size: in bytes, taken as the largest that the folder's rounded one may mean; None where it says none.
        modified: date and time in the server's time zone, ``2026-01-29 14:08``; None where the folder says none.
    """

    year: int
    number: int
    name: str
    address: str
    size: int | None = None
    modified: str | None = None


@dataclass(frozen=True)
class VerifiedFile:
    """A file on this machine whose digest is the one that NLM gives.

    Args:
        source: what was fetched.
        path: where it lies.
        md5, sha256: its digests, in hexadecimal.
        size: in bytes.
    """

    source: NcbiFile
    path: Path
    md5: str
    sha256: str
    size: int


def list_files(client: PoliteClient, folder: str) -> list[NcbiFile]:
    """The files of records in one of NLM's folders, or in a mirror of it.

    Args:
        client: asks the server.
        folder: :data:`BASELINE`, :data:`UPDATES`, or the address of a mirror that shows its files.

    Returns:
        By year and number. An empty list means that the folder was seen and holds none.

    Raises:
        ServiceError: no folder came: an error page, half a page, nothing.
    """
    folder = folder if folder.endswith("/") else f"{folder}/"
    question = Question(SERVICE, folder, accept="text/html, text/plain")
    entries = client.ask(question, read_index)
    found = ((_NAME.fullmatch(entry.name), entry) for entry in entries)
    return sorted(_file(match, entry, folder) for match, entry in found if match is not None)


def _file(match: re.Match[str], entry: IndexEntry, folder: str) -> NcbiFile:
    return NcbiFile(
        year=2000 + int(match[1]),
        number=int(match[2]),
        name=entry.name,
        address=urljoin(folder, entry.name),
        size=entry.size,
        modified=entry.modified,
    )


def digest_of(client: PoliteClient, file: NcbiFile) -> str:
    """The MD5 digest that NLM gives for a file, in small hexadecimal letters.

    Raises:
        ServiceError: there is none, or what came is none.
    """
    question = Question(SERVICE, f"{file.address}.md5", accept="text/plain, */*", size_limit=100_000)
    return client.ask(question, lambda answer: read_digest(answer, file.name))


def read_digest(answer: Answer, name: str) -> str:
    """The digest in a ``.md5`` file: ``MD5(name)= digest``, ``digest  name``, or the digest alone.

    Raises:
        NotAnAnswer: there is none in it, several, or that of another file.
    """
    text = read_bytes(answer).decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if _MD5.search(line)]
    own = [line for line in lines if name in line]
    others = [line for line in lines if name not in line and re.search(r"\.gz\b", line)]
    digests = {str(digest).lower() for line in own or lines if line not in others for digest in _MD5.findall(line)}
    if len(digests) != 1:
        raise NotAnAnswer(f"gave no MD5 digest of {name}")
    return digests.pop()


def fetch_verified(
    client: PoliteClient,
    file: NcbiFile,
    folder: Path,
    *,
    progress: Callable[[int, int | None], None] | None = None,
) -> VerifiedFile:
    """Fetches a file and checks it against NLM's digest; goes on with what an earlier, killed attempt had left.

    A file that lies in the folder already is checked and kept. A file that differs is fetched once more from its beginning, and its
    digest asked anew, since NLM sometimes puts a file out again.

    Args:
        client: asks the server.
        file: from :func:`list_files`.
        folder: where it goes; it is made where it is missing.
        progress: told the bytes that are there and those that there will be, where known.

    Returns:
        The file under its own name, which a file never has before it was verified.

    Raises:
        DamagedFile: it differs from its digest, twice; the message names both digests.
        ServiceError, BusyError, NetworkError: the server did not give it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file.name
    with _alone(path):
        return _fetch_verified(client, file, path, progress)


def _fetch_verified(
    client: PoliteClient, file: NcbiFile, path: Path, progress: Callable[[int, int | None], None] | None
) -> VerifiedFile:
    due = digest_of(client, file)
    if path.exists():
        there = _checked(file, path, path)
        if there.md5 == due:
            return there
        path.unlink()
    for last in (False, True):
        fetched = client.fetch_file(SERVICE, file.address, path, progress=progress)
        came = _checked(file, fetched.draft, path)
        if came.md5 == due:
            fetched.keep()
            return came
        fetched.drop()
        if not last:
            due = digest_of(client, file)
    raise DamagedFile(
        f"the file differs from its digest, twice: NLM says {due}, and what came has {came.md5}",
        where=file.address,
        remedy="Try again tomorrow; if it stays so, tell NLM",
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One thread of this process at a time: a run that was broken off may still be at a file when the next one wants it."""
    with _LOCKS_LOCK:
        lock = _LOCKS.setdefault(str(path), threading.Lock())
    with lock:
        yield


def _checked(file: NcbiFile, here: Path, path: Path) -> VerifiedFile:
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with here.open("rb") as stream:
        while block := stream.read(1 << 20):
            md5.update(block)
            sha256.update(block)
            size += len(block)
    return VerifiedFile(file, path, md5.hexdigest(), sha256.hexdigest(), size)
