"""References as BibTeX."""

from __future__ import annotations

from aetia.site.downloads.scope import Scope


def bibtex(scope: Scope) -> bytes:
    """One entry a publication, in UTF-8."""
    return "".join(entry.bibtex for entry in scope.entries()).encode()
