"""Rescued pages in a library: once is enough, and a newer state shows what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from aetia.library import read_library
from aetia.library.start import start_library
from aetia.rescue.into_library import rescue_into
from aetia.rescue.read import read_page

FIRST = """Causes of Examplitis: Infection

Viruses
Bacteria

Viruses

Nobody knows yet which virus matters most in this illness.

Smith J, Jones K. Viruses in examplitis. J Rheumatol 1999;26:12-15. [more antibodies in patients]

Bacteria

Brown A. Bacteria in examplitis. Infection 2001;29:3-9.
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    start_library(tmp_path / "lib", "Examplitis", "2026-11-23")
    return tmp_path / "lib"


def save(tmp_path: Path, text: str, name: str = "infection.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def state_of(root: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in sorted(root.rglob("*"))
        if p.is_file() and ".aetia" not in p.parts
    }


def test_a_page_becomes_topics_studies_and_a_record(tmp_path: Path, library: Path) -> None:
    path = save(tmp_path, FIRST)
    report = rescue_into([read_page(path)], library)
    whole = read_library(library)
    assert list(whole.topics) == ["infection", "infection/bacteria", "infection/viruses"]
    assert list(whole.studies) == ["brown-2001", "smith-1999"]
    smith = whole.studies["smith-1999"]
    assert smith.reference.cited_as is not None
    assert smith.reference.cited_as.outcome == "unresolved"
    assert smith.findings[0].topic == "infection/viruses"
    assert smith.findings[0].as_found is not None
    assert smith.findings[0].as_found.text == "more antibodies in patients"
    assert not smith.findings[0].is_appraised
    assert (library / "rescued" / "infection.txt").read_bytes() == path.read_bytes()
    record = whole.rescued["infection"]
    assert [entry.study for entry in record.entries] == ["smith-1999", "brown-2001"]
    assert report.pages[0].state == "new"
    assert "## Looks wrong" in (library / "rescued" / "infection.md").read_text(encoding="utf-8")


def test_the_record_holds_every_word_of_the_page(tmp_path: Path, library: Path) -> None:
    rescue_into([read_page(save(tmp_path, FIRST))], library)
    record = read_library(library).rescued["infection"]
    assert " ".join(part.text for part in record.parts).split() == FIRST.split()


def test_the_same_page_twice_changes_nothing(tmp_path: Path, library: Path) -> None:
    path = save(tmp_path, FIRST)
    rescue_into([read_page(path)], library)
    before = state_of(library)
    report = rescue_into([read_page(path)], library)
    assert report.files == []
    assert report.pages[0].state == "unchanged"
    assert state_of(library) == before


def test_an_older_capture_does_not_take_the_place_of_a_newer_one(tmp_path: Path, library: Path) -> None:
    address = "https://examplitis.example/infection.html"
    newer, older = (
        read_page(text.encode(), address=address, captured=captured)
        for text, captured in (
            (FIRST, "2019-05-01T00:00:00Z"),
            (FIRST.replace("12-15", "12-16"), "2014-05-01T00:00:00Z"),
        )
    )
    rescue_into([newer], library)
    before = state_of(library)
    report = rescue_into([older], library)
    assert [page.state for page in report.pages] == ["older"]
    assert state_of(library) == before


def test_a_newer_state_shows_what_was_added_changed_and_removed_and_keeps_peoples_work(
    tmp_path: Path, library: Path
) -> None:
    rescue_into([read_page(save(tmp_path, FIRST))], library)
    study = library / "studies" / "smith-1999.yaml"
    study.write_text(
        study.read_text(encoding="utf-8").replace("topic: ", "topic: ", 1) + "# checked by hand\n", encoding="utf-8"
    )
    topic = library / "topics" / "infection" / "viruses.md"
    topic.write_text(topic.read_text(encoding="utf-8").replace("Nobody knows", "No one knows"), encoding="utf-8")
    kept = study.read_bytes(), topic.read_bytes()
    newer = FIRST.replace("26:12-15", "26:12-16").replace(
        "Brown A. Bacteria in examplitis. Infection 2001;29:3-9.",
        "Green B. Worms and examplitis. Infection 2003;31:3-9.",
    )
    report = rescue_into([read_page(save(tmp_path, newer))], library).pages[0]
    assert report.state == "changed"
    assert report.added == ["Worms and examplitis"]
    assert report.removed == ["Bacteria in examplitis"]
    assert report.changed == [("Viruses in examplitis", ["pages"])]
    assert (study.read_bytes(), topic.read_bytes()) == kept
    whole = read_library(library)
    assert set(whole.studies) == {"brown-2001", "green-2003", "smith-1999"}
    assert whole.rescued["infection"].entries[0].study == "smith-1999"
    before = [path for path in (library / "rescued").iterdir() if path.name.startswith("infection-")]
    assert [path.read_text(encoding="utf-8") for path in before] == [FIRST]


def test_a_page_without_a_study_is_kept_and_makes_no_topic(tmp_path: Path, library: Path) -> None:
    path = save(
        tmp_path, "Our Garden Party\n\nThe garden party was a success and we thank everyone who came.\n", "party.txt"
    )
    rescue_into([read_page(path)], library)
    whole = read_library(library)
    assert (whole.topics, whole.studies) == ({}, {})
    assert list(whole.rescued) == ["party"]


def test_a_study_that_is_known_is_not_made_twice(tmp_path: Path, library: Path) -> None:
    rescue_into(
        [
            read_page(save(tmp_path, FIRST)),
            read_page(save(tmp_path, FIRST.replace("Infection\n", "Germs\n", 1), "germs.txt")),
        ],
        library,
    )
    whole = read_library(library)
    assert list(whole.studies) == ["brown-2001", "smith-1999"]
    assert [finding.topic for finding in whole.studies["smith-1999"].findings] == ["infection/viruses", "germs/viruses"]
