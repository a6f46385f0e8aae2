"""Where PubMed does otherwise: each row of the table in docs/methods/search.md does here what the row says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.corpus.searching import finds, found, heading, index_of, record

from aetia.corpus.query import parse
from aetia.corpus.search import search
from aetia.errors import QueryError

HELD: dict[str, Callable[[], None]] = {}


def row(start: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """What holds the row of the table that begins so."""

    def keep(check: Callable[[], None]) -> Callable[[], None]:
        HELD[start] = check
        return check

    return keep


def fault(query: str) -> QueryError:
    with pytest.raises(QueryError) as raised:
        parse(query)
    return raised.value


@row("plain words are mapped")
def _no_mapping() -> None:
    paper: dict[str, Any] = {"title": "Myocardial infarction", "mesh": [heading("Scleroderma, Systemic")]}
    assert not finds("heart attack", **paper)
    assert not finds("systemic sclerosis", **paper)
    assert finds("systemic sclerosis[mh]", **paper)


@row("plain words bring their plural")
def _no_plurals() -> None:
    assert not finds("tumor", title="A tumour")
    assert not finds("tumour", title="Tumours")
    assert finds("tumor* OR tumour*", title="Tumours")


@row("a journal with year")
def _no_citations() -> None:
    paper: dict[str, Any] = {"journal_iso": "Skin Oxf.", "published": "2003", "volume": "62", "pages": "123-129"}
    assert not finds("skin oxf 2003 62 123", **paper)
    assert finds("skin oxf[ta] 2003[dp] 62[vi] 123[pg]", **paper)


@row("a phrase that is not")
def _every_phrase() -> None:
    assert finds('"dust seldom itches"', title="Dust seldom itches")
    assert not finds('"dust seldom itches"', title="Seldom dust itches")


@row("common words are left out")
def _common_words() -> None:
    assert finds('"dust of the skin"', title="Dust of the skin")
    assert not finds('"dust of the skin"', title="Dust on a skin")
    answer = search(index_of(record(1, title="Dust on a skin")), "dust of the skin")
    assert answer.count == 1
    assert answer.notes == ("left out as too common, as in PubMed: of, the",)


@row("`*` needs four")
def _short_stems() -> None:
    assert finds("vi*[ti] AND an*mia[ti]", title="Virus and anaemia")
    assert "at least 2 letters" in fault("v*[ti]").what


@row("a qualifier brings")
def _qualifiers() -> None:
    paper: dict[str, Any] = {"mesh": [heading("Acne", "drug therapy")]}
    assert finds("acne/drug therapy[mh]", **paper)
    assert not finds("acne/therapy[mh]", **paper)


@row("supplementary concepts")
def _names_of_headings() -> None:
    assert finds("systemic sclerosis[mh]", mesh=[heading("Scleroderma, Systemic")])
    assert not finds("progressive sclerosis[mh]", mesh=[heading("Scleroderma, Systemic")])


@row("the last so many")
def _no_clock() -> None:
    assert "from no particular day" in fault('"last 5 years"[dp]').what


@row("words can be near")
def _near() -> None:
    assert finds('"dust skin"[tiab:~1]', title="skin and dust")
    assert "cannot ask for words near each other" in fault('"clinic ulm"[ad:~3]').what


@row("an unknown tag")
def _unknown_tags() -> None:
    assert "there is no tag [tiabb]" in fault("virus[tiabb]").what


@row("a learned model")
def _ranking() -> None:
    index = index_of(
        record(1, title="dust", abstract="virus"), record(2, title="virus", abstract="dust"), record(3, abstract="dust")
    )
    first, second = search(index, "virus").hits
    assert first.key == "pmid:2"
    assert first.score
    assert second.score
    assert first.score > second.score


@row("free full text")
def _free_text() -> None:
    index = index_of(record(1, pmcid="PMC1"), record(2))
    assert found(index, "free full text[sb]") == [1]
    assert "PubMed Central" in search(index, "free full text[sb]").notes[0]


@row("earlier searches")
def _no_history() -> None:
    assert fault("#1 AND #2").remedy == "Write the search itself, in parentheses"


@row("statements of interests")
def _not_in_the_index() -> None:
    for tag in ("cois", "pa", "pubn", "fir"):
        assert "cannot be searched" in fault(f"virus[{tag}]").what


@row("subject filters")
def _no_subject_filters() -> None:
    assert "there is no subset" in fault("cancer[sb]").what


@pytest.mark.parametrize("start", list(HELD))
def test_the_row_is_held(start: str) -> None:
    HELD[start]()


def test_every_row_of_the_table_is_held(repository: Path) -> None:
    text = (repository / "docs" / "methods" / "search.md").read_text(encoding="utf-8")
    section = text.partition("## Where PubMed does otherwise")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \|", section, re.MULTILINE)[1:]
    assert [start for start in HELD if not any(each.startswith(start) for each in rows)] == []
    assert [each for each in rows if not any(each.startswith(start) for start in HELD)] == []


def test_the_examples_of_the_page_are_searches(repository: Path) -> None:
    text = (repository / "docs" / "methods" / "search.md").read_text(encoding="utf-8")
    language = text.partition("## What one word is")[0]
    examples = [code for code in re.findall(r"`([^`]+)`", language) if re.search(r"\w.*\[[\w:~]+\]", code)]
    assert len(examples) > 10
    for example in examples:
        parse(example)
