"""From a damaged copy: everything that is there, and the exact list of what is not."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rescue.restore.copies import crawled, entry, listing, tree, warc

from aetia.errors import RestoreError
from aetia.rescue import restore_library

ROT = "studies/rot-2010.yaml"


def flipped(body: bytes, at: int) -> bytes:
    """A body of which one bit has turned."""
    place = at % len(body)
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


@settings(max_examples=10)
@given(data=st.data())
def test_any_damage_costs_the_damaged_files_and_names_each_of_them(
    data: st.DataObject, small_site: Path, published: dict[str, bytes]
) -> None:
    pages = crawled(small_site)
    sources = {
        name: next(a for a in pages if a.endswith((f"/source/{name}", f"/source/{name}.txt"))) for name in published
    }
    expected: dict[str, str] = {}
    for name in data.draw(st.lists(st.sampled_from(sorted(published)), unique=True, max_size=len(published) - 1)):
        body, kind = pages[sources[name]], data.draw(st.sampled_from(["gone", "cut", "turned"]))
        if kind == "gone":
            del pages[sources[name]]
        elif kind == "cut":
            pages[sources[name]] = body[: data.draw(st.integers(0, len(body) - 2))]
        else:
            pages[sources[name]] = flipped(body, data.draw(st.integers(0, 10_000)))
        expected[name] = "missing" if kind == "gone" else "differs"
    if data.draw(st.booleans()):
        del pages[next(a for a in pages if a.endswith("source/manifest.json"))]
    with tempfile.TemporaryDirectory() as folder:
        copy, into = Path(folder) / "copy.warc.gz", Path(folder) / "library"
        copy.write_bytes(warc(pages))

        restored = restore_library([copy], into, keep_damaged=True)

        assert {item.file: item.why for item in restored.not_restored} == expected
        assert tree(into) == {name: body for name, body in published.items() if name not in expected}
        assert restored.is_whole == (not expected)
        for item in restored.not_restored:
            assert item.sha256 == hashlib.sha256(published[item.file]).hexdigest()
            assert item.size == len(published[item.file])
            if item.why == "differs":
                assert (into / item.kept).read_bytes() == pages[sources[item.file]]
                assert item.kept == f".aetia/damaged/{item.file}"


@settings(max_examples=10)
@given(part=st.floats(0, 1), compressed=st.booleans(), bits=st.lists(st.floats(0, 0.999), max_size=3))
def test_an_archive_cut_and_rotten_anywhere_never_passes_off_anything_false(
    part: float, compressed: bool, bits: list[float], small_site: Path, published: dict[str, bytes]
) -> None:
    body = warc(crawled(small_site), compressed=compressed)
    body = body[: int(len(body) * part)]
    for bit in bits:
        body = flipped(body, int(len(body) * bit)) if body else body
    with tempfile.TemporaryDirectory() as folder:
        copy, into = Path(folder) / "copy.warc", Path(folder) / "library"
        copy.write_bytes(body)
        try:
            restored = restore_library([copy], into)
        except RestoreError:
            assert not into.exists()
            return
        found = tree(into)
        proven = set(found) - set(restored.unproven)
        assert all(found[name] == published[name] for name in proven)
        assert {item.file for item in restored.not_restored}.isdisjoint(found)
        if restored.listed_by in {"manifest", "source page"}:
            assert set(published) == set(found) | {item.file for item in restored.not_restored}
            assert not restored.unproven


@pytest.mark.parametrize("at", range(0, 7_000, 997))
def test_a_manifest_with_one_turned_bit_misleads_nobody(
    at: int, small_site: Path, published: dict[str, bytes], copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    manifest = copy / "source" / "manifest.json"
    manifest.write_bytes(flipped(manifest.read_bytes(), at))

    restored = restore_library([copy], tmp_path / "library")

    assert tree(tmp_path / "library") == published
    assert restored.is_whole


@pytest.mark.parametrize("lost", ["source/manifest.json", "source/index.html"])
def test_a_list_that_is_not_what_its_digest_says_counts_for_no_more_than_a_page(
    lost: str, small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    (copy / lost).unlink()
    other = copy / ("source/index.html" if lost.endswith("json") else "source/manifest.json")
    digest = hashlib.sha256((copy / "source" / "topics" / "dust.md").read_bytes()).hexdigest()
    other.write_text(other.read_text(encoding="utf-8").replace(digest, "0" * 64), encoding="utf-8")

    restored = restore_library([copy], tmp_path / "library")

    assert restored.listed_by == "pages"
    assert not restored.is_whole
    assert any("own digest" in line for line in restored.damage)


def test_what_differs_is_only_listed_unless_it_shall_be_kept(
    small_site: Path, published: dict[str, bytes], copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    spoiled = flipped(published[ROT], 50)
    (copy / "source" / ROT).write_bytes(spoiled)

    restored = restore_library([copy], tmp_path / "library")

    (lost,) = restored.not_restored
    assert (lost.file, lost.why, lost.kept) == (ROT, "differs", "")
    assert (lost.found_sha256, lost.found_size) == (hashlib.sha256(spoiled).hexdigest(), len(spoiled))
    assert lost.where == str(copy / "source" / ROT)
    assert not any(body == spoiled for body in tree(tmp_path).values() if b"gone" in body)
    assert not (tmp_path / "library" / ROT).exists()
    assert not (tmp_path / "library" / ".aetia" / "damaged").exists()


def test_of_several_copies_of_one_file_the_true_one_counts(
    small_site: Path, published: dict[str, bytes], tmp_path: Path
) -> None:
    address = next(a for a in crawled(small_site) if a.endswith(ROT))
    for number, body in enumerate([b"", published[ROT], flipped(published[ROT], 3)]):
        (tmp_path / f"{number}.warc").write_bytes(warc({**crawled(small_site), address: body}))

    restored = restore_library([tmp_path / f"{number}.warc" for number in range(3)], tmp_path / "library")

    assert restored.is_whole
    assert tree(tmp_path / "library") == published


def test_an_empty_file_needs_no_copy(small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path) -> None:
    copy = copy_of(small_site)
    _list_instead(copy, {"topics/empty.md": b"", "aetia.toml": (copy / "source" / "aetia.toml").read_bytes()})

    assert restore_library([copy], tmp_path / "library").is_whole
    assert (tmp_path / "library" / "topics" / "empty.md").read_bytes() == b""


def test_a_copy_that_names_files_and_holds_none_is_refused(
    small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path
) -> None:
    copy = copy_of(small_site)
    for path in [path for path in (copy / "source").rglob("*") if path.is_file() and path.name != "manifest.json"]:
        path.unlink()

    with pytest.raises(RestoreError, match="names 27 files of a library and holds none of them"):
        restore_library([copy], tmp_path / "library")

    assert not (tmp_path / "library").exists()


def _list_instead(copy: Path, bodies: dict[str, bytes]) -> None:
    """A copy whose manifest lists these files alone."""
    (copy / "source" / "index.html").unlink()
    files = [entry(name, body) for name, body in bodies.items()]
    (copy / "source" / "manifest.json").write_bytes(listing(files))
