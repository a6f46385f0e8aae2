"""The folder of a search index, and which of the indexes in it counts.

    index/
    ├── index.json        the format, and the folder that counts
    └── 3f0c…/            the files of tantivy

A new index is built beside the old one and takes its place by one change of ``index.json``.
"""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

from aetia.corpus.index_fields import FORMAT
from aetia.errors import CorpusError

STAMP = "index.json"
REMEDY = "Make it again: aetia corpus verify --repair"


def folder_that_counts(path: Path) -> Path:
    """The folder with tantivy's files.

    Raises:
        CorpusError: there is no index, its stamp cannot be read, or another format made it.
    """
    try:
        stamp: dict[str, Any] = json.loads((path / STAMP).read_text(encoding="utf-8"))
        made_by, name = stamp["format"], str(stamp["folder"])
    except FileNotFoundError as error:
        raise CorpusError("there is no search index", where=str(path), remedy=REMEDY) from error
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{STAMP} cannot be read", where=str(path), remedy=REMEDY) from error
    if made_by != FORMAT:
        what = f"the search index has format {made_by}, and this release makes {FORMAT}"
        raise CorpusError(what, where=str(path), remedy=REMEDY)
    return path / name


def new_folder(path: Path) -> Path:
    """A folder for an index that does not count yet."""
    folder = path / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True)
    return folder


def let_count(folder: Path) -> None:
    """Let an index count, and sweep away the others beside it: the one before, and those that killed processes left."""
    path = folder.parent
    draft = path / f".{STAMP}.{uuid.uuid4().hex[:8]}"
    draft.write_text(json.dumps({"format": FORMAT, "folder": folder.name}), encoding="utf-8")
    draft.replace(path / STAMP)
    for other in path.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
