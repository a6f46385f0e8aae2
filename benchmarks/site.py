"""What building a site costs, beside Pelican on as many articles in the same run: CPU seconds, memory, the share of each part,
what a change costs, the weight of a page, and the preserved site.

python benchmarks/site.py [--studies 5000] [--runs 3] [--peer-python PATH]

The library is made up; see `made_up_library.py`. Of the same studies and causes `made_up_pelican.py` makes Pelican's articles. Both
build in turns, each in a fresh process, imports included, without a search index, into a new folder. CPU is that of the process
and of those that it started.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
AETIA = str(Path(PYTHON).with_name("aetia"))
SAMPLE = HERE.parent / "src" / "aetia" / "sample" / "scleroderma"
THEMES = ("simple", "notmyidea")
"""Pelican's own: the barest, and the one that it takes when nothing is said."""

_MAKE = (
    f"import sys; sys.path.insert(0, {str(HERE.parent)!r})\n"
    "from pathlib import Path; from benchmarks.made_up_library import write_library\n"
    "write_library(Path(sys.argv[1]), int(sys.argv[2]))"
)


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    cpu: float
    wall: float
    peak_mb: float


def cost(command: list[str], folder: Path | None = None) -> Cost:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed.
    """
    before = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - before, used.ru_maxrss / 1024)


def measured(what: str, *arguments: Path) -> dict[str, Any]:
    """A measure of `site_measures.py`."""
    command = [PYTHON, str(HERE / "site_measures.py"), what, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class Bench:
    """One run of everything.

    Args:
        folder: to work in.
        peer: a Python that has Pelican.
        runs: of everything that is compared.
    """

    def __init__(self, folder: Path, peer: Path | None, runs: int) -> None:
        self.library, self.site, self.folder = folder / "library", folder / "site", folder
        self.peer, self.runs = peer, runs
        self.pelican = folder / "pelican"

    def prepare(self, studies: int) -> None:
        """Make the library, and the articles."""
        cost([PYTHON, "-c", _MAKE, str(self.library), str(studies)])
        if self.peer is not None:
            cost([PYTHON, str(HERE / "made_up_pelican.py"), str(self.library), str(self.pelican)])

    def check(self) -> dict[str, Any]:
        """Reading and checking."""
        costs = [cost([AETIA, "check", str(self.library)]) for _ in range(self.runs)]
        return {"cpu": _median([c.cpu for c in costs], 2), "peak_mb": round(max(c.peak_mb for c in costs))}

    def builds(self) -> dict[str, Any]:
        """Whole builds in turns with Pelican's, and the parts of one."""
        ours: list[Cost] = []
        parts: list[dict[str, Any]] = []
        theirs: dict[str, list[Cost]] = {theme: [] for theme in THEMES if self.peer is not None}
        for _ in range(self.runs):
            shutil.rmtree(self.site, ignore_errors=True)
            ours.append(cost([AETIA, "build", str(self.library), "--out", str(self.site), "--no-search"]))
            for theme, costs in theirs.items():
                costs.append(self._peer_build(theme))
            shutil.rmtree(self.folder / "parts", ignore_errors=True)
            parts.append(measured("parts", self.library, self.folder / "parts"))
        shutil.rmtree(self.folder / "parts", ignore_errors=True)
        return self._compared(ours, parts, theirs)

    def _peer_build(self, theme: str) -> Cost:
        out = self.folder / theme
        shutil.rmtree(out, ignore_errors=True)
        settings = ["-o", str(out), "-s", "pelicanconf.py", "-t", theme, "-q"]
        return cost([str(self.peer), "-m", "pelican", "content", *settings], self.pelican)

    def _compared(self, ours: list[Cost], parts: list[dict[str, Any]], theirs: dict[str, list[Cost]]) -> dict[str, Any]:
        pages = len(list(self.site.rglob("*.html")))
        number = parts[0]["number"]
        seconds = {name: _median([p["seconds"][name] for p in parts], 3) for name in parts[0]["seconds"]}
        own_pages = [_pages_alone(p["seconds"]) / pages for p in parts]
        studies = [
            (p["seconds"]["view: study"] + p["seconds"]["template: study"]) / number["view: study"] for p in parts
        ]
        report: dict[str, Any] = {
            "pages": pages,
            "files": sum(1 for path in self.site.rglob("*") if path.is_file()),
            "cpu": _median([c.cpu for c in ours], 1),
            "wall": _median([c.wall for c in ours], 1),
            "peak_mb": round(max(c.peak_mb for c in ours)),
            "ms_a_page": _median([1000 * c.cpu / pages for c in ours], 2),
            "ms_a_page_pages_alone": _median([1000 * s for s in own_pages], 2),
            "ms_a_study_page": _median([1000 * s for s in studies], 2),
            "parts": seconds,
            "peer": {},
        }
        for theme, costs in theirs.items():
            there = len(list((self.folder / theme).rglob("*.html")))
            each = [c.cpu / there for c in costs]
            report["peer"][theme] = {
                "pages": there,
                "cpu": _median([c.cpu for c in costs], 1),
                "peak_mb": round(max(c.peak_mb for c in costs)),
                "ms_a_page": _median([1000 * s for s in each], 2),
                "ratio": _spread([c.cpu / pages for c in ours], each),
                "ratio_pages_alone": _spread(own_pages, each),
                "ratio_study_pages": _spread(studies, each),
            }
        return report

    def rebuild(self) -> dict[str, Any]:
        """What a change of one study costs."""
        changed = self.folder / "changed"
        shutil.copytree(self.library, changed)
        (self.folder / "rebuild").mkdir()
        found = measured("rebuild", changed, self.folder / "rebuild")
        full = found["full"]
        for name in ("first", "middle", "most", "middle, index kept"):
            wall, cpu = (statistics.median(each[kind] for each in found[name]) for kind in ("wall", "cpu"))
            files = statistics.median(each["made"] for each in found[name])
            shares = {"wall_share": round(wall / full["wall"], 4), "cpu_share": round(cpu / full["cpu"], 4)}
            found[name] = {"wall": round(wall, 2), "cpu": round(cpu, 2), **shares, "files": files}
        return found

    def weight(self) -> dict[str, Any]:
        """How heavy a page is."""
        return measured(
            "weight", self.library, self.site, *([self.folder / THEMES[0]] if self.peer is not None else [])
        )

    def preserved(self) -> dict[str, Any]:
        """Sealing the sample library, and bringing it back."""
        sealed, back = [], []
        for number in range(self.runs):
            archive, restored = self.folder / f"{number}.wacz", self.folder / f"restored-{number}"
            sealed.append(cost([AETIA, "archive", str(SAMPLE), "--out", str(archive)]).cpu)
            back.append(cost([AETIA, "restore", str(archive), "--into", str(restored)]).cpu)
        size = (self.folder / "0.wacz").stat().st_size
        return {"archive_cpu": _median(sealed, 2), "restore_cpu": _median(back, 2), "bytes": size}


