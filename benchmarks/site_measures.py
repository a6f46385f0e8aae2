"""What `site.py` measures inside one process of its own; the last line that it prints is JSON.

python benchmarks/site_measures.py parts LIBRARY FOLDER
python benchmarks/site_measures.py rebuild LIBRARY FOLDER
python benchmarks/site_measures.py weight LIBRARY SITE [PELICAN'S SITE]
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FINDINGS = 30
"""Of the cause page that is weighed."""
_ESTIMATE = re.compile(r"^( +value: )([\d.]+)$", re.MULTILINE)
_TOPIC = re.compile(r"^ +- topic: (\S+)$", re.MULTILINE)
_TOUCHED = re.compile(
    r'<script[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"|<img[^>]* src="([^"]+)"'
)


class Parts:
    """CPU seconds by part, each spent in a block of its own."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.number: Counter[str] = Counter()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the CPU time of a block to a part."""
        before = time.process_time()
        yield
        self.seconds[name] += time.process_time() - before
        self.number[name] += 1


def parts(library: Path, out: Path) -> dict[str, Any]:
    """A whole build, one part after the other: what a later one needs of an earlier one is there already."""
    from aetia.library.read import nothing_is_garbage
    from aetia.site.build import Site
    from aetia.site.data_files import data_files
    from aetia.site.destination import SiteFolder
    from aetia.site.memory import Memory
    from aetia.site.pages import all_pages
    from aetia.site.render import Renderer
    from aetia.site.sound import sound_library
    from aetia.site.views.figures import drawn

    done = Parts()
    done.seconds["start"] = time.process_time()
    with nothing_is_garbage():
        with done.part("reading and checks"):
            sound = sound_library(library)
        with done.part("public files"):
            site = Site(sound.reading, Memory())
        edition = site.first
        with done.part("verdicts"):
            verdicts = [verdict for topic in edition.by_topic for verdict in edition.by_topic[topic]]
        with done.part("explanations"):
            for verdict in verdicts:
                edition.explanation(verdict)
        with done.part("figures"):
            for verdict in verdicts:
                drawn(edition, verdict)
        with done.part("list of pages"):
            pages, renderer = list(all_pages(edition)), Renderer(edition)
        folder = SiteFolder(out)
        listing = {}
        with folder.new(again=False) as new:
            for page in pages:
                with done.part(f"view: {_kind(page.kind)}"):
                    _ = page.view  # made once, and kept for the template
                with done.part(f"template: {_kind(page.kind)}"):
                    content = renderer.page(page).html
                with done.part("writing"):
                    name = (
                        f"{page.address}index.html" if page.address.endswith("/") or not page.address else page.address
                    )
                    new.write(name, content)
                listing[name] = hashlib.sha256(content).hexdigest()
            for file in data_files([edition]):
                with done.part(f"files: {_files(file.address)}"):
                    content = file.make()
                with done.part("writing"):
                    new.write(file.address, content)
                listing[file.address] = hashlib.sha256(content).hexdigest()
            with done.part("writing"):
                new.finish(listing)
    return {"seconds": {name: round(s, 3) for name, s in done.seconds.items()}, "number": done.number}


def _kind(page: str) -> str:
    return page if page in ("study", "cause", "figures") else "other"


def _files(address: str) -> str:
    """The sort of a file that is no page."""
    if address.startswith("source/"):
        return "the library's own"
    if address.endswith("verdict.json") or address.endswith("verdicts.json"):
        return "verdicts"
    if address.endswith(".xml"):
        return "feeds"
    return "downloads" if "/" in address else "other"


