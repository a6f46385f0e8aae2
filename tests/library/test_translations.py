"""Topics, pages, names and settings in other languages: read, kept canonical, checked, and given to readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import bodies, words

from aetia.library import read_with_faults
from aetia.library.check import check_library
from aetia.library.format import format_library
from aetia.library.layout import translated, translation_file
from aetia.library.read import read_library
from aetia.library.records import front_matter_text, parse_front_matter
from aetia.library.schema import schemas
from aetia.library.write import writing
from aetia.model.base import Text, text_in
from aetia.model.library import Library
from aetia.model.topic import TopicTranslation
from aetia.model.translation import in_language

SETTINGS = """format = 1
title = "Causes of palewrist"
disease = "palewrist"
languages = ["en", "es"]
as_of = "2026-11-20"
rules = "2026-3"

[translations.es]
title = "Causas de la muñeca pálida"
"""
CONCEPTS = """- id: palewrist
  kind: disease
  label: palewrist
  labels:
    es: muñeca pálida
- id: loom-dust
  kind: exposure
  label: loom dust
  exposure_class: other
  synonyms:
    - fluff
  synonyms_in:
    es:
      - pelusa
"""
TOPIC = """---
title: Loom dust
question: Does loom dust cause palewrist?
exposure: loom-dust
key_points:
  - Weavers breathe it.
  - Others do not.
settle:
  - A study of weavers.
---

Dust of a loom.
"""
SPANISH = """---
title: Polvo de telar
question: ¿El polvo de telar causa muñeca pálida?
key_points:
  - Lo respiran quienes tejen.
---

