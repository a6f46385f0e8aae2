"""What tells whether something read of a library is the same as in the last build: see :mod:`aetia.site.memory`.

The names are those of :mod:`aetia.site.traced`, and ``files/NAME`` and ``files`` for the public files, and facts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property, partial

from aetia.library import layout
from aetia.library.read import Reading
from aetia.model.library import Library
from aetia.site.edition import Edition
from aetia.site.memory import digest
from aetia.site.sources import Sources
from aetia.site.traced import RECORDS

_TABLES = {
    "screening": layout.SCREENING,
    "matches": layout.MATCHES,
    "same": layout.SAME,
    "searches": layout.SEARCHES,
    "verdicts": layout.VERDICTS,
    "verdict_inputs": layout.VERDICT_INPUTS,
}


class Stamps:
    """The stamps of one build.

    Args:
        reading: of the library.
        library: the library itself, which notes nothing.
        sources: its public files.
        editions: by prefix.
    """

    def __init__(self, reading: Reading, library: Library, sources: Sources, editions: Mapping[str, Edition]) -> None:
        self._reading, self._library, self._sources, self._editions = reading, library, sources, editions
        self._records = _by_record(reading)

    def __call__(self, name: str) -> str:
        """The stamp of something read."""
        if name.startswith("fact:"):
            prefix, kind, *about = json.loads(name.removeprefix("fact:"))
            return digest(self._editions[prefix].fact(kind, *about))
        whole = self._whole.get(name)
        if whole is not None:
            return digest(whole())
        folder, _, rest = name.partition("/")
        if folder in RECORDS:
            return digest(self._records.get(name))
        if folder == "files":
            return self._sources.files[rest].digest if rest in self._sources.files else ""
        kind, _, rest = name.partition(":")
        if kind == "findings":
            studies = dict.fromkeys(study.id for study, _ in self._library.findings(rest))
            return digest([self._records.get(f"studies/{study}") for study in studies])
        return self._reading.digests.get(_TABLES[rest], "")

    @cached_property
    def _whole(self) -> dict[str, Callable[[], object]]:
        wholes: dict[str, Callable[[], object]] = {name: partial(self._all_of, name) for name in RECORDS}
        wholes["files"] = self._public
        wholes["tree"] = lambda: [(topic.id, topic.order) for topic in self._library.topics.values()]
        wholes["identifiers"] = self._library.identifiers
        return wholes

    def _public(self) -> object:
        digests = [(name, file.digest) for name, file in self._sources.files.items()]
        return digests, self._sources.left_out

    def _all_of(self, folder: str) -> list[tuple[str, tuple[str, ...]]]:
        return sorted(item for item in self._records.items() if item[0].startswith(f"{folder}/"))


def _by_record(reading: Reading) -> dict[str, tuple[str, ...]]:
    """The digests of the files of each record: its own, and its translations'."""
    found: dict[str, list[str]] = defaultdict(list)
    for file, content in sorted(reading.digests.items()):
        stem, dot, rest = file.partition(".")
        if dot and "/" in stem and "/" not in rest:
            found[stem].append(content)
    return {name: tuple(digests) for name, digests in found.items()}
