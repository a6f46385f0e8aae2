"""From an index to columns: texts and attributes gathered by the record, or the part of a record, that they belong to.

The elements of a group are known by number, in document order. As an element's descendants open after it and before the next
element of its group, each belongs to the last element of the group that opened before it: a binary search, not a walk up the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.content import Content, Made

if TYPE_CHECKING:
    import pyarrow as pa

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
        self._nothing: dict[int, pa.StringArray] = {}

    @cached_property
    def _sorted(self) -> tuple[Numbers, list[int]]:
        import numpy as np

        order = np.argsort(self.index.path, kind="stable")
        counts = np.bincount(self.index.path, minlength=len(self.index.paths.names))
        return order, np.append(0, np.cumsum(counts)).tolist()

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.index.paths.names):
            found.setdefault(name, []).append(number)
        return found

    def at(self, *paths: str) -> Numbers:
        """The elements at any of some paths, in document order. ``a/**/b`` is a `b` anywhere below an `a`."""
        return self._of([number for path in paths for number in self._matching(path)])

    def unclaimed(self, *paths: str) -> Numbers:
        """As :meth:`at`, and nothing is told by it."""
        return self._of([number for path in paths for number in self._numbers.get(path, [])])

    def _of(self, numbers: list[int]) -> Numbers:
        import numpy as np

        order, edges = self._sorted
        slices = [order[edges[number] : edges[number + 1]] for number in numbers]
        slices = [part for part in slices if len(part)]
        if not slices:
            return order[:0]
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

    def attribute(self, elements: Numbers, name: str, made: Made | None = None) -> pa.Array:
        """One of their attributes, as it is or made into something else."""
        self.claims.attributes.add(name)
        return self._content.attribute(elements, name, made)

    def having(self, elements: Numbers, name: str, value: str) -> Numbers:
        """Those whose attribute has a value."""
        self.claims.attributes.add(name)
        return self._content.having(elements, name, value)

    def first_text(self, elements: Numbers, owners: Numbers, count: int) -> pa.StringArray:
        """For each of so many owners the text of the first of its elements that has any, or null."""
        return self._content.first_text(elements, owners, count)

    def first_attribute(
        self, elements: Numbers, name: str, owners: Numbers, count: int, made: Made | None = None
    ) -> pa.Array:
        """For each of so many owners an attribute of the first of its elements that has it, or null."""
        self.claims.attributes.add(name)
        return self._content.first_attribute(elements, name, owners, count, made)

    @cached_property
    def dates(self) -> tuple[Numbers, pa.StringArray] | None:
        """The elements that hold the year of a date, and their dates, with a missing one at the end; None where they are no
        plain dates.

        All at once, since a record has a dozen, and looking at them path by path takes ten times as long.
        """
        from aetia.sources.pubmed_xml.dates import PARTS, joined_at_once

        known = self._numbers
        paths = {name.rpartition("/")[0]: None for name in known if name.endswith("/Year")}
        if any(above in paths for path in paths for above in _above(path)):
            return None
        elements = self.unclaimed(*paths)
        parts = []
        for part in PARTS:
            below = self.unclaimed(*(f"{path}/{part}" for path in paths))
            owners = elements.searchsorted(below, side="right") - 1
            parts.append(self.first_text(below, owners, len(elements)))
        dates = joined_at_once(*parts)
        return None if dates is None else (elements, dates)

    def strange(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Attributes that no column tells, and the kinds of markup that have them."""
        for name in self._content.attribute_names() - self.claims.attributes:
            yield name, self._content.kinds_with(name)

    def none(self, count: int) -> pa.StringArray:
        """So many missing texts."""
        import pyarrow as pa

        if count not in self._nothing:
            self._nothing[count] = pa.nulls(count, pa.string())
        return self._nothing[count]


def _above(path: str) -> Iterator[str]:
    """The paths that a path stands in."""
    while path := path.rpartition("/")[0]:
        yield path


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
        return self.elements.at(*self._whole(paths))

    def unclaimed(self, *paths: str) -> Numbers:
        """As :meth:`below`, and nothing is told by it."""
        return self.elements.unclaimed(*self._whole(paths))

    def claim(self, *paths: str) -> None:
        """Tell what stands at some paths below the members."""
        self.elements.claims.paths.update(self._whole(paths))

    def _whole(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{above}/{path}" for above in self.paths for path in paths) if self.paths else paths

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
        return self._first_text(self.below(*paths))

    def _first_text(self, below: Numbers) -> pa.StringArray:
        if not len(below):
            return self.elements.none(len(self))
        return self.elements.first_text(below, self.owners(below), len(self))

    def attribute(self, name: str, *paths: str, made: Made | None = None) -> pa.Array:
        """For each member an attribute of the first element at some paths that has it; without a path, its own attribute.

        Args:
            name: of the attribute.
            paths: below the members.
            made: what becomes of each different value.
        """
        if not paths:
            return self.elements.attribute(self.members, name, made)
        below = self.below(*paths)
        return self.elements.first_attribute(below, name, self.owners(below), len(self), made)

    def text_where(self, name: str, value: str, *paths: str) -> pa.StringArray:
        """For each member the text of the first element at some paths whose attribute *name* is *value*, or null."""
        return self._first_text(self.elements.having(self.below(*paths), name, value))

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
        whole = self._whole(paths)
        return Group(self.elements, self.elements.at(*whole), whole)
