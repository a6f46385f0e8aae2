"""The same four studies are read from each of many forms: every field, the section, the title and the prose."""

from __future__ import annotations

import pytest
from tests.rescue.forms import PROSE, SECTIONS, TITLE, pages

from aetia.rescue.read import read_page

PAGES = pages()
FIELDS = ("title", "authors", "journal", "year", "volume", "issue", "pages")


@pytest.mark.parametrize("form", PAGES)
def test_every_field_is_read(form: str) -> None:
    page = read_page(PAGES[form].encode("utf-8-sig"))
    read = [(entry.section_path, *(entry.fields.get(name) for name in FIELDS)) for entry in page.entries]
    assert read == [
        ((TITLE, section), s.title, s.authors, s.journal, s.year, s.volume, s.issue or None, s.pages)
        for section, studies in SECTIONS.items()
        for s in studies
    ]


@pytest.mark.parametrize("form", PAGES)
def test_every_finding_is_read(form: str) -> None:
    page = read_page(PAGES[form].encode("utf-8-sig"))
    found = [str(entry.fields.get("finding")).rstrip(".") for entry in page.entries]
    assert found == [s.finding.rstrip(".") for studies in SECTIONS.values() for s in studies]


@pytest.mark.parametrize("form", PAGES)
def test_what_is_no_entry_is_left_alone(form: str) -> None:
    page = read_page(PAGES[form].encode("utf-8-sig"))
    assert page.outline.title is not None
    assert page.outline.title.words == TITLE
    assert [page.words(part) for part in page.parts if part.kind == "prose"] == [PROSE]
