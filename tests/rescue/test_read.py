"""A page is taken apart, and nothing of it is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.errors import RescueError
from aetia.rescue.read import RescuedPage, read_page

DATA = Path(__file__).resolve().parents[1] / "data" / "rescue"
RUN = "from aetia.cli.main import run; run()"
PAGES = sorted(path for path in (DATA / "dev").glob("*") if path.suffix in {".html", ".txt"})


def assert_whole(page: RescuedPage) -> None:
    """Every character of the reading text that is no blank belongs to exactly one part."""
    at = 0
    for part in page.parts:
        assert part.start >= at, "parts do not overlap"
        assert not page.reading.text[at : part.start].strip(), "nothing lies between parts"
        at = part.end
    assert not page.reading.text[at:].strip()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_word_of_a_page_belongs_to_a_part(path: Path) -> None:
    assert_whole(read_page(path))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_spans_hold_what_the_fields_say(path: Path) -> None:
    page = read_page(path)
    for entry in page.entries:
        for name in ("title", "journal", "volume", "pages"):
            if name in entry.spans:
                start, end = entry.spans[name]
                printed = " ".join(page.reading.text[start:end].split())
                assert str(entry.fields[name]).strip(".") in printed or printed in str(entry.fields[name])


WORDS = st.sampled_from(
    [
        "Smith J, Jones K. ",
        "A title of a study. ",
        "J Rheumatol 1999;26:12-15.",
        "\n",
        "\n\n",
        "Viruses",
        " We found it. ",
        "• ",
        "1. ",
        "(Also see Lupus)",
        "Home | About",
        "Warning: ",
        "<p>",
        "<h2>",
        "<b>",
        "</b>",
        "<table><tr><td>",
        "<ul><li>",
        "<a href='#x'>",
        "</a>",
        "<dl><dt>",
        "<dd>",
        "[note]",
        "2004",
        "Title Author Year Journal",
        "\t",
        "====\n",
        "doi:10.1000/xyz",
    ]
)


@given(st.lists(WORDS, max_size=40))
@settings(max_examples=150)
def test_any_mixture_of_page_pieces_is_covered_by_parts(pieces: list[str]) -> None:
    try:
        page = read_page("".join(pieces).encode())
    except RescueError:
        return
    assert_whole(page)
    json.dumps(page.to_json())


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_refused_or_covered_by_parts(data: bytes) -> None:
    try:
        page = read_page(data)
    except RescueError:
        return
    assert_whole(page)


def test_headings_outside_table_cells_keep_their_place() -> None:
    page = read_page(DATA / "flawed" / "heading-outside-cells.html")
    assert [(entry.section_path, entry.fields["title"]) for entry in page.entries] == [
        (("Book References",), "Foundations of Exercise Science"),
        (("Paper References",), "Movement features of the pelvis"),
    ]


def test_a_page_without_a_study_is_read_and_has_no_entry() -> None:
    page = read_page(DATA / "flawed" / "no-study.txt")
    assert page.entries == []
    assert_whole(page)


@pytest.mark.parametrize(
    "piece", ["<div>", "<p><b>", "<table><tr><td>", "<ul><li>", "<a href='#x'>", "<!--", "<style>", "<svg>"]
)
def test_deep_nesting_is_bounded(piece: str) -> None:
    assert_whole(read_page((piece * 100_000 + "words").encode()))


def test_many_formatting_elements_do_not_multiply() -> None:
    bomb = "".join(f"<font size={n}>" for n in range(20_000)) + "<p>x" * 20_000
    assert_whole(read_page(bomb.encode()))


@pytest.mark.parametrize(
    ("folder", "wanted"),
    [
        ("legacy-pages", {"entry_f1": 0.98, "field_accuracy": 0.97, "section_accuracy": 0.95, "page_parts": 0.9}),
        ("legacy-html", {"entry_f1": 0.95, "field_accuracy": 0.92}),
    ],
)
def test_the_scorer_is_content_with_the_development_pages(shared: Path, folder: str, wanted: dict[str, float]) -> None:
    command = [sys.executable, str(shared / "score" / "rescue.py"), str(shared / "data" / folder), "--"]
    run = subprocess.run(
        [*command, sys.executable, "-c", RUN, "rescue", "{}", "--json"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    scores = json.loads(run.stdout.splitlines()[-1])
    assert {name: scores[name] for name, least in wanted.items() if scores[name] < least} == {}
