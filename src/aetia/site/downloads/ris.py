"""References as RIS."""

from __future__ import annotations

from aetia.site.downloads.scope import Scope


def ris(scope: Scope) -> bytes:
    """One record a publication."""
    return "".join(entry.ris for entry in scope.entries()).encode()
