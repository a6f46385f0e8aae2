"""What stands in more than one place: identifiers, pages, dates of publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml import dates
from aetia.sources.pubmed_xml.groups import Group
from aetia.sources.pubmed_xml.joining import join_present
from aetia.sources.pubmed_xml.pages import expand
from aetia.sources.pubmed_xml.scalars import text_value

if TYPE_CHECKING:
    import pyarrow as pa

ARTICLE = "MedlineCitation/Article"
ELOCATIONS = (f"{ARTICLE}/ELocationID", "BookDocument/ELocationID")
ARTICLE_IDS = (
    "PubmedData/ArticleIdList/ArticleId",
    "BookDocument/ArticleIdList/ArticleId",
    "PubmedBookData/ArticleIdList/ArticleId",
)
OTHER_IDS = "MedlineCitation/OtherID"
ISSUE_DATE = f"{ARTICLE}/Journal/JournalIssue/PubDate"


def doi_of(records: Group) -> pa.StringArray:
    """The DOI: from `ELocationID` unless it is marked as not valid, else from `ArticleIdList`. About two thirds of
    older records have it in the second place only."""
    import pyarrow.compute as pc

    places = records.inner(*ELOCATIONS)
    is_doi, is_valid = (
        pc.equal(places.attribute("EIdType"), text_value("doi")),
        pc.not_equal(places.attribute("ValidYN"), text_value("N")),
    )
    good = pc.and_(pc.fill_null(is_doi, False), pc.fill_null(is_valid, True))
    located = records.firsts(pc.if_else(good, places.text(), text_value(None)), places.members)
    return pc.coalesce(located, records.text_where("IdType", "doi", *ARTICLE_IDS))


def pmcid_of(records: Group) -> pa.StringArray:
    """The PubMed Central identifier; `OtherID` may add words, as in ``PMC123 [Available on 07/01/10]``."""
    import pyarrow.compute as pc

    listed = records.text_where("IdType", "pmc", *ARTICLE_IDS)
    other = pc.extract_regex(records.text_where("Source", "NLM", OTHER_IDS), r"(?P<id>PMC\d+)")
    return pc.coalesce(listed, pc.struct_field(other, "id"))


def identifiers_of(records: Group) -> pa.ListArray:
    """Every identifier from every place, in the order of the record."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = records.inner(*ELOCATIONS, *ARTICLE_IDS, OTHER_IDS)
    valid = found.attribute("ValidYN")
    values = {
        "type": pc.coalesce(*(found.attribute(name) for name in ("EIdType", "IdType", "Source"))),
        "value": found.text(),
        "place": _place_names(found),
        "valid": pc.not_equal(valid, text_value("N")),
    }
    return records.lists(pa.StructArray.from_arrays(list(values.values()), names=list(values)), found.members)


def _place_names(group: Group) -> pa.StringArray:
    import pyarrow as pa

    index = group.elements.index
    ends = {"ELocationID": "elocation", "ArticleId": "article-ids", "OtherID": "other"}
    names = [ends.get(name.rpartition("/")[2], "") for name in index.paths.names]
    return pa.array(names, pa.string()).take(pa.array(index.path[group.members]))


def pages_of(records: Group) -> pa.StringArray:
    """Pages with the last one in full."""
    import pyarrow as pa

    printed = pages_printed_of(records).to_pylist()
    return pa.array([None if text is None else expand(text) for text in printed], pa.string())


def pages_printed_of(records: Group) -> pa.StringArray:
    """Pages as printed; from the first and the last page where only these are given."""
    import pyarrow.compute as pc

    def part(name: str) -> pa.StringArray:
        return records.text(f"{ARTICLE}/Pagination/{name}", f"BookDocument/Pagination/{name}")

    return pc.coalesce(part("MedlinePgn"), join_present("-", part("StartPage"), part("EndPage")))


def published_of(records: Group) -> pa.StringArray:
    """The date of the issue; of a date in words (``1998 Dec-1999 Jan``) the first year and month."""
    import pyarrow as pa
    import pyarrow.compute as pc

    words = records.text(f"{ISSUE_DATE}/MedlineDate")
    month = pc.struct_field(pc.extract_regex(words, r"^\d{4} (?P<month>[A-Z][a-z]{2})"), "month")
    no_day = pa.nulls(len(records), pa.string())
    return pc.coalesce(
        dates.date_at(records, ISSUE_DATE),
        dates.joined(dates.year_in(words), month, no_day),
        dates.date_at(records, "BookDocument/Book/PubDate"),
    )


def published_printed_of(records: Group) -> pa.StringArray:
    """The date of the issue as words, where it is given so: ``1998 Dec-1999 Jan``, ``2001 Spring``."""
    import pyarrow.compute as pc

    season = records.text(f"{ISSUE_DATE}/Season", "BookDocument/Book/PubDate/Season")
    seasonal = pc.if_else(
        pc.is_valid(season), join_present(" ", records.text(f"{ISSUE_DATE}/Year"), season), text_value(None)
    )
    return pc.coalesce(records.text(f"{ISSUE_DATE}/MedlineDate", "BookDocument/Book/PubDate/MedlineDate"), seasonal)


def published_electronic_of(records: Group) -> pa.StringArray:
    """The date of the electronic article."""
    import pyarrow.compute as pc

    return pc.coalesce(
        dates.date_at(records, f"{ARTICLE}/ArticleDate"), dates.date_at(records, "BookDocument/ContributionDate")
    )
