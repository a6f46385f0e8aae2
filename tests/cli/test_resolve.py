"""`aetia resolve` on the command line: what goes in, what comes out, and what the exit code says."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.resolve.into_library.printed_library import library, reference, rows, snapshot, study
from tests.resolve.into_library.test_resolving import FIELDS, SLATE_TITLE, WINTER_TITLE
from tests.resolve.small_corpus import (
    ABSENT_PRINTED,
    BOOK_PRINTED,
    NETTLE_PRINTED,
    SLATE_PRINTED,
    WINTER_PRINTED,
    make_corpus,
)

from aetia.cli.main import main
from aetia.cli.resolve_options import cut, from_where_they_part

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_corpus(tmp_path_factory.mktemp("cli-resolve"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library with one citation that is certain and one that is not."""
    return library(
        tmp_path / "library",
        {
            "smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS),
            "doe-2003": study(WINTER_PRINTED, WINTER_TITLE),
        },
    )


def run(corpus: Path, *words: str, code: int = 0) -> None:
    assert main(["resolve", *words, "--corpus", str(corpus)]) == code


def json_lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_a_list_is_answered_line_by_line_in_its_order(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    texts = [SLATE_PRINTED, ABSENT_PRINTED, WINTER_PRINTED, NETTLE_PRINTED]
    file = tmp_path / "queries.jsonl"
    file.write_text(
        "".join(json.dumps({"id": f"q{n}", "text": text, "pmid": "9"}) + "\n" for n, text in enumerate(texts))
    )

    run(corpus, str(file), "--json")

    answers = json_lines(capfd)
    assert [(one["id"], one["outcome"], one["pmid"]) for one in answers] == [
        ("q0", "matched", "501"),
        ("q1", "unmatched", None),
        ("q2", "ambiguous", None),
        ("q3", "matched", "506"),
    ]


def test_people_read_what_was_found_and_why(corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "citations.txt"
    file.write_text("\n".join([SLATE_PRINTED, "", BOOK_PRINTED]))

    run(corpus, str(file))

    shown = capfd.readouterr()
    assert shown.out.startswith("1: matched\n")
    assert "Smith: Slate dust and palewrist: a cohort of quarry workers" in shown.out
    assert "Journal of Palewrist Research, 1999, 12, 45-52" in shown.out
    assert "3: unmatched: no paper in the corpus is like it; it reads like a book" in shown.out
    assert "\x1b" not in shown.out
    assert "1 matched, 0 ambiguous, 1 unmatched, 0 not understood" in shown.err


def test_one_citation_on_standard_input(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pasted = SLATE_PRINTED.replace("quarry ", "quarry\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted.encode())))

    run(corpus, "-", "--json")

    (answer,) = json_lines(capfd)
    assert (answer["id"], answer["pmid"]) == (1, "501")


def test_a_broken_line_makes_the_exit_code_1_and_costs_nothing_else(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text(f'{{"id": "a", "text": ""}}\n{{"id":\n{json.dumps({"id": "c", "text": SLATE_PRINTED})}\n')

    run(corpus, str(file), "--json", code=1)

    shown = capfd.readouterr()
    answers = [json.loads(line) for line in shown.out.splitlines()]
    assert [(one["id"], "error" in one, one["pmid"]) for one in answers] == [
        ("a", True, None),
        (2, True, None),
        ("c", False, "501"),
    ]
    assert "1 matched, 0 ambiguous, 0 unmatched, 2 not understood" in shown.err


def test_a_threshold_decides_from_when_a_paper_is_matched(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "citations.txt"
    file.write_text(SLATE_PRINTED)

    run(corpus, str(file), "--json", "--threshold", "1")

    assert json_lines(capfd)[0]["outcome"] == "ambiguous"


def test_a_file_of_records_serves_as_a_corpus_for_one_run(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "citations.txt"
    file.write_text(SLATE_PRINTED)

    assert main(["resolve", str(file), "--json", "--corpus", str(corpus.parent / "first.csl.jsonl")]) == 0

    assert json_lines(capfd)[0]["pmid"] == "501"
    assert sorted(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone.txt"], "cannot be read"),
        (["empty.txt"], "there is no citation in it"),
        (["."], "there is no library here"),
        (["citations.txt", "--dry-run"], "are for a library"),
        (["citations.txt", "--corpus", "nowhere"], "nowhere"),
        (["library", "--by", "anna"], "--by says who answers"),
        (["library", "--study", "gone"], "no study 'gone'"),
        (["library", "--on", "yesterday"], "'yesterday' is no date"),
        (["library", "--answer", "doe-2003", "502", "yes", "--on", "2026-13"], "'2026-13' is no date"),
        (["library", "--answer", "doe-2003", "502", "yes", "--by", " "], "needs somebody"),
        (["citations.txt", "--corpus", "citations.txt"], "citations.txt"),
        (["library", "--answer", "doe-2003", "502", "perhaps"], "is no answer"),
    ],
)
def test_bad_use_is_refused_in_one_line(
    corpus: Path, root: Path, words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").write_text("\n \n")
    Path("citations.txt").write_text("Smith")
    before = snapshot(root)

    code = main(["resolve", "--corpus", str(corpus), *words])

    shown = capfd.readouterr()
    assert code in (1, 2)
    assert message in shown.err
    assert shown.err.count("\n") == 1
    assert snapshot(root) == before


def test_a_library_is_filled_in_and_asked_about(corpus: Path, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(corpus, str(root))

    shown = capfd.readouterr()
    assert "smith-1999: matched" in shown.out
    assert "filled in: pmid, doi, author after 2" in shown.out
    assert "doe-2003: ambiguous" in shown.out
    assert "1 matched, 1 ambiguous, 0 unmatched; 2 settled before; 3 files changed" in shown.err
    assert "decisions/matches.tsv" in shown.err
    assert reference(root, "smith-1999").identifiers.pmid == "501"


def test_a_library_may_name_its_corpus(
    corpus: Path, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AETIA_CORPUS", raising=False)
    (tmp_path / "beside").symlink_to(corpus)
    settings = root / "aetia.toml"
    settings.write_text(settings.read_text() + 'corpus = "../beside"\n')

    assert main(["resolve", str(root)]) == 0

    assert reference(root, "smith-1999").identifiers.pmid == "501"


def test_a_dry_run_only_tells(corpus: Path, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = snapshot(root)

    run(corpus, str(root), "--dry-run", "--json")

    shown = capfd.readouterr()
    document = json.loads(shown.out)
    assert [(one["study"], one["outcome"]) for one in document["references"]] == [
        ("doe-2003", "ambiguous"),
        ("smith-1999", "matched"),
    ]
    assert document["files"] == ["decisions/matches.tsv", "studies/doe-2003.yaml", "studies/smith-1999.yaml"]
    assert "3 files would change" in shown.err
    assert snapshot(root) == before


def test_a_question_is_answered_on_the_command_line(
    corpus: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(corpus, str(root))

    run(corpus, str(root), "--answer", "doe-2003", "503", "yes", "--by", "anna", "--on", "2026-11-28")

    assert "doe-2003: pmid:503 yes, says anna" in capfd.readouterr().err
    assert reference(root, "doe-2003").identifiers.pmid == "503"
    assert [(row.by, row.on, row.decision) for row in rows(root)] == [("anna", "2026-11-28", "yes")]


def test_ten_megabytes_on_standard_input_are_answered_in_bounded_memory(corpus: Path) -> None:
    line = b"x" * 997 + b" 1\n"
    content = line * 1_000 + b"y" * 9_000_000
    script = (
        "import sys; from aetia.cli.main import main; from tests.peak_memory import peak_kb\n"
        "code = main(sys.argv[1:])\n"
        "print(code, peak_kb() // 1024, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "resolve", "-", "--corpus", str(corpus), "--json"]
    done = subprocess.run(command, input=content, capture_output=True, timeout=300, check=True, cwd=REPOSITORY)

    told = done.stderr.decode().splitlines()
    assert "1,000 unmatched, 1 not understood" in told[0]
    code, megabytes = map(int, told[1].split())
    assert code == 1
    assert megabytes < 500
    assert len(done.stdout.splitlines()) == 1_001


def test_of_two_long_texts_that_begin_alike_what_differs_is_shown() -> None:
    same = "the expression of factors that are associated with fibrosis " * 4
    mine, theirs = (cut(text) for text in from_where_they_part(f"{same}in sclerosis (SSc)", f"{same}in sclerosis"))

    assert (mine, theirs) == (
        "… are associated with fibrosis in sclerosis (SSc)",
        "… are associated with fibrosis in sclerosis",
    )
    assert from_where_they_part("Smith J", "Smith J, Jones K") == ("Smith J", "Smith J, Jones K")
