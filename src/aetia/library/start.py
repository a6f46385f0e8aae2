"""Starting a library: an empty one that is valid, can be checked, and builds."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date
from importlib.resources import files
from pathlib import Path

from aetia.errors import InputError
from aetia.library import layout
from aetia.library.records import parse_front_matter
from aetia.library.write import settings_text, writing
from aetia.model.concept import Concept
from aetia.model.library import FORMAT, Page, Settings

STARTER_PAGES = ("about", "how-we-weigh", "corrections", "disclaimer", "privacy")
_ALLOWED = frozenset({".git", layout.PRIVATE_STATE})
_IGNORED = f"# Queue, lock and unfinished writes: made anew when needed.\n{layout.PRIVATE_STATE}/\n"


def start_library(root: Path, disease: str, as_of: str) -> list[str]:
    """Start an empty library about one disease.

    Args:
        root: its folder, which must not exist or be empty (a `.git` folder may be there).
        disease: the disease's name in plain words, such as ``Systemic sclerosis``.
        as_of: the day that the library stands for: ``2026-11-23``.

    Returns:
        The files written, sorted: settings, `concepts.yaml` with the disease, pages of prose, `.gitignore`.

    Raises:
        InputError: the folder is not empty, the disease has no name, or the date is not a day.
        LockedError: somebody else is writing there.
    """
    root, name = Path(root), " ".join(disease.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise InputError(
            "the disease has no usable name", remedy='Name it in at most 200 letters: --disease "Systemic sclerosis"'
        )
    if not _is_day(as_of):
        raise InputError(f"'{as_of}' is not a day", remedy="Write it as 2026-11-23")
    _refuse_full_folder(root)
    template = _starter(layout.SETTINGS)
    concept = Concept(id=concept_id(name), kind="disease", label=name)
    own = {"format": FORMAT, "title": f"{name}: suspected causes", "disease": concept.id, "as_of": as_of}
    settings = Settings.model_validate(tomllib.loads(template) | own)
    with writing(root, "aetia init") as writer:
        _refuse_full_folder(root)
        writer.file(layout.SETTINGS, settings_text(settings, template))
        writer.file(".gitignore", _IGNORED)
        writer.concepts([concept])
        for page in STARTER_PAGES:
            writer.page(_page(page, name))
    return writer.changed


def concept_id(name: str) -> str:
    """A name as identifier: ``Sjögren's syndrome`` becomes ``sjogrens-syndrome``; ``disease`` where no letter can be kept."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "")))
    return slug[:120].strip("-") or "disease"


def _page(name: str, disease: str) -> Page:
    page = parse_front_matter(Page, _starter(f"{name}.md"), f"{name}.md", id=name).record
    return page.model_copy(update={"body": page.body.replace("@disease@", disease)})


def _starter(file: str) -> str:
    return files("aetia.library").joinpath("starter", file).read_text(encoding="utf-8")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _refuse_full_folder(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise InputError("this is a file, not a folder", where=str(root), remedy="Name a new folder")
    strange = sorted(entry.name for entry in root.iterdir() if entry.name not in _ALLOWED) if root.is_dir() else []
    if strange:
        raise InputError(
            f"the folder is not empty (it holds '{strange[0]}')", where=str(root), remedy="Name a new folder"
        )
