"""The stylesheet: its size, its tokens and their contrast, and what it must not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import product

import pytest

from aetia.site.accent import contrast
from aetia.site.stylesheet import PARTS, compact, part, stylesheet

SCHEMES = ("light", "dark")
GROUNDS = ("paper", "card", "wash", "warn", "bad")


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; what the dark one does not name is as in the light one."""
    halves = part("tokens").split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", halves[0]))
    return found if scheme == "light" else found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", halves[1]))


def sources() -> str:
    """Everything that writes classes into pages."""
    site = files("aetia.site")
    folders = (site, site.joinpath("views"), site.joinpath("templates"), site.joinpath("static"))
    texts = [
        f.read_text(encoding="utf-8") for d in folders for f in d.iterdir() if f.name.endswith((".py", ".html", ".js"))
    ]
    return "\n".join(texts)


def test_it_stays_under_20_kilobytes_with_room_for_a_theme() -> None:
    assert len(stylesheet().encode()) < 19_000


def test_it_is_joined_from_its_parts_and_what_follows_comes_last() -> None:
    css = stylesheet("a{b:c}", "d { e: f }\n")
    assert css.endswith("a{b:c}d { e: f }\n")
    assert css.startswith(compact(part(PARTS[0])).strip())
    assert "/*" not in stylesheet()


def test_compacting_changes_nothing_that_counts() -> None:
    assert compact("/* x */ a , b > c { margin : 0 1px; }\n") == "a,b>c{margin :0 1px}\n"
    assert (
        compact("@media (max-width: 1rem) { a { b: calc(1px + 2px); } }")
        == "@media (max-width:1rem){a{b:calc(1px + 2px)}}\n"
    )


def test_every_property_that_is_used_is_set() -> None:
    css = stylesheet()
    used, given = set(re.findall(r"var\((--[a-z-]+)", css)), set(re.findall(r"(--[a-z-]+):", css))
    assert used - given == set()
    assert given - used - {"--brand-deep"} == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read_on_every_ground(scheme: str) -> None:
    token = tokens(scheme)
    pairs = [*product(("ink", "soft", "link"), GROUNDS), ("on-brand", "brand"), ("on-brand", "brand-deep")]
    levels = ("established", "likely", "possible", "not-enough", "against", "not-assessed", "for", "open")
    pairs += [*product(levels, ("paper", "card", "wash")), ("ink", "mark")]
    weak = {pair: round(contrast(token[pair[0]], token[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_frames_that_say_something_can_be_seen(scheme: str) -> None:
    token = tokens(scheme)
    pairs = [("focus", ground) for ground in GROUNDS] + [
        ("warn-line", "warn"),
        ("bad-line", "bad"),
        ("warn-line", "paper"),
    ]
    weak = {pair: round(contrast(token[pair[0]], token[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_nothing_knows_left_from_right() -> None:
    """So that a language which is read from the right needs no other stylesheet."""
    sides = "(?:left|right)"
    physical = rf"(?<![a-z-])(?:(?:margin|padding|border)-{sides}|{sides}:|text-align:{sides}|float:{sides})"
    assert re.findall(physical, stylesheet()) == []


def test_nothing_moves_and_nothing_is_fetched() -> None:
    css = stylesheet()
    for word in (
        "transition",
        "animation",
        "@keyframes",
        "scroll-behavior",
        "url(",
        "@import",
        "@font-face",
        "!important",
    ):
        assert word not in css, word


@pytest.mark.parametrize(
    "question",
    ["prefers-color-scheme:dark", "prefers-contrast:more", "forced-colors:active", "print", "max-width:34rem"],
)
def test_it_answers_what_readers_ask_of_it(question: str) -> None:
    assert f"@media ({question})" in stylesheet() or f"@media {question}" in stylesheet()


def test_every_class_is_one_that_a_page_can_have() -> None:
    def classes() -> Iterator[str]:
        for name in PARTS:
            yield from re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"\{[^{}]*\}", "{}", part(name)))

    text = sources()
    composed = ("lv-", "at-", "side-", "dir-", "chip-", "standing-", "old-")
    unused = {name for name in classes() if not re.search(rf"(?<![\w-]){name}(?![\w-])", text)}
    assert {name for name in unused if not name.startswith(composed)} == set()
