"""Sweeps from end to end: cut into chunks, stopped by Ctrl-C, brought back from overflow - on both paths."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import numpy as np
import pytest
from numeric import nets
from numeric.tasks import seeded, task_on, twin

from snsim.kernels.course import ERROR_SUM, FIRST_ORDER, GOOD_COUNT, MARQUARDT, PATTERN, STATE_SIZE
from snsim.kernels.fields import VAL, W_VAL
from snsim.kernels.interruption import Interruption
from snsim.network import transfer
from snsim.training import fast_engine, sweep
from snsim.training.errors import Diverged
from snsim.training.exact_engine import ExactEngine
from snsim.training.fast_engine import FastEngine
from snsim.training.paths import Path, Planner
from snsim.training.task import Task

FAST = pytest.mark.parametrize("fast", [False, True], ids=["exact", "fast"])
ENDLESS = 10**9


def made(order: int = FIRST_ORDER, rate: float = 0.003, **options: object) -> Task:
    return task_on(nets.sample("mixed").fill(rate=rate), order=order, **options)


def path(task: Task, fast: bool) -> Path:
    return Planner().choose(task, exact=not fast)


def train(task: Task, fast: bool, steps: int, watch: Callable[[int, int], None] = lambda _done, _steps: None) -> tuple:
    """What ``sweep.train`` returns, and the random generator's state after it."""
    random = seeded()
    return *sweep.train(task, path(task, fast), random, 0, steps, Interruption(), watch), random


def same(one: Task, other: Task) -> bool:
    pairs = zip(fields(one), fields(other), strict=True)
    return all(np.array_equal(ours, theirs) for ours, theirs in pairs)


def fields(task: Task) -> tuple[np.ndarray, ...]:
    return task.network.units, task.network.weights, task.network.links


# ---- chunks --------------------------------------------------------------------------------------------------------


