"""A peer's side of the talk: a process that teaches when told to.

First argument: the file of the problem. The worker teaches one pass and prints ``misses error`` on these digits. Then
for every line it reads, a number of patterns, it teaches so many and prints the seconds it took. End of input is the
end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from problem import Problem

Teach = Callable[[int, int], None]
"""Teach the patterns from .. to - 1; done when it returns."""

Answer = Callable[[], np.ndarray]
"""The outputs (n, 10) for all patterns."""


def serve(make: Callable[[Problem], tuple[Teach, Answer]]) -> None:
    """Run a peer; ``make`` prepares it."""
    problem = Problem.read(Path(sys.argv[1]))
    teach, answer = make(problem)
    n = len(problem.patterns)
    teach(0, n)
    outputs = answer()
    misses = int((outputs.argmax(1) != problem.targets.argmax(1)).sum())
    error = float(((problem.targets - outputs) ** 2).sum() / (2 * n * 10))
    print(misses, error, flush=True)
    for line in sys.stdin:
        count = min(int(line), n)
        began = time.perf_counter()
        teach(0, count)
        print(time.perf_counter() - began, flush=True)
