"""An update in a process of its own, to be killed: ``python -m tests.corpus.updating update|swap ADDRESS PLACE``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.corpus.nlm import Copies

from aetia.corpus import room
from aetia.corpus.baseline import swap_baseline
from aetia.corpus.part import Added
from aetia.corpus.store import Store
from aetia.corpus.update import Folders, update
from aetia.http import PoliteClient


class SlowCopies(Copies):
    """Takes its time between files, so that a kill meets it in the middle."""

    def add(self, store: Store, paths: Sequence[str]) -> Iterable[Added]:
        added: list[Added] = []
        for path in paths:
            added.extend(super().add(store, [path]))
            time.sleep(0.01)
        return added

    def _add(self, store: Store, path: Path) -> Added:
        with store.writing_to(store.part(path.name[:13])) as draft:
            store.fs.pipe_file(draft, b"half of it")
            time.sleep(0.005)  # a kill in this moment leaves a draft, and one in the next a part without an entry
        return super()._add(store, path)


def main(what: str, address: str, place: str) -> None:
    """Runs an update, or a swap, through to its end."""
    room.SPARE = 0
    folders = Folders(f"http://{place}/baseline/", f"http://{place}/updatefiles/")
    with PoliteClient(private_hosts=[place], pace=1_000) as client:
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        if what == "update":
            report = update(address, client, folders=folders, batch=3, intake=SlowCopies())
        else:
            report = swap_baseline(address, client, folders=folders, batch=3, intake=SlowCopies()).update
    sys.exit(0 if not report.failed else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
