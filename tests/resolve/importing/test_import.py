"""Lists into a library: what is new is added, what is there stays, and the same list again changes nothing."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.exports import spoilt
from tests.sources.test_citation_writers import plain

from aetia.errors import InputError, LibraryError, MissingExtra
from aetia.library import read_library, writing
from aetia.library.check import check_library
from aetia.library.start import start_library
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.resolve.importing import ImportReport, import_files
from aetia.sources.citation_writers import WRITERS, item_of_reference, written

RIS = """TY  - JOUR
TI  - Slate dust and palewrist in quarry workers.
AU  - Doe, Jane
AU  - Roe, R.
T2  - Journal of Dust
PY  - 2019
VL  - 12
SP  - 101
EP  - 9
DO  - 10.1000/dust.1
ER  -

TY  - JOUR
TI  - SLATE DUST AND PALEWRIST IN QUARRY WORKERS
AU  - Doe, J.
JO  - J Dust
PY  - 2019
VL  - 12
SP  - 101-109
AN  - 50000001
DB  - PubMed
ER  -

TY  - JOUR
TI  - Mud
AU  - Poe, E.
PY  - 2001
ER  -
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return new_library(tmp_path / "library")


def new_library(root: Path) -> Path:
    start_library(root, "Palewrist", "2026-11-23")
    with writing(root, "test") as writer:
        writer.topic(
            Topic(id="dust/slate", title="Slate dust", question="Does slate dust cause palewrist?", draft=True)
        )
    return root


