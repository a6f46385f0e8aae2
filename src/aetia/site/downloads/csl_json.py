"""References as CSL-JSON."""

from __future__ import annotations

from aetia.site.downloads.scope import Scope


def csl_json(scope: Scope) -> bytes:
    """A list of items, one a line."""
    items = ",\n".join(entry.csl for entry in scope.entries())
    return f"[{items}]\n".encode()
