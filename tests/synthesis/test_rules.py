"""Rules as data: conditions that only compare, and a reader that refuses what it does not understand."""

from __future__ import annotations

from typing import Any

import pytest

from aetia.errors import SynthesisError
from aetia.synthesis.inputs import INPUT_NAMES
from aetia.synthesis.rules import load_rules, read_rules, versions
from aetia.synthesis.rules.conditions import read_condition
from aetia.synthesis.rules.thresholds import Thresholds

SOURCE = load_rules("2026-1").source


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (["k", ">=", 3], True),
        (["k", ">=", "four"], False),
        (["k", "==", "teams"], True),
        (["dose", "==", True], False),
        (["m", ">", 1], False),
        (["m", "<", 1], False),
        ({"not": ["k", ">=", 4]}, True),
        ({"any": [["k", ">", 9], ["teams", "==", 3]]}, True),
        ({"all": [["k", ">", 9], ["teams", "==", 3]]}, False),
        ({"all": []}, True),
        ({"any": []}, False),
    ],
)
def test_a_condition_compares_inputs_and_a_missing_input_is_never_true(condition: Any, holds: bool) -> None:
    inputs = {"k": 3, "teams": 3, "dose": False, "m": None}
    assert read_condition(condition, where="test").holds(inputs, Thresholds({"four": 4.0})) is holds


@pytest.mark.parametrize(
    "condition",
    [
        ["k", "**", 3],
        ["k", ">="],
        "__import__('os')",
        {"all": [["k", ">", 1]], "any": []},
        {"some": []},
        ["k", ">", [1]],
        7,
    ],
)
def test_anything_else_is_not_a_condition(condition: Any) -> None:
    with pytest.raises(SynthesisError, match="not a condition"):
        read_condition(condition, where="test")


def test_nesting_is_bounded() -> None:
    condition: Any = ["k", ">", 1]
    for _ in range(50):
        condition = {"not": condition}
    with pytest.raises(SynthesisError, match="nested too deeply"):
        read_condition(condition, where="test")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('["k", "==", 0], ["uncounted"', '["kk", "==", 0], ["uncounted"', "no input or threshold"),
        ('level = "likely"', 'level = "certain"', "certain"),
        ('method = "REML"', 'method = "guess"', "guess"),
        ('method = "REML"', 'method = "REML"\nlower_limit = "highest"', "highest"),
        ("likely_studies = 3", 'likely_studies = "three"', "no number"),
        ("[thresholds]", "[limits]", "thresholds"),
        ('take = "without_concern"', 'take = "anything"', "anything"),
        ('version = "2026-1"', "version = ", "not TOML"),
    ],
)
def test_a_rules_file_with_a_fault_is_refused_by_name(old: str, new: str, words: str) -> None:
    assert old in SOURCE
    with pytest.raises(SynthesisError, match=words) as refusal:
        read_rules(SOURCE.replace(old, new), where="rules/test.toml")
    assert "rules/test.toml" in str(refusal.value)


def test_the_last_rule_must_always_fit() -> None:
    cut = SOURCE[: SOURCE.index('[[rule]]\nid = "N2"')] + SOURCE[SOURCE.index("# The ways in which") :]
    with pytest.raises(SynthesisError, match="may not fit"):
        read_rules(cut, where="test")


@pytest.mark.parametrize("version", versions())
def test_every_threshold_is_used_and_every_rule_has_its_words(version: str) -> None:
    book = load_rules(version)
    assert book.version == version
    conditions = [rule.when for rule in book.rules]
    conditions += [way.when for way in book.ways] + [flag.when for flag in book.flags]
    asked = {name for condition in conditions for name in condition.names()}
    elsewhere = {"hartung_knapp_from", "dominant_weight"}
    assert set(book.thresholds) - asked == elsewhere
    assert asked - set(book.thresholds) <= INPUT_NAMES
    assert all(rule.text.endswith(".") for rule in book.rules)
    assert [rule.id for rule in book.rules] == ["N0", "N1", "E1", "E2", "L1", "A1", "A2", "P0", "P1", "P2", "P3", "N2"]


def test_moving_a_threshold_makes_another_book_and_leaves_the_first() -> None:
    book = load_rules("2026-1")
    assert book.nearby("likely_studies") == (2, 4)
    assert book.nearby("small_effect") == pytest.approx((1.125, 1.375))
    assert book.moved("likely_studies", 4).thresholds["likely_studies"] == 4
    assert book.thresholds["likely_studies"] == 3
    with pytest.raises(SynthesisError, match="no threshold"):
        book.moved("luck", 1)


def test_the_first_version_still_takes_the_pools_own_limit_and_the_second_changes_nothing_else() -> None:
    first, second = load_rules("2026-1"), load_rules("2026-2")
    assert (first.lower_limit, second.lower_limit) == ("pool", "apart")
    assert second.thresholds == first.thresholds
    assert second.rules == first.rules
    assert second.ways == first.ways
    assert [flag for flag in second.flags if flag.id != "sizes-differ"] == list(first.flags)
