"""Generations: one pointer says which corpus an address means."""

from __future__ import annotations

from pathlib import Path

import pytest

from aetia.corpus.generations import (
    FIRST,
    address_of,
    current_address,
    current_generation,
    discard,
    generations,
    switch_to,
)
from aetia.corpus.store import Store
from aetia.errors import CorpusError, InputError


@pytest.fixture(params=["path", "memory"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return str(tmp_path / "corpus") if request.param == "path" else f"memory://{tmp_path.name}/corpus"


def made(address: str, generation: str) -> Store:
    store = Store(address_of(address, generation))
    store.create()
    store.write(store.part("p"), b"part")
    store.local.mkdir(parents=True, exist_ok=True)
    (store.local / "current.sqlite").write_text("x")
    return store


def test_an_address_means_itself_until_somebody_switches(address: str) -> None:
    assert current_address(address) == Store(address).address
    made(address, FIRST)
    assert (current_generation(address), generations(address)) == (FIRST, [FIRST])


def test_switching_and_switching_back(address: str) -> None:
    made(address, FIRST)
    made(address, "2027")
    assert generations(address) == [FIRST, "2027"]
    switch_to(address, "2027")
    assert current_address(address) == f"{Store(address).address}/generations/2027"
    switch_to(address, FIRST)
    assert current_address(address) == Store(address).address


def test_what_is_not_there_cannot_be_switched_to(address: str) -> None:
    made(address, FIRST)
    with pytest.raises(InputError, match="There are: first"):
        switch_to(address, "2027")
    assert current_generation(address) == FIRST


@pytest.mark.parametrize("pointer", ["{", "[]", '{"generation": "../../elsewhere"}', '{"generation": "2031"}', "null"])
def test_a_damaged_pointer_is_told_with_its_remedy(address: str, pointer: str) -> None:
    root = made(address, FIRST)
    root.write(f"{root.root}/current.json", pointer.encode())
    with pytest.raises(CorpusError, match="with one of: first"):
        current_address(address)


def test_the_current_generation_is_not_discarded(address: str) -> None:
    made(address, FIRST)
    with pytest.raises(InputError, match="current generation"):
        discard(address, FIRST)


def test_the_first_generation_goes_and_the_later_ones_stay(address: str) -> None:
    first, second = made(address, FIRST), made(address, "2027")
    (first.local / "downloads").mkdir()
    (first.local / "update.lock").write_text("")
    switch_to(address, "2027")
    discard(address, FIRST)
    assert generations(address) == ["2027"]
    assert not first.fs.exists(first.part("p"))
    assert second.fs.exists(second.part("p"))
    assert sorted(path.name for path in first.local.iterdir()) == ["downloads", "update.lock"]
    assert current_address(address) == second.address


def test_a_later_generation_goes_whole(address: str) -> None:
    made(address, FIRST)
    later = made(address, "2027")
    discard(address, "2027")
    assert generations(address) == [FIRST]
    assert not later.fs.exists(later.root)


def test_a_discard_that_was_killed_can_be_called_again(address: str) -> None:
    first = made(address, FIRST)
    made(address, "2027")
    switch_to(address, "2027")
    first.fs.rm_file(f"{first.root}/corpus.json")
    discard(address, FIRST)
    assert generations(address) == ["2027"]
    with pytest.raises(InputError, match="no generation"):
        discard(address, FIRST)
