"""The golden copy: what a small site is, file by file. To make it anew after a change that is meant, from the project's folder:

    python -m tests.site.golden.renew

Then read the difference in git before it is committed: it is what every site of every library will gain.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from tests.site.small_library import small_library

from aetia.library import read_library, writing
from aetia.site import build_site

GOLDEN = Path(__file__).with_name("site")
TOPICS = {"dust", "dust/slate-dust", "infection", "infection/blue-fever"}
STUDIES = {"ahorn-2001", "buche-2002", "rot-2010", "lila-2014"}

LEFT_OUT = (
    "static/*",  # looks and scripts have tests of their own, and would be noise at every change of a colour
    "*.xlsx",  # zipped; its tests read its cells
    "how-we-weigh/*",  # the rules, and the catalogue's words about them
    "es/how-we-weigh/*",
    "*/verdict.json",  # numbers that the tests of the rules hold
    "data/verdicts.json",
    "sitemap.xml",  # four lines a page; has tests of its own
    "figures/dust/*",  # those of blue fever are kept
    "pages/[cdp]*",  # what every new library begins with
    "glossary/*",  # the catalogue's words and nothing else
    *(f"es/{place}/*" for place in ("glossary", "figures", "explore", "pages", "rescued", "data", "search", "source")),
    "es/causes/dust/*",  # of Spanish, the home page, one cause and one study show what follows the language
    "es/studies/[abr]*",
)
"""What is not kept, to stay small and quiet."""


def golden_library(root: Path) -> Path:
    """Two suspected causes and four studies, one of them retracted, in English and Spanish.

    Args:
        root: a new folder.
    """
    small_library(root, languages=["en", "es"], base_url="https://palewrist.example")
    for file in (root / "topics").rglob("*.md"):
        if file.relative_to(root / "topics").with_suffix("").as_posix() not in TOPICS:
            file.unlink()
    for file in (root / "studies").iterdir():
        if file.stem not in STUDIES:
            file.unlink()
    study = read_library(root).studies["rot-2010"]
    with writing(root, "test") as writer:
        writer.study(study.model_copy(update={"findings": study.findings[:1]}))
    return root


def golden_site(folder: Path) -> dict[str, bytes]:
    """The files of that library's site that are kept, by name.

    Args:
        folder: an empty one to work in.
    """
    return files_of(build_site(golden_library(folder / "library"), folder / "site", search=False).out)


def files_of(folder: Path) -> dict[str, bytes]:
    """What a folder holds, but for what is left out."""
    names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if not any(fnmatchcase(name, pattern) for pattern in LEFT_OUT)
    }


def renew() -> int:
    """Replace the golden copy; returns the number of its files."""
    with tempfile.TemporaryDirectory(prefix="aetia-golden-") as folder:
        files = golden_site(Path(folder))
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, content in files.items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(files)


if __name__ == "__main__":
    sys.stdout.write(f"{renew()} files are written to {GOLDEN}\n")
