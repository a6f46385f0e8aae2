"""Laws of library files: a record that was written is read back as it was, and its text is its own canonical form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import (
    concepts,
    match_decisions,
    pages,
    rescued_pages,
    same_decisions,
    screening_decisions,
    searches,
    stories,
    studies,
    topics,
    verdict_changes,
)

from aetia.library.records import (
    front_matter_text,
    parse_front_matter,
    parse_yaml_record,
    to_yaml_value,
    yaml_record_text,
)
from aetia.library.tables import columns, read_table, table_text
from aetia.library.write import concepts_text, settings_text
from aetia.library.yaml_text import read_yaml
from aetia.model.base import Record
from aetia.model.concept import Concept
from aetia.model.decision import ScreeningDecision
from aetia.model.library import Page, Settings, Story
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic


@given(st.one_of(studies(), rescued_pages()))
def test_a_yaml_record_is_read_back_as_it_was_written(record: Any) -> None:
    text = yaml_record_text(record)
    parsed = parse_yaml_record(type(record), text, "x.yaml", id=record.id)

    assert parsed.record == record
    assert yaml_record_text(parsed.record, parsed.yaml.comments) == text


@given(st.one_of(topics(), pages(), stories()))
def test_a_markdown_record_is_read_back_as_it_was_written(record: Any) -> None:
    text = front_matter_text(record, record.body)
    parsed = parse_front_matter(type(record), text, "x.md", id=record.id)

    assert parsed.record == record
    assert front_matter_text(parsed.record, parsed.record.body, parsed.yaml.comments) == text


@given(st.lists(concepts(), max_size=4, unique_by=lambda concept: concept.id))
def test_concepts_are_read_back_in_one_order(made: list[Concept]) -> None:
    text = concepts_text(made)
    values = read_yaml(text, "concepts.yaml").value or []
    read = [Concept.model_validate(value) for value in values]

    assert sorted(read, key=lambda concept: concept.id) == sorted(made, key=lambda concept: concept.id)
    assert concepts_text(list(reversed(made))) == text


@given(
    st.one_of(
        *(
            st.lists(rows, max_size=5)
            for rows in (screening_decisions(), match_decisions(), same_decisions(), searches(), verdict_changes())
        )
    )
)
def test_a_table_is_read_back_each_row_once_and_in_order_of_date(rows: list[Any]) -> None:
    if not rows:
        return
    kind = type(rows[0])
    text = table_text(kind, rows)
    read, faults = read_table(kind, text, "x.tsv")

    assert faults == []
    assert [row.on for row in read] == sorted(row.on for row in read)
    assert {row.model_dump_json() for row in read} == {row.model_dump_json() for row in rows}
    assert table_text(kind, read) == text
    assert table_text(kind, [*rows, *rows]) == text


@given(screening_decisions())
def test_a_row_of_a_table_is_one_line_whatever_its_cells_hold(row: ScreeningDecision) -> None:
    assert table_text(ScreeningDecision, [row]).count("\n") == 2


@pytest.mark.parametrize("kind", [Study, Topic, Page, Story, RescuedPageRecord, Concept])
def test_fields_on_one_line_are_fields_of_the_record(kind: type[Record]) -> None:
    assert set(kind.model_fields) >= kind.INLINE


def test_the_text_of_a_record_follows_the_order_of_its_fields_not_that_of_its_making() -> None:
    record = Study.model_validate(
        {"id": "a", "team": "x", "design": "cohort", "references": [{"issued": "2020", "title": "T"}]}
    )

    assert list(to_yaml_value(record)) == ["references", "design", "team"]
    assert yaml_record_text(record) == "references:\n  - title: T\n    issued: 2020\ndesign: cohort\nteam: x\n"


def test_numbers_are_written_as_short_as_they_are_exact() -> None:
    study = Study.model_validate(
        {
            "id": "a",
            "references": [{"title": "T"}],
            "findings": [{"topic": "t", "estimates": [{"measure": "OR", "value": 2.0, "low": 1.25, "high": 1e-9}]}],
        }
    )

    assert "value: 2\n" in yaml_record_text(study)
    assert "low: 1.25\n" in yaml_record_text(study)
    assert "high: 1e-09\n" in yaml_record_text(study)


def test_settings_keep_the_comments_and_the_order_that_people_gave_them() -> None:
    old = (
        '# mine\nas_of = "2020-01-01" # then\nformat = 1\ntitle = "T"\ndisease = "d"\nlicence = "CC-BY-4.0"\n'
        '\n[organisation]\nname = "O"\n'
    )
    settings = Settings.model_validate(
        {
            "format": 1,
            "title": "New",
            "disease": "d",
            "as_of": "2021-02-03",
            "licence": "CC-BY-4.0",
            "organisation": {"name": "O"},
        }
    )

    text = settings_text(settings, old)

    assert text.startswith('# mine\nas_of = "2021-02-03" # then\nformat = 1\ntitle = "New"\n')
    assert 'licence = "CC-BY-4.0"' in text
    assert 'rules = "2026-3"' in text
    assert settings_text(settings, text) == text


def test_columns_are_the_fields_in_schema_order() -> None:
    assert columns(ScreeningDecision) == ["on", "by", "topic", "record", "decision", "reason", "note"]
