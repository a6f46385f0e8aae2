"""Pages as an export prints them."""

from __future__ import annotations

from aetia.sources.pubmed_xml.pages import expand

_LONGEST = 200
"""Characters of what may be pages."""


def full_pages(printed: str | None) -> str | None:
    """Pages with every last page in full, see :func:`aetia.sources.pubmed_xml.pages.expand`; what is too long stays as it is."""
    return expand(printed) if printed and len(printed) <= _LONGEST else printed
