"""The references of a library as citations, and which of them want to be resolved."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from aetia.corpus.folding import words_of
from aetia.errors import InputError
from aetia.model.base import PartialDate
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.sources.citation_style import short_citation

_DATE: TypeAdapter[str] = TypeAdapter(PartialDate)


@dataclass(frozen=True)
class Cited:
    """One reference of a library.

    Args:
        study: its study.
        number: its place among the study's references, from 0.
        reference: it.
    """

    study: str
    number: int
    reference: Reference

    @property
    def citation(self) -> str:
        """The citation as printed; where nobody printed it, the reference in the short form."""
        printed = self.reference.cited_as
        return printed.text if printed else short_citation(self.reference)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be found out: it was matched, or a person gave its identifiers."""
        printed = self.reference.cited_as
        if printed is not None:
            return printed.outcome == "matched"
        return bool(self.reference.identifiers.keys())


def cited_in(library: Library, studies: Container[str] | None = None) -> Iterator[Cited]:
    """Every reference of a library, by study.

    Args:
        library: it.
        studies: only of these; of all where it is None.
    """
    for study in library.studies.values():
        if studies is None or study.id in studies:
            yield from (Cited(study.id, number, reference) for number, reference in enumerate(study.references))


def checked_date(on: str | None) -> str | None:
    """A date of a question or an answer.

    Args:
        on: as given; None for the library's own.

    Raises:
        InputError: it is no date.
    """
    try:
        return None if on is None else _DATE.validate_python(on)
    except ValidationError:
        raise InputError(f"'{on}' is no date", remedy="Write it as 2026-11-23") from None


def same_print(text: str) -> str:
    """A citation as it is compared with another one: its words."""
    return " ".join(words_of(text)) or text
