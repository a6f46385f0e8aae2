"""Every example of the documentation is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.session import CONSOLE, FILE, run_session

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


def sessions() -> list[Path]:
    return [page for page in PAGES if CONSOLE.search(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", sessions(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_session_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    run_session(page, tmp_path)


def test_the_files_of_the_format_guide_make_a_library_without_faults(tmp_path: Path) -> None:
    from aetia.library.check import check_library

    blocks = FILE.findall((DOCS / "reference" / "library-format.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 5
    for name, _, text in blocks:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert [str(fault) for fault in check_library(tmp_path)] == []


def test_every_page_is_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in PAGES:
        name = page.relative_to(DOCS).with_suffix("").as_posix()
        if name not in ("index",) and not name.startswith("decisions/"):
            assert f"\n{name}\n" in index, f"{name} is not in the table of contents"


def test_the_command_reference_is_what_the_commands_say() -> None:
    from aetia.cli.reference import reference

    assert (DOCS / "reference" / "cli.md").read_text(encoding="utf-8") == reference(), (
        "run 'make docs' and commit the result"
    )
