"""The key of a record that did not come from PubMed's XML."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aetia.sources.record_file import SourceRecord


MOST_REMEMBERED = 1_000_000
"""DOIs that :class:`Keys` remembers; when there are more it begins anew, so that a file of any size fits into memory."""
_TITLE = 30
"""Letters of a title that tell it from another one with the same DOI, whatever a database did to its end."""


class Keys:
    """Keys for the records of one file."""

    def __init__(self) -> None:
        self._titles: dict[int, str] = {}

    def key(self, record: SourceRecord) -> str:
        """``pmid:123``, else ``doi:10.1/x`` in small letters, else ``id:`` and the source's own identifier or a digest.

        The source's own identifier counts if it can be unique in the world: at least eight characters with six digits or more, such
        as ``WOS:000491685000028``; one of digits alone has the name of its database before it. A citation key or a running number
        means another record in the next file.

        Two records with one DOI and different titles (abstracts of a meeting share one) are two records: only the first has the DOI
        for its key.
        """
        columns = record.columns
        if columns.get("pmid"):
            return f"pmid:{columns['pmid']}"
        if columns.get("doi") and self._is_its_own(columns["doi"].lower(), columns):
            return f"doi:{columns['doi'].lower()}"
        if record.own_id and _is_unique(record.own_id):
            database = columns.get("owner")
            return f"id:{database}:{record.own_id}" if database and record.own_id.isdecimal() else f"id:{record.own_id}"
        return f"id:{_digest(record)}"

    def _is_its_own(self, doi: str, columns: dict[str, Any]) -> bool:
        if len(self._titles) >= MOST_REMEMBERED:
            self._titles.clear()
        title = _letters(columns.get("title") or "")[:_TITLE]
        known = self._titles.setdefault(hash(doi), title)
        return known == title or not title or not known


def _is_unique(own_id: str) -> bool:
    return 8 <= len(own_id) <= 200 and not re.search(r"\s", own_id) and sum(map(str.isdigit, own_id)) >= 6


def _digest(record: SourceRecord) -> str:
    """A digest of title, authors, year, volume and first page, whatever their case, accents and punctuation.

    Volume and page tell two editorials without an author apart. A record with neither title nor author is told by all that it has.
    """
    columns = record.columns
    people = [one.get("family") or one.get("collective") or "" for one in columns.get("authors") or []]
    date = columns.get("published") or columns.get("published_electronic") or ""
    page = re.match(r"\w+", columns.get("pages_printed") or "")
    telling = [columns.get("title") or "", *people]
    parts = [*map(_letters, telling), date[:4], _letters(columns.get("volume") or ""), page[0].lower() if page else ""]
    if not any(map(_letters, telling)):
        parts = [json.dumps(columns, sort_keys=True, ensure_ascii=False)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _letters(text: str) -> str:
    """Letters and digits alone, in small letters without accents."""
    return "".join(character for character in unicodedata.normalize("NFKD", text.casefold()) if character.isalnum())
