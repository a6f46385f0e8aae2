"""Dates as exact as a record knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.content import first_places, take
from aetia.sources.pubmed_xml.joining import join_present
from aetia.sources.pubmed_xml.scalars import text_value

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from aetia.sources.pubmed_xml.content import Made
    from aetia.sources.pubmed_xml.groups import Group
    from aetia.sources.pubmed_xml.index import Numbers

PARTS = ("Year", "Month", "Day")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_at(group: Group, path: str) -> pa.StringArray:
    """``2019``, ``2019-07`` or ``2019-07-02`` from the parts below a path (empty for those of the members themselves);
    null without a year. A month may be a number, a name or an abbreviation; a day without a month is left out."""
    prefix = f"{path}/" if path else ""
    parts = [f"{prefix}{part}" for part in PARTS]
    group.claim(*parts)
    there = group.unclaimed(path) if path else group.members
    if not len(there):
        return group.elements.none(len(group))
    known = group.elements.dates
    owners = group.owners(there)
    if known is None or (owners[1:] == owners[:-1]).any():
        return joined(*(group.text(part) for part in parts))
    elements, dates = known
    places = places_among(elements, there)
    return take(dates, first_places(places, owners, len(group), len(elements)))


def places_among(elements: Numbers, some: Numbers) -> Numbers:
    """The place of each of some elements among others, all in document order; the number of the others where it is none of them."""
    import numpy as np

    places = np.searchsorted(elements, some)
    found = np.append(elements, -1).take(places) == some
    return places if found.all() else np.where(found, places, len(elements))


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


def joined_at_once(year: pa.StringArray, month: pa.StringArray, day: pa.StringArray) -> pa.StringArray | None:
    """As :func:`joined`, and sooner for many dates: each different part is looked at once, and the dates are put together as
    rows of bytes. One more is at the end, which is missing. None where a year has not four letters."""
    import numpy as np
    import pyarrow as pa

    parts = [
        _as_bytes(year, lambda texts: texts, 4),
        _as_bytes(month, _month_numbers, 2),
        _as_bytes(day, _two_digits, 2),
    ]
    if any(part is None for part in parts):
        return None
    (years, has_year), (months, has_month), (days, has_day) = filter(None, parts)
    hyphen = np.full((len(year), 1), ord("-"), np.uint8)
    rows = np.hstack([years, hyphen, months, hyphen, days])
    sizes = np.where(has_year, np.where(has_month, np.where(has_day, 10, 7), 4), 0)
    content = rows[np.arange(10) < sizes[:, None]]
    offsets = np.concatenate([[0], np.cumsum(sizes), [sizes.sum()]])
    valid = np.packbits(np.append(has_year, False), bitorder="little")
    buffers = [pa.py_buffer(buffer) for buffer in (offsets.astype(np.int32), content, valid)]
    return pa.StringArray.from_buffers(len(year) + 1, *buffers)


def _as_bytes(texts: pa.StringArray, made: Made, size: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]] | None:
    """What is made of some texts, as rows of bytes of one size, and which are there; None if one has another size."""
    import numpy as np

    encoded = texts.dictionary_encode()
    different = [text and text.encode() for text in [*made(encoded.dictionary).to_pylist(), None]]
    if any(text is not None and len(text) != size for text in different):
        return None
    found = np.array([text is not None for text in different], bool)
    rows = np.frombuffer(b"".join(text or bytes(size) for text in different), np.uint8).reshape(-1, size)
    codes = encoded.indices.fill_null(len(different) - 1).to_numpy()
    return rows.take(codes, axis=0), found.take(codes)


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
