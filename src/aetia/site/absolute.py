"""Addresses as the outside world needs them: whole, where the library says at which address its site stands."""

from __future__ import annotations

import re
from urllib.parse import quote

from aetia.model.library import Settings
from aetia.site import addresses

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-(?:NC|ND|SA|NC-SA|NC-ND))?)-(\d\.\d)")


def absolute(settings: Settings, address: str) -> str:
    """An address of the site in full; empty where the library names no address of its site.

    Args:
        settings: with `base_url`.
        address: final, with the language's folder where it has one.
    """
    base = settings.base_url
    return f"{base.rstrip('/')}/{quote(address, safe='/#')}" if base and addresses.outside(base) else ""


def licence_address(licence: str) -> str:
    """Where a Creative Commons licence can be read; empty for any other."""
    if licence == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    found = _CREATIVE_COMMONS.fullmatch(licence)
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/" if found else ""
