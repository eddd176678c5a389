"""What is done to units against the functions of the exact kernels, and against NumPy."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numeric.tasks import sigmoid
from workbench import Workbench

from snsim.codegen.emitter import LANES, Emitter
from snsim.codegen.forms import tanh
from snsim.codegen.steps import Rule
from snsim.codegen.units import Gradients, Units, links_of
from snsim.kernels.course import COST_LMS, COST_THLMS, COST_XENT
from snsim.network import transfer
from snsim.network.transfer import Transfer
from snsim.planner.layout import (
    A_BACKSUM,
    A_GGRAD,
    A_GRAD,
    A_NOISE,
    A_RATE,
    A_SLOPE,
    A_SQBACKSUM,
    A_STEP,
    A_SUM,
    A_VAL,
    BOUND,
    BY_CODE,
    BY_LINE,
    BY_RELU,
    BY_TANH,
    RULE_BYTES,
    SMOOTHING,
    UNIT_FIELDS,
    ArenaLayout,
    LevelLayout,
)

VECTORS = 5
COUNT = VECTORS * LANES
# a level with holes: units in no order, none in the last lanes of two vectors and in some within
HOLES = np.isin(np.arange(COUNT), [14, 15, 21, 77, 78, 79])
ORDER = np.random.default_rng(0).permutation(np.flatnonzero(~HOLES))

SPLINE = transfer.spline([-2, 0, 1, 3], [-1, 0.2, 0.5, 1]), transfer.spline([-2, 0, 1, 3], [-1, 0.2, 0.5, 1], 1)
BENT = transfer.parametric("tanh", -0.3, 0.9, 0.0, 0.0)


def layout_of(form: str) -> ArenaLayout:
    """Of the outputs only, whose functions are those of layer 0 of the course."""
    inputs = LevelLayout(0, 0, (), 0, BY_CODE, (), ())
    level = LevelLayout(0, VECTORS, tuple((4 * ORDER).tolist()), 0, form, (), ())
    answers = RULE_BYTES + UNIT_FIELDS * COUNT * 4
    scratch, end = [0] * 7, answers + COUNT * 4
    return ArenaLayout((inputs, level), RULE_BYTES, COUNT * 4, answers, np.zeros((1, LANES)), *scratch, end)


class Arena:
    """Numbers of an arena of ``layout_of``, filled at random."""

    def __init__(self, seed: int = 0):
        random = np.random.default_rng(seed)
        self.numbers = random.normal(size=layout_of(BY_TANH).bytes // 4).astype(np.float32)
        self.answers = self.numbers[-COUNT:]

    def field(self, kind: int) -> np.ndarray:
        return self.numbers[RULE_BYTES // 4 :][kind * COUNT : (kind + 1) * COUNT]


def emits(what: Any, form: str = BY_TANH) -> Any:
    """``what(units, e, level, targets)`` as a function of (arena, links, targets)."""

    def emit(e: Emitter, base: Any, links: Any, targets: Any) -> None:
        layout = layout_of(form)
        what(Units(e, layout, base, links), e, layout.levels[-1], targets)

    return emit


def _gradients(units: Units, e: Emitter, level: LevelLayout, to: Any, rule: Rule, wanted: bool) -> None:
    """Steps - or curvatures, or gradients - are used, too: stored side by side at ``to``."""

    def use(offset: Any, gradients: Gradients) -> None:
        given = gradients.h if rule.second else gradients.step if rule.plain else gradients.g
        e.store(given, to, offset)

    units.gradients(level, rule, wanted, use)


def _answer(units: Units, e: Emitter, level: LevelLayout, targets: Any, backward: bool, cost: int) -> None:
    """The error goes where the first number of the arena was."""
    e.store(units.answer(targets, backward, cost), units.base)


RULES = {
    "plain": Rule(),
    "moving": Rule(moving=True),
    "own": Rule(unit_rates=False),
    "second": Rule(second=True),
    "newton": Rule(second=True, newton=True),
}


@pytest.fixture(scope="module")
def bench() -> Workbench:
    made = Workbench()

    def many(e: Emitter, to: Any, source: Any) -> None:
        e.each_vector(12_600, lambda at: e.store(tanh(e, e.load(source, at)), to, at))

    made.add("tanh", 2, many)
    for form in (BY_CODE, BY_TANH, BY_RELU, BY_LINE):
        made.add(f"activate_{form}", 3, emits(lambda units, e, level, _: units.activate(level), form))
    for backward in (False, True):
        for cost in (COST_LMS, COST_THLMS, COST_XENT):
            what = partial(_answer, backward=backward, cost=cost)
            made.add(f"answer_{int(backward)}_{cost}", 3, emits(what))
    for name, rule in RULES.items():
        for wanted in (False, True):
            made.add(f"gradients_{name}_{int(wanted)}", 3, emits(partial(_gradients, rule=rule, wanted=wanted)))
    made.add("noise", 3, emits(lambda units, e, level, _: units.add_noise(level, A_SUM)))
    made.add("clear", 3, emits(lambda units, e, level, _: units.clear(A_GRAD, {1, 3})))
    made.add("fill", 3, emits(lambda units, e, level, _: units.fill_outputs(A_SQBACKSUM, 1.0)))
    return made


def links(*functions: Transfer, cost: int = COST_LMS) -> tuple[np.ndarray, np.ndarray]:
    """Links of a course of one layer, and its code, which must stay."""
    codes = [function.code for function in functions]
    starts = np.cumsum([0, *(len(code) for code in codes)])
    code = np.concatenate(codes)
    at = {f"{d}f_at": starts[k : k + 1] for k, d in enumerate(("", "d", "dd"))}
    course: Any = SimpleNamespace(code=code, cost=cost, **at)
    return links_of(layout_of(BY_CODE), course, newton=True), code


# ---- forward ---------------------------------------------------------------------------------------------------------


def floats(*numbers: float) -> np.ndarray:
    return np.array(numbers, np.float32)


def vector_tanh(bench: Workbench, xs: np.ndarray) -> np.ndarray:
    whole = np.resize(xs, 12_600 * LANES).astype(np.float32)
    ys = np.zeros_like(whole)
    bench.call("tanh", ys, whole)
    return ys[: len(xs)]


def test_tanh(bench: Workbench) -> None:
    """Largest error 3.1e-7, everywhere from the smallest float to the largest; odd to the last bit."""
    small = np.float32(10.0) ** np.linspace(-38, -3, 1500, dtype=np.float32)
    xs = np.concatenate([np.linspace(-12, 12, 200_000, dtype=np.float32), small, floats(0, 1e10, 3e38)])
    ys = vector_tanh(bench, xs).astype(float)
    assert np.abs(ys - np.tanh(xs.astype(float))).max() < 3.2e-7
    assert (vector_tanh(bench, -xs) == -ys).all()
    assert ys[-2] == ys[-1]
    assert ys[200_000:-3] == pytest.approx(small, rel=1e-6, abs=1e-44)


def test_tanh_of_no_number(bench: Workbench) -> None:
    """Infinities are saturated, NaN stays NaN and keeps to its lane."""
    ys = vector_tanh(bench, floats(np.nan, np.inf, -np.inf, 0.5, *[0.0] * 12))
    assert np.isnan(ys).tolist() == [True] + [False] * 15
    assert ys[1] == pytest.approx(1, abs=3.1e-7) and ys[2] == -ys[1]
    assert ys[3] == pytest.approx(np.tanh(0.5), abs=3.1e-7)


@pytest.mark.parametrize("parameters", [(1.7159, 0.6667, 0.0, 0.0), (1.2, 0.8, 0.1, 0.05), (0.5, 1.0, 0.0, 0.5)])
@pytest.mark.parametrize("form", [BY_CODE, BY_TANH])
def test_activation(bench: Workbench, parameters: tuple[float, float, float, float], form: str) -> None:
    """x = f(a) and f'(a) within tanh's error, or exact one by one; 0 where there is no unit, even beside NaN."""
    f, df, ddf = sigmoid(*parameters)
    activated(bench, form, f, df, ddf, 5e-7 * max(1, *parameters) if form == BY_TANH else 0.0)


@pytest.mark.parametrize("form", [BY_CODE, BY_RELU])
def test_activation_of_rectified_units(bench: Workbench, form: str) -> None:
    activated(bench, form, transfer.relu(), transfer.relu(1), transfer.zero(), 0.0)


@pytest.mark.parametrize("form", [BY_CODE, BY_LINE])
def test_activation_by_a_line(bench: Workbench, form: str) -> None:
    """P a + D may be fused: rounded once instead of twice."""
    f, df = transfer.parametric("lin", 0.5, 3, 0.2, 0.3), transfer.parametric("lin", 0, 0, 0, 1.7)
    activated(bench, form, f, df, transfer.zero(), 2e-6 if form == BY_LINE else 0.0)


def activated(bench: Workbench, form: str, f: Transfer, df: Transfer, ddf: Transfer, error: float) -> None:
    """States and slopes are within ``error`` and twice that; nothing else is touched."""
    arena = Arena()
    arena.field(A_SUM)[:] *= 3
    arena.field(A_SUM)[HOLES] = np.nan
    before = arena.numbers.copy()
    given, _code = links(f, df, ddf)
    bench.call(f"activate_{form}", arena.numbers, given, 0)
    a = arena.field(A_SUM)[ORDER]
    assert np.abs(arena.field(A_VAL)[ORDER] - f.map(a)).max() <= error
    assert np.abs(arena.field(A_SLOPE)[ORDER] - df.map(a)).max() <= 2 * error
    assert (arena.field(A_VAL)[HOLES] == 0).all() and (arena.field(A_SLOPE)[HOLES] == 0).all()
    for kind in (A_VAL, A_SLOPE):
        arena.field(kind)[:] = before[RULE_BYTES // 4 :][kind * COUNT : (kind + 1) * COUNT]
    assert np.array_equal(arena.numbers, before, equal_nan=True)


def test_activation_by_a_spline(bench: Workbench) -> None:
    arena = Arena()
    given, _code = links(*SPLINE, transfer.zero())
    bench.call(f"activate_{BY_CODE}", arena.numbers, given, 0)
    for kind, function in zip((A_VAL, A_SLOPE), SPLINE, strict=True):
        assert (arena.field(kind)[ORDER] == function.map(arena.field(A_SUM)[ORDER])).all()


def test_noise(bench: Workbench) -> None:
    arena, before = Arena(), Arena()
    bench.call("noise", arena.numbers, 0, 0)
    assert (arena.field(A_SUM) == before.field(A_SUM) + before.field(A_NOISE)).all()


def test_clear_and_fill(bench: Workbench) -> None:
    arena, wanted = Arena(), Arena()
    bench.call("clear", arena.numbers, 0, 0)
    bench.call("fill", arena.numbers, 0, 0)
    wanted.field(A_GRAD).reshape(-1, LANES)[[1, 3]] = 0
    wanted.field(A_SQBACKSUM)[:] = 1
    assert (arena.numbers == wanted.numbers).all()


# ---- outputs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", [None, -0.5, 0.0, 2.0])
@pytest.mark.parametrize("backward", [False, True])
def test_answer(bench: Workbench, backward: bool, bound: float | None) -> None:
    """The error is summed in the order of the outputs; answers lie in it; with a bound only what falls short counts."""
    arena, before = Arena(), Arena()
    targets = np.random.default_rng(3).normal(size=len(ORDER)).astype(np.float32)
    arena.numbers[BOUND] = 0 if bound is None else bound
    bench.call(f"answer_{int(backward)}_{int(bound is not None)}", arena.numbers, 0, targets)
    states = before.field(A_VAL)[ORDER]
    d = targets - states
    if bound is not None:
        d = np.where(targets > np.float32(bound), np.maximum(d, 0), np.minimum(d, 0))
    error = np.float32(0)
    for term in np.float32(0.5) * (d * d):
        error += term
    assert arena.numbers[0] == error
    assert (arena.answers[: len(ORDER)] == states).all()
    assert (arena.answers[len(ORDER) :] == before.answers[len(ORDER) :]).all()
    if backward:
        before.field(A_BACKSUM)[ORDER] = d
    assert (arena.field(A_BACKSUM) == before.field(A_BACKSUM)).all()


@pytest.mark.parametrize("backward", [False, True])
def test_answer_of_competing_outputs(bench: Workbench, backward: bool) -> None:
    """The cross-entropy of the softmax, in the order of the outputs; b and h where the units lie, nowhere else."""
    arena, before = Arena(), Arena()
    arena.numbers[SMOOTHING] = 0.2
    targets = np.full(len(ORDER), -1, np.float32)
    targets[5] = 1
    given, _code = links(*SPLINE, transfer.zero(), cost=COST_XENT)
    bench.call(f"answer_{int(backward)}_{COST_XENT}", arena.numbers, given, targets)
    states = before.field(A_VAL)[ORDER]
    q = np.exp(states.astype(float)) / np.exp(states.astype(float)).sum()
    p = 0.8 * (targets > 0) + 0.2 / len(ORDER)
    assert arena.numbers[0] == pytest.approx(-(p * np.log(q)).sum(), rel=1e-5)
    assert (arena.answers[: len(ORDER)] == states).all()
    for kind, values in ((A_BACKSUM, p - q), (A_SQBACKSUM, q * (1 - q))):
        assert arena.field(kind)[ORDER] == pytest.approx(values, abs=1e-6)
        assert (arena.field(kind)[HOLES] == before.field(kind)[HOLES]).all()


# ---- backward --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [False, True])
@pytest.mark.parametrize("name", RULES)
def test_gradients(bench: Workbench, name: str, wanted: bool) -> None:
    """g = b f', h = s f'^2 less b f'' for Newton's method, and rate g; what nobody wants is not stored."""
    rule, arena, before = RULES[name], Arena(), Arena()
    used = np.zeros(COUNT, np.float32)
    given, _code = links(*sigmoid()[:2], BENT)
    bench.call(f"gradients_{name}_{int(wanted)}", arena.numbers, given, used)
    slope, b = before.field(A_SLOPE), before.field(A_BACKSUM)
    g = b * slope
    h = before.field(A_SQBACKSUM) * (slope * slope)
    if rule.newton:
        h = h.astype(float) - b.astype(float) * BENT.map(before.field(A_SUM))
    last = h if rule.second else before.field(A_RATE) * g if rule.plain else g
    assert used == pytest.approx(last, rel=1e-6, abs=1e-6)
    kept = {A_GRAD: g if wanted or not rule.plain else None}
    kept |= {A_GGRAD: h if rule.second else None, A_STEP: before.field(A_RATE) * g if rule.plain else None}
    for kind, value in kept.items():
        expected = before.field(kind) if value is None else value
        assert arena.field(kind) == pytest.approx(expected, rel=1e-6, abs=1e-6)
