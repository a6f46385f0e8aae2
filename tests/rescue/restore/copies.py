"""Copies of a site as people and programs make them, and what a restore should give back from each."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import json
import mimetypes
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aetia.library import read_library
from aetia.site.sources import public_sources

ADDRESS = "https://palewrist.example/causes/"
"""Where the made-up sites stand."""

CAPTURED = "2026-11-25T10:20:30Z"


def public_part(library: Path) -> dict[str, bytes]:
    """What a site may publish of a library: by name, the bytes."""
    sources = public_sources(read_library(library))
    for source in sources.files.values():
        assert source.changed or source.content == (library / source.file).read_bytes()
    return {source.file: source.content for source in sources.files.values()}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but its private state."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != ".aetia"
    }


def listing(files: list[dict[str, Any]], **more: Any) -> bytes:
    """A manifest that is what its digest promises."""
    lines = "".join(f"{entry['sha256']}  {entry['file']}\n" for entry in sorted(files, key=lambda e: str(e["file"])))
    digest = hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
    document = {"manifest": 1, "library": "x", "as_of": "2026", "digest": digest, "files": files, "left_out": []} | more
    return json.dumps(document).encode()


def entry(name: str, body: bytes, **more: Any) -> dict[str, Any]:
    return {"file": name, "copy": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), **more}


def warc(pages: Mapping[str, bytes], *, captured: str = CAPTURED, compressed: bool = True, status: int = 200) -> bytes:
    """A WARC with one response a page.

    Args:
        pages: bodies by their addresses.
        captured: when.
        compressed: each record on its own, as crawlers do.
        status: of HTTP.
    """
    records = []
    for number, (address, body) in enumerate(pages.items()):
        media_type = mimetypes.guess_type(address)[0] or "text/html"
        http_head = (
            f"HTTP/1.1 {status} OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nWARC-Date: {captured}\r\n"
            f"WARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http_head) + len(body)}\r\n\r\n"
        )
        record = head.encode() + http_head + body + b"\r\n\r\n"
        records.append(gzip.compress(record, mtime=0) if compressed else record)
    return b"".join(records)


def crawled(site: Path, address: str = ADDRESS) -> dict[str, bytes]:
    """A site's files by the addresses at which a crawler finds them."""
    return {f"{address}{name.removesuffix('index.html')}": body for name, body in tree(site).items() if name[0] != "."}


def flat(site: Path, folder: Path) -> Path:
    """A copy that lost every name: all files in one folder, numbered."""
    folder.mkdir(parents=True)
    for number, (_, body) in enumerate(sorted(tree(site).items())):
        (folder / f"{number:04}").write_bytes(body)
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base's signature)
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """A plain HTTP server that shows a folder; gives its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def wget(address: str, folder: Path, *options: str) -> Path:
    """Crawl a site with wget, a program that knows nothing of aetia; returns the folder with what it wrote."""
    program = shutil.which("wget")
    if program is None:
        assert os.environ.get("CI") != "true", "wget is not installed, and this run is there to use it"
        pytest.skip("wget is not installed")
    folder.mkdir(parents=True)
    command = [program, "--quiet", "--mirror", "--no-config", "--no-proxy", *options, address]
    done = subprocess.run(command, cwd=folder, timeout=120, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return folder
