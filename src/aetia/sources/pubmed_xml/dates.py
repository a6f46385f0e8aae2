"""Dates as exact as a record knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.joining import join_present
from aetia.sources.pubmed_xml.scalars import text_value

if TYPE_CHECKING:
    import pyarrow as pa

    from aetia.sources.pubmed_xml.groups import Group

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_at(group: Group, path: str) -> pa.StringArray:
    """``2019``, ``2019-07`` or ``2019-07-02`` from the parts below a path (empty for those of the members themselves);
    null without a year. A month may be a number, a name or an abbreviation; a day without a month is left out."""
    prefix = f"{path}/" if path else ""
    return joined(*(group.text(f"{prefix}{part}") for part in ("Year", "Month", "Day")))


def time_of_day(group: Group) -> pa.StringArray:
    """``09:05`` from the hour and the minute below each member; null without an hour."""
    import pyarrow.compute as pc

    hour, minute = _two_digits(group.text("Hour")), _two_digits(group.text("Minute"))
    return pc.if_else(pc.is_valid(hour), join_present(":", hour, minute), text_value(None))


def joined(year: pa.StringArray, month: pa.StringArray, day: pa.StringArray) -> pa.StringArray:
    """A date from its parts."""
    import pyarrow.compute as pc

    months = _month_numbers(month)
    days = pc.if_else(pc.is_valid(months), _two_digits(day), text_value(None))
    whole = join_present("-", year, months, days)
    return pc.if_else(pc.is_valid(year), whole, text_value(None))


def year_in(text: pa.StringArray) -> pa.StringArray:
    """The first year in a text, such as ``1998 Dec-1999 Jan``."""
    import pyarrow.compute as pc

    return pc.struct_field(pc.extract_regex(text, r"(?P<year>1[5-9]\d\d|20\d\d)"), "year")


def _month_numbers(month: pa.StringArray) -> pa.StringArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    number = pc.index_in(pc.utf8_slice_codeunits(pc.utf8_lower(month), 0, 3), pa.array(_MONTHS, pa.string()))
    names = pa.array([f"{place:02}" for place in range(1, 13)], pa.string())
    return pc.coalesce(names.take(number), _two_digits(month))


def _two_digits(text: pa.StringArray) -> pa.StringArray:
    import pyarrow.compute as pc

    plain = pc.if_else(pc.match_substring_regex(text, r"^\d{1,2}$"), text, text_value(None))
    return pc.utf8_lpad(plain, 2, "0")
