"""`aetia cite` reads any number of printed citations, line by line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from aetia.cli.main import main

FIRST = "Aberer E, Breier F, Stanek G. Success and failure in treatment. Infection 1996; 24: 85-87."
SECOND = "Smith JA, Jones B. Another title about dust and bones. Lancet 2001;357:1013-1017."


class Ran(NamedTuple):
    """What a command said, and its exit code."""

    exit_code: int
    stdout: str
    stderr: str


Cite = Callable[..., Ran]


@pytest.fixture
def cite(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cite:
    """`aetia cite parse` with some arguments and something on standard input."""

    def run(*arguments: str, given: str | bytes = b"") -> Ran:
        data = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main(["cite", "parse", *arguments])
        return Ran(code, *capfd.readouterr())

    return run


REPOSITORY = Path(__file__).resolve().parents[2]


def answers(ran: Ran) -> list[dict[str, Any]]:
    """The JSON lines of an answer."""
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_each_line_is_answered_in_order(cite: Cite) -> None:
    result = cite("--json", "-", given=f"{FIRST}\n\n{SECOND}\n")
    assert result.exit_code == 0
    first, second = answers(result)
    assert (first["line"], second["line"]) == (1, 3)
    assert (first["csl"]["volume"], second["csl"]["container-title"]) == ("24", "Lancet")
    assert set(first["confidence"]) == set(first["spans"])


def test_two_citations_in_one_line_are_two_answers(cite: Cite) -> None:
    result = cite("--json", f"{FIRST} {SECOND}")
    assert result.exit_code == 0
    assert [answer["citation"] for answer in answers(result)] == [FIRST, SECOND]


def test_a_line_that_is_too_long_is_named_and_the_others_are_read(cite: Cite) -> None:
    result = cite("--json", "-", given=f"{FIRST}\n{'word ' * 300_000}\n{SECOND}\n")
    assert result.exit_code == 1
    assert [answer["line"] for answer in answers(result)] == [1, 3]
    assert "line 2: longer than a citation may be" in result.stderr


def test_a_line_of_noise_is_named_and_the_others_are_read(cite: Cite) -> None:
    result = cite("--json", "-", given=f"{FIRST}\n12 34 ;;;\n{SECOND}\n".encode() + b"\xff\xfe broken bytes 1999\n")
    assert result.exit_code == 1
    assert [answer["line"] for answer in answers(result)] == [1, 2, 3, 4]
    assert "line 2: nothing could be read" in result.stderr


def test_people_get_each_field_with_how_sure_it_is(cite: Cite) -> None:
    result = cite(FIRST)
    assert result.exit_code == 0
    assert "  journal          Infection  (0." in result.stdout


def test_no_citation_at_all_is_bad_use(cite: Cite) -> None:
    assert cite("-", given="\n \n").exit_code == 2
    assert cite("--file", "no-such-file.txt").exit_code == 2


def test_ten_megabytes_on_standard_input_are_read_in_little_memory(tmp_path: Path) -> None:
    """One long line, and many short ones: the whole input is never held."""
    source = tmp_path / "lines.txt"
    with source.open("w", encoding="utf-8") as stream:
        stream.write("x" * 8_000_000 + "\n")
        stream.writelines(f"{SECOND}\n" for _ in range(40))
        stream.write("y" * 2_000_000)
    measured = (
        "import sys\n"
        "from aetia.cli.main import main\n"
        "code = main(['cite', 'parse', '-', '--json'])\n"
        "from tests.peak_memory import peak_kb\n"
        "print(peak_kb(), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    with source.open("rb") as stream:
        ran = subprocess.run(
            [sys.executable, "-c", measured], stdin=stream, capture_output=True, text=True, timeout=120, cwd=REPOSITORY
        )
    *_, memory = ran.stderr.strip().splitlines()
    assert ran.returncode == 1
    assert len(ran.stdout.splitlines()) == 40
    assert "2 lines left out" in ran.stderr
    assert int(memory) < 160_000
