"""Targets, errors and good answers of outputs against NumPy and the kernels of exact mode."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from level import HOLES, ORDER, SPLINE, Arena, layout_of, links
from workbench import Workbench

from snsim.codegen.criteria import good_answer
from snsim.codegen.emitter import FLOAT, Emitter
from snsim.codegen.outputs import Outputs
from snsim.codegen.units import Units
from snsim.kernels import course, criteria
from snsim.kernels.course import COST_LMS, COST_THLMS, COST_XENT
from snsim.network import transfer
from snsim.planner.layout import A_BACKSUM, A_SQBACKSUM, A_VAL, BOUND, BY_TANH, SMOOTHING

CRITERIA = [
    course.CLASS_NIL,
    course.CLASS_MAX,
    course.CLASS_QUADRANT,
    course.CLASS_SGN,
    course.CLASS_LMS,
    course.CLASS_HAMMING,
]


def emits(what: Any) -> Any:
    """``what(e, outputs)`` gives a number, which goes where the first one of the arena was."""

    def emit(e: Emitter, base: Any, links: Any, targets: Any) -> None:
        outputs = Outputs(e, Units(e, layout_of(BY_TANH), base, links), targets)
        outputs.want()
        if (number := what(e, outputs)) is not None:
            e.store(number, base)

    return emit


def _error(_: Emitter, outputs: Outputs, cost: int, backward: bool) -> Any:
    return outputs.error(cost, backward)


def _judged(e: Emitter, outputs: Outputs, kind: int) -> Any:
    return e.builder.uitofp(good_answer(e, kind, outputs), FLOAT)


@pytest.fixture(scope="module")
def bench() -> Workbench:
    made = Workbench()
    for backward in (False, True):
        for cost in (COST_LMS, COST_THLMS, COST_XENT):
            made.add(f"error_{int(backward)}_{cost}", 3, emits(partial(_error, cost=cost, backward=backward)))
    made.add("want", 3, emits(lambda _, outputs: None))
    made.add("even", 3, emits(lambda _, outputs: outputs.even_curvature()))
    for kind in CRITERIA:
        made.add(f"good_{kind}", 3, emits(partial(_judged, kind=kind)))
    return made


def some_targets() -> np.ndarray:
    return np.random.default_rng(3).normal(size=len(ORDER)).astype(np.float32)


def test_targets_come_to_their_units(bench: Workbench) -> None:
    arena, targets = Arena(), some_targets()
    bench.call("want", arena.numbers, 0, targets)
    assert (arena.field(A_BACKSUM)[ORDER] == targets).all()
    assert (arena.field(A_BACKSUM)[HOLES] == 0).all()


def test_even_curvature(bench: Workbench) -> None:
    arena = Arena()
    bench.call("even", arena.numbers, 0, some_targets())
    assert (arena.field(A_SQBACKSUM) == 1).all()


@pytest.mark.parametrize("bound", [None, -0.5, 0.0, 2.0])
@pytest.mark.parametrize("backward", [False, True])
def test_error(bench: Workbench, backward: bool, bound: float | None) -> None:
    """Half the sum of squares; with a bound only what falls short counts. What goes back is the distance."""
    arena, targets = Arena(), some_targets()
    arena.field(A_VAL)[HOLES] = 0
    arena.numbers[BOUND] = 0 if bound is None else bound
    bench.call(f"error_{int(backward)}_{int(bound is not None)}", arena.numbers, 0, targets)
    d = targets - arena.field(A_VAL)[ORDER]
    if bound is not None:
        d = np.where(targets > np.float32(bound), np.maximum(d, 0), np.minimum(d, 0))
    assert arena.numbers[0] == pytest.approx(0.5 * (d.astype(float) ** 2).sum(), rel=1e-6)
    assert (arena.field(A_BACKSUM)[ORDER] == (d if backward else targets)).all()
    assert (arena.field(A_BACKSUM)[HOLES] == 0).all()


@pytest.mark.parametrize("backward", [False, True])
def test_error_of_competing_outputs(bench: Workbench, backward: bool) -> None:
    """The cross-entropy of the softmax, in the order of the outputs; b and h where the units lie, nowhere else."""
    arena, before = Arena(), Arena()
    arena.numbers[SMOOTHING] = 0.2
    targets = np.full(len(ORDER), -1, np.float32)
    targets[5] = 1
    given, _code = links(*SPLINE, transfer.zero(), cost=COST_XENT)
    bench.call(f"error_{int(backward)}_{COST_XENT}", arena.numbers, given, targets)
    states = before.field(A_VAL)[ORDER]
    q = np.exp(states.astype(float)) / np.exp(states.astype(float)).sum()
    p = 0.8 * (targets > 0) + 0.2 / len(ORDER)
    assert arena.numbers[0] == pytest.approx(-(p * np.log(q)).sum(), rel=1e-5)
    for kind, values in ((A_BACKSUM, p - q), (A_SQBACKSUM, q * (1 - q))):
        assert arena.field(kind)[ORDER] == pytest.approx(values, abs=1e-6)
    assert (arena.field(A_SQBACKSUM)[HOLES] == before.field(A_SQBACKSUM)[HOLES]).all()


# ---- good answers ----------------------------------------------------------------------------------------------------

THRESHOLDS = [(-0.5, 0.5), (0.0, 0.0), (0.5, 0.1), (0.1, 0.75)]


@pytest.mark.parametrize("kind", CRITERIA)
@pytest.mark.parametrize(("low", "high"), THRESHOLDS)
def test_good_answers(bench: Workbench, kind: int, low: float, high: float) -> None:
    """As in exact mode, on answers that are right but for one output at most; both verdicts are met. What is no number
    is never good."""
    random, arena, verdicts = np.random.default_rng(7 + kind), Arena(), set()
    arena.field(A_VAL)[HOLES] = 0
    given, _code = links(*SPLINE, transfer.zero(), low=low, high=high)
    for k in range(60):
        targets = random.choice([-1, -0.5, 0, 0.5, 1], len(ORDER), p=[0.3, 0.2, 0, 0.2, 0.3]).astype(np.float32)
        if k % 3 == 0:  # one that stands out, perhaps twice, and perhaps below 0
            targets = np.full(len(ORDER), -2, np.float32)
            targets[random.integers(0, len(ORDER), 2)] = random.choice([-1, 1])
        states = targets.copy()
        states[random.integers(len(ORDER))] += random.choice([-3, -0.5, -0.25, 0, 0, 0, 0.25, 0.5, 3, 20, 20])
        arena.field(A_VAL)[ORDER] = states
        bench.call(f"good_{kind}", arena.numbers, given, targets)
        good = bool(criteria.good_answer(kind, low, high, states, targets))
        assert arena.numbers[0] == good
        verdicts.add(good)
        for numbers in (states, targets):
            broken = numbers.copy()
            broken[random.integers(len(ORDER))] = np.nan
            pair = (broken, targets) if numbers is states else (states, broken)
            arena.field(A_VAL)[ORDER] = pair[0]
            bench.call(f"good_{kind}", arena.numbers, given, pair[1])
            assert arena.numbers[0] == bool(criteria.good_answer(kind, low, high, *pair)) == (kind == course.CLASS_NIL)
    never = (kind == course.CLASS_HAMMING and low < 0) or (kind == course.CLASS_LMS and low <= 0)
    assert verdicts == ({True} if kind == course.CLASS_NIL else {False} if never else {False, True})
