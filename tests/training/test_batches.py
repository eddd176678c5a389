"""Sums over a batch, and derivatives along a direction: fast against exact, within float32 rounding of such a sum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numeric import nets
from numeric.maker import Maker
from numeric.tasks import seeded, task_on, twin

from snsim.kernels.adamw import AdamW
from snsim.kernels.augmentation import SHIFT, WARP, Augmentation
from snsim.kernels.course import ERROR_SUM, FIRST_ORDER, GOOD_COUNT, MARQUARDT, STATE_SIZE
from snsim.kernels.dropout import Dropout
from snsim.kernels.fields import GRAD, MASK, W_ACC, W_DELTA, W_HESS, W_VAL
from snsim.kernels.interruption import Interruption
from snsim.training import engines, sweep
from snsim.training.paths import Path, Planner
from snsim.training.task import Task

ROUNDING = 2.0**-24


def case(name: str, kernel: str, order: int) -> Task:
    maker = nets.sample(name, kernel).fill(rate=0.3)
    network = maker.network
    network.weights[W_ACC : W_HESS + 1] = 0
    network.weights[W_DELTA] = np.random.default_rng(5).normal(size=network.weights.shape[1])
    return task_on(maker, order=order, gamma=1.0)


def iterative_cases() -> list[tuple[str, str, int]]:
    return [
        (name, kernel, order)
        for name in nets.ALL
        for kernel in ("sn28ite", "sn28itenew")
        for order in ((FIRST_ORDER, MARQUARDT) if kernel == "sn28itenew" else (FIRST_ORDER,))
    ]


def both(task: Task, what: str) -> tuple[Task, list[object]]:
    """The pass done fast, and on a copy exactly: the copy, and what the two return."""
    other = twin(task)
    path = Planner().choose(task, exact=False)
    assert path.plan is not None, path.reason
    last = len(task.patterns) - 1
    results, drawn = [], []
    for each, way in ((task, path), (other, Path(None))):
        work, random = getattr(sweep, what), seeded()
        results.append(work(each, way, random, 0, last, Interruption(), lambda _done, _all: None))
        drawn.append(random)
    assert (drawn[0] == drawn[1]).all()
    return other, results


@pytest.mark.parametrize(("name", "kernel", "order"), iterative_cases())
def test_sums(name: str, kernel: str, order: int) -> None:
    """Accumulated gradients and curvatures, errors and good answers."""
    task = case(name, kernel, order)
    before = task.network.weights[W_VAL].copy()
    other, (fast, exact) = both(task, "accumulate")
    patterns = len(task.patterns)
    for row in (W_ACC, W_HESS):
        ours, theirs = task.network.weights[row], other.network.weights[row]
        assert np.abs(ours - theirs).max() <= ROUNDING * (16 + patterns) * max(np.abs(theirs).max(), 1e-30)
    assert fast[ERROR_SUM] == pytest.approx(exact[ERROR_SUM], rel=1e-6)
    assert fast[GOOD_COUNT] == exact[GOOD_COUNT]
    assert (task.network.weights[W_VAL] == before).all()


def test_sums_add_to_what_is_there() -> None:
    task = case("convolution", "sn28ite", FIRST_ORDER)
    task.network.weights[W_ACC] = 3
    other = twin(task)
    other.network.weights[W_ACC] = 0
    path = Planner().choose(task, exact=False)
    for each in (task, other):
        sweep.accumulate(each, path, seeded(), 0, 4, Interruption(), lambda _done, _all: None)
        path = Planner().choose(other, exact=False)
    made = slice(0, task.network.wnum)
    assert task.network.weights[W_ACC, made] == pytest.approx(3 + other.network.weights[W_ACC, made], rel=1e-6)


@pytest.mark.parametrize("name", nets.ALL)
def test_along_a_direction(name: str) -> None:
    """The curvature along the last changes, and the states' derivatives after the last pattern."""
    task = case(name, "sn28ite", FIRST_ORDER)
    other, (fast, exact) = both(task, "curvature_along")
    assert fast == pytest.approx(exact, rel=1e-5)
    last = task.layers[-1]
    assert task.network.units[GRAD, last] == pytest.approx(other.network.units[GRAD, last], rel=1e-5, abs=1e-6)


