"""Work on many files at once, through one port: this process, a pool of processes, or a Dask cluster.

Whoever has work gives a function and a list of things to do; where it runs is somebody else's choice, made in one place.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from aetia.errors import InputError, MissingExtra

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Tasks given out for each worker, so that none waits and few are lost by a stop."""


@contextmanager
def executor(jobs: int = 1, cluster: str | None = None) -> Iterator[Executor | None]:
    """Where work runs: None for this process.

    Args:
        jobs: processes; 0 for one a processor.
        cluster: address of a Dask scheduler (``tcp://…``); *jobs* is then the cluster's matter.

    Raises:
        InputError: *jobs* is below 0, or no scheduler answers at the address.
        MissingExtra: a cluster was asked for, and Dask is not installed.
    """
    if jobs < 0:
        raise InputError(f"{jobs} processes cannot be", remedy="Give 0 for one a processor, or a number")
    if cluster is not None:
        with _dask(cluster) as pool:
            yield pool
        return
    wanted = jobs or os.cpu_count() or 1
    if wanted == 1:
        yield None
        return
    # A fork would copy the threads' locks of the libraries that are loaded here.
    with ProcessPoolExecutor(wanted, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtra("cluster", "a Dask cluster") from error
    try:
        client: Any = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]  # Dask has none
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            f"no Dask scheduler answers: {error}", where=address, remedy="Check the address, such as tcp://host:8786"
        ) from error
    with client:
        pool: Executor = client.get_executor(pure=False)
        yield pool


def each(
    function: Callable[[T], R], things: Iterable[T], pool: Executor | None, *, workers: int = 4
) -> Iterator[tuple[T, R]]:
    """Apply a function to each of some things, in any order, as they are done.

    Args:
        function: at the top of a module, so that other processes can find it.
        things: to do.
        pool: of :func:`executor`.
        workers: how many work at once, for how much is given out ahead.
    """
    if pool is None:
        for thing in things:
            yield thing, function(thing)
        return
    waiting: dict[Future[R], T] = {}
    rest = iter(things)
    try:
        while True:
            for thing in rest:
                waiting[pool.submit(function, thing)] = thing
                if len(waiting) >= _AHEAD * workers:
                    break
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()
