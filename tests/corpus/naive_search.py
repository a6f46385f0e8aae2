"""Searching one record after the other, word after word: slow, plain, and without a line of what it is compared with.

It knows the kinds of field that :mod:`tests.corpus.test_search_law` makes up, and no others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from aetia.corpus.mesh import MeshTree
from aetia.corpus.query_tree import And, Between, Node, Not, Or, Term

Record = Mapping[str, Any]
STOP_WORDS = {"of", "the"}
_TIAB = ("title", "abstract", "keywords")
_TW = (*_TIAB, "subject")
_FIELDS = {"ti": ("title",), "ab": ("abstract",), "tiab": _TIAB, "tw": _TW, "ot": ("keywords",), "ad": ("affiliation",)}
_EVERYWHERE = (*_TW, "names", "affiliation")


def matches(node: Node, record: Record, tree: MeshTree | None) -> bool:
    """Whether a search finds a record."""
    match node:
        case And(parts):
            return all(matches(part, record, tree) for part in parts)
        case Or(parts):
            return any(matches(part, record, tree) for part in parts)
        case Not(kept, dropped):
            return matches(kept, record, tree) and not any(matches(part, record, tree) for part in dropped)
        case Between(low, high, tag):
            if tag.name == "pmid":
                return bool(int(low) <= record["pmid"] <= int(high))
            return any(_first_day(low) <= _first_day(date) <= _last_day(high) for date in _dates(record, tag.name))
        case Term(tag=None):
            return _everywhere(node, record)
        case Term(tag=tag) if tag and tag.name in _FIELDS:
            return any(
                _has(text, node.text, node.near) for field in _FIELDS[tag.name] for text in _texts(record, field)
            )
        case Term(tag=tag) if tag and tag.name == "all":
            return any(_has(text, node.text, None) for field in _EVERYWHERE for text in _texts(record, field))
        case Term():
            return _fact(node, record, tree)


def _everywhere(term: Term, record: Record) -> bool:
    texts = [text for field in _EVERYWHERE for text in _texts(record, field)]
    if term.quoted:
        return any(_has(text, term.text, None) for text in texts)
    words = [word for word in term.text.split() if word not in STOP_WORDS] or term.text.split()
    return all(any(_has(text, word, None) for text in texts) for word in words)


def _has(text: str, wanted: str, near: int | None) -> bool:
    words, asked = _words(text), _words(wanted, star="*")
    if near is not None:
        length = len(asked) + near
        return any(not Counter(asked) - Counter(words[first : first + length]) for first in range(len(words)))
    starts = range(len(words) - len(asked) + 1)
    return any(all(fnmatchcase(words[first + place], each) for place, each in enumerate(asked)) for first in starts)


def _fact(term: Term, record: Record, tree: MeshTree | None) -> bool:
    assert term.tag
    text = _plain(term.text)
    match term.tag.name:
        case "pt":
            names = [each["name"] for each in record.get("publication_types", ())]
            return any(_plain(name) in _below(term.text, tree) for name in names)
        case "mh" | "majr" | "mh:noexp":
            heading, slash, qualifier = term.text.partition("/")
            wanted = _below(heading, None) if term.tag.name == "mh:noexp" else _below(heading, tree)
            major = term.tag.name == "majr"
            return any(
                _plain(each["name"]) in wanted and _qualified(each, qualifier if slash else None, major)
                for each in record.get("mesh", ())
            )
        case "sh":
            return any(
                _plain(each["name"]) == text for heading in record.get("mesh", ()) for each in heading["qualifiers"]
            )
        case "la":
            return {"english": "eng", "german": "ger"}.get(text, text) in record.get("languages", ())
        case "au":
            return any(_is_called(each, term) for each in record.get("authors", ()))
        case _:
            raise NotImplementedError(term.tag.name)


def _qualified(heading: Record, qualifier: str | None, major: bool) -> bool:
    marked = [each for each in heading["qualifiers"] if each["major"] or not major]
    if qualifier is not None:
        return any(_plain(each["name"]) == _plain(qualifier) for each in marked)
    return not major or heading["major"] or bool(marked)


def _is_called(person: Record, term: Term) -> bool:
    name, asked = f"{person['family']} {person['initials']}".lower(), _plain(term.text)
    if term.quoted:
        return name == asked
    full = f"{person['family']} {person['given']}".lower()
    turned = " ".join(asked.split()[-1:] + asked.split()[:-1])
    forms = [name == asked, name.startswith(f"{asked} "), full == asked, full.startswith(f"{asked} ")]
    if len(asked.split()) > 1:
        forms += [full == turned, full.startswith(f"{turned} ")]
        forms += [name.startswith(asked)] if len(asked.split()[-1]) <= 2 else []
    return any(forms)


def _below(heading: str, tree: MeshTree | None) -> list[str]:
    words = _words(heading)
    turned = [" ".join(words[place:] + words[:place]) for place in range(len(words))]
    if tree is None:
        return turned
    places = [row.number for row in tree.rows if row.number and sorted(_words(row.heading)) == sorted(_words(heading))]
    below = [
        row.heading
        for row in tree.rows
        for place in places
        if row.number == place or row.number.startswith(f"{place}.")
    ]
    return [_plain(name) for name in below] or turned


def _dates(record: Record, tag: str) -> Sequence[str]:
    names = ("published", "published_electronic") if tag == "dp" else ("revised",)
    return [record[name] for name in names if record.get(name)]


def _first_day(date: str) -> tuple[int, int, int]:
    year, month, day = ([int(part) for part in re.split("[-/]", date)] + [1, 1])[:3]
    return year, month, day


def _last_day(date: str) -> tuple[int, int, int]:
    year, month, day = ([int(part) for part in re.split("[-/]", date)] + [99, 99])[:3]
    return year, month, day


def _texts(record: Record, field: str) -> list[str]:
    match field:
        case "title":
            return [record["title"]] if record.get("title") else []
        case "abstract":
            parts = record.get("abstract", ())
            return [" ".join(f"{part.get('label') or ''} {part['text']}" for part in parts)] if parts else []
        case "keywords":
            return [each["text"] for each in record.get("keywords", ())]
        case "subject":
            headings = record.get("mesh", ())
            qualifiers = [each["name"] for heading in headings for each in heading["qualifiers"]]
            return [
                *(each["name"] for each in headings),
                *qualifiers,
                *(each["name"] for each in record.get("publication_types", ())),
            ]
        case "affiliation":
            return [address for each in record.get("authors", ()) for address in each.get("affiliations", ())]
        case _:
            return [f"{each['given']} {each['family']} {each['initials']}" for each in record.get("authors", ())]


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str, star: str = "") -> list[str]:
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.findall(rf"[a-z0-9{star}]+", letters.lower().replace("β", "beta"))
