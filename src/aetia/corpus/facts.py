"""What is looked up whole: the facts of each record, by kind.

Each function gives the values of one kind with the rows that have them, written as a search will write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from aetia.corpus.folding import normal
from aetia.corpus.people_names import author_name, full_name
from aetia.corpus.plain_identifiers import plain_identifier
from aetia.corpus.qualifiers import qualifier_of
from aetia.corpus.rows import Rows
from aetia.corpus.subsets import IN_PMC, subset_name

_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")
_BETWEEN_PAGES = re.compile(r"[-,;–]")
_known = lru_cache(maxsize=1 << 16)(normal)
_qualifier = lru_cache(maxsize=1 << 10)(qualifier_of)
PERSON = ("family", "initials", "given", "suffix")

Values = Iterable[tuple[int, str | None]]


def facts_of(rows: Rows) -> Iterator[tuple[int, str]]:
    """The facts of a batch: the row, and the fact with its kind before it. One may come twice."""
    for kind, make in _KINDS.items():
        for row, value in make(rows):
            if value:
                yield row, f"{kind}:{value}"


def first_authors(rows: Rows) -> Iterator[tuple[int, str]]:
    """The first author of each row, a person or a group."""
    seen = -1
    for row, *person, group in rows.items("authors", *PERSON, "collective"):
        if row != seen:
            yield row, author_name(*person) or _known(group or "")
        seen = row


def journal_names(rows: Rows) -> Iterator[tuple[int, str]]:
    """The journal of each row, by the shortest name that its record has; a book's title where there is none."""
    names: dict[int, str] = {}
    for column in ("journal_medline", "journal_iso", "journal", "book.title"):
        for row, name in rows.values(column):
            names.setdefault(row, name)
    return ((row, _known(name)) for row, name in names.items())


def _headings(rows: Rows) -> Values:
    for row, name in rows.items("mesh", "name"):
        yield row, _known(name or "")
    for row, name, qualifier in rows.inner_items("mesh", ("name",), "qualifiers", ("name",)):
        yield row, f"{_known(name or '')}/{_qualifier(qualifier or '')}"


def _major_headings(rows: Rows) -> Values:
    """A heading is a major topic if it is marked itself or one of its qualifiers is."""
    for row, name, major in rows.items("mesh", "name", "major"):
        if major:
            yield row, _known(name or "")
    for row, name, qualifier, major in rows.inner_items("mesh", ("name",), "qualifiers", ("name", "major")):
        if major:
            heading = _known(name or "")
            yield row, heading
            yield row, f"{heading}/{_qualifier(qualifier or '')}"


def _qualifiers(rows: Rows) -> Values:
    return ((row, _qualifier(name or "")) for row, name in rows.inner_items("mesh", (), "qualifiers", ("name",)))


def _substances(rows: Rows) -> Values:
    for column in ("chemicals", "supplementary_mesh"):
        yield from _names(rows, column, "name")


def _registry_numbers(rows: Rows) -> Values:
    return ((row, _known(number or "")) for row, number in rows.items("chemicals", "registry") if number != "0")


def _journals(rows: Rows) -> Values:
    """A journal in all its spellings, without what stands in parentheses too, and its identifiers."""
    for column in ("journal", "journal_iso", "journal_medline", "nlm_id", "issn", "issn_linking"):
        yield from _column(column)(rows)
    for row, name in rows.values("journal"):
        yield row, _known(_PARENTHESIS.sub("", name))


def _people(column: str) -> Callable[[Rows], Values]:
    """The people of a column, by family name and initials."""
    return lambda rows: ((row, author_name(*person)) for row, *person in rows.items(column, *PERSON))


def _last_authors(rows: Rows) -> Values:
    last = {row: person for row, *person in rows.items("authors", *PERSON)}
    return ((row, author_name(*person)) for row, person in last.items())


def _full_authors(rows: Rows) -> Values:
    people = rows.items("authors", "family", "given", "suffix")
    return ((row, full_name(*person)) for row, *person in people if person[1])


