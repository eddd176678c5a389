"""First and second derivatives of the kernels against differences of an independent forward pass in double precision.

Nets: the exclusive or, the 4-2-4 decoder, the net of 1989, and one with shared weights beside odd sparse connections.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numeric import nets
from numeric.equations import Equations
from numeric.maker import Maker
from numeric.nets1989 import zip1989
from numeric.tasks import sigmoid, task_on

from snsim.kernels import exact_sweep, update
from snsim.kernels.course import COST_XENT, MARQUARDT, NEWTON, STATE_SIZE
from snsim.kernels.fields import L_SIGMA, MASK, W_ACC, W_VAL
from snsim.network import transfer
from snsim.training.task import Task

HEIGHT, GAIN = float(np.float32(1.7159)), float(np.float32(2 / 3))
STEP, WIDE_STEP = 1e-5, 1e-3  # of a weight, for first and for second differences


def xor() -> Maker:
    """2-2-1 with biases."""
    maker = Maker()
    inputs, hidden, output = maker.layer(2), maker.layer(2), maker.layer(1)
    for below, above in ((inputs, hidden), (hidden, output)):
        maker.biases(above)
        maker.connect(below, above)
    return maker.fill()


def decoder() -> Maker:
    maker = Maker()
    inputs, hidden, output = maker.layer(4), maker.layer(2), maker.layer(4)
    for below, above in ((inputs, hidden), (hidden, output)):
        maker.biases(above)
        maker.connect(below, above)
    return maker.fill()


def shared_hidden() -> Maker:
    """One hidden layer: maps, sparse units; connections that skip it."""
    maker = Maker()
    inputs, hidden, output = maker.layer(12), maker.layer(2 * 4 + 5), maker.layer(3)
    for units in hidden[:8].reshape(2, 4):
        maker.share(np.arange(4)[:, None] * 3 + inputs[0] + np.array([0, 2, 1]), units)
    maker.sparse(np.concatenate([[0], inputs]), hidden[8:], 1, 7)
    maker.connect(hidden, output)
    maker.sparse(inputs, output, 1, 5)
    return maker.fill()


NETS: dict[str, Callable[[], Maker]] = {
    "xor": xor,
    "4-2-4": decoder,
    "shared": shared_hidden,
    "mixed": lambda: nets.sample("mixed"),
    "skips": lambda: nets.sample("skips"),
    "zip1989": zip1989,
}
ONE_HIDDEN_LAYER = ["xor", "4-2-4", "shared"]


class Presented:
    """A net after one pattern has gone forward and its derivatives back, in the exact kernels, gamma 1. ``masked``:
    every third hidden unit is left out."""

    def __init__(self, name: str, order: int, masked: bool = False, **options: Any):
        self.maker = copy.deepcopy(NETS[name]())
        self.network = self.maker.network
        if masked:
            hidden = np.concatenate(self.maker.layers[1:-1])
            self.network.units[MASK, hidden] = np.where(np.arange(len(hidden)) % 3 == 1, 0, 1.5)
        settings = {"functions": [sigmoid()] * (len(self.maker.layers) - 1)} | options
        self.task: Task = task_on(self.maker, order=order, gamma=1.0, **settings)
        random, course, net = np.zeros(57, np.int32), self.task.course, self.network.net
        weights = self.network.weights.copy()
        exact_sweep.train(net, course, np.zeros(0, np.int32), np.zeros(STATE_SIZE), random, 1)
        self.network.weights[:] = weights  # nothing was to learn here
        self.network.weights[W_ACC] = 0
        self.network.links[0] = 1
        update.accumulate(net, np.arange(self.network.nnum, dtype=np.int32), 1)
        self.equations = Equations(self.network, self.maker.layers, HEIGHT, GAIN)
        self.pattern, self.target = self.task.patterns[0].astype(float), self.task.targets[0].astype(float)
        self.weights = self.equations.of_connections()

    def gradient(self) -> np.ndarray:
        """dE/dw of every weight record."""
        return -self.network.weights[W_ACC, : self.network.wnum]

    def sigma(self) -> np.ndarray:
        """d2E/dw2 of every connection."""
        return self.network.links[L_SIGMA, : self.network.snum]

    def error(self, weights: np.ndarray) -> float:
        return self.equations.error(weights, self.pattern, self.target)

    def chosen(self, count: int, most: int) -> np.ndarray:
        """All of so many things if they are few, else some at random."""
        return np.random.default_rng(7).choice(count, min(count, most), replace=False)


@cache
def presented(name: str, order: int) -> Presented:
    return Presented(name, order)


def check_gradient(case: Presented) -> None:
    """dE/dw by central differences: all sharing connections moved at once."""
    scale = np.abs(case.gradient()).max()
    for record in case.chosen(case.network.wnum, 200):
        move = STEP * (case.equations.weight_of == record)
        slope = (case.error(case.weights + move) - case.error(case.weights - move)) / (2 * STEP)
        assert case.gradient()[record] == pytest.approx(slope, rel=2e-5, abs=float(2e-6 * scale))
    assert scale > 1e-3


@pytest.mark.parametrize("name", NETS)
def test_gradient(name: str) -> None:
    check_gradient(presented(name, MARQUARDT))


class Masked(Equations):
    """States are multiplied by the units' masks."""

    def state(self, layer: np.ndarray, a: np.ndarray) -> np.ndarray:
        return super().state(layer, a) * self.network.units[MASK, layer]


