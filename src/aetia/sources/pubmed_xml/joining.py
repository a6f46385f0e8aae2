"""Joining columns of text where some are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.scalars import text_value

if TYPE_CHECKING:
    import pyarrow as pa


def join_present(separator: str, first: pa.StringArray, *others: pa.StringArray) -> pa.StringArray:
    """The texts of each row that are there, joined; null where none is.

    Arrow's own ``binary_join_element_wise`` with ``null_handling="skip"`` leaves a row without any text out, so that all rows after
    it move up (pyarrow 26).
    """
    import pyarrow.compute as pc

    found = first
    for other in others:
        found = pc.coalesce(pc.binary_join_element_wise(found, other, text_value(separator)), found, other)
    return found
