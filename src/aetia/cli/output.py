"""How commands speak: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")


def print_json(document: Any) -> None:
    """Print one JSON document on stdout: UTF-8, keys in the order given."""
    _write(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def print_json_line(item: Any) -> None:
    """Print one item of a JSON Lines answer on stdout."""
    _write(json.dumps(item, ensure_ascii=False, allow_nan=False) + "\n")


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def say(message: str) -> None:
    """Print a message for people on stderr."""
    print(harmless(message), file=sys.stderr)


def harmless(text: str) -> str:
    """Text for people, which a stranger's file may have given, without what could steer their terminal or turn the writing.

    Line ends and tabs stay. For programs, JSON says every character as it is.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" or _joins(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _joins(character: str) -> bool:
    """Whether it only tells how its neighbours are written, as some languages and hyphenation need, or is a kind of blank."""
    return character in "\u200b\u200c\u200d\u200e\u200f\xad\ufeff" or unicodedata.category(character) == "Zs"


@contextmanager
def step(title: str) -> Iterator[list[str]]:
    """Announce a step, and print its result and time when it is done.

    The caller appends words to the list that it gets; they stand behind the title.
    """
    started = time.perf_counter()
    interactive = sys.stderr.isatty()
    if interactive:
        print(f"  … {title}", end="\r", file=sys.stderr, flush=True)
    words: list[str] = []
    yield words
    result = f": {', '.join(words)}" if words else ""
    print(f"  ✓ {title}{result} ({time.perf_counter() - started:.1f} s)", file=sys.stderr)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr that is told how many of how many are done; nothing where nobody looks at a screen."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield told


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 study``, ``2 studies``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
