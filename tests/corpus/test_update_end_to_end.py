"""From NLM's folders to records that can be asked for, with nothing put in between."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.made_up import titles, write_file
from tests.corpus.nlm import Nlm, name_of

from aetia.corpus.baseline import swap_baseline
from aetia.corpus.generations import current_address
from aetia.corpus.store import Store
from aetia.corpus.update import update
from aetia.http import PoliteClient


def put(nlm: Nlm, path: str, folder: str = "baseline", year: int = 26) -> None:
    """Puts out a file that was made up."""
    content = Path(path).read_bytes()
    number = int(Path(path).name[9:13])
    nlm.put_file(name_of(number, year), content, folder)


def test_records_follow_nlm(store: Store, client: PoliteClient, nlm: Nlm, tmp_path: Path) -> None:
    put(nlm, write_file(tmp_path, 1, [(11, 1, "2025-01-01"), (12, 1, "2025-01-01")]))
    put(nlm, write_file(tmp_path, 2, [(13, 1, "2025-01-01")]))
    assert update(store.address, client, folders=nlm.folders).watermark == 2
    assert titles(store) == {"pmid:11": "11 of 1", "pmid:12": "12 of 1", "pmid:13": "13 of 2"}
    put(nlm, write_file(tmp_path, 3, [(11, 1, "2026-02-01")], deleted=[12]), "updatefiles")
    report = update(store.address, client, folders=nlm.folders)
    assert (report.added, report.warnings) == ((name_of(3),), [])
    assert titles(store) == {"pmid:11": "11 of 3", "pmid:13": "13 of 2"}


def test_a_file_that_ends_early_on_nlm_s_side_does_not_count(
    store: Store, client: PoliteClient, nlm: Nlm, tmp_path: Path
) -> None:
    put(nlm, write_file(tmp_path, 1, [(11, 1, "2025-01-01")]))
    whole = Path(write_file(tmp_path, 2, [(pmid, 1, "2025-01-01") for pmid in range(20, 60)])).read_bytes()
    nlm.put_file(name_of(2), whole[: len(whole) // 2], "baseline")
    report = update(store.address, client, folders=nlm.folders)
    assert report.watermark == 1
    assert "not whole, though its digest is right" in report.failed[name_of(2)]
    nlm.put_file(name_of(2), whole, "baseline", modified="2026-03-01 10:00")
    assert update(store.address, client, folders=nlm.folders).watermark == 2
    assert len(titles(store)) == 41


def test_a_swap_leaves_out_what_the_new_baseline_leaves_out(
    store: Store, client: PoliteClient, nlm: Nlm, tmp_path: Path
) -> None:
    put(nlm, write_file(tmp_path, 1, [(11, 1, "2025-01-01"), (12, 1, "2025-01-01")]))
    update(store.address, client, folders=nlm.folders)
    put(nlm, write_file(tmp_path, 1, [(11, 1, "2026-12-01")], year=27), year=27)
    put(nlm, write_file(tmp_path, 2, [(14, 1, "2027-01-02")], year=27), "updatefiles", year=27)
    swap_baseline(store.address, client, folders=nlm.folders)
    assert titles(Store(current_address(store.address))) == {"pmid:11": "11 of 1", "pmid:14": "14 of 2"}
    assert set(titles(store)) == {"pmid:11", "pmid:12"}
