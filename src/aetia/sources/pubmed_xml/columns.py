"""Where each column of a record stands in PubMed's XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.books import book_of
from aetia.sources.pubmed_xml.dates import date_at, time_of_day
from aetia.sources.pubmed_xml.fields import attribute, date, number, records, text, texts, whole, yes
from aetia.sources.pubmed_xml.groups import Group, Values
from aetia.sources.pubmed_xml.people import PEOPLE, SUBJECTS
from aetia.sources.pubmed_xml.places import (
    doi_of,
    identifiers_of,
    pages_of,
    pages_printed_of,
    pmcid_of,
    published_electronic_of,
    published_of,
    published_printed_of,
)  # fmt: skip
from aetia.sources.pubmed_xml.schema import record_schema

if TYPE_CHECKING:
    import pyarrow as pa

CITATION, DATA = "MedlineCitation", "PubmedData"
ARTICLE, JOURNAL = f"{CITATION}/Article", f"{CITATION}/Article/Journal"
BOOK, BOOK_DATA = "BookDocument", "PubmedBookData"


def record_batch(group: Group) -> pa.RecordBatch:
    """Records as columns of :func:`aetia.sources.pubmed_xml.schema.record_schema`.

    Args:
        group: the elements of records: `PubmedArticle`, `PubmedBookArticle`, or a bare `MedlineCitation`.
    """
    import pyarrow as pa

    schema = record_schema()
    made = {name: make(group) for name, make in COLUMNS.items()}
    made["year"] = _year(made["published"], made["published_electronic"])
    arrays = [
        made[field.name] if made[field.name].type == field.type else made[field.name].cast(field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _kind(group: Group) -> pa.StringArray:
    import pyarrow as pa

    index = group.elements.index
    names = ["book" if name in ("PubmedBookArticle", BOOK) else "article" for name in index.paths.names]
    return pa.array(names, pa.string()).take(pa.array(index.path[group.members]))


def _year(published: pa.StringArray, electronic: pa.StringArray) -> pa.Array:
    import pyarrow.compute as pc

    return number(pc.utf8_slice_codeunits(pc.coalesce(published, electronic), 0, 4))


def _revised(group: Group) -> pa.StringArray:
    import pyarrow.compute as pc

    return pc.coalesce(date_at(group, f"{CITATION}/DateRevised"), date_at(group, f"{BOOK}/DateRevised"))


def _around(name: str) -> Values:
    """An attribute of the element around each member."""

    def values(group: Group) -> pa.StringArray:
        import pyarrow as pa

        lists = Group(group.elements, group.elements.at(*(path.rpartition("/")[0] for path in group.paths)))
        return lists.attribute(name).take(pa.array(lists.owners(group.members)))

    return values


def _copyright(group: Group) -> pa.StringArray:
    """The copyright line of the abstract that each section stands in."""
    import pyarrow as pa

    abstracts = group.elements.at(f"{CITATION}/OtherAbstract")
    whole_abstracts = Group(group.elements, abstracts, (f"{CITATION}/OtherAbstract",))
    return whole_abstracts.text("CopyrightInformation").take(pa.array(whole_abstracts.owners(group.members)))


_NAMED: dict[str, Values] = {"id": attribute("UI"), "name": text()}
_SECTION: dict[str, Values] = {"label": attribute("Label"), "category": attribute("NlmCategory"), "text": text()}
_OTHER_SECTION: dict[str, Values] = {
    "type": _around("Type"),
    "language": _around("Language"),
    "label": attribute("Label"),
    "text": text(),
    "copyright": _copyright,
}
_HEADING: dict[str, Values] = {
    "id": attribute("UI", "DescriptorName"),
    "name": text("DescriptorName"),
    "major": yes("MajorTopicYN", "DescriptorName"),
    "type": attribute("Type", "DescriptorName"),
    "qualifiers": records({**_NAMED, "major": yes("MajorTopicYN")}, "QualifierName"),
}
_SUBSTANCE: dict[str, Values] = {
    "registry": text("RegistryNumber"),
    "id": attribute("UI", "NameOfSubstance"),
    "name": text("NameOfSubstance"),
}
_KEYWORD: dict[str, Values] = {
    "text": text(),
    "major": yes("MajorTopicYN"),
    "owner": _around("Owner"),
}
_GRANT: dict[str, Values] = {
    "id": text("GrantID"),
    "acronym": text("Acronym"),
    "agency": text("Agency"),
    "country": text("Country"),
}
_DATABANK: dict[str, Values] = {
    "name": text("DataBankName"),
    "accessions": texts("AccessionNumberList/AccessionNumber"),
}
_LINK: dict[str, Values] = {
    "type": attribute("RefType"),
    "source": text("RefSource"),
    "pmid": whole("PMID"),
    "note": text("Note"),
}
_REFERENCE_ID = "ArticleIdList/ArticleId"
_REFERENCE: dict[str, Values] = {
    "citation": text("Citation"),
    "pmid": lambda group: number(group.text_where("IdType", "pubmed", _REFERENCE_ID)),
    "doi": lambda group: group.text_where("IdType", "doi", _REFERENCE_ID),
    "pmcid": lambda group: group.text_where("IdType", "pmc", _REFERENCE_ID),
    "identifiers": records({"type": attribute("IdType"), "value": text()}, _REFERENCE_ID),
}
_EVENT: dict[str, Values] = {"status": attribute("PubStatus"), "date": date(), "time": time_of_day}
_OBJECT: dict[str, Values] = {
    "type": attribute("Type"),
    "parameters": records({"name": attribute("Name"), "value": text()}, "Param"),
}

COLUMNS: dict[str, Values] = {
    "pmid": whole(f"{CITATION}/PMID", f"{BOOK}/PMID"),
    "version": lambda group: number(group.attribute("Version", f"{CITATION}/PMID", f"{BOOK}/PMID")),
    "kind": _kind,
    "status": attribute("Status", CITATION),
    "owner": attribute("Owner", CITATION),
    "indexing_method": attribute("IndexingMethod", CITATION),
    "doi": doi_of,
    "pmcid": pmcid_of,
    "identifiers": identifiers_of,
    "title": text(f"{ARTICLE}/ArticleTitle", f"{BOOK}/ArticleTitle"),
    "vernacular_title": text(f"{ARTICLE}/VernacularTitle", f"{BOOK}/VernacularTitle"),
    "abstract": records(_SECTION, f"{ARTICLE}/Abstract/AbstractText", f"{BOOK}/Abstract/AbstractText"),
    "abstract_copyright": text(f"{ARTICLE}/Abstract/CopyrightInformation", f"{BOOK}/Abstract/CopyrightInformation"),
    "other_abstracts": records(_OTHER_SECTION, f"{CITATION}/OtherAbstract/AbstractText"),
    "authors": records(PEOPLE, f"{ARTICLE}/AuthorList/Author", f"{BOOK}/AuthorList/Author"),
    "affiliation": text(f"{ARTICLE}/Affiliation"),
    "authors_complete": yes("CompleteYN", f"{ARTICLE}/AuthorList", f"{BOOK}/AuthorList"),
    "investigators": records(PEOPLE, f"{CITATION}/InvestigatorList/Investigator", f"{BOOK}/InvestigatorList/Investigator"),
    "journal": text(f"{JOURNAL}/Title"),
    "journal_iso": text(f"{JOURNAL}/ISOAbbreviation"),
    "journal_medline": text(f"{CITATION}/MedlineJournalInfo/MedlineTA"),
    "nlm_id": text(f"{CITATION}/MedlineJournalInfo/NlmUniqueID"),
    "issn": text(f"{JOURNAL}/ISSN"),
    "issn_type": attribute("IssnType", f"{JOURNAL}/ISSN"),
    "issn_linking": text(f"{CITATION}/MedlineJournalInfo/ISSNLinking"),
    "journal_country": text(f"{CITATION}/MedlineJournalInfo/Country"),
    "cited_medium": attribute("CitedMedium", f"{JOURNAL}/JournalIssue"),
    "volume": text(f"{JOURNAL}/JournalIssue/Volume"),
    "issue": text(f"{JOURNAL}/JournalIssue/Issue"),
    "pages": pages_of,
    "pages_printed": pages_printed_of,
    "published": published_of,
    "published_printed": published_printed_of,
    "published_electronic": published_electronic_of,
    "history": records(_EVENT, f"{DATA}/History/PubMedPubDate", f"{BOOK_DATA}/History/PubMedPubDate"),
    "created": date(f"{CITATION}/DateCreated"),
    "completed": date(f"{CITATION}/DateCompleted"),
    "revised": _revised,
    "publication_model": attribute("PubModel", ARTICLE),
    "publication_status": text(f"{DATA}/PublicationStatus", f"{BOOK_DATA}/PublicationStatus"),
    "languages": texts(f"{ARTICLE}/Language", f"{BOOK}/Language"),
    "publication_types": records(_NAMED, f"{ARTICLE}/PublicationTypeList/PublicationType", f"{BOOK}/PublicationType"),
    "mesh": records(_HEADING, f"{CITATION}/MeshHeadingList/MeshHeading"),
    "supplementary_mesh": records({**_NAMED, "type": attribute("Type")}, f"{CITATION}/SupplMeshList/SupplMeshName"),
    "chemicals": records(_SUBSTANCE, f"{CITATION}/ChemicalList/Chemical"),
    "gene_symbols": texts(f"{CITATION}/GeneSymbolList/GeneSymbol"),
    "keywords": records(_KEYWORD, f"{CITATION}/KeywordList/Keyword", f"{BOOK}/KeywordList/Keyword"),
    "grants": records(_GRANT, f"{ARTICLE}/GrantList/Grant", f"{BOOK}/GrantList/Grant"),
    "databanks": records(_DATABANK, f"{ARTICLE}/DataBankList/DataBank"),
    "links": records(_LINK, f"{CITATION}/CommentsCorrectionsList/CommentsCorrections"),
    "references": records(_REFERENCE, f"{DATA}/ReferenceList/**/Reference", f"{BOOK}/ReferenceList/**/Reference"),
    "reference_count": text(f"{CITATION}/NumberOfReferences"),
    "subjects": records(SUBJECTS, f"{CITATION}/PersonalNameSubjectList/PersonalNameSubject"),
    "citation_subsets": texts(f"{CITATION}/CitationSubset"),
    "space_flight_missions": texts(f"{CITATION}/SpaceFlightMission"),
    "notes": records({"owner": attribute("Owner"), "text": text()}, f"{CITATION}/GeneralNote"),
    "conflict_of_interest": text(f"{CITATION}/CoiStatement"),
    "objects": records(_OBJECT, f"{DATA}/ObjectList/Object", f"{BOOK_DATA}/ObjectList/Object"),
    "book": book_of,
}  # fmt: skip
"""What makes each column from the elements of records. Where a thing may stand in several places, the first that has it is told."""
