"""The text of elements as Arrow strings: references decoded, blanks tidied, inline markup made readable.

Every value has a place in an array of texts, whose last place is that of a missing one. So a column is one `take`, without a mask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.blanks import tidy
from aetia.sources.pubmed_xml.entities import decode
from aetia.sources.pubmed_xml.inline import flatten

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from aetia.sources.pubmed_xml.index import Index, Numbers

_MIXED = -1
Made = Callable[["pa.StringArray"], "pa.Array"]


class Content:
    """The texts of a piece of XML.

    Runs of blanks that hold a line end become one blank, and none is left at either end: files are laid out in different ways.

    Args:
        index: of the piece.
    """

    def __init__(self, index: Index) -> None:
        import numpy as np
        import pyarrow as pa

        self.index = index
        self._code = index.codes.take(index.tag)
        # The text that follows an empty element's tag is not its own.
        simple = np.flatnonzero(index.leaf & (index.close != index.tag))
        places = 2 * index.tag.take(simple) + 1
        untidy, tidied = _tidied(index, places)
        there = np.array([bool(text) for text in tidied], bool)
        own = pa.array([*filter(None, tidied), None], pa.string())
        self._texts = pa.concat_arrays([index.texts, own])
        index.texts = self._texts  # of which the texts are a part, so that they are not kept twice
        self._missing = len(self._texts) - 1
        places[untidy] = self._missing
        places[untidy[there]] = np.arange(len(own) - 1) + (len(self._texts) - len(own))
        self._place = np.full(len(index.tag), self._missing)
        self._place[simple] = places
        self._place[~index.leaf] = _MIXED
        self._attributes: dict[tuple[str, Made | None], tuple[pa.Array, Numbers]] = {}

    def text(self, elements: Numbers) -> pa.StringArray:
        """The text of some elements, in their order; null for an element without any.

        An element with others inside is flattened, see :func:`aetia.sources.pubmed_xml.inline.flatten`.
        """
        import numpy as np

        places = self._place.take(elements)
        mixed = np.flatnonzero(places == _MIXED)
        if not len(mixed):
            return take(self._texts, places)
        places[mixed] = self._missing
        return _with(take(self._texts, places), mixed, [self._flat(number) for number in elements[mixed].tolist()])

    def first_text(self, elements: Numbers, owners: Numbers, count: int) -> pa.StringArray:
        """For each of so many owners the text of the first of its elements that has any, or null.

        Args:
            elements: in document order.
            owners: the owner of each, from 0 on, ascending.
            count: of owners.
        """
        import numpy as np

        places = self._place.take(elements)
        if not (places == _MIXED).any():
            return take(self._texts, first_places(places, owners, count, self._missing))
        texts = self.text(elements)
        there = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False))
        return texts.take(_numbers(first_places(there, owners.take(there), count, -1)))

    def attribute(self, elements: Numbers, name: str, made: Made | None = None) -> pa.Array:
        """An attribute of some elements, in their order; null where an element has none of that name.

        Args:
            elements: any.
            name: of the attribute.
            made: what becomes of the values; each different one is made once.
        """
        values, place = self._attribute(name, made)
        return take(values, place.take(self._code.take(elements)))

    def first_attribute(
        self, elements: Numbers, name: str, owners: Numbers, count: int, made: Made | None = None
    ) -> pa.Array:
        """For each of so many owners an attribute of the first of its elements that has it, or null; see :meth:`first_text`
        and :meth:`attribute`."""
        values, place = self._attribute(name, made)
        places = place.take(self._code.take(elements))
        return take(values, first_places(places, owners, count, len(values) - 1))

    def having(self, elements: Numbers, name: str, value: str) -> Numbers:
        """Those of some elements whose attribute has a value."""
        import numpy as np

        has = np.zeros(len(self.index.kinds), bool)
        codes, values = self._values.get(name, ([], []))
        has[[code for code, each in zip(codes, values, strict=True) if each == value]] = True
        found: Numbers = elements[has.take(self._code.take(elements))]
        return found

    def _attribute(self, name: str, made: Made | None) -> tuple[pa.Array, Numbers]:
        """The values of an attribute, the last a missing one, and for each kind of markup the place of its own among them."""
        import numpy as np
        import pyarrow as pa

        if (name, made) not in self._attributes:
            codes, texts = self._values.get(name, ([], []))
            place = np.full(len(self.index.kinds), len(texts))
            place[codes] = np.arange(len(texts))
            values = pa.array([*texts, None], pa.string())
            self._attributes[name, made] = made(values) if made else values, place
        return self._attributes[name, made]

    @cached_property
    def _values(self) -> dict[str, tuple[list[int], list[str]]]:
        """By name of an attribute the kinds of markup that have it, and what it is."""
        found: dict[str, tuple[list[int], list[str]]] = {}
        for code, kind in enumerate(self.index.kinds):
            for name, value in kind.attributes.items():
                if name not in found:
                    found[name] = [], []
                codes, values = found[name]
                codes.append(code)
                values.append(value)
        return found

    def kinds_with(self, name: str) -> Sequence[int]:
        """The kinds of markup that have an attribute."""
        return self._values.get(name, ([], []))[0]

    def attribute_names(self) -> set[str]:
        """Names of attributes that occur."""
        return set(self._values)

    def _flat(self, element: int) -> str | None:
        index = self.index
        content = index.raw[index.edges[2 * index.tag[element] + 1] : index.edges[2 * index.close[element]]]
        return flatten(bytes(content)) or None


def take(values: pa.Array, places: Numbers) -> pa.Array:
    """The values at some places, all of which are there."""
    import pyarrow as pa

    return values.take(pa.array(places))


def first_places(places: Numbers, owners: Numbers, count: int, missing: int) -> Numbers:
    """For each owner the first of its places that is not the missing one, or the missing one."""
    import numpy as np

    found = np.full(count, missing)
    there = places != missing
    if not there.all():
        places, owners = places[there], owners[there]
    found[owners[::-1]] = places[::-1]
    return found


def _tidied(index: Index, places: Numbers) -> tuple[Numbers, list[str]]:
    """Which of the texts at some places are not as they are told, and how they are."""
    import numpy as np

    begins, ends = index.edges.take(places), index.edges.take(places + 1)
    untidy = np.flatnonzero(_untidy(index, begins, ends))
    raw = index.raw
    edges = zip(begins[untidy].tolist(), ends[untidy].tolist(), strict=True)
    return untidy, [tidy(decode(str(raw[begin:end], "utf-8"))) for begin, end in edges]


def _numbers(places: Numbers) -> pa.Array:
    """Places for a `take`; one below 0 takes nothing."""
    import pyarrow as pa

    return pa.array(places, mask=places < 0)


def _untidy(index: Index, begins: Numbers, ends: Numbers) -> NDArray[np.bool_]:
    """Which texts are empty, hold a reference or a line end, or begin or end with a blank. There are few, and they are found in the
    bytes of all texts together, not by looking through one text after the other."""
    import numpy as np

    data = np.frombuffer(index.raw, np.uint8)
    found: NDArray[np.bool_] = (begins == ends) | (data.take(begins) <= 32) | (data.take(ends - 1) <= 32)
    if not len(begins):
        return found
    line_ends = data[1:] == 10
    if np.count_nonzero(data == 62) == len(index.edges) // 2:
        line_ends &= data[:-1] != 62  # after a tag one is a blank at the beginning of a text
    marks = np.append(np.flatnonzero(line_ends) + 1, index.references)
    texts = np.searchsorted(begins, marks, side="right") - 1
    inside = (texts >= 0) & (marks < ends.take(texts))
    found[texts[inside]] = True
    return found


def _with(texts: pa.StringArray, places: Numbers, values: list[str | None]) -> pa.StringArray:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = np.zeros(len(texts), bool)
    mask[places] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(values, pa.string()))
