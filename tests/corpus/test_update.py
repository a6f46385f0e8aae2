"""Keeping a corpus current: only what is verified counts, and what is wrong is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.corpus.nlm import Copies, Nlm, assert_sound, content_of, name_of
from tests.services import body, busy, cut_after, file, hung_up

from aetia.corpus.store import Store
from aetia.corpus.update import UpdateReport, plan_update, update
from aetia.corpus.update_lock import updating
from aetia.corpus.watermark import read_watermark, write_watermark
from aetia.errors import BusyError, CorpusError, CorpusLocked, NetworkError, ServiceError
from aetia.http import PoliteClient


@pytest.fixture
def run(store: Store, client: PoliteClient, nlm: Nlm) -> Any:
    """An update with the test's service and an intake that only copies."""

    def run(**options: Any) -> UpdateReport:
        options = {"intake": Copies(), "batch": 2, **options}
        return update(store.address, client, folders=nlm.folders, **options)

    return run


def names(numbers: Any) -> tuple[str, ...]:
    return tuple(map(name_of, numbers))


def test_a_new_corpus_comes_from_the_baseline_and_its_updates(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put(range(1, 6))
    nlm.put(range(6, 8), folder="updatefiles")
    intake = Copies()
    report = run(intake=intake)
    assert report.added == names(range(1, 8))
    assert (report.plan.year, report.watermark, report.warnings) == (2026, 7, [])
    assert intake.batches == [list(names([1, 2])), list(names([3, 4])), list(names([5, 6])), list(names([7]))]
    assert intake.finished == 1
    assert_sound(store)


def test_an_update_brings_only_what_is_missing(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2])
    run()
    nlm.put([3], folder="updatefiles")
    assert run().added == names([3])
    assert run().added == ()
    assert [nlm.fetched(1), nlm.fetched(2), nlm.fetched(3, folder="updatefiles")] == [1, 1, 1]


def test_a_plan_changes_nothing(store: Store, nlm: Nlm, client: PoliteClient, tmp_path: Path) -> None:
    nlm.put([1, 2, 4])
    plan = plan_update(store.address, client, folders=nlm.folders)
    assert [file.number for file in plan.files] == [1, 2, 4]
    assert plan.gaps == (3,)
    assert 9_000 < plan.size < 10_000
    assert list(tmp_path.iterdir()) == []


def test_downloads_go_when_they_are_in_the_corpus(store: Store, nlm: Nlm, run: Any, tmp_path: Path) -> None:
    nlm.put([1, 2, 3])
    run()
    assert list((store.local / "downloads").iterdir()) == []
    nlm.put([4])
    run(keep_downloads=True)
    assert [path.name for path in (store.local / "downloads").iterdir()] == [name_of(4)]


def test_a_download_that_a_killed_run_left_goes_with_the_next_run(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2])
    run()
    left = store.local / "downloads" / name_of(1)
    left.write_bytes(content_of(1))
    stranger = store.local / "downloads" / "notes.txt"
    stranger.write_text("mine")
    run()
    assert not left.exists()
    assert stranger.exists()


def test_files_that_lie_in_a_folder_already_are_checked_and_left_there(nlm: Nlm, run: Any, tmp_path: Path) -> None:
    nlm.put([1, 2])
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name_of(1)).write_bytes(content_of(1))
    (tmp_path / "own" / name_of(2)).write_bytes(b"damaged")
    assert run(downloads=tmp_path / "own").added == names([1, 2])
    assert (nlm.fetched(1), nlm.fetched(2)) == (0, 1)
    assert sorted(path.name for path in (tmp_path / "own").iterdir()) == [name_of(1), name_of(2)]


