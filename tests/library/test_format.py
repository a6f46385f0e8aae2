"""The canonical form: formatting changes the form and never what is said, keeps comments, and is its own fixed point."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.made_up import ALPHA, CONCEPTS, SCREENING, VIRUS, make_library

from aetia.library import read_library, writing
from aetia.library.format import format_library

STUDY = "studies/alpha-2020.yaml"

MESSY = """# The first study of the old page.
design: "case-control"   # by its methods section
references:
- issued: '2020-10-30'
  title: >-  # shortened
    A virus in patients
    and neighbours
  author:
    - {given: A, # initials only
       family: Alpha}
# Two markers were tested.
findings:
    - exposure: example-virus
      # the topic was renamed
      topic: infection/example-virus
      statement: {en: |-
         Twice as
         often. # not a comment}
         }
# That is all.
"""


def test_formatting_keeps_every_value_and_every_comment(tmp_path: Path) -> None:
    messy = MESSY.replace("statement: {en: |-\n", 'statement: {en: "Twice as often. # not a comment"}\n')
    messy = "\n".join(line for line in messy.split("\n") if not line.startswith("         "))
    root = make_library(tmp_path, {STUDY: messy})
    before = read_library(root).studies

    result = format_library(root)

    text = (root / STUDY).read_text()
    assert result.changed == [STUDY]
    assert read_library(root).studies == before
    for comment in (
        "# The first study of the old page.",
        "# by its methods section",
        "# shortened",
        "# initials only",
        "# Two markers were tested.",
        "# the topic was renamed",
        "# That is all.",
    ):
        assert text.count(comment) == 1, comment
    assert "# The first study of the old page.\ndesign: case-control  # by its methods section\n" in text
    assert text.endswith("# That is all.\n")
    assert format_library(root).changed == []


def test_checking_the_form_changes_nothing(tmp_path: Path) -> None:
    root = make_library(tmp_path, {STUDY: ALPHA.replace("issued: 2020", "issued:   2020")})

    result = format_library(root, write=False)

    assert result.changed == [STUDY]
    assert (root / STUDY).read_text() != ALPHA
    assert not (root / ".aetia").exists()


def test_a_file_that_cannot_be_read_is_left_alone_and_the_others_are_formatted(tmp_path: Path) -> None:
    broken = "references: [\n# precious\n"
    root = make_library(tmp_path, {STUDY: broken, "topics/infection.md": "---\ntitle:   Infection\n---\n"})

    result = format_library(root)

    assert [fault.file for fault in result.faults] == [STUDY]
    assert result.changed == ["topics/infection.md"]
    assert (root / STUDY).read_text() == broken


def test_comments_on_concepts_move_with_them_when_they_are_sorted(tmp_path: Path) -> None:
    head, dust, vaccine, virus = (CONCEPTS.partition("- id: example-dust")[0], *CONCEPTS.split("- id: example-")[2:])
    shuffled = f"{head}# on the virus\n- id: example-{virus}- id: example-{dust}  # dust\n- id: example-{vaccine}# at the end\n"
    shuffled = shuffled.replace("class: dust\n  # dust", "class: dust  # on the dust")
    root = make_library(tmp_path, {"concepts.yaml": shuffled})

    format_library(root)

    text = (root / "concepts.yaml").read_text()
    assert "# on the virus\n- id: example-virus\n" in text
    assert "exposure_class: dust  # on the dust\n" in text
    assert text.endswith("# at the end\n")
    assert text.index("example-dust") < text.index("example-vaccine") < text.index("example-virus")


def test_tables_are_sorted_by_date_and_their_rows_kept(tmp_path: Path) -> None:
    later = SCREENING + "2025-05-05\teditor-2\tinfection\tpmid:9\tinclude\t\ttab\\there\n"
    root = make_library(tmp_path, {"decisions/screening.tsv": later})

    format_library(root)

    lines = (root / "decisions/screening.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["on", "2025-05-05", "2026-01-02"]
    assert read_library(root).screening[0].note == "tab\there"


def test_a_rewritten_record_keeps_the_comments_of_its_file(tmp_path: Path) -> None:
    root = make_library(tmp_path, {STUDY: ALPHA.replace("design:", "# see page 3\ndesign:")})
    study = read_library(root).studies["alpha-2020"]

    with writing(root, "a test") as writer:
        writer.study(study.model_copy(update={"team": "a team"}))

    assert "# see page 3\ndesign: case-control\nteam: a team\n" in (root / STUDY).read_text()


@pytest.mark.parametrize(
    "text", [VIRUS.replace("title:", "# why\ntitle:"), VIRUS.replace("---\ntitle", "---  \n# why\ntitle")]
)
def test_a_rewritten_topic_keeps_the_comments_of_its_front_matter(tmp_path: Path, text: str) -> None:
    root = make_library(tmp_path, {"topics/infection/example-virus.md": text})
    topic = read_library(root).topics["infection/example-virus"]

    with writing(root, "a test") as writer:
        writer.topic(topic.model_copy(update={"body": "Prose.\n"}))

    assert (root / "topics/infection/example-virus.md").read_text() == VIRUS.replace(
        "title:", "# why\ntitle:", 1
    ) + "\nProse.\n"


def test_a_row_that_stands_in_a_table_is_not_written_again(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    rows = read_library(root).screening

    with writing(root, "a test") as writer:
        writer.append("decisions/screening.tsv", type(rows[0]), rows)

    assert writer.changed == []
