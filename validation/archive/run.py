"""Seal the sample library and let others judge: the public validator, its indexer, the public player; then read others' archives.

    python validation/archive/run.py [--shared ../shared] [--pages 20] [--records 2000]

Prints what was found, and one JSON line at the end. Exit code 1 where something disagrees.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aetia.archive import Document, verify_wacz, write_wacz
from aetia.site.archiving import Archived, archive_site
from validation.archive.beside_warcio import captures_of, compare, with_warcio
from validation.archive.damage import hurt
from validation.archive.replay import fetch_player, replaying
from validation.archive.unavailable import Unavailable
from validation.archive.validator import install_validator

_SAMPLE = Path(__file__).resolve().parents[2] / "src" / "aetia" / "sample" / "scleroderma"


def main() -> int:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the development data")
    parser.add_argument("--pages", type=int, default=20, help="pages to replay")
    parser.add_argument("--records", type=int, default=2_000, help="records to read for time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found: dict[str, Any] = {"sealed": _sealed(place)}
        found["validator"] = _validated(place)
        found["player"] = _replayed(place, asked.pages)
        found["reader"] = _read(asked.shared / "data" / "web-archives")
        found["damage"] = _hurt(asked.shared / "data" / "web-archives", place)
        found["speed"] = _timed(place, asked.records)
    print(json.dumps(found))
    wrong = found["sealed"]["faults"] or not found["validator"].get("valid", True) or found["player"].get("missing")
    return 1 if wrong or found["validator"].get("differ") else 0


def _sealed(place: Path) -> dict[str, Any]:
    started = time.perf_counter()
    archived: Archived = archive_site(_SAMPLE, place / "site.wacz")
    seconds = time.perf_counter() - started
    again = archive_site(_SAMPLE, place / "again.wacz")
    faults = [str(damage) for damage in verify_wacz(archived.sealed.path)]
    sealed = archived.sealed
    print(f"sealed {sealed.documents} files, {sealed.pages} pages, {sealed.size / 1e6:.1f} MB in {seconds:.1f} s")
    print(f"the same bytes twice: {again.sealed.digest == sealed.digest}; faults: {len(faults)}")
    return {
        "files": sealed.documents, "pages": sealed.pages, "captures": sealed.captures, "bytes": sealed.size,
        "seconds": round(seconds, 1), "same_twice": again.sealed.digest == sealed.digest, "faults": faults,
    }  # fmt: skip


def _validated(place: Path) -> dict[str, Any]:
    try:
        validator = install_validator(place)
    except Unavailable as error:
        print(f"no validator: {error}")
        return {"unavailable": str(error)}
    valid, printed = validator.validate(place / "site.wacz")
    print(f"the public validator: {' '.join(printed.split())}")
    with zipfile.ZipFile(place / "site.wacz") as archive:
        ours = archive.read("indexes/index.cdxj").decode().splitlines()
        (place / "data.warc.gz").write_bytes(archive.read("archive/data.warc.gz"))
    differ = set(ours) ^ set(validator.index(place / "data.warc.gz"))
    print(f"the public indexer: {len(ours)} lines, {len(differ)} differ")
    return {"valid": valid, "lines": len(ours), "differ": len(differ)}


def _replayed(place: Path, count: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    try:
        player = fetch_player(place)
    except Unavailable as error:
        print(f"no player: {error}")
        return {"unavailable": str(error)}
    with zipfile.ZipFile(place / "site.wacz") as archive:
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()][1:]
    chosen = random.Random(1).sample(pages, min(count, len(pages)))
    missing, started = [], time.perf_counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with replaying(place / "site.wacz", player, browser) as replay:
            for page in chosen:
                text = " ".join(replay.show(page["url"]).split())
                words = " ".join(page["text"].split()[:6])
                if not text or words.split()[-1] not in text:
                    missing.append(page["url"])
        browser.close()
    seconds = (time.perf_counter() - started) / max(1, len(chosen))
    print(f"the public player: {len(chosen)} pages replayed, {len(missing)} missing, {seconds:.1f} s each")
    return {"pages": len(chosen), "missing": missing, "seconds_each": round(seconds, 2)}


def _read(folder: Path) -> dict[str, Any]:
    compared = compare(folder)
    for file in compared:
        found_again = file.ours - file.same <= file.revisits
        if not found_again or file.theirs != file.same or file.stopped:
            told = f"; ours tells: {', '.join(sorted(set(file.told)))[:160]}" if file.told else ""
            stop = f"; warcio stops: {file.stopped}" if file.stopped else ""
            print(
                f"  {file.name}: ours {file.ours}, warcio {file.theirs} and {file.revisits} revisits, same {file.same}{stop}{told}"
            )
    same, revisits = sum(file.same for file in compared), sum(file.revisits for file in compared)
    resolved = sum(file.ours - file.theirs for file in compared)
    print(f"beside warcio: {len(compared)} files, {same} bodies alike; {resolved} of {revisits} revisits resolved")
    return {
        "files": len(compared), "ours": sum(file.ours for file in compared),
        "warcio": sum(file.theirs for file in compared), "same": same, "revisits": revisits,
    }  # fmt: skip


def _hurt(folder: Path, place: Path) -> dict[str, Any]:
    plain = place / "plain.warc"
    plain.write_bytes(gzip.decompress((folder / "py-wacz" / "example-iana.warc.gz").read_bytes()))
    found: dict[str, Any] = {}
    for name, archive in (("packed", folder / "pywb" / "iana.warc.gz"), ("plain", plain)):
        for kind in ("overwritten", "missing", "cut"):
            lost = hurt(archive, kind, place)
            print(f"{name}, {kind}: of {lost.there} bodies ours loses {lost.ours:.1f}, warcio alone {lost.theirs:.1f}")
            found[f"{name} {kind}"] = {"there": lost.there, "ours": lost.ours, "warcio": lost.theirs}
    return found


def _timed(place: Path, count: int) -> dict[str, Any]:
    text = b"<p>" + bytes(range(32, 127)) * 200
    documents = [Document(f"https://a.example/{number}", b"%d" % number + text, "text/html") for number in range(count)]
    write_wacz(place / "timed.wacz", documents, title="Timed", created="2026-11-20T00:00:00Z")
    with zipfile.ZipFile(place / "timed.wacz") as archive:
        (place / "timed.warc.gz").write_bytes(archive.read("archive/data.warc.gz"))
    seconds = {}
    for name, read in (("ours", captures_of), ("warcio", with_warcio)):
        started = time.process_time()
        read(place / "timed.warc.gz")
        seconds[name] = round(time.process_time() - started, 2)
    print(f"{count} records: ours {seconds['ours']} s, with digests checked; warcio {seconds['warcio']} s")
    return {"records": count, **seconds}


if __name__ == "__main__":
    sys.exit(main())
