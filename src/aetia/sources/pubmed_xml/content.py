"""The text of elements as Arrow strings: references decoded, blanks tidied, inline markup made readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.blanks import tidy
from aetia.sources.pubmed_xml.entities import decode
from aetia.sources.pubmed_xml.inline import flatten

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from aetia.sources.pubmed_xml.index import Index, Numbers


class Content:
    """The texts of a piece of XML.

    Runs of blanks that hold a line end become one blank, and none is left at either end: files are laid out in different ways.

    Args:
        index: of the piece.
    """

    def __init__(self, index: Index) -> None:
        import numpy as np

        self.index = index
        # The text that follows an empty element's tag is not its own.
        simple = index.leaf & (index.close != index.tag)
        self._place = np.cumsum(simple, dtype=np.int32) - 1
        self._place[~simple] = -1
        texts = index.texts.take(_numbers(2 * index.tag[simple] + 1))
        untidy = np.flatnonzero(_untidy(texts))
        if len(untidy):
            tidied = [tidy(decode(text)) or None for text in texts.take(_numbers(untidy)).to_pylist()]
            texts = _with(texts, untidy, tidied)
        self._texts = texts
        self._there = np.append(_valid(texts), False)  # so that a place below 0, which means none, can be looked up too

    def text(self, elements: Numbers) -> pa.StringArray:
        """The text of some elements, in their order; null for an element without any.

        An element with others inside is flattened, see :func:`aetia.sources.pubmed_xml.inline.flatten`.
        """
        import numpy as np

        texts = self._texts.take(_numbers(self._place[elements]))
        mixed = np.flatnonzero(~self.index.leaf[elements])
        if len(mixed):
            texts = _with(texts, mixed, [self._flat(number) for number in elements[mixed].tolist()])
        return texts

    def first_text(self, elements: Numbers, owners: Numbers, count: int) -> pa.StringArray:
        """For each of so many owners the text of the first of its elements that has any, or null.

        Args:
            elements: in document order.
            owners: the owner of each, from 0 on, ascending.
            count: of owners.
        """
        import numpy as np

        if not len(elements):
            return _none(count)
        if not self.index.leaf[elements].all():
            texts = self.text(elements)
            return texts.take(_numbers(_first_places(np.arange(len(elements)), _valid(texts), owners, count)))
        places = self._place[elements]
        return self._texts.take(_numbers(_first_places(places, self._there[places], owners, count)))

    def first_attribute(self, elements: Numbers, name: str, owners: Numbers, count: int) -> pa.StringArray:
        """For each of so many owners an attribute of the first of its elements that has it, or null; see :meth:`first_text`."""
        if not len(elements):
            return _none(count)
        values, places = self._attributes(elements, name)
        return values.take(_numbers(_first_places(places, _valid(values)[places], owners, count)))

    def attribute(self, elements: Numbers, name: str) -> pa.StringArray:
        """An attribute of some elements, in their order; null where an element has none of that name."""
        values, places = self._attributes(elements, name)
        return values.take(_numbers(places))

    def _attributes(self, elements: Numbers, name: str) -> tuple[pa.StringArray, Numbers]:
        """The values of an attribute, and for each element the place of its own among them."""
        import numpy as np
        import pyarrow as pa

        kinds, codes = self.index.kinds, self.index.codes[self.index.tag[elements]]
        used = np.flatnonzero(np.bincount(codes, minlength=1))
        place = np.zeros(len(kinds) + 1, np.int32)
        place[used] = np.arange(len(used), dtype=np.int32)
        values = pa.array([kinds[code].attributes.get(name) for code in used.tolist()], pa.string())
        return values, place[codes]

    def _flat(self, element: int) -> str | None:
        index = self.index
        content = index.raw[index.stops[index.tag[element]] : index.starts[index.close[element]]]
        return flatten(content) or None


def _none(count: int) -> pa.StringArray:
    import pyarrow as pa

    return pa.nulls(count, pa.string())


def _valid(texts: pa.StringArray) -> NDArray[np.bool_]:
    """Which texts are there."""
    import numpy as np

    if not texts.null_count:
        return np.ones(len(texts), bool)
    there: NDArray[np.bool_] = texts.is_valid().to_numpy(zero_copy_only=False)
    return there


def _first_places(places: Numbers, there: NDArray[np.bool_], owners: Numbers, count: int) -> Numbers:
    """For each owner the first of its places that is there, or -1."""
    import numpy as np

    found = np.full(count, -1, np.int32)
    chosen = np.flatnonzero(there)[::-1]
    found[owners[chosen]] = places[chosen]
    return found


def _numbers(places: Numbers) -> pa.Array:
    """Places for a `take`; one below 0 takes nothing."""
    import pyarrow as pa

    missing = places < 0
    return pa.array(places, mask=missing if missing.any() else None)


def _untidy(texts: pa.StringArray) -> NDArray[np.bool_]:
    """Which texts are empty, hold a reference or a line end, or begin or end with a blank. There are few, and they are found in the
    bytes of all texts together, not by looking through one text after the other."""
    import numpy as np

    _, offsets, content = texts.buffers()
    edges = np.frombuffer(offsets, np.int32, len(texts) + 1)
    data = np.frombuffer(content, np.uint8) if content else np.empty(0, np.uint8)
    begins, ends = edges[:-1], edges[1:]
    found: NDArray[np.bool_] = begins == ends
    full = np.flatnonzero(~found)
    found[full] = (data[begins[full]] <= 32) | (data[ends[full] - 1] <= 32)
    for mark in (38, 10):
        found[np.searchsorted(begins, np.flatnonzero(data[: edges[-1]] == mark), side="right") - 1] = True
    return found


def _with(texts: pa.StringArray, places: Numbers, values: list[str | None]) -> pa.StringArray:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = np.zeros(len(texts), bool)
    mask[places] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(values, pa.string()))
