"""What a search finds, by tag; how hits are sorted, cut into pages, and what is said beside them."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.corpus.searching import author, batch_of, finds, found, heading, index_of, record

from aetia.corpus.columns import corpus_schema
from aetia.corpus.index import SearchIndex
from aetia.corpus.search import SORTS, found_keys, search
from aetia.corpus.tags import TAGS
from aetia.errors import InputError, QueryError

PAPER: dict[str, Any] = {
    "kind": "article",
    "status": "MEDLINE",
    "owner": "NLM",
    "doi": "10.1234/ABC-1",
    "pmcid": "PMC777",
    "identifiers": [
        {"type": "pii", "value": "S0001-2(19)3"},
        {"type": "mid", "value": "NIHMS99"},
        {"type": "pubmed", "value": "1"},
    ],
    "title": "TNF-α in Sjögren's syndrome",
    "vernacular_title": "Über die Haut",
    "abstract": [{"label": "METHODS", "text": "We took CO₂ from 12 patients."}, {"text": "Nothing was seen."}],
    "other_abstracts": [{"type": "Publisher", "language": "ger", "text": "Nichts wurde gesehen."}],
    "keywords": ["sicca", "dry eyes"],
    "authors": [
        author("O'Brien-Müller", "Mary Ann", orcid="0000-0001-2345-6789", affiliations=["Clinic of Skin, Ulm"]),
        {"collective": "Sicca Study Group"},
        author("Zimmer", "Karl", suffix="Jr"),
    ],
    "investigators": [author("Helper", "Hans")],
    "subjects": [author("Sjögren", "Henrik")],
    "journal": "Skin (Oxford, England)",
    "journal_iso": "Skin Oxf.",
    "journal_medline": "Skin (Oxf)",
    "nlm_id": "0123456",
    "issn": "1234-567X",
    "issn_linking": "7654-3210",
    "journal_country": "England",
    "volume": "12",
    "issue": "3 Suppl",
    "pages": "123-129",
    "pages_printed": "123-9",
    "published": "2019-07",
    "published_electronic": "2018-12-24",
    "history": [
        {"status": "entrez", "date": "2019-01-01"},
        {"status": "pubmed", "date": "2019-01-02"},
        {"status": "medline", "date": "2019-03-01"},
    ],
    "completed": "2019-02-28",
    "revised": "2020-06-15",
    "languages": ["eng", "ger"],
    "publication_types": ["Journal Article", "Randomized Controlled Trial"],
    "mesh": [heading("Scleroderma, Limited", "*immunology", "drug therapy"), heading("Female")],
    "supplementary_mesh": [{"name": "bosentan analogue"}],
    "chemicals": [{"registry": "EC 3.4.21.5", "name": "Thrombin"}, {"registry": "0", "name": "Antibodies"}],
    "gene_symbols": ["TNFA"],
    "grants": [{"id": "R01 AI12345", "acronym": "AI", "agency": "NIAID NIH HHS", "country": "United States"}],
    "databanks": [{"name": "ClinicalTrials.gov", "accessions": ["NCT00000102"]}],
    "links": [{"type": "ErratumIn", "pmid": 9}],
    "references": [{"citation": "Smith 1999"}],
    "citation_subsets": ["IM", "AIM"],
    "notes": [{"text": "Seen by hand"}],
    "book": None,
}
FOUND = """
all | sjogren | sicca | zimmer | ulm | thrombin[all] | "karl zimmer" | zimmer k | "zimmer k" | skin oxf
ti | tnf alpha[ti] | TNF-α[ti] | sjögren's[ti] | sjogren*[ti]
ab | CO2[ab] | methods[ab] | patients nothing[ab] | nichts[ab]
tiab | sicca[tiab] | dry eyes[tiab] | co2[tiab] | "nothing patients"[tiab:~0]
tw | thrombin[tw] | scleroderma limited[tw] | nct00000102[tw] | henrik sjogren[tw] | seen by hand[tw]
ot | dry eyes[ot] | eye*[ot]
tt | über die haut[tt] | uber[tt]
ad | clinic of skin[ad] | ulm[ad]
au | o'brien muller[au] | O'Brien-Müller M[au] | "o brien muller ma"[au] | zimmer k[au] | karl zimmer[au] |
    zimmer karl[au] | zimmer k jr[au] | zim*[au]
