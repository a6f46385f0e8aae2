"""Keeping a corpus current: what NLM has and the corpus has not is fetched, verified and added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aetia.corpus.arrivals import Build, Intake, Progress, Way
from aetia.corpus.generations import current_address
from aetia.corpus.room import check_room
from aetia.corpus.store import Store
from aetia.corpus.update_lock import updating
from aetia.corpus.watermark import Watermark, read_watermark, write_watermark
from aetia.errors import NetworkError, ServiceError
from aetia.http import PoliteClient
from aetia.sources.ncbi_files import BASELINE, UPDATES, NcbiFile, digest_of, list_files

PARTS_SHARE, LOCAL_SHARE = 1.2, 2.0
"""Room that parts need, and what is made from them on this machine, for each byte of NLM's files."""
USUAL_SIZE = 40_000_000
"""Bytes of a file whose size the folder does not say."""


@dataclass(frozen=True)
class Folders:
    """Where NLM's files lie: NLM's own server, or a mirror with the same two folders.

    Args:
        baseline, updates: addresses.
    """

    baseline: str = BASELINE
    updates: str = UPDATES


@dataclass(frozen=True)
class Plan:
    """What an update would do.

    Attributes:
        year: of the baseline that the corpus rests on.
        mark: how far the corpus has come.
        files: to be fetched and added, by number.
        again: names of those among them that were in the corpus and that NLM has put out again.
        lost: names of those among them that were in the corpus once, and whose part is gone.
        gaps: numbers below the newest that neither the corpus nor NLM has.
        newer_baseline: the year of a baseline newer than the corpus' own, or None.
    """

    year: int
    mark: Watermark
    files: tuple[NcbiFile, ...]
    again: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    gaps: tuple[int, ...] = ()
    newer_baseline: int | None = None

    @property
    def size(self) -> int:
        """Bytes to be fetched, about."""
        return sum(file.size or USUAL_SIZE for file in self.files)


@dataclass(frozen=True)
class UpdateReport:
    """What an update did.

    Attributes:
        plan: what there was to do.
        added: names of files that are now verified and in the corpus.
        failed: names of files that are not, and why.
        watermark: the number up to which every file of the year is in the corpus.
    """

    plan: Plan
    added: tuple[str, ...]
    failed: dict[str, str]
    watermark: int

    @property
    def warnings(self) -> list[str]:
        """What somebody should know, as lines for people."""
        plan = self.plan
        lines = [f"{name} was not added: {why}" for name, why in self.failed.items()]
        if plan.gaps:
            shown = ", ".join(map(str, plan.gaps[:10])) + (", …" if len(plan.gaps) > 10 else "")
            lines.append(f"NLM's sequence of {plan.year} has gaps: {shown}; the watermark stays at {self.watermark}")
        if plan.again:
            lines.append(f"NLM put these files out again, and they were added anew: {', '.join(plan.again)}")
        if plan.lost:
            lines.append(f"these files had been added, and their parts were gone: {', '.join(plan.lost)}")
        if plan.newer_baseline:
            lines.append(
                f"NLM has a baseline of {plan.newer_baseline}: this corpus gets no more updates until it is swapped"
            )
        return lines


def plan_update(address: str, client: PoliteClient, *, folders: Folders | None = None) -> Plan:
    """What an update would do; nothing is changed.

    Args:
        address: of the corpus; there need not be one yet.
        client: asks NLM's server.
        folders: another place to take the files from.

    Raises:
        ServiceError, NetworkError: NLM's folders could not be seen.
        CorpusError: the corpus is of another format, or what is known of its updates cannot be read.
    """
    return _plan(Store(current_address(address)), client, folders or Folders())


def update(
    address: str,
    client: PoliteClient,
    *,
    folders: Folders | None = None,
    downloads: Path | None = None,
    keep_downloads: bool | None = None,
    jobs: int = 1,
    batch: int | None = None,
    connections: int = 2,
    intake: Intake | None = None,
    progress: Progress | None = None,
) -> UpdateReport:
    """Brings a corpus up to date, or makes it from the newest baseline where there is none.

    It can be killed at any moment, and the next run goes on from there. A file that is damaged on NLM's side is told and left out;
    the watermark stays before it.

    Args:
        address: of the corpus: a folder, or any fsspec address.
        client: asks NLM's server.
        folders: another place to take the files from.
        downloads: the folder that files are fetched to, or where they lie already; by default one of aetia's own, on this machine.
        keep_downloads: whether files stay there once they are in the corpus; by default only in a folder that was given.
        jobs: processes that read the files; 0 for one a processor.
        batch: files that are added together; by default 8 for each process.
        connections: files that are fetched at once.
        intake: what adds them; by default :mod:`aetia.corpus.build`.
        progress: told of each step.

    Raises:
        CorpusLocked: another update of this corpus runs on this machine.
        CorpusError: the corpus cannot be written, the disk has too little room, or nothing of a batch could be added.
        BusyError, ServiceError, NetworkError: NLM's server did not give what was asked; what came before is in the corpus.
    """
    root = Store(address)
    with updating(root, "aetia corpus update"):
        store = Store(current_address(address))
        way = way_of(root, client, downloads, keep_downloads, jobs, batch, connections, intake, progress)
        way.tell("listing", 0, 1)
        plan = _plan(store, client, folders or Folders())
        return bring_up_to_date(store, plan, way)


