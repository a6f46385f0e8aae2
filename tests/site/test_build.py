"""Building a site: all of it or nothing, from the library alone, into a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aetia.cli.main import main
from aetia.errors import InputError, LibraryError
from aetia.library import read_library
from aetia.site import Built, build_site, render_site
from aetia.site import destination as destination_module

MakeLibrary = Callable[..., Path]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_build_makes_every_kind_of_page(built: Built) -> None:
    assert built.kinds["cause"] == 5
    assert built.kinds["group"] == 2
    assert built.kinds["study"] == 13
    assert {
        "home",
        "causes",
        "studies",
        "rescued",
        "before-and-after",
        "weighing",
        "prose",
        "source",
        "missing",
    } <= set(built.kinds)
    assert built.before_and_after == ("rescued/infection/before-and-after/",)
    assert built.warnings == ()


def test_addresses_of_pages_mirror_the_library(site: Path) -> None:
    for address in (
        "index.html",
        "causes/dust/slate-dust/index.html",
        "studies/rot-2010/index.html",
        "rescued/infection/index.html",
        "rescued/infection/before-and-after/index.html",
        "pages/about/index.html",
        "pages/corrections/index.html",
        "pages/disclaimer/index.html",
        "pages/privacy/index.html",
        "how-we-weigh/index.html",
        "source/manifest.json",
        "404.html",
    ):
        assert (site / address).is_file(), address


def test_a_draft_is_not_published(site: Path) -> None:
    assert not (site / "causes/secret").exists()
    assert not (site / "source/topics/secret.md").exists()
    assert "Does a draft" not in (site / "index.html").read_text(encoding="utf-8")


def make_drafts(library: Path, *but: str) -> None:
    """Make drafts of all topics of the library but some, as rescue leaves them."""
    for path in (library / "topics").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        if "draft: yes" not in text and path.relative_to(library / "topics").as_posix() not in but:
            path.write_text(text.replace("---\n", "---\ndraft: yes\n", 1), encoding="utf-8")


def test_a_library_of_drafts_gives_a_site_that_says_why_it_is_empty(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    make_drafts(library)
    built = build_site(library, tmp_path / "out")
    assert len(built.drafts) == 8
    assert "cause" not in built.kinds
    for page in ("index.html", "causes/index.html"):
        text = (built.out / page).read_text(encoding="utf-8")
        assert "No suspected cause is published yet" in text
        assert "8 topics are drafts, and a draft is not shown." in text
    compared = (built.out / built.before_and_after[0]).joinpath("index.html").read_text(encoding="utf-8")
    assert "Its topic is a draft, not yet published." in compared
    assert 'class="tiles"' not in (built.out / "index.html").read_text(encoding="utf-8")


def test_a_library_without_topics_says_so(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = read_library(make_library(tmp_path / "library"))
    library.topics.clear()
    contents, _, _ = render_site(library, [])
    assert b"This library has no topic yet." in contents["index.html"]


def test_a_published_topic_below_a_draft_is_shown_and_the_draft_is_a_word_without_a_page(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    library = make_library(tmp_path / "library")
    make_drafts(library, "dust/slate-dust.md")
    built = build_site(library, tmp_path / "out")
    assert not (built.out / "causes/dust").joinpath("index.html").exists()
    page = (built.out / "causes/dust/slate-dust/index.html").read_text(encoding="utf-8")
    assert "<li>Dust</li>" in page
    tree = (built.out / "causes/index.html").read_text(encoding="utf-8")
    assert re.search(r"<li>Dust\s*<ul class=\"tree\">\s*<li><a [^>]*>Slate dust</a>", tree)
    assert "7 more topics are drafts, not yet published." in tree
    for path in built.out.rglob("*"):
        assert not path.is_file() or b"Dusts that people breathe" not in path.read_bytes(), path
    warned = [
        (warning.code, warning.where, warning.what) for warning in built.warnings if warning.code == "below-draft"
    ]
    assert warned == [
        (
            "below-draft",
            "topics/dust.md",
            "topics/dust/slate-dust.md stands below this draft: published, but the draft above has no page",
        )
    ]


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONHASHSEED": "4242"},
    ],
)
def test_the_same_library_gives_the_same_bytes_anywhere(
    site: Path, make_library: MakeLibrary, tmp_path: Path, environment: dict[str, str]
) -> None:
    library = make_library(tmp_path / "a quite different folder" / "library")
    program = f"from aetia.site import build_site; build_site({str(library)!r}, {str(tmp_path / 'out')!r})"
    subprocess.run([sys.executable, "-c", program], env={**os.environ, **environment}, cwd=tmp_path, check=True)
    assert files_of(tmp_path / "out") == files_of(site)


def test_a_build_writes_nothing_into_the_library(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    before = {path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in library.rglob("*")}
    build_site(library, tmp_path / "out")
    assert {
        path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in library.rglob("*")
    } == before


def test_a_second_build_replaces_the_first_whole(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    build_site(library, tmp_path / "out")
    (library / "studies/unread-2016.yaml").unlink()
    build_site(library, tmp_path / "out")
    assert not (tmp_path / "out/studies/unread-2016").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_faulty_library_is_not_built_and_file_and_line_are_named(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    build_site(library, tmp_path / "out")
    before = files_of(tmp_path / "out")
    study = library / "studies/rot-2010.yaml"
    study.write_text(study.read_text(encoding="utf-8").replace("design:", "desgin:"), encoding="utf-8")
    with pytest.raises(LibraryError) as caught:
        build_site(library, tmp_path / "out")
    assert "studies/rot-2010.yaml:" in str(caught.value)
    assert files_of(tmp_path / "out") == before


def test_a_library_that_does_not_fit_together_is_not_built(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    topic = library / "topics/infection/blue-fever.md"
    topic.write_text(
        topic.read_text(encoding="utf-8").replace("exposure: blue-fever", "exposure: green-fever"), encoding="utf-8"
    )
    with pytest.raises(LibraryError, match="green-fever") as caught:
        build_site(library, tmp_path / "out")
    assert "topics/infection/blue-fever.md:" in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_files_of_others_is_refused(library_root: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(InputError, match=r"mine\.txt"):
        build_site(library_root, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep me"


def test_a_site_to_which_somebody_added_a_file_is_refused(library_root: Path, tmp_path: Path) -> None:
    build_site(library_root, tmp_path / "out")
    (tmp_path / "out/CNAME").write_text("causes.example")
    with pytest.raises(InputError, match="CNAME"):
        build_site(library_root, tmp_path / "out")


@pytest.mark.parametrize("where", ["", "site", "topics/site"])
def test_a_folder_inside_the_library_is_refused(make_library: MakeLibrary, tmp_path: Path, where: str) -> None:
    library = make_library(tmp_path / "library")
    with pytest.raises(InputError, match="inside the library"):
        build_site(library, library / where)


def test_a_folder_that_holds_the_library_is_refused(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    with pytest.raises(InputError, match="holds the library"):
        build_site(library, tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(library_root: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="file of this name"):
        build_site(library_root, tmp_path / "out")


def test_a_link_to_the_site_folder_is_followed_and_stays(library_root: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    build_site(library_root, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/index.html").is_file()


def test_without_an_exchange_of_folders_the_swap_works_all_the_same(
    library_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destination_module, "_exchange", lambda one, other: False)
    build_site(library_root, tmp_path / "out")
    build_site(library_root, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_swap_killed_half_way_is_put_right_by_the_next_build(library_root: Path, tmp_path: Path) -> None:
    build_site(library_root, tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.last")
    with destination_module.SiteFolder(tmp_path / "out").new(again=False) as new:
        assert (tmp_path / "out/index.html").is_file()
        new.write("index.html", b"new")
        new.finish({"index.html": "digest"})
    assert (tmp_path / "out/index.html").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("milliseconds", [0, 200])
@pytest.mark.parametrize("again", [False, True])
def test_a_build_killed_while_it_writes_leaves_the_last_site(
    make_library: MakeLibrary, tmp_path: Path, milliseconds: int, again: bool
) -> None:
    library, out = make_library(tmp_path / "library"), tmp_path / "sites" / "out"
    build_site(library, out, search=False)
    before = files_of(out)
    program = (
        "import time\n"
        "from pathlib import Path\n"
        "from aetia.site import SiteBuilder\n"
        "from aetia.site.destination import NewSite\n"
        f"builder = SiteBuilder(Path({str(library)!r}), Path({str(out)!r}))\n"
        f"if {again}:\n"
        "    builder.build(search=False)\n"
        f"    study = Path({str(library / 'studies/rot-2010.yaml')!r})\n"
        "    study.write_text(study.read_text().replace('2010', '2009'))\n"
        "write = NewSite.write\n"
        "def slowly(site, name, content):\n"
        "    print('writing', flush=True)\n"
        "    write(site, name, content + b'half done')\n"
        "    time.sleep(0.01)\n"
        "NewSite.write = slowly\n"
        "builder.build(search=False)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert files_of(out) == before
    build_site(library, out, search=False)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_hard_answer_is_reported(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    topic = library / "topics/dust/slate-dust.md"
    hard = (
        "Epidemiological investigations consistently demonstrate considerable occupational susceptibility "
        "notwithstanding methodological heterogeneity."
    )
    topic.write_text(
        topic.read_text(encoding="utf-8").replace("The risk grows with the years spent splitting slate.", hard),
        encoding="utf-8",
    )
    warnings = build_site(library, tmp_path / "out").warnings
    assert [(warning.code, warning.where) for warning in warnings] == [("hard-to-read", "topics/dust/slate-dust.md")]


def test_a_link_that_leads_nowhere_is_reported(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(tmp_path / "library")
    page = library / "pages/about.md"
    page.write_text(page.read_text(encoding="utf-8").replace("slate-dust.md", "gone.md"), encoding="utf-8")
    warnings = build_site(library, tmp_path / "out").warnings
    assert [(warning.code, warning.where) for warning in warnings] == [("dead-link", "pages/about.md")]


def test_the_command_line_gives_the_same_site_and_one_json_document(
    library_root: Path, site: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["build", str(library_root), "--out", str(tmp_path / "out"), "--json"]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    assert answer["pages"] == sum(answer["kinds"].values())
    assert answer["left_out"] == ["rescued/infection.html", "stories/"]
    assert answer["drafts"] == ["topics/secret.md"]
    assert files_of(tmp_path / "out") == files_of(site)


def test_the_command_line_says_which_topics_are_drafts_and_what_to_do(
    make_library: MakeLibrary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = make_library(tmp_path / "library")
    assert main(["build", str(library), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err
    assert (
        "drafts: 1 topic is a draft and was not published; delete 'draft: yes' in its file when it has been edited: "
        "topics/secret.md\n"
    ) in said
    assert "kept private: rescued/infection.html, stories/\n" in said
    make_drafts(library)
    assert main(["build", str(library), "--out", str(tmp_path / "out")]) == 0
    assert (
        "drafts: 8 topics are drafts and were not published; delete 'draft: yes' in their files when they have been edited: "
        "topics/dust.md, topics/dust/slate-dust.md, topics/secret.md and 5 more\n"
    ) in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["file", "forbidden"])
def test_a_folder_that_cannot_be_written_to_is_bad_use_told_in_one_line(
    library_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    (tmp_path / "held").mkdir() if kind == "forbidden" else (tmp_path / "held").write_text("a file")
    if kind == "forbidden":
        # The permissions of a folder do not hold back an administrator, whom tests may run as.
        monkeypatch.setattr(os, "access", lambda path, mode: mode == os.F_OK or Path(path) != tmp_path / "held")
    assert main(["build", str(library_root), "--out", str(tmp_path / "held/site")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(tmp_path / "held") in said


def test_a_folder_that_turns_out_not_to_be_writable_is_bad_use_too(
    library_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        build_site(library_root, tmp_path / "new/site")


def test_the_command_line_says_in_one_line_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) != 0
    assert capsys.readouterr().err.count("\n") == 1
