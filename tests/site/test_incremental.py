"""Building again after a change: only what the change concerns is made, and the site is that of a build from nothing."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aetia.errors import BuildError, LibraryError
from aetia.site import SiteBuilder, build_site
from aetia.site import destination as destination_module

MakeLibrary = Callable[..., Path]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def whole(library: Path, folder: Path) -> dict[str, bytes]:
    """The site of a build from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    build_site(library, folder, search=False)
    return files_of(folder)


@pytest.fixture
def library(make_library: MakeLibrary, tmp_path: Path) -> Path:
    return make_library(tmp_path / "library", languages=["en", "es"])


@pytest.fixture
def builder(library: Path, tmp_path: Path) -> Iterator[SiteBuilder]:
    with SiteBuilder(library, tmp_path / "sites/out") as started:
        started.build(search=False)
        yield started


def test_nothing_changed_and_nothing_is_made(builder: SiteBuilder, tmp_path: Path) -> None:
    before = files_of(tmp_path / "sites/out")
    assert builder.build(search=False).made == 0
    assert files_of(tmp_path / "sites/out") == before


def test_a_study_changes_its_page_and_those_of_its_topics_and_no_other_study(
    builder: SiteBuilder, library: Path, tmp_path: Path
) -> None:
    before = files_of(tmp_path / "sites/out")
    change(library / "studies/rot-2010.yaml", "Malta", "Gozo and Malta")
    built = builder.build(search=False)
    after = files_of(tmp_path / "sites/out")
    assert after == whole(library, tmp_path / "whole")
    changed = {name for name in after if after[name] != before.get(name)}
    assert "studies/rot-2010/index.html" in changed
    assert "source/studies/rot-2010.yaml" in changed
    assert not {name for name in changed if name.startswith("studies/") and "rot-2010" not in name} - {
        "studies/index.html"
    }
    assert built.made < built.files / 2


CHANGES_OF_FILES = [
    ("studies/rot-2010.yaml", "design: ", "team: another\ndesign: "),
    ("topics/dust/slate-dust.md", "title: ", "title: New "),
    ("topics/dust.md", "title: ", "draft: yes\ntitle: "),
    ("topics/infection/blue-fever.md", "question: ", "order: 5\nquestion: "),
    ("pages/about.md", "title: ", "title: All "),
    ("decisions/searches.tsv", "2026-", "2025-"),
    ("rescued/infection.yaml", 'title: "', 'title: "Old '),
    ("concepts.yaml", "label: Blue fever", "label: Blue ague"),
    ("aetia.toml", '"2026-11-20"', '"2029-11-20"'),
]


def test_any_file_may_change(builder: SiteBuilder, library: Path, tmp_path: Path) -> None:
    for number, (file, old, new) in enumerate(CHANGES_OF_FILES, 1):
        change(library / file, old, new)
        builder.build(search=False)
        if number % 3 == 0:
            assert files_of(tmp_path / "sites/out") == whole(library, tmp_path / "whole"), file


def test_a_file_may_come_and_go(builder: SiteBuilder, library: Path, tmp_path: Path) -> None:
    study = library / "studies/rot-2010.yaml"
    text = study.read_text(encoding="utf-8")
    study.unlink()
    builder.build(search=False)
    assert files_of(tmp_path / "sites/out") == whole(library, tmp_path / "whole")
    study.write_text(text, encoding="utf-8")
    builder.build(search=False)
    assert files_of(tmp_path / "sites/out") == whole(library, tmp_path / "whole")


CHANGES = st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(["word", "digit", "retract", "undo"])), max_size=4)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(CHANGES, min_size=1, max_size=2))
def test_whatever_changes_the_site_is_that_of_a_build_from_nothing(
    rounds: list[list[tuple[int, str]]], make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / f"law-{random.getrandbits(48)}" / "library")
    originals = files_of(library)
    out = library.parent / "out"
    with SiteBuilder(library, out) as builder:
        builder.build(search=False)
        for changes in rounds:
            for number, kind in changes:
                disturb(library, originals, number, kind)
            try:
                expected: dict[str, bytes] | None = whole(library, library.parent / "whole")
            except (LibraryError, BuildError):
                expected = None
            before = files_of(out)
            if expected is None:
                with pytest.raises((LibraryError, BuildError)):
                    builder.build(search=False)
                assert files_of(out) == before
            else:
                builder.build(search=False)
                assert files_of(out) == expected
    shutil.rmtree(library.parent)


