"""The publications of a download, each made once and printed in every format from there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aetia.model.reference import Reference
from aetia.model.standing import Standing
from aetia.site.edition import Edition
from aetia.site.standing_notes import notice_addresses, standing_note
from aetia.sources.bibtex_writer import bibtex_entry
from aetia.sources.ris_writer import ris_record


@dataclass(frozen=True)
class Entry:
    """One publication of a study, with its name in a list of references.

    Attributes:
        key: the study's identifier, for its second publication with ``--2`` behind it; unique in a library.
        study: its identifier.
        reference: as the library has it.
        note: what became of it, in words; empty for one that stands as it was printed.
    """

    key: str
    study: str
    reference: Reference
    note: str

    @cached_property
    def item(self) -> dict[str, Any]:
        """The publication in CSL-JSON. One that was withdrawn or corrected says so in `status`, `keyword` and `note`."""
        item = self.reference.to_csl(self.key)
        if not self.reference.authors_complete:
            item["custom"] = {"authors-complete": False}
        if self.note:
            item |= {"status": str(self.reference.standing.state), "keyword": str(self.reference.standing.state)}
        note = "\n".join(filter(None, (self.note, self.reference.note)))
        return {**item, "note": note} if note else item

    @cached_property
    def ris(self) -> str:
        """As RIS."""
        return ris_record(self.item)

    @cached_property
    def bibtex(self) -> str:
        """As BibTeX."""
        return bibtex_entry(self.item, self.key)

    @cached_property
    def csl(self) -> str:
        """As CSL-JSON, on one line."""
        return json.dumps(self.item, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def notices(self) -> list[str]:
        """Addresses of the notice that changed its standing."""
        notice = self.reference.standing.notice
        return notice_addresses(notice) if notice and self.reference.standing.state is not Standing.CURRENT else []


def entries_of(edition: Edition, study: str) -> tuple[Entry, ...]:
    """The publications of a study, in its order."""
    return edition.once(("entries", study), lambda: tuple(_entries(edition, study)))


def _entries(edition: Edition, study: str) -> Iterator[Entry]:
    for number, reference in enumerate(edition.library.studies[study].references, 1):
        key = f"{study}--{number}" if number > 1 else study
        yield Entry(key, study, reference, standing_note(reference, edition.words))
