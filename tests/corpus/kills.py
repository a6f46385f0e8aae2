"""Adds files to a corpus again and again, and kills itself each time at a random moment; prints how often, and how far it was then.

A process of its own, which loads everything once and forks: what is killed is a real process in the middle of real work.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import duckdb  # noqa: F401  # loaded before the fork, so that the children are at work at once
import pyarrow.compute
import pyarrow.parquet  # noqa: F401

from aetia.corpus import Store, add


def main(address: str, kills: int, seed: int, search: bool, *paths: str) -> None:
    """Kill so often, then let one run end."""
    chance, killed, finished = random.Random(seed), 0, 0
    longest = 0.3
    while killed < kills:
        order = chance.sample(paths, len(paths))
        child = os.fork()
        if child == 0:
            add(Store(address), order, search=search)
            os._exit(0)
        begun = time.monotonic()
        wait = chance.uniform(0, longest)
        while time.monotonic() < begun + wait and os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(0.001)
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            killed += 1
        except (ProcessLookupError, ChildProcessError):
            # It had ended: what is made from the parts is thrown away, and with luck a part too, so that there is work again.
            finished += 1
            longest = max(0.02, longest * 0.9)
            for name in chance.sample(sorted(path.name for path in Path(address, "parts").glob("*.json")), 2):
                Store(address).remove(name.removesuffix(".json"))
    report = add(Store(address), list(paths), search=search)
    print(json.dumps({"killed": killed, "finished": finished, "records": report.records}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "search", *sys.argv[5:])
