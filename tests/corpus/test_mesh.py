"""The MeSH tree."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tests.corpus.searching import TREE, batch_of, heading, index_of, record

from aetia.corpus.index import build_index, open_index
from aetia.corpus.mesh import FILE, MeshTree, install_tree, load_tree
from aetia.corpus.mesh_file import MeshRow, read_mesh
from aetia.corpus.search import search
from aetia.errors import CorpusError, InputError

TABLE = "C01\tSkin Diseases\nC01.100\tScleroderma, Systemic\n\nC01.100.200\tScleroderma, Limited\n"
XML = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20260101.dtd">
<DescriptorRecordSet LanguageCode="eng">
<DescriptorRecord><DescriptorUI>D1</DescriptorUI><DescriptorName><String>Scleroderma, Systemic</String></DescriptorName>
<TreeNumberList><TreeNumber>C17.300</TreeNumber><TreeNumber>C20.111</TreeNumber></TreeNumberList>
<ConceptList><Concept><TermList><Term><String>Scleroderma, Systemic</String></Term><Term><String>Systemic Sclerosis</String></Term>
</TermList></Concept></ConceptList></DescriptorRecord>
<DescriptorRecord><DescriptorName><String>Female</String></DescriptorName></DescriptorRecord>
</DescriptorRecordSet>
"""


def test_what_stands_below_a_heading_is_found_in_every_place_of_it() -> None:
    assert TREE.below("Scleroderma, Systemic") == [
        "Scleroderma, Systemic",
        "Scleroderma, Limited",
        "Scleroderma, Diffuse",
        "CREST",
    ]
    assert TREE.below("CREST") == ["CREST"]


def test_a_longer_number_that_begins_alike_stands_beside_not_below() -> None:
    assert "Acne" in TREE.below("Skin Diseases")
    assert "Acne" not in TREE.below("Scleroderma, Systemic")


def test_a_category_brings_its_whole_branch() -> None:
    tree = MeshTree(
        [MeshRow("C", "Diseases"), MeshRow("C01", "Infections"), MeshRow("C01.100", "Sepsis"), MeshRow("D01", "Acids")]
    )
    assert tree.below("Diseases") == ["Diseases", "Infections", "Sepsis"]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Scleroderma, Systemic", ["Scleroderma, Systemic"]),
        ("systemic scleroderma", ["Scleroderma, Systemic"]),
        ("SCLERODERMA SYSTEMIC", ["Scleroderma, Systemic"]),
        ("systemic sclerosis", ["Scleroderma, Systemic"]),
        ("Graft vs Host Reaction", ["Graft vs Host Reaction"]),
        ("host reaction, graft vs", ["Graft vs Host Reaction", "Host vs Graft Reaction"]),
        ("sclerodermas", []),
    ],
)
def test_a_heading_is_found_by_its_words(text: str, headings: list[str]) -> None:
    assert TREE.find(text) == headings


