"""Values, people, headings and identifiers as the index looks them up: which facts, or facts of which form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from aetia.corpus.folding import normal
from aetia.corpus.index_fields import FACTS, fact, index_schema
from aetia.corpus.languages import language_code
from aetia.corpus.mesh import MeshTree
from aetia.corpus.plain_identifiers import plain_identifier
from aetia.corpus.qualifiers import qualifier_of
from aetia.corpus.query_terms import patterns_of
from aetia.corpus.query_tree import Term
from aetia.corpus.subsets import FREE, subset_fact, subset_name

if TYPE_CHECKING:
    from tantivy import Query

_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
_FULL = "fau"
_LONGEST_INITIALS = 2
_NO_TREE = (
    "headings bring nothing below them along, as this corpus has no MeSH tree; give it one with: aetia corpus mesh FILE"
)
Notes = list[str]


def value_queries(term: Term, places: Sequence[str], notes: Notes) -> list[Query]:
    """A whole value, or with ``*`` all that have its form."""
    if places == ("sb",):
        return [_subset(term.text, notes)]
    value = " ".join(patterns_of(term.text))
    match places:
        case ("sh",):
            value = qualifier_of(value)
        case ("la",):
            value = language_code(value)
    return [_fact_query(place, value) for place in places]


def name_queries(term: Term, places: Sequence[str]) -> list[Query]:
    """A person. Without quotation marks, more initials may follow; a full name may be written either way round.

    ``smith`` finds every Smith, ``smith j`` Smith J and Smith JA, ``"smith j"`` Smith J alone, ``john smith`` the full name.
    """
    words = patterns_of(term.text)
    name = " ".join(words)
    if term.quoted or "*" in name:
        return [_fact_query(place, name) for place in places]
    forms = [(place, f"{name}( .*)?") for place in places]
    if len(words) > 1 and len(words[-1]) <= _LONGEST_INITIALS:
        forms += [(place, f"{name}.*") for place in places if place != _FULL]
    if len(words) > 1 and _FULL in places:
        forms.append((_FULL, f"{' '.join((words[-1], *words[:-1]))}( .*)?"))
    return [_form_query(place, form) for place, form in forms]


def heading_queries(term: Term, place: str, tree: MeshTree | None, notes: Notes, *, explode: bool) -> list[Query]:
    """A heading with all below it, if there is a tree, and perhaps with a qualifier.

    Args:
        term: such as ``scleroderma, systemic/immunology``; with ``*`` nothing is exploded, as in PubMed.
        place: kind of fact: ``mh``, ``majr`` or ``pt``.
        tree: the MeSH tree, if one was given.
        notes: where it is said what could not be done.
        explode: whether what stands below is wanted.
    """
    heading, slash, qualifier = term.text.rpartition("/") if place != "pt" else ("", "", term.text)
    if not slash:
        heading, qualifier = qualifier, ""
    end = f"/{qualifier_of(qualifier)}" if slash else ""
    if "*" in heading:
        form = " ".join(patterns_of(heading)).replace("*", "[^/]*")
        return [_form_query(place, form + end)]
    names = _headings(heading, tree, notes, explode=explode)
    return [facts_query(place, (name + end for name in names))]


def identifier_queries(term: Term, places: Sequence[str]) -> list[Query]:
    """An identifier, letter by letter."""
    return [_fact_query(place, plain_identifier(term.text)) for place in places]


def facts_query(kind: str, values: Iterable[str]) -> Query:
    """Records that have any of some facts of one kind."""
    from tantivy import Query

    terms = [fact(kind, value)[1] for value in values]
    field, _ = fact(kind, "")
    if len(terms) == 1:
        return Query.term_query(index_schema(), field, terms[0], index_option="basic")
    return Query.term_set_query(index_schema(), field, terms)


def _headings(text: str, tree: MeshTree | None, notes: Notes, *, explode: bool) -> list[str]:
    """The headings to look up, in plain form."""
    if tree is None:
        if explode:
            notes.append(_NO_TREE)
        return _turned(normal(text))
    found = tree.find(text)
    if not found:
        advice = f"; like it are {', '.join(like)}" if (like := tree.like(text)) else ""
        notes.append(f"{text}: the MeSH tree has no such heading, so it was looked up as written{advice}")
        return _turned(normal(text))
    names = [name for heading in found for name in (tree.below(heading) if explode else [heading])]
    return list(dict.fromkeys(map(normal, names)))


def _turned(name: str) -> list[str]:
    """A heading as written and with its parts around the comma changed: *systemic scleroderma*, *scleroderma systemic*."""
    words = name.split()
    return list(dict.fromkeys(" ".join((*words[place:], *words[:place])) for place in range(len(words))))


def _subset(text: str, notes: Notes) -> Query:
    from tantivy import Query

    if subset_name(text) == "all":
        return Query.all_query()
    if subset_name(text) in FREE:
        notes.append(
            f"{text}: records do not say which papers are free to read; those in PubMed Central were looked up"
        )
    found = subset_fact(text)
    return facts_query(found[0], [found[1]]) if found else Query.empty_query()


def _fact_query(kind: str, value: str) -> Query:
    if "*" in value:
        return _form_query(kind, _SPECIAL.sub(r"\\\g<0>", value).replace(r"\*", ".*"))
    return facts_query(kind, [value])


def _form_query(kind: str, form: str) -> Query:
    """Records that have a fact of a kind whose value has a form (a regular expression)."""
    from tantivy import Query

    field, start = fact(kind, "")
    assert field == FACTS or not start
    return Query.regex_query(index_schema(), field, start + form)
