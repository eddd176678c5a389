"""Where jobs run: anything with the interface of ``concurrent.futures.Executor``.

``processes`` starts workers on this machine, each on a core of its own; ``dask_cluster`` reaches the workers of a Dask
scheduler, which must have snsim installed. A worker runs one job after another without importing anything again.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from .errors import LaboratoryError

Place = Callable[[], AbstractContextManager[Executor]]
"""Opens an executor; leaving it ends it, whatever still runs there."""

RETRIES = 3  # times that Dask gives a job to another worker when one dies


def cores() -> list[int]:
    """The cores this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def processes(workers: int | None = None) -> Place:
    """Worker processes on this machine, one for each core if not told how many."""

    @contextmanager
    def place() -> Iterator[Executor]:
        context = multiprocessing.get_context("spawn")
        turns = context.Queue()
        count = workers or len(cores())
        for turn in range(count):
            turns.put(cores()[turn % len(cores())])
        pool = _Pool(count, context, _begin_worker, (turns,))
        try:
            yield pool
        finally:
            _end(pool)
            turns.close()

    return place


class _Pool(ProcessPoolExecutor):
    """Its workers, which it starts when jobs come, never hear Ctrl-C: not even before ``_begin_worker``."""

    def submit(self, *job: Any, **options: Any) -> Future[Any]:  # type: ignore[override]
        if not hasattr(signal, "pthread_sigmask"):
            return super().submit(*job, **options)
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(*job, **options)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _begin_worker(turns: multiprocessing.Queue[int]) -> None:
    """Ctrl-C is for the one who asked; a worker keeps to one core, and so to one thread, and does not outlive its
    parent, however that ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 20)  # a script makes many lists and few cycles
    Thread(target=_follow, args=(multiprocessing.parent_process(),), daemon=True).start()
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(0, {turns.get()})


def _follow(parent: BaseProcess | None) -> None:
    """Leave when the parent has."""
    if parent is not None:
        parent.join()
        os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers now: what they are at is wanted no more."""
    workers = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
    pool.shutdown(wait=True)


def dask_cluster(address: str) -> Place:
    """The workers of the Dask scheduler at ``tcp://host:port``."""
    if not re.fullmatch(r"[a-z]+://.+:\d+", address):
        raise LaboratoryError(f"not an address of a Dask scheduler: {address}", "write tcp://host:port")
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        raise LaboratoryError("--scheduler needs Dask", "pip install 'snsim[dask]'") from None

    @contextmanager
    def place() -> Iterator[Executor]:
        try:
            client = Client(address, timeout=10, set_as_default=False)
        except (OSError, ValueError) as error:
            hint = "start one with: dask scheduler, and dask worker ADDRESS on each machine"
            raise LaboratoryError(f"no Dask scheduler answers at {address}: {error}", hint) from None
        if not client.scheduler_info()["workers"]:
            print(f"the scheduler at {address} has no workers yet: waiting for some", file=sys.stderr)
        executor = client.get_executor(pure=False, retries=RETRIES)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)
            client.close()

    return place