def _pages_alone(seconds: dict[str, float]) -> float:
    """Views and templates of all pages: without verdicts, explanations and figures, which are there when they are made."""
    return sum(spent for name, spent in seconds.items() if name.startswith(("view", "template", "list of pages")))


def _median(values: list[float], digits: int) -> float:
    return round(statistics.median(values), digits)


def _spread(ours: list[float], theirs: list[float]) -> list[float]:
    """The ratio of each turn: median, least, most."""
    ratios = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    return [round(ratio, 3) for ratio in (statistics.median(ratios), ratios[0], ratios[-1])]


def main() -> None:
    """Measure, and print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-python", type=Path, help="a Python that has Pelican and Markdown")
    asked = parser.parse_args()
    if asked.peer_python is None:
        print("Pelican is left out: name a Python that has it with --peer-python", file=sys.stderr)
    report: dict[str, Any] = {"studies": asked.studies, "runs": asked.runs, "load": [round(os.getloadavg()[0], 1)]}
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), asked.peer_python, asked.runs)
        bench.prepare(asked.studies)
        for title in ("check", "builds", "weight", "rebuild", "preserved"):
            report[title] = getattr(bench, title)()
            print(f"\n{title}")
            _print(report[title])
    report["load"].append(round(os.getloadavg()[0], 1))
    print(json.dumps(report))


def _print(figures: dict[str, Any], indent: int = 2) -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{'':{indent}}{name}")
            _print(value, indent + 2)
        else:
            print(f"{'':{indent}}{name:<{36 - indent}} {value}")


if __name__ == "__main__":
    main()
