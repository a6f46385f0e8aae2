"""The sealed site: all of it, at the addresses that people cite and at those that links name, with the library inside."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from aetia.archive import Capture, read_captures, verify_wacz
from aetia.errors import InputError, LibraryError
from aetia.library import read_library
from aetia.site.archiving import Archived, archive_site, base_of, created_at, site_documents

Sealed = tuple[Archived, Path, dict[str, Capture]]


@pytest.fixture(scope="module")
def sealed(library_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """The small library's archive, and its captures by address."""
    target = tmp_path_factory.mktemp("sealed") / "site.wacz"
    archived = archive_site(library_root, target)
    captures = {}
    for item in read_captures(target):
        assert isinstance(item, Capture)
        assert item.trouble == ""
        captures[item.address] = item
    return archived, target, captures


def test_every_file_of_the_site_is_in_it_byte_for_byte(sealed: Sealed, site: Path) -> None:
    archived, _, captures = sealed
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    del files[".aetia-site"]
    assert archived.sealed.documents == len(files)
    for name, path in files.items():
        assert captures[archived.base + name].body == path.read_bytes(), name


def test_a_page_stands_at_the_address_to_cite_and_at_the_one_that_links_name(sealed: Sealed) -> None:
    archived, _, captures = sealed
    for address in ("", "studies/", "causes/dust/slate-dust/"):
        page, file = captures[archived.base + address], captures[f"{archived.base}{address}index.html"]
        assert (page.body, page.media_type, page.charset, page.status) == (file.body, "text/html", "utf-8", 200)


def test_the_library_is_inside_as_its_manifest_says(sealed: Sealed) -> None:
    archived, _, captures = sealed
    source = f"{archived.base}source/"
    manifest = json.loads(captures[f"{source}manifest.json"].body)
    assert manifest["files"]
    for file in manifest["files"]:
        content = captures[source + file.get("copy", file["file"])].body
        assert hashlib.sha256(content).hexdigest() in json.dumps(file), file


def test_readers_of_the_archive_find_pages_by_title_and_words(sealed: Sealed) -> None:
    archived, target, _ = sealed
    with zipfile.ZipFile(target) as archive:
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()][1:]
        package = json.loads(archive.read("datapackage.json"))
    assert len(pages) == archived.sealed.pages == archived.built.pages - 1
    slate = next(page for page in pages if page["url"].endswith("/causes/dust/slate-dust/"))
    assert "slate dust" in slate["title"].lower()
    assert "slate dust" in slate["text"].lower()
    assert "<" not in slate["title"]
    assert not any(page["url"].endswith("404.html") for page in pages)
    assert package["title"] == "Palewrist Evidence Library"
    assert package["mainPageUrl"] == archived.base


def test_every_kind_of_file_has_its_media_type(sealed: Sealed) -> None:
    archived, _, captures = sealed
    unknown = {
        Path(address).suffix
        for address, capture in captures.items()
        if capture.media_type == "application/octet-stream" and not address.startswith(f"{archived.base}pagefind/")
    }
    assert unknown == set()
    assert captures[f"{archived.base}static/style.css"].media_type == "text/css"


def test_the_same_library_gives_the_same_bytes_and_nothing_is_left_of_the_build(
    sealed: Sealed, library_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))
    told: list[tuple[str, int, int]] = []
    again = archive_site(library_root, tmp_path / "elsewhere" / "site.wacz", progress=lambda *step: told.append(step))
    assert again.sealed.digest == sealed[0].sealed.digest
    assert verify_wacz(again.sealed.path) == []
    assert told[-1] == ("sealing", again.built.files, again.built.files)
    assert again.sealed.documents == again.built.files
    assert list(rooms.iterdir()) == []


def test_the_archive_has_the_date_of_the_edition(sealed: Sealed) -> None:
    assert {capture.captured for capture in sealed[2].values()} == {"2026-11-20T00:00:00Z"}


@pytest.mark.parametrize(
    ("as_of", "created"),
    [
        ("2026-11-20", "2026-11-20T00:00:00Z"),
        ("2026-11", "2026-11-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_date_without_a_day_is_its_first_moment(as_of: str, created: str) -> None:
    assert created_at(as_of) == created


@pytest.mark.parametrize(
    ("changes", "base"),
    [
        ({"base_url": "https://causes.example.org/old"}, "https://causes.example.org/old/"),
        ({"base_url": "https://causes.example.org/"}, "https://causes.example.org/"),
        ({}, "https://palewrist-evidence-library.invalid/"),
        ({"title": "Ce que l’on sait: ça & là"}, "https://ce-que-lon-sait-ca-la.invalid/"),
        ({"title": "皮膚"}, "https://library.invalid/"),
        ({"title": "x" * 100}, f"https://{'x' * 60}.invalid/"),
    ],
)
def test_the_address_of_a_site(
    tmp_path: Path, make_library: Callable[..., Path], changes: dict[str, str], base: str
) -> None:
    settings = read_library(make_library(tmp_path / "library", **changes)).settings
    assert base_of(settings) == base


def test_names_are_escaped_in_addresses(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "é?#%.txt").write_bytes(b"x")
    found = list(site_documents(tmp_path, "https://a.example/"))
    assert [document.address for document in found] == ["https://a.example/a%20b/%C3%A9%3F%23%25.txt"]


def test_a_library_with_an_error_is_not_sealed_and_the_old_archive_stands(
    tmp_path: Path, make_library: Callable[..., Path], sealed: Sealed
) -> None:
    target = tmp_path / "site.wacz"
    target.write_bytes(sealed[1].read_bytes())
    before = target.read_bytes()
    broken = make_library(tmp_path / "library")
    (broken / "studies" / "extra.yaml").write_text("title: [")
    with pytest.raises(LibraryError):
        archive_site(broken, target)
    assert target.read_bytes() == before


def test_nothing_is_written_into_the_library(library_root: Path) -> None:
    before = sorted(library_root.rglob("*"))
    with pytest.raises(InputError, match="the archive would lie inside the library"):
        archive_site(library_root, library_root / "pages" / "site.wacz")
    assert sorted(library_root.rglob("*")) == before
