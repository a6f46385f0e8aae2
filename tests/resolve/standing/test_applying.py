"""Writing what is a matter of fact: all of it or nothing, never over what somebody wrote, and the second time nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.test_interruption import in_a_child, killed_at, snapshot
from tests.resolve.standing.made_up import compared, corpus, library, paper, study

from aetia.corpus import Corpus, Store
from aetia.errors import InputError
from aetia.library.check import check_library
from aetia.library.read import read_library
from aetia.resolve.standing import Applied, apply_facts, applying, compare_with_corpus

NOTICE = paper(
    90000009, title="Retraction of a paper on slate dust", family="Editor", year=2021, month="Mar", doi="10.9999/notice"
)
WORDS = "No dose was seen."


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A corpus that knows all of the slate paper, and its retraction."""
    whole = paper(doi="10.9999/slate", pmcid="PMC900", month="Feb", links=[("RetractionIn", 90000009)])
    with corpus(tmp_path_factory.mktemp("full"), whole, NOTICE) as opened:
        return opened.store


def applied(root: Path, store: Store, on: str | None = None) -> Applied:
    with Corpus(store) as opened:
        return apply_facts(root, opened, on=on)


def applied_to(root: Path, store: Store) -> None:
    applied(root, store)


def the_study(root: Path) -> str:
    return (root / "studies" / "slate.yaml").read_text("utf-8")


EARLY = study(place="    container-title: Journal of Made-up Medicine\n", quotation=f"text: {WORDS}")


def test_what_was_absent_is_written_in_canonical_form_and_every_change_is_listed(tmp_path: Path, full: Store) -> None:
    root = library(tmp_path, slate=EARLY)

    done = applied(root, full)

    assert the_study(root).startswith(
        "references:\n"
        "  - title: Slate dust and the palewrist in quarries\n"
        "    author: [{family: Alpha, given: AB}]\n"
        "    container-title: Journal of Made-up Medicine\n"
        "    issued: 2019\n"
        "    volume: 12\n"
        "    issue: 3\n"
        "    page: 100-109\n"
        "    identifiers: {pmid: 90000001, pmcid: PMC900, doi: 10.9999/slate}\n"
        "    standing:\n"
        "      state: retracted\n"
        "      notice: {pmid: 90000009, doi: 10.9999/notice, date: 2021-03, source: PubMed}\n"
    )
    assert [str(change) for change in done.changes if "quotation" not in change.field] == [
        "studies/slate.yaml: references[0].identifiers.doi: nothing → 10.9999/slate",
        "studies/slate.yaml: references[0].identifiers.pmcid: nothing → PMC900",
        "studies/slate.yaml: references[0].issue: nothing → 3",
        "studies/slate.yaml: references[0].page: nothing → 100-109",
        "studies/slate.yaml: references[0].standing.notice.date: nothing → 2021-03",
        "studies/slate.yaml: references[0].standing.notice.doi: nothing → 10.9999/notice",
        "studies/slate.yaml: references[0].standing.notice.pmid: nothing → 90000009",
        "studies/slate.yaml: references[0].standing.notice.source: nothing → PubMed",
        "studies/slate.yaml: references[0].standing.state: nothing → retracted",
        "studies/slate.yaml: references[0].volume: nothing → 12",
    ]
    assert [fault for fault in check_library(root) if fault.severity == "error" or fault.code == "not-canonical"] == []
    assert compared(root, Corpus(full)).faults == [], "the library says now what the corpus says"


def test_a_second_run_changes_nothing(tmp_path: Path, full: Store) -> None:
    root = library(tmp_path, slate=EARLY)
    applied(root, full)
    once = snapshot(root)

    assert applied(root, full) == Applied((), ())
    assert snapshot(root) == once


def test_comments_stay_where_they_were(tmp_path: Path, full: Store) -> None:
    text = EARLY.replace("    issued: 2019\n", "    # the print came later\n    issued: 2019  # ahead of print\n")
    root = library(tmp_path, slate=text)
    applied(root, full)
    assert "    # the print came later\n    issued: 2019  # ahead of print\n    volume: 12\n" in the_study(root)