def test_bad_days_that_pass(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put(range(1, 6))
    nlm.spoil(1, busy("0"), file(content_of(1)))
    nlm.spoil(2, busy(status=503), body("<html>", Content_Type="text/html"), file(content_of(2)))
    nlm.spoil(3, cut_after(1_000, content_of(3)), file(content_of(3)))
    nlm.spoil(4, hung_up, file(content_of(4)))
    nlm.spoil(5, file(b"something else"), file(content_of(5)))
    assert run().watermark == 5
    assert_sound(store)


def test_a_damaged_file_is_told_and_the_watermark_stays_before_it(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put(range(1, 6))
    nlm.spoil(3, file(b"something else"))
    report = run()
    assert report.added == names([1, 2, 4, 5])
    assert report.watermark == 2
    assert "differs from its digest" in report.failed[name_of(3)]
    assert any(name_of(3) in line for line in report.warnings)
    assert_sound(store)
    nlm.put([3])
    assert run().watermark == 5


def test_a_file_whose_digest_is_not_out_yet_waits(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put(range(1, 4))
    nlm.service.on(f"/baseline/{name_of(2)}.md5", body("", 404))
    report = run()
    assert (report.watermark, list(report.failed)) == (1, [name_of(2)])


def test_a_server_that_refuses_file_after_file_is_left_alone(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put(range(1, 20))
    for number in range(4, 20):
        nlm.spoil(number, body("no", 403))
    with pytest.raises(ServiceError, match="refuses"):
        run(connections=1)
    mark = read_watermark(store)
    assert mark is not None
    assert mark.number == 3
    assert nlm.fetched(12) == 0


def test_what_came_before_the_server_went_silent_is_in_the_corpus(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put(range(1, 10))
    nlm.spoil(6, busy())
    intake = Copies()
    with pytest.raises(BusyError):
        run(batch=4, intake=intake)
    mark = read_watermark(store)
    assert mark is not None
    assert mark.number == 5
    assert intake.finished == 1
    assert_sound(store)


def test_a_file_that_the_corpus_cannot_read_to_its_end_does_not_count(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    report = run(intake=Copies(unread=[name_of(2)], refused=[name_of(3)]), batch=3)
    assert report.added == names([1])
    assert "not whole" in report.failed[name_of(2)]
    assert report.failed[name_of(3)] == "it cannot be used"
    assert report.watermark == 1


def test_a_corpus_that_takes_nothing_is_an_error(nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    with pytest.raises(CorpusError, match="could not be added: it cannot be used"):
        run(intake=Copies(refused=names([1, 2, 3])))


def test_an_intake_that_claims_what_is_not_so_is_not_believed(store: Store, nlm: Nlm, run: Any) -> None:
    class Liar(Copies):
        def _add(self, store: Store, path: Path) -> Any:
            path.write_bytes(content_of(99))  # the part is made from other bytes than those that were verified
            return super()._add(store, path)

    nlm.put([1])
    with pytest.raises(CorpusError, match="no part made from it"):
        run(intake=Liar())
    mark = read_watermark(store)
    assert mark is not None
    assert mark.files == {}


def test_gaps_are_told(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    nlm.put([5, 6], folder="updatefiles")
    report = run()
    assert report.added == names([1, 2, 3, 5, 6])
    assert (report.plan.gaps, report.watermark) == ((4,), 3)
    assert any("gaps: 4" in line for line in report.warnings)
    nlm.put([4])
    assert run().watermark == 6


def test_a_file_that_nlm_puts_out_again_is_added_anew(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    run()
    nlm.put([2], edition=2, modified="2026-02-02 10:00")
    nlm.put([3], modified="2026-02-02 10:00")  # the same bytes with a new date
    report = run()
    assert report.added == names([2])
    assert report.plan.again == names([2])
    assert report.watermark == 3
    assert_sound(store, editions=(1, 2))
    before = len(nlm.service.calls)
    assert run().added == ()
    assert len(nlm.service.calls) == before + 2  # the two folders and nothing else


def test_a_part_that_is_gone_is_added_anew(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    run()
    store.remove("pubmed26n0002")
    report = run()
    assert (report.plan.lost, report.added) == (names([2]), names([2]))


def test_a_newer_baseline_is_told_and_not_mixed_in(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2])
    nlm.put([3], folder="updatefiles")
    run()
    nlm.take_away([1, 2])
    nlm.put([1, 2], year=27)
    nlm.put([4], folder="updatefiles")
    nlm.put([3], year=27, folder="updatefiles")
    report = run()
    assert report.added == names([4])
    assert report.plan.newer_baseline == 2027
    assert report.watermark == 4
    assert any("2027" in line for line in report.warnings)


def test_the_newest_baseline_is_taken_for_a_new_corpus(nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    nlm.put([1, 2], year=27)
    report = run()
    assert report.plan.year == 2027
    assert report.added == (name_of(1, 27), name_of(2, 27))


@pytest.mark.parametrize("folder", ["baseline", "updatefiles"])
@pytest.mark.parametrize(
    "page",
    [busy(), body("<html><title>Oops</title></html>"), body(""), body("", 500), hung_up],
    ids=["429", "html", "empty", "500", "reset"],
)
def test_a_folder_that_cannot_be_seen_is_no_empty_folder(
    store: Store, nlm: Nlm, run: Any, folder: str, page: Any
) -> None:
    nlm.put([1, 2])
    nlm.service.on(f"/{folder}/", page)
    with pytest.raises(NetworkError):
        run()
    assert not store.exists()


def test_an_empty_baseline_is_an_error_and_empty_updates_are_not(nlm: Nlm, run: Any) -> None:
    with pytest.raises(ServiceError, match="no baseline file"):
        run()
    nlm.put([1])
    assert run().watermark == 1


def test_two_updates_at_once_are_refused_by_name(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1])
    with (
        updating(store, "aetia corpus update"),
        pytest.raises(CorpusLocked, match=r"'aetia corpus update' \(process \d+ on"),
    ):
        run()
    assert run().watermark == 1


def test_too_little_room_is_told_before_anything_is_fetched(
    store: Store, nlm: Nlm, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aetia.corpus.room.SPARE", 10**18)
    nlm.put([1])
    with pytest.raises(CorpusError, match=r"too little room for 1 files of PubMed: .* are free"):
        run()
    assert nlm.fetched(1) == 0


def test_nothing_to_do_needs_no_room(nlm: Nlm, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nlm.put([1])
    run()
    monkeypatch.setattr("aetia.corpus.room.SPARE", 10**18)
    assert run().added == ()


def test_a_damaged_watermark_is_told_with_its_remedy(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2])
    run()
    mark = Path(store.root) / "update.json"
    mark.write_text(mark.read_text()[:50])
    with pytest.raises(CorpusError, match="Delete it"):
        run()
    mark.unlink()
    assert run().watermark == 2


def test_a_watermark_of_a_newer_release_is_refused(store: Store, nlm: Nlm, run: Any) -> None:
    nlm.put([1])
    run()
    (Path(store.root) / "update.json").write_text('{"format": 99}')
    with pytest.raises(CorpusError, match="Install a newer aetia"):
        run()


def test_a_corpus_elsewhere_keeps_its_watermark_there(
    client: PoliteClient, nlm: Nlm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nlm.put([1, 2, 3])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    address = f"memory://{tmp_path.name}/corpus"
    report = update(address, client, folders=nlm.folders, intake=Copies(), downloads=tmp_path / "d")
    assert report.watermark == 3
    mark = read_watermark(Store(address))
    assert mark is not None
    assert mark.number == 3
    write_watermark(Store(address), mark.without({name_of(2)}))
    assert update(address, client, folders=nlm.folders, intake=Copies(), downloads=tmp_path / "d").added == names([2])


def test_progress_is_told(nlm: Nlm, run: Any) -> None:
    nlm.put([1, 2, 3])
    told: list[tuple[str, int, int]] = []
    run(progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "fetching"] == [("fetching", number, 3) for number in (1, 2, 3)]
    assert (told[0][0], told[-1][0]) == ("listing", "finishing")
