"""What a person reads after a slip says what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.made_up import ALPHA, make_library

from aetia.library import read_with_faults
from aetia.library.field_tables import put_into
from aetia.library.format import format_library
from aetia.library.records import parse_yaml_record, yaml_record_text
from aetia.model.study import Study

STUDY = "studies/alpha-2020.yaml"
STATEMENT = "    statement:\n      en: Patients had the antibody twice as often as their neighbours.\n"
MEASURES = "OR, RR, HR, IRR, SIR, RD, MD, SMD, r, beta, proportion, prevalence, p"

SLIPS: dict[str, tuple[str, str, str]] = {
    "a sentence where a language belongs": (
        STATEMENT,
        "    statement: Twice as often.\n",
        "Write 'en: …' on the line below",
    ),
    "a word where a judgement belongs": (STATEMENT, "    risk_of_bias: high\n", "Write {level: …, why: …}"),
    "a note of the old page without its language": (
        STATEMENT,
        "    as_found:\n      page: x\n      note: wrong\n",
        "Write 'en: …' on the line below",
    ),
    "a misspelt field": (STATEMENT, STATEMENT.replace("statement", "statment"), "did you mean 'statement'? Correct"),
    "a measure in small letters": ("measure: OR", "measure: or", f"'or' is not one of {MEASURES}; did you mean 'OR'?"),
    "a measure that does not exist": ("measure: OR", "measure: thing", f"'thing' is not one of {MEASURES}. Write"),
    "a colon in a sentence": (
        "en: Patients",
        "en: Result: patients",
        'Put the sentence in quotes ("…"): it holds a colon',
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), SLIPS.values(), ids=SLIPS)
def test_one_slip_gives_one_message_that_says_what_to_write(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in ALPHA

    faults = read_with_faults(make_library(tmp_path, {STUDY: ALPHA.replace(old, new)})).faults

    assert len(faults) == 1
    assert says in str(faults[0])


def test_a_file_without_permission_is_named_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_library(tmp_path)
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "alpha-2020.yaml":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (fault,) = read_with_faults(root).faults

    assert (
        str(fault)
        == f"{STUDY}: no permission to read the file. Give yourself the right to read it, as with 'chmod u+r'"
    )


@pytest.mark.parametrize(
    "number", ["1.10", "1.0", "2", "0.50", ".5", "+1.5", "1e0", "1.", "1.1000000000000000888", "01.5", "-0.0"]
)
def test_formatting_never_changes_the_digits_of_a_number(tmp_path: Path, number: str) -> None:
    text = ALPHA.replace("value: 2\n", "value: 1.50\n").replace("low: 1.2", f"low: {number}")
    root = make_library(tmp_path, {STUDY: text.replace("high: 3.3", "high: 3.3\n        counts: [007, 20, 3, 30]")})

    format_library(root)

    written = (root / STUDY).read_text()
    assert f"\n        low: {number}\n" in written
    assert "value: 1.50\n" in written
    assert "counts: [007, 20, 3, 30]" in written
    assert format_library(root).changed == []


def test_a_number_with_kept_digits_is_the_number(tmp_path: Path) -> None:
    texts = [ALPHA, ALPHA.replace("1.2\n", "1.20\n")]
    one, other = (
        read_with_faults(make_library(tmp_path / str(n), {STUDY: text})).library for n, text in enumerate(texts)
    )
    assert one is not None
    assert other is not None

    assert one.studies == other.studies
    assert one.studies["alpha-2020"].model_dump_json() == other.studies["alpha-2020"].model_dump_json()


def test_the_format_guide_lists_every_field(repository: Path) -> None:
    page = (repository / "docs" / "reference" / "library-format.md").read_text(encoding="utf-8")

    assert put_into(page) == page, "write what put_into gives back into the page"


def test_the_study_file_of_the_curators_guide_is_sound_and_in_canonical_form(repository: Path) -> None:
    page = (repository / "docs" / "curators" / "findings.md").read_text(encoding="utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]

    parsed = parse_yaml_record(Study, text, "studies/example-2020.yaml", id="example-2020")

    assert yaml_record_text(parsed.record) == text
    assert parsed.record.findings[0].estimates[0].faults() == []