def test_a_quotation_that_stands_is_checked_on_the_day_that_the_library_stands_for(tmp_path: Path, full: Store) -> None:
    root = library(tmp_path, slate=EARLY)
    applied(root, full)
    quotation = read_library(root).studies["slate"].findings[0].quotation
    assert quotation is not None
    assert (quotation.text, quotation.checked, quotation.digest) == (WORDS, "2026-11-20", quotation.digest_of_text)


@pytest.mark.parametrize(
    ("checked", "on", "then"),
    [
        ("2026-11-01", "2026-12-24", "2026-12-24"),
        ("2027-01-01", "2026-12-24", "2027-01-01"),
        ("2026", None, "2026-11-20"),
    ],
)
def test_a_day_may_be_given_and_never_takes_a_later_check_back(
    tmp_path: Path, full: Store, checked: str, on: str | None, then: str
) -> None:
    root = library(tmp_path, slate=study(quotation=f"text: {WORDS}\nchecked: {checked}"))
    applied(root, full, on)
    quotation = read_library(root).studies["slate"].findings[0].quotation
    assert quotation is not None
    assert quotation.checked == then


def test_a_quotation_that_does_not_stand_is_not_marked_as_checked(tmp_path: Path, full: Store) -> None:
    root = library(tmp_path, slate=study(quotation="text: No dose was ever seen."))
    applied(root, full)
    quotation = read_library(root).studies["slate"].findings[0].quotation
    assert quotation is not None
    assert (quotation.checked, quotation.digest) == (None, None)


def test_a_day_that_is_none_is_refused(tmp_path: Path, full: Store) -> None:
    with pytest.raises(InputError, match="'tomorrow' is no date"):
        applied(library(tmp_path, slate=EARLY), full, "tomorrow")


def test_what_is_new_of_a_notice_is_added_to_what_stands_there(tmp_path: Path, full: Store) -> None:
    standing = (
        "    standing:\n      state: retracted\n      notice: {pmid: 90000009, source: A friend, note: seen in print}\n"
    )
    root = library(tmp_path, slate=study(more=standing))
    applied(root, full)
    assert (
        "notice: {pmid: 90000009, doi: 10.9999/notice, date: 2021-03, source: A friend, note: seen in print}"
        in the_study(root)
    )


@pytest.mark.parametrize(
    "notice",
    ["{pmid: 90000008}", "{source: A friend}", "{pmid: 90000009, doi: 10.9999/other}", "{pmid: 90000009, date: 2020}"],
)
def test_a_notice_that_may_be_another_one_is_left_alone(tmp_path: Path, full: Store, notice: str) -> None:
    root = library(tmp_path, slate=study(more=f"    standing:\n      state: retracted\n      notice: {notice}\n"))
    applied(root, full)
    assert f"notice: {notice}" in the_study(root)


def test_a_replacement_is_named_by_its_doi(tmp_path: Path) -> None:
    new = paper(90000002, title="Slate dust and the palewrist in quarries, again", year=2020, doi="10.9999/new")
    root = library(tmp_path, slate=study())
    with corpus(tmp_path, paper(links=[("RetractedandRepublishedIn", 90000002)]), new) as opened:
        apply_facts(root, opened)
    standing = read_library(root).studies["slate"].reference.standing
    assert (standing.state.value, standing.replaced_by) == ("retracted-and-replaced", "10.9999/new")


def test_a_replacement_under_the_same_doi_is_not_named_as_another_paper(tmp_path: Path) -> None:
    new = paper(90000002, title="Slate dust and the palewrist in quarries, again", year=2020, doi="10.9999/slate")
    old = paper(doi="10.9999/slate", links=[("RetractedandRepublishedIn", 90000002)])
    root = library(tmp_path, slate=study(identifiers="pmid: 90000001, doi: 10.9999/slate"))
    with corpus(tmp_path, old, new) as opened:
        apply_facts(root, opened)
    standing = read_library(root).studies["slate"].reference.standing
    assert (standing.state.value, standing.replaced_by) == ("retracted-and-replaced", None)
    assert standing.notice is not None
    assert standing.notice.pmid == "90000002"


