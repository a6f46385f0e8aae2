"""What of a publication is compared, each in one form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aetia.model.reference import Name, Reference
from aetia.resolve.duplicates.titles import Title, title_of
from aetia.resolve.names import family_words, first_and_last_page, journal_name, page
from aetia.sources.named_identifiers import doi_in, pmcid_address, pmid_address

_PREPRINT_DOI = re.compile(
    r"10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,}|10\.21203/rs|10\.2139/ssrn|10\.20944/preprints|10\.3123[1-9]/|10\.31219/|10\.48550/|"
    r"10\.26434/chemrxiv|10\.36227/techrxiv|10\.22541/au|10\.64898/|10\.51094/jxiv|10\.1590/scielopreprints|10\.35542/osf"
)
_PREPRINT_PLACE = re.compile(
    r"\b\w{0,5}rxiv\b|\bssrn\b|research square|\bpreprints?(?:\s*\.\s*org)?\b|authorea|osf preprints"
)
_VERSION = re.compile(r"(?:\.pub\d{1,2}|[/.]v\d{1,3})$")
"""How a DOI names one of several versions of a work: ``.pub2`` at Cochrane, ``/v1`` on servers of preprints and data."""
_SUPPLEMENT = re.compile(r"suppl|\bspl\b", re.IGNORECASE)
_ABSTRACT_PAGE = re.compile(r"(?:a|s|p|abs|abstract|op|po)?\s*\d+[a-z]?$", re.IGNORECASE)

_PEOPLE = 200
"""Authors of a paper that are looked at."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A publication in the forms that are compared; what is not known is None or empty.

    Attributes:
        title: taken apart.
        first: words of the first author's family name; families: by which all are known.
        year: of publication.
        journals: its names, full and short.
        volume, issue: in one form.
        places: first page, and the number of an electronic article.
        doi, pmid, pmcid: identifiers.
        work: the DOI without a version.
        preprint: whether it stands on a server of preprints; None where neither a journal nor a DOI tells.
        abstract: whether it looks like an abstract of a meeting.
    """

    title: Title
    first: frozenset[str]
    families: frozenset[str]
    year: int | None
    journals: tuple[str, ...]
    volume: str | None
    issue: str | None
    places: frozenset[str]
    doi: str | None
    pmid: str | None
    pmcid: str | None
    work: str | None
    preprint: bool | None
    abstract: bool


def facts_of(reference: Reference) -> Facts:
    """What of a reference is compared."""
    named = [name for name in (reference.container_title, reference.container_title_short) if name]
    families = [_family(name) for name in reference.author[:_PEOPLE]]
    first_page, _ = first_and_last_page(reference.page[:200] if reference.page else None)
    places = {first_page, page(reference.number[:50]) if reference.number else None} - {None, ""}
    doi = reference.identifiers.doi or _of_address(reference, doi_in)
    return Facts(
        title=title_of(reference.title),
        first=frozenset(families[0]) if families else frozenset(),
        families=frozenset(
            word for name, words in zip(reference.author, families, strict=False) for word in _told(name, words)
        ),
        year=reference.year,
        journals=tuple(dict.fromkeys(journal_name(name[:300]) for name in named)),
        volume=_number(reference.volume),
        issue=_number(reference.issue),
        places=frozenset(str(place) for place in places),
        doi=doi,
        pmid=reference.identifiers.pmid or _of_address(reference, lambda url: pmid_address([url])),
        pmcid=reference.identifiers.pmcid or _of_address(reference, lambda url: pmcid_address([url])),
        work=_VERSION.sub("", doi) if doi else None,
        preprint=_is_preprint(reference),
        abstract=_is_abstract(reference),
    )


def _of_address(reference: Reference, found: Callable[[str], str | None]) -> str | None:
    """The identifier that the address of a publication ends with."""
    value = found(reference.url[:1_000]) if reference.url else None
    return value.lower() if value and value.startswith("10.") else value


def _family(name: Name) -> tuple[str, ...]:
    """The words of a family name without particles; of a name that stays whole, all its words, whichever is which."""
    return family_words((name.family or name.literal or "")[:100])


def _told(name: Name, words: tuple[str, ...]) -> tuple[str, ...]:
    """By which words a person is known among others: the last of a family name, any of a name that stays whole."""
    return words[-1:] if name.family else words


def _number(printed: str | None) -> str | None:
    """A volume or an issue; of a double one (``610-611``), the first."""
    return page(re.split(r"[-/–,]", printed[:50].strip())[0]) or None if printed else None


def _is_preprint(reference: Reference) -> bool | None:
    places = " ".join(filter(None, (reference.container_title, reference.publisher))).lower()
    doi = reference.identifiers.doi or _of_address(reference, doi_in) or ""
    if _PREPRINT_DOI.match(doi) or (reference.type != "book" and _PREPRINT_PLACE.search(places[:400])):
        return True
    return False if doi or reference.container_title or reference.container_title_short else None


def _is_abstract(reference: Reference) -> bool:
    """One page in a supplement, or a conference's paper of one page."""
    supplement = any(_SUPPLEMENT.search(text) for text in (reference.volume, reference.issue) if text)
    pages = (reference.page or "").strip()
    return bool((supplement or reference.type == "paper-conference") and pages and _ABSTRACT_PAGE.fullmatch(pages[:50]))
