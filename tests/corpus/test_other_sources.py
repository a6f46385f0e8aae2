"""A corpus of citation exports: how a file's kind is told, what a record's key is, what is kept with the part."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import pytest
from tests.corpus.made_up import keys, titles
from tests.sources.exports import DATA
from tests.sources.pubmed_xml.made_up import article, file

from aetia.corpus import Corpus, Store, add
from aetia.corpus.columns import corpus_schema
from aetia.corpus.part import sources_in
from aetia.corpus.record_batches import record_batches
from aetia.corpus.record_keys import Keys
from aetia.corpus.source_kinds import KINDS, Kind, kind_of
from aetia.errors import InputError
from aetia.sources.record_file import SourceRecord


def _record(own_id: str | None = None, **columns: object) -> SourceRecord:
    return SourceRecord(1, columns, {}, own_id)


@pytest.mark.parametrize("path", sorted((DATA / "nbib").glob("*.nbib")))
def test_nbib_is_known_by_its_content(path: Path) -> None:
    assert kind_of(io.BytesIO(path.read_bytes()), "some.file").name == "nbib"


@pytest.mark.parametrize(("folder", "kind"), [("ris", "ris"), ("bibtex", "bibtex"), ("csl_json", "csl-json")])
def test_other_kinds_are_known_by_their_content(folder: str, kind: str) -> None:
    for path in (DATA / folder).iterdir():
        # Without its TY a RIS record looks like other tagged formats.
        name = path.name if path.name == "missing-ty.ris" else "some.file"
        content = path.read_bytes()
        assert kind_of(io.BytesIO(content), name).name == kind, path.name
        assert kind_of(io.BytesIO(gzip.compress(content)), f"{name}.gz").name == kind, path.name


def test_content_goes_before_the_name() -> None:
    stream = io.BytesIO(file([article(1)]))
    assert kind_of(stream, "records.ris").name == "pubmed-xml"
    assert stream.tell() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_tells_the_kind_where_the_content_does_not(kind: Kind) -> None:
    for ending in kind.endings:
        assert kind_of(io.BytesIO(b"nothing"), f"A{ending.upper()}.gz") is kind


def test_a_file_of_no_kind_is_refused_and_the_kinds_are_named(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader,")
    named = "PubMed XML (.xml), CSL-JSON (.json), nbib (.nbib), RIS (.ris), BibTeX (.bib)"
    with pytest.raises(InputError, match=re.escape(named)):
        kind_of(io.BytesIO(path.read_bytes()), path.name)
    (failed,) = add(store, [str(path)], search=False).failed
    assert failed.error is not None
    assert "neither its content nor its name" in failed.error


def test_a_folder_gives_files_of_every_kind(tmp_path: Path) -> None:
    sources = ["a.xml", "b.nbib", "c.RIS", "d.bib.gz", "e.json", "f.jsonl"]
    for name in [*sources, "g.txt", ".h.ris"]:
        (tmp_path / name).write_text("x")
    assert [Path(found).name for found in sources_in([str(tmp_path)])] == sources


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (_record(pmid=7, doi="10.1000/x"), "pmid:7"),
        (_record(own_id="WOS:000900000000004", doi="10.1000/X"), "doi:10.1000/x"),
        (_record(own_id="WOS:000900000000004", title="A"), "id:WOS:000900000000004"),
        (_record(own_id="90000001", owner="egh", title="A"), "id:egh:90000001"),
        (
            _record(own_id="http://zotero.org/users/123456/items/AB", title="A"),
            "id:http://zotero.org/users/123456/items/AB",
        ),
    ],
)
def test_a_key_is_the_best_identifier(record: SourceRecord, key: str) -> None:
    assert Keys().key(record) == key


@pytest.mark.parametrize("own_id", ["4", "doe2019", "made 000900000000004", None])
def test_an_identifier_that_means_another_record_elsewhere_is_no_key(own_id: str | None) -> None:
    assert re.fullmatch("id:[0-9a-f]{16}", Keys().key(_record(own_id=own_id, title="A made-up title")))


def test_the_digest_of_a_record_stays_the_same_however_it_is_printed() -> None:
    one = _record(
        title="Sjögren's syndrome: made up", authors=[{"family": "Doe"}], published="2019-03", pages_printed="123-9"
    )
    other = _record(
        title="SJOGRENS SYNDROME - made up.", authors=[{"family": "DOE"}], published="2019", pages_printed="123"
    )
    assert Keys().key(one) == Keys().key(other)
    assert Keys().key(one) != Keys().key(
        _record(title="Sjögren's syndrome: made up", published="2019", pages_printed="123")
    )


def test_records_of_nothing_but_an_abstract_are_told_apart() -> None:
    keys = Keys()
    assert keys.key(_record(abstract=[{"text": "One."}])) != keys.key(_record(abstract=[{"text": "Another."}]))


def test_abstracts_of_a_meeting_that_share_a_doi_are_records_of_their_own() -> None:
    keys = Keys()
    first = keys.key(_record(doi="10.1000/meeting", title="Infection and made-up disease"))
    second = keys.key(_record(doi="10.1000/meeting", title="Dust and made-up disease"))
    assert first == "doi:10.1000/meeting"
    assert second.startswith("id:")
    assert keys.key(_record(doi="10.1000/meeting", title="Infection and made-up disease.")) == first


def test_a_list_is_never_null_and_the_year_is_a_number() -> None:
    people, heading, book = [{"family": "Doe"}], {"name": "Adult"}, {"title": "B"}
    record = _record(published_electronic="2019-03", authors=people, mesh=[heading], book=book)
    (batch,) = record_batches([record])
    assert batch.schema == corpus_schema()
    (row,) = batch.to_pylist()
    assert row["year"] == 2019
    assert row["keywords"] == []
    assert row["authors"][0]["affiliations"] == []
    assert row["mesh"][0]["qualifiers"] == []
    assert row["book"]["isbn"] == []
    assert row["doi"] is None


def test_files_of_every_kind_make_one_corpus(store: Store, tmp_path: Path) -> None:
    xml = tmp_path / "some.xml"
    xml.write_bytes(file([article(1, title="From XML")]))
    names = ("nbib/whole-record.nbib", "ris/databases.ris", "bibtex/whole-entries.bib", "csl_json/array.json")
    report = add(store, [str(xml), *(str(DATA / name) for name in names)], search=False)
    assert not report.failed
    assert {entry.kind: entry.records for entry in store.entries()} == {
        "pubmed-xml": 1, "nbib": 1, "ris": 5, "bibtex": 2, "csl-json": 2,
    }  # fmt: skip
    assert {entry.kind: entry.books for entry in store.entries()}["bibtex"] == 1
    with Corpus(store) as corpus:
        (found,) = corpus.get(["10.1000/MADE.UP.2020.1"])
        assert found is not None
        assert found["key"] == "pmid:90000001"
        rows = corpus.sql("SELECT key, title FROM records WHERE year = 2015 AND kind = 'book'").fetchall()
        assert {title for _, title in rows} == {"A made-up chapter"}


def test_what_was_wrong_and_what_was_left_is_kept_with_the_part(store: Store) -> None:
    add(store, [str(DATA / "ris/bad-values.ris"), str(DATA / "ris/missing-er.ris")], search=False)
    entries = {entry.source: entry for entry in store.entries()}
    assert entries["bad-values.ris"].unknown == {"C8": 2, "PY": 1, "language": 1}
    assert entries["missing-er.ris"].faults == (
        "line 4: the record before this one has no ER; it was read all the same",
        "line 8: the last record has no ER; it was read all the same",
    )
    assert re.fullmatch("bad-values-[0-9a-f]{8}", entries["bad-values.ris"].name)


def test_pubmeds_xml_counts_before_an_export_of_the_same_record(store: Store, tmp_path: Path) -> None:
    xml, nbib = tmp_path / "some.xml", tmp_path / "other.nbib"
    xml.write_bytes(file([article(1, title="From XML")]))
    nbib.write_text("PMID- 1\nTI  - From nbib.\nLR  - 20991231\n")
    for order in ([xml, nbib], [nbib, xml]):
        other = Store(str(tmp_path / order[0].name.replace(".", "-")))
        add(other, [str(path) for path in order], search=False)
        assert keys(other) == ["pmid:1"]
        assert titles(other)["pmid:1"].startswith("From XML")


def test_a_file_that_is_not_what_its_name_says_makes_no_part(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "search.ris"
    path.write_text("the page you asked for was not found")
    report = add(store, [str(path), str(DATA / "ris/missing-ty.ris")], search=False)
    assert [failed.error for failed in report.failed] == [
        f"{path}: no record in the format RIS is in it; it begins with 'the page you asked for was not found'. "
        "Give a file in the format RIS"
    ]
    assert len(store.entries()) == 1


def test_more_faults_than_anyone_reads_are_counted(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "many.ris"
    path.write_text("TY  - JOUR\nTI  - A made-up title\nDO  - none\nER  - \n" * 1_200)
    add(store, [str(path)], search=False)
    (entry,) = store.entries()
    assert len(entry.faults) == 1_001
    assert entry.faults[-1] == "and 200 more"


def test_real_exports_make_a_corpus(store: Store, shared_data: Path) -> None:
    folder = shared_data / "citation-exports"
    names = (
        "citesource-new_stage_data/lens_343.ris.gz", "citesource-new_stage_data/Dimensions_246.ris.gz",
        "synthesisr/Scopus_bib_example.bib", "synthesisr/PubMed_example.txt",
    )  # fmt: skip
    report = add(store, [str(folder / name) for name in names], search=False)
    assert not report.failed
    assert sum(entry.records for entry in store.entries()) == 343 + 246 + 3 + 3
    with Corpus(store) as corpus:
        ((titled, dated),) = corpus.sql("SELECT count(title), count(year) FROM records").fetchall()
    assert (titled, dated) == (report.records - 1, report.records - 2)