def test_a_file_that_somebody_changes_meanwhile_is_left_alone_and_named(
    tmp_path: Path, full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = library(tmp_path, slate=EARLY, other=EARLY)
    mine = EARLY.replace("issued: 2019", "issued: 2018")
    compare = compare_with_corpus

    def slow(*arguments: Any, **named: Any) -> Any:
        found = compare(*arguments, **named)
        (root / "studies" / "slate.yaml").write_text(mine, "utf-8")
        return found

    monkeypatch.setattr(applying, "compare_with_corpus", slow)
    done = applied(root, full)

    assert done.left_alone == ("studies/slate.yaml",)
    assert the_study(root) == mine
    assert {change.file for change in done.changes} == {"studies/other.yaml"}


def test_a_run_that_is_killed_at_any_step_leaves_the_library_as_before_or_as_after(tmp_path: Path, full: Store) -> None:
    pytest.importorskip("fcntl")
    before_root = library(tmp_path / "before", slate=EARLY, other=EARLY)
    after_root = tmp_path / "after"
    shutil.copytree(before_root, after_root)
    applied(after_root, full)
    before, done, seen = snapshot(before_root), snapshot(after_root), set()
    for step in range(1, 400, 3):
        root = tmp_path / f"step-{step}"
        shutil.copytree(before_root, root)
        ended = in_a_child(killed_at(step, False, partial(applied_to, root, full)))
        read_library(root)
        found = snapshot(root)
        assert found in (before, done), f"killed at step {step}: neither before nor after"
        seen.add(found == done)
        shutil.rmtree(root)
        if ended == 0:
            break
    else:
        pytest.fail("it never got to its end")
    assert seen == {False, True}


VALUES: dict[str, list[Any]] = {
    "author": ["Alpha", "Alpho", "Omega"],
    "container-title": ["Journal of made-up medicine", "J Made Up Med", "Bread"],
    "container-title-short": ["J Made Up Med", "Bread"],
    "issued": ["2019", "2019-02", "2018", "1999"],
    "volume": ["12", "012", "13"],
    "issue": ["3", "Suppl 3"],
    "page": ["100-9", "1"],
    "number": ["100", "e7"],
    "note": ["as printed"],
    "pmid": ["90000001"],
    "pmcid": ["PMC900", "PMC901"],
    "doi": ["10.9999/slate", "10.9999/other"],
    "standing": [
        {"state": "current"},
        {"state": "retracted", "notice": {"pmid": "90000009"}},
        {"state": "corrected", "notice": {"pmid": "90000008"}},
        {"state": "retracted", "notice": {"source": "A friend"}},
    ],
}
_IDENTIFIERS = ("pmid", "pmcid", "doi")
written = st.fixed_dictionaries(
    {"title": st.sampled_from(["Slate dust and the palewrist in quarries", "Slate dust", "Bread"])},
    optional={name: st.sampled_from(values) for name, values in VALUES.items()},
)


def reference_of(chosen: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in chosen.items() if name not in _IDENTIFIERS}
    if "author" in rest:
        rest["author"] = [{"family": rest["author"], "given": "AB"}]
    identifiers = {name: chosen[name] for name in _IDENTIFIERS if name in chosen}
    return rest | ({"identifiers": identifiers} if identifiers else {})


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, f"{path}[{number}]")
    else:
        yield path, value


@settings(max_examples=40)
@given(st.lists(written, min_size=1, max_size=4), st.sampled_from([WORDS, "Words of nobody"]))
def test_whatever_somebody_wrote_stays_and_twice_is_once(
    full: Store, tmp_path_factory: pytest.TempPathFactory, references: list[dict[str, Any]], quotation: str
) -> None:
    finding = {"topic": "infection/example-virus", "quotation": {"text": quotation, "checked": "2026-01-02"}}
    document = {"references": [reference_of(each) for each in references], "findings": [finding]}
    root = library(tmp_path_factory.mktemp("written"), slate=yaml.safe_dump(document, sort_keys=False))

    done = applied(root, full)

    before, after = dict(leaves(document)), dict(leaves(yaml.load(the_study(root), yaml.BaseLoader)))
    for path, value in before.items():
        assert after[path] == value or path.endswith(".checked"), path
    changed = {path for path in after if before.get(path) != after[path]}
    assert len(changed) == len(done.changes) or any("author" in path for path in changed)
    assert applied(root, full).changes == ()
