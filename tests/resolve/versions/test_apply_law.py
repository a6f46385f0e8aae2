"""Laws of a whole run, on small libraries drawn at random in which much is one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.resolve.versions.libraries import files, finding, reference, study, write

from aetia.library import read_library
from aetia.library.check.run import check_library
from aetia.model.decision import SameDecision
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.resolve.versions import apply_same

TITLES = ("Silica dust and scleroderma in miners of one valley", "Lung function over five years in one valley")
FEW = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])


@st.composite
def entries(draw: st.DrawFn, number: int) -> Study:
    """An entry that may be another one's twin, version or neighbour; what it found is its own."""
    identifiers = {
        "pmid": draw(st.sampled_from([None, "1", "2"])),
        "doi": draw(st.sampled_from([None, "10.1234/a", "10.1101/2020.01.01.20000001"])),
    }
    told: dict[str, Any] = reference(
        draw(st.sampled_from(TITLES)),
        draw(st.sampled_from(["", "Alpha A", "Alpha A, Beta B"])),
        draw(st.sampled_from(["", "Lancet", "medRxiv"])),
        draw(st.sampled_from([None, 2020, 2021])),
        **{kind: value for kind, value in identifiers.items() if value},
    )
    appraised = draw(st.sampled_from([None, "for", "unclear"]))
    fields: dict[str, Any] = (
        {"findings": [finding(direction=appraised, statement={"en": f"Said by {number}."})]} if appraised else {}
    )
    for name, values in (
        ("registration", ["NCT00004786"]),
        ("design", ["cohort", "trial"]),
        ("reviewed_as", ["p", "q"]),
    ):
        value = draw(st.sampled_from([None, *values]))
        fields |= {name: value} if value else {}
    return study(f"entry-{number}", told, note=f"Note of {number}.", **fields)


@st.composite
def libraries(draw: st.DrawFn) -> tuple[list[Study], list[SameDecision]]:
    """Some entries, and what people said of some pairs of them."""
    studies = [draw(entries(number)) for number in range(draw(st.integers(2, 5)))]
    names = st.sampled_from([one.id for one in studies])
    kinds = st.sampled_from(["publication", "version", "population"])
    rows = st.builds(
        SameDecision, on=st.just("2026-01-01"), by=st.just("anna"), one=names, other=names, kind=kinds,
        decision=st.sampled_from(["yes", "no"]),
    )  # fmt: skip
    return studies, [row for row in draw(st.lists(rows, max_size=3)) if row.one != row.other]


def told(library: Library) -> tuple[set[str], set[str], set[str], set[str]]:
    """Everything that must never be lost: identifiers, titles, what was found, and names."""
    references = [each for one in library.studies.values() for each in one.references]
    return (
        {key for each in references for key in each.identifiers.keys()},  # noqa: SIM118 (a method)
        {each.title for each in references},
        {each.statement["en"] for one in library.studies.values() for each in one.findings},
        {name for one in library.studies.values() for name in (one.id, *one.aliases)},
    )


def unsound(root: Path) -> set[str]:
    return {fault.code for fault in check_library(root) if fault.severity == "error"}


@FEW
@given(libraries())
def test_nothing_is_lost_and_doing_it_twice_is_doing_it_once(drawn: tuple[list[Study], list[SameDecision]]) -> None:
    studies, rows = drawn
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder), *studies)
        with_rows(root, rows)
        before, faults = told(read_library(root)), unsound(root)

        apply_same(root, on="2026-11-30")

        assert told(read_library(root)) == before
        crossed = (
            {"same-study"} if "same-publication" in faults else set()
        )  # identifiers that contradict each other in a ring
        assert unsound(root) <= faults | crossed
        notes = " ".join(one.note or "" for one in read_library(root).studies.values())
        assert all(f"Note of {number}." in notes for number in range(len(studies)))
        assert set(map(repr, rows)) <= set(map(repr, read_library(root).same))
        once = files(root)
        assert apply_same(root, on="2027-11-30").files == []
        assert files(root) == once


@FEW
@given(libraries(), st.randoms(use_true_random=False))
def test_what_a_person_told_apart_is_never_made_one(drawn: tuple[list[Study], list[SameDecision]], random: Any) -> None:
    studies, rows = drawn
    random.shuffle(studies)
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder), *studies)
        with_rows(root, rows)

        apply_same(root, on="2026-11-30")

        library = read_library(root)
        last = {(frozenset({row.one, row.other}), row.kind): row for row in rows}
        for row in last.values():
            if row.decision == "no":
                one, other = library.joined.get(row.one, row.one), library.joined.get(row.other, row.other)
                assert (
                    one != other
                    or row.kind == "publication"
                    or any(yes.decision == "yes" and {yes.one, yes.other} == {row.one, row.other} for yes in rows)
                )


def with_rows(root: Path, rows: list[SameDecision]) -> None:
    from aetia.library import layout
    from aetia.library.tables import table_text

    if rows:
        (root / layout.DECISIONS).mkdir(exist_ok=True)
        (root / layout.SAME).write_text(table_text(SameDecision, rows), encoding="utf-8")
