"""Lists of citations: each form is told by its beginning, and what cannot be read costs one item."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.resolve.lists import LONGEST_CITATION, LONGEST_LINE, Item, read_list

PRINTED_LINE = "Smith A. Slate dust and palewrist. J Palewrist Res 1999;12:45-52."


def items(content: str | bytes, *, whole: bool = False) -> list[Item]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_list(io.BytesIO(data), whole=whole))


def printed(content: str | bytes, *, whole: bool = False) -> list[str]:
    return [item.query.printed if item.query else f"! {item.error}" for item in items(content, whole=whole)]


def test_plain_text_has_a_citation_a_line_and_its_lines_are_its_names() -> None:
    found = items("Smith 1999.\n\n   \n  Doe 2003.\r\nJones 2010.")

    assert [(item.id, item.line, item.query.printed if item.query else None) for item in found] == [
        (1, 1, "Smith 1999."),
        (4, 4, "Doe 2003."),
        (5, 5, "Jones 2010."),
    ]


def test_json_lines_keep_their_names_and_their_fields() -> None:
    found = items(
        '{"id": "a", "text": "Smith 1999."}\n{"id": 7, "title": "Slate", "volume": "12", "author": [{"family": "Doe"}]}\n'
    )

    assert [item.id for item in found] == ["a", 7]
    assert found[0].query is not None
    assert found[0].query.printed == "Smith 1999."
    assert found[1].query is not None
    assert (found[1].query.fields.title, found[1].query.fields.volume) == ("slate", "12")


def test_the_answer_that_a_list_carries_is_not_taken_for_a_printed_identifier() -> None:
    (item,) = items('{"id": "a", "text": "Smith 1999.", "pmid": "501"}')

    assert item.query is not None
    assert item.query.identifiers == ()


def test_an_array_of_csl_is_a_list_too() -> None:
    found = items(json.dumps([{"id": "a", "title": "Slate"}, {"id": "b", "title": "Copper"}], indent=1))

    assert [item.id for item in found] == ["a", "b"]
    assert not any(item.error for item in found)


def test_a_footnote_in_brackets_is_no_array() -> None:
    assert printed("[1] Smith 1999.\n[2] Doe 2003.") == ["[1] Smith 1999.", "[2] Doe 2003."]


def test_a_broken_line_says_what_is_wrong_and_the_others_go_on() -> None:
    found = items(
        '{"id": "a", "text": "Smith 1999."}\n{"id": "b", \n"Doe 2003."\n[1]\n{"id": "c"}\n{"id": "d", "text": "Jones"}\n'
    )

    assert [item.id for item in found] == ["a", 2, 3, 4, "c", "d"]
    assert [bool(item.error) for item in found] == [False, True, False, True, True, False]
    assert "no JSON" in found[1].error
    assert "no text, no title" in found[4].error


def test_an_array_that_ends_in_its_middle_gives_what_it_has_and_says_so() -> None:
    found = items('[{"id": "a", "title": "Slate"},\n {"id": "b", "ti')

    assert [(item.id, bool(item.error)) for item in found] == [("a", False), (2, True)]


def test_a_byte_order_mark_and_bytes_that_are_no_utf8_do_no_harm() -> None:
    assert printed(b"\xef\xbb\xbfSmith 1999.\nD\xf6e 2003.") == ["Smith 1999.", "D�e 2003."]
    assert printed(b'\xef\xbb\xbf{"text": "Smith 1999."}') == ["Smith 1999."]


def test_a_line_that_is_no_citation_for_its_length_is_told_and_costs_no_more_memory_than_its_beginning() -> None:
    long, longer = "x" * (LONGEST_CITATION + 1), "x" * (3 * LONGEST_LINE)
    found = items(f"{long}\n{longer}\nSmith 1999.")

    assert [(item.line, bool(item.error)) for item in found] == [(1, True), (2, True), (3, False)]
    assert all(len(item.shown) <= 200 for item in found)


def test_what_is_pasted_from_an_article_is_one_citation_over_its_lines() -> None:
    pasted = "Smith A, Second B. Slate dust and pale-\nwrist: a cohort of quarry workers in the hills\nand plains. J 1999;12:45."

    assert printed(pasted, whole=True) == [pasted]
    assert len(printed(pasted)) == 3


def test_lines_that_each_tell_a_year_are_citations_of_their_own() -> None:
    two = "Smith A. Slate dust and palewrist in the hills. J 1999;12:45.\nDoe A. Palewrist in winter. J 2003;16:100."

    assert len(printed(two, whole=True)) == 2
    assert len(printed(two.replace("\n", "\n\n"), whole=True)) == 2


def test_a_gzipped_list_is_read_as_far_as_it_goes() -> None:
    packed = gzip.compress(b"".join(b'{"id": %d, "text": "Smith 1999."}\n' % n for n in range(1_000)), mtime=0)

    assert [item.id for item in items(packed)] == list(range(1_000))
    *some, last = items(packed[: len(packed) // 2])
    assert [item.id for item in some[:-1]] == list(range(len(some) - 1))
    assert "cut off" in last.error


def test_nothing_is_an_empty_list() -> None:
    assert items("") == items(" \n\n") == []


@given(st.binary(max_size=400), st.booleans(), st.sampled_from([b"", b"{", b"[{", b"[\n", b'{"text":']))
def test_no_bytes_stop_a_list(content: bytes, whole: bool, begin: bytes) -> None:
    for item in read_list(io.BytesIO(begin + content), whole=whole):
        assert (item.query is None) == bool(item.error)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    ["id", "text", "title", "author", "issued", "volume", "page", "DOI", "PMID", "csl", "container-title"]
)


@given(st.lists(st.dictionaries(_names, _values, max_size=5), min_size=1, max_size=4))
def test_whatever_an_object_holds_it_is_one_item(objects: list[dict[str, object]]) -> None:
    content = "".join(json.dumps(one) + "\n" for one in objects)

    assert len(items(content)) == len(objects)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_of_any_system_is_read(encoding: str, end: str) -> None:
    content = end.join([PRINTED_LINE, "", "Müller C. Staub und Hände. 1999."]).encode(encoding)
    items = list(read_list(io.BytesIO(content)))
    assert [item.shown for item in items] == [PRINTED_LINE, "Müller C. Staub und Hände. 1999."]
    assert [item.line for item in items] == [1, 3]


def test_a_line_end_that_two_blocks_share_is_one() -> None:
    from aetia.resolve.lists import _with_line_feeds

    assert b"".join(_with_line_feeds([b"a\r", b"\nb\r", b"c\r"])) == b"a\nb\nc\n"
