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


def library_of(studies: int, folder: Path) -> None:
    """A made-up library in canonical form."""
    from aetia.library import writing
    from aetia.model.concept import Concept
    from aetia.model.library import Settings
    from aetia.model.study import Study
    from aetia.model.topic import Topic

    with writing(folder, "benchmark") as writer:
        writer.settings(Settings(format=1, title="Made up", disease="disease", as_of="2026-11-20"))
        causes = [
            Concept(id=f"cause-{n}", kind="exposure", label=f"Cause {n}", exposure_class="chemical") for n in range(50)
        ]
        writer.concepts([Concept(id="disease", kind="disease", label="Disease"), *causes])
        for cause in causes:
            writer.topic(
                Topic(id=cause.id, title=cause.label, question=f"Does {cause.label} cause it?", exposure=cause.id)
            )
        for number in range(studies):
            writer.study(Study.model_validate(_study(number)))


def _study(number: int) -> dict[str, object]:
    cause = f"cause-{number % 50}"
    finding = {
        "topic": cause, "exposure": cause, "outcome": "disease", "question": "exposure-to-disease", "directness": "direct",
        "stream": "human", "design": "case-control", "timing": "after-onset",
        "risk_of_bias": {"level": "adequate", "why": "matched for age and sex"},
        "estimates": [{"measure": "OR", "value": 1.8, "low": 0.9, "high": 3.6, "printed": "OR 1.8 (0.9-3.6)"}],
        "statement": {"en": "Patients had met the cause more often than their neighbours."},
        "appraisal": {"by": "editor-1", "on": "2026-11-20"},
    }  # fmt: skip
    reference = {
        "title": f"Study number {number} of cause and disease", "author": [{"family": "Example", "given": "A"}],
        "container-title": "Journal of Examples", "issued": 2000 + number % 25, "volume": number % 60, "page": number,
        "identifiers": {"pmid": 10_000_000 + number},
    }  # fmt: skip
    return {"id": f"study-{number}", "references": [reference], "design": "case-control", "team": f"team-{number % 900}",
            "findings": [finding]}  # fmt: skip


def main() -> None:
    """Run every measurement and print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    aetia = [str(Path(PYTHON).with_name("aetia"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_text(page_of(400), encoding="utf-8")
        library_of(5_000, folder / "large")
        selectolax = (
            f"from selectolax.lexbor import LexborHTMLParser as P; P(open({str(folder / 'page.html')!r}).read()).text()"
        )
        libyaml = (
            "import yaml,pathlib\n"
            f"for f in pathlib.Path({str(folder / 'large' / 'studies')!r}).iterdir():\n"
            "    list(yaml.parse(f.read_text(), Loader=yaml.CSafeLoader))"
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
            "5,000 studies, aetia check": cpu_seconds([*aetia, "check", str(folder / "large")], 1),
        }
    for title, seconds in figures.items():
        print(f"{title:<50} {seconds:8.3f} CPU s")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
