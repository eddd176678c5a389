"""Transfer functions against the reference: its formulas (sn28.md 2.4) in float32, and the values it gives."""

from __future__ import annotations

import numpy as np
import pytest
from numeric import rounded

from snsim.network import transfer
from snsim.network.errors import NetworkError
from snsim.network.transfer import Transfer

F = np.float32
XS = np.concatenate([np.linspace(-4, 4, 1601), [0.0, -0.0, 1e-30, 1e30, -1e30]]).astype(F)
PARAMETERS = [(1.7159, 0.66666666, 0.0, 0.0), (0.5, -1.25, 0.1, 0.05), (1.0, 1.0, 1.0, 1.0)]


def tilted(y: np.ndarray, parameters: tuple[float, ...]) -> np.ndarray:
    A, _, C, D = map(F, parameters)
    return (A * y + C * XS) + D


FORMULAS = {
    "tanh": lambda p: rounded.sigmoid(XS, p),
    "dtanh": lambda p: rounded.slope(XS, p),
    "lin": lambda p: (F(p[0]) * F(p[1]) + F(p[2])) * XS + F(p[3]),
    "piecewise": lambda p: tilted(np.clip(F(p[1]) * XS, F(-1), F(1)), p),
    "threshold": lambda p: tilted(np.where(F(p[1]) * XS >= 0, F(1), F(-1)), p),
}


@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
@pytest.mark.parametrize("name", FORMULAS)
def test_parametric(name: str, parameters: tuple[float, float, float, float]) -> None:
    assert (transfer.parametric(name, *parameters).map(XS) == FORMULAS[name](parameters)).all()


def test_threshold_at_zero() -> None:
    """sn28.md: the value at 0 is +A + D, whatever the manual says."""
    assert transfer.parametric("threshold", 0.6, 1, 0, 0.25)(0) == pytest.approx(0.85, abs=1e-7)


def test_zero_and_bell() -> None:
    inside = np.abs(XS) < 1
    x = np.where(inside, XS, 0).astype(F)
    y = F(1) - x * x
    cubic, slope = (y * y) * y, F(-6) * ((y * y) * x)
    assert (transfer.zero().map(XS) == 0).all()
    assert (transfer.bell().map(XS) == np.where(inside, cubic, 0)).all()
    assert (transfer.bell(1).map(XS) == np.where(inside, slope, 0)).all()


def test_rectified() -> None:
    """0 at 0, and with a slope of 0 there; no number stays none."""
    f, df = transfer.relu(), transfer.relu(1)
    assert (f.map(XS) == np.maximum(XS, 0)).all()
    assert (df.map(XS) == (XS > 0)).all()
    assert np.isnan(f.map(np.array([np.nan], F))).all()
    assert (f(-2), f(2), df(0), df(2)) == (0, 2, 0, 1)  # one number at a time, without the compiler


def stock() -> tuple[Transfer, Transfer, Transfer]:
    """The functions a network has until others are chosen: f(1) = 1."""
    gain = 0.66666666
    height = 1 / transfer.parametric("tanh", 1, gain, 0, 0)(1)
    f, df = (transfer.parametric(name, height, gain, 0, 0) for name in ("tanh", "dtanh"))
    return f, df, transfer.differences(f, 2)


VALUES = [
    (0, 0.5, "0.551685214"),
    (0, 1, "1"),
    (0, 3, "1.65417933"),
    (1, 0, "1.1439364"),
    (1, 0.5, "1.02568722"),
    (1, 1, "0.755414426"),
    (2, 0.5, "-0.439453125"),
    (2, 1, "-0.58984375"),
]


@pytest.mark.parametrize(("derivative", "x", "value"), VALUES)
def test_values_of_the_reference(derivative: int, x: float, value: str) -> None:
    assert f"{stock()[derivative](x):.9g}" == value


# ---- differences -----------------------------------------------------------------------------------------------------


