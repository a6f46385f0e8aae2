"""Addresses for good: what an older build had still answers in a newer one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest

from aetia.library.check import check_library
from aetia.site import build_site

MakeLibrary = Callable[..., Path]
BASE = "https://palewrist.example/library"


def move_infection(library: Path) -> None:
    """Rename the group "infection", and blue fever with it, as an editor would: files, and what names them."""
    topics = library / "topics"
    shutil.move(topics / "infection.md", topics / "contagion.md")
    shutil.move(topics / "infection", topics / "contagion")
    group = topics / "contagion.md"
    group.write_text(
        group.read_text(encoding="utf-8").replace("order:", "aliases: [infection]\norder:", 1), encoding="utf-8"
    )
    fever = topics / "contagion/blue-fever.md"
    text = fever.read_text(encoding="utf-8").replace("key_points:", "aliases: [infection/blue-fever]\nkey_points:", 1)
    fever.write_text(text, encoding="utf-8")
    for path in [*library.glob("studies/*.yaml"), *topics.rglob("*.md"), *library.glob("rescued/*.yaml")]:
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            r"(topic: |next: |- |\[)infection(/blue-fever)?(?=\]?$)", r"\1contagion\2", text, flags=re.MULTILINE
        )
        text = text.replace("../infection/blue-fever.md", "../contagion/blue-fever.md")
        path.write_text(text.replace("aliases: [contagion", "aliases: [infection"), encoding="utf-8")


@pytest.fixture(scope="module")
def builds(make_library: MakeLibrary, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site before and after a topic moved."""
    folder = tmp_path_factory.mktemp("moved")
    library = make_library(folder / "library", base_url=BASE)
    before = build_site(library, folder / "before").out
    move_infection(library)
    assert [fault for fault in check_library(library) if fault.severity == "error"] == []
    return before, build_site(library, folder / "after").out


def addresses_of(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def test_every_address_of_an_older_build_still_answers(builds: tuple[Path, Path]) -> None:
    before, after = builds
    gone = {address for address in addresses_of(before) - addresses_of(after) if not address.startswith("pagefind/")}
    assert gone <= {"source/topics/infection.md", "source/topics/infection/blue-fever.md"}
    assert "causes/infection/blue-fever/index.html" in addresses_of(before)
    assert not any("contagion" in address for address in addresses_of(before))


def test_a_page_at_an_old_address_says_where_it_is_now_and_leads_there(builds: tuple[Path, Path]) -> None:
    _, after = builds
    for old, now in (
        ("causes/infection/", "causes/contagion/"),
        ("causes/infection/blue-fever/", "causes/contagion/blue-fever/"),
        ("figures/infection/blue-fever/", "figures/contagion/blue-fever/"),
    ):
        text = (after / old / "index.html").read_text(encoding="utf-8")
        [target] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', text)
        assert urljoin(f"http://site/{old}", target) == f"http://site/{now}index.html"
        assert re.findall(r'<link rel="canonical" href="([^"]+)">', text) == [f"{BASE}/{now}"]
        assert f'<a href="{target}">' in text
        assert (after / now / "index.html").is_file()


def test_old_feeds_and_downloads_hold_what_the_new_ones_hold(builds: tuple[Path, Path]) -> None:
    before, after = builds
    old, new = after / "causes/infection/blue-fever", after / "causes/contagion/blue-fever"
    files = {path.name for path in new.iterdir()} - {"index.html"}
    assert {"verdict.json", "feed.xml", "feed.json", "references.ris", "tables.xlsx", "cite.bib"} <= files
    for file in files:
        assert (old / file).read_bytes() == (new / file).read_bytes(), file
    then = json.loads((before / "causes/infection/blue-fever/feed.json").read_bytes())
    now = json.loads((old / "feed.json").read_bytes())
    assert [item["id"] for item in then["items"]] == [item["id"] for item in now["items"]], (
        "a reader would show all of it again"
    )


def test_hosts_that_read_them_get_the_redirects(builds: tuple[Path, Path]) -> None:
    before, after = builds
    assert not (before / "_redirects").exists()
    lines = (after / "_redirects").read_text(encoding="utf-8").splitlines()
    assert "/library/causes/infection/blue-fever/ /library/causes/contagion/blue-fever/ 301" in lines
    assert "/library/source/topics/infection.md /library/source/topics/contagion.md 301" in lines
    assert all(len(line.split()) == 3 for line in lines)


def test_a_topic_below_one_that_moved_needs_no_alias_of_its_own(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    group = library / "topics/dust.md"
    group.write_text(
        group.read_text(encoding="utf-8")
        .replace("title:", "title:", 1)
        .replace("\n---", "\naliases: [powders]\n---", 1),
        encoding="utf-8",
    )
    site = build_site(library, tmp_path / "out").out
    assert (site / "causes/powders/slate-dust/index.html").is_file()
    assert (site / "causes/powders/slate-dust/feed.xml").is_file()
    assert not (site / "sitemap.xml").exists()


@pytest.mark.parametrize("taken", ["dust/slate-dust", "infection"])
def test_a_former_name_that_another_topic_has_is_a_fault_and_takes_no_address(
    make_library: MakeLibrary, tmp_path: Path, taken: str
) -> None:
    library = make_library(tmp_path / "library")
    topic = library / "topics/moonlight.md"
    text = topic.read_text(encoding="utf-8").replace(
        "exposure: moonlight", f"exposure: moonlight\naliases: [{taken}]", 1
    )
    topic.write_text(text, encoding="utf-8")
    faults = [fault for fault in check_library(library) if fault.code == "alias-taken"]
    assert [(fault.file, fault.severity) for fault in faults] == [("topics/moonlight.md", "error")]


def test_a_former_name_that_two_topics_claim_is_a_fault(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    for name in ("moonlight", "nanodots"):
        topic = library / f"topics/{name}.md"
        text = topic.read_text(encoding="utf-8").replace(f"exposure: {name}", f"exposure: {name}\naliases: [old]", 1)
        topic.write_text(text, encoding="utf-8")
    faults = [fault for fault in check_library(library) if fault.code == "alias-taken"]
    assert [fault.file for fault in faults] == ["topics/nanodots.md"]


def test_the_page_of_an_entry_that_was_joined_leads_to_the_study_that_has_it(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library", base_url=BASE)
    study = sorted(library.glob("studies/*.yaml"))[0]
    with study.open("a", encoding="utf-8") as file:
        file.write("aliases:\n  - typed-twice\n")

    site = build_site(library, tmp_path / "out").out

    text = (site / "studies/typed-twice/index.html").read_text(encoding="utf-8")
    assert f'url=../{study.stem}/index.html"' in text
    assert f'<link rel="canonical" href="{BASE}/studies/{study.stem}/">' in text
    lines = (site / "_redirects").read_text(encoding="utf-8").splitlines()
    assert f"/library/studies/typed-twice/ /library/studies/{study.stem}/ 301" in lines
    assert f"/library/source/studies/typed-twice.yaml /library/source/studies/{study.stem}.yaml 301" in lines
    assert "typed-twice" not in (site / "sitemap.xml").read_text(encoding="utf-8")
