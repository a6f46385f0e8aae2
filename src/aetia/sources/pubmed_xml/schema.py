"""The columns that a PubMed record becomes, each with its type and what it means."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def record_schema() -> pa.Schema:
    """The schema; what a column means stands in its metadata under ``doc``.

    A date is as exact as it is known: ``2019``, ``2019-07`` or ``2019-07-02``. A text that is not there is null; a list
    is never null.
    """
    import pyarrow as pa

    text, flag, number = pa.string(), pa.bool_(), pa.int32()

    def texts() -> pa.DataType:
        return pa.list_(text)

    def records(**fields: pa.DataType) -> pa.DataType:
        return pa.list_(pa.struct(list(fields.items())))

    people = records(
        family=text, given=text, initials=text, suffix=text, collective=text, orcid=text, identifiers=records(source=text,
        value=text),
        affiliations=texts(), equal=flag, valid=flag,
    )  # fmt: skip
    columns: list[tuple[str, pa.DataType, str]] = [
        ("pmid", pa.int64(), "PubMed identifier"),
        ("version", number, "version of the record; the highest is the newest"),
        ("kind", text, "`article` or `book`"),
        ("status", text, "how far NLM has worked on it: `MEDLINE`, `PubMed-not-MEDLINE`, `In-Process`, `Publisher` …"),
        ("owner", text, "who made the record"),
        ("indexing_method", text, "`Automated`, `Curated`, or null for people alone"),
        ("doi", text, "DOI: from `ELocationID` if it is valid there, else from `ArticleIdList`"),
        ("pmcid", text, "PubMed Central identifier, such as `PMC2667297`: from `ArticleIdList`, else from `OtherID`"),
        ("identifiers", records(type=text, value=text, place=text, valid=flag),
         "every identifier, and whether it stands in `elocation`, `article-ids` or `other`"),
        ("title", text, "title, in English"),
        ("vernacular_title", text, "title in the language of the paper"),
        ("abstract", records(label=text, category=text, text=text),
        "abstract, a section an item; a plain one has one section without a label"),
        ("abstract_copyright", text, "copyright line of the abstract"),
        ("other_abstracts", records(type=text, language=text, label=text, text=text, copyright=text),
         "abstracts in other languages or for other readers, a section an item"),
        ("authors", people, "authors in order; a group has `collective` alone"),
        ("affiliation", text, "affiliation of the first author, where files of before 2015 give only that"),
        ("authors_complete", flag, "whether the list of authors is whole"),
        ("investigators", people, "people named as having taken part"),
        ("journal", text, "title of the journal"),
        ("journal_iso", text, "ISO abbreviation"),
        ("journal_medline", text, "NLM's abbreviation"),
        ("nlm_id", text, "NLM's identifier of the journal"),
        ("issn", text, "ISSN of the issue"),
        ("issn_type", text, "`Print` or `Electronic`"),
        ("issn_linking", text, "ISSN that links all media"),
        ("journal_country", text, "country of the journal"),
        ("cited_medium", text, "`Print` or `Internet`"),
        ("volume", text, "volume"),
        ("issue", text, "issue"),
        ("pages", text, "pages, with the last one in full: `123-129`"),
        ("pages_printed", text, "pages as printed: `123-9`"),
        ("published", text, "date of the issue, as exact as it is known"),
        ("published_printed", text, "date of the issue where it is printed as words: `1998 Dec-1999 Jan`, `2001 Spring`"),
        ("published_electronic", text, "date of the electronic article"),
        ("year", number, "year of `published`, else of `published_electronic`"),
        ("history", records(status=text, date=text, time=text),
        "dates of the record, some with a time of day: `received`, `accepted`, `pubmed`, `medline`, `entrez` …"),
        ("created", text, "date of creation (older files)"),
        ("completed", text, "date when NLM completed it"),
        ("revised", text, "date of the last revision"),
        ("publication_model", text, "`Print`, `Electronic`, `Print-Electronic` …"),
        ("publication_status", text, "`ppublish`, `epublish`, `aheadofprint` …"),
        ("languages", texts(), "languages, as three letters"),
        ("publication_types", records(id=text, name=text), "publication types with their MeSH identifiers"),
        ("mesh", pa.list_(pa.struct([("id", text), ("name", text), ("major", flag), ("type", text),
                                     ("qualifiers", records(id=text, name=text, major=flag))])),
         "MeSH headings; `major` is of the heading itself"),
        ("supplementary_mesh", records(id=text, name=text, type=text), "supplementary concepts"),
        ("chemicals", records(registry=text, id=text, name=text), "substances"),
        ("gene_symbols", texts(), "gene symbols (1991–1995)"),
        ("keywords", records(text=text, major=flag, owner=text), "keywords, with who gave them"),
        ("grants", records(id=text, acronym=text, agency=text, country=text), "grants"),
        ("databanks", records(name=text, accessions=texts()), "accession numbers, such as trial registrations, by data bank"),
        ("links", records(type=text, source=text, pmid=pa.int64(), note=text),
         "comments and corrections with NLM's own types: `RetractionIn`, `RetractionOf`, `ErratumIn`, `ExpressionOfConcernIn` …"),
        ("references", records(citation=text, pmid=pa.int64(), doi=text, pmcid=text, identifiers=records(type=text, value=text)),
         "the paper's own list of references"),
        ("reference_count", text, "number of references as stated (reviews, older files)"),
        ("subjects", records(family=text, given=text, initials=text, suffix=text), "people that the paper is about"),
        ("citation_subsets", texts(), "subsets of the journal's kind"),
        ("space_flight_missions", texts(), "space flights"),
        ("notes", records(owner=text, text=text), "general notes"),
        ("conflict_of_interest", text, "statement of the authors' interests"),
        ("objects", records(type=text, parameters=records(name=text, value=text)), "related objects"),
        ("book",
        pa.struct([("title", text), ("medium", text), ("edition", text), ("volume", text), ("collection", text),
        ("publisher", text),
                            ("place", text), ("isbn", texts()), ("published", text), ("volume_title", text), ("location",
                            texts()), ("began", text), ("ended", text), ("report_number", text),
                            ("sections", records(label=text, title=text)),
                            ("authors", people), ("investigators", people), ("identifiers",
                            records(type=text, value=text)), ("item_list", texts())]),
         "of a book, or a chapter of one: what holds it; null for an article"),
    ]  # fmt: skip
    return pa.schema([pa.field(name, kind, metadata={"doc": meaning}) for name, kind, meaning in columns])
