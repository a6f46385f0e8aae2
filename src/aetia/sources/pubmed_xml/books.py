"""What holds a chapter: the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.fields import attribute, date, records, text, texts
from aetia.sources.pubmed_xml.groups import Group, Values
from aetia.sources.pubmed_xml.people import PEOPLE
from aetia.sources.pubmed_xml.schema import record_schema

if TYPE_CHECKING:
    import pyarrow as pa

BOOK = "BookDocument/Book"
_SECTION: dict[str, Values] = {"label": text("LocationLabel"), "title": text("SectionTitle")}
_FIELDS: dict[str, Values] = {
    "title": text(f"{BOOK}/BookTitle"),
    "medium": text(f"{BOOK}/Medium"),
    "edition": text(f"{BOOK}/Edition"),
    "volume": text(f"{BOOK}/Volume"),
    "collection": text(f"{BOOK}/CollectionTitle"),
    "publisher": text(f"{BOOK}/Publisher/PublisherName"),
    "place": text(f"{BOOK}/Publisher/PublisherLocation"),
    "isbn": texts(f"{BOOK}/Isbn"),
    "published": date(f"{BOOK}/PubDate"),
    "volume_title": text(f"{BOOK}/VolumeTitle"),
    "location": texts("BookDocument/LocationLabel"),
    "began": date(f"{BOOK}/BeginningDate"),
    "ended": date(f"{BOOK}/EndingDate"),
    "report_number": text(f"{BOOK}/ReportNumber"),
    "sections": records(_SECTION, "BookDocument/Sections/**/Section"),
    "authors": records(PEOPLE, f"{BOOK}/AuthorList/Author"),
    "investigators": records(PEOPLE, f"{BOOK}/InvestigatorList/Investigator"),
    "identifiers": records({"type": attribute("EIdType"), "value": text()}, f"{BOOK}/ELocationID"),
    "item_list": texts("BookDocument/ItemList/Item"),
}


def book_of(group: Group) -> pa.StructArray:
    """What holds a chapter; null for an article."""
    import numpy as np
    import pyarrow as pa

    found = group.below(BOOK)
    if not len(found):
        return pa.nulls(len(group), record_schema().field("book").type)
    books = np.zeros(len(group), bool)
    books[group.owners(found)] = True
    values = [make(group) for make in _FIELDS.values()]
    return pa.StructArray.from_arrays(values, names=list(_FIELDS), mask=pa.array(~books))
