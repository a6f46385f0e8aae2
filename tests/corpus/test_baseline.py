"""The yearly swap: the old corpus serves until the new one is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.corpus.nlm import Copies, Nlm, assert_sound, name_of
from tests.services import busy, file

from aetia.corpus.baseline import SwapReport, swap_baseline
from aetia.corpus.generations import FIRST, current_address, current_generation, generations, switch_to
from aetia.corpus.mesh import FILE as TREE
from aetia.corpus.store import Store
from aetia.corpus.update import update
from aetia.corpus.update_lock import updating
from aetia.corpus.watermark import read_watermark
from aetia.errors import BusyError, CorpusError, CorpusLocked, InputError, ServiceError
from aetia.http import PoliteClient


@pytest.fixture
def swap(store: Store, client: PoliteClient, nlm: Nlm) -> Any:
    def swap(**options: Any) -> SwapReport:
        options = {"intake": Copies(), "batch": 2, **options}
        return swap_baseline(store.address, client, folders=nlm.folders, **options)

    return swap


@pytest.fixture
def old(store: Store, client: PoliteClient, nlm: Nlm) -> Store:
    """A corpus of 2026 with its updates, and NLM's folders as they are after the change of the year."""
    nlm.put(range(1, 4))
    nlm.put([4], folder="updatefiles")
    update(store.address, client, folders=nlm.folders, intake=Copies())
    nlm.take_away(range(1, 4))
    nlm.take_away([4], folder="updatefiles")
    nlm.put(range(1, 6), year=27)
    nlm.put([6, 7], year=27, folder="updatefiles")
    return store


def test_a_swap_builds_beside_and_then_switches(old: Store, swap: Any) -> None:
    report = swap()
    assert (report.year, report.generation, report.replaced) == (2027, "2027", FIRST)
    new = Store(current_address(old.address))
    assert new.address == f"{old.address}/generations/2027"
    mark = read_watermark(new)
    assert mark is not None
    assert (mark.year, mark.number) == (2027, 7)
    assert_sound(new)
    assert generations(old.address) == [FIRST, "2027"]
    assert len(old.names()) == 4  # the old one is as it was


def test_after_a_swap_updates_go_to_the_new_generation(old: Store, swap: Any, client: PoliteClient, nlm: Nlm) -> None:
    swap()
    nlm.put([8], year=27, folder="updatefiles")
    report = update(old.address, client, folders=nlm.folders, intake=Copies())
    assert report.added == (name_of(8, 27),)
    assert report.warnings == []
    switch_to(old.address, FIRST)
    assert update(old.address, client, folders=nlm.folders, intake=Copies()).plan.newer_baseline == 2027


def test_the_old_one_serves_while_anything_fails(old: Store, swap: Any, nlm: Nlm) -> None:
    nlm.spoil(4, busy(), year=27)
    with pytest.raises(BusyError):
        swap()
    assert current_generation(old.address) == FIRST
    nlm.spoil(4, file(b"something else"), year=27)
    with pytest.raises(CorpusError, match="6 of 7 files are in the new generation, so the old one stays"):
        swap()
    assert current_address(old.address) == old.address
    fetched = nlm.fetched(1, year=27)
    nlm.put([4], year=27)
    assert swap().generation == "2027"
    assert nlm.fetched(1, year=27) == fetched  # what was there was not fetched again


@pytest.mark.parametrize("last", [None, 6])
def test_a_baseline_with_files_missing_is_not_swapped_to(old: Store, swap: Any, nlm: Nlm, last: int | None) -> None:
    nlm.take_away([3], year=27)
    with pytest.raises(ServiceError, match="files of 2027's baseline are there; number 3 is missing"):
        swap(last=last)
    assert generations(old.address) == [FIRST]


def test_a_baseline_without_updates_is_not_known_to_be_whole(old: Store, swap: Any, nlm: Nlm) -> None:
    nlm.take_away([6, 7], year=27, folder="updatefiles")
    with pytest.raises(ServiceError, match="nobody can tell"):
        swap()
    assert swap(last=5).generation == "2027"


def test_gaps_in_the_updates_are_told_and_do_not_hold_the_swap(old: Store, swap: Any, nlm: Nlm) -> None:
    nlm.put([9], year=27, folder="updatefiles")
    report = swap()
    assert report.update.plan.gaps == (8,)
    assert current_generation(old.address) == "2027"


def test_the_old_one_goes_where_that_is_wished(old: Store, swap: Any) -> None:
    report = swap(keep_old=False)
    assert report.discarded
    assert generations(old.address) == ["2027"]
    assert not Path(f"{old.root}/parts").exists()


def test_a_corpus_on_the_newest_baseline_is_swapped_only_when_asked_to_rebuild(old: Store, swap: Any) -> None:
    swap()
    with pytest.raises(InputError, match="rests on 2027's baseline already"):
        swap()
    assert swap(rebuild=True).generation == "2027-2"
    report = swap(rebuild=True, keep_old=False)
    assert (report.generation, report.replaced) == ("2027-3", "2027-2")
    assert generations(old.address) == [FIRST, "2027", "2027-3"]


def test_a_swap_makes_a_corpus_where_there_is_none(store: Store, swap: Any, nlm: Nlm) -> None:
    nlm.put([1, 2])
    nlm.put([3], folder="updatefiles")
    report = swap()
    assert (report.generation, report.replaced) == ("2026", None)
    assert read_watermark(Store(current_address(store.address))) is not None


def test_a_corpus_that_was_made_by_hand_is_swapped_too(store: Store, swap: Any, nlm: Nlm) -> None:
    store.create()
    nlm.put([1, 2])
    nlm.put([3], folder="updatefiles")
    assert swap().replaced == FIRST


def test_kept_downloads_serve_a_rebuild(old: Store, swap: Any, nlm: Nlm) -> None:
    swap(keep_downloads=True)
    swap(keep_downloads=True, rebuild=True)
    assert nlm.fetched(1, year=27) == 1


def test_what_people_gave_to_the_old_generation_comes_along(old: Store, swap: Any) -> None:
    for name in ("standing/retraction-watch.jsonl", f"search/{TREE}"):
        (old.local / name).parent.mkdir(parents=True, exist_ok=True)
        (old.local / name).write_text(name)
    swap()
    new = Store(current_address(old.address)).local
    assert (new / "standing" / "retraction-watch.jsonl").read_text() == "standing/retraction-watch.jsonl"
    assert (new / "search" / TREE).read_text() == f"search/{TREE}"


def test_a_swap_and_an_update_exclude_each_other(old: Store, swap: Any) -> None:
    with updating(Store(old.address), "aetia corpus update"), pytest.raises(CorpusLocked):
        swap()


def test_too_little_room_is_told_before_anything_is_fetched(
    old: Store, swap: Any, nlm: Nlm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aetia.corpus.room.SPARE", 10**18)
    with pytest.raises(CorpusError, match="too little room"):
        swap()
    assert nlm.fetched(1, year=27) == 0


def test_a_swap_at_an_address_elsewhere(
    client: PoliteClient, nlm: Nlm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    address = f"memory://{tmp_path.name}/corpus"
    nlm.put([1, 2])
    update(address, client, folders=nlm.folders, intake=Copies())
    nlm.put([1, 2], year=27)
    nlm.put([3], year=27, folder="updatefiles")
    report = swap_baseline(address, client, folders=nlm.folders, intake=Copies(), keep_old=False)
    assert report.discarded
    assert generations(address) == ["2027"]
    assert Store(current_address(address)).names() == ["pubmed27n0001", "pubmed27n0002", "pubmed27n0003"]
