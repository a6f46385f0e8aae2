"""Every archive of the development data, good and flawed, read to its end."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tests.archive.made_archives import read

from aetia.archive import read_captures, verify_wacz
from aetia.errors import ArchiveError

COUNTS = {
    "iipc-specs/20130729-heritrix-original.warc.gz": (1, 0),
    "iipc-specs/20130729-heritrix-revisit-with-http-headers.warc.gz": (0, 1),
    "iipc-specs/20141124-heritrix-server-not-modified.warc.gz": (0, 1),
    "iipc-specs/20141129-heritrix-original.warc.gz": (1, 0),
    "iipc-specs/20141129-heritrix-revisit-with-http-headers-and-new-warc-headers.warc.gz": (0, 1),
    "iipc-specs/hello-world.warc": (3, 0),
    "iipc-specs/hello-world.warc.gz": (3, 0),
    "py-wacz/example-collection-with-lists.warc.gz": (18, 0),
    "py-wacz/example-collection.warc": (1, 0),
    "py-wacz/example-iana.warc.gz": (58, 0),
    "py-wacz/example-resource.warc.gz": (2, 0),
    "py-wacz/example-warcinfo-metadata.warc": (1, 0),
    "py-wacz/valid_example_1.wacz": (1, 0),
    "py-wacz/valid_signed_example_1.wacz": (2, 0),
    "pywb/bad.arc": (3, 0),
    "pywb/dupes.warc.gz": (4, 8),
    "pywb/example-extra.warc": (4, 0),
    "pywb/example-url-agnostic-orig.warc.gz": (1, 0),
    "pywb/example-url-agnostic-revisit.warc.gz": (0, 1),
    "pywb/example-wget-1-14.warc.gz": (4, 0),
    "pywb/example-wpull.warc.gz": (2, 0),
    "pywb/example.arc": (1, 0),
    "pywb/example.arc.gz": (1, 0),
    "pywb/example.warc": (3, 0),
    "pywb/example.warc.gz": (3, 0),
    "pywb/example2.warc.gz": (1, 0),
    "pywb/httpbin-resource.warc.gz": (1, 0),
    "pywb/iana.warc.gz": (171, 0),
    "pywb/missing-status-text.warc": (1, 0),
    "pywb/post-test.warc.gz": (3, 0),
    "pywb-wacz/valid_example_1.wacz": (1, 0),
    "warcio/bad.arc": (3, 0),
    "warcio/example-digest.warc": (0, 0),
    "warcio/example-iana.org-chunked.warc": (1, 0),
    "warcio/example-resource.warc.gz": (1, 0),
    "warcio/example-space-in-url.arc": (1, 0),
    "warcio/example-wget-bad-target-uri.warc.gz": (3, 0),
    "warcio/example.arc": (1, 0),
    "warcio/example.arc.gz": (1, 0),
    "warcio/example.warc": (2, 0),
    "warcio/example.warc.gz": (2, 0),
    "warcio/post-test.warc.gz": (3, 0),
}
"""Captures and damage. Lone revisits have no original to show; `example-digest.warc` holds requests only."""


@pytest.fixture
def archives(shared_data: Path) -> Path:
    return shared_data / "web-archives"


@pytest.mark.parametrize("name", COUNTS)
def test_each_gives_what_is_in_it(archives: Path, name: str) -> None:
    captures, damage = read(archives / name)
    assert (len(captures), len(damage)) == COUNTS[name]
    assert all(capture.address and capture.captured for capture in captures)


def test_none_is_forgotten(archives: Path) -> None:
    kinds = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz")
    there = {str(path.relative_to(archives)) for path in archives.rglob("*") if path.name.endswith(kinds)}
    assert there - set(COUNTS) == {"py-wacz/invalid_example_1.wacz", "pywb-wacz/invalid_example_1.wacz"}


def test_a_revisit_and_its_original_read_together(archives: Path, tmp_path: Path) -> None:
    for number, name in enumerate(
        ("20141129-heritrix-revisit-with-http-headers-and-new-warc-headers", "20141129-heritrix-original")
    ):
        (tmp_path / f"{number}.warc.gz").write_bytes((archives / "iipc-specs" / f"{name}.warc.gz").read_bytes())
    captures, damage = read(tmp_path)
    assert damage == []
    assert [len(capture.body) for capture in captures] == [75_331, 75_331]
    assert [capture.captured for capture in captures] == ["2014-11-29T09:18:39Z", "2014-11-29T09:30:53Z"]


def test_flaws_of_single_files(archives: Path) -> None:
    wget, _ = read(archives / "warcio" / "example-wget-bad-target-uri.warc.gz")
    assert wget[0].address == "http://example.com/"
    space, _ = read(archives / "warcio" / "example-space-in-url.arc")
    assert space[0].address.endswith("?FuseAction=Email&EmailTitle=Examples%20From%20The%20Live%20Web&IsPopUp=False")
    assert space[0].trouble == "the record is cut off: 1,579 of 1,591 bytes"
    status, _ = read(archives / "pywb" / "missing-status-text.warc")
    assert (status[0].status, status[0].header("Location")) == (302, "http://www.iana.org/badst")
    digest, _ = read(archives / "pywb" / "example-extra.warc")
    assert [capture.trouble for capture in digest] == ["", "", "the digest differs", ""]
    chunked, _ = read(archives / "warcio" / "example-iana.org-chunked.warc")
    assert chunked[0].trouble == ""
    assert chunked[0].body.startswith(b"<!doctype html>")
    brotli, _ = read(archives / "py-wacz" / "example-collection-with-lists.warc.gz")
    assert (
        sum(capture.trouble == "the body is in the encoding 'br', which is not supported" for capture in brotli) == 11
    )


def test_the_valid_archives_verify_and_the_invalid_do_not(archives: Path) -> None:
    assert verify_wacz(archives / "py-wacz" / "valid_example_1.wacz") == []
    assert verify_wacz(archives / "py-wacz" / "valid_signed_example_1.wacz") == []
    invalid = archives / "py-wacz" / "invalid_example_1.wacz"
    assert verify_wacz(invalid)
    with pytest.raises(ArchiveError, match="no record of a web archive was found"):
        list(read_captures(invalid))


def test_a_real_crawl_in_whatever_packing(archives: Path, tmp_path: Path) -> None:
    packed = archives / "pywb" / "iana.warc.gz"
    plain = gzip.decompress(packed.read_bytes())
    (tmp_path / "plain.warc").write_bytes(plain)
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(plain))
    pieces = b"".join(gzip.compress(plain[at : at + 65_280]) for at in range(0, len(plain), 65_280))
    (tmp_path / "pieces.warc.gz").write_bytes(pieces)
    wanted = [(capture.address, capture.body) for capture in read(packed)[0]]
    for name in ("plain.warc", "whole.warc.gz", "pieces.warc.gz"):
        captures, damage = read(tmp_path / name)
        found = [(capture.address, capture.body) for capture in captures]
        assert len(found) == len(wanted), name
        assert sorted(found) == sorted(wanted), name
        assert damage == []
