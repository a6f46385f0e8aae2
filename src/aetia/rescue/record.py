"""A rescued page as the record that a library keeps beside the page itself."""

from __future__ import annotations

import hashlib
import re

from pydantic import TypeAdapter, ValidationError

from aetia.model.base import Language
from aetia.model.identifiers import Doi, Pmcid, Pmid
from aetia.model.rescued import (
    NextLink,
    PageFault,
    PageOrganisation,
    PagePart,
    PartKind,
    RescuedEntry,
    RescuedPageRecord,
)
from aetia.rescue.entry import Entry
from aetia.rescue.faults import PageDoubt, find_faults
from aetia.rescue.parts import Part
from aetia.rescue.read import RescuedPage, page_json

_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)
_IDENTIFIERS: tuple[tuple[str, TypeAdapter[str]], ...] = (
    ("doi", TypeAdapter(Doi)),
    ("pmid", TypeAdapter(Pmid)),
    ("pmcid", TypeAdapter(Pmcid)),
)
_KINDS: dict[str, PartKind] = {
    "title": "title",
    "heading": "heading",
    "prose": "prose",
    "entry": "entry",
    "annotation": "entry",
    "jump_list": "jump-list",
    "notice": "notice",
    "warning": "notice",
    "navigation": "navigation",
    "standing_line": "notice",
    "next_link": "next-link",
    "organisation": "organisation",
    "table_header": "navigation",
    "entry_number": "navigation",
    "mark": "navigation",
    "not_understood": "not-understood",
}


def page_digest(data: bytes) -> str:
    """The digest of a page as found: ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def page_record(page: RescuedPage, slug: str, file: str) -> RescuedPageRecord:
    """The record of a rescued page.

    Args:
        page: the rescued page.
        slug: its name in the library.
        file: the name of the page as found, beside the record.

    Returns:
        The record: every part with its text, every entry with its fields and faults. It holds all that is needed to show the page.
    """
    doubts = find_faults(page)
    facts = page_json(page)
    record = RescuedPageRecord(
        id=slug,
        title=page.outline.title.words if page.outline.title else None,
        file=file,
        address=page.address,
        captured=page.captured,
        digest=page_digest(page.page.data),
        media_type="text/html" if page.page.form == "html" else "text/plain",
        encoding=page.page.encoding,
        language=_valid(_LANGUAGE, page.reading.language),
        notices=[page.words(part) for part in page.parts if part.kind in {"notice", "warning"}],
        jump_list=[str(item) for item in _list(facts.get("jump_list"))],
        next_link=_next_link(facts),
        organisation=_organisation(page),
        faults=[_fault(d) for d in doubts if d.entry is None and not _in_part(page, d)],
        parts=[_part(page, part, doubts) for part in _merged(page.parts)],
        entries=[_entry(page, index, entry, doubts) for index, entry in enumerate(page.entries)],
    )
    record.model_fields_set.update({"publish"})
    return record


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _valid(adapter: TypeAdapter[str], value: object) -> str | None:
    """A value in the spelling of the record's field, or None where the field would refuse it."""
    try:
        checked = adapter.validate_python(value)
    except ValidationError:
        return None
    return checked or None


def _next_link(facts: dict[str, object]) -> NextLink | None:
    found = facts.get("next_link")
    if not isinstance(found, dict):
        return None
    return NextLink(printed=str(found["printed"]), target=str(found["target_title"]) or None)


def _organisation(page: RescuedPage) -> PageOrganisation | None:
    facts = page.organisation
    if not facts:
        return None
    address = facts.get("address")
    email = facts.get("email")
    contact = str(email["printed"]) if isinstance(email, dict) else facts.get("phone")
    return PageOrganisation(
        name=str(facts["name"]) if "name" in facts else None,
        charity_status=str(facts["charity_status"]) if "charity_status" in facts else None,
        address=[str(line) for line in address.values()] if isinstance(address, dict) else [],
        contact=str(contact) if contact else None,
        links=[str(link) for link in _list(facts.get("links"))],
    )


def _fault(doubt: PageDoubt) -> PageFault:
    what = f"{doubt.what[0].upper()}{doubt.what[1:]} ({doubt.why})"
    return PageFault(kind=doubt.kind, words=doubt.words, what=what, proposal=doubt.proposal)


def _in_part(page: RescuedPage, doubt: PageDoubt) -> bool:
    return doubt.span is not None and any(part.start <= doubt.span[0] < part.end for part in page.parts)


def _merged(parts: list[Part]) -> list[Part]:
    """The parts, with what is said of an entry beside it joined to the entry."""
    whole: list[Part] = []
    for part in parts:
        before = whole[-1] if whole else None
        if (
            part.kind == "annotation"
            and before is not None
            and before.entry == part.entry
            and before.kind in {"entry", "annotation"}
        ):
            whole[-1] = Part(before.kind, before.start, part.end, before.section_path, before.level, before.entry)
        else:
            whole.append(part)
    return whole


def _part(page: RescuedPage, part: Part, doubts: list[PageDoubt]) -> PagePart:
    faults = [
        _fault(d) for d in doubts if d.entry is None and d.span is not None and part.start <= d.span[0] < part.end
    ]
    text = " ".join(page.reading.text[part.start : part.end].split())
    level = len(part.section_path) if part.kind in {"heading", "title"} else None
    return PagePart(kind=_KINDS[part.kind], text=text, level=level, entry=part.entry, faults=faults)


def _entry(page: RescuedPage, index: int, entry: Entry, doubts: list[PageDoubt]) -> RescuedEntry:
    fields = entry.fields
    text = page.reading.text
    end = max([entry.end, *(part.end for part in page.parts if part.entry == index)])
    names = ("title", "finding", "journal", "year", "month", "day", "volume", "issue", "pages", "url", "source_label")
    values = {name: fields[name] for name in names if name in fields}
    for name, kind in _IDENTIFIERS:
        checked = _valid(kind, fields.get(name)) if name in fields else None
        if checked:
            values[name] = checked
    lists = {name: list(_list(fields.get(name))) for name in ("authors", "see_also", "labels") if fields.get(name)}
    return RescuedEntry(
        kind=entry.kind,
        section=list(entry.section_path),
        printed=" ".join(text[entry.start : end].split()),
        **values,
        **lists,
        spans={name: [a, b] for name, (a, b) in sorted(entry.spans.items()) if name in RescuedEntry.model_fields},
        faults=[_fault(d) for d in doubts if d.entry == index],
    )


def slug_of(words: str, limit: int = 60) -> str:
    """A short name made of lower-case letters, digits and hyphens, from any words; empty where none of them has a Latin letter."""
    import unicodedata

    plain = "".join(
        c
        for c in unicodedata.normalize("NFKD", words.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
        if not unicodedata.combining(c)
    )
    slug = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return slug.strip("-")
