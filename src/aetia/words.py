"""Words for readers: a catalogue of texts for each language, with plural forms and dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Self

from markupsafe import Markup, escape

from aetia.errors import BuildError

DEFAULT = "en"
"""The language of the catalogue that every package has."""


class Words:
    """One catalogue.

    Args:
        language: its language tag.
        entries: texts by dotted key; a text, a list of texts, or a table with ``one`` and ``other``.
    """

    def __init__(self, language: str, entries: Mapping[str, Any]) -> None:
        self.language = language
        self._entries = entries

    @classmethod
    def parse(cls, language: str, text: str) -> Self:
        """The catalogue that a TOML text holds; the key of a text in a table is ``table.key``.

        Raises:
            tomllib.TOMLDecodeError: the text is no TOML.
        """
        return cls(language, _flat(tomllib.loads(text)))

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values filled in; the form of a table is chosen by the value ``n``.

        A whole number ``n`` is a count and is printed with its thousands apart.

        Raises:
            KeyError: the catalogue has no such key, or the text asks for a value that was not given.
        """
        entry = self._entries[key]
        if isinstance(entry, dict):
            entry = entry["one" if values["n"] == 1 else "other"]
        n = values.get("n")
        if isinstance(n, int):
            values["n"] = f"{n:,}"
        return str(entry).format_map(values)

    def markup(self, key: str, **values: object) -> Markup:
        """A text whose values may be HTML (as `Markup`); plain values are escaped."""
        return Markup(escape(self._entries[key])).format_map(values)  # noqa: S704 (escaped before)

    def has(self, key: str) -> bool:
        """Whether there is a text under a key."""
        return key in self._entries

    def all_keys(self) -> list[str]:
        """Every key, sorted."""
        return sorted(self._entries)

    def count(self, noun: str, n: int) -> str:
        """A number with its noun: ``3 studies``, ``1,230 people``."""
        return self(f"count.{noun}", n=n)

    def known(self, section: str, name: str) -> str:
        """A text for a name that rules or records may extend: without one, the name itself with blanks for hyphens."""
        key = f"{section}.{name}"
        return self(key) if self.has(key) else name.replace("-", " ")

    def date(self, date: str) -> str:
        """A partial date in words: ``20 November 2026``. What is not such a date stays as it is."""
        parts = date.split("-")
        if not all(part.isdigit() for part in parts) or len(parts) > 3:
            return date
        if len(parts) == 1:
            return date
        month = self._entries["date.months"][int(parts[1]) - 1]
        if len(parts) == 2:
            return self("date.month", month=month, year=parts[0])
        return self("date.day", day=int(parts[2]), month=month, year=parts[0])


@cache
def load_catalogue(package: str, language: str) -> Words:
    """The catalogue that a package keeps in its folder ``words``: ``words/en.toml``, and beside it any number of files in ``words/en/``.

    Args:
        package: its dotted name.
        language: a language tag. Where it has no file, the file of its first part is taken, and else the English one;
            the catalogue's own `language` says which.

    Raises:
        BuildError: the catalogue is no TOML.
    """
    folder = files(package).joinpath("words")
    name = next((n for n in (language, language.partition("-")[0]) if folder.joinpath(f"{n}.toml").is_file()), DEFAULT)
    parts = sorted(_inside(folder.joinpath(name)), key=lambda part: part.name)
    entries: dict[str, Any] = {}
    for part in (folder.joinpath(f"{name}.toml"), *parts):
        try:
            entries |= _flat(tomllib.loads(part.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            where = "/".join([*package.split(".")[1:], "words", *([name] if part in parts else [])])
            raise BuildError(f"the catalogue of words cannot be read: {error}", where=f"{where}/{part.name}") from error
    return Words(name, entries)


def _inside(folder: Traversable) -> list[Traversable]:
    return [part for part in folder.iterdir() if part.name.endswith(".toml")] if folder.is_dir() else []


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and "one" not in value:
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
