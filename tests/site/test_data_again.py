"""A build after a change makes the same feeds, downloads and old addresses as a build from nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aetia.site import SiteBuilder, build_site

MakeLibrary = Callable[..., Path]


def replace(library: Path, file: str, old: str, new: str) -> None:
    path = library / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


CHANGES: dict[str, tuple[str, str, str]] = {
    "a topic's title": ("topics/infection/blue-fever.md", "title: Blue fever", "title: Azure fever"),
    "a topic's question": ("topics/infection/blue-fever.md", "Does blue fever cause", "Can blue fever cause"),
    "a group's title": ("topics/infection.md", "title: Infection", "title: Infections"),
    "a former name": (
        "topics/infection/blue-fever.md",
        "exposure: blue-fever",
        "exposure: blue-fever\naliases: [fever]",
    ),
    "a former name of a group": ("topics/dust.md", "title: Dust", "title: Dust\naliases: [powder]"),
    "a draft": ("topics/nanodots.md", "title: Nanodots", "title: Nanodots\ndraft: yes"),
    "a publication's title": ("studies/rot-2010.yaml", "title: Blue fever antibodies", "title: Blue antibodies"),
    "a finding's words": ("studies/ahorn-2001.yaml", "more often than others", "more often than most"),
    "an appraisal's date": ("studies/ahorn-2001.yaml", "on: 2026-11-01", "on: 2026-11-03"),
    "a notice": ("studies/lila-2014.yaml", "Made-up numbers.", "Numbers made up."),
    "an estimate": ("studies/zinn-2011.yaml", "low: 1.2", "low: 0.9"),
    "a recorded verdict": ("decisions/verdicts.tsv", "2026-11-18", "2026-11-19"),
    "a reviewer": ("topics/tin-spoons.md", "safety:\n", "safety:\n  reviewed_by: Dr C. Example\n"),
    "a concept's label": ("concepts.yaml", "label: Dry thumb", "label: Dried thumb"),
    "the edition's date": ("aetia.toml", "2026-11-20", "2026-11-21"),
    "the site's address": ("aetia.toml", "https://palewrist.example", "https://causes.example/palewrist"),
}


def files_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def changing(make_library: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SiteBuilder, Path]:
    """A library that changes, what builds it again and again, and a folder."""
    folder = tmp_path_factory.mktemp("again")
    library = make_library(folder / "library", base_url="https://palewrist.example")
    builder = SiteBuilder(library, folder / "site")
    builder.build()
    return library, builder, folder


def test_changes_reach_every_file_that_tells_of_them(changing: tuple[Path, SiteBuilder, Path]) -> None:
    """One after the other, compared now and then: a file that is out of date stays so."""
    library, builder, folder = changing
    for number, (what, (file, old, new)) in enumerate(CHANGES.items(), 1):
        replace(library, file, old, new)
        again = files_of(builder.build().out)
        if number % 6 == 0 or number == len(CHANGES):
            compare(again, files_of(build_site(library, folder / f"new-{number}").out), f"up to {what}")


def test_a_study_that_is_new_or_gone_reaches_them_too(changing: tuple[Path, SiteBuilder, Path]) -> None:
    library, builder, folder = changing
    study = library / "studies/buche-2002.yaml"
    text = study.read_text(encoding="utf-8")
    study.unlink()
    builder.build()
    (library / "studies/birke-2002.yaml").write_text(text, encoding="utf-8")
    compare(files_of(builder.build().out), files_of(build_site(library, folder / "new").out), "another study")


def compare(again: dict[str, bytes], anew: dict[str, bytes], when: str) -> None:
    assert sorted(again) == sorted(anew), when
    assert [name for name in anew if again[name] != anew[name]] == [], when
