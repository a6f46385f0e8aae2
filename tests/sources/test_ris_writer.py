"""RIS that we write, read again."""

from __future__ import annotations

import io
from typing import Any

import rispy  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from aetia.sources.ris import read_ris
from aetia.sources.ris_writer import ris_record

ITEM = {
    "type": "article-journal",
    "title": "Slate dust and palewrist: a cohort",
    "author": [{"family": "Doe", "given": "Jane B"}, {"literal": "Palewrist Study Group"}],
    "container-title": "Journal of made-up things",
    "container-title-short": "J Made Up",
    "issued": {"date-parts": [[2019, 3]]},
    "volume": "12",
    "issue": "3",
    "page": "101-109",
    "PMID": "50000001",
    "PMCID": "PMC50000001",
    "DOI": "10.1000/abc",
    "abstract": "BACKGROUND: Dust.\nRESULTS: More.",
}


def again(item: dict[str, Any]) -> dict[str, Any]:
    (record,) = read_ris(io.BytesIO(ris_record(item).encode()))
    return record.item or {}


def test_an_item_comes_back_as_it_was() -> None:
    found = again(ITEM)
    same = ("type", "title", "author", "container-title", "issued", "volume", "issue", "page", "PMID", "PMCID", "DOI")
    assert {name: found.get(name) for name in same} == {name: ITEM[name] for name in same}


def test_a_note_on_another_paper_lends_the_record_no_identifier() -> None:
    bare = {name: value for name, value in ITEM.items() if name not in ("DOI", "PMID", "PMCID")}
    found = again(
        {**bare, "note": "Retracted. Notice of 2020: PMID 555, doi:10.5555/notice.", "keyword": "Retracted publication"}
    )
    assert found["note"] == "Retracted. Notice of 2020: PMID 555, doi:10.5555/notice."
    assert not {"DOI", "PMID", "PMCID"} & found.keys()


def test_a_line_end_in_a_value_begins_no_field() -> None:
    hostile = {**ITEM, "title": "Slate\nER  - \n\nTY  - BOOK\nTI  - Another"}
    assert again(hostile)["title"] == "Slate ER - TY - BOOK TI - Another"


words = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=12)


@given(st.lists(words, min_size=1, max_size=8).map(" ".join))
def test_every_title_stays_one_record(title: str) -> None:
    assert again({**ITEM, "title": title})["DOI"] == "10.1000/abc"


odd = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=12)


@given(st.lists(odd, min_size=1, max_size=4).map(lambda found: " ".join(" ".join(found).split())).filter(bool))
@example("ER  - ")
@example("{5% of \\ $x} TY  - BOOK")
def test_other_programs_find_the_same_fields(text: str) -> None:
    text = " ".join(text.split())
    written = ris_record(
        {**ITEM, "title": text, "container-title": f"J {text}", "note": f"N {text}", "keyword": f"K {text}"}
    )
    (found,) = rispy.loads(written)
    assert (found["title"], found["secondary_title"], found["notes"], found["keywords"]) == (
        text,
        f"J {text}",
        [f"N {text}"],
        [f"K {text}"],
    )
    assert (found["doi"], found["year"], found["start_page"], found["end_page"]) == (
        "10.1000/abc",
        "2019",
        "101",
        "109",
    )
    assert found["authors"] == ["Doe, Jane B", "Palewrist Study Group"]
