"""References as people print them: a built-in short form, and any CSL style through citeproc.

The built-in form follows the order of the National Library of Medicine's *Citing Medicine* for journal articles, with at most
three authors. Other styles are CSL files that the user names; aetia ships none, since each has terms of its own.
"""

from __future__ import annotations

import warnings
from pathlib import Path

from aetia.errors import InputError, MissingExtra
from aetia.model.reference import Reference

MAX_AUTHORS = 3
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_citation(reference: Reference, *, with_title: bool = True, with_identifier: bool = True) -> str:
    """A reference on one line: ``Prinz JC, Kutasi Z, Weisenseel P, et al. Title. J Am Acad Dermatol. 2009;60(2):248-255.``

    What is not known is left out; nothing stands in its place.

    Args:
        reference: the publication.
        with_title: whether the title is printed.
        with_identifier: whether a DOI, else a PMID, is printed at the end.
    """
    parts = [_authors(reference), reference.title if with_title else "", _source(reference)]
    line = " ".join(_closed(part) for part in parts if part)
    if with_identifier and reference.identifiers.doi:
        line += f" doi:{reference.identifiers.doi}"
    elif with_identifier and reference.identifiers.pmid:
        line += f" PMID: {reference.identifiers.pmid}"
    return line.strip()


def _authors(reference: Reference) -> str:
    names = [name.short for name in reference.author[:MAX_AUTHORS]]
    cut = len(reference.author) > MAX_AUTHORS or not reference.authors_complete
    return ", ".join(names + ["et al"] if names and cut else names)


def _source(reference: Reference) -> str:
    journal = reference.container_title_short or reference.container_title or reference.publisher or ""
    number = (reference.volume or "") + (f"({reference.issue})" if reference.issue else "")
    pages = reference.page or reference.number
    place = ";".join(filter(None, (_date(reference), number)))
    if pages:
        place = f"{place}:{pages}" if place else pages
    return " ".join(filter(None, (_closed(journal) if place else journal, place)))


def _date(reference: Reference) -> str:
    if not reference.issued:
        return ""
    year, *rest = reference.issued.split("-")
    return " ".join([year, *(_MONTHS[int(part) - 1] if n == 0 else str(int(part)) for n, part in enumerate(rest))])


def _closed(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."


def styled_citations(references: list[Reference], style: Path, locale: str = "en-US") -> list[str]:
    """References in a CSL style, as plain text, in the order given.

    Args:
        references: the publications.
        style: a CSL style file.
        locale: citeproc locale, such as ``en-US``.

    Raises:
        MissingExtra: the extra ``cite`` is not installed.
        InputError: the style file is missing or is not a CSL style.
    """
    try:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON
        from lxml.etree import XMLSyntaxError
    except ImportError:
        raise MissingExtra("cite", "Formatting in a CSL style") from None
    if not style.is_file():
        raise InputError("there is no such style file", where=str(style), remedy="Name a .csl file")
    keys = [f"item-{number}" for number in range(len(references))]
    items = [reference.to_csl(key) for key, reference in zip(keys, references, strict=True)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            csl = CitationStylesStyle(str(style), locale=locale, validate=False)
            bibliography = CitationStylesBibliography(csl, CiteProcJSON(items), formatter.plain)
            for key in keys:
                bibliography.register(Citation([CitationItem(key)]))
            printed = {
                item.key: str(text) for item, text in zip(bibliography.items, bibliography.bibliography(), strict=True)
            }
    except (XMLSyntaxError, AttributeError, KeyError, ValueError) as error:
        raise InputError(f"this is not a CSL style that citeproc understands ({error})", where=str(style)) from None
    return [printed[key] for key in keys]
