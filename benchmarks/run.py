"""How long the first commands take, in CPU seconds, each beside a floor or a peer in the same run.

python benchmarks/run.py [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.made_up_library import write_library

PYTHON = sys.executable
SAMPLE = Path(__file__).resolve().parents[1] / "src" / "aetia" / "sample" / "scleroderma"

ENTRY = (
    "<p><b>{title}</b>. In this group of patients the sign was seen more often than in their neighbours. "
    "<i>PubMed</i>, Arthritis Res Ther, {year} Jun {day};{volume}(1):{page}. (Also see <a href='x.html'>Antibodies</a>)\n"
)


def cpu_seconds(command: list[str], runs: int) -> float:
    """Median CPU seconds (user and system) of a command run in fresh processes."""
    taken = []
    for _ in range(runs):
        before = os.times()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = os.times()
        used = after.children_user - before.children_user + after.children_system - before.children_system
        taken.append(used)
    return round(statistics.median(taken), 3)


def page_of(entries: int) -> str:
    """A made-up old page with many entries under ten headings."""
    parts = ["<html><head><title>Causes of Example Disease</title></head><body><h1>Causes of Example Disease</h1>\n"]
    for number in range(entries):
        if number % 40 == 0:
            parts.append(f"<h2>Suspected cause {number // 40 + 1}</h2>\n")
        title = f"Antibodies number {number} in people with the example disease and their neighbours"
        parts.append(
            ENTRY.format(
                title=title, year=1990 + number % 30, day=number % 28 + 1, volume=number % 60 + 1, page=number + 100
            )
        )
    return "".join(parts)


def main() -> None:
    """Run every measurement and print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    aetia = [str(Path(PYTHON).with_name("aetia"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_text(page_of(400), encoding="utf-8")
        large = folder / "large"
        write_library(large, 5_000)
        selectolax = (
            f"from selectolax.lexbor import LexborHTMLParser as P; P(open({str(folder / 'page.html')!r}).read()).text()"
        )
        libyaml = (
            "import yaml,pathlib\n"
            f"for f in pathlib.Path({str(large / 'studies')!r}).iterdir():\n"
            "    list(yaml.parse(f.read_text(), Loader=yaml.CSafeLoader))"
        )
        reading = (
            f"import pathlib; from aetia.library.read import read_library\nread_library(pathlib.Path({str(large)!r}))"
        )
        figures = {
            "python -c pass": cpu_seconds([PYTHON, "-c", "pass"], runs),
            "aetia --help": cpu_seconds([*aetia, "--help"], runs),
            "page of 400 entries, selectolax alone": cpu_seconds([PYTHON, "-c", selectolax], runs),
            "page of 400 entries, aetia rescue --json": cpu_seconds(
                [*aetia, "rescue", str(folder / "page.html"), "--json"], runs
            ),
            "sample library, aetia check": cpu_seconds([*aetia, "check", str(SAMPLE)], runs),
            "sample library, aetia verdict": cpu_seconds([*aetia, "verdict", str(SAMPLE), "--json"], runs),
            "sample library, aetia build (with verdicts)": cpu_seconds(
                [*aetia, "build", str(SAMPLE), "--out", str(folder / "site")], runs
            ),
            "5,000 studies, libyaml alone": cpu_seconds([PYTHON, "-c", libyaml], 1),
            "5,000 studies, reading the library": cpu_seconds([PYTHON, "-c", reading], runs),
            "5,000 studies, aetia check": cpu_seconds([*aetia, "check", str(large)], 1),
            "5,000 studies, aetia verdict": cpu_seconds([*aetia, "verdict", str(large)], runs),
            "5,000 studies, aetia verdict --json, with explanations": cpu_seconds(
                [*aetia, "verdict", str(large), "--json"], 1
            ),
        }
        together, alone = figures["5,000 studies, aetia verdict"], figures["5,000 studies, reading the library"]
        figures["5,000 studies, all verdicts without the reading"] = round(together - alone, 3)
    for title, seconds in figures.items():
        print(f"{title:<56} {seconds:8.3f} CPU s")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
