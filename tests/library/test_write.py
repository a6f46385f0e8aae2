"""A whole library that was written is read back as it was, and every file of it is in canonical form."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import concepts, pages, rescued_pages, screening_decisions, searches, stories, studies, topics

from aetia.library import layout, read_library, writing
from aetia.library.check import check_library
from aetia.library.format import format_library
from aetia.library.read import all_files
from aetia.model.base import Record
from aetia.model.decision import ScreeningDecision, Search
from aetia.model.library import Organisation, Private, Settings

R = TypeVar("R", bound=Record)


def several(kind: st.SearchStrategy[R]) -> st.SearchStrategy[list[R]]:
    return st.lists(kind, max_size=3, unique_by=lambda record: getattr(record, "id", record.model_dump_json()))


SETTINGS = Settings(
    format=1,
    title="Example Evidence Library",
    disease="example-disease",
    languages=["en", "pt-BR"],
    as_of="2026-11-23",
    organisation=Organisation(name='The "Example" Foundation'),
    private=Private(stories=True),
)


@settings(max_examples=12)
@given(
    st.tuples(
        several(concepts()),
        several(topics()),
        several(studies()),
        several(pages()),
        several(stories()),
        several(rescued_pages()),
        several(screening_decisions()),
        several(searches()),
    )
)
def test_a_library_is_read_back_as_it_was_written(parts: tuple[list[Any], ...]) -> None:
    made_concepts, made_topics, made_studies, made_pages, made_stories, made_rescued, screening, made_searches = parts
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "new" / "library"
        with writing(root, "a test") as writer:
            writer.settings(SETTINGS)
            writer.concepts(made_concepts)
            for topic in made_topics:
                writer.topic(topic)
            for study in made_studies:
                writer.study(study)
            for page in made_pages:
                writer.page(page)
            for story in made_stories:
                writer.story(story)
            for rescued in made_rescued:
                writer.rescued(rescued)
            writer.append(layout.SCREENING, ScreeningDecision, screening)
            writer.append(layout.SEARCHES, Search, made_searches)

        library = read_library(root)

        assert library.settings == SETTINGS
        for found, made in (
            (library.concepts, made_concepts),
            (library.topics, made_topics),
            (library.studies, made_studies),
            (library.pages, made_pages),
            (library.stories, made_stories),
            (library.rescued, made_rescued),
        ):
            assert found == {record.id: record for record in made}
            assert list(found) == sorted(found)
        assert sorted(row.model_dump_json() for row in library.screening) == sorted(
            row.model_dump_json() for row in screening
        )
        assert len(library.searches) == len(made_searches)
        assert format_library(root, write=False).changed == []
        assert sorted(all_files(root)) == writer.changed
        assert "not-canonical" not in {fault.code for fault in check_library(root)}


def test_a_record_that_is_removed_is_gone(tmp_path: Path) -> None:
    with writing(tmp_path, "a test") as writer:
        writer.settings(SETTINGS)
        writer.file("topics/a.md", "---\ntitle: A\n---\n")
    with writing(tmp_path, "a test") as writer:
        writer.remove("topics/a.md")
        writer.remove("topics/never-there.md")

    assert writer.changed == ["topics/a.md"]
    assert read_library(tmp_path).topics == {}
