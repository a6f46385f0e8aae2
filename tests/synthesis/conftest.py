"""Small libraries in memory, and rows without a library."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aetia.model.concept import Concept
from aetia.model.library import Library, Settings
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.synthesis import Row, Tier, log_ratio_from_interval

SILICA = "work/silica-dust"


@pytest.fixture
def finding() -> Callable[..., dict[str, Any]]:
    """A case-control finding on silica and systemic sclerosis, odds ratio 2.0 (1.2 to 3.3), with any field replaced."""

    def make(**fields: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "topic": SILICA,
            "exposure": "silica-dust",
            "outcome": "systemic-sclerosis",
            "design": "case-control",
            "timing": "after-onset",
            "estimates": [{"measure": "OR", "value": 2.0, "low": 1.2, "high": 3.3}],
        }
        return {name: value for name, value in {**plain, **fields}.items() if value is not None}

    return make


@pytest.fixture
def study() -> Callable[..., Study]:
    """A study with given findings; other fields can be replaced."""

    def make(name: str, *findings: dict[str, Any], year: int = 2000, standing: str = "current", **fields: Any) -> Study:
        state: dict[str, Any] = {"state": standing}
        if standing != "current":
            state["notice"] = {"source": "a notice"}
        reference = {
            "title": f"A study by {name}",
            "author": [{"family": name.title()}],
            "issued": str(year),
            "standing": state,
        }
        return Study.model_validate({"id": name, "references": [reference], "findings": list(findings), **fields})

    return make


@pytest.fixture
def library() -> Callable[..., Library]:
    """A library on systemic sclerosis with one topic, silica dust, and one infection."""

    def make(*studies: Study, as_of: str = "2026-11-01", **topic: Any) -> Library:
        concepts = [
            Concept(id="systemic-sclerosis", kind="disease", label="systemic sclerosis"),
            Concept(id="sjogren-syndrome", kind="disease", label="Sjögren's syndrome"),
            Concept(id="silica-dust", kind="exposure", label="silica dust", exposure_class="dust"),
            Concept(id="cytomegalovirus", kind="exposure", label="cytomegalovirus", exposure_class="infection"),
        ]
        plain = {"title": "Silica dust", "question": "Does silica dust cause it?", "exposure": "silica-dust", **topic}
        topics = [
            Topic(id="work", title="Work"),
            Topic.model_validate({"id": SILICA, **plain}),
            Topic(id="virus", title="Virus", question="Does it?", exposure="cytomegalovirus"),
        ]
        return Library(
            root=Path(),
            settings=Settings(format=1, title="Causes", disease="systemic-sclerosis", as_of=as_of),
            concepts={concept.id: concept for concept in concepts},
            topics={each.id: each for each in topics},
            studies={each.id: each for each in studies},
        )

    return make


@pytest.fixture
def row() -> Callable[..., Row]:
    """A row from a printed ratio."""

    def make(name: str, value: float, low: float, high: float, tier: int = 2, **fields: Any) -> Row:
        size = log_ratio_from_interval(low, high, value)
        return Row(name, name, Tier(tier), size.y, math.sqrt(size.v), value, low, high, "OR", **fields)

    return make