1au | o'brien muller[1au]
lastau | zimmer[lastau]
fau | o'brien-müller mary ann[fau] | zimmer karl[fau]
ir | helper h[ir]
ps | sjogren h[ps]
cn | sicca study group[cn] | study[cn]
auid | 0000-0001-2345-6789[auid] | https://orcid.org/0000-0001-2345-6789[orcid]
mh | scleroderma, limited[mh] | limited scleroderma[mh] | scleroderma, systemic[mh] | systemic sclerosis[mh] |
    skin diseases/im[mh] | Systemic Scleroderma/drug therapy[mh] | sclero*[mh] | sclero*/immunology[mh]
mh:noexp | scleroderma, limited[mh:noexp] | limited scleroderma[mesh:noexp]
majr | systemic scleroderma[majr] | scleroderma, limited/immunology[majr]
majr:noexp | scleroderma, limited[majr:noexp]
sh | immunology[sh] | im[sh] | drug therapy[sh]
pt | clinical trial[pt] | randomized controlled trial[pt] | random*[pt]
pt:noexp | randomized controlled trial[pt:noexp]
nm | bosentan analogue[nm] | thrombin[nm] | bosen*[nm]
rn | EC 3.4.21.5[rn] | ec 3.4.21*[rn]
la | eng[la] | German[la]
ta | "Skin (Oxford, England)"[ta] | skin[ta] | Skin Oxf.[ta] | "Skin (Oxf)"[ta] | 1234-567X[ta] | 7654-3210[issn] |
    0123456[jid] | sk*[ta]
vi | 12[vi]
ip | 3 suppl[ip] | 3 su*[ip]
pg | 123[pg] | 123-9[pg] | 123-129[pg]
pl | england[pl]
gr | R01 AI12345[gr] | R01AI12345[gr] | NIAID NIH HHS[gr] | R01*[gr]
si | NCT00000102[si] | ClinicalTrials.gov[si] | clinicaltrials.gov/NCT00000102[si]
sb | medline[sb] | hasabstract[sb] | hasabstract | hasabstract[text] | hasstructuredabstract[sb] | haserratumin[sb] |
    pubmed pmc[sb] | free full text[sb] | jsubsetaim[sb] | randomized controlled trial[filter] | female[filter] |
    english[filter] | all[sb] | has references[sb]
