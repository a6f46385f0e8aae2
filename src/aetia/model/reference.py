"""A reference: one publication in CSL-JSON's fields, with identifiers and standing."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from aetia.model.base import NonEmpty, PartialDate, Record, YesNo
from aetia.model.identifiers import Identifiers
from aetia.model.standing import Standing, StandingRecord

ReferenceType = Literal[
    "article-journal",
    "article-newspaper",
    "article",
    "book",
    "chapter",
    "paper-conference",
    "report",
    "thesis",
    "webpage",
]


class Name(Record):
    """A person's name in parts, or a body's name whole (``literal``), as CSL-JSON has it."""

    family: str | None = None
    given: str | None = None
    suffix: str | None = None
    literal: str | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Name:
        if bool(self.family) == bool(self.literal):
            raise ValueError("a name has either 'family' (with 'given') or 'literal'")
        return self

    @property
    def short(self) -> str:
        """Family name and initials without points: ``Prinz JC``."""
        if self.literal:
            return self.literal
        initials = "".join(part[0] for part in (self.given or "").replace(".", " ").replace("-", " ").split())
        bare = (self.given or "").replace(".", "")
        given = bare if bare.isalpha() and bare.isupper() and len(bare) <= 4 else initials
        return " ".join(filter(None, (self.family, given, self.suffix)))


class PrintedCitation(Record):
    """A reference as somebody printed it, and how far it was resolved.

    `outcome`: ``unresolved`` (nobody looked), ``matched``, ``ambiguous`` (candidates wait for a person), ``unmatched``.
    """

    text: NonEmpty
    page: str | None = None
    outcome: Literal["unresolved", "matched", "ambiguous", "unmatched"] = "unresolved"
    probability: float | None = Field(default=None, ge=0, le=1)


class Reference(Record):
    """One publication. Field names are CSL-JSON's; `issued` is one partial date instead of nested date parts."""

    type: ReferenceType = "article-journal"
    title: NonEmpty
    author: list[Name] = []
    authors_complete: YesNo = True
    container_title: str | None = Field(default=None, alias="container-title")
    container_title_short: str | None = Field(default=None, alias="container-title-short")
    issued: PartialDate | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    number: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    identifiers: Identifiers = Identifiers()
    standing: StandingRecord = StandingRecord()
    cited_as: PrintedCitation | None = None
    sources: list[str] = []
    note: str | None = None

    INLINE: ClassVar[frozenset[str]] = frozenset({"author", "identifiers"})

    @property
    def year(self) -> int | None:
        """The year of publication, where it is known."""
        return int(self.issued[:4]) if self.issued else None

    @property
    def is_retracted(self) -> bool:
        """Whether the publication was retracted without being replaced."""
        return self.standing.state is Standing.RETRACTED

    @property
    def first_author(self) -> str | None:
        """The family (or whole) name of the first author."""
        return (self.author[0].family or self.author[0].literal) if self.author else None

    def address(self) -> str | None:
        """Where a reader finds the publication: DOI first, then PubMed, PMC, then the address that was printed."""
        if self.identifiers.doi:
            return f"https://doi.org/{self.identifiers.doi}"
        if self.identifiers.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.identifiers.pmid}/"
        if self.identifiers.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.identifiers.pmcid}/"
        return self.url

    def to_csl(self, key: str) -> dict[str, Any]:
        """The reference as one CSL-JSON item (citeproc's schema 1.0).

        Args:
            key: the item's ``id``.
        """
        item: dict[str, Any] = {"id": key, "type": self.type, "title": self.title}
        if self.author:
            item["author"] = [name.plain() for name in self.author]
        texts = {
            "container-title": self.container_title or self.container_title_short,
            "container-title-short": self.container_title_short,
            "volume": self.volume,
            "issue": self.issue,
            "page": self.page or self.number,
            "publisher": self.publisher,
            "language": self.language,
            "URL": self.url,
            "DOI": self.identifiers.doi,
            "PMID": self.identifiers.pmid,
            "PMCID": self.identifiers.pmcid,
        }
        item |= {field: text for field, text in texts.items() if text}
        if self.issued:
            item["issued"] = {"date-parts": [[int(part) for part in self.issued.split("-")]]}
        return item
