"""What a build computed, each thing with what was read for it: the next build computes again only what read something that changed.

While something is made, everything that it reads of the library is noted by name, also what was read for its parts. A name has a
*stamp* in each build, such as the digest of a file. A thing holds as long as all its names have the stamps that they had: these are
the "verifying traces" of Mokhov, Mitchell and Peyton Jones (Build systems à la carte. Proc ACM Program Lang 2018;2:79).

A *fact* is a small thing that stands between: what uses it depends on the fact's value, not on what the fact was made from. That
one of 288 studies of a topic changed need not concern the pages of the other 287, as long as they count as they did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")
Stamp = Callable[[str], str]
"""From the name of something read to what tells whether it is the same as in the last build."""


@dataclass(frozen=True)
class _Kept:
    value: object
    given: object
    reads: dict[str, str]


class Memory:
    """Remembers from build to build. One build at a time, in one thread.

    Attributes:
        made: the things that this build had to make.
    """

    def __init__(self) -> None:
        self.made: set[Hashable] = set()
        self._kept: dict[Hashable, _Kept] = {}
        self._sure: set[Hashable] = set()
        self._reading: list[set[str]] = []
        self._stamps: dict[str, str] = {}
        self._stamp: Stamp = _always
        self._base = ""

    def begin(self, base: str, stamp: Stamp) -> None:
        """Begin a build.

        Args:
            base: digest of what everything depends on: program, settings, concepts. With another one, nothing is remembered.
            stamp: of this build.
        """
        if base != self._base:
            self._kept.clear()
        self._base, self._stamp = base, stamp
        self._stamps, self._sure, self._reading, self.made = {}, set(), [], set()

    def read(self, name: str) -> None:
        """Note that something was read."""
        if self._reading:
            self._reading[-1].add(name)

    def recall(self, key: Hashable, make: Callable[[], T], given: object = "") -> T:
        """A thing as it was made before, if nothing that was read for it changed; else made now.

        Args:
            key: its name.
            make: makes it.
            given: what it is made from beside the library, or a digest of that; with another one it is made anew.
        """
        kept = self._sound(key, given) or self._make(key, make, given)
        if self._reading:
            self._reading[-1].update(kept.reads)
        return cast(T, kept.value)

    def forget(self, key: Hashable) -> None:
        """Let go of a thing that is large and will hardly be asked for again."""
        self._kept.pop(key, None)
        self._sure.discard(key)

    def last(self, key: Hashable) -> Any:
        """A thing as it was last made, whether it still holds or not; None where it never was."""
        kept = self._kept.get(key)
        return kept.value if kept else None

    def fact(self, name: str, make: Callable[[], T]) -> T:
        """A fact, to be read under its name; `make` is what the stamp of that name resolves to as well."""
        kept = self._sound(name, "") or self._make(name, make, "")
        self.read(name)
        return cast(T, kept.value)

    def _sound(self, key: Hashable, given: object) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.given != given:
            return None
        if key not in self._sure:
            known, now = self._stamps, self._now
            for name, stamp in kept.reads.items():
                if (known[name] if name in known else now(name)) != stamp:
                    return None
            self._sure.add(key)
        return kept

    def _make(self, key: Hashable, make: Callable[[], object], given: object) -> _Kept:
        self._reading.append(set())
        try:
            value = make()
        finally:
            reads = self._reading.pop()
        kept = self._kept[key] = _Kept(value, given, {name: self._now(name) for name in reads})
        self._sure.add(key)
        self.made.add(key)
        return kept

    def _now(self, name: str) -> str:
        if name not in self._stamps:
            # What a stamp reads to be computed is not read by the thing at hand.
            self._reading.append(set())
            try:
                self._stamps[name] = self._stamp(name)
            except LookupError:
                self._stamps[name] = _GONE  # what it is about is no longer there
            finally:
                self._reading.pop()
        return self._stamps[name]


_GONE = "gone"


def digest(value: object) -> str:
    """Tells one plain value from another: of what prints the same, the same."""
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _always(name: str) -> str:  # noqa: ARG001 (a stamp's signature)
    return ""
