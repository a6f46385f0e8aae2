"""Fields of a record, said in one word each: a text, a flag, a number, a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.dates import date_at
from aetia.sources.pubmed_xml.groups import Values
from aetia.sources.pubmed_xml.scalars import flag_value, text_value

if TYPE_CHECKING:
    import pyarrow as pa


def text(*paths: str) -> Values:
    """The text of the first element at some paths below a member; of the member itself without a path."""
    return lambda group: group.text(*paths)


def texts(*paths: str) -> Values:
    """The texts of all elements at some paths below a member."""
    return lambda group: group.texts(*paths)


def attribute(name: str, *paths: str) -> Values:
    """An attribute of the first element at some paths that has it; of the member itself without a path."""
    return lambda group: group.attribute(name, *paths)


def yes(name: str, *paths: str) -> Values:
    """An attribute that is ``Y`` or ``N``."""
    return lambda group: group.attribute(name, *paths, made=flag)


def whole(*paths: str) -> Values:
    """A text that is a whole number."""
    return lambda group: number(group.text(*paths))


def date(path: str = "") -> Values:
    """A date given in parts below a path; below the member itself without one."""
    return lambda group: date_at(group, path)


def records(fields: dict[str, Values], *paths: str) -> Values:
    """The elements at some paths, each a record."""
    return lambda group: group.structs(fields, *paths)


def number(values: pa.StringArray) -> pa.Int64Array:
    """Texts as whole numbers; null where a text is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pc.match_substring_regex(values, r"^\d{1,18}$"), values, text_value(None)).cast(pa.int64())


def flag(values: pa.StringArray) -> pa.BooleanArray:
    """``Y`` as true, ``N`` as false, anything else as null."""
    import pyarrow.compute as pc

    yes = pc.equal(values, text_value("Y"))
    return pc.if_else(pc.or_(yes, pc.equal(values, text_value("N"))), yes, flag_value(None))
