"""An organisation's colour, made readable: contrast by WCAG 2.2, on every ground that text of that colour stands on.

W3C. Web Content Accessibility Guidelines 2.2, 2023: relative luminance and contrast ratio; 4.5:1 is the least for text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aetia.site.stylesheet import part

LEAST = 4.5
"""The least contrast of text (success criterion 1.4.3)."""
_STEPS = 50
_GROUNDS = ("paper", "card", "wash", "warn", "bad")
_LIGHT, _DARK = "#ffffff", "#14181d"
_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-fA-F]{3,6})\b")


@dataclass(frozen=True)
class Accent:
    """The rules that a stylesheet adds for a colour, and what had to be changed of it, in words."""

    css: str
    warnings: tuple[str, ...]


def accent(colour: str) -> Accent:
    """A colour for bars and links, light and dark.

    The bars take it as it is, with white or black letters, whichever reads better. Links take it darkened or lightened just as far
    as they need to be read on each ground.
    """
    light, dark = _grounds()
    bar_dark = _mixed(colour, "#000000", 0.35)
    links = {"light": _readable(colour, light, "#000000"), "dark": _readable(colour, dark, "#ffffff")}
    warnings = [
        f"the accent {colour} reads at {worst:.1f}:1 on {scheme} ground, and {LEAST}:1 is needed: links there are {link} instead"
        for scheme, grounds in (("light", light), ("dark", dark))
        for worst, link in [(min(contrast(colour, ground) for ground in grounds), links[scheme])]
        if link != colour
    ]
    rules = [
        f":root{{{_bars(colour)};--link:{links['light']}}}",
        f"@media (prefers-color-scheme:dark){{:root{{{_bars(bar_dark)};--link:{links['dark']}}}}}",
    ]
    return Accent("".join(rules), tuple(warnings))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(value / 255) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    if len(digits) == len("fff"):
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _readable(colour: str, grounds: tuple[str, ...], towards: str) -> str:
    for step in range(_STEPS + 1):
        mixed = _mixed(colour, towards, step / _STEPS) if step else colour
        if all(contrast(mixed, ground) >= LEAST for ground in grounds):
            return mixed
    return towards


def _bars(colour: str) -> str:
    letters = max((_LIGHT, _DARK), key=lambda letter: contrast(letter, colour))
    deep = _mixed(colour, "#000000" if letters == _LIGHT else "#ffffff", 0.25)
    return f"--brand:{colour};--brand-deep:{deep};--on-brand:{letters}"


@cache
def _grounds() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The colours of the grounds on which links stand, in the light and in the dark scheme, from the stylesheet's own tokens."""
    light, _, rest = part("tokens").partition("@media (prefers-color-scheme: dark)")
    return _those(light), _those(rest)


def _those(css: str) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for name, colour in _TOKEN.findall(css):
        known.setdefault(name, colour)
    return tuple(known[name] for name in _GROUNDS)
