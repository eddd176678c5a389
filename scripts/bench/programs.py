"""Whole programs, from the start of a process to its end: start-up, the replays, compiling."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cores
from limits import SECONDS, Limit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Program:
    """``run`` gives seconds; it is measured ``rounds`` times at most."""

    name: str
    run: Callable[[], float]
    limit: Limit | None = None
    rounds: int = 3

    def measure(self) -> float:
        """Seconds of one run, on one core."""
        with cores.on(cores.ONE):
            return self.run()


def output_of(*arguments: str, **environment: str) -> str:
    """Run Python on a script of ours; what it prints. Whatever goes wrong there ends the bench with its words."""
    command = [sys.executable, *arguments]
    environment = {**os.environ, "SNSIM_QUIET": "1", **environment}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def timed(*arguments: str) -> float:
    """Seconds of the interpreter's whole life."""
    began = time.perf_counter()
    output_of("interpreter.py", *arguments)
    return time.perf_counter() - began


class Compiling:
    """Seconds that nets wait for their first sweep (``probe.py``), with a cache of compiled kernels that is our own."""

    def __init__(self) -> None:
        self.newest = 0

    @cached_property
    def filled(self) -> tuple[tempfile.TemporaryDirectory[str], float]:
        """The cache, after a first net; how long that one waited."""
        folder = tempfile.TemporaryDirectory(prefix="snsim-bench-")
        return folder, self._probe(folder.name, self._another())

    def empty_cache(self) -> float:
        """Nothing is compiled yet."""
        return self.filled[1]

    def never_seen(self) -> float:
        """Another net has run here before, this one has not."""
        return self._probe(self.filled[0].name, self._another())

    def seen(self) -> float:
        """The same net in another process."""
        return self._probe(self.filled[0].name, self.newest or self._another())

    def _another(self) -> int:
        self.newest = secrets.randbelow(2**31)
        return self.newest

    def _probe(self, folder: str, net: int) -> float:
        return float(output_of(str(HERE / "probe.py"), str(net), SNSIM_CACHE=folder))


def programs() -> list[Program]:
    """All of them."""
    compiling = Compiling()
    return [
        Program("start-up", lambda: timed(os.devnull)),
        Program("scripts/replay1989-sgd.sn", lambda: timed("scripts/replay1989-sgd.sn"), Limit(SECONDS, 2.2, 1.3)),
        Program("scripts/replay1989.sn", lambda: timed("scripts/replay1989.sn"), Limit(SECONDS, 3.2, 2.0)),
        Program("compiling, empty cache", compiling.empty_cache, rounds=1),
        Program("compiling, a net never seen", compiling.never_seen, Limit(SECONDS, 3)),
        Program("compiling, the net seen before", compiling.seen, Limit(SECONDS, 0.3)),
    ]