Polvo de un telar.
"""
FILES = {
    "aetia.toml": SETTINGS,
    "concepts.yaml": CONCEPTS,
    "topics/loom-dust.md": TOPIC,
    "topics/loom-dust.es.md": SPANISH,
    "pages/about.md": "---\ntitle: About\n---\n\nOf us.\n",
    "pages/about.es.md": "---\ntitle: Acerca de\n---\n\nDe nosotros.\n",
}


def library_at(folder: Path, **changed: str | None) -> Path:
    for name, text in (
        FILES | {name.replace("__", "/").replace("_dot_", "."): text for name, text in changed.items()}
    ).items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def with_file(folder: Path, name: str, text: str) -> Path:
    library_at(folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def codes(folder: Path) -> dict[str, str]:
    return {fault.code: fault.where for fault in check_library(folder)}


def spanish(folder: Path) -> Library:
    return in_language(read_library(folder), "es")


def test_a_translation_stands_beside_its_original_and_is_no_topic_of_its_own(tmp_path: Path) -> None:
    library = read_library(library_at(tmp_path))
    assert list(library.topics) == ["loom-dust"]
    assert list(library.pages) == ["about"]
    found = library.topics["loom-dust"].translations
    assert list(found) == ["es"]
    assert found["es"].body == "Polvo de un telar.\n"


def test_in_its_language_a_library_has_the_words_that_are_there_and_says_which_are_not(tmp_path: Path) -> None:
    library = spanish(library_at(tmp_path))
    topic = library.topics["loom-dust"]
    assert (topic.title, topic.question) == ("Polvo de telar", "¿El polvo de telar causa muñeca pálida?")
    assert topic.key_points == ["Lo respiran quienes tejen."]
    assert topic.body == "Polvo de un telar.\n"
    assert topic.exposure == "loom-dust"
    assert library.settings.title == "Causas de la muñeca pálida"
    assert [library.label(name) for name in ("palewrist", "loom-dust")] == ["muñeca pálida", "loom dust"]
    assert library.concepts["loom-dust"].synonyms == ["pelusa"]
    said = {
        text: text.language
        for text in [*topic.settle, topic.title, library.label("loom-dust")]
        if isinstance(text, Text)
    }
    assert said == {"A study of weavers.": "en", "Polvo de telar": "es", "loom dust": "en"}


def test_in_its_own_language_a_library_is_itself(tmp_path: Path) -> None:
    library = read_library(library_at(tmp_path))
    assert in_language(library, "en") is library


def test_a_language_that_is_nowhere_leaves_every_word_as_it_is(tmp_path: Path) -> None:
    library = read_library(library_at(tmp_path))
    other = in_language(library, "fr")
    assert [topic.title for topic in other.topics.values()] == [topic.title for topic in library.topics.values()]
    assert all(isinstance(topic.title, Text) and topic.title.language == "en" for topic in other.topics.values())


def test_a_broken_translation_costs_itself_alone(tmp_path: Path) -> None:
    reading = read_with_faults(
        with_file(tmp_path, "topics/loom-dust.es.md", "---\ntitle: Polvo\nexposure: loom-dust\n---\n")
    )
    assert [(fault.where, fault.code) for fault in reading.faults] == [("topics/loom-dust.es.md:3", "unknown-field")]
    assert reading.library is not None
    assert list(reading.library.topics) == ["loom-dust"]


def test_a_translation_says_which_words_it_translates_and_is_old_when_they_change(tmp_path: Path) -> None:
    folder = library_at(tmp_path)
    [fault] = [fault for fault in check_library(folder) if fault.file == "topics/loom-dust.es.md"]
    assert (fault.code, fault.severity) == ("old-translation", "warning")
    digest = read_library(folder).topics["loom-dust"].words
    assert f"of: {digest}" in fault.remedy

    with_file(tmp_path, "topics/loom-dust.es.md", SPANISH.replace("---\n", f"---\nof: {digest}\n", 1))
    assert "topics/loom-dust.es.md" not in {fault.file for fault in check_library(folder)}

    (folder / "topics" / "loom-dust.md").write_text(TOPIC.replace("exposure:", "order: 3\nexposure:"), encoding="utf-8")
    assert read_library(folder).topics["loom-dust"].words == digest, "an order is no word"
    (folder / "topics" / "loom-dust.md").write_text(TOPIC.replace("Dust of", "Fine dust of"), encoding="utf-8")
    assert codes(folder)["old-translation"] == "topics/loom-dust.es.md:2"


def test_a_translation_of_nothing_is_an_error(tmp_path: Path) -> None:
    assert codes(with_file(tmp_path / "a", "topics/silk.es.md", SPANISH))["stray-translation"] == "topics/silk.es.md:2"
    assert (
        codes(with_file(tmp_path / "b", "pages/about.en.md", FILES["pages/about.md"]))["stray-translation"]
        == "pages/about.en.md:2"
    )


def test_a_translation_into_a_language_without_a_site_is_told(tmp_path: Path) -> None:
    assert (
        codes(with_file(tmp_path, "topics/loom-dust.fr.md", SPANISH))["unlisted-language"] == "topics/loom-dust.fr.md:2"
    )


def test_what_is_missing_in_a_language_is_counted(tmp_path: Path) -> None:
    folder = with_file(tmp_path, "topics/silk.md", TOPIC)
    [fault] = [fault for fault in check_library(folder) if fault.code == "missing-translation"]
    assert fault.what == "not there in 'es': 1 of 2 topics, 1 of 2 names"


def test_formatting_keeps_translations_canonical(tmp_path: Path) -> None:
    folder = library_at(tmp_path)
    assert format_library(folder, write=False).changed == []
    with_file(tmp_path, "topics/loom-dust.es.md", SPANISH.replace("title: Polvo de telar", "title:   'Polvo de telar'"))
    assert format_library(folder).changed == ["topics/loom-dust.es.md"]
    assert (folder / "topics" / "loom-dust.es.md").read_text(encoding="utf-8") == SPANISH


def test_a_written_translation_is_read_back(tmp_path: Path) -> None:
    folder = library_at(tmp_path)
    topic = read_library(folder).topics["loom-dust"]
    with writing(folder, "test") as writer:
        writer.translation(topic, TopicTranslation(language="pt-BR", of=topic.words, title="Poeira de tear"))
    again = read_library(folder).topics["loom-dust"].translations["pt-BR"]
    assert (again.title, again.of) == ("Poeira de tear", topic.words)


@given(
    st.builds(
        TopicTranslation,
        language=st.just("es"),
        title=words(),
        question=words(),
        key_points=st.lists(words(), max_size=3),
        body=bodies(),
    )
)
def test_any_translation_is_read_back_as_it_was_written(translation: TopicTranslation) -> None:
    text = front_matter_text(translation, translation.body)
    assert parse_front_matter(TopicTranslation, text, "topics/x.es.md", language="es").record == translation


def test_files_are_named_by_original_and_language() -> None:
    assert translation_file("topics/infection/viral.md", "es-MX") == "topics/infection/viral.es-MX.md"
    assert translated("topics/infection/viral.es-MX.md") == ("topics/infection/viral.md", "es-MX")
    assert [translated(name) for name in ("topics/viral.md", "stories/anna.es.md", "topics/viral.v2.md")] == [None] * 3


def test_the_schema_of_a_translation_has_words_alone() -> None:
    schema = json.loads(json.dumps(schemas("topic-translation")))
    assert sorted(schema["properties"]) == ["fredricks_relman", "key_points", "of", "question", "settle", "title"]
    assert "translations" not in schemas("topic")["properties"]


def test_a_sentence_is_given_in_the_first_language_that_it_is_written_in() -> None:
    found = [
        text_in(localised, ("es", "en"))
        for localised in ({"en": "a", "es": "b"}, {"en": "a"}, {"fr": "c"}, {"es": ""}, {})
    ]
    assert [(text, text.language) for text in found] == [("b", "es"), ("a", "en"), ("c", "fr"), ("", ""), ("", "")]


@pytest.mark.parametrize("page", ["curators/languages.md", "reference/library-format.md"])
def test_the_translation_that_a_guide_shows_is_sound_and_in_canonical_form(repository: Path, page: str) -> None:
    guide = (repository / "docs" / page).read_text(encoding="utf-8")
    text = guide[guide.index("---\nof: sha256") :].partition("```")[0]
    found = parse_front_matter(TopicTranslation, text, "topics/x.es.md", language="es").record
    assert front_matter_text(found, found.body) == text
