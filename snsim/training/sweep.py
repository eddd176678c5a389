"""Running a task to its end in one go, in chunks of a fraction of a second.

Between the chunks Ctrl-C, progress and overflow are seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import numpy as np

from ..kernels.course import AVERAGED, ERROR_SUM, GOOD_COUNT, PATTERN, STATE_SIZE, STEP
from ..kernels.fields import VAL
from ..kernels.interruption import Interruption
from .engines import Engine, engine_for, together, with_helpers
from .errors import Diverged
from .exact_engine import ExactEngine
from .fast_engine import FastEngine
from .paths import Path
from .task import Task

CHUNK_SECONDS = 0.05
FIRST_CHUNK = 64  # presentations, before their speed is known
CHUNK_WORK = 1 << 30  # of all cores together, in connections presented: CHUNK_SECONDS or so, by today's processors
PATTERN_WORK = 1000  # what a presentation costs besides
MOST_GROWTH = 256  # times a chunk may be as large as the one before
ANSWERS_AT_ONCE = 4096  # between two looks for Ctrl-C
SAVING_SHARE = 0.05  # of the time may go into remembering the last finite weights

Watch = Callable[[int, int], None]
"""Called with the number of presentations done and to do."""


class Learning(Protocol):
    """What ``drive`` needs of an engine."""

    state: np.ndarray

    @property
    def held_back(self) -> int:
        """Presentations that ``finish`` wants to run."""

    def train(self, steps: int) -> None:
        """The next presentations, at most all but ``held_back``."""

    def finish(self) -> None:
        """The presentations held back; then the network's own arrays tell everything."""

    def finite(self) -> bool:
        """Are all weights numbers?"""

    def save(self) -> tuple[np.ndarray, ...]:
        """What ``restore`` needs to come back to this point."""

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Back to a point that was saved."""


def prepare(task: Task, path: Path, random: np.ndarray, batch: bool = False) -> None:
    """Compile, or load from the cache, what ``train`` - or, for a ``batch``, ``accumulate`` - and ``test`` will run;
    nothing is presented."""
    state = np.zeros(STATE_SIZE)
    engines: list[Engine] = [ExactEngine(task, state, random)]
    if path.plan is not None:
        engines.append(FastEngine(task, path.plan, state, random))
    for engine in engines:
        if batch:
            engine.sum(0, -1)
        else:
            engine.train(0)
        engine.test(0, -1)


def train(
    task: Task, path: Path, random: np.ndarray, first: int, steps: int, asked: Interruption, watch: Watch
) -> tuple[int, np.ndarray]:
    """Present ``steps`` patterns from ``first`` on; returns how many it were, and the state (``kernels.course``).

    Fewer only if ``asked`` became true meanwhile. Raises ``Diverged`` when weights overflow: they are then the last
    finite ones, and the error's ``state`` is that of the same moment.
    """
    state = np.zeros(STATE_SIZE)
    state[PATTERN], state[STEP], state[AVERAGED] = first, task.steps_made, task.averaged
    engine = engine_for(task, path, state, random, steps)
    return drive(engine, steps, asked, watch), state


def drive(engine: Learning, steps: int, asked: Interruption, watch: Watch) -> int:
    """Let an engine present ``steps`` patterns, as ``train`` does; returns how many it were."""
    keeper = _Keeper(engine)
    pace, done, target = _Pace(), 0, steps - engine.held_back
    while done < target and not asked:
        count = min(pace.count, target - done)
        with pace.timed(count):
            engine.train(count)
        keeper.check()
        done += count
        keeper.keep(done)
        watch(done, steps)
    engine.finish()
    keeper.check()
    return done + engine.held_back


def test(
    task: Task, path: Path, random: np.ndarray, first: int, last: int, asked: Interruption, watch: Watch
) -> np.ndarray:
    """Measure on patterns ``first`` to ``last``; the state (``kernels.course``). Stops early once ``asked`` is true."""
    return _over("test", task, path, random, first, last, asked, watch)


def accumulate(
    task: Task, path: Path, random: np.ndarray, first: int, last: int, asked: Interruption, watch: Watch
) -> np.ndarray:
    """Add the gradients of patterns ``first`` to ``last`` - times learning rates - to the weights' accumulators, of
    second-order tasks the curvatures, too; the state. Stops early once ``asked`` is true."""
    return _over("sum", task, path, random, first, last, asked, watch)


def curvature_along(
    task: Task, path: Path, random: np.ndarray, first: int, last: int, asked: Interruption, watch: Watch
) -> float:
    """The squared length of the outputs' derivative along the weights' last changes, summed over patterns."""
    return float(_over("along", task, path, random, first, last, asked, watch)[ERROR_SUM])


def _over(
    what: str, task: Task, path: Path, random: np.ndarray, first: int, last: int, asked: Interruption, watch: Watch
) -> np.ndarray:
    """All patterns once, on all cores; the last one exactly, so that all fields are there to be read."""
    state = np.zeros(STATE_SIZE)
    engine = engine_for(task, path, state, random, last - first + 1)
    engines = with_helpers(engine, what, last - first + 1)
    pace, pattern, end = _Pace(), first, last - engine.held_back_of_pass
    while pattern <= end and not asked:
        count = min(_shared_out(task) if len(engines) > 1 else pace.count, end - pattern + 1)
        with pace.timed(count):
            engine.draw(what, pattern, count)
            together(engines, what, pattern, pattern + count)
        pattern += count
        watch(pattern - first, last - first + 1)
    for helper in engines[1:]:
        state[[ERROR_SUM, GOOD_COUNT]] += helper.state[[ERROR_SUM, GOOD_COUNT]]
    if what == "sum":
        for fast in engines:
            fast.give_sums()
    engine.finish_pass(what, last)
    return state


def _shared_out(task: Task) -> int:
    """Patterns that cores share out at a time. Which core gets which must not depend on the clock: sums would differ in
    their last places."""
    return max(1, CHUNK_WORK // (PATTERN_WORK + task.network.snum))


def outputs(task: Task, path: Path, random: np.ndarray, first: int, last: int, asked: Interruption) -> np.ndarray:
    """What the network answers to patterns ``first`` to ``last``: (patterns, outputs) float32. The last answer is what
    the output units say afterwards."""
    state = np.zeros(STATE_SIZE)
    engine = engine_for(task, path, state, random, last - first + 1)
    answers = np.zeros((last - first + 1, len(task.layers[-1])), np.float32)
    before = answers[: len(answers) - engine.held_back_of_pass]
    for begin in range(0, len(before), ANSWERS_AT_ONCE):
        if not asked:
            engine.outputs(first + begin, before[begin : begin + ANSWERS_AT_ONCE])
    engine.finish_pass("test", last)
    answers[len(before) :] = task.network.units[VAL, task.layers[-1]]
    return answers


class _Pace:
    """How many presentations take about ``CHUNK_SECONDS``."""

    def __init__(self) -> None:
        self.count = FIRST_CHUNK

    def timed(self, count: int) -> _Pace:
        self.timing = count
        return self

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self.began
        self.count = max(1, min(int(self.timing * CHUNK_SECONDS / max(seconds, 1e-6)), MOST_GROWTH * self.count))


class _Keeper:
    """Remembers the last finite weights, as often as is cheap."""

    def __init__(self, engine: Learning):
        self.engine = engine
        self.cost = self.when = 0.0
        self.keep(0)

    def keep(self, done: int) -> None:
        """Remember this point, unless the last one is too recent."""
        now = time.perf_counter()
        if now - self.when < self.cost / SAVING_SHARE:
            return
        self.saved, self.done = self.engine.save(), done
        self.when = time.perf_counter()
        self.cost = self.when - now

    def check(self) -> None:
        """Back to the point remembered if a weight is no longer a number."""
        if not self.engine.finite():
            self.engine.restore(self.saved)
            raise Diverged(self.done, self.engine.state)