def test_two_cores_make_the_same_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes a stretch of the patterns; the sums are added."""
    sums = []
    for count in (1, 2):
        monkeypatch.setattr(engines, "cores", lambda count=count: count)
        monkeypatch.setattr(engines, "SHARED_OUT", 2)
        task = case("mixed", "sn28itenew", MARQUARDT)
        path, last = Planner().choose(task, exact=False), len(task.patterns) - 1
        state = sweep.accumulate(task, path, seeded(), 0, last, Interruption(), lambda _done, _all: None)
        sums.append((task.network.weights[[W_ACC, W_HESS]], state[ERROR_SUM]))
    scale = np.abs(sums[0][0]).max(1, keepdims=True)
    assert (np.abs(sums[0][0] - sums[1][0]) <= 40 * ROUNDING * scale).all()
    assert sums[0][1] == pytest.approx(sums[1][1], rel=1e-7)


def test_sums_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last bit, whatever the speed that was measured: each core's patterns are always the same ones."""
    monkeypatch.setattr(engines, "cores", lambda: 2)
    monkeypatch.setattr(engines, "SHARED_OUT", 2)
    found = []
    for chunk in (2, 7):
        monkeypatch.setattr(sweep, "FIRST_CHUNK", chunk)
        monkeypatch.setattr(sweep, "CHUNK_SECONDS", chunk / 1e4)
        task = case("convolution", "sn28itenew", MARQUARDT)
        path, last = Planner().choose(task, exact=False), len(task.patterns) - 1
        state = sweep.accumulate(task, path, seeded(), 0, last, Interruption(), lambda _done, _all: None)
        found.append([*task.network.weights[[W_ACC, W_HESS]].ravel(), state[ERROR_SUM]])
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["full", "wide", "convolution"])
def test_sums_that_are_no_numbers_leave_nothing(name: str) -> None:
    """Curvatures are summed up where AdamW keeps its averages: it begins on clean ground, also between the weights."""
    maker = nets.sample(name, "sn28itenew")
    task = task_on(maker, order=MARQUARDT, gamma=1.0)
    planner, weights = Planner(), maker.network.weights.copy()
    path = planner.choose(task, exact=False)
    maker.network.weights[W_VAL] = np.nan
    sweep.accumulate(task, path, seeded(), 0, 5, Interruption(), lambda _done, _all: None)
    maker.network.weights[:] = weights
    task = task_on(maker, adamw=AdamW(0.003, 0.001, 20.0, epsilon=0.3), desired=task.desired)
    again = planner.choose(task, exact=False)
    assert again.plan is path.plan
    done, _ = sweep.train(task, again, seeded(), 0, 20, Interruption(), lambda _done, _all: None)
    assert done == 20 and np.isfinite(maker.network.weights).all()


def test_noise_is_drawn_in_one_order() -> None:
    """By one engine while measuring; of a batch all is drawn before it is shared out."""
    maker: Maker = nets.sample("full", "sn28ite")
    task = task_on(maker, noise=0.1)
    path = Planner().choose(task, exact=False)
    engine = engines.engine_for(task, path, np.zeros(STATE_SIZE), seeded(), 100_000)
    assert engines.with_helpers(engine, "test", 100_000) == [engine]
    assert len(engines.with_helpers(engine, "sum", 100_000)) == min(engines.cores(), 100_000 // engines.SHARED_OUT)


def varied(maker: Maker, order: int, chance: str) -> Task:
    hidden = maker.layers[1].astype(np.int32)
    options: dict[str, Any] = {
        "dropout": {"dropout": Dropout(hidden, np.full(len(hidden), 0.4, np.float32))},
        "shift": {"augmentation": Augmentation(SHIFT, 7, 7, np.float32(0), 2.0)},
        "affine": {"augmentation": Augmentation(WARP, 7, 7, np.float32(0), 1.0, 0.3, 0.2, 0.1, 2.0, 1.5)},
        "noise": {"noise": 0.1, "theta": 0.05},
    }
    chosen = [options[chance]] if chance != "all" else list(options.values())
    settings = {name: value for one in chosen for name, value in one.items()}
    return task_on(maker, order=order, gamma=1.0, **settings)


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("chance", ["dropout", "shift", "affine", "noise", "all"])
@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
def test_sums_of_varied_presentations(order: int, chance: str, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draws in the same order as exactly, however many cores there are and however many patterns at once."""
    monkeypatch.setattr(engines, "cores", lambda: cores)
    monkeypatch.setattr(engines, "SHARED_OUT", 2)
    monkeypatch.setattr(sweep, "FIRST_CHUNK", 5)
    maker = nets.sample("mixed", "sn28itenew").fill(rate=0.3)
    maker.network.weights[W_ACC : W_HESS + 1] = 0
    monkeypatch.setattr(sweep, "CHUNK_WORK", 5 * (sweep.PATTERN_WORK + maker.network.snum))
    task = varied(maker, order, chance)
    other, (fast, exact) = both(task, "accumulate")
    for row in (W_ACC, W_HESS):
        ours, theirs = task.network.weights[row], other.network.weights[row]
        assert np.abs(ours - theirs).max() <= 40 * ROUNDING * max(np.abs(theirs).max(), 1e-30)
    assert fast[ERROR_SUM] == pytest.approx(exact[ERROR_SUM], rel=1e-6)
    assert (task.network.units[MASK] == 1).all()