@FAST
@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
def test_chunks_change_nothing(fast: bool, order: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut into single presentations or taken as they come: the same bits; progress is told after every chunk."""
    whole = made(order, random_choice=True, stay=True)
    cut = twin(whole)
    done, state, random = train(whole, fast, 150)
    monkeypatch.setattr(sweep, "FIRST_CHUNK", 1)
    monkeypatch.setattr(sweep, "CHUNK_SECONDS", 0)
    told: list[tuple[int, int]] = []
    found = train(cut, fast, 150, lambda *progress: told.append(progress))
    assert done == found[0] == 150
    assert (state == found[1]).all() and (random == found[2]).all()
    assert same(whole, cut)
    assert told == [(k + 1, 150) for k in range(149 if fast else 150)]


def test_generator_is_the_same_on_both_paths() -> None:
    task = made(random_choice=True)
    fast, exact = train(twin(task), True, 200), train(task, False, 200)
    assert (fast[2] == exact[2]).all() and not (fast[2] == seeded()).all()
    assert fast[1][PATTERN] == exact[1][PATTERN]


def test_memory_of_averages() -> None:
    """After so many presentations less than half a last place of the old average is left."""
    for gamma in (0.01, 0.05, 0.5):
        assert (1 - gamma) ** fast_engine.memory(gamma) <= 2.0**-25
    assert fast_engine.memory(0) == np.inf


# ---- Ctrl-C --------------------------------------------------------------------------------------------------------


@FAST
@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
def test_interrupted(fast: bool, order: int) -> None:
    """Stopped between presentations: as if just so many had been asked for. It takes effect on leaving."""
    task, random = made(order), seeded()
    fresh, before, done = twin(task), signal.getsignal(signal.SIGINT), 0
    with pytest.raises(KeyboardInterrupt), Interruption() as asked:
        way = path(task, fast)
        done, state = sweep.train(task, way, random, 0, ENDLESS, asked, lambda *_: signal.raise_signal(signal.SIGINT))
    assert signal.getsignal(signal.SIGINT) is before
    assert 64 <= done < ENDLESS
    assert state[PATTERN] == done % 12
    train(fresh, False, done)
    for ours, theirs in zip(fields(task), fields(fresh), strict=True):
        rows = zip(ours, theirs, strict=True)
        assert all(np.abs(a - b).max() <= (1e-4 if fast else 0) * np.abs(b).max() for a, b in rows)


@FAST
def test_interrupted_from_outside(fast: bool) -> None:
    """By a signal in the midst of a chunk."""
    task = made()
    timer = threading.Timer(0.15, os.kill, (os.getpid(), signal.SIGINT))
    done = 0
    with pytest.raises(KeyboardInterrupt), Interruption() as asked:
        timer.start()
        done, _ = sweep.train(task, path(task, fast), seeded(), 0, ENDLESS, asked, lambda _done, _steps: None)
    timer.join()
    assert 0 < done < ENDLESS
    assert all(np.isfinite(field).all() for field in fields(task))


def test_an_error_inside_goes_first() -> None:
    with pytest.raises(ValueError, match="inside"), Interruption():
        signal.raise_signal(signal.SIGINT)
        raise ValueError("inside")


def test_other_threads_hold_nothing_back() -> None:
    handlers = []

    def look() -> None:
        with Interruption():
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    before = signal.getsignal(signal.SIGINT)
    thread.start()
    thread.join()
    assert handlers == [before]


# ---- overflow ------------------------------------------------------------------------------------------------------


LINEAR = (transfer.parametric("lin", 1, 1, 0, 0), transfer.parametric("lin", 0, 0, 0, 1), transfer.zero())
GROWING = {"rates": {"rate": 1.0}, "decay": {"rate": 0.003, "decay": -0.9}}


@FAST
@pytest.mark.parametrize("cause", GROWING)
def test_divergence(fast: bool, cause: str) -> None:
    """The network has the last finite weights that were kept, and the state says of which moment."""
    task = made(functions=[LINEAR] * 3, **GROWING[cause])
    fresh = twin(task)
    with pytest.raises(Diverged) as error:
        train(task, fast, 20_000)
    kept = error.value.kept
    assert np.isfinite(task.network.weights).all()
    assert error.value.state[PATTERN] == kept % 12
    again = np.zeros(STATE_SIZE)
    if fast:
        plan = path(fresh, fast).plan
        assert plan is not None
        FastEngine(fresh, plan, again, seeded(), 20_000).train(kept)
        plan.store(fresh.network)
    else:
        ExactEngine(fresh, again, seeded()).train(kept)
    assert (task.network.weights[W_VAL] == fresh.network.weights[W_VAL]).all()
    assert (error.value.state == again).all()


# ---- measuring -----------------------------------------------------------------------------------------------------


@FAST
def test_measuring_leaves_weights_alone(fast: bool) -> None:
    task = made()
    weights, links = task.network.weights.copy(), task.network.links.copy()
    state = sweep.test(task, path(task, fast), seeded(), 2, 9, Interruption(), lambda _done, _steps: None)
    assert (task.network.weights == weights).all() and (task.network.links == links).all()
    one_by_one = [
        sweep.test(twin(task), Path(None), seeded(), n, n, Interruption(), lambda _done, _steps: None)
        for n in range(2, 10)
    ]
    assert state[ERROR_SUM] == pytest.approx(sum(one[ERROR_SUM] for one in one_by_one), rel=1e-6)
    assert state[GOOD_COUNT] == sum(one[GOOD_COUNT] for one in one_by_one)


@FAST
def test_outputs(fast: bool) -> None:
    """A row for each pattern: what the output units say after it."""
    task = made()
    answers = sweep.outputs(task, path(task, fast), seeded(), 3, 7, Interruption())
    output = task.layers[-1]
    for row, pattern in zip(answers, range(3, 8), strict=True):
        sweep.test(task, Path(None), seeded(), pattern, pattern, Interruption(), lambda _done, _steps: None)
        assert row == pytest.approx(task.network.units[VAL, output], abs=2e-6)
    assert len(np.unique(answers[:, 0])) == 5


def test_outputs_with_noise() -> None:
    """Each pattern draws once, whatever the way: the same noise, and the same numbers left to come."""
    found = []
    for fast in (True, False):
        task, random = made(noise=0.2), seeded()
        found.append((sweep.outputs(task, path(task, fast), random, 3, 7, Interruption()), random))
        assert (found[-1][0][-1] == task.network.units[VAL, task.layers[-1]]).all()
    (ours, drawn), (theirs, wanted) = found
    assert ours == pytest.approx(theirs, abs=2e-6)
    assert (drawn == wanted).all()