def file(folder: Path, text: str, name: str = "search.ris") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def bytes_of(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and ".aetia" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.read, len(report.new), len(report.known), report.duplicates, len(report.failed)


def test_each_new_publication_becomes_one_study(tmp_path: Path, library: Path) -> None:
    path = file(tmp_path, RIS)
    report = import_files([path], library)
    assert counts(report) == (3, 2, 0, 1, 0)
    assert [(new.study, new.places) for new in report.new] == [
        ("doe-2019", (f"{path}:1", f"{path}:13")),
        ("poe-2001", (f"{path}:24",)),
    ]
    assert report.changed == ["studies/doe-2019.yaml", "studies/poe-2001.yaml"]
    study = read_library(library).studies["doe-2019"]
    assert study.findings == []
    assert study.reference.plain() == {
        "title": "Slate dust and palewrist in quarry workers",
        "author": [{"family": "Doe", "given": "J."}],
        "container-title": "J Dust",
        "issued": "2019",
        "volume": "12",
        "page": "101-109",
        "identifiers": {"pmid": "50000001", "doi": "10.1000/dust.1"},
    }


def test_the_same_file_again_changes_nothing_at_all(tmp_path: Path, library: Path) -> None:
    path = file(tmp_path, RIS)
    import_files([path], library)
    before = bytes_of(library)
    again = import_files([path, path], library)
    assert counts(again) == (6, 0, 2, 4, 0)
    assert (again.changed, bytes_of(library)) == ([], before)


@given(st.lists(plain(), min_size=1, max_size=6), st.sampled_from(sorted(WRITERS)), st.data())
@settings(max_examples=25)
def test_no_list_changes_anything_when_it_comes_again(made: list[Reference], form: str, data: st.DataObject) -> None:
    shared = st.sampled_from(["10.1000/meeting.1", None])
    copies = [one.model_copy(update={"volume": data.draw(st.sampled_from(["1", "2"]))}) for one in made[:3]]
    meeting = [one.model_copy(update={"identifiers": Identifiers(doi=data.draw(shared))}) for one in made]
    every = data.draw(st.permutations([*made, *copies, *meeting]))
    items = [item_of_reference(one, f"k{n}") for n, one in enumerate(every)]
    with tempfile.TemporaryDirectory() as folder:
        root = new_library(Path(folder) / "library")
        path = Path(folder) / WRITERS[form].file
        path.write_bytes(written(form, items))
        first = import_files([path], root, topic="dust/slate")
        assert first.read == len(every) == len(first.new) + first.duplicates
        before = bytes_of(root)
        again = import_files([path], root, topic="dust/slate")
        assert (again.new, again.filled, again.listed, again.changed) == ([], [], [], [])
        assert bytes_of(root) == before


def test_a_library_stays_sound(shared_data: Path, library: Path) -> None:
    exports = shared_data / "citation-exports"
    files = [
        *sorted(exports.glob("synthesisr/*")),
        *sorted(exports.glob("asreview/*.ris")),
        *sorted(exports.glob("jabref/*.xml")),
    ]
    report = import_files(files, library, topic="dust/slate")
    assert len(report.new) > 150
    wrong = [
        fault for fault in check_library(library) if fault.file.startswith("studies/") and fault.severity == "error"
    ]
    assert [str(fault) for fault in wrong] == []


def test_studies_are_listed_in_a_topic(tmp_path: Path, library: Path) -> None:
    path = file(tmp_path, RIS)
    import_files([path], library)
    report = import_files([path], library, topic="dust/slate")
    assert report.listed == ["doe-2019", "poe-2001"]
    studies = read_library(library).studies
    assert [[f.topic for f in study.findings] for study in studies.values()] == [["dust/slate"], ["dust/slate"]]
    assert not any(finding.is_appraised for study in studies.values() for finding in study.findings)
    assert import_files([path], library, topic="dust/slate").changed == []
    with pytest.raises(InputError, match=r"there is no topic 'mud'\. Name one of: dust/slate"):
        import_files([path], library, topic="mud")


KNOWN: dict[str, Any] = {
    "title": "Slate dust and palewrist in quarry workers",
    "author": [Name(family="Doe", given="Jane")],
    "container_title": "Journal of Dust",
    "issued": "2019",
    "volume": "12",
    "page": "101-109",
}


def known(library: Path, **identifiers: str) -> None:
    with writing(library, "test") as writer:
        reference = Reference(**KNOWN, **({"identifiers": Identifiers(**identifiers)} if identifiers else {}))
        writer.study(Study(id="kept", references=[reference], note="Do not touch."))


def test_what_is_there_gets_the_identifiers_that_it_lacks_and_nothing_else(tmp_path: Path, library: Path) -> None:
    known(library, doi="10.1000/dust.1")
    before = read_library(library).studies["kept"]
    report = import_files([file(tmp_path, RIS)], library)
    assert [tuple(filled) for filled in report.filled] == [("kept", "pmid", "50000001")]
    assert (report.known, [new.study for new in report.new]) == (["kept"], ["poe-2001"])
    after = read_library(library).studies["kept"]
    assert after.reference.identifiers == Identifiers(doi="10.1000/dust.1", pmid="50000001")
    assert after.reference.model_copy(update={"identifiers": before.reference.identifiers}) == before.reference
    assert after.note == before.note


def test_nothing_is_filled_in_where_identifiers_conflict(tmp_path: Path, library: Path) -> None:
    known(library, doi="10.1000/other.1")
    report = import_files([file(tmp_path, RIS)], library)
    assert report.filled == []
    assert read_library(library).studies["kept"].reference.identifiers == Identifiers(doi="10.1000/other.1")


def test_nothing_is_filled_in_that_another_study_has(tmp_path: Path, library: Path) -> None:
    known(library)
    with writing(library, "test") as writer:
        other = Reference(title="Quite another paper on mud", identifiers=Identifiers(doi="10.1000/dust.1"))
        writer.study(Study(id="other", references=[other]))
    import_files([file(tmp_path, RIS)], library)
    studies = read_library(library).studies
    assert studies["kept"].reference.identifiers == Identifiers(pmid="50000001")


def test_comments_in_files_stay(tmp_path: Path, library: Path) -> None:
    known(library)
    path = library / "studies" / "kept.yaml"
    path.write_text("# from the old card index\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    import_files([file(tmp_path, RIS)], library)
    assert path.read_text(encoding="utf-8").startswith("# from the old card index\n")
    assert "50000001" in path.read_text(encoding="utf-8")


def test_one_doi_of_many_abstracts_stands_once_and_is_known_again(tmp_path: Path, library: Path) -> None:
    record = "TY  - JOUR\nTI  - {}\nDO  - 10.1000/meeting\nER  -\n"
    path = file(
        tmp_path, "".join(record.format(title) for title in ("Slate dust in cats", "Mud baths in dogs", "Editorial"))
    )
    assert counts(import_files([path], library)) == (3, 3, 0, 0, 0)
    references = [study.reference for study in read_library(library).studies.values()]
    assert sum(one.identifiers.doi is not None for one in references) == 1
    assert {one.address() for one in references} == {"https://doi.org/10.1000/meeting"}
    before = bytes_of(library)
    assert counts(import_files([path], library)) == (3, 0, 3, 0, 0)
    assert bytes_of(library) == before


def test_names_of_studies_are_unique_and_plain(tmp_path: Path, library: Path) -> None:
    titles = ("Slate dust in cats of the north", "Mud baths in dogs of the south")
    text = "".join(f"TY  - JOUR\nAU  - Łęcki-Öz, A\nPY  - 2019\nTI  - {title}\nER  -\n" for title in titles)
    text += "TY  - JOUR\nTI  - 尘埃\nER  -\nTY  - JOUR\nTI  - ../../etc/passwd and slate\nER  -\n"
    report = import_files([file(tmp_path, text)], library)
    assert [new.study for new in report.new] == ["lecki-oz-2019", "lecki-oz-2019-2", "study", "etc-passwd-and-slate"]


def test_what_is_no_text_and_no_address_stays_outside(tmp_path: Path, library: Path) -> None:
    text = "TY  - JOUR\nTI  - Slate\x0b\x00 dust\u202e\nUR  - javascript:alert(1)\nSP  - N.PAG\nER  -\n"
    report = import_files([file(tmp_path, text)], library)
    (study,) = read_library(library).studies.values()
    assert study.reference.plain() == {"title": "Slate dust"}
    assert [trouble.what for trouble in report.troubles] == ["'javascript:alert(1)' is no address; it was left out"]
    assert report.failed == []


@pytest.mark.parametrize("nobody", ["Anonymous", "[No authors listed]", "Anon.", "[Anonymous],"])
def test_nobody_is_no_author(tmp_path: Path, library: Path, nobody: str) -> None:
    report = import_files(
        [file(tmp_path, f"TY  - JOUR\nTI  - <scp>Slate</scp> dust\nAU  - {nobody}\nPY  - 2019\nER  -\n")], library
    )
    assert [new.study for new in report.new] == ["slate-dust-2019"]
    assert read_library(library).studies["slate-dust-2019"].reference.author == []


def test_texts_and_lists_have_bounds(tmp_path: Path, library: Path) -> None:
    people = "".join(f"AU  - Doe{n}, J\n" for n in range(3_100))
    report = import_files([file(tmp_path, f"TY  - JOUR\nTI  - {'word ' * 500}\n{people}ER  -\n")], library)
    (study,) = read_library(library).studies.values()
    assert (len(study.reference.title), len(study.reference.author)) == (1_999, 3_000)
    assert not study.reference.authors_complete
    assert len(report.troubles) == 2


def test_a_retracted_paper_is_named(tmp_path: Path, library: Path) -> None:
    nbib = "PMID- 1\nTI  - Slate dust and palewrist.\nPT  - Journal Article\nPT  - Retracted Publication\n"
    ris = "TY  - JOUR\nTI  - RETRACTED: Mud baths in dogs\nER  -\n"
    report = import_files([file(tmp_path, nbib, "a.nbib"), file(tmp_path, ris)], library)
    assert report.withdrawn == ["slate-dust-and-palewrist", "retracted-mud-baths-in-dogs"]


def test_related_papers_are_told_and_kept_apart(tmp_path: Path, library: Path) -> None:
    erratum = (
        RIS.replace("TI  - Slate", "TI  - Erratum: Slate").replace("10.1000/dust.1", "10.1000/dust.9").split("\nTY")[0]
    )
    report = import_files([file(tmp_path, RIS + erratum)], library)
    assert len(report.new) == 3
    assert [told[:3] for told in report.related] == [("doe-2019", "doe-2019-2", "notice")]
    assert import_files([file(tmp_path, RIS + erratum)], library).related == []


def test_a_bad_file_and_a_bad_record_cost_themselves_alone(tmp_path: Path, library: Path) -> None:
    files = [
        file(tmp_path, "Dear all,\n", "letter.txt"),
        tmp_path / "not-there.ris",
        tmp_path,
        file(tmp_path, "TY  - JOUR\nPY  - 2001\nER  -\n" + RIS),
        file(tmp_path, '[{"title": "One"}, {"title": ', "cut.json"),
        file(tmp_path, "@article{a, title={Two, year=2001}\n@article{b, title={Three}}\n", "cut.bib"),
        file(tmp_path, "", "empty.csv"),
    ]
    report = import_files(files, library)
    assert {new.title for new in report.new} >= {"Mud", "One", "Three"}
    assert [trouble.place.removeprefix(f"{tmp_path}/") for trouble in report.failed] == [
        "letter.txt", "not-there.ris", str(tmp_path), "search.ris:1", "cut.json:1", "cut.bib:1", "empty.csv",
    ]  # fmt: skip
    assert "No such file" in report.failed[1].what
    assert report.failed[2].what == "this is no file. Name the files themselves"
    assert report.failed[3].what == "a record without a title cannot be a publication of a library"


def test_a_trial_writes_nothing(tmp_path: Path, library: Path) -> None:
    before = bytes_of(library)
    report = import_files([file(tmp_path, RIS)], library, trial=True)
    assert (counts(report), report.changed, bytes_of(library)) == ((3, 2, 0, 1, 0), [], before)


def test_without_a_library_there_is_nothing_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="there is no library here"):
        import_files([file(tmp_path, RIS)], tmp_path / "nowhere")


def test_columns_of_a_table_can_be_given(tmp_path: Path, library: Path) -> None:
    path = file(tmp_path, "Heading;When\nSlate dust;2019.0\n", "a.csv")
    report = import_files([path], library, columns={"title": "Heading", "issued": "When"})
    assert report.files[0].columns == {"title": "Heading", "issued": "When"}
    assert [new.study for new in report.new] == ["slate-dust-2019"]


def test_pubmed_xml_is_read_with_its_pmid_for_a_place(tmp_path: Path, library: Path) -> None:
    article = "<Article><Journal><Title>J Dust</Title></Journal><ArticleTitle>Slate dust.</ArticleTitle></Article>"
    record = f"<PubmedArticle><MedlineCitation><PMID>7</PMID>{article}</MedlineCitation></PubmedArticle>"
    path = file(tmp_path, f"<PubmedArticleSet>{record}</PubmedArticleSet>", "a.xml")
    report = import_files([path], library)
    assert [(new.title, new.places) for new in report.new] == [("Slate dust", (f"{path}: PMID 7",))]


def test_far_too_many_publications_are_refused(tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.resolve.importing.reading.MOST_RECORDS", 2)
    with pytest.raises(InputError, match="there are more than 2 publications"):
        import_files([file(tmp_path, RIS)], library)
    assert read_library(library).studies == {}


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz.fuzz", None)
    with pytest.raises(MissingExtra, match=r"Finding duplicates needs the extra 'corpus'"):
        import_files([file(tmp_path, RIS)], library)


@given(st.data())
@settings(max_examples=30)
def test_any_file_is_imported_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["a.ris", "a.csv", "a.xml", "a.txt", "a.json", "a.bib", "a.nbib", "a.enw"]))
    content = data.draw(st.one_of(*(spoilt(folder) for folder in ("ris", "nbib", "bibtex", "csl_json"))))
    with tempfile.TemporaryDirectory() as folder:
        root = new_library(Path(folder) / "library")
        path = Path(folder) / name
        path.write_bytes(content)
        import_files([path], root)
        before = bytes_of(root)
        assert import_files([path], root).changed == []
        assert bytes_of(root) == before
        assert [
            str(fault) for fault in check_library(root) if fault.severity == "error" and "studies" in fault.file
        ] == []


