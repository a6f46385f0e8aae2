"""Authors, editors, investigators, and people that a paper is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.fields import attribute, text, yes
from aetia.sources.pubmed_xml.groups import Group, Values
from aetia.sources.pubmed_xml.joining import join_present
from aetia.sources.pubmed_xml.scalars import text_value

if TYPE_CHECKING:
    import pyarrow as pa


def _given(people: Group) -> pa.StringArray:
    """Given names; older files call them first names, and some have a middle name apart."""
    import pyarrow.compute as pc

    first, middle = people.text("FirstName"), people.text("MiddleName")
    if first.null_count + middle.null_count == 2 * len(people):
        return people.text("ForeName")
    return pc.coalesce(people.text("ForeName"), join_present(" ", first, middle))


def _orcid(people: Group) -> pa.StringArray:
    """The ORCID as four groups of four, however it was written: with or without an address, hyphens, blanks."""
    import pyarrow.compute as pc

    raw = people.text_where("Source", "ORCID", "Identifier")
    if raw.null_count == len(raw):
        return raw
    digits = pc.replace_substring_regex(pc.utf8_upper(raw), r"[^0-9X]", "")
    groups = r"^X*(\d{4})(\d{4})(\d{4})(\d{3}[\dX])$"
    return pc.if_else(
        pc.match_substring_regex(digits, groups),
        pc.replace_substring_regex(digits, groups, r"\1-\2-\3-\4"),
        text_value(None),
    )


SUBJECTS: dict[str, Values] = {
    "family": text("LastName"),
    "given": _given,
    "initials": text("Initials"),
    "suffix": text("Suffix"),
}
PEOPLE: dict[str, Values] = {
    **SUBJECTS,
    "collective": text("CollectiveName"),
    "orcid": _orcid,
    "identifiers": lambda people: people.structs(
        {"source": attribute("Source"), "value": text()}, "Identifier", "AffiliationInfo/Identifier"
    ),
    "affiliations": lambda people: people.texts("AffiliationInfo/Affiliation", "Affiliation"),
    "equal": yes("EqualContrib"),
    "valid": yes("ValidYN"),
}
