"""Walking along a cursor: everything once, and an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import PartialAnswer
from aetia.sources.cursors import Found, Page, along


def found(*keys: int) -> tuple[Found, ...]:
    return tuple(Found(str(key), None, {}) for key in keys)


def walk(pages: dict[str, Page], limit: int | None = None) -> list[str]:
    turns = []

    def turn(cursor: str) -> Page:
        turns.append(cursor)
        assert len(turns) < 50, "it never ends"
        return pages[cursor]

    return [result.key for result in along("The service", turn, limit=limit)]


@given(st.lists(st.integers(), unique=True, max_size=40), st.integers(1, 7), st.none() | st.integers(0, 50))
def test_everything_comes_once_and_in_order(keys: list[int], size: int, limit: int | None) -> None:
    parts = [keys[start : start + size] for start in range(0, len(keys), size)] or [[]]
    cursors = ["*", *(str(number) for number in range(1, len(parts) + 1))]
    pages = {
        cursor: Page(found(*part), len(keys), following)
        for cursor, part, following in zip(cursors, parts, cursors[1:], strict=False)
    }
    assert walk(pages, limit) == [str(key) for key in keys[:limit]]


def test_one_cursor_for_all_pages_is_no_loop() -> None:
    pages = iter([Page(found(1, 2), 5, "same"), Page(found(3, 4), 5, "same"), Page(found(5), 5, "same")])
    assert [result.key for result in along("The service", lambda _: next(pages))] == list("12345")


def test_a_cursor_that_leads_back_ends_in_an_error() -> None:
    pages = {"*": Page(found(1, 2), 6, "a"), "a": Page(found(3, 4), 6, "*")}
    with pytest.raises(PartialAnswer, match="gave 4 of 6 results"):
        walk(pages)


def test_a_page_that_comes_twice_is_counted_once() -> None:
    pages = {
        "*": Page(found(1, 2), 5, "a"),
        "a": Page(found(2, 3), 5, "b"),
        "b": Page(found(3, 3, 4, 5), 5, None),
    }
    assert walk(pages) == list("12345")


@pytest.mark.parametrize("following", [None, "end"])
def test_pages_that_end_too_early_are_told(following: str | None) -> None:
    pages = {"*": Page(found(1, 2), 3, following), "end": Page((), 3, None)}
    with pytest.raises(PartialAnswer, match="gave 2 of 3 results") as caught:
        walk(pages)
    assert (caught.value.got, caught.value.promised) == (2, 3)


def test_a_limit_that_was_not_reached_is_told_too() -> None:
    with pytest.raises(PartialAnswer):
        walk({"*": Page(found(1), 9, None)}, limit=2)
    assert walk({"*": Page(found(1, 2), 9, None)}, limit=2) == ["1", "2"]


def test_a_total_that_shrinks_is_believed() -> None:
    assert walk({"*": Page(found(1), 3, "a"), "a": Page(found(2), 2, "b")}) == ["1", "2"]
