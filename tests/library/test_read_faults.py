"""A broken file is named with its line and what to do, and costs that file and nothing else."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from tests.made_up import ALPHA, CONCEPTS, SCREENING, SETTINGS, SOUND, VIRUS, make_library

from aetia.errors import LibraryError
from aetia.library import read_library, read_with_faults

STUDY = "studies/alpha-2020.yaml"
TOPIC = "topics/infection/example-virus.md"
BILLION_LAUGHS = "references:\n  - title: &a lol\n" + "".join(
    f"    x{n}: &b{n} [*a, *a, *a, *a, *a, *a]\n" for n in range(9)
)

BROKEN: dict[str, tuple[str, str | bytes, str, int, str]] = {
    "an unknown field": (STUDY, ALPHA + "colour: blue\n", "unknown-field", 19, "colour"),
    "an unknown field of a finding": (
        STUDY,
        ALPHA.replace("    outcome:", "    outcom:"),
        "unknown-field",
        11,
        "outcom",
    ),
    "a field that is missing": (STUDY, ALPHA.replace("title: A virus", "note: A virus"), "missing-field", 2, "title"),
    "a key that stands twice": (STUDY, ALPHA + "design: cohort\n", "not-yaml", 19, "'design' stands here twice"),
    "a date with a month 13": (STUDY, ALPHA.replace("2020-10-30", "2020-13-30"), "wrong-value", 4, "no month 13"),
    "a date with a day 31 in June": (STUDY, ALPHA.replace("2020-10-30", "2020-06-31"), "wrong-value", 4, "no day 31"),
    "a date in words": (STUDY, ALPHA.replace("2020-10-30", "last spring"), "wrong-value", 4, "2026-11"),
    "a word where a number stands": (
        STUDY,
        ALPHA.replace("value: 2\n", "value: two\n"),
        "wrong-value",
        14,
        "a number stands here",
    ),
    "a number that is not finite": (
        STUDY,
        ALPHA.replace("high: 3.3", "high: .inf"),
        "wrong-value",
        16,
        "a number stands here",
    ),
    "infinity spelt out": (STUDY, ALPHA.replace("high: 3.3", "high: inf"), "wrong-value", 16, "finite"),
    "a DOI that is none": (STUDY, ALPHA.replace("10.1234/alpha", "alpha"), "wrong-value", 5, "'alpha' is not a DOI"),
    "a PMID that is none": (STUDY, ALPHA.replace("100001", "none"), "wrong-value", 5, "'none' is not a PMID"),
    "a list where fields stand": (STUDY, "- a\n- b\n", "not-a-record", 1, "fields"),
    "an empty file": (STUDY, "", "not-a-record", 1, "fields"),
    "a bracket that is not closed": (STUDY, ALPHA.replace("A}]", "A}"), "not-yaml", 4, "not YAML"),
    "an indentation that is lost": (STUDY, ALPHA.replace("    outcome:", "  outcome:"), "not-yaml", 11, "not YAML"),
    "a tab for an indentation": (STUDY, ALPHA.replace("    outcome:", "\toutcome:"), "not-yaml", 11, "not YAML"),
    "an anchor and its aliases": (STUDY, BILLION_LAUGHS, "not-yaml", 2, "anchor"),
    "an alias": (STUDY, ALPHA.replace("design: case-control", "design: *a"), "not-yaml", 6, "alias"),
    "a tag": (STUDY, ALPHA.replace("design: case-control", "design: !!python/name:os.system x"), "not-yaml", 6, "tag"),
    "a second document": (STUDY, ALPHA + "---\na: b\n", "not-yaml", 19, "second document"),
    "values nested 1,000 deep": (STUDY, "references: " + "[" * 1000 + "]" * 1000, "not-yaml", 1, "nested"),
    "values nested 100,000 deep": (STUDY, "references:\n  " + "- " * 100_000, "not-yaml", 2, "nested"),
    "a key that is no word": (STUDY, "? [a, b]\n: c\n", "not-yaml", 1, "key"),
    "a very long key": (STUDY, f"? {'k' * 5000}\n: c\n", "not-yaml", 1, "key"),
    "too many values": (STUDY, "references:\n" + "- a\n" * 300_001, "not-yaml", 300_000, "more than 300000 values"),
    "a NUL byte": (STUDY, ALPHA.replace("cohort", "").encode() + b"note: a\x00b\n", "not-yaml", 19, "U+0000"),
    "bytes that are not UTF-8": (STUDY, ALPHA.encode() + "note: é\n".encode("latin-1"), "not-utf8", 19, "UTF-8"),
    "UTF-16": (STUDY, ALPHA.encode("utf-16"), "not-utf8", 1, "UTF-8"),
    "ten megabytes": (STUDY, ALPHA + "#" * 10_000_000, "unreadable", 0, "larger than 8 MB"),
    "five million characters": (STUDY, ALPHA + "#" * 5_000_000, "not-yaml", 1, "more than 4000000"),
    "front matter cut in half": (TOPIC, VIRUS[: len(VIRUS) // 2], "front-matter-cut", 1, "not closed"),
    "no front matter": (TOPIC, "Just prose.\n", "no-front-matter", 1, "front matter"),
    "front matter with a wrong field": (TOPIC, VIRUS.replace("title:", "titel:"), "unknown-field", 2, "titel"),
    "a topic that asks nothing": (
        TOPIC,
        VIRUS.replace("question: Does", "# Does"),
        "wrong-value",
        2,
        "asks a question",
    ),
    "a field that the file's place says": (TOPIC, VIRUS.replace("exposure:", "id:"), "unknown-field", 4, "'id'"),
    "a file name that is no identifier": ("studies/Alpha 2020.yaml", ALPHA, "wrong-name", 0, "name of the file"),
    "two concepts with one id": (
        "concepts.yaml",
        CONCEPTS + "- id: example-dust\n  kind: disease\n  label: D\n",
        "same-id",
        19,
        "'example-dust' stands here twice",
    ),
    "a concept without a class": (
        "concepts.yaml",
        CONCEPTS.replace("  exposure_class: dust\n", ""),
        "wrong-value",
        7,
        "exposure_class",
    ),
    "concepts that are no list": ("concepts.yaml", "a: b\n", "not-a-record", 1, "list"),
    "a table without its columns": ("decisions/screening.tsv", "a\tb\n", "wrong-columns", 1, "columns"),
    "a row with a cell too many": (
        "decisions/screening.tsv",
        SCREENING + "x\t" * 9 + "\n",
        "wrong-cells",
        3,
        "10 cells",
    ),
    "a row with a wrong date": ("decisions/screening.tsv", SCREENING.replace("01-02", "1-2"), "wrong-value", 2, "on:"),
}


@pytest.mark.parametrize(("file", "content", "code", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_and_the_rest_is_read(
    tmp_path: Path, file: str, content: str | bytes, code: str, line: int, words: str
) -> None:
    reading = read_with_faults(make_library(tmp_path, {file: content}))

    found = [(fault.file, fault.line, fault.code) for fault in reading.faults]
    assert (file, line, code) in found, reading.faults
    fault = reading.faults[found.index((file, line, code))]
    assert words in fault.what
    assert fault.remedy
    assert {fault.file for fault in reading.faults} == {file}
    assert reading.library is not None
    assert "beta-2021" in reading.library.studies
    assert "infection" in reading.library.topics


def test_a_sound_library_has_no_faults(tmp_path: Path) -> None:
    reading = read_with_faults(make_library(tmp_path))

    assert reading.faults == []
    assert reading.library is not None
    assert list(reading.library.studies) == ["alpha-2020", "beta-2021"]
    assert [topic.id for topic in reading.library.walk()] == ["infection", "infection/example-virus"]


def test_the_line_of_every_field_is_known(tmp_path: Path) -> None:
    reading = read_with_faults(make_library(tmp_path))
    lines = ALPHA.split("\n")

    assert "high: 3.3" in lines[reading.line(STUDY, "findings", 0, "estimates", 0, "high") - 1]
    assert "exposure: example-virus" in VIRUS.split("\n")[reading.line(TOPIC, "exposure") - 1]
    assert reading.line("aetia.toml", "disease") == 3
    assert reading.line(STUDY, "findings", 0, "nothing-here") == reading.line(STUDY, "findings", 0)
    assert reading.row_lines["decisions/screening.tsv"] == [2]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (SETTINGS.replace("title =", "titel ="), "unknown-field", 2),
        (SETTINGS.replace('"2026-11-20"', "2026-11-40"), "not-toml", 5),
        (SETTINGS.replace('"2026-11-20"', '"2026-11-40"'), "wrong-value", 5),
        ("format = 1\ntitle = [\n", "not-toml", 1),
        (SETTINGS + "x = " + "[" * 100_000, "not-toml", 1),
    ],
)
def test_broken_settings_are_named_and_nothing_else_is_read(tmp_path: Path, text: str, code: str, line: int) -> None:
    reading = read_with_faults(make_library(tmp_path, {"aetia.toml": text}))

    assert reading.library is None
    assert code in {fault.code for fault in reading.faults}
    assert line in {fault.line for fault in reading.faults}


def test_dates_in_settings_may_be_written_as_toml_dates(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"aetia.toml": SETTINGS.replace('"2026-11-20"', "2026-11-20")})

    assert read_library(root).settings.as_of == "2026-11-20"


def test_a_newer_format_is_refused_by_name(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"aetia.toml": SETTINGS.replace("format = 1", "format = 99")})

    with pytest.raises(LibraryError, match=r"format 99.*Install a newer aetia"):
        read_with_faults(root)


def test_no_library_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library here.*aetia init"):
        read_with_faults(tmp_path)


def test_a_library_that_must_be_whole_names_its_first_fault_and_their_number(tmp_path: Path) -> None:
    root = make_library(tmp_path, {STUDY: ALPHA + "colour: blue\nsize: big\n"})

    with pytest.raises(LibraryError, match=r"alpha-2020\.yaml:19: 'colour'.*\(and 1 more\).*aetia check"):
        read_library(root)


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_byte_order_marks_and_windows_line_ends_do_not_matter(tmp_path: Path, prefix: bytes, ends: bytes) -> None:
    files: dict[str, str | bytes] = {name: prefix + text.encode().replace(b"\n", ends) for name, text in SOUND.items()}
    reading = read_with_faults(make_library(tmp_path, files))

    assert reading.faults == []
    assert reading.library is not None
    assert reading.library.studies["alpha-2020"].references[0].identifiers.pmid == "100001"
    assert reading.library.topics["infection"].body == "Germs that were suspected.\n"
    assert len(reading.library.screening) == 1


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(ALPHA)
    root = make_library(tmp_path / "library")
    (root / "studies" / "gamma-2022.yaml").symlink_to(secret)
    (root / "stories").symlink_to(tmp_path)
    (root / "concepts.yaml").unlink()
    (root / "concepts.yaml").symlink_to(secret)

    reading = read_with_faults(root)

    assert reading.library is not None
    assert list(reading.library.studies) == ["alpha-2020", "beta-2021"]
    assert reading.library.stories == {}
    assert [(fault.file, fault.code) for fault in reading.faults] == [("concepts.yaml", "unreadable")]


def test_what_a_hostile_file_says_cannot_steer_a_terminal_or_flood_it(tmp_path: Path) -> None:
    text = ALPHA + '"\\e[31mred\\n\\u202eltr": x\n' + f'design2: x\ndoi: "{"y" * 100_000}"\n'
    text = text.replace("10.1234/alpha", '"' + "z" * 100_000 + '"')
    reading = read_with_faults(make_library(tmp_path, {STUDY: text}))

    assert len(reading.faults) == 4
    for fault in reading.faults:
        assert str(fault).isprintable()
        assert len(str(fault)) < 2000


def test_a_file_with_a_thousand_faults_names_the_first_of_them(tmp_path: Path) -> None:
    text = ALPHA + "".join(f"field-{number}: x\n" for number in range(1000))
    reading = read_with_faults(make_library(tmp_path, {STUDY: text}))

    assert len(reading.faults) == 200
    assert reading.faults[0].line == 19


@pytest.mark.parametrize("looking", [True, False])
def test_a_reading_leaves_the_search_for_garbage_as_it_was(tmp_path: Path, looking: bool) -> None:
    sound, newer = make_library(tmp_path / "sound", {}), make_library(tmp_path / "newer", {})
    (newer / "aetia.toml").write_text(SETTINGS.replace("format = 1", "format = 99"), encoding="utf-8")
    try:
        (gc.enable if looking else gc.disable)()
        read_library(sound)
        assert gc.isenabled() is looking
        with pytest.raises(LibraryError, match="format 99"):
            read_library(newer)
        assert gc.isenabled() is looking
    finally:
        gc.enable()