def test_headings_like_a_text_are_those_that_share_its_words() -> None:
    assert TREE.like("limited scleroderma of the skin")[0] == "Scleroderma, Limited"
    assert TREE.like("nothing alike") == []


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_table_is_read(tmp_path: Path, pack: type[bytes]) -> None:
    file = tmp_path / "tree"
    file.write_bytes(pack(TABLE.encode("utf-8-sig")))
    assert list(read_mesh(file)) == [
        MeshRow("C01", "Skin Diseases"),
        MeshRow("C01.100", "Scleroderma, Systemic"),
        MeshRow("C01.100.200", "Scleroderma, Limited"),
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_xml_of_nlm_is_read_with_its_entry_terms(tmp_path: Path, pack: type[bytes]) -> None:
    file = tmp_path / "desc2026.xml"
    file.write_bytes(pack(XML.encode()))
    assert list(read_mesh(file)) == [
        MeshRow("C17.300", "Scleroderma, Systemic"),
        MeshRow("C20.111", "Scleroderma, Systemic"),
        MeshRow("", "Scleroderma, Systemic", "Systemic Sclerosis"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"C01\tSkin\nSkin\tC01\n", ":2: this is no tree number and heading"),
        (b"C01\n", ":1: this is no tree number and heading"),
        (b"C01\tSkin\tmore\n", ":1: this is no tree number"),
        (b"C01\tSkin\n\xff\xfe\n", ":2: it is no UTF-8 text"),
        (b"", "there is no heading in it"),
        (b"<DescriptorRecordSet><Descriptor", "it is damaged XML"),
        (b"\x1f\x8b\x08damaged", "it cannot be read"),
    ],
)
def test_a_file_that_is_no_tree_is_refused_with_the_line(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "tree.tsv"
    file.write_bytes(content)
    with pytest.raises(InputError) as raised:
        install_tree(tmp_path / "index", file)
    assert words in str(raised.value)
    assert raised.value.remedy
    assert not (tmp_path / "index" / FILE).exists()


def test_an_entity_in_the_xml_is_not_expanded(tmp_path: Path) -> None:
    secret, file = tmp_path / "secret", tmp_path / "desc.xml"
    secret.write_text("secret words", encoding="utf-8")
    hostile = XML.replace(
        "<!DOCTYPE DescriptorRecordSet SYSTEM", f'<!DOCTYPE DescriptorRecordSet [<!ENTITY x SYSTEM "{secret}">]><!--'
    )
    file.write_text(hostile.replace('.dtd">', ".dtd-->").replace("Systemic Sclerosis", "&x;"), encoding="utf-8")
    assert "secret" not in str(list(read_mesh(file)))


def test_a_tree_that_was_given_is_kept_and_used(tmp_path: Path) -> None:
    file = tmp_path / "tree.tsv"
    file.write_text(TABLE, encoding="utf-8")
    build_index([batch_of([record(1, mesh=[heading("Scleroderma, Limited")])])], tmp_path / "index")
    before = search(open_index(tmp_path / "index"), "skin diseases[mh]")
    install_tree(tmp_path / "index", file)
    after = search(open_index(tmp_path / "index"), "skin diseases[mh]")
    assert (before.count, after.count) == (0, 1)
    assert "no MeSH tree" in before.notes[0]
    assert after.notes == ()


def test_the_same_tree_is_kept_as_the_same_bytes(tmp_path: Path) -> None:
    lines = TABLE.splitlines(keepends=True)
    for name, order in (("a", lines), ("b", reversed(lines))):
        (tmp_path / name).write_text("".join(order), encoding="utf-8")
        install_tree(tmp_path / f"index-{name}", tmp_path / name)
    assert (tmp_path / "index-a" / FILE).read_bytes() == (tmp_path / "index-b" / FILE).read_bytes()


def test_a_damaged_tree_is_told(tmp_path: Path) -> None:
    assert load_tree(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"damaged")
    with pytest.raises(CorpusError, match="aetia corpus mesh FILE"):
        load_tree(tmp_path)


def test_without_a_tree_a_heading_finds_itself_and_this_is_said() -> None:
    index = index_of(
        record(1, mesh=[heading("Scleroderma, Systemic")]), record(2, mesh=[heading("Scleroderma, Limited")]), tree=None
    )
    answer = search(index, "systemic scleroderma[mh]")
    assert [hit.key for hit in answer.hits] == ["pmid:1"]
    assert "aetia corpus mesh FILE" in answer.notes[0]
    assert search(index, "systemic scleroderma[mh:noexp]").notes == ()


def test_a_heading_that_the_tree_does_not_have_is_told_with_those_like_it() -> None:
    answer = search(index_of(record(1)), "limited sclerodermas[mh]")
    assert answer.count == 0
    assert "no such heading" in answer.notes[0]
    assert "Scleroderma, Limited" in answer.notes[0]


def test_the_real_tree_is_read(shared_data: Path) -> None:
    tree = MeshTree(read_mesh(shared_data / "vocabularies" / "mesh2020_tree_nodes.tsv.gz"))
    assert len(tree) == 29_650
    below = {"Scleroderma, Systemic", "Scleroderma, Diffuse", "Scleroderma, Limited", "CREST Syndrome"}
    assert set(tree.below("Scleroderma, Systemic")) == below
