"""Made-up languages: the English catalogue with every word put in brackets, made twice as long, or spelt in Hebrew letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

from aetia.words import Words

ENGLISH_TEXT = files("aetia.synthesis.figures").joinpath("words", "en.toml").read_text(encoding="utf-8")
_QUOTED = re.compile(r'"([^"\n]*)"')
_WORD = re.compile(r"\{\w+\}|[^\W\d_]+")


def bracketed_text() -> str:
    """Every word is in ⟦ ⟧ by itself, so that lines broken between words are seen to come from the catalogue."""
    return _translated(lambda word: f"⟦{word}⟧")


def bracketed() -> Words:
    return Words.parse("qq", bracketed_text())


def lengthened() -> Words:
    """Every word is as long as two."""
    return Words.parse("qq", _translated(lambda word: word + word.lower()))


def leftward() -> Words:
    """Every letter is a Hebrew one."""
    hebrew = {latin: chr(0x5D0 + index) for index, latin in enumerate("abcdefghijklmnopqrstuvwxyz")}
    return Words.parse("he", _translated(lambda word: "".join(hebrew.get(x, x) for x in word.lower())))


def _translated(translate: Callable[[str], str]) -> str:
    lines = ENGLISH_TEXT.splitlines()
    changed = [line if line.startswith("#") else _QUOTED.sub(lambda m: _in_text(m, translate), line) for line in lines]
    return "\n".join(changed)


def _in_text(quoted: re.Match[str], translate: Callable[[str], str]) -> str:
    text = _WORD.sub(lambda word: word[0] if word[0].startswith("{") else translate(word[0]), quoted[1])
    return f'"{text}"'
