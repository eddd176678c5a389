"""What is done to units against the functions of the exact kernels, and against NumPy."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from level import COUNT, HOLES, ORDER, SPLINE, Arena, layout_of, links
from numeric.tasks import sigmoid
from workbench import Workbench

from snsim.codegen.dropout import drop
from snsim.codegen.emitter import LANES, Emitter
from snsim.codegen.forms import FORMS, numbers_of
from snsim.codegen.steps import Rule
from snsim.codegen.units import Gradients, Units
from snsim.network import transfer
from snsim.network.transfer import Transfer
from snsim.planner.layout import (
    A_BACKSUM,
    A_GGRAD,
    A_GRAD,
    A_MASK,
    A_NOISE,
    A_RATE,
    A_SLOPE,
    A_SQBACKSUM,
    A_STEP,
    A_SUM,
    A_VAL,
    BY_CODE,
    BY_LINE,
    BY_RELU,
    BY_TANH,
    RULE_BYTES,
    LevelLayout,
)

BENT = transfer.parametric("tanh", -0.3, 0.9, 0.0, 0.0)


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


RULES = {
    "plain": Rule(),
    "moving": Rule(moving=True),
    "own": Rule(unit_rates=False),
    "second": Rule(second=True),
    "newton": Rule(second=True, newton=True),
}


def _many_tanh(e: Emitter, to: Any, source: Any) -> None:
    f, df, _ = sigmoid(1, 1, 0, 0)
    numbers = [e.constant(number) for number in numbers_of(BY_TANH, f.code, df.code)]
    e.each_vector(12_600, lambda at: e.store(FORMS[BY_TANH](e, e.load(source, at), *numbers)[0], to, at))


@pytest.fixture(scope="module")
def bench() -> Workbench:
    made = Workbench()

    made.add("tanh", 2, _many_tanh)
    for form in (BY_CODE, BY_TANH, BY_RELU, BY_LINE):
        made.add(f"activate_{form}", 3, emits(lambda units, e, level, _: units.activate(level), form))
    for name, rule in RULES.items():
        for wanted in (False, True):
            made.add(f"gradients_{name}_{int(wanted)}", 3, emits(partial(_gradients, rule=rule, wanted=wanted)))
    made.add("noise", 3, emits(lambda units, e, level, _: units.add_noise(level, A_SUM)))
    made.add("drop", 3, emits(lambda units, e, level, _: drop(e, units, level)))
    made.add("clear", 3, emits(lambda units, e, level, _: units.clear(A_GRAD, {1, 3})))
    return made


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
    """The largest numbers are saturated, NaN stays NaN and keeps to its lane."""
    ys = vector_tanh(bench, floats(np.nan, 3e38, -3e38, 0.5, *[0.0] * 12))
    assert np.isnan(ys).tolist() == [True] + [False] * 15
    assert ys[1] == pytest.approx(1, abs=3.1e-7) and ys[2] == -ys[1]
    assert ys[3] == pytest.approx(np.tanh(0.5), abs=3.1e-7)


def test_units_left_out(bench: Workbench) -> None:
    """States and slopes times masks, to the last bit; nothing else is touched."""
    arena, before = Arena(), Arena()
    bench.call("drop", arena.numbers, 0, 0)
    for kind in (A_VAL, A_SLOPE):
        assert (arena.field(kind) == before.field(kind) * before.field(A_MASK)).all()
        arena.field(kind)[:] = before.field(kind)
    assert (arena.numbers == before.numbers).all()


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
    given, _code = links(f, df, ddf, form=form)
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


def test_clear(bench: Workbench) -> None:
    arena, wanted = Arena(), Arena()
    bench.call("clear", arena.numbers, 0, 0)
    wanted.field(A_GRAD).reshape(-1, LANES)[[1, 3]] = 0
    assert (arena.numbers == wanted.numbers).all()


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
