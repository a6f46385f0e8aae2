"""The yearly swap: a new corpus from NLM's new baseline, built beside the old one, which serves until the new one is whole.

Once a year NLM puts PubMed out anew, in revised records and under new file numbers, and ends the old sequence of updates. Adding
the new files to the old corpus would keep records that the new baseline leaves out without a word.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from aetia.corpus.arrivals import Intake, Progress
from aetia.corpus.generations import address_of, current_generation, discard, switch_to
from aetia.corpus.mesh import FILE as TREE
from aetia.corpus.store import Store
from aetia.corpus.update import Folders, UpdateReport, bring_up_to_date, plan_of, way_of
from aetia.corpus.update_lock import updating
from aetia.corpus.watermark import read_watermark
from aetia.errors import CorpusError, InputError, ServiceError
from aetia.http import PoliteClient
from aetia.sources.ncbi_files import NcbiFile, list_files


@dataclass(frozen=True)
class SwapReport:
    """What a swap did.

    Attributes:
        year: of the baseline that the corpus rests on now.
        generation: the new generation's name; replaced: the old one's, or None where there was none.
        update: what was added.
        discarded: whether the old generation was deleted.
    """

    year: int
    generation: str
    replaced: str | None
    update: UpdateReport
    discarded: bool


def swap_baseline(
    address: str,
    client: PoliteClient,
    *,
    folders: Folders | None = None,
    last: int | None = None,
    rebuild: bool = False,
    keep_old: bool = True,
    downloads: Path | None = None,
    keep_downloads: bool | None = None,
    jobs: int = 1,
    batch: int | None = None,
    connections: int = 2,
    intake: Intake | None = None,
    progress: Progress | None = None,
) -> SwapReport:
    """Builds a new generation of a corpus from the newest baseline and its updates, then lets the address mean it.

    The old generation can be read all the while, and is untouched when anything fails. A swap that was killed goes on where it
    stopped.

    Args:
        address: of the corpus.
        client: asks NLM's server.
        folders: another place to take the files from.
        last: number of the baseline's last file. By default the baseline counts as whole when the first update file follows on it.
        rebuild: build anew from the baseline that the corpus rests on already.
        keep_old: whether the old generation stays on the disk, so that one call of
            :func:`aetia.corpus.generations.switch_to` leads back.
        downloads, keep_downloads, jobs, batch, connections, intake, progress: as for :func:`aetia.corpus.update.update`.

    Raises:
        InputError: the corpus rests on the newest baseline already, and `rebuild` was not asked for.
        CorpusLocked: an update or another swap of this corpus runs on this machine.
        CorpusError: there is too little room, or files are missing from the new generation; the address still means the old one.
        ServiceError: NLM's baseline is not whole yet.
        BusyError, NetworkError: NLM's server did not give what was asked; the next call goes on.
    """
    root = Store(address)
    folders = folders or Folders()
    with updating(root, "aetia corpus update --swap"):
        way = way_of(root, client, downloads, keep_downloads, jobs, batch, connections, intake, progress)
        way.tell("listing", 0, 1)
        baseline, updates = list_files(client, folders.baseline), list_files(client, folders.updates)
        year = _whole_baseline(baseline, updates, last, folders)
        old, new = _names(address, year, rebuild)
        store = Store(address_of(address, new))
        plan = plan_of(store, client, baseline, updates, year)
        report = bring_up_to_date(store, plan, way)
        _refuse_failures(report, store)
        if old is not None:
            _carry_over(Store(address_of(address, old)), store)
        way.tell("switching", 0, 1)
        switch_to(address, new)
        if old is not None and not keep_old:
            discard(address, old)
        return SwapReport(year, new, old, report, discarded=old is not None and not keep_old)


def _whole_baseline(baseline: list[NcbiFile], updates: list[NcbiFile], last: int | None, folders: Folders) -> int:
    """The year of the newest baseline, if it is whole: NLM fills the folder in the course of a day."""
    if not baseline:
        raise ServiceError("no baseline file is in NLM's folder", where=folders.baseline, remedy="Try again tomorrow")
    year = max(file.year for file in baseline)
    have = {file.number for file in baseline if file.year == year}
    later = [file.number for file in updates if file.year == year]
    end = last or (min(later) - 1 if later else None)
    if end is None:
        raise ServiceError(
            f"no update file of {year} is there yet, so nobody can tell whether its baseline is whole",
            where=folders.updates,
            remedy="Try again tomorrow, or give the number of the baseline's last file",
        )
    missing = [number for number in range(1, end + 1) if number not in have]
    if missing:
        what = f"{end - len(missing):,} of the {end:,} files of {year}'s baseline are there; number {missing[0]} is missing"
        raise ServiceError(what, where=folders.baseline, remedy="Try again tomorrow")
    return year


def _names(address: str, year: int, rebuild: bool) -> tuple[str | None, str]:
    """The current generation's name, and the one that the new generation gets: the same in every call until the switch."""
    current = current_generation(address)
    store = Store(address_of(address, current))
    if not store.exists():
        return None, str(year)
    mark = read_watermark(store)
    if mark is not None and mark.year == year and not rebuild:
        what = f"the corpus rests on {year}'s baseline already"
        raise InputError(what, where=address, remedy="Update it, or ask to rebuild it")
    same = re.fullmatch(rf"{year}(?:-(\d+))?", current)
    return current, f"{year}-{int(same[1] or 1) + 1}" if same else str(year)


def _carry_over(old: Store, new: Store) -> None:
    """Copies what people gave to the old generation and no part tells: lists of retractions, and the MeSH tree."""
    given = [*sorted((old.local / "standing").glob("*")), old.local / "search" / TREE]
    for path in given:
        copy = new.local / path.relative_to(old.local)
        if path.is_file() and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            draft = copy.with_name(f".{copy.name}.draft")
            shutil.copyfile(path, draft)
            draft.replace(copy)


def _refuse_failures(report: UpdateReport, store: Store) -> None:
    """A generation with files missing is not switched to; gaps in NLM's own updates are told and are no reason to wait."""
    if not report.failed:
        return
    due = len(report.plan.mark.files) + len(report.plan.files)
    reasons = "; ".join(f"{name}: {why}" for name, why in list(report.failed.items())[:3])
    raise CorpusError(
        f"{due - len(report.failed):,} of {due:,} files are in the new generation, so the old one stays. {reasons}",
        where=store.address,
        remedy="Call it again later; what is there is kept",
    )
