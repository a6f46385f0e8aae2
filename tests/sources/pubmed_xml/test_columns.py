"""What each column tells, from the places where PubMed puts it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests.sources.pubmed_xml.made_up import article, file

from aetia.sources.pubmed_xml import PubmedFile, record_schema
from aetia.sources.pubmed_xml.columns import COLUMNS


def read(content: bytes) -> tuple[list[dict[str, Any]], PubmedFile]:
    source = PubmedFile(io.BytesIO(content))
    return [row for batch in source for row in batch.to_pylist()], source


def one(**parts: str) -> dict[str, Any]:
    rows, source = read(file(article(**parts)))  # type: ignore[arg-type]
    assert source.report.faults == []
    assert not source.report.unknown
    (row,) = rows
    return row


def test_every_column_is_described_and_made() -> None:
    schema = record_schema()
    assert set(schema.names) == set(COLUMNS) | {"year"}
    assert all(len((field.metadata or {})[b"doc"]) > 3 for field in schema)


def test_identity_and_state_of_a_record() -> None:
    row = one(pmid="31388315", version="3")
    assert (row["pmid"], row["version"], row["kind"], row["status"], row["owner"]) == (
        31388315,
        3,
        "article",
        "MEDLINE",
        "NLM",
    )
    assert row["revised"] == "2026-01-02"


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("CO<sub>2</sub> and 10<sup>-3</sup>", "CO₂ and 10⁻³"),
        ("<i>Borrelia</i> in <b>morphea</b>", "Borrelia in morphea"),
        ("IL-2<sup>+/+</sup> mice", "IL-2^(+/+) mice"),
        ("x<sub>max</sub>", "x_(max)"),
        ("p &lt; 0.05 &amp; more", "p < 0.05 & more"),
        ("&#945;-actin &#x3b2;", "α-actin β"),
        ("1 > 0", "1 > 0"),
        ("a <i>b <sup>2</sup></i> c", "a b ² c"),
        ("two\n    lines", "two lines"),
        ("  blanks  ", "blanks"),
        ("a<i> b</i>", "a b"),
    ],
)
def test_inline_markup_and_references_become_text_that_can_be_read(printed: str, read_as: str) -> None:
    assert one(title=printed)["title"] == read_as


def test_a_formula_is_told_by_its_characters() -> None:
    formula = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math>'
    assert one(title=f"With {formula} shown")["title"] == "With x=2 shown"


def test_an_abstract_keeps_its_sections_and_its_copyright_apart() -> None:
    row = one(
        inside='<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To see.</AbstractText>'
        "<AbstractText>It was seen.</AbstractText><CopyrightInformation>© 2020 Us.</CopyrightInformation></Abstract>"
    )
    assert row["abstract"] == [
        {"label": "AIM", "category": "OBJECTIVE", "text": "To see."},
        {"label": None, "category": None, "text": "It was seen."},
    ]
    assert row["abstract_copyright"] == "© 2020 Us."


def test_other_abstracts_keep_their_language() -> None:
    other = (
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText Label="FIN">Ver.</AbstractText>'
        "<AbstractText>Visto.</AbstractText></OtherAbstract>"
    )
    found = one(citation=other)["other_abstracts"]
    assert [(each["language"], each["type"], each["label"], each["text"]) for each in found] == [
        ("spa", "Publisher", "FIN", "Ver."), ("spa", "Publisher", None, "Visto."),
    ]  # fmt: skip


def test_authors_are_people_or_groups_with_orcid_and_affiliations() -> None:
    people = (
        '<AuthorList CompleteYN="Y">'
        '<Author ValidYN="Y" EqualContrib="Y"><LastName>Roe</LastName><ForeName>Jane B</ForeName>'
        "<Initials>JB</Initials><Suffix>Jr</Suffix>"
        '<Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>'
        "<AffiliationInfo><Affiliation>A Place.</Affiliation></AffiliationInfo><AffiliationInfo>"
        "<Affiliation>B Place.</Affiliation></AffiliationInfo></Author>"
        '<Author ValidYN="N"><LastName>Doe</LastName><Identifier Source="ORCID">000000021825009X</Identifier></Author>'
        "<Author><CollectiveName>The Group</CollectiveName></Author></AuthorList>"
    )
    roe, doe, group = one(inside=people)["authors"]
    assert (roe["family"], roe["given"], roe["initials"], roe["suffix"]) == ("Roe", "Jane B", "JB", "Jr")
    assert (roe["orcid"], roe["affiliations"], roe["equal"], roe["valid"]) == (
        "0000-0002-1825-0097",
        ["A Place.", "B Place."],
        True,
        True,
    )
    assert (doe["orcid"], doe["valid"], doe["affiliations"]) == ("0000-0002-1825-009X", False, [])
    assert (group["family"], group["collective"]) == (None, "The Group")


def test_parts_of_one_author_never_slip_to_the_next() -> None:
    people = (
        "<AuthorList><Author><LastName>A</LastName></Author><Author><CollectiveName>G</CollectiveName></Author>"
        "<Author><LastName>B</LastName><Initials>B</Initials></Author></AuthorList>"
    )
    rows, _ = read(file([article(1), article(2, inside=people), article(3)]))
    assert [[(a["family"], a["collective"], a["initials"]) for a in row["authors"]] for row in rows] == [
        [], [("A", None, None), (None, "G", None), ("B", None, "B")], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("located", "listed", "doi"),
    [
        (
            '<ELocationID EIdType="doi" ValidYN="Y">10.1/a</ELocationID>',
            '<ArticleId IdType="doi">10.1/b</ArticleId>',
            "10.1/a",
        ),
        (
            '<ELocationID EIdType="doi" ValidYN="N">10.1/a</ELocationID>',
            '<ArticleId IdType="doi">10.1/b</ArticleId>',
            "10.1/b",
        ),
        ('<ELocationID EIdType="pii">S1</ELocationID>', '<ArticleId IdType="doi">10.1/b</ArticleId>', "10.1/b"),
        ("", '<ArticleId IdType="pubmed">1</ArticleId>', None),
    ],
)
def test_a_doi_is_found_in_both_places(located: str, listed: str, doi: str | None) -> None:
    row = one(inside=located, data=f"<ArticleIdList>{listed}</ArticleIdList>")
    assert row["doi"] == doi
    assert len(row["identifiers"]) == bool(located) + 1


def test_a_pmcid_is_found_in_both_places_and_never_in_a_reference() -> None:
    assert one(data='<ArticleIdList><ArticleId IdType="pmc">PMC12</ArticleId></ArticleIdList>')["pmcid"] == "PMC12"
    assert one(citation='<OtherID Source="NLM">PMC34 [Available on 07/01/10]</OtherID>')["pmcid"] == "PMC34"
    cited = (
        '<ReferenceList><Reference><Citation>A.</Citation><ArticleIdList><ArticleId IdType="pmc">PMC9</ArticleId>'
        '<ArticleId IdType="doi">10.1/c</ArticleId><ArticleId IdType="pubmed">77</ArticleId></ArticleIdList>'
        "</Reference></ReferenceList>"
    )
    row = one(data=cited)
    assert (row["pmcid"], row["doi"]) == (None, None)
    (reference,) = row["references"]
    assert (reference["citation"], reference["pmid"], reference["doi"], reference["pmcid"]) == (
        "A.",
        77,
        "10.1/c",
        "PMC9",
    )


@pytest.mark.parametrize(
    ("date", "published", "printed", "year"),
    [
        ("<Year>2019</Year><Month>Jul</Month><Day>2</Day>", "2019-07-02", None, 2019),
        ("<Year>2019</Year><Month>07</Month>", "2019-07", None, 2019),
        ("<Year>2019</Year><Day>2</Day>", "2019", None, 2019),
        ("<Year>2001</Year><Season>Spring</Season>", "2001", "2001 Spring", 2001),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12", "1998 Dec-1999 Jan", 1998),
        ("<MedlineDate>1998-1999</MedlineDate>", "1998", "1998-1999", 1998),
        ("<MedlineDate>Spring 2000</MedlineDate>", "2000", "Spring 2000", 2000),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date: str, published: str, printed: str | None, year: int) -> None:
    journal = f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue></Journal>"
    row = one(inside=journal)
    assert (row["published"], row["published_printed"], row["year"]) == (published, printed, year)


def test_the_electronic_date_gives_the_year_where_there_is_no_other() -> None:
    row = one(inside='<ArticleDate DateType="Electronic"><Year>2020</Year><Month>01</Month><Day>05</Day></ArticleDate>')
    assert (row["published"], row["published_electronic"], row["year"]) == (None, "2020-01-05", 2020)


def test_mesh_headings_keep_identifiers_majors_and_qualifiers() -> None:
    heading = (
        '<MeshHeadingList><MeshHeading><DescriptorName UI="D012595" MajorTopicYN="N">Scleroderma, Systemic</DescriptorName>'
        '<QualifierName UI="Q000276" MajorTopicYN="Y">immunology</QualifierName></MeshHeading>'
        '<MeshHeading><DescriptorName UI="D006801" MajorTopicYN="Y" Type="Geographic">Humans</DescriptorName>'
        "</MeshHeading></MeshHeadingList>"
    )
    one_heading, other = one(citation=heading)["mesh"]
    assert (one_heading["id"], one_heading["name"], one_heading["major"]) == ("D012595", "Scleroderma, Systemic", False)
    assert one_heading["qualifiers"] == [{"id": "Q000276", "name": "immunology", "major": True}]
    assert (other["major"], other["type"], other["qualifiers"]) == (True, "Geographic", [])


def test_links_keep_nlms_own_types() -> None:
    links = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J. 2020;1:1</RefSource>'
        '<PMID Version="1">99</PMID><Note>See.</Note></CommentsCorrections>'
        '<CommentsCorrections RefType="ErratumIn"><RefSource>J. 2</RefSource>'
        "</CommentsCorrections></CommentsCorrectionsList>"
    )
    assert one(citation=links)["links"] == [
        {"type": "RetractionIn", "source": "J. 2020;1:1", "pmid": 99, "note": "See."},
        {"type": "ErratumIn", "source": "J. 2", "pmid": None, "note": None},
    ]


def test_trial_registrations_stand_by_their_bank() -> None:
    bank = (
        "<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>NCT1</AccessionNumber>"
        "<AccessionNumber>NCT2</AccessionNumber></AccessionNumberList></DataBank></DataBankList>"
    )
    assert one(inside=bank)["databanks"] == [{"name": "ClinicalTrials.gov", "accessions": ["NCT1", "NCT2"]}]


def test_history_has_dates_and_times() -> None:
    dated = (
        '<History><PubMedPubDate PubStatus="pubmed"><Year>2020</Year><Month>3</Month><Day>4</Day>'
        "<Hour>6</Hour><Minute>0</Minute></PubMedPubDate>"
        '<PubMedPubDate PubStatus="received"><Year>2019</Year></PubMedPubDate></History>'
    )
    assert one(data=dated)["history"] == [
        {"status": "pubmed", "date": "2020-03-04", "time": "06:00"}, {"status": "received", "date": "2019", "time": None},
    ]  # fmt: skip


def test_keywords_keep_who_gave_them() -> None:
    lists = (
        '<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">dust</Keyword></KeywordList>'
        '<KeywordList Owner="NASA"><Keyword>space</Keyword></KeywordList>'
    )
    found = one(citation=lists)["keywords"]
    assert [(each["text"], each["owner"], each["major"]) for each in found] == [
        ("dust", "NOTNLM", False),
        ("space", "NASA", None),
    ]


def test_an_empty_element_has_no_text_of_what_follows_it() -> None:
    row = one(inside="<VernacularTitle/>\n<Language>eng</Language>")
    assert (row["vernacular_title"], row["languages"]) == (None, ["eng"])


def test_a_book_has_what_holds_it() -> None:
    book = (
        '<PubmedBookArticle><BookDocument><PMID Version="1">5</PMID><Book><Publisher><PublisherName>P</PublisherName>'
        "<PublisherLocation>L</PublisherLocation></Publisher><BookTitle>Whole</BookTitle><PubDate><Year>2009</Year><Month>08</Month></PubDate>"
        "<AuthorList><Author><LastName>Ed</LastName></Author></AuthorList></Book><ArticleTitle>Part</ArticleTitle>"
        "<AuthorList><Author><LastName>Au</LastName></Author></AuthorList>"
        '<PublicationType UI="D016454">Review</PublicationType></BookDocument></PubmedBookArticle>'
    )
    (row, plain), source = read(file([book, article(6)]))
    assert source.report.books == 1
    assert (row["kind"], row["title"], row["published"], row["year"]) == ("book", "Part", "2009-08", 2009)
    assert (row["book"]["title"], row["book"]["publisher"], row["book"]["authors"][0]["family"]) == ("Whole", "P", "Ed")
    assert [each["family"] for each in row["authors"]] == ["Au"]
    assert (plain["kind"], plain["book"]) == ("article", None)


def test_what_no_column_tells_is_counted() -> None:
    rows, source = read(file([article(1, inside="<Novelty><Deep>x</Deep></Novelty>"), article(2, inside="<Novelty/>")]))
    assert len(rows) == 2
    assert dict(source.report.unknown) == {
        "MedlineCitation/Article/Novelty": 2, "MedlineCitation/Article/Novelty/Deep": 1,
    }  # fmt: skip
    _, source = read(file([article(1, inside='<Abstract><AbstractText Mood="glad">x</AbstractText></Abstract>')]))
    assert dict(source.report.unknown) == {"AbstractText@Mood": 1}


def test_of_several_texts_the_first_that_is_there_counts() -> None:
    row = one(
        inside="<VernacularTitle> </VernacularTitle><VernacularTitle>Eins</VernacularTitle><VernacularTitle>Zwei</VernacularTitle>"
    )
    assert row["vernacular_title"] == "Eins"
