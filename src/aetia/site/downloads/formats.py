"""The formats of downloads, each with its file's name, its media type and the function that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aetia.site.downloads.bibtex import bibtex
from aetia.site.downloads.csl_json import csl_json
from aetia.site.downloads.csv_table import csv_table
from aetia.site.downloads.json_ld import json_ld
from aetia.site.downloads.ris import ris
from aetia.site.downloads.scope import Scope
from aetia.site.downloads.workbook import workbook


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        id: its name on the command line, and in the catalogue below ``data.format_``.
        file: the file's name, beside a cause's page or in ``data/``.
        media_type: as a server should call it.
        make: from a part of the library to the file's bytes.
    """

    id: str
    file: str
    media_type: str
    make: Callable[[Scope], bytes]


FORMATS: dict[str, Format] = {
    form.id: form
    for form in (
        Format("xlsx", "tables.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook),
        Format("csv", "findings.csv", "text/csv", csv_table),
        Format("ris", "references.ris", "application/x-research-info-systems", ris),
        Format("bibtex", "references.bib", "application/x-bibtex", bibtex),
        Format("csl-json", "references.json", "application/vnd.citationstyles.csl+json", csl_json),
        Format("jsonld", "structured-data.jsonld", "application/ld+json", json_ld),
    )
}
"""The formats by name, in the order in which a page lists them."""
