"""The steps on whole vectors against the same equations in double precision, within a few roundings."""

from __future__ import annotations

import drivers
import numpy as np
import pytest
from numeric.tasks import sigmoid

from snsim.kernels.arena import Rule
from snsim.kernels.course import FIRST_ORDER, MARQUARDT
from snsim.kernels.vectors import LANES
from snsim.network import transfer

ROUNDING = 2.0**-24


def floats(*numbers: float) -> np.ndarray:
    return np.array(numbers, np.float32)


def vector_tanh(xs: np.ndarray) -> np.ndarray:
    xs = np.ascontiguousarray(np.resize(xs, -(-len(xs) // LANES) * LANES), np.float32)
    ys = np.zeros_like(xs)
    drivers.tanh(ys.ctypes.data, xs.ctypes.data, len(xs) // LANES)
    return ys


def test_tanh() -> None:
    """Largest error 3.1e-7, everywhere from the smallest float to the largest; odd to the last bit."""
    small = np.float32(10.0) ** np.linspace(-38, -3, 2000, dtype=np.float32)
    xs = np.concatenate([np.linspace(-12, 12, 200_000, dtype=np.float32), small, floats(0, 1e10, 3e38)])
    ys = vector_tanh(xs)[: len(xs)].astype(float)
    assert np.abs(ys - np.tanh(xs.astype(float))).max() < 3.2e-7
    assert (vector_tanh(-xs)[: len(xs)] == -ys).all()
    assert (ys[len(xs) - 2 :] == np.float32(ys[-1])).all()
    assert ys[200_000:-3] == pytest.approx(small, rel=1e-6, abs=1e-44)


def test_tanh_of_no_number() -> None:
    """Infinities are saturated, NaN stays NaN and keeps to its lane."""
    ys = vector_tanh(floats(np.nan, np.inf, -np.inf, 0.5, *[0.0] * 12))
    assert np.isnan(ys).tolist() == [True] + [False] * 15
    assert ys[1] == pytest.approx(1, abs=3.1e-7) and ys[2] == -ys[1]
    assert ys[3] == pytest.approx(np.tanh(0.5), abs=3.1e-7)


@pytest.mark.parametrize("parameters", [(1.7159, 0.6667, 0.0, 0.0), (1.2, 0.8, 0.1, 0.05), (0.5, 1.0, 0.0, 0.5)])
@pytest.mark.parametrize("any_function", [False, True])
def test_activation(parameters: tuple[float, float, float, float], any_function: bool) -> None:
    """x = f(a) and f'(a), by vectors and one by one: within tanh's error of the functions of the exact kernels."""
    f, df, _ = sigmoid(*parameters)
    a = np.random.default_rng(0).normal(size=5 * LANES, scale=3).astype(np.float32)
    x, slope = np.zeros_like(a), np.zeros_like(a)
    code = np.concatenate([f.code, df.code])
    places = (array.ctypes.data for array in (a, x, slope))
    drivers.activate(*places, 5, code, 0, len(f.code), any_function)
    error = 0.0 if any_function else 5e-7 * max(1, *parameters)
    assert np.abs(x - f.map(a)).max() <= error
    assert np.abs(slope - df.map(a)).max() <= 2 * error


def test_activation_by_a_spline() -> None:
    f = transfer.spline([-2, 0, 1, 3], [-1, 0.2, 0.5, 1])
    a = np.linspace(-4, 4, LANES, dtype=np.float32)
    x, slope = np.zeros_like(a), np.zeros_like(a)
    drivers.activate(a.ctypes.data, x.ctypes.data, slope.ctypes.data, 1, f.code, 0, 0, True)
    assert (x == f.map(a)).all() and (slope == x).all()


@pytest.mark.parametrize("order", [FIRST_ORDER, MARQUARDT])
@pytest.mark.parametrize("iterative", [False, True])
@pytest.mark.parametrize(("alpha", "decay"), [(0, 0), (0.5, 0), (0, 0.01), (0.9, 0.01)])
def test_weight_step(order: int, iterative: bool, alpha: float, decay: float) -> None:
    """w, delta and the average curvature of one row of weights (2.8 - 2.10); curvatures of either sign."""
    random = np.random.default_rng(1)
    w, delta, hess, g = (random.normal(size=3 * LANES).astype(np.float32) for _ in range(4))
    rate, squares = (random.uniform(0, 1, 3 * LANES).astype(np.float32) for _ in range(2))
    scale, factor, gamma, mu = 0.75, 1.25, np.float32(0.1), np.float32(0.05)
    alpha, decay = np.float32(alpha), np.float32(decay)
    wide_w, wide_delta, wide_hess, e = (array.astype(float) for array in (w, delta, hess, rate))
    if order == MARQUARDT:
        wide_hess = (1 - float(gamma)) * wide_hess + float(gamma) * factor * squares
        e = e / (float(mu) + np.abs(wide_hess))
    change = float(alpha) * wide_delta + (1 - float(alpha)) * e * scale * g
    shrink = 1 - float(decay) * (1 if iterative else e)
    places = [array.ctypes.data for array in (w, rate, delta, hess, g)]
    rule = Rule(False, order, iterative, alpha, decay, gamma, mu)
    drivers.update_row(*places, np.float32(scale), squares.ctypes.data, np.float32(factor), 3, rule)
    assert hess == pytest.approx(wide_hess, abs=4 * ROUNDING * float(np.abs(hess).max()))
    # where mu + |curvature| is small, its own rounding counts
    blown_up = 8 * ROUNDING * (1 + np.abs(change) * (1 + np.abs(wide_hess).max() / (float(mu) + np.abs(wide_hess))))
    assert (np.abs(w - (shrink * wide_w + change)) <= blown_up * (1 + np.abs(w))).all()
    if alpha or decay:
        assert (np.abs(delta - change) <= blown_up).all()