def rebuild(library: Path, folder: Path) -> dict[str, Any]:
    """Builds of one process after one study changed its numbers, which another build from nothing has to equal."""
    from aetia.site import SiteBuilder

    by_topic = _studies_by_topic(library)
    most, middle = _most_and_middle(by_topic)
    report: dict[str, Any] = {"studies_of_topic": {"most": len(by_topic[most]), "middle": len(by_topic[middle])}}
    with SiteBuilder(library, folder / "site") as builder:
        report["full"] = _timed(lambda: builder.build(search=False))
        builds = [("first", middle), *[("middle", middle)] * 3, *[("most", most)] * 3]
        for number, (name, topic) in enumerate(builds):
            _change(library, by_topic[topic][number % len(by_topic[topic])])
            report.setdefault(name, []).append(_timed(lambda: builder.build(search=False)))
        with SiteBuilder(library, folder / "again") as other:
            other.build(search=False)
        report["equal"] = _digest(folder / "site") == _digest(folder / "again")
        report["with the index"] = _timed(lambda: builder.build(search="keep"))
        for number in range(3):
            _change(library, by_topic[middle][-1 - number % len(by_topic[middle])])
            report.setdefault("middle, index kept", []).append(_timed(lambda: builder.build(search="keep")))
    return report


def _timed(build: Callable[[], Any]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    built = build()
    taken = {"wall": round(time.perf_counter() - wall, 3), "cpu": round(time.process_time() - cpu, 3)}
    return {**taken, "made": built.made, "pages": built.pages, "files": built.files}


def _studies_by_topic(library: Path) -> dict[str, list[Path]]:
    """The studies with an estimate that can be changed, by topic."""
    found: dict[str, list[Path]] = defaultdict(list)
    for file in sorted((library / "studies").iterdir()):
        text = file.read_text(encoding="utf-8")
        if (
            "reviewed_as" not in text
            and "meta-analysis" not in text
            and "retracted" not in text
            and _ESTIMATE.search(text)
        ):
            found[_TOPIC.findall(text)[0]].append(file)
    return found


def _most_and_middle(by_topic: dict[str, list[Path]]) -> tuple[str, str]:
    """The topic with the most studies, and the one in the middle of all studies: as many belong to larger as to smaller ones."""
    ordered = sorted(by_topic, key=lambda topic: (-len(by_topic[topic]), topic))
    half, seen = sum(map(len, by_topic.values())) / 2, 0
    for topic in ordered:
        seen += len(by_topic[topic])
        if seen >= half:
            return ordered[0], topic
    raise AssertionError("no studies")


def _change(library: Path, study: Path) -> None:
    """Another number, as an editor would correct it, well inside its limits."""
    assert study.is_relative_to(library)
    text = study.read_text(encoding="utf-8")
    study.write_text(
        _ESTIMATE.sub(lambda found: f"{found[1]}{float(found[2]) + 0.01:.2f}", text, count=1), encoding="utf-8"
    )


def _digest(site: Path) -> str:
    """Of the names and bytes of every file."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.relative_to(site)}"
        for path in sorted(site.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def weight(library: Path, site: Path, peer: Path | None = None) -> dict[str, Any]:
    """The weight of a cause page with 30 findings, its first view's requests, and the words on the page of a study."""
    number: Counter[str] = Counter()
    for file in (library / "studies").iterdir():
        number.update(_TOPIC.findall(file.read_text(encoding="utf-8")))
    topic = min(number, key=lambda topic: (abs(number[topic] - FINDINGS), topic))
    page = (site / "causes" / topic / "index.html").read_bytes()
    style = (site / "static" / "style.css").read_bytes()
    asked = {next(filter(None, found)) for found in _TOUCHED.findall(page.decode())}
    report: dict[str, Any] = {
        "findings": number[topic],
        "html": len(page),
        "html_gzip": _zipped(page),
        "css": len(style),
        "css_gzip": _zipped(style),
        "requests": 1 + len([address for address in asked if not address.startswith("data:")]),
        "study_words": _words(sorted(site.glob("studies/*/index.html"))),
    }
    if peer is not None:
        report["peer_study_words"] = _words(sorted(peer.glob("study-*.html")))
    return report


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, 6, mtime=0))


def _words(pages: list[Path]) -> float:
    """The median number of words that a page shows."""
    from selectolax.lexbor import LexborHTMLParser

    bodies = (LexborHTMLParser(page.read_text(encoding="utf-8")).body for page in pages[:: max(1, len(pages) // 100)])
    return statistics.median(len(body.text(separator=" ").split()) for body in bodies if body)


MEASURES: dict[str, Callable[..., dict[str, Any]]] = {"parts": parts, "rebuild": rebuild, "weight": weight}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](*map(Path, sys.argv[2:]))))
