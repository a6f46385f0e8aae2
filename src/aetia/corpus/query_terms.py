"""One term of a search: what stands before a tag, checked by the kind of the tag."""

from __future__ import annotations

import re
from typing import NamedTuple

from aetia.corpus.folding import fold
from aetia.corpus.query_dates import OPEN_END, period_of
from aetia.corpus.query_near import MOST_NEAR, MOST_WAYS, count_of_ways
from aetia.corpus.query_pieces import Piece
from aetia.corpus.query_tree import Between, Node, Or, Term
from aetia.corpus.subsets import KNOWN, subset_fact, subset_name
from aetia.corpus.tags import ALL, NOT_HELD, Kind, Tag, nearest_tags, spelling_of, tag_of
from aetia.errors import QueryError

STEM = 2
"""Letters or digits before ``*``, at least. PubMed asks for four."""
_PATTERN = re.compile(r"(?:[^\W_]|\*)+")
_NEAR = re.compile(r"(?P<tag>.*?):\s*~\s*(?P<near>\d{1,6})\s*")
_PMID = re.compile(r"\d{1,10}")
_PMIDS = re.compile(r"\d{1,8}(?:[\s,]+\d{1,8})*,?")
_EARLIER_SEARCH = re.compile(r"#\d+")
_RELATIVE = re.compile(r"last\s+\d+\s+\w+", re.IGNORECASE)


class Where(NamedTuple):
    """A tag as it was found: where to look, and how near."""

    tag: Tag | None
    near: int | None = None
    at: int = 0


NOWHERE = Where(None)


def patterns_of(text: str) -> list[str]:
    """The words of a text as they are looked up, each perhaps with ``*`` in it."""
    return _PATTERN.findall(fold(text))


def where_of(piece: Piece, query: str) -> Where:
    """What a tag says.

    Raises:
        QueryError: there is no such tag, or it is one whose content the index does not hold.
    """
    found = _NEAR.fullmatch(piece.text)
    name = found["tag"] if found else piece.text
    tag = tag_of(name)
    if tag is None:
        raise _unknown(name.strip(), query, piece.at + 1)
    near = int(found["near"]) if found else None
    if near is not None and not tag.near:
        raise QueryError(
            f"[{tag.name}] cannot ask for words near each other",
            query=query,
            at=piece.at + 1,
            remedy="Use [ti], [ab] or [tiab]",
        )
    return Where(tag, near, piece.at)


def term_of(text: str, where: Where, query: str, *, quoted: bool, at: int) -> Node:
    """The part of the tree that a text and a tag make.

    Args:
        text: without its quotation marks.
        where: its tag.
        query: the whole query, for messages; at: place of the text in it.
        quoted: whether it stood in quotation marks.

    Raises:
        QueryError: the text is not what the tag asks for.
    """
    text = " ".join(text.split())
    kind = (where.tag or ALL).kind
    if kind is Kind.DATE:
        return _dates(text, where, query, at)
    if kind is Kind.NUMBER:
        return _numbers(text, where, query, at)
    if not quoted and _EARLIER_SEARCH.fullmatch(text):
        raise QueryError(
            "earlier searches are not kept", query=query, at=at, remedy="Write the search itself, in parentheses"
        )
    _check_patterns(text, where, query, at)
    if where.near is not None:
        _check_near(text, where.near, query, at)
    return Term(text, where.tag, quoted, where.near, at)


def only_numbers(term: Node) -> bool:
    """Whether a whole search is nothing but PMIDs."""
    return isinstance(term, Term) and term.tag is None and not term.quoted and bool(_PMIDS.fullmatch(term.text))


def joined(low: Between, high: Node, query: str) -> Between:
    """The range of two dates that each have their tag: ``"2015"[dp] : "2020"[dp]``.

    Raises:
        QueryError: the second is no date of the same tag, or lies before the first.
    """
    if not isinstance(high, Between) or high.tag != low.tag:
        at = high.at if isinstance(high, Term | Between) else low.at
        raise QueryError(
            "a range needs the same tag on both sides",
            query=query,
            at=at,
            remedy=f"Write it as {low.low}:{low.high}[{low.tag.name}]",
        )
    return _ordered(Between(low.low, high.high, low.tag, low.at), query)


