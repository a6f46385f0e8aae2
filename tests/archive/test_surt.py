"""Sort keys of addresses, by the public rules of CDX indexes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.archive.surt import surt


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.example.org/a/b", "org,example)/a/b"),
        ("http://www2.Example.org:80/A", "org,example)/a"),
        ("https://example.org", "org,example)/"),
        ("https://example.org/", "org,example)/"),
        ("https://example.org/a/", "org,example)/a"),
        ("https://example.org/a/index.html", "org,example)/a/index.html"),
        ("https://example.org:8443/a", "org,example:8443)/a"),
        ("https://user:word@example.org/a", "org,example)/a"),
        ("https://example.org./a#part", "org,example)/a"),
        ("https://example.org/?b=2&a=1&a=0", "org,example)/?a=0&a=1&b=2"),
        ("https://example.org/a?", "org,example)/a"),
        ("https://example.org//a/./b/../c", "org,example)/a/c"),
        ("https://example.org/%7EUser/%20x/%C3%A9", "org,example)/~user/%20x/%c3%a9"),
        ("https://wwwx.example.org/", "org,example,wwwx)/"),
        ("http://127.0.0.1:8000/x", "1,0,0,127:8000)/x"),
        ("http://[::1]/x", "[::1])/x"),
        ("urn:uuid:1", "urn:uuid:1"),
    ],
)
def test_keys(address: str, key: str) -> None:
    assert surt(address) == key


@given(st.text(max_size=80))
def test_no_address_raises_and_spelling_does_not_matter(text: str) -> None:
    surt(text)
    assert surt(f"https://example.org/{text.replace('?', '').replace('#', '')}").startswith("org,example)/")


@pytest.mark.parametrize("name", ["dupes", "example", "example2", "iana", "url-agnost-example"])
def test_the_keys_of_indexes_that_others_made(shared_data: Path, name: str) -> None:
    lines = (shared_data / "web-archives" / "pywb-cdxj" / f"{name}.cdxj").read_text().splitlines()
    for line in lines:
        key, _, facts = line.split(" ", 2)
        assert surt(json.loads(facts)["url"]) == key
    assert lines
