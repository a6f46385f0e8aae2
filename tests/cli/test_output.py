"""What a stranger's file may say on somebody's terminal."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.resolve.small_corpus import SLATE, make_corpus

from aetia.cli.main import main
from aetia.cli.output import harmless
from aetia.library.start import start_library

STEERING = "\x1b]0;mine\x07\x1b[2J\x9b31m\u202e\u2066\r"
TITLE = f"Slate {STEERING}dust and palewrist: a cohort of quarry workers"


@pytest.mark.parametrize(
    "text",
    ["Übergröße – 東京", "عنوان", "no\u00a0break", "soft\u00adhyphen", "نمی\u200cخواهم", "two\nlines\tand a tab"],
)
def test_writing_of_every_kind_stays(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_nothing_is_left_that_steers_a_terminal(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert not {"\x1b", "\x07", "\x08", "\r", "\x9b", "\x7f", "\u202e", "\u2067"} & set(shown)


def steers(text: str) -> bool:
    return any(sign in text for sign in STEERING if not sign.isprintable())


def test_a_list_cannot_steer_the_terminal_that_its_answers_are_shown_on(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = make_corpus(tmp_path, [{**SLATE, "title": TITLE}])
    item = {"id": f"a{STEERING}\nb: matched", "text": f"Smith A. {TITLE}. J Palewrist Res 1999;12:45-52."}
    for extra in ((), ("--json",)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(item).encode())))
        assert main(["resolve", "-", "--corpus", str(corpus), *extra]) == 0
        out, err = capfd.readouterr()
        assert not steers(err)
        if extra:
            assert json.loads(out)["id"] == item["id"]  # a program gets what it gave
        else:
            assert "matched" in out
            assert not out.startswith("b: matched")
            assert "\nb: matched" not in out
            assert not steers(out)


def test_a_file_cannot_steer_the_terminal_that_its_faults_are_told_on(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    start_library(tmp_path / "library", "Palewrist", "2026-11-23")
    file = tmp_path / "list.ris"
    file.write_text(f"{STEERING} no reference at all", encoding="utf-8", newline="")
    assert main(["import", str(file), "--into", str(tmp_path / "library"), "--format", "ris"]) == 2
    out, err = capfd.readouterr()
    assert "no reference at all" in err
    assert not steers(out + err)
