"""Publications written for other programs: every format, and what of them a format cannot hold.

There is no writer of PubMed's XML: its records are NLM's own, with dates and states that nobody else can give.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aetia.errors import InputError
from aetia.model.reference import Name, Reference
from aetia.sources.languages import language_code
from aetia.sources.printed_pages import full_pages

KEPT_HERE = ("standing", "cited_as", "sources")
"""Fields of a reference that are the library's own: no format of other programs has a place for them."""
FIELDS = tuple(name for name in Reference.model_fields if name not in (*KEPT_HERE, "identifiers"))
"""The other fields; identifiers count one by one."""
_IDENTIFIERS = ("pmid", "pmcid", "doi")


@dataclass(frozen=True)
class Writer:
    """A format that is written.

    Attributes:
        name: on the command line; the reader of the same name reads it.
        title: for people.
        file: a usual name of such a file.
    """

    name: str
    title: str
    file: str


WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        Writer("ris", "RIS", "references.ris"),
        Writer("nbib", "nbib", "references.nbib"),
        Writer("bibtex", "BibTeX", "references.bib"),
        Writer("csl-json", "CSL-JSON", "references.json"),
        Writer("endnote-xml", "EndNote XML", "references.xml"),
        Writer("csv", "CSV", "references.csv"),
    )
}
"""The formats by name."""


def item_of_reference(reference: Reference, key: str) -> dict[str, Any]:
    """A reference as a CSL-JSON item that holds each of its fields under its own name.

    Unlike :meth:`aetia.model.reference.Reference.to_csl`, which serves printing, it puts nothing in the place of what is not known.

    Args:
        key: the item's ``id``.
    """
    item = reference.to_csl(key)
    own = {
        "container-title": reference.container_title, "page": reference.page, "number": reference.number, "note": reference.note,
        "custom": None if reference.authors_complete else {"authors-complete": False},
    }  # fmt: skip
    return {name: value for name, value in {**item, **own}.items() if value}


def written(form: str, items: Sequence[dict[str, Any]]) -> bytes:
    """Items in a format, as the bytes of a file in UTF-8.

    Args:
        form: one of :data:`WRITERS`.
        items: CSL-JSON, each with its ``id``.

    Raises:
        InputError: there is no such format.
    """
    return "".join(_written(form, items)).encode("utf-8", "replace")


def _written(form: str, items: Sequence[dict[str, Any]]) -> Iterable[str]:
    if form == "ris":
        from aetia.sources.ris_writer import ris_record

        return map(ris_record, items)
    if form == "nbib":
        from aetia.sources.nbib_writer import nbib_record

        return map(nbib_record, items)
    if form == "bibtex":
        from aetia.sources.bibtex_writer import bibtex_entry

        return (bibtex_entry(item, str(item["id"])) for item in items)
    if form == "csl-json":
        lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
        return ["[", lines, "]\n"]
    if form == "endnote-xml":
        from aetia.sources.endnote_xml_writer import BEGIN, END, endnote_record

        return [BEGIN, *(endnote_record(item, str(item["id"])) for item in items), END]
    if form == "csv":
        from aetia.sources.table_writer import table_text

        return [table_text(items)]
    raise InputError(f"there is no format '{form}'", remedy=f"Choose one of {', '.join(WRITERS)}")


def not_held(form: str, references: Sequence[Reference], items: Sequence[dict[str, Any]] | None = None) -> Counter[str]:
    """What a format cannot hold of some references: by field, of how many of them it was lost or changed.

    It is not said but tried: they are written, read again and compared, with runs of blanks as one, languages by their code, pages
    in full, and titles without a full stop at their end.

    Args:
        form: one of :data:`WRITERS`.
        references: any.
        items: as they are written, if otherwise than by :func:`item_of_reference`.
    """
    if items is None:
        items = [item_of_reference(reference, f"r{number}") for number, reference in enumerate(references)]
    again = _read(form, items)
    if len(again) != len(references):
        again = [found[0] if len(found := _read(form, [item])) == 1 else None for item in items]
    lost: Counter[str] = Counter()
    for reference, other in zip(references, again, strict=True):
        lost.update(name for name in KEPT_HERE if name in reference.plain())
        lost.update(differing(reference, other))
    return lost


def read_again(form: str, reference: Reference) -> Reference | None:
    """A reference that was written in a format and read from it; None where that gave not exactly one."""
    found = _read(form, [item_of_reference(reference, "key")])
    return found[0] if len(found) == 1 else None


def _read(form: str, items: Sequence[dict[str, Any]]) -> list[Reference | None]:
    """What reading gives of items that were written in a format."""
    from aetia.sources.citation_files import FORMS, open_form

    try:
        return [record.reference() for record in open_form(FORMS[form], io.BytesIO(written(form, items)))]
    except InputError:
        return []


def differing(one: Reference, other: Reference | None) -> list[str]:
    """The fields of a reference that another one does not have in the same way; what only the other has does not count.

    `standing`, `cited_as` and `sources` are not compared.
    """
    values = {name: getattr(one, name) for name in FIELDS} | {
        name: getattr(one.identifiers, name) for name in _IDENTIFIERS
    }
    there = {name for name, value in values.items() if value not in (None, [], True)}
    if other is None:
        return sorted(there)
    found = {name: getattr(other, name) for name in FIELDS} | {
        name: getattr(other.identifiers, name) for name in _IDENTIFIERS
    }
    if one.page is None and found["number"] is None:
        found["number"] = other.page  # an electronic article's number, where a format has it in the place of pages
    if one.container_title_short == one.container_title:
        there -= {"container_title_short"}
    return sorted(name for name in there if _compared(name, values[name]) != _compared(name, found[name]))


def _compared(name: str, value: Any) -> Any:
    """A value in the form in which it is compared."""
    if isinstance(value, list):
        return [_tidy(part) for part in value]
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if name == "title" and text.endswith(".") and not text.endswith(".."):
        return text[:-1].rstrip()
    if name == "language":
        return language_code(text) or text
    return full_pages(text) if name == "page" else text


def _tidy(name: Name) -> dict[str, str]:
    return {part: " ".join(str(text).split()) for part, text in name.plain().items()}
