"""The search tags: what stands in brackets behind a word, as PubMed's users know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

_NO_LETTER = re.compile(r"[^a-z0-9:]")


class Kind(Enum):
    """How what stands before a tag is looked up."""

    TEXT = auto()
    """Words and phrases anywhere in a text."""
    VALUE = auto()
    """A whole value, such as a publication type; or the beginning of one, with ``*``."""
    NAME = auto()
    """A person: family name and initials, the last of them cut where the searcher likes."""
    HEADING = auto()
    """A MeSH heading, with all below it and perhaps a qualifier."""
    IDENTIFIER = auto()
    """An identifier, letter by letter."""
    DATE = auto()
    """A date, or from one to another."""
    NUMBER = auto()
    """A PMID, or from one to another."""


@dataclass(frozen=True)
class Tag:
    """A search tag.

    Attributes:
        name: as it is printed: ``tiab``.
        title: PubMed's long name.
        kind: how it is looked up.
        places: where: text fields, kinds of fact, or columns of dates (see :mod:`aetia.corpus.index_fields`).
        spellings: other names that are understood.
        explode: whether a heading brings all below it along.
        near: whether words may be asked for near each other.
    """

    name: str
    title: str
    kind: Kind
    places: tuple[str, ...]
    spellings: tuple[str, ...] = ()
    explode: bool = False
    near: bool = False


_TIAB = ("title", "abstract", "keywords")
_TW = (*_TIAB, "subject")
_ALL = (*_TW, "names", "affiliation")
TAGS = (
    Tag("all", "All Fields", Kind.TEXT, _ALL, ("allfields", "any")),
    Tag("ti", "Title", Kind.TEXT, ("title",), near=True),
    Tag("ab", "Abstract", Kind.TEXT, ("abstract",), near=True),
    Tag("tiab", "Title/Abstract", Kind.TEXT, _TIAB, near=True),
    Tag("tw", "Text Word", Kind.TEXT, _TW, ("textwords", "text", "word")),
    Tag("ot", "Other Term", Kind.TEXT, ("keywords",), ("kw", "keyword", "keywords")),
    Tag("tt", "Transliterated Title", Kind.TEXT, ("vernacular",)),
    Tag("ad", "Affiliation", Kind.TEXT, ("affiliation",), ("affl", "aff")),
    Tag("au", "Author", Kind.NAME, ("au", "fau"), ("auth", "authors", "authorname")),
    Tag("1au", "Author - First", Kind.NAME, ("first_author",), ("fauth", "firstauthor", "firstauthorname")),
    Tag("lastau", "Author - Last", Kind.NAME, ("lastau",), ("lastauthor", "lastauthorname")),
    Tag("fau", "Full Author Name", Kind.NAME, ("fau",), ("fullauthor",)),
    Tag("ir", "Investigator", Kind.NAME, ("ir",), ("investigatorname",)),
    Tag("ps", "Personal Name as Subject", Kind.NAME, ("ps",), ("subjectpersonalname",)),
    Tag("ed", "Editor", Kind.NAME, ("ed",)),
    Tag("cn", "Corporate Author", Kind.TEXT, ("corporate",), ("authorcorporate",)),
    Tag("auid", "Author - Identifier", Kind.IDENTIFIER, ("auid",), ("orcid", "authoridentifier")),
    Tag("mh", "MeSH Terms", Kind.HEADING, ("mh",), ("mesh", "meshterm", "meshheading"), explode=True),
    Tag("mh:noexp", "MeSH Terms:noexp", Kind.HEADING, ("mh",), ("mesh:noexp",)),
    Tag("majr", "MeSH Major Topic", Kind.HEADING, ("majr",), ("mj", "mjr", "meshmajor"), explode=True),
    Tag("majr:noexp", "MeSH Major Topic:noexp", Kind.HEADING, ("majr",)),
    Tag("sh", "MeSH Subheading", Kind.VALUE, ("sh",), ("subheading", "meshsubheadings", "qualifier")),
    Tag("pt", "Publication Type", Kind.HEADING, ("pt",), ("ptyp",), explode=True),
    Tag("pt:noexp", "Publication Type:noexp", Kind.HEADING, ("pt",)),
    Tag("nm", "Supplementary Concept", Kind.VALUE, ("nm",), ("substance", "substancename")),
    Tag("rn", "EC/RN Number", Kind.VALUE, ("rn",), ("ecrn", "registrynumber")),
    Tag("la", "Language", Kind.VALUE, ("la",), ("lang",)),
    Tag("ta", "Journal", Kind.VALUE, ("ta",), ("jour", "so", "journalname", "titleabbreviation", "jid", "nlmuniqueid", "issn")),
    Tag("bk", "Book", Kind.VALUE, ("bk",), ("book",)),
    Tag("isbn", "ISBN", Kind.VALUE, ("isbn",)),
    Tag("vi", "Volume", Kind.VALUE, ("vi",), ("vol",)),
    Tag("ip", "Issue", Kind.VALUE, ("ip",), ("iss", "part")),
    Tag("pg", "Pagination", Kind.VALUE, ("pg",), ("page", "pages")),
    Tag("pl", "Place of Publication", Kind.VALUE, ("pl",), ("cp", "country")),
    Tag("gr", "Grants and Funding", Kind.VALUE, ("gr",), ("grnt", "grantnumber", "grant")),
    Tag("si", "Secondary Source ID", Kind.VALUE, ("si",), ("secondarysource",)),
    Tag("sb", "Subset", Kind.VALUE, ("sb",), ("filter", "subsets")),
    Tag("owner", "Owner", Kind.VALUE, ("owner",)),
    Tag("pmid", "PMID", Kind.NUMBER, ("pmid",), ("uid",)),
    Tag("doi", "Article Identifier", Kind.IDENTIFIER, ("id",), ("aid", "lid", "locationid", "pii")),
    Tag("pmc", "PMCID and MID", Kind.IDENTIFIER, ("pmc",), ("pmcid", "mid")),
    Tag("dp", "Date - Publication", Kind.DATE, ("appeared",), ("pdat", "publicationdate")),
    Tag("ppdat", "Date - Print", Kind.DATE, ("published",), ("printpublicationdate",)),
    Tag("epdat", "Date - Electronic", Kind.DATE, ("electronic",), ("electronicpublicationdate",)),
    Tag("edat", "Date - Entry", Kind.DATE, ("entered",), ("entrezdate", "entrydate")),
    Tag("crdt", "Date - Create", Kind.DATE, ("created",), ("createdate",)),
    Tag("mhda", "Date - MeSH", Kind.DATE, ("indexed",), ("meshdate",)),
    Tag("lr", "Date - Modification", Kind.DATE, ("revised",), ("mdat", "modificationdate")),
    Tag("dcom", "Date - Completion", Kind.DATE, ("completed",), ("completiondate",)),
)  # fmt: skip
NOT_HELD = {
    "cois": "statements of interests are not in the index",
    "pa": "which substance acts how is not said in the records",
    "fir": "full names of investigators are not in the index; [ir] has their initials",
    "pubn": "names of publishers are not in the index",
}
"""Tags of PubMed that are known but not answered, and why."""


def spelling_of(text: str) -> str:
    """How a tag is compared: small letters, digits and the colon before ``noexp`` alone."""
    return _NO_LETTER.sub("", text.lower())


def _by_spelling() -> dict[str, Tag]:
    found: dict[str, Tag] = {}
    for tag in TAGS:
        for spelling in (tag.name, tag.title, *tag.spellings):
            found[spelling_of(spelling)] = tag
            if not spelling_of(spelling).endswith("s"):
                found.setdefault(f"{spelling_of(spelling)}s", tag)
    return found


_TAGS = _by_spelling()
ALL = _TAGS["all"]
"""Where words without a tag are looked up."""


def tag_of(text: str) -> Tag | None:
    """The tag of that name, short or long, in small or large letters; None if there is none."""
    return _TAGS.get(spelling_of(text))


def nearest_tags(text: str) -> list[Tag]:
    """The tags whose names look most like a text, at most three."""
    close = get_close_matches(spelling_of(text), _TAGS, n=9, cutoff=0.5)
    return list(dict.fromkeys(_TAGS[name] for name in close))[:3]
