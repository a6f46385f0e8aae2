"""Words for readers: a catalogue of texts for each language, with plural forms, and dates, numbers and lists in the language's way.

How a language writes these is taken from the Unicode CLDR through Babel, by the language alone: no clock, no machine's setting.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, Literal, Self

from markupsafe import Markup, escape

from aetia.errors import BuildError

if TYPE_CHECKING:
    from babel import Locale

DEFAULT = "en"
"""The language of the catalogue that every package has."""

PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
"""The forms that a language may choose a text by a number with; ``other`` is in every language."""

_ENGLISH = "en-GB"
"""The catalogues are written in British English, so dates are too: 20 November 2026."""
_NUMBER = re.compile(r"(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\d|[.,]\d)")
_FOUR_TOGETHER = frozenset({"es", "pl", "pt-PT"})
"""Languages that set thousands apart from five digits on (CLDR's minimum of grouping digits, which Babel does not tell)."""


class Words:
    """One catalogue.

    Args:
        language: its language tag.
        entries: texts by dotted key; a text, a list of texts, or a table of texts by plural form, with ``other`` at least.
        tag: the language that was asked for, where it is one of those that this catalogue serves: ``es-MX`` with the catalogue
            ``es``. Dates and numbers follow it.
        others: the catalogue that stands in for what this one lacks.
    """

    def __init__(
        self, language: str, entries: Mapping[str, Any], tag: str | None = None, others: Words | None = None
    ) -> None:
        self.language = language
        self.tag = tag or language
        self._own = entries
        self._entries: Mapping[str, Any] = {**others._entries, **entries} if others else entries

    @classmethod
    def parse(cls, language: str, text: str, others: Words | None = None) -> Self:
        """The catalogue that a TOML text holds; the key of a text in a table is ``table.key``.

        Args:
            language: its language tag.
            text: TOML.
            others: the catalogue that stands in for what this one lacks.

        Raises:
            tomllib.TOMLDecodeError: the text is no TOML.
        """
        return cls(language, _flat(tomllib.loads(text)), others=others)

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values filled in; the form of a table is chosen by the value ``n``, by the language's own rule.

        A whole number ``n`` is a count and is printed with its thousands apart.

        Raises:
            KeyError: the catalogue has no such key, or the text asks for a value that was not given.
        """
        entry = self._entries[key]
        if isinstance(entry, dict):
            entry = entry.get(self._form(values["n"]), entry["other"])
        n = values.get("n")
        if isinstance(n, int):
            values["n"] = self.number(f"{n:,}")
        return str(entry).format_map(values)

    def _form(self, n: object) -> str:
        """The plural form of a number; of a number that comes as text, ``other``."""
        return str(self._locale.plural_form(n)) if isinstance(n, int) else "other"

    def markup(self, key: str, **values: object) -> Markup:
        """A text whose values may be HTML (as `Markup`); plain values are escaped."""
        return Markup(escape(self._entries[key])).format_map(values)  # noqa: S704 (escaped before)

    def has(self, key: str) -> bool:
        """Whether there is a text under a key."""
        return key in self._entries

    def all_keys(self) -> list[str]:
        """Every key of its own, sorted."""
        return sorted(self._own)

    def entry(self, key: str) -> str | list[str] | dict[str, str]:
        """What stands under a key, as it was written: a text, a list of texts, or texts by plural form."""
        found: str | list[str] | dict[str, str] = self._entries[key]
        return found

    def count(self, noun: str, n: int) -> str:
        """A number with its noun: ``3 studies``, ``1,230 people``."""
        return self(f"count.{noun}", n=n)

    def known(self, section: str, name: str) -> str:
        """A text for a name that rules or records may extend: without one, the name itself with blanks for hyphens."""
        key = f"{section}.{name}"
        return self(key) if self.has(key) else name.replace("-", " ")

    def date(self, date: str) -> str:
        """A partial date in words: ``20 November 2026``, ``20 de noviembre de 2026``. What is not such a date stays as it is."""
        from babel.dates import format_date, format_skeleton

        parts = date.split("-")
        if not all(part.isdecimal() for part in parts) or len(parts) not in (2, 3):
            return date
        try:
            day = datetime.date(*map(int, parts), *([1] if len(parts) == 2 else []))
        except ValueError:
            return date
        if len(parts) == 2:
            return str(format_skeleton("yMMMM", day, locale=self._locale))
        return str(format_date(day, "long", locale=self._locale))

    def number(self, text: str) -> str:
        """Numbers within a text, written the English way (``1,230``, ``<0.001``), with this language's signs for decimals and
        thousands. No digit is added or lost."""
        decimal, group = self._signs
        if (decimal, group) == (".", ","):
            return text
        together = self._name in _FOUR_TOGETHER

        def localised(found: re.Match[str]) -> str:
            whole, point, rest = found[0].partition(".")
            apart = "" if together and len(whole) == len("1,230") else group
            return whole.replace(",", apart) + (decimal if point else "") + rest

        return _NUMBER.sub(localised, text)

    def percent(self, number: str) -> str:
        """A number, written the English way, as a percentage: ``70 %``."""
        return f"{self.number(number)} %"

    def listed(self, parts: Iterable[str]) -> str:
        """Parts as a list without a last "and", those that are empty left out: ``a, b, c``."""
        middle = str(self._locale.list_patterns["standard"]["middle"])  # such as "{0}, {1}"
        return middle.removeprefix("{0}").removesuffix("{1}").join(filter(None, parts))

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way the language is read."""
        return "rtl" if self._locale.text_direction == "rtl" else "ltr"

    @cached_property
    def _name(self) -> str:
        """The tag of the locale that this language follows: its own, else its first part's, else that of English."""
        from babel.localedata import exists

        tags = (_ENGLISH if self.tag == DEFAULT else self.tag, self.tag.partition("-")[0])
        return next((tag for tag in tags if exists(tag.replace("-", "_"))), _ENGLISH)

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale

        return Locale.parse(self._name, sep="-")

    @cached_property
    def _signs(self) -> tuple[str, str]:
        """What stands before decimals, and between thousands."""
        signs = self._locale.number_symbols["latn"]
        return signs["decimal"], signs["group"]


@cache
def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Which way a language is read."""
    return Words(language, {}).direction


def native_name(language: str) -> str:
    """What a language calls itself, as a name that stands alone: ``English``, ``Español``; the tag where that is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return language
    return f"{name[:1].upper()}{name[1:]}" if name else language


@cache
def load_catalogue(package: str, language: str) -> Words:
    """The catalogue that a package keeps in its folder ``words``: ``words/en.toml``, and any number of files in ``words/en/``.

    Args:
        package: its dotted name.
        language: a language tag. Where it has no file, the file of its first part is taken, and else the English one;
            the catalogue's own `language` says which. English words stand in for what a catalogue lacks.

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
    served = name.partition("-")[0] == language.partition("-")[0]
    others = load_catalogue(package, DEFAULT) if name != DEFAULT else None
    return Words(name, entries, language if served else name, others)


def _inside(folder: Traversable) -> list[Traversable]:
    return [part for part in folder.iterdir() if part.name.endswith(".toml")] if folder.is_dir() else []


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and not _is_plural(value):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _is_plural(table: Mapping[str, Any]) -> bool:
    """Whether a table holds the forms of one text, and not texts by name: all its names are forms, and ``other`` is one of them."""
    return "other" in table and set(table) <= set(PLURAL_FORMS)