def disturb(library: Path, originals: dict[str, bytes], number: int, kind: str) -> None:
    """Change some file of a library somehow; most changes leave it sound."""
    names = sorted(name for name in originals if name.endswith((".yaml", ".md")))
    name = names[number % len(names)]
    text = originals[name].decode()
    if kind == "word":
        text = text.replace("the ", f"the thing {number} ")
    elif kind == "digit":
        text = text.replace("value: 1", "value: 1.0").replace("2010", "2011")
    elif kind == "retract" and name.startswith("studies/") and "standing" not in text:
        text = text.replace(
            "    identifiers:", "    standing: {state: retracted, notice: {source: made up}}\n    identifiers:", 1
        )
    (library / name).write_text(text, encoding="utf-8")


def test_a_build_that_fails_leaves_the_site_and_the_next_one_is_whole(
    builder: SiteBuilder, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(tmp_path / "sites/out")
    change(library / "studies/rot-2010.yaml", "Malta", "Gozo and Malta")
    write = destination_module.NewSite.write

    def full(self: destination_module.NewSite, name: str, content: bytes) -> None:
        if name.startswith("causes/"):
            raise OSError(28, "No space left on device")
        write(self, name, content)

    monkeypatch.setattr(destination_module.NewSite, "write", full)
    with pytest.raises(BuildError, match="No space left"):
        builder.build(search=False)
    assert files_of(tmp_path / "sites/out") == before
    monkeypatch.undo()
    builder.build(search=False)
    assert files_of(tmp_path / "sites/out") == whole(library, tmp_path / "whole")


def test_a_site_that_somebody_changed_is_made_from_nothing(builder: SiteBuilder, library: Path, tmp_path: Path) -> None:
    (tmp_path / "sites/out/index.html").unlink()
    builder.build(search=False)
    assert files_of(tmp_path / "sites/out") == whole(library, tmp_path / "whole")


def test_nothing_is_left_beside_the_site(library: Path, tmp_path: Path) -> None:
    with SiteBuilder(library, tmp_path / "sites/out") as builder:
        builder.build(search=False)
        change(library / "studies/rot-2010.yaml", "Malta", "Gozo and Malta")
        builder.build(search=False)
        assert len(list((tmp_path / "sites").iterdir())) == 2
    assert [path.name for path in (tmp_path / "sites").iterdir()] == ["out"]


def test_without_links_and_exchanges_the_site_is_the_same(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(destination_module, "_exchange", lambda one, other: False)
    with SiteBuilder(library, tmp_path / "sites/out") as builder:
        builder.build(search=False)
        change(library / "studies/rot-2010.yaml", "Malta", "Gozo and Malta")
        builder.build(search=False)
        assert files_of(tmp_path / "sites/out") == whole(library, tmp_path / "whole")


def test_a_file_that_stands_in_an_older_copy_is_never_written_through(
    builder: SiteBuilder, library: Path, tmp_path: Path
) -> None:
    page = tmp_path / "sites/out/studies/rot-2010/index.html"
    for word in ("first", "second", "third"):
        held = page.open("rb")
        before = page.read_bytes()
        change(library / "studies/rot-2010.yaml", "Malta", f"Malta-{word}")
        builder.build(search=False)
        assert held.read() == before
        held.close()
        assert word.encode() in page.read_bytes()


def test_going_on_without_a_broken_study_says_so_on_the_pages_that_miss_it(library: Path, tmp_path: Path) -> None:
    change(library / "studies/rot-2010.yaml", "design: ", "desgin: ")
    with pytest.raises(LibraryError, match=r"rot-2010\.yaml:\d+"):
        build_site(library, tmp_path / "out", search=False)
    assert not (tmp_path / "out").exists()
    built = build_site(library, tmp_path / "out", keep_going=True, search=False)
    assert [warning.where.partition(":")[0] for warning in built.warnings if warning.code == "left-out"] == [
        "studies/rot-2010.yaml"
    ]
    assert not (tmp_path / "out/studies/rot-2010").exists()
    assert not (tmp_path / "out/source/studies/rot-2010.yaml").exists()
    told = {name for name, content in files_of(tmp_path / "out").items() if b"Not everything is shown here" in content}
    assert {"index.html", "causes/infection/blue-fever/index.html"} <= told
    assert "causes/dust/slate-dust/index.html" not in told
    assert "rot-2010.yaml" in (tmp_path / "out/source/manifest.json").read_text(encoding="utf-8")


def test_a_fault_of_the_settings_stops_all_the_same(library: Path, tmp_path: Path) -> None:
    change(library / "aetia.toml", "as_of", "as_off")
    with pytest.raises(LibraryError, match=r"aetia\.toml"):
        build_site(library, tmp_path / "out", keep_going=True, search=False)