def way_of(
    root: Store,
    client: PoliteClient,
    downloads: Path | None,
    keep: bool | None,
    jobs: int,
    batch: int | None,
    connections: int,
    intake: Intake | None,
    progress: Progress | None,
) -> Way:
    """The way that files take, with what the caller left open filled in."""
    return Way(
        client,
        downloads or root.local / "downloads",
        downloads is not None if keep is None else keep,
        intake or Build(jobs=jobs),
        batch or 8 * max(jobs, 1),
        connections,
        progress,
    )


def bring_up_to_date(store: Store, plan: Plan, way: Way) -> UpdateReport:
    """Does what a plan says; see :func:`update`."""
    check_room(_needs(store, plan, way), f"{len(plan.files):,} files of PubMed")
    store.create()
    if plan.mark != read_watermark(store):
        write_watermark(store, plan.mark)
    try:
        arrivals = way.take(store, plan.files, plan.mark)
    except NetworkError:
        way.intake.finish(store)
        raise
    way.tell("finishing", 0, 1)
    way.intake.finish(store)
    return UpdateReport(plan, tuple(arrivals.added), arrivals.failed, arrivals.mark.number)


def _plan(store: Store, client: PoliteClient, folders: Folders) -> Plan:
    baseline, updates = list_files(client, folders.baseline), list_files(client, folders.updates)
    if not baseline:
        raise ServiceError("no baseline file is in NLM's folder", where=folders.baseline, remedy="Try again tomorrow")
    if store.exists():
        store.check_format()
    return plan_of(store, client, baseline, updates)


def plan_of(
    store: Store, client: PoliteClient, baseline: list[NcbiFile], updates: list[NcbiFile], year: int | None = None
) -> Plan:
    """What is to be done for a corpus, given what NLM has.

    Args:
        store: of the corpus.
        client: asks for the digests of files that may have changed.
        baseline, updates: what lies in NLM's folders.
        year: of the baseline to build on; by default the corpus' own, or the newest where it has none.
    """
    newest = max(file.year for file in baseline)
    mark = read_watermark(store) or Watermark(year or newest)
    listed = {file.name: file for file in [*baseline, *updates] if file.year == mark.year}
    lost = set(mark.files) - {f"{name}.xml.gz" for name in store.names()}
    mark = mark.without(lost)
    mark, again = _put_out_again(client, mark, listed)
    files = sorted(file for name, file in listed.items() if name not in mark.files or name in again)
    have = {file.number for file in listed.values()} | {file.number for file in mark.files.values()}
    return Plan(
        year=mark.year,
        mark=mark.without(again),
        files=tuple(files),
        again=tuple(sorted(again)),
        lost=tuple(sorted(lost & set(listed))),
        gaps=tuple(number for number in range(1, max(have, default=0)) if number not in have),
        newer_baseline=newest if newest > mark.year else None,
    )


def _put_out_again(client: PoliteClient, mark: Watermark, listed: dict[str, NcbiFile]) -> tuple[Watermark, set[str]]:
    """Files whose date in NLM's folder has changed since they were added, and whose digest has changed too."""
    again = set()
    for name, known in mark.files.items():
        file = listed.get(name)
        if file is None or file.modified is None or file.modified == known.modified:
            continue
        if digest_of(client, file) == known.md5:
            mark = mark.seen_again(file)
        else:
            again.add(name)
    return mark, again


def _needs(store: Store, plan: Plan, way: Way) -> dict[Path, int]:
    """Bytes that will be written below each folder of this machine."""
    sizes = sorted((file.size or USUAL_SIZE for file in plan.files), reverse=True)
    there = sum(path.stat().st_size for file in plan.files if (path := way.downloads / file.name).is_file())
    at_once = sum(sizes) if way.keep else sum(sizes[: 4 * way.batch])
    needs = {way.downloads: max(0, at_once - there)}
    if store.is_local:
        needs[Path(store.root)] = int(sum(sizes) * PARTS_SHARE)
    needs[store.local] = int(sum(sizes) * LOCAL_SHARE)
    return needs
