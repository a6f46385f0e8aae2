"""A library in memory: its tree, its findings by topic, its labels."""

from __future__ import annotations

import itertools
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import topics

from aetia.model.concept import Concept
from aetia.model.finding import Finding
from aetia.model.library import Library, Settings
from aetia.model.reference import Reference
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.model.verdict import Level

SETTINGS = Settings(format=1, title="T", disease="d", as_of="2026-11-23")


def library(**parts: dict[str, object]) -> Library:
    return Library(Path("x"), SETTINGS, **parts)  # type: ignore[arg-type]


def test_the_tree_is_walked_depth_first_by_order_and_then_by_name() -> None:
    made = [
        Topic(id="b", title="B"),
        Topic(id="a", title="A", order=1),
        Topic(id="b/z", title="Z"),
        Topic(id="b/y", title="Y", order=2),
        Topic(id="b/z/q", title="Q"),
    ]

    walked = [topic.id for topic in library(topics={topic.id: topic for topic in made}).walk()]

    assert walked == ["b", "b/z", "b/z/q", "b/y", "a"]


@given(st.lists(topics(), max_size=6, unique_by=lambda topic: topic.id))
def test_every_topic_with_all_its_parents_is_walked_once_and_after_them(made: list[Topic]) -> None:
    walked = [topic.id for topic in library(topics={topic.id: topic for topic in made}).walk()]
    known = {topic.id for topic in made}

    def whole(topic: str) -> bool:
        return all(parent in known for parent in itertools.accumulate(topic.split("/"), "{}/{}".format))

    assert sorted(walked) == sorted(topic for topic in known if whole(topic))
    for topic in walked:
        parent = topic.rpartition("/")[0]
        assert not parent or walked.index(parent) < walked.index(topic)


def test_findings_are_found_by_topic_in_the_order_of_studies_and_files() -> None:
    def study(name: str, *places: str) -> Study:
        return Study(id=name, references=[Reference(title="T")], findings=[Finding(topic=place) for place in places])

    one, two = study("one", "a", "b", "a"), study("two", "a")
    made = library(studies={"one": one, "two": two})

    assert [(owner.id, finding) for owner, finding in made.findings("a")] == [
        ("one", one.findings[0]),
        ("one", one.findings[2]),
        ("two", two.findings[0]),
    ]
    assert made.findings("c") == []
    assert one.findings_in("b") == [one.findings[1]]


def test_a_concept_without_a_label_is_called_by_its_identifier() -> None:
    made = library(concepts={"d": Concept(id="d", kind="disease", label="The disease")})

    assert made.label("d") == "The disease"
    assert made.label("unknown") == "unknown"


def test_levels_stand_in_order_and_evidence_against_beside_the_scale() -> None:
    steps = [level.step for level in Level if level is not Level.AGAINST]

    assert steps == [0, 1, 2, 3, 4]
    assert Level.AGAINST.step < 0
    assert Level.NOT_ENOUGH.label == "Not enough evidence"