@pytest.mark.parametrize("order", [MARQUARDT, NEWTON])
@pytest.mark.parametrize("name", NETS)
def test_derivatives_of_a_masked_net(name: str, order: int) -> None:
    """First ones by differences; second ones, where the recursion is exact and there is only one hidden layer, too."""
    case = Presented(name, order, masked=True)
    case.equations = Masked(case.network, case.maker.layers, HEIGHT, GAIN)
    assert 0 in case.network.units[MASK]
    check_gradient(case)
    if order == NEWTON and name in ONE_HIDDEN_LAYER:
        check_curvature(case)


class Competing(Equations):
    """Rectified hidden units, linear outputs; the cross-entropy of their softmax with a share ``SMOOTHING``."""

    def state(self, layer: np.ndarray, a: np.ndarray) -> np.ndarray:
        return a if layer[0] == self.layers[-1][0] else np.maximum(a, 0)

    def cost(self, outputs: np.ndarray, target: np.ndarray) -> float:
        wanted = (target + 1) / (target + 1).sum() if (target > -1).any() else np.full(len(target), 1 / len(target))
        wanted = (1 - SMOOTHING) * wanted + SMOOTHING / len(target)
        return float(np.log(np.exp(outputs).sum()) - (wanted * outputs).sum())


SMOOTHING = 0.1


@cache
def competing(name: str) -> Presented:
    line = transfer.parametric("lin", 0, 0, 1, 0), transfer.parametric("lin", 0, 0, 0, 1), transfer.zero()
    relu = transfer.relu(), transfer.relu(1), transfer.zero()
    functions = [*[relu] * (len(NETS[name]().layers) - 2), line]
    case = Presented(name, MARQUARDT, functions=functions, cost=COST_XENT, smoothing=SMOOTHING)
    case.equations = Competing(case.network, case.maker.layers, HEIGHT, GAIN)
    return case


@pytest.mark.parametrize("name", [name for name in NETS if name != "xor"])  # one output alone has no choice
def test_gradient_of_the_cross_entropy(name: str) -> None:
    """Through rectified units, none of which is at its bend."""
    check_gradient(competing(name))


def test_curvature_of_the_cross_entropy() -> None:
    """Of the outputs' own connections the diagonal is exact: q (1 - q) x^2."""
    case = competing("4-2-4")
    middle, outputs = case.error(case.weights), case.maker.layers[-1]
    for link in np.flatnonzero(np.isin(case.equations.post, outputs)):
        move = np.zeros(case.network.snum)
        move[link] = WIDE_STEP
        ends = case.error(case.weights + move) + case.error(case.weights - move)
        assert case.sigma()[link] == pytest.approx((ends - 2 * middle) / WIDE_STEP**2, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("name", ONE_HIDDEN_LAYER)
def test_curvature_where_the_diagonal_is_exact(name: str) -> None:
    """With one hidden layer the recursion drops nothing: sigma is the true second derivative by every connection."""
    check_curvature(presented(name, NEWTON))
    assert (presented(name, NEWTON).sigma() < 0).any() or name == "xor"


def check_curvature(case: Presented) -> None:
    """d2E/dw2 of every connection by second differences."""
    scale, middle = np.abs(case.sigma()).max(), case.error(case.weights)
    for link in range(case.network.snum):
        move = np.zeros(case.network.snum)
        move[link] = WIDE_STEP
        ends = case.error(case.weights + move) + case.error(case.weights - move)
        # the kernel's f'' is itself a difference, of steps of 1/256: good to some 1e-5
        assert case.sigma()[link] == pytest.approx((ends - 2 * middle) / WIDE_STEP**2, abs=float(1e-4 * scale))


@pytest.mark.parametrize("name", ONE_HIDDEN_LAYER)
def test_gauss_newton_where_the_diagonal_is_exact(name: str) -> None:
    """There the Levenberg-Marquardt curvature is the sum of the squared derivatives of the outputs."""
    case = presented(name, MARQUARDT)
    for link in range(case.network.snum):
        move = np.zeros(case.network.snum)
        move[link] = STEP
        right, left = (case.equations.outputs(case.weights + sign * move, case.pattern) for sign in (1, -1))
        squares = (((right - left) / (2 * STEP)) ** 2).sum()
        assert case.sigma()[link] == pytest.approx(squares, rel=2e-5, abs=1e-7)


@pytest.mark.parametrize("order", [NEWTON, MARQUARDT])
@pytest.mark.parametrize("name", NETS)
def test_recursion(name: str, order: int) -> None:
    """Gradient and curvature of every connection of any net: the recursion in double precision."""
    case = presented(name, order)
    gradient, curvature = case.equations.derivatives(case.weights, case.pattern, case.target, order == MARQUARDT)
    by_weight = np.bincount(case.equations.weight_of, gradient, case.network.wnum)
    assert np.abs(case.gradient() - by_weight).max() <= 5e-6 * np.abs(by_weight).max()
    allowed = (2e-6 if order == MARQUARDT else 1e-4) * np.abs(curvature).max()
    assert np.abs(case.sigma() - curvature).max() <= allowed
    assert order == NEWTON or (case.sigma() >= 0).all()


def test_that_a_wrong_weight_is_seen() -> None:
    """The differences are sharp: a weight wrong by a thousandth shows in the gradient."""
    case = presented("zip1989", MARQUARDT)
    wrong = case.weights.copy()
    wrong[case.equations.weight_of == case.equations.weight_of[-1]] *= 1.001
    gradient, _ = case.equations.derivatives(wrong, case.pattern, case.target, True)
    by_weight = np.bincount(case.equations.weight_of, gradient, case.network.wnum)
    assert np.abs(case.gradient() - by_weight).max() > 5e-6 * np.abs(by_weight).max()
    assert case.network.weights[W_VAL].any()
