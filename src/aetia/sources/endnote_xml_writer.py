"""CSL-JSON items as EndNote XML, which EndNote and most other reference managers read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from aetia.sources.endnote_types import GENERIC, WRITTEN
from aetia.sources.written_names import name_in_line

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
"""What stands before the first record."""
END = "</records></xml>\n"
"""What stands after the last one."""
_TEXTS = (
    ("pages", "page"), ("volume", "volume"), ("number", "issue"), ("publisher", "publisher"), ("language", "language"),
    ("electronic-resource-num", "DOI"), ("custom2", "PMCID"), ("custom7", "number"), ("notes", "note"),
)  # fmt: skip
_FORBIDDEN = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def endnote_record(item: dict[str, Any], key: str) -> str:
    """An item as one record, on one line; :func:`aetia.sources.endnote_xml.read_endnote_xml` reads the same values back.

    Args:
        item: CSL-JSON; variables that EndNote has no field for are left out.
        key: the record's label.
    """
    name, number = WRITTEN.get(item.get("type", ""), GENERIC)
    return f"<record><ref-type name={quoteattr(name)}>{number}</ref-type>{''.join(_parts(item, key))}</record>\n"


def _parts(item: dict[str, Any], key: str) -> Iterator[str]:
    names = [name_in_line(name) for name in item.get("author") or []]
    if names and (item.get("custom") or {}).get("authors-complete") is False:
        names.append("et al.")
    yield _around("contributors", _around("authors", "".join(_element("author", name) for name in names)))
    container, short = item.get("container-title"), item.get("container-title-short")
    yield _around("titles", _element("title", item.get("title")) + _element("secondary-title", container))
    yield _around("periodical", _element("full-title", container) + _element("abbr-1", short))
    yield from (_element(tag, item.get(variable)) for tag, variable in _TEXTS)
    yield _dates(item.get("issued") or {})
    if item.get("PMID"):
        yield _element("accession-num", item["PMID"]) + _element("remote-database-name", "PubMed")
    yield _around("urls", _around("related-urls", _element("url", item.get("URL"))))
    yield _element("label", key)


def _dates(issued: dict[str, Any]) -> str:
    parts = [int(part) for part in next(iter(issued.get("date-parts") or []), [])]
    if not parts:
        return ""
    whole = "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])])
    exact = _around("pub-dates", _element("date", whole)) if len(parts) > 1 else ""
    return _around("dates", _element("year", f"{parts[0]:04}") + exact)


def _element(tag: str, value: object) -> str:
    """An element with a text on one line, without characters that XML forbids."""
    text = " ".join(_FORBIDDEN.sub(" ", str(value or "")).split())
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""


def _around(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag}>" if content else ""