owner | nlm[owner]
pmid | 1[pmid] | 1[uid] | 1:5[pmid] | 7 1 | 1,7
doi | 10.1234/abc-1[doi] | https://doi.org/10.1234/ABC-1[doi] | doi:10.1234/abc-1 | "S0001-2(19)3"[aid]
pmc | PMC777[pmc] | nihms99[mid] | PMC777
dp | 2019[dp] | 2019/07[dp] | 2018[dp] | 2018/12/24[dp] | 2018:2018/12[dp] | 2019/07/01:3000[dp]
ppdat | 2019[ppdat]
epdat | 2018[epdat]
edat | 2019/01/02[edat]
crdt | 2019/01/01[crdt]
mhda | 2019/03[mhda]
lr | 2020/06/15[lr]
dcom | 2019/02[dcom]
"""
"""By tag, searches that find the paper."""
MISSED = """
all | smith
ti | patients[ti] | haut[ti] | alpha tnf[ti]
ab | sjogren[ab] | sicca[ab] | seen nichts[ab]
tiab | thrombin[tiab] | eyes sicca[tiab]
tw | ulm[tw] | zimmer[tw]
ot | sjogren[ot]
tt | sjogren[tt]
ad | sjogren[ad]
au | zim[au] | "zimmer k"[au] | brien[au] | helper h[au] | zimmer x[au]
1au | zimmer[1au]
lastau | o'brien muller[lastau]
fau | zimmer k[fau]
ir | zimmer k[ir]
ps | zimmer k[ps]
ed | zimmer[ed]
cn | zimmer[cn]
auid | 0000-0001-2345-6780[auid]
mh | scleroderma, diffuse[mh] | acne[mh] | scleroderma[mh] | female/immunology[mh] | skin diseases/genetics[mh]
mh:noexp | scleroderma, systemic[mh:noexp]
majr | female[majr] | limited scleroderma/drug therapy[majr]
majr:noexp | scleroderma, systemic[majr:noexp]
sh | genetics[sh]
pt | review[pt] | trial[pt]
pt:noexp | clinical trial[pt:noexp]
nm | bosentan[nm]
rn | 0[rn]
la | fre[la] | French[la]
ta | oxford[ta] | 1234-5678[ta]
bk | skin[bk]
isbn | 9780000000000[isbn]
vi | 13[vi]
ip | 3[ip]
pg | 129[pg]
pl | germany[pl]
gr | R01[gr]
si | NCT00000103[si]
sb | publisher[sb] | hasretractionin[sb] | retracted publication[sb] | humans[filter]
owner | nasa[owner]
pmid | 2[pmid] | 2:5[pmid]
doi | 10.1234/abc.1[doi]
pmc | PMC77[pmc]
dp | 2019/08[dp] | 2017:2018/11[dp]
ppdat | 2018[ppdat]
epdat | 2019[epdat]
edat | 2019/01/01[edat]
crdt | 2019/01/02[crdt]
mhda | 2019/01[mhda]
lr | 2019[lr]
dcom | 2019/03[dcom]
"""
"""By tag, searches that do not find it."""


def queries(table: str) -> list[tuple[str, str]]:
    """Each search of a table with its tag; a line that is indented goes on with the tag before."""
    joined = table.strip().replace("\n    ", " ").splitlines()
    return [(tag, query) for tag, *listed in (line.split(" | ") for line in joined) for query in listed]


@pytest.fixture(scope="module")
def one_paper() -> SearchIndex:
    return index_of(record(1, **PAPER))


def test_every_tag_is_tried() -> None:
    assert {tag for table in (FOUND, MISSED) for tag, _ in queries(table)} == {tag.name for tag in TAGS}


@pytest.mark.parametrize("query", [query for _, query in queries(FOUND)])
def test_the_paper_is_found(one_paper: SearchIndex, query: str) -> None:
    assert found(one_paper, query) == [1]


@pytest.mark.parametrize("query", [query for _, query in queries(MISSED)])
def test_the_paper_is_not_found(one_paper: SearchIndex, query: str) -> None:
    assert found(one_paper, query) == []


def test_a_chapter_is_found_by_its_book() -> None:
    book = {
        "title": "Skin and Joints",
        "isbn": ["978-0-123456-78-9"],
        "authors": [author("Editor", "Eva")],
        "published": "2001",
    }
    chapter: dict[str, Any] = {"kind": "book", "title": "The hand", "book": book}
    for query in (
        '"skin and joints"[ti]',
        '"skin and joints"[bk]',
        "978-0-123456-78-9[isbn]",
        "editor e[ed]",
        "booksdocs[sb]",
    ):
        assert finds(query, **chapter), query


def test_words_without_a_tag_may_stand_anywhere_but_all_of_them() -> None:
    paper: dict[str, Any] = {
        "title": "Virus",
        "abstract": "Dust",
        "keywords": ["skin"],
        "authors": [author("Smith", "John")],
    }
    assert finds("skin smith dust virus", **paper)
    assert not finds("skin smith dust bacteria", **paper)


def test_words_before_a_tag_are_a_phrase() -> None:
    assert finds("epstein barr[ti]", title="The Epstein-Barr virus")
    assert not finds("barr epstein[ti]", title="The Epstein-Barr virus")


def test_a_phrase_does_not_reach_from_one_text_into_another() -> None:
    assert not finds('"virus dust"', title="Virus", abstract="Dust")
    assert not finds("skin virus[ot]", keywords=["skin", "virus"])
    assert not finds("ulm berlin[ad]", authors=[author("A", "B", affiliations=["Ulm", "Berlin"])])


def test_words_near_each_other_stand_in_one_text() -> None:
    for query in ('"virus dust"[tiab:~1000]', '"virus dust skin"[tiab:~8]'):
        assert not finds(query, title="skin virus", abstract="dust")
        assert not finds(query, keywords=["skin virus", "dust"])
        assert not finds(
            query, abstract="skin virus", other_abstracts=[{"type": "Publisher", "language": "ger", "text": "dust"}]
        )
        assert finds(query, title="dust", abstract="virus skin and dust")


def test_the_abstract_alone_can_be_asked() -> None:
    paper: dict[str, Any] = {"title": "Virus", "abstract": "dust and viral skin", "keywords": ["acne"]}
    for query in (
        "dust[ab]",
        "vir*[ab]",
        'dust and viral[ab] OR "dust and viral"[ab]',
        "virus[tiab] AND acne[tiab] AND skin[tiab]",
    ):
        assert finds(query, **paper), query
    for query in (
        "virus[ab]",
        "virus*[ab]",
        "acne[ab]",
        '"acne dust"',
        '"virus dust"[tiab]',
        '"virus acne"[tiab]',
        '"virus dust"[ab:~9]',
    ):
        assert not finds(query, **paper), query
    assert not finds("vir*[ab]", title="Virus", abstract="dust")


def test_a_phrase_may_have_words_cut_short_anywhere() -> None:
    paper: dict[str, Any] = {"title": "A randomised controlled trial of feeding"}
    assert finds('"random* contr*led trial* of feed*"[ti]', **paper)
    assert not finds('"random* trial*"[ti]', **paper)


@pytest.mark.parametrize("order", list(permutations(["alpha", "beta", "gamma"])))
@pytest.mark.parametrize("near", range(5))
def test_words_are_near_each_other_in_any_order(order: tuple[str, ...], near: int) -> None:
    title = "alpha x beta x x gamma alpha"
    fewest = 2  # beta x x gamma alpha
    assert finds(f'"{" ".join(order)}"[ti:~{near}]', title=title) is (near >= fewest)


def test_a_word_that_is_asked_for_twice_must_stand_twice() -> None:
    assert finds('"virus virus"[ti:~3]', title="virus and another virus")
    assert not finds('"virus virus"[ti:~1]', title="virus and another virus")
    assert not finds('"virus virus"[ti:~9]', title="virus and another")


def test_a_date_that_is_known_to_the_year_alone_counts_as_its_first_day() -> None:
    assert finds("2019/01/01[dp]", published="2019")
    assert not finds("2019/02:2020[dp]", published="2019")


def test_a_record_without_anything_does_no_harm() -> None:
    index = index_of(
        record(1),
        record(2, title=None, abstract=[], authors=[{}], mesh=[{}], keywords=[], journal="", published="unknown"),
    )
    assert found(index, "all[sb]") == [1, 2]
    assert found(index, "all[sb] NOT hasabstract") == [1, 2]


def test_a_batch_may_have_some_of_the_columns_alone() -> None:
    names = ("key", "title")
    batch = pa.RecordBatch.from_pylist(
        [{"key": "pmid:7", "title": "Virus"}], pa.schema([corpus_schema().field(name) for name in names])
    )
    assert found(SearchIndex.of([batch]), "virus") == [7]


def test_a_batch_that_is_part_of_a_larger_one_is_read_right() -> None:
    whole = batch_of(
        record(pmid, title=f"t{pmid}", mesh=[heading(f"h{pmid}", f"q{pmid}")], keywords=[f"k{pmid}"])
        for pmid in range(1, 7)
    )
    index = SearchIndex.of([whole.slice(2, 3)])
    assert found(index, "all[sb]") == [3, 4, 5]
    assert found(index, "t4[ti] AND h4/q4[mh:noexp] AND k4[ot]") == [4]


def test_what_is_found_in_the_title_goes_before_what_is_found_once_in_a_long_abstract() -> None:
    index = index_of(
        record(1, title="Dust", abstract="virus " + "skin " * 200), record(2, title="A virus", abstract="dust " * 200)
    )
    assert [hit.key for hit in search(index, "virus").hits] == ["pmid:2", "pmid:1"]


def test_where_an_author_works_does_not_move_a_paper_up() -> None:
    works = [author("A", "B", affiliations=["Virus Institute"])]
    index = index_of(
        record(1, title="Dust", authors=works), record(2, title="Virus"), record(3, title="Virus", authors=works)
    )
    scores = {hit.key: hit.score for hit in search(index, "virus").hits}
    assert scores["pmid:1"] == 0
    assert scores["pmid:2"] == scores["pmid:3"]


def test_what_stands_behind_not_does_not_move_a_paper_up() -> None:
    index = index_of(record(1, title="dust virus"), record(2, title="dust acne"))
    first, second = search(index, "dust NOT (virus[tiab] AND skin[tiab])").hits
    assert first.score == second.score


def test_facts_do_not_weigh_in_the_ranking() -> None:
    index = index_of(record(1, title="Virus and dust", publication_types=["Review"]), record(2, title="Virus and dust"))
    first, second = search(index, "virus AND (review[pt] OR dust[ti]) AND all[sb]").hits
    assert first.score == second.score


SORTED: tuple[dict[str, Any], ...] = (
    record(1, title="virus", published="2019-05", journal="Zeta", authors=[author("Meyer", "A")], created="2021"),
    record(
        2, title="virus virus", published="2020", journal_iso="alpha", authors=[author("äbel", "A")], created="2019"
    ),
    record(
        3,
        title="virus and dust",
        published_electronic="2019-12",
        journal="Beta",
        authors=[{"collective": "Zoo Group"}],
        created="2020",
    ),
    record(4, title="dust and a virus and more"),
)


@pytest.mark.parametrize(
    ("sort", "pmids"),
    [
        ("date", [2, 3, 1, 4]),
        ("newest", [1, 3, 2, 4]),
        ("first-author", [2, 1, 3, 4]),
        ("journal", [2, 3, 1, 4]),
        ("relevance", [2, 1, 3, 4]),
    ],
)
def test_hits_are_sorted(sort: str, pmids: list[int]) -> None:
    assert [hit.key for hit in search(index_of(*SORTED), "virus", sort=sort).hits] == [f"pmid:{pmid}" for pmid in pmids]


def test_without_a_word_to_rank_by_the_newest_come_first() -> None:
    hits = search(index_of(*SORTED), "2019:2020[dp]").hits
    assert [(hit.key, hit.score) for hit in hits] == [("pmid:1", None), ("pmid:3", None), ("pmid:2", None)]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_fit_together(sort: str) -> None:
    index = index_of(*(record(pmid, title="virus", published=str(2000 + pmid % 3)) for pmid in range(1, 24)))
    whole = search(index, "virus", limit=None, sort=sort).hits
    pages = [search(index, "virus", limit=5, offset=first, sort=sort) for first in range(0, 30, 5)]
    assert tuple(hit for page in pages for hit in page.hits) == whole
    assert {page.count for page in pages} == {23}


def test_the_count_is_exact_whatever_is_shown() -> None:
    index = index_of(*(record(pmid, title="virus") for pmid in range(1, 24)))
    for limit in (0, 1, 23, 100, None):
        answer = search(index, "virus", limit=limit)
        assert (answer.count, len(answer.hits)) == (23, min(23, 23 if limit is None else limit))
    assert sorted(found_keys(index, "virus")) == sorted(f"pmid:{pmid}" for pmid in range(1, 24))
    assert list(found_keys(index, "dust")) == []


def test_no_room_is_made_for_hits_that_cannot_be() -> None:
    index = index_of(*(record(pmid, title="virus") for pmid in range(1, 4)))
    assert len(search(index, "virus", limit=10**15).hits) == 3
    past = search(index, "virus", offset=10**15)
    assert (past.count, past.hits) == (3, ())
    assert search(index_of(), "virus", limit=10**15, offset=10**15).count == 0


@pytest.mark.parametrize("options", [{"limit": -1}, {"offset": -1}, {"sort": "colour"}])
def test_what_cannot_be_asked_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        search(index_of(), "virus", **options)


def test_too_many_words_with_a_star_in_a_phrase_are_told() -> None:
    titles = (" ".join(f"ab{number:05}" for number in range(first, first + 500)) for first in range(0, 17_000, 500))
    index = index_of(*(record(pmid, title=title) for pmid, title in enumerate(titles, start=1)))
    assert search(index, "ab*[ti]").count == 34
    with pytest.raises(QueryError, match=r"Write more of the words with \*"):
        search(index, '"ab* ab*"[ti]')


def test_the_search_as_it_was_understood_comes_with_what_was_found() -> None:
    assert str(search(index_of(), "virus  [Title] or dust").tree) == "virus[ti] OR dust"


def test_real_records_are_found(shared_data: Path) -> None:
    from aetia.sources.pubmed_xml import PubmedFile

    file = PubmedFile(shared_data / "pubmed-xml" / "pubmed26n1334-30rec.xml.gz")
    batches = [_with_keys(batch) for batch in file]
    index = SearchIndex.of(batches)
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert len(index) == len(rows) == 30
    for row in rows:
        if row["title"]:
            assert row["pmid"] in found(index, f'"{row["title"].replace(chr(34), " ")}"[ti]')
        assert found(index, f"{row['pmid']}[uid]") == [row["pmid"]]
        assert row["pmid"] in found(
            index, f'"{row["journal_iso"]}"[ta] AND {row["published"][:4]}[dp] AND {row["languages"][0]}[la]'
        )
        for name in [each["name"] for each in row["mesh"]]:
            assert row["pmid"] in found(index, f'"{name}"[mh:noexp]')


def _with_keys(batch: pa.RecordBatch) -> pa.RecordBatch:
    keys = pa.array([f"pmid:{pmid}" for pmid in batch["pmid"].to_pylist()], pa.string())
    return pa.RecordBatch.from_arrays([keys, *batch.columns], schema=corpus_schema())
