"""From an index to columns: texts and attributes gathered by the record, or the part of a record, that they belong to.

The elements of a group are known by number, in document order. As an element's descendants open after it and before the next
element of its group, each belongs to the last element of the group that opened before it: a binary search, not a walk up the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.content import Content
from aetia.sources.pubmed_xml.scalars import text_value

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from aetia.sources.pubmed_xml.index import Index, Numbers


class Claims:
    """Which paths and attributes some column tells; what nobody claims is reported. Shared by all chunks of a file.

    Attributes:
        paths, attributes: that are told.
        structs: the types of the records made at some paths, so that nothing has to be made where there is none.
    """

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.attributes: set[str] = set()
        self.structs: dict[tuple[str, ...], pa.DataType] = {}


class Elements:
    """The elements of a piece, found by path.

    Args:
        index: of the piece.
        claims: of the file; grows with every path that is asked for.
    """

    def __init__(self, index: Index, claims: Claims) -> None:
        self.index, self.claims = index, claims
        self._content = Content(index)

    @cached_property
    def _sorted(self) -> tuple[Numbers, NDArray[np.intp]]:
        import numpy as np

        order = np.argsort(self.index.path, kind="stable").astype(np.int32)
        edges = np.searchsorted(self.index.path[order], np.arange(len(self.index.paths.names) + 1))
        return order, edges

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.index.paths.names):
            found.setdefault(name, []).append(number)
        return found

    def at(self, *paths: str) -> Numbers:
        """The elements at any of some paths, in document order. ``a/**/b`` is a `b` anywhere below an `a`."""
        import numpy as np

        order, edges = self._sorted
        numbers = [number for path in paths for number in self._matching(path)]
        slices = [order[edges[number] : edges[number + 1]] for number in numbers]
        slices = [part for part in slices if len(part)]
        if not slices:
            return np.empty(0, np.int32)
        return slices[0] if len(slices) == 1 else np.sort(np.concatenate(slices))

    def _matching(self, path: str) -> list[int]:
        if "**" not in path:
            self.claims.paths.add(path)
            return self._numbers.get(path, [])
        pattern = re.compile(re.escape(path).replace(re.escape("/**/"), "/(?:.+/)?"))
        names = [name for name in self._numbers if pattern.fullmatch(name)]
        self.claims.paths.update(names)
        return [number for name in names for number in self._numbers[name]]

    def text(self, elements: Numbers) -> pa.StringArray:
        """Their texts."""
        return self._content.text(elements)

    def attribute(self, elements: Numbers, name: str) -> pa.StringArray:
        """One of their attributes."""
        self.claims.attributes.add(name)
        return self._content.attribute(elements, name)

    def first_text(self, elements: Numbers, owners: Numbers, count: int) -> pa.StringArray:
        """For each of so many owners the text of the first of its elements that has any, or null."""
        return self._content.first_text(elements, owners, count)

    def first_attribute(self, elements: Numbers, name: str, owners: Numbers, count: int) -> pa.StringArray:
        """For each of so many owners an attribute of the first of its elements that has it, or null."""
        self.claims.attributes.add(name)
        return self._content.first_attribute(elements, name, owners, count)


Values = Callable[["Group"], "pa.Array"]
"""Makes one value for each element of a group."""


@dataclass(frozen=True)
class Group:
    """Elements that each become one row or one item, with what stands below them.

    Attributes:
        elements: of the piece.
        members: by number, in document order.
        paths: where they stand, and so what the paths below them begin with; empty for records.
    """

    elements: Elements
    members: Numbers
    paths: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.members)

    def below(self, *paths: str) -> Numbers:
        """The elements at some paths below the members, in document order."""
        whole = [f"{above}/{path}" for above in self.paths for path in paths] if self.paths else paths
        return self.elements.at(*whole)

    def owners(self, below: Numbers) -> Numbers:
        """The place in the group of the member that each of some elements below it belongs to."""
        import numpy as np

        return np.searchsorted(self.members, below, side="right") - 1

    def firsts(self, values: pa.Array, below: Numbers) -> pa.Array:
        """For each member the first of its values that is there, or null."""
        import numpy as np
        import pyarrow as pa

        there = np.arange(len(below))
        if values.null_count:
            there = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False))
        place = np.full(len(self), -1)
        place[self.owners(below[there[::-1]])] = there[::-1]
        return values.take(pa.array(place, mask=place < 0))

    def lists(self, items: pa.Array, below: Numbers) -> pa.ListArray:
        """For each member the list of its items."""
        import numpy as np
        import pyarrow as pa

        offsets = np.searchsorted(below, np.append(self.members, np.iinfo(np.int32).max)).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), items)

    def text(self, *paths: str) -> pa.StringArray:
        """For each member the text of the first element at some paths that has any, or null; without a path, its own text."""
        if not paths:
            return self.elements.text(self.members)
        below = self.below(*paths)
        return self.elements.first_text(below, self.owners(below), len(self))

    def attribute(self, name: str, *paths: str) -> pa.StringArray:
        """For each member an attribute of the first element at some paths that has it; without a path, its own attribute."""
        if not paths:
            return self.elements.attribute(self.members, name)
        below = self.below(*paths)
        return self.elements.first_attribute(below, name, self.owners(below), len(self))

    def text_where(self, name: str, value: str, *paths: str) -> pa.StringArray:
        """For each member the text of the first element at some paths whose attribute *name* is *value*, or null."""
        import pyarrow.compute as pc

        below = self.below(*paths)
        wanted = pc.fill_null(pc.equal(self.elements.attribute(below, name), text_value(value)), False)
        below = below[wanted.to_numpy(zero_copy_only=False)]
        return self.firsts(self.elements.text(below), below)

    def texts(self, *paths: str) -> pa.ListArray:
        """For each member the texts of all elements at some paths; those without any text are left out."""
        import pyarrow.compute as pc

        below = self.below(*paths)
        values = self.elements.text(below)
        if values.null_count:
            there = pc.is_valid(values)
            below, values = below[there.to_numpy(zero_copy_only=False)], values.filter(there)
        return self.lists(values, below)

    def structs(self, fields: Mapping[str, Values], *paths: str) -> pa.ListArray:
        """For each member the list of the elements at some paths, each made into a record.

        Args:
            fields: by name, what makes each field of the record.
            paths: of the elements, below the members.
        """
        import pyarrow as pa

        inner = self.inner(*paths)
        kinds = self.elements.claims.structs
        known = kinds.get(inner.paths)
        if known is not None and not len(inner):
            return self.lists(pa.array([], known), inner.members)
        values = [make(inner) for make in fields.values()]
        items = pa.StructArray.from_arrays(values, names=list(fields))
        kinds[inner.paths] = items.type
        return self.lists(items, inner.members)

    def inner(self, *paths: str) -> Group:
        """The elements at some paths below the members, as a group of their own."""
        whole = tuple(f"{above}/{path}" for above in self.paths for path in paths) if self.paths else paths
        return Group(self.elements, self.elements.at(*whole), whole)
