"""One archive, several editions: the newest whole one by default, another by its date or by when it was seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rescue.restore.copies import crawled, public_part, tree, warc
from tests.site.small_library import small_library

from aetia.errors import RestoreError
from aetia.rescue import restore_library
from aetia.site import build_site

DAYS = {
    "2026-11-20": "2026-11-25T00:00:00Z",
    "2026-12-20": "2026-12-25T00:00:00Z",
    "2027-01-20": "2027-01-25T00:00:00Z",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, bytes], dict[str, bytes]]]:
    """Three editions: by date, the public part and what a crawl finds."""
    folder = tmp_path_factory.mktemp("editions")
    found = {}
    for as_of in DAYS:
        root = small_library(folder / as_of, as_of=as_of)
        found[as_of] = public_part(root), crawled(build_site(root, folder / f"site-{as_of}").out)
    return found


@pytest.fixture
def archive(editions: dict[str, tuple[dict[str, bytes], dict[str, bytes]]], tmp_path: Path) -> Path:
    """All three crawls in one file; the last crawl was stopped before it had every file."""
    parts = []
    for as_of, captured in DAYS.items():
        pages = editions[as_of][1]
        if as_of == "2027-01-20":
            pages = {address: body for address, body in pages.items() if not address.endswith("/source/aetia.toml")}
        parts.append(warc(pages, captured=captured))
    (tmp_path / "all.warc.gz").write_bytes(b"".join(parts))
    return tmp_path / "all.warc.gz"


def test_the_newest_whole_edition_is_restored_and_the_others_are_named(
    archive: Path, editions: dict[str, tuple[dict[str, bytes], dict[str, bytes]]], tmp_path: Path
) -> None:
    restored = restore_library([archive], tmp_path / "library")

    assert restored.is_whole
    assert restored.as_of == "2026-12-20"
    assert restored.captured == ("2026-12-25T00:00:00Z",)
    assert tree(tmp_path / "library") == editions["2026-12-20"][0]
    others = [(other.as_of, other.files - other.found, other.captured[0][:10]) for other in restored.others]
    assert others == [("2027-01-20", 1, "2027-01-25"), ("2026-11-20", 0, "2026-11-25")]


@pytest.mark.parametrize(
    ("choice", "as_of", "whole"),
    [
        ({"as_of": "2026-11-20"}, "2026-11-20", True),
        ({"as_of": "2026-11"}, "2026-11-20", True),
        ({"as_of": "2026"}, "2026-12-20", True),
        ({"as_of": "2027"}, "2027-01-20", False),
        ({"captured": "2026-11-30"}, "2026-11-20", True),
        ({"captured": "2026-12"}, "2026-12-20", True),
        ({"captured": "2027-06-01"}, "2026-12-20", True),
    ],
)
def test_an_edition_is_chosen_by_its_date_or_by_when_it_was_seen(
    choice: dict[str, str], as_of: str, whole: bool, archive: Path, tmp_path: Path
) -> None:
    restored = restore_library([archive], tmp_path / "library", **choice)  # type: ignore[arg-type]

    assert (restored.as_of, restored.is_whole) == (as_of, whole)
    assert [item.file for item in restored.not_restored] == ([] if whole else ["aetia.toml"])


@pytest.mark.parametrize("choice", [{"as_of": "2025"}, {"captured": "2026-11-01"}])
def test_a_date_that_fits_no_edition_is_refused_with_those_there_are(
    choice: dict[str, str], archive: Path, tmp_path: Path
) -> None:
    with pytest.raises(RestoreError, match=r"edition of 2027-01-20, seen 2027-01-25.*edition of 2026-11-20"):
        restore_library([archive], tmp_path / "library", **choice)  # type: ignore[arg-type]

    assert list(tmp_path.iterdir()) == [archive]


def test_where_no_edition_is_whole_the_one_with_most_of_its_files_is_restored(
    editions: dict[str, tuple[dict[str, bytes], dict[str, bytes]]], tmp_path: Path
) -> None:
    old, new = (dict(editions[as_of][1]) for as_of in ("2026-11-20", "2026-12-20"))
    del old[next(a for a in old if a.endswith("/source/aetia.toml"))]
    lists = ("/source/", "/manifest.json")
    (tmp_path / "old.warc").write_bytes(warc(old))
    (tmp_path / "new.warc").write_bytes(warc({a: body for a, body in new.items() if a.endswith(lists)}))

    restored = restore_library([tmp_path / "old.warc", tmp_path / "new.warc"], tmp_path / "library")

    assert restored.as_of in {"2026-11-20", "2026-12-20"}
    assert len(restored.not_restored) == 1, "both lack their settings alone: all else is the same in both"
    assert restored.as_of == "2026-12-20", "then the newest"


def test_the_same_edition_seen_twice_is_one(
    editions: dict[str, tuple[dict[str, bytes], dict[str, bytes]]], tmp_path: Path
) -> None:
    for name, captured in (("one", "2026-11-25T00:00:00Z"), ("two", "2026-11-28T00:00:00Z")):
        (tmp_path / f"{name}.warc").write_bytes(warc(editions["2026-11-20"][1], captured=captured))

    restored = restore_library([tmp_path / "two.warc", tmp_path / "one.warc"], tmp_path / "library")

    assert restored.others == ()
    assert restored.captured == ("2026-11-25T00:00:00Z", "2026-11-28T00:00:00Z")


def test_two_libraries_in_one_archive_are_never_mixed(small_site: Path, sample_site: Path, tmp_path: Path) -> None:
    one, two = crawled(small_site), crawled(sample_site, "http://www.other.example/")
    (tmp_path / "both.warc").write_bytes(warc(one | two))

    with pytest.raises(RestoreError, match=r"several libraries.*Palewrist.*at palewrist\.example/causes/.*--site"):
        restore_library([tmp_path / "both.warc"], tmp_path / "library")
    for site, title in (("palewrist.example", "Palewrist"), ("https://other.example/", "Scleroderma")):
        restored = restore_library([tmp_path / "both.warc"], tmp_path / title, site=site)
        assert restored.is_whole
        assert restored.library.startswith(title)
    with pytest.raises(RestoreError, match="nothing in this copy lies below"):
        restore_library([tmp_path / "both.warc"], tmp_path / "library", site="https://third.example")


def test_a_site_that_moved_and_changed_its_title_between_crawls_is_one_library(tmp_path: Path) -> None:
    crawls = []
    for number, (title, address) in enumerate(
        [
            ("First title", "https://a.example/"),
            ("First title", "https://b.example/"),
            ("New title", "https://b.example/"),
        ]
    ):
        root = small_library(tmp_path / f"library-{number}", title=title, as_of=f"2026-0{number + 1}-01")
        crawls.append(tmp_path / f"{number}.warc")
        crawls[-1].write_bytes(warc(crawled(build_site(root, tmp_path / f"site-{number}").out, address)))

    restored = restore_library(crawls, tmp_path / "restored")

    assert (restored.library, len(restored.others)) == ("New title", 2)
