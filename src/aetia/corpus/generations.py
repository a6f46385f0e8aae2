"""Generations of a corpus: a new one is built beside the old one, and one small file says which of them is meant.

    ADDRESS/
    ├── corpus.json, parts/, …              the first generation
    ├── generations/2027/corpus.json, …     later ones
    └── current.json                        which of them `ADDRESS` means; absent for the first

Switching is writing `current.json`, which happens whole or not at all; so whoever opens the corpus meets the old generation or the
new one, never a mixture. Switching back is the same step.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import PurePosixPath

from aetia.corpus.store import Store
from aetia.corpus.watermark import NAME as WATERMARK
from aetia.errors import CorpusError, InputError

FIRST = "first"
"""The name of the generation that lies at the address itself."""
_POINTER = "current.json"
_FOLDER = "generations"
_SAFE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,60}")
_KEPT = frozenset({"update.lock", "update-holder.json", "downloads"})
"""In the local folder of the first generation: these belong to the address, not to the generation."""


def current_address(address: str) -> str:
    """Where the generation lies that an address means now.

    Args:
        address: as people give it: a folder, or any fsspec address.

    Raises:
        CorpusError: ``current.json`` cannot be read, or names a generation that is not there.
    """
    return address_of(address, current_generation(address))


def current_generation(address: str) -> str:
    """The name of the generation that an address means now.

    Raises:
        CorpusError: ``current.json`` cannot be read, or names a generation that is not there.
    """
    root = Store(address)
    where = f"{root.address}/{_POINTER}"
    try:
        name = str(json.loads(root.fs.cat_file(f"{root.root}/{_POINTER}"))["generation"])
    except FileNotFoundError:
        return FIRST
    except OSError as error:
        what = f"the corpus cannot be read: {error.strerror or error}"
        raise CorpusError(what, where=root.address, remedy="Check the address and the right to read it") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"it cannot be read: {error}", where=where, remedy=_remedy(address)) from error
    if not _SAFE.fullmatch(name) or not Store(address_of(address, name)).exists():
        raise CorpusError(f"it names '{name}', which is no generation", where=where, remedy=_remedy(address))
    return name


def address_of(address: str, generation: str) -> str:
    """Where a generation lies, whether it is there or not."""
    plain = Store(address).address
    return plain if generation == FIRST else f"{plain.rstrip('/')}/{_FOLDER}/{generation}"


def generations(address: str) -> list[str]:
    """The names of the generations that are there, whole or not, in order."""
    root = Store(address)
    try:
        folders = root.fs.ls(f"{root.root}/{_FOLDER}", detail=False)
    except FileNotFoundError:
        folders = []
    names = sorted(PurePosixPath(folder).name for folder in folders)
    first = root.exists() or root.fs.exists(f"{root.root}/parts")
    return ([FIRST] if first else []) + [name for name in names if _SAFE.fullmatch(name)]


def switch_to(address: str, generation: str) -> None:
    """Lets an address mean another generation, from one moment to the next; the way back is the same.

    Raises:
        InputError: there is no such generation.
    """
    root = Store(address)
    if generation not in generations(address) or not Store(address_of(address, generation)).exists():
        there = ", ".join(generations(address)) or "none"
        raise InputError(f"there is no generation '{generation}'", where=address, remedy=f"There are: {there}")
    root.write(f"{root.root}/{_POINTER}", json.dumps({"generation": generation}).encode())


def discard(address: str, generation: str) -> None:
    """Deletes a generation that is not the current one.

    Raises:
        InputError: it is the current one, or there is none of this name.
    """
    if generation not in generations(address):
        there = ", ".join(generations(address)) or "none"
        raise InputError(f"there is no generation '{generation}'", where=address, remedy=f"There are: {there}")
    if generation == current_generation(address):
        raise InputError(
            f"'{generation}' is the current generation", where=address, remedy="Switch to another one first"
        )
    store = Store(address_of(address, generation))
    # corpus.json goes first: what is half deleted is no corpus any more.
    for name in ("corpus.json", WATERMARK):
        if store.fs.exists(f"{store.root}/{name}"):
            store.fs.rm_file(f"{store.root}/{name}")
    _remove_local(store, keep=_KEPT if generation == FIRST else frozenset())
    folder = f"{store.root}/parts" if generation == FIRST else store.root
    if store.fs.exists(folder):
        store.fs.rm(folder, recursive=True)


def _remove_local(store: Store, keep: frozenset[str]) -> None:
    if not store.local.is_dir():
        return
    for path in store.local.iterdir():
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _remedy(address: str) -> str:
    there = ", ".join(generations(address)) or "none"
    return f'Write {{"generation": "NAME"}} into it, with one of: {there}'
