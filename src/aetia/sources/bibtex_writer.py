r"""A CSL-JSON item as a BibTeX entry, for reference managers and LaTeX.

Text stays as it is, in UTF-8; only what BibTeX or LaTeX would take for a command is written so that it is printed. A value never
ends its field: braces are written as commands, since BibTeX counts them even behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES = {
    "article-journal": "article", "article-newspaper": "article", "article-magazine": "article", "book": "book",
    "chapter": "incollection", "paper-conference": "inproceedings", "thesis": "phdthesis", "report": "techreport",
    "webpage": "online",
}  # fmt: skip
_CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {"phdthesis": "school", "techreport": "institution"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEXTS = (
    ("shortjournal", "container-title-short"), ("volume", "volume"), ("language", "language"), ("keywords", "keyword"),
    ("note", "note"),
)  # fmt: skip
_PLAIN = (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID"), ("url", "URL"))
"""Fields that programs read, and people's styles print without change."""

_COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_SPECIAL = re.compile(r"[\\{}~^$&#_%`']|--")
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=[`?!])(?=`)|(?<=')(?=')")
"""Between two signs that LaTeX would print as one."""
_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def bibtex_entry(item: dict[str, Any], key: str) -> str:
    r"""An entry with a blank line after it.

    :func:`aetia.sources.bibtex.read_bibtex` reads the same values back. A title stands in braces of its own, so that no style makes
    its capitals small; a list of authors that ``custom`` calls incomplete ends in ``and others``.

    Args:
        item: CSL-JSON; variables that BibTeX has no field for are left out.
        key: the entry's name: letters, digits and hyphens.
    """
    kind = _TYPES.get(item.get("type", ""), "misc")
    fields = "".join(f",\n  {name} = {value}" for name, value in _fields(item, kind) if value)
    return f"@{kind}{{{key}{fields}\n}}\n\n"


def bibtex_text(value: object) -> str:
    """A text as BibTeX holds it, on one line."""
    text = " ".join(str(value).split())
    return _LIGATURE.sub("{}", text.translate(_COMMANDS)) if _SPECIAL.search(text) else text


def _fields(item: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{bibtex_text(item['title'])}}}}}" if item.get("title") else ""
    yield "author", _authors(item)
    yield _CONTAINERS.get(kind, "howpublished"), _braced(item.get("container-title"))
    year, month, day = [*next(iter((item.get("issued") or {}).get("date-parts") or []), []), None, None, None][:3]
    yield "year", f"{{{int(year):04}}}" if year else ""
    yield "month", _MONTHS[int(month) - 1] if month else ""
    yield "day", f"{{{day}}}" if day else ""
    yield "number", _braced(item.get("issue") if kind in _CONTAINERS else item.get("number"))
    yield "eid", _braced(item.get("number")) if kind in _CONTAINERS else ""
    yield "issue", _braced(item.get("issue")) if kind not in _CONTAINERS else ""
    yield (
        "entrysubtype",
        {"article-newspaper": "{newspaper}", "article-magazine": "{magazine}"}.get(item.get("type", ""), ""),
    )
    yield "pages", _pages(item.get("page"))
    yield _PUBLISHERS.get(kind, "publisher"), _braced(item.get("publisher"))
    for name, variable in _TEXTS:
        yield name, _braced(item.get(variable))
    for name, variable in _PLAIN:
        value = item.get(variable)
        yield name, f"{{{''.join(str(value).split()).translate(_ADDRESS)}}}" if value else ""


def _braced(value: object) -> str:
    return f"{{{bibtex_text(value)}}}" if value else ""


def _pages(value: object) -> str:
    """A range has two hyphens, which LaTeX prints as a dash."""
    return f"{{{'--'.join(bibtex_text(part) for part in str(value).split('-'))}}}" if value else ""


def _authors(item: dict[str, Any]) -> str:
    names = [_name(name) for name in item.get("author") or []]
    if names and (item.get("custom") or {}).get("authors-complete") is False:
        names.append("others")
    return f"{{{' and '.join(names)}}}" if names else ""


def _name(name: dict[str, str]) -> str:
    """``Family, Suffix, Given``; a body's name in braces, which nobody takes apart."""
    if name.get("literal"):
        return f"{{{bibtex_text(name['literal'])}}}"
    parts = (name.get("family"), name.get("suffix"), name.get("given"))
    family, suffix, given = (_part(part or "") for part in parts)
    return ", ".join([family, *([suffix] if suffix else []), *([given] if given or suffix else [])])


def _part(text: str) -> str:
    """A part of a name, in braces where its words would be taken for a particle, the next part or the next name."""
    written = bibtex_text(text)
    return f"{{{written}}}" if written and not _is_plain(text) else written


def _is_plain(text: str) -> bool:
    words = text.split()
    return all(
        word.replace("-", "").replace(".", "").replace("'", "").replace("’", "").isalpha() and word[0].isupper()
        for word in words
    )
