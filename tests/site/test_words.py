"""The catalogue: complete, without leftovers, and plain to read."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from aetia.model.estimate import DescriptiveMeasure, DifferenceMeasure, RatioMeasure
from aetia.model.finding import Accuracy, Design, Direction, Question
from aetia.model.standing import Standing
from aetia.model.topic import Guidelines, OverrideReason
from aetia.model.verdict import Level
from aetia.site import readability
from aetia.site.words import load_words
from aetia.synthesis import load_rules
from aetia.synthesis.rules import versions
from aetia.words import Words


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words("en")


def sources() -> str:
    site = files("aetia.site")
    folders = (site, site.joinpath("views"), site.joinpath("templates"), site.joinpath("downloads"))
    return "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.iterdir()
        if path.name.endswith((".py", ".html"))
    )


def test_every_key_that_the_site_asks_for_is_there(words: Words) -> None:
    asked = set(re.findall(r"""\b(?:t|tm|words)\(\s*f?['"]([a-z_]+\.[\w.-]+)['"]""", sources()))
    assert len(asked) > 150
    assert sorted(key for key in asked if not words.has(key) and not key.endswith("_")) == []


def test_every_key_of_the_catalogue_is_asked_for(words: Words) -> None:
    text = sources()
    built = set(re.findall(r"""['"]([a-z_]+\.[a-z_]*)(?:['"]\s*~|\{)""", text))
    sections = {section for _, section in re.findall(r"""(known|count)\(['"](\w+)""", text)} | {
        "count",
        "date",
        "language",
    }
    unused = []
    for key in words.all_keys():
        section, _, name = key.partition(".")
        dynamic = section in sections or any(key.startswith(prefix) for prefix in built)
        if not dynamic and f"{section}.{name}" not in text and f'"{name}"' not in text and f"'{name}'" not in text:
            unused.append(key)
    assert unused == []


def test_every_word_of_the_model_has_its_text(words: Words) -> None:
    for level in Level:
        assert words.has(f"level.{level}")
        assert words.has(f"level_means.{level}")
        assert words.has(f"lead.{level}")
        assert words.has(f"answer.{level}")
    for design in get_args(Design):
        assert all(words.has(f"{section}.{design}") for section in ("design", "design_plain", "design_means")), design
    for section, names in {
        "question": get_args(Question),
        "direction": get_args(Direction),
        "accuracy": get_args(Accuracy),
        "override_reason": get_args(OverrideReason),
        "standing": tuple(Standing),
        "measure": (*get_args(RatioMeasure), *get_args(DifferenceMeasure), *get_args(DescriptiveMeasure)),
        "fredricks": tuple(Guidelines.model_fields),
    }.items():
        assert [name for name in names if not words.has(f"{section}.{name}")] == [], section


@pytest.mark.parametrize("version", versions())
def test_every_flag_and_way_of_the_rules_is_told_in_plain_words(words: Words, version: str) -> None:
    rules = load_rules(version)
    for flag in rules.flags:
        assert words.has(f"flag.{flag.id}"), flag.id
        assert words.has(f"flag_means.{flag.id}"), flag.id
    for way in rules.ways:
        assert words.has(f"answer.not-enough-evidence_{way.id}"), way.id


def test_every_computed_answer_and_flag_reads_at_grade_8_or_below(words: Words) -> None:
    for key in words.all_keys():
        section, _, name = key.partition(".")
        if section == "answer":
            lead = f"lead.{name}" if words.has(f"lead.{name}") else f"lead.{name.split('_')[0]}"
            text = f"{words(lead)} {words(key, disease='palewrist')}"
        elif section == "flag_means":
            text = words(key)
        else:
            continue
        assert readability.grade(text, ["palewrist"]) <= readability.LIMIT, f"{key}: {text}"


def test_a_language_without_a_catalogue_falls_back_to_english() -> None:
    assert load_words("tlh").language == "en"
    assert load_words("en-GB").language == "en"
