"""A library that notes what is read of it, for :mod:`aetia.site.memory`.

Names of what is read: ``studies/xuan-2020`` (one record, there or not), ``studies`` (all of them), ``findings:TOPIC`` (the studies
with findings in a topic), ``tree`` (which topics there are, and in what order), ``identifiers`` (which study has which),
``table:searches``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from aetia.model.finding import Finding
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.site.sources import Sources

T = TypeVar("T")
Read = Callable[[str], None]

RECORDS = ("topics", "studies", "pages", "stories", "rescued")
TABLES = ("screening", "matches", "same", "searches", "verdicts", "verdict_inputs")


class TracedLibrary(Library):
    """A library as it is, that calls `read` with the name of what is read.

    Concepts and settings are not noted: nearly everything shows a name, so everything depends on them.
    """

    def __init__(self, plain: Library, read: Read) -> None:
        self._plain, self._read = plain, read
        vars(self).update({name: value for name, value in vars(plain).items() if not name.startswith("_")})
        for name in RECORDS:
            setattr(self, name, _Records(name, getattr(plain, name), read))
        for name in TABLES:
            setattr(self, name, _Rows(f"table:{name}", getattr(plain, name), read))

    def study_of(self, keys: Iterable[str]) -> str | None:
        self._read("identifiers")
        return self._plain.study_of(keys)

    def findings(self, topic: str) -> list[tuple[Study, Finding]]:
        self._read(f"findings:{topic}")
        return self._plain.findings(topic)

    def children(self, topic: str | None) -> list[Topic]:
        self._read("tree")
        found = self._plain.children(topic)
        for child in found:
            self._read(f"topics/{child.id}")
        return found

    def in_language(self, language: str) -> Library:
        return TracedLibrary(self._plain.in_language(language), self._read)

    def with_studies(self, changed: Mapping[str, Study]) -> Library:
        for study in changed:
            self._read(f"studies/{study}")
        return TracedLibrary(self._plain.with_studies(changed), self._read)


def traced_sources(plain: Sources, read: Read) -> Sources:
    """The public files of a library, that note which of them are read."""
    return replace(plain, files=_Records("files", plain.files, read))


class _Records(dict[str, T]):
    def __init__(self, name: str, records: Mapping[str, T], read: Read) -> None:
        super().__init__(records)
        self._name, self._read = name, read

    def __getitem__(self, key: str) -> T:
        self._read(f"{self._name}/{key}")
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._read(f"{self._name}/{key}")
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._read(f"{self._name}/{key}")
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._read(self._name)
        return super().__iter__()

    def __len__(self) -> int:
        self._read(self._name)
        return super().__len__()

    def __bool__(self) -> bool:
        return len(self) > 0

    def keys(self) -> Any:
        self._read(self._name)
        return super().keys()

    def values(self) -> Any:
        self._read(self._name)
        return super().values()

    def items(self) -> Any:
        self._read(self._name)
        return super().items()

    def __or__(self, other: Any) -> Any:
        self._read(self._name)
        return super().__or__(other)


class _Rows(list[T]):
    def __init__(self, name: str, rows: list[T], read: Read) -> None:
        super().__init__(rows)
        self._name, self._read = name, read

    def __iter__(self) -> Iterator[T]:
        self._read(self._name)
        return super().__iter__()

    def __getitem__(self, index: Any) -> Any:
        self._read(self._name)
        return super().__getitem__(index)

    def __len__(self) -> int:
        self._read(self._name)
        return super().__len__()

    def __reversed__(self) -> Iterator[T]:
        self._read(self._name)
        return super().__reversed__()
