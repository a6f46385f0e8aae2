"""Laws of the library's YAML: what is written is read back, one text for one value, and no comment is ever lost."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.strategies import plain_values

from aetia.library.yaml_text import Comments, read_yaml
from aetia.library.yaml_writer import Inline, write_yaml


@given(plain_values())
def test_what_is_written_is_read_back(value: Any) -> None:
    assert read_yaml(write_yaml(value), "x.yaml").value == value


@given(plain_values())
def test_a_value_on_one_line_is_read_back(value: Any) -> None:
    text = write_yaml({"key": Inline(value), "list": [Inline(value)]})

    assert read_yaml(text, "x.yaml").value == {"key": value, "list": [value]}
    assert len(text.splitlines()) == 3


@given(plain_values())
def test_every_path_has_its_line(value: Any) -> None:
    text = write_yaml(value)
    parsed = read_yaml(text, "x.yaml")
    lines = text.split("\n")

    for path in _paths(value):
        line = lines[parsed.lines[path] - 1]
        key = path[-1]
        if isinstance(key, str) and key.isascii() and key.isalnum() and key != "null":
            assert f"{key}:" in line


def _paths(value: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, item in items:
        found += [(*above, key), *_paths(item, (*above, key))]
    return found


@st.composite
def commented(draw: st.DrawFn) -> tuple[Any, str, list[str]]:
    """A value, its text with comments put in at random places, and the comments."""
    value = draw(plain_values())
    lines = write_yaml(value).split("\n")[:-1]
    comments = []
    for number in range(draw(st.integers(1, 4))):
        comment = f"# note {number}: {draw(st.sampled_from(['why', 'a # b', 'key: x', '- y', '{']))}"
        at = draw(st.integers(0, len(lines)))
        if at < len(lines) and draw(st.booleans()) and "#" not in lines[at]:
            lines[at] += f" {comment}"
        else:
            lines.insert(at, " " * draw(st.integers(0, 5)) + comment)
        comments.append(comment)
    text = "".join(f"{line}\n" for line in lines)
    return value, text, comments


@given(commented())
def test_every_comment_survives_rewriting(made: tuple[Any, str, list[str]]) -> None:
    value, text, comments = made
    try:
        parsed = read_yaml(text, "x.yaml")
    except Exception:  # noqa: BLE001 (a note inside a text of several lines can break it; that is another file then)
        assume(False)
    assume(parsed.value == value)

    rewritten = write_yaml(value, parsed.comments)

    assert read_yaml(rewritten, "x.yaml").value == value
    for comment in comments:
        assert comment in rewritten


@given(commented())
def test_rewriting_a_commented_text_twice_changes_nothing_more(made: tuple[Any, str, list[str]]) -> None:
    value, text, _ = made
    try:
        parsed = read_yaml(text, "x.yaml")
    except Exception:  # noqa: BLE001 (as above)
        assume(False)
    assume(parsed.value == value)

    once = write_yaml(value, parsed.comments)

    assert write_yaml(value, read_yaml(once, "x.yaml").comments) == once


@st.composite
def scattered(draw: st.DrawFn) -> tuple[Any, dict[tuple[str | int, ...], Comments]]:
    """A value with comments before and beside any of its parts, as after fields were put in another order."""
    value = draw(plain_values())
    paths = draw(st.lists(st.sampled_from([*_paths(value), ()]), min_size=1, max_size=4, unique=True))
    comments = {}
    for number, path in enumerate(paths):
        before = [f"# before {number}"] if draw(st.booleans()) else []
        comments[path] = Comments(before, f"# beside {number}" if draw(st.booleans()) and path else None)
    return value, comments


@given(scattered())
def test_comments_anywhere_are_written_once_and_stay_where_they_were_written(
    made: tuple[Any, dict[tuple[str | int, ...], Comments]],
) -> None:
    value, comments = made
    text = write_yaml(value, comments)
    again = read_yaml(text, "x.yaml")

    assert again.value == value
    for around in comments.values():
        for comment in [*around.before, *([around.beside] if around.beside else [])]:
            assert text.count(comment) == 1
    assert write_yaml(value, again.comments) == text


@given(plain_values())
def test_a_comment_outlives_the_value_that_it_stood_at(value: Any) -> None:
    text = "# first\n" + write_yaml(value) + "# last\n"
    parsed = read_yaml(text, "x.yaml")

    rewritten = write_yaml({"other": "value"}, parsed.comments)

    assert "# first" in rewritten
    assert "# last" in rewritten