def _check_patterns(text: str, where: Where, query: str, at: int) -> None:
    if not patterns_of(text):
        raise QueryError("there is nothing to look up here", query=query, at=at, remedy="Write letters or digits")
    for word in filter(_too_short, text.split() if "*" in text else ()):
        what = f"at least {STEM} letters or digits stand before *"
        raise QueryError(
            what, query=query, at=max(at, query.find(word, at) + word.index("*")), remedy="Write more of the word"
        )
    if where.tag and where.tag.name == "sb" and subset_name(text) != "all" and subset_fact(text) is None:
        raise QueryError(f"there is no subset “{text}”", query=query, at=at, remedy=f"Known are: {', '.join(KNOWN)}")
    if where.tag and where.tag.kind is Kind.HEADING and (text.startswith("/") or text.endswith("/")):
        raise QueryError(
            "a heading or a qualifier is missing beside /",
            query=query,
            at=at,
            remedy="Write heading/qualifier, or use [sh] for a qualifier alone",
        )


def _too_short(word: str) -> bool:
    """Whether too little stands before ``*`` in a word as written: IL-6* has enough, but not IL-*."""
    begun = fold(word.partition("*")[0])
    return "*" in word and (sum(map(str.isalnum, begun)) < STEM or not begun[-1].isalnum())


def _check_near(text: str, near: int, query: str, at: int) -> None:
    words = patterns_of(text)
    if "*" in text:
        raise QueryError(
            "words near each other cannot have *",
            query=query,
            at=query.find("*", at),
            remedy="Write each form of the word as a search of its own, with OR",
        )
    if len(words) == 1:
        raise QueryError("one word cannot be near itself", query=query, at=at, remedy="Write at least two words")
    if near > MOST_NEAR:
        raise QueryError(
            f"at most {MOST_NEAR:,} words may stand between",
            query=query,
            at=at,
            remedy="Use AND for words anywhere in the text",
        )
    if len(words) > 2 and count_of_ways(words, near) > MOST_WAYS:
        raise QueryError(
            f"{len(words)} words within {near} others can stand in more than {MOST_WAYS:,} ways",
            query=query,
            at=at,
            remedy="Use fewer words or a smaller number",
        )


def _dates(text: str, where: Where, query: str, at: int) -> Node:
    ends = [part.strip() for part in text.split(":")]
    periods = [period_of(end) for end in ends]
    if _RELATIVE.fullmatch(text):
        raise QueryError(
            "a search counts from no particular day",
            query=query,
            at=at,
            remedy=f"Write the dates, such as 2021:{OPEN_END}",
        )
    if len(ends) > 2 or None in periods:
        raise QueryError(
            f"“{text}” is no date",
            query=query,
            at=at,
            remedy="Write 2019, 2019/05, 2019/05/31, or a range such as 2015:2026",
        )
    low, high = periods[0], periods[-1]
    assert low
    assert high
    assert where.tag
    return _ordered(Between(low.text, high.text, where.tag, at), query)


def _numbers(text: str, where: Where, query: str, at: int) -> Node:
    assert where.tag
    found: list[Node] = []
    for number in re.split(r"[\s,]+", re.sub(r"\s*:\s*", ":", text).strip(", ")):
        ends = number.split(":")
        if len(ends) > 2 or not all(_PMID.fullmatch(end) for end in ends):
            raise QueryError(
                f"“{number}” is no PMID",
                query=query,
                at=at,
                remedy="Write digits alone, or a range such as 31388000:31388999",
            )
        low, high = (str(int(end)) for end in (ends[0], ends[-1]))
        found.append(_ordered(Between(low, high, where.tag, at), query))
    return found[0] if len(found) == 1 else Or(tuple(found))


def _ordered(between: Between, query: str) -> Between:
    ends = [between.low, between.high]
    if between.tag.kind is Kind.DATE:
        first, last = (period_of(end) for end in ends)
        backward = bool(first and last and first.first > last.last)
    else:
        backward = int(between.low) > int(between.high)
    if backward:
        raise QueryError(
            f"the range ends ({between.high}) before it begins ({between.low})",
            query=query,
            at=between.at,
            remedy="Write the earlier one first",
        )
    return between


def _unknown(name: str, query: str, at: int) -> QueryError:
    if spelling_of(name) in NOT_HELD:
        return QueryError(
            f"[{name}] cannot be searched: {NOT_HELD[spelling_of(name)]}",
            query=query,
            at=at,
            remedy="Search without it",
        )
    near = nearest_tags(name)
    listed = ", ".join(f"[{tag.name}] {tag.title}" for tag in near)
    brackets = "Put a text that has brackets of its own in quotation marks"
    return QueryError(
        f"there is no tag [{name}]",
        query=query,
        at=at,
        remedy=f"Did you mean {listed}? {brackets}" if near else brackets,
    )
