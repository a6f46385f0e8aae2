"""Tagged formats: a record is a list of tags with values, in the order of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

LARGEST_RECORD = 64 << 20
"""Characters of one record; a larger one is passed over. Real ones, with thousands of authors, have less than a million."""


class Field(NamedTuple):
    """A tag, its value, and the line where it begins, from 1."""

    tag: str
    value: str
    line: int


class Draft:
    """A record that is being read, line by line.

    Args:
        line: where it begins.
    """

    def __init__(self, line: int) -> None:
        self.line, self.size = line, 0
        self._parts: list[tuple[str, int, list[str]]] = []

    def add(self, tag: str, value: str, line: int) -> None:
        """Begin a field."""
        self.size += len(value) + 64
        if self.size <= LARGEST_RECORD:
            self._parts.append((tag, line, [value]))

    def continue_with(self, text: str) -> bool:
        """Add a line to the last field; False if there is none."""
        self.size += len(text) + 8
        if not self._parts:
            return False
        if self.size <= LARGEST_RECORD:
            self._parts[-1][2].append(text)
        return True

    @property
    def too_large(self) -> bool:
        """Whether it is larger than :data:`LARGEST_RECORD`."""
        return self.size > LARGEST_RECORD

    def has(self, tag: str) -> bool:
        """Whether it has a tag, with a value or not."""
        return any(tag == known for known, _, _ in self._parts)

    def fields(self, joiner: str) -> Fields:
        """The record, with the lines of each field joined."""
        return Fields(self.line, [Field(tag, joiner.join(parts).strip(), line) for tag, line, parts in self._parts])


class Fields:
    """The fields of a record; it remembers which were used, so that what is left can be told.

    Args:
        line: where the record begins.
        fields: in the order of the file; those without a value are dropped.
    """

    def __init__(self, line: int, fields: list[Field]) -> None:
        self.line = line
        self._fields = [field for field in fields if field.value]
        self._used = [False] * len(self._fields)
        self._places: dict[str, list[int]] = {}
        for place, field in enumerate(self._fields):
            self._places.setdefault(field.tag, []).append(place)

    def __len__(self) -> int:
        return len(self._fields)

    def first(self, *tags: str) -> str | None:
        """The first value of the first of some tags that has one. Other fields of these tags with the same value are used too."""
        for tag in tags:
            if tag in self._places:
                value = self._fields[self._places[tag][0]].value
                self.use(value, *tags)
                return value
        return None

    def all(self, *tags: str) -> list[str]:
        """All different values of some tags, tag by tag."""
        return list(dict.fromkeys(field.value for tag in tags for field in self.each(tag)))

    def each(self, *tags: str) -> Iterator[Field]:
        """The fields of some tags, in the order of the file."""
        for place in self._at(tags):
            self._used[place] = True
            yield self._fields[place]

    def peek(self, *tags: str) -> list[str]:
        """The values of some tags in the order of the file, without using them."""
        return [self._fields[place].value for place in self._at(tags)]

    def use(self, value: str, *tags: str) -> None:
        """Mark a value of some tags as used."""
        for tag in tags:
            for place in self._places.get(tag, ()):
                if self._fields[place].value == value:
                    self._used[place] = True

    def give_back(self, field: Field) -> None:
        """Mark a field as not used after all."""
        for place in self._places.get(field.tag, ()):
            if self._fields[place] == field:
                self._used[place] = False

    def left(self) -> Counter[str]:
        """The tags of fields that nobody used, with how often."""
        return Counter(field.tag for field, used in zip(self._fields, self._used, strict=True) if not used)

    def _at(self, tags: Collection[str]) -> list[int]:
        return sorted(place for tag in tags for place in self._places.get(tag, ()))
