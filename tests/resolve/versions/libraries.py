"""Made-up libraries of a few studies, each given as what matters about it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aetia.library import read_library, writing
from aetia.model.concept import Concept
from aetia.model.library import Library, Settings
from aetia.model.study import Study
from aetia.model.topic import Topic

CONCEPTS = (
    Concept(id="systemic-sclerosis", kind="disease", label="Systemic sclerosis", synonyms=["scleroderma"]),
    Concept(id="lupus", kind="disease", label="Lupus", synonyms=["systemic lupus erythematosus"]),
    Concept(id="silica", kind="exposure", label="Silica", exposure_class="dust"),
    Concept(id="solvents", kind="exposure", label="Solvents", exposure_class="chemical"),
)
ALPHAS = "Alpha A, Beta B, Gamma C"


def reference(
    title: str,
    authors: str = "",
    journal: str = "",
    year: int | str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A reference as plain values. `authors` is ``Alpha A, Beta B``; ids are given as `pmid`, `doi`, `pmcid`."""
    names = [name.rsplit(" ", 1) for name in authors.split(", ") if name]
    identifiers = {kind: fields.pop(kind) for kind in ("pmid", "pmcid", "doi") if kind in fields}
    values = {
        "title": title,
        "author": [{"family": family, "given": given} for family, given in names],
        "container-title": journal or None,
        "issued": str(year) if year else None,
        "identifiers": identifiers,
        **fields,
    }
    return {name: value for name, value in values.items() if value}


def study(name: str, *references: dict[str, Any], **fields: Any) -> Study:
    """A study."""
    return Study.model_validate({"id": name, "references": list(references), **fields})


def finding(topic: str = "silica", **fields: Any) -> dict[str, Any]:
    """An appraised finding as plain values."""
    return {
        "topic": topic,
        "exposure": "silica",
        "outcome": "systemic-sclerosis",
        "design": "case-control",
        "direction": "for",
        "adequately_sized": "yes",
        **fields,
    }


def library(*studies: Study) -> Library:
    """A library in memory."""
    settings = Settings(format=1, title="Made up", disease="systemic-sclerosis", as_of="2026-11-20")
    concepts = {concept.id: concept for concept in CONCEPTS}
    return Library(
        Path("nowhere"), settings, concepts, studies={one.id: one for one in sorted(studies, key=lambda s: s.id)}
    )


def write(root: Path, *studies: Study, texts: Mapping[str, str] | None = None) -> Path:
    """A library on disk, with some other files in it."""
    with writing(root, "test") as writer:
        writer.settings(Settings(format=1, title="Made up", disease="systemic-sclerosis", as_of="2026-11-20"))
        writer.concepts(CONCEPTS)
        writer.topic(
            Topic.model_validate({"id": "silica", "title": "Silica", "question": "Does silica?", "exposure": "silica"})
        )
        for one in studies:
            writer.study(one)
        for name, text in (texts or {}).items():
            writer.file(name, text)
    return root


def files(root: Path) -> dict[str, str]:
    """Every file of a library on disk."""
    found = (path for path in root.rglob("*") if path.is_file() and ".aetia" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in found}


def ids(root: Path) -> list[str]:
    """The studies of a library on disk."""
    return list(read_library(root).studies)
