"""Each kind of copy of a site gives the public part of its library back, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rescue.restore.copies import (
    CAPTURED,
    crawled,
    flat,
    public_part,
    served,
    tree,
    warc,
    wget,
)

from aetia.rescue import restore_library
from aetia.site import build_site
from aetia.site.archiving import archive_site

WGET = {
    "a compressed WARC": ["--warc-file=crawl"],
    "a WARC as plain text": ["--warc-file=crawl", "--no-warc-compression"],
    "a WARC with an index": ["--warc-file=crawl", "--warc-cdx"],
    "several WARCs": ["--warc-file=crawl", "--warc-cdx", "--warc-max-size=100K"],
    "a mirror": [],
    "a mirror with links turned to files": ["--convert-links", "--page-requisites"],
    "a mirror with names turned to .html": ["--adjust-extension", "--convert-links", "--backup-converted"],
    "a mirror without folders": ["--no-directories", "--no-timestamping"],
    "a mirror with names for Windows": ["--restrict-file-names=windows,lowercase,ascii"],
}


def test_the_sites_folder(small_site: Path, published: dict[str, bytes], tmp_path: Path) -> None:
    restored = restore_library([small_site], tmp_path / "library")

    assert restored.is_whole
    assert tree(tmp_path / "library") == published
    assert (restored.library, restored.as_of) == ("Palewrist Evidence Library", "2026-11-20")
    assert (restored.files, restored.size) == (len(published), sum(map(len, published.values())))


@pytest.mark.parametrize("options", WGET.values(), ids=WGET)
def test_what_wget_makes_of_a_served_site(
    options: list[str], small_site: Path, published: dict[str, bytes], tmp_path: Path
) -> None:
    with served(small_site) as address:
        copy = wget(address, tmp_path / "crawl", *options)
    if any(option.startswith("--warc") for option in options):
        for folder in [path for path in copy.iterdir() if path.is_dir()]:
            shutil.rmtree(folder)
    assert ("several" not in " ".join(options)) or len(list(copy.glob("*.warc.gz"))) > 3

    restored = restore_library([copy], tmp_path / "library")

    assert restored.is_whole, restored
    assert tree(tmp_path / "library") == published


def test_the_sample_from_its_site_from_a_crawl_and_from_a_mirror(
    sample_site: Path, sample_library: Path, tmp_path: Path
) -> None:
    published = public_part(sample_library)
    with served(sample_site) as address:
        copy = wget(address, tmp_path / "crawl", "--warc-file=crawl")
    mirror = next(path for path in copy.iterdir() if path.is_dir())
    for name, source in {"site": sample_site, "warc": copy / "crawl.warc.gz", "mirror": mirror}.items():
        restored = restore_library([source], tmp_path / name)

        assert restored.is_whole
        assert tree(tmp_path / name) == published == tree(sample_library)
        assert restored.soundness is not None
        assert restored.soundness.errors == 0


def test_a_restored_library_builds_the_site_that_it_came_from(sample_site: Path, tmp_path: Path) -> None:
    restore_library([sample_site], tmp_path / "library")

    assert tree(build_site(tmp_path / "library", tmp_path / "again").out) == tree(sample_site)


def test_a_sealed_site(small: Path, published: dict[str, bytes], tmp_path: Path) -> None:
    archive_site(small, tmp_path / "site.wacz")

    restored = restore_library([tmp_path / "site.wacz"], tmp_path / "library")

    assert restored.is_whole
    assert restored.damage == ()
    assert tree(tmp_path / "library") == published


def test_the_sample_from_its_sealed_site(sample_library: Path, tmp_path: Path) -> None:
    archive_site(sample_library, tmp_path / "site.wacz")

    assert restore_library([tmp_path / "site.wacz"], tmp_path / "library").is_whole
    assert tree(tmp_path / "library") == tree(sample_library)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_warc(compressed: bool, small_site: Path, published: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "site.warc").write_bytes(warc(crawled(small_site), compressed=compressed))

    restored = restore_library([tmp_path / "site.warc"], tmp_path / "library")

    assert restored.is_whole
    assert restored.captured == (CAPTURED,)
    assert tree(tmp_path / "library") == published


def test_a_copy_in_which_no_file_has_its_name(small_site: Path, published: dict[str, bytes], tmp_path: Path) -> None:
    restored = restore_library([flat(small_site, tmp_path / "flat")], tmp_path / "library")

    assert restored.is_whole
    assert tree(tmp_path / "library") == published


def test_a_copy_in_pieces_of_which_none_is_whole(small_site: Path, published: dict[str, bytes], tmp_path: Path) -> None:
    pages = sorted(crawled(small_site).items())
    (tmp_path / "one.warc.gz").write_bytes(warc(dict(pages[::2])))
    half = tmp_path / "half"
    for number, (_, body) in enumerate(pages[1::2]):
        half.mkdir(exist_ok=True)
        (half / f"{number}.bin").write_bytes(body)

    assert not restore_library([tmp_path / "one.warc.gz"], tmp_path / "first").is_whole
    assert restore_library([tmp_path / "one.warc.gz", half], tmp_path / "library").is_whole
    assert tree(tmp_path / "library") == published


def test_the_page_of_all_files_stands_in_for_a_lost_manifest(
    small_site: Path, published: dict[str, bytes], copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    whole = restore_library([copy], tmp_path / "before")
    (copy / "source" / "manifest.json").unlink()

    restored = restore_library([copy], tmp_path / "library")

    assert restored.is_whole
    assert restored.listed_by == "source page"
    assert tree(tmp_path / "library") == published
    assert (restored.library, restored.as_of) == (whole.library, whole.as_of)
    assert (restored.left_out, restored.changed) == (whole.left_out, whole.changed)


def test_without_any_list_of_all_files_the_pages_give_theirs_and_addresses_the_rest(
    small_site: Path, published: dict[str, bytes], copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    (copy / "source" / "manifest.json").unlink()
    (copy / "source" / "index.html").unlink()
    (copy / "pages" / "about" / "index.html").unlink()

    restored = restore_library([copy], tmp_path / "library")

    assert restored.listed_by == "pages"
    assert tree(tmp_path / "library") == published
    assert "pages/about.md" in restored.unproven
    assert "studies/rot-2010.yaml" not in restored.unproven
    assert not restored.is_whole, "nobody can know that these are all"


def test_without_any_list_files_are_known_by_their_addresses_and_named_as_unproven(
    small_site: Path, published: dict[str, bytes], tmp_path: Path
) -> None:
    pages = {address: body for address, body in crawled(small_site).items() if "/source/" in address}
    pages = {address: body for address, body in pages.items() if not address.endswith(("/source/", "manifest.json"))}
    pages[f"{next(iter(pages)).partition('source/')[0]}source/pages/gone.md"] = b"<!DOCTYPE html><p>No such page"
    (tmp_path / "some.warc").write_bytes(warc(pages))

    restored = restore_library([tmp_path / "some.warc"], tmp_path / "library")

    assert restored.listed_by == "addresses"
    assert tree(tmp_path / "library") == published
    assert set(restored.unproven) == set(published)
    assert [(item.file, item.why) for item in restored.not_restored] == [("pages/gone.md", "differs")]
    assert not restored.is_whole


def test_what_was_not_published_is_named_with_its_reason(small_site: Path, tmp_path: Path) -> None:
    restored = restore_library([small_site], tmp_path / "library")

    assert [(item.file, item.reason, item.files) for item in restored.left_out] == [
        ("rescued/infection.html", "page", 1),
        ("stories/", "consent", 1),
        ("topics/secret.md", "draft", 1),
    ]
    assert [(item.file, item.reason) for item in restored.changed] == [
        ("decisions/screening.tsv", "screeners"),
        ("rescued/infection.yaml", "excerpts"),
    ]
    assert all(item.what and "does not say" not in item.what for item in (*restored.left_out, *restored.changed))
    assert not (tmp_path / "library" / "stories").exists()


def test_the_report_lies_in_the_library_and_is_no_part_of_it(small_site: Path, tmp_path: Path) -> None:
    restored = restore_library([small_site], tmp_path / "library")
    state = tmp_path / "library" / ".aetia"

    assert json.loads((state / "restore.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(restored.to_json())
    )
    assert (state / ".gitignore").read_text() == "*\n"
    assert {path.name for path in tmp_path.iterdir()} == {"library"}, "nothing is left beside it"
    again = public_part_files(tmp_path / "library")
    assert not any(".aetia" in name for name in again)


def public_part_files(library: Path) -> set[str]:
    from aetia.library.read import all_files

    return set(all_files(library))
