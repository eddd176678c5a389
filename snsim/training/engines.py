"""What runs a task: straight on the network's arrays, or on a plan; and both cores at once where order is no matter."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np

from .exact_engine import ExactEngine
from .fast_engine import FastEngine
from .paths import Path
from .task import Task

SHARED_OUT = 256  # patterns that are worth a second core: to wake it takes as long as some dozens

Engine = ExactEngine | FastEngine


def engine_for(task: Task, path: Path, state: np.ndarray, random: np.ndarray, steps: int) -> Engine:
    """The engine for so many presentations: the last is the exact engine's in any case."""
    if path.plan is not None and steps > 1:
        return FastEngine(task, path.plan, state, random, steps)
    return ExactEngine(task, state, random)


def with_helpers(engine: Engine, what: str, patterns: int) -> list[Engine]:
    """The engine, and if there is enough to do one more for every other core. What is left to chance is drawn in one
    order: beforehand for a ``sum``, else by one engine."""
    if isinstance(engine, ExactEngine) or patterns < SHARED_OUT:
        return [engine]
    if what != "sum" and engine.task.varied:
        return [engine]
    return [engine, *map(engine.twin, range(min(cores(), patterns // SHARED_OUT) - 1))]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def pool() -> ThreadPoolExecutor:
    """Threads that wait for a stretch of patterns."""
    return ThreadPoolExecutor(thread_name_prefix="snsim")


def together(engines: list[Engine], what: str, begin: int, end: int) -> None:
    """Patterns ``begin`` to ``end - 1``, each engine a stretch of them; the kernels run without Python's lock.

    ``what``: the method of the engines that is called with the first and last pattern of a stretch. Few patterns are
    left to the first engine.
    """
    if end - begin < SHARED_OUT:
        engines = engines[:1]
    bounds = np.linspace(begin, end, len(engines) + 1).astype(int).tolist()
    stretches = list(zip(engines, bounds, bounds[1:], strict=False))
    others = [pool().submit(getattr(engine, what), low, high - 1) for engine, low, high in stretches[1:]]
    engine, low, high = stretches[0]
    getattr(engine, what)(low, high - 1)
    for other in others:
        other.result()
