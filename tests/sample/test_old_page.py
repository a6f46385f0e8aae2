"""The old page of the demonstration: made up and saying so, with the real page's citations and faults and none of its prose."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from tests.sample.prose import read_text, sentences

from aetia.library import read_with_faults
from aetia.sample import old_page


@pytest.fixture(scope="session")
def source() -> str:
    """The page as it ships."""
    return old_page().read_text(encoding="ascii")


@pytest.fixture(scope="session")
def text(source: str) -> str:
    """The page's words, without tags and comments, in one line."""
    bare = re.sub(r"<!--.*?-->|</?(?:a|b|i|font)\b[^>]*>", "", source, flags=re.DOTALL)
    bare = re.sub(r"<[^>]*>", " ", bare)
    return re.sub(r"\s+", " ", html.unescape(bare))


def test_it_says_that_it_is_made_up(source: str) -> None:
    assert "made up for the demonstration" in source
    assert "The organisation, its address" in source


def test_it_is_html_of_its_time(source: str) -> None:
    assert all(tag in source for tag in ("<font", "<table", 'bgcolor="', "<a name="))
    assert source.count("<p>") > source.count("</p>")


def test_the_jump_list_lacks_two_of_the_headings(source: str) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", source)
    jumps = re.findall(r'href="#(\w+)"', source)
    assert (len(headings), len(jumps)) == (7, 5)


def test_it_keeps_the_faults_of_the_real_page(text: str) -> None:
    assert "Academcy" in text
    assert text.count("Case Report:") == 2
    assert "J. C. Prinz. Journal of the American Academcy of Dermatology. (Also see Morphea)" in text
    assert "J A Mosquera, J Clin Pathol." in text
    assert "Syndrome (SjS)." in text


def test_what_the_library_says_it_found_stands_on_the_page(sample_library: Path, text: str) -> None:
    library = read_with_faults(sample_library).library
    assert library is not None
    found = [f.as_found for study in library.studies.values() for f in study.findings if f.as_found]
    assert len(found) == 9
    for entry in found:
        assert entry.text is not None
        assert entry.text in text
        assert entry.label is None or f"{entry.label}:" in text


def test_the_nine_citations_are_those_of_the_real_page(shared_data: Path, text: str) -> None:
    gold = json.loads(read_text(shared_data / "legacy-pages" / "sclero-infection.gold.json"))
    entries = [entry for entry in gold["entries"] if entry["kind"] == "study"]
    assert len(entries) == 9
    for entry in entries:
        assert entry["title"].replace("’", "'") in text, entry["title"]
        assert entry["citation_printed"] in text, entry["citation_printed"]


def test_none_of_the_real_pages_own_sentences_is_on_it(shared_data: Path, text: str) -> None:
    gold = json.loads(read_text(shared_data / "legacy-pages" / "sclero-infection.gold.json"))
    theirs = [entry["finding"] or "" for entry in gold["entries"]]
    theirs += [prose["text"] for prose in gold["page"]["topic_prose"]]
    theirs += [gold["page"]["retirement_notice"], gold["page"]["organisation"]["self_description"]]
    assert not sentences("\n".join(theirs)) & sentences(text)
