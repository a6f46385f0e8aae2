"""Catalogues of words: values, plural forms, counts, dates, and the language that stands in for a missing one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from aetia.errors import BuildError
from aetia.words import Words, load_catalogue, native_name

CATALOGUE = """
[page]
title = "About {name}"
html = "<{name}> & more"
more = { one = "{n} page of {all}", other = "{n} pages of {all}" }
pages = "pages: {n}"

[page.part]
one-sided = "from one side"

[level]
not-enough = "Not enough"

[count]
study = { one = "{n} study", other = "{n} studies" }
"""


@pytest.fixture
def words() -> Words:
    return Words.parse("en", CATALOGUE)


def test_a_text_is_found_by_its_table_and_name_and_filled_in(words: Words) -> None:
    assert words("page.title", name="palewrist") == "About palewrist"
    assert words("page.part.one-sided") == "from one side"
    assert words.has("page.title")
    assert not words.has("page")
    assert words.all_keys()[0] == "count.study"


def test_a_key_or_a_value_that_is_missing_is_an_error_and_never_a_gap(words: Words) -> None:
    with pytest.raises(KeyError, match=r"page\.nothing"):
        words("page.nothing")
    with pytest.raises(KeyError, match="name"):
        words("page.title")


def test_the_form_is_chosen_by_the_number(words: Words) -> None:
    assert [words("page.more", n=n, all=9) for n in (0, 1, 2)] == ["0 pages of 9", "1 page of 9", "2 pages of 9"]


def test_counts_have_a_singular_and_thousands_are_marked(words: Words) -> None:
    assert [words.count("study", n) for n in (0, 1, 1230)] == ["0 studies", "1 study", "1,230 studies"]
    assert words("page.more", n=1230, all=2010) == "1,230 pages of 2010"
    assert words("page.pages", n=1230) == "pages: 1,230"


def test_a_number_that_comes_as_text_stays_as_it_is(words: Words) -> None:
    assert words("page.pages", n="1230") == "pages: 1230"


def test_values_are_escaped_where_a_text_holds_html(words: Words) -> None:
    assert words.markup("page.title", name="<b>") == "About &lt;b&gt;"
    assert words.markup("page.html", name=Markup("<b>b</b>")) == "&lt;<b>b</b>&gt; &amp; more"


def test_the_form_follows_the_language_s_own_rule() -> None:
    polish = Words.parse(
        "pl",
        '[count]\nstudy = { one = "{n} badanie", few = "{n} badania", many = "{n} badań", other = "{n} badania" }\n',
    )
    assert [polish.count("study", n) for n in (1, 2, 5, 12, 22)] == [
        "1 badanie",
        "2 badania",
        "5 badań",
        "12 badań",
        "22 badania",
    ]
    japanese = Words.parse("ja", '[count]\nstudy = { other = "{n}件の研究" }\n')
    assert [japanese.count("study", n) for n in (1, 2)] == ["1件の研究", "2件の研究"]


def test_a_table_of_texts_named_like_a_form_is_no_text_with_forms() -> None:
    words = Words.parse("en", '[reason]\nother = "another reason"\nbias = "bias"\n')
    assert words("reason.other") == "another reason"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "2.81 (1.86 to 4.23), <0.001, 1,230 of 1,234,567; rules 2026-3, 1.2.3"),
        ("es", "2,81 (1,86 to 4,23), <0,001, 1230 of 1.234.567; rules 2026-3, 1.2.3"),
        ("es-MX", "2.81 (1.86 to 4.23), <0.001, 1,230 of 1,234,567; rules 2026-3, 1.2.3"),
        ("de", "2,81 (1,86 to 4,23), <0,001, 1.230 of 1.234.567; rules 2026-3, 1.2.3"),
        ("tlh", "2.81 (1.86 to 4.23), <0.001, 1,230 of 1,234,567; rules 2026-3, 1.2.3"),
    ],
)
def test_numbers_have_the_signs_of_the_language(language: str, text: str) -> None:
    assert Words(language, {}).number("2.81 (1.86 to 4.23), <0.001, 1,230 of 1,234,567; rules 2026-3, 1.2.3") == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from(["es", "de", "fr", "es-MX"]))
def test_no_digit_is_added_or_lost(number: float, language: str) -> None:
    written = f"{number:,.3f}"
    assert re.sub(r"\D", "", Words(language, {}).number(written)) == re.sub(r"\D", "", written)


def test_lists_and_directions_follow_the_language() -> None:
    assert Words("en", {}).listed(["age", "", "sex"]) == "age, sex"
    assert Words("ja", {}).listed(["age", "sex"]) == "age、sex"
    assert Words("es", {}).listed([]) == ""
    assert [Words(tag, {}).direction for tag in ("en", "es", "he", "ar", "fa")] == ["ltr", "ltr", "rtl", "rtl", "rtl"]


def test_languages_are_called_what_they_call_themselves() -> None:
    assert [native_name(tag) for tag in ("en", "es", "es-MX", "tlh")] == [
        "English",
        "Español",
        "Español (México)",
        "tlh",
    ]


def test_a_name_that_the_catalogue_does_not_know_is_shown_as_it_is(words: Words) -> None:
    assert words.known("level", "not-enough") == "Not enough"
    assert words.known("level", "quite-new-level") == "quite new level"


def test_a_date_is_told_as_exactly_as_it_is_known(words: Words) -> None:
    assert words.date("2026-11-20") == "20 November 2026"
    assert words.date("2026-11") == "November 2026"
    assert words.date("2026") == "2026"
    assert words.date("in spring") == "in spring"
    assert words.date("2026-13") == "2026-13"


def test_dates_are_told_the_language_s_way() -> None:
    found = [Words(tag, {}).date("2026-11-20") for tag in ("en-GB", "es", "es-MX")]
    assert found == ["20 November 2026", "20 de noviembre de 2026", "20 de noviembre de 2026"]
    assert Words("es", {}).date("2026-11") == "noviembre de 2026"


def test_no_setting_of_the_machine_changes_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LANGUAGE", "LC_NUMERIC", "LC_TIME"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    assert Words("en", {}).date("2026-11-20") == "20 November 2026"
    assert Words("es", {}).number("1,234.5") == "1234,5"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with an English, a French and a broken German catalogue."""
    folder = tmp_path / "made_up_rooms" / "hall"
    (folder / "words").mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "words" / "en.toml").write_text('[a]\nb = "word"\nc = "other word"\n', encoding="utf-8")
    (folder / "words" / "fr.toml").write_text('[a]\nb = "mot"\n', encoding="utf-8")
    (folder / "words" / "de.toml").write_text("[a\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return "made_up_rooms.hall"


def test_a_region_is_served_by_its_language_and_an_unknown_language_by_english(package: str) -> None:
    found = [load_catalogue(package, language) for language in ("fr", "fr-CA", "tlh", "en")]
    assert [(words.language, words.tag, words("a.b")) for words in found] == [
        ("fr", "fr", "mot"),
        ("fr", "fr-CA", "mot"),
        ("en", "en", "word"),
        ("en", "en", "word"),
    ]


def test_english_words_stand_in_for_those_that_a_catalogue_lacks(package: str) -> None:
    words = load_catalogue(package, "fr")
    assert (words("a.b"), words("a.c")) == ("mot", "other word")
    assert words.all_keys() == ["a.b"]
    assert words.entry("a.c") == "other word"


def test_a_broken_catalogue_is_named(package: str) -> None:
    with pytest.raises(BuildError, match=r"^hall/words/de\.toml: ") as refusal:
        load_catalogue(package, "de")
    assert isinstance(refusal.value.__cause__, tomllib.TOMLDecodeError)
