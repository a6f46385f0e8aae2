"""Names of columns in tables of publications, and what they hold: the whole of what is guessed about a table."""

from __future__ import annotations

import re

NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "article title", "document title", "primary title", "ti", "t1", "titel", "titre", "titulo",
        "titolo",
    ),
    "author": (
        "author", "authors", "author s", "author full names", "author names", "authors full name", "first authors", "all authors",
        "au", "af", "a1", "autor", "autores", "autoren", "auteurs", "creator", "creators",
    ),
    "issued": (
        "issued", "year", "publication year", "publish year", "pub year", "pubyear", "published", "year of publication", "py", "y1",
        "jahr", "annee", "ano",
    ),
    "date": ("publication date", "date", "date published", "cover date", "da"),
    "container-title": (
        "container title", "journal", "journal title", "journal name", "journal book", "source title", "publication title",
        "publication name", "publication", "secondary title", "full journal name", "jo", "jf", "t2", "so", "zeitschrift", "revue",
        "revista", "source",
    ),
    "container-title-short": (
        "container title short", "abbreviated source title", "journal abbreviation", "journal iso abbreviation",
        "abbreviated journal", "ja", "j2", "ji", "alternate title2",
    ),
    "volume": ("volume", "vol", "vl", "band"),
    "issue": ("issue", "issue number", "number issue", "is", "heft", "numero"),
    "page": ("page", "pages", "page range", "page numbers", "pagination", "pg", "seiten"),
    "first-page": ("start page", "page start", "first page", "beginning page", "sp", "bp"),
    "last-page": ("end page", "page end", "last page", "ending page", "ep"),
    "number": ("article number", "art no", "eid number", "number", "c7", "article no"),
    "DOI": ("doi", "di", "do", "digital object identifier", "digital object identifier doi", "doi number", "article doi"),
    "PMID": ("pmid", "pubmed id", "pubmedid", "pubmed", "pm", "medline id", "pubmed identifier"),
    "PMCID": ("pmcid", "pmc", "pmc id", "pubmed central id"),
    "URL": ("url", "link", "link url", "ur", "open url link", "urls", "web address"),
    "abstract": ("abstract", "abstracts", "abstract note", "ab", "n2", "summary"),
    "keyword": ("keywords", "keyword", "author keywords", "index keywords", "manual tags", "kw", "de"),
    "language": ("language", "languages", "language of original document", "la"),
    "type": ("item type", "type", "document type", "publication type", "type of reference", "reference type", "ty", "dt"),
    "publisher": ("publisher", "publishers", "pb", "pu"),
    "publisher-place": ("publisher place", "place published", "place of publication", "place", "cy"),
    "ISSN": ("issn", "issn s", "sn", "eissn"),
    "ISBN": ("isbn", "isbns", "isbn s"),
    "note": ("note", "notes", "n1", "comments"),
    "source": ("database", "source database", "database provider", "db", "name of database"),
    "own-id": (
        "id", "key", "accession number", "record id", "ut", "ut unique wos id", "eid", "an", "unique id", "wos id", "lens id",
    ),
    "authors-complete": ("authors complete",),
    "extra": ("extra",),
}  # fmt: skip
"""What a column holds, by CSL's name of it or one of our own, and how such columns are called, the surest names first.

Names are in small letters without accents, with one blank where anything else than letters and digits stands.
"""

_PLACES = {name: (field, place) for field, names in NAMES.items() for place, name in enumerate(names)}
_ACCENTS = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüñç", "aaaaaeeeeiiiiooooouuuunc")


def bare(name: str) -> str:
    """A name of a column as it is compared."""
    return re.sub(r"[^a-z0-9]+", " ", name.strip().lower().translate(_ACCENTS)).strip()


def guessed(header: list[str]) -> dict[str, int]:
    """Which column holds what: by what it holds, the column's place.

    Of several columns that may hold the same, the one with the surest name counts, then the first. Where there is no column for an
    issue, one that is called *number* holds it, as most tables mean it.

    Args:
        header: the names of the columns.
    """
    found: dict[str, tuple[int, int]] = {}
    for column, name in enumerate(header):
        known = _PLACES.get(bare(name))
        if known and (known[0] not in found or known[1] < found[known[0]][0]):
            found[known[0]] = (known[1], column)
    places = {field: column for field, (_, column) in found.items()}
    if "number" in places and "issue" not in places and bare(header[places["number"]]) == "number":
        places["issue"] = places.pop("number")
    return places


def score(header: list[str]) -> int:
    """How many of some names are known; a table of publications has a title."""
    places = guessed(header)
    return len(places) if "title" in places else 0