def _pages(rows: Rows) -> Values:
    """Pages in full and as printed, and the first page, which is what searchers type."""
    for column in ("pages", "pages_printed"):
        for row, pages in rows.values(column):
            yield row, normal(pages)
            yield row, normal(_BETWEEN_PAGES.split(pages, maxsplit=1)[0])


def _grants(rows: Rows) -> Values:
    """Number, acronym, agency and country of each grant; the number without its blanks too."""
    for row, number, *others in rows.items("grants", "id", "acronym", "agency", "country"):
        text = normal(number or "")
        yield row, text
        yield row, text.replace(" ", "")
        yield from ((row, _known(value)) for value in others if value)


def _accessions(rows: Rows) -> Values:
    """Accession numbers, the names of their data banks, and both together: ``clinicaltrials gov nct00000102``."""
    yield from _names(rows, "databanks", "name")
    for row, bank, number in rows.inner_items("databanks", ("name",), "accessions"):
        yield row, normal(number or "")
        yield row, normal(f"{bank} {number}")


def _subsets(rows: Rows) -> Values:
    """The state of the record, what it has, what links to it, and which subset its journal is of."""
    yield from ((row, subset_name(status)) for row, status in rows.values("status"))
    yield from ((row, "booksdocs") for row, kind in rows.values("kind") if kind == "book")
    yield from ((row, IN_PMC) for row, _ in rows.values("pmcid"))
    yield from ((row, f"has{subset_name(kind or '')}") for row, kind in rows.items("links", "type"))
    yield from ((row, f"jsubset{subset_name(subset)}") for row, subset in rows.items("citation_subsets"))
    for name, column in (
        ("hasabstract", "abstract"),
        ("hasreferences", "references"),
        ("hasdatabanklist", "databanks"),
    ):
        yield from ((row, name) for row, _ in rows.lengths(column))
    yield from ((row, "hasstructuredabstract") for row, label in rows.items("abstract", "label") if label)


def _identifiers(rows: Rows) -> Values:
    """DOI, publisher's item identifier and every other one that is not PubMed's own."""
    yield from ((row, plain_identifier(doi)) for row, doi in rows.values("doi"))
    for row, kind, value in rows.items("identifiers", "type", "value"):
        if kind != "pubmed" and value:
            yield row, plain_identifier(value)


def _pmc_identifiers(rows: Rows) -> Values:
    yield from ((row, plain_identifier(pmcid)) for row, pmcid in rows.values("pmcid"))
    for row, kind, value in rows.items("identifiers", "type", "value"):
        if kind in ("pmc", "mid") and value:
            yield row, plain_identifier(value)


def _column(name: str) -> Callable[[Rows], Values]:
    """The value of a column, in plain form."""
    return lambda rows: ((row, _known(value)) for row, value in rows.values(name))


def _names(rows: Rows, column: str, field: str) -> Values:
    """A field of the items of a column, in plain form."""
    return ((row, _known(value or "")) for row, value in rows.items(column, field))


_KINDS: dict[str, Callable[[Rows], Values]] = {
    "key": lambda rows: rows.values("key"),
    "mh": _headings,
    "majr": _major_headings,
    "sh": _qualifiers,
    "pt": lambda rows: _names(rows, "publication_types", "name"),
    "nm": _substances,
    "rn": _registry_numbers,
    "la": lambda rows: ((row, language) for row, language in rows.items("languages")),
    "ta": _journals,
    "bk": _column("book.title"),
    "isbn": lambda rows: ((row, normal(number)) for row, number in rows.items("book.isbn")),
    "vi": _column("volume"),
    "ip": _column("issue"),
    "pg": _pages,
    "pl": _column("journal_country"),
    "owner": _column("owner"),
    "gr": _grants,
    "si": _accessions,
    "sb": _subsets,
    "au": _people("authors"),
    "lastau": _last_authors,
    "fau": _full_authors,
    "auid": lambda rows: ((row, orcid) for row, orcid in rows.items("authors", "orcid")),
    "ir": _people("investigators"),
    "ps": _people("subjects"),
    "ed": _people("book.authors"),
    "id": _identifiers,
    "pmc": _pmc_identifiers,
}
