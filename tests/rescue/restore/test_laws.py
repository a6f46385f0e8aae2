"""The law: the public part of any library, restored from any copy of its site, is what built it, byte for byte."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rescue.restore.copies import crawled, flat, public_part, tree, warc
from tests.rescue.restore.made_up_sites import library_files, made

from aetia.rescue import restore_library


@settings(max_examples=8)
@given(files=library_files(), compressed=st.booleans(), seed=st.integers())
def test_any_library_comes_back_from_its_site_its_crawl_and_a_heap_of_its_files(
    files: dict[str, bytes], compressed: bool, seed: int
) -> None:
    with made(files) as (root, site):
        published = public_part(root)
        here = site.parent
        pages = list(crawled(site).items())
        random.Random(seed).shuffle(pages)
        (here / "crawl.warc").write_bytes(warc(dict(pages), compressed=compressed))
        for number, copy in enumerate([site, here / "crawl.warc", flat(site, here / "heap")]):
            restored = restore_library([copy], here / f"restored-{number}")

            assert restored.is_whole, restored
            assert tree(here / f"restored-{number}") == published
        names = {name for name in tree(root) if "/" in name or name in {"aetia.toml", "concepts.yaml"}}
        left = {item.file for item in restored.left_out}
        stories = {name for name in names if name.startswith("stories/")}
        assert names - set(published) == (left - {"stories/"}) | (stories - set(published))
        assert {item.file for item in restored.changed} == {
            name for name in published if published[name] != (root / name).read_bytes()
        }