def test_a_title_of_nothing_but_control_characters_is_none(library: Path, tmp_path: Path) -> None:
    table = file(tmp_path, "title,year\n\x00\x00\x00,2001\nMud,2002\n", "list.csv")
    report = import_files([table], library)
    assert [study.study for study in report.new] == ["mud-2002"]
    assert [trouble.what for trouble in report.failed] == [
        "a record without a title cannot be a publication of a library"
    ]


@pytest.mark.parametrize("name", ["CON", "aux", "Nul", "Com1", "LPT9"])
def test_no_study_has_a_name_that_windows_has_no_files_of(library: Path, tmp_path: Path, name: str) -> None:
    listed = file(tmp_path, f"TY  - JOUR\nTI  - Mud of one town\nAU  - {name}, A\nER  -\n")
    (study,) = import_files([listed], library).new
    assert study.study == f"{name.lower()}-study"


def test_far_too_many_copies_of_one_record_take_no_more_than_their_number(library: Path, tmp_path: Path) -> None:
    copies = file(tmp_path, "TY  - JOUR\nTI  - Mud\nER  -\n" * 20_000)
    began = time.process_time()
    report = import_files([copies], library, trial=True)
    assert (len(report.new), report.duplicates) == (1, 19_999)
    assert time.process_time() - began < 10


def test_studies_of_one_name_are_numbered_each_from_the_last(library: Path, tmp_path: Path) -> None:
    many = file(tmp_path, "".join(f"TY  - JOUR\nTI  - {n} mud\nAU  - Doe, J\nPY  - 2001\nER  -\n" for n in range(20)))
    names = [study.study for study in import_files([many], library).new]
    assert names == ["doe-2001", *(f"doe-2001-{n}" for n in range(2, 21))]
