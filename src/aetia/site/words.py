"""The interface's words, one catalogue a language, with plural forms and dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from aetia.errors import BuildError

DEFAULT = "en"


class Words:
    """One catalogue.

    Args:
        language: its language tag.
        entries: texts by dotted key; a text, a list of texts, or a table with ``one`` and ``other``.
    """

    def __init__(self, language: str, entries: Mapping[str, Any]) -> None:
        self.language = language
        self._entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values filled in.

        Raises:
            KeyError: the catalogue has no such key, or the text asks for a value that was not given.
        """
        entry = self._entries[key]
        if isinstance(entry, dict):
            entry = entry["one" if values["n"] == 1 else "other"]
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
        forms = self._entries[f"count.{noun}"]
        return str(forms["one" if n == 1 else "other"]).format(n=f"{n:,}")

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
def load_words(language: str) -> Words:
    """The catalogue of a language, or that of English where there is none.

    Raises:
        BuildError: the catalogue is not what it should be.
    """
    folder = files(__package__).joinpath("words")
    name = next((n for n in (language, language.partition("-")[0]) if folder.joinpath(f"{n}.toml").is_file()), DEFAULT)
    try:
        return Words(name, _flat(tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))))
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"the words of the site cannot be read: {error}", where=f"site/words/{name}.toml") from error


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and "one" not in value:
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
