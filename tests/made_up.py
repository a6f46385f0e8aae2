"""A small made-up library that is sound: what tests start from, and then break in one place."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """format = 1
title = "Example Evidence Library"
disease = "example-disease"
languages = ["en"]
as_of = "2026-11-20"
rules = "2026-1"
"""

CONCEPTS = """- id: example-disease
  kind: disease
  label: Example disease
- id: other-disease
  kind: disease
  label: Other disease
- id: example-dust
  kind: exposure
  label: Example dust
  exposure_class: dust
- id: example-vaccine
  kind: exposure
  label: Example vaccine
  exposure_class: vaccine
- id: example-virus
  kind: exposure
  label: Example virus
  exposure_class: infection
"""

INFECTION = """---
title: Infection
---

Germs that were suspected.
"""

VIRUS = """---
title: Example virus
question: Does the example virus cause the example disease?
exposure: example-virus
see_also:
  - infection
---
"""

ALPHA = """references:
  - title: A virus in patients and neighbours
    author: [{family: Alpha, given: A}]
    issued: 2020-10-30
    identifiers: {pmid: 100001, doi: 10.1234/alpha}
design: case-control
findings:
  - topic: infection/example-virus
    exposure: example-virus
    exposure_measure: IgG
    outcome: example-disease
    estimates:
      - measure: OR
        value: 2
        low: 1.2
        high: 3.3
    statement:
      en: Patients had the antibody twice as often as their neighbours.
"""

BETA = """references:
  - title: A virus before the illness
    issued: 2021
    identifiers: {pmid: 100002}
design: cohort
findings:
  - topic: infection/example-virus
    exposure: example-virus
    outcome: example-disease
"""

SCREENING = "on\tby\ttopic\trecord\tdecision\treason\tnote\n2026-01-02\teditor-1\tinfection\tpmid:7\texclude\t\t\n"

SOUND: dict[str, str] = {
    "aetia.toml": SETTINGS,
    "concepts.yaml": CONCEPTS,
    "topics/infection.md": INFECTION,
    "topics/infection/example-virus.md": VIRUS,
    "studies/alpha-2020.yaml": ALPHA,
    "studies/beta-2021.yaml": BETA,
    "decisions/screening.tsv": SCREENING,
}


def make_library(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """Write the sound library below a folder, with some files put in or replaced."""
    for name, content in (SOUND | (files or {})).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return root