def difference(f: Transfer, xs: np.ndarray, order: int) -> np.ndarray:
    if order == 1:
        h = F(1 / 256)
        return (f.map(xs + h) - f.map(xs - h)) / F(1 / 128)
    h = F(1 / 128)
    return ((f.map(xs - h) + f.map(xs + h)) - F(2) * f.map(xs)) / F(1 / 16384)


@pytest.mark.parametrize("orders", [(1,), (2,), (1, 1), (1, 2), (2, 1), (2, 2), (1, 1, 1), (2, 1, 1)])
def test_differences(orders: tuple[int, ...]) -> None:
    """Of functions, of differences, of differences of differences: the innermost first."""
    function = transfer.parametric("tanh", 1, 0.8, 0.1, 0)
    for order in orders:
        inner, function = function, transfer.differences(function, order)
    xs = XS[:1601]
    assert (function.map(xs) == difference(inner, xs, orders[-1])).all()


def test_differences_of_a_function_of_the_user() -> None:
    cube = transfer.from_function(lambda x: x**3)
    assert transfer.differences(cube, 1)(2) == pytest.approx(12, abs=1e-3)
    assert transfer.differences(cube, 2)(2) == pytest.approx(12, abs=0.1)


# ---- splines ---------------------------------------------------------------------------------------------------------

KNOTS = np.array([-2, -0.75, 0, 0.5, 3])
HEIGHTS = np.array([-1, -0.9, 0.25, 0.5, 1.5])


def bends() -> np.ndarray:
    """Second derivatives at the knots of the natural spline, from the linear system written out."""
    h, n = np.diff(KNOTS), len(KNOTS)
    system, right = np.eye(n), np.zeros(n)
    for i in range(1, n - 1):
        system[i, i - 1 : i + 2] = h[i - 1] / 6, (h[i - 1] + h[i]) / 3, h[i] / 6
        right[i] = (HEIGHTS[i + 1] - HEIGHTS[i]) / h[i] - (HEIGHTS[i] - HEIGHTS[i - 1]) / h[i - 1]
    return np.linalg.solve(system, right)


def spline(x: float, derivative: int) -> float:
    """The natural spline in double precision; outside, the chord of the end interval goes on."""
    k = int(np.clip(np.searchsorted(KNOTS, x, "right") - 1, 0, len(KNOTS) - 2))
    h, curve = KNOTS[k + 1] - KNOTS[k], bends()
    chord = (HEIGHTS[k + 1] - HEIGHTS[k]) / h
    if not KNOTS[0] <= x <= KNOTS[-1]:
        end = 0 if x < KNOTS[0] else -1
        return (HEIGHTS[end] + chord * (x - KNOTS[end]), chord, 0)[derivative]
    a, b = (KNOTS[k + 1] - x) / h, (x - KNOTS[k]) / h
    low, high = curve[k], curve[k + 1]
    value = a * HEIGHTS[k] + b * HEIGHTS[k + 1] + ((a**3 - a) * low + (b**3 - b) * high) * h * h / 6
    return (value, chord + ((3 * b * b - 1) * high - (3 * a * a - 1) * low) * h / 6, a * low + b * high)[derivative]


@pytest.mark.parametrize("derivative", [0, 1, 2])
def test_spline(derivative: int) -> None:
    xs = np.concatenate([np.linspace(-5, 5, 401), KNOTS])
    function = transfer.spline(KNOTS.tolist(), HEIGHTS.tolist(), derivative)
    wanted = [spline(float(F(x)), derivative) for x in xs]
    assert function.map(xs.astype(F)) == pytest.approx(wanted, abs=3e-6)


def test_spline_errors() -> None:
    with pytest.raises(NetworkError, match="x and y listes have different length"):
        transfer.spline([1, 2], [1])
    for knots in ([1], [1, 1], [2, 1]):
        refused = transfer.spline(knots, knots)  # only where it is evaluated, as in the original
        with pytest.raises(NetworkError, match="unordered X values") as error:
            refused(0.5)
        assert "increasing order" in str(error.value.hint)
