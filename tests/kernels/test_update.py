"""Weight steps of the four kernels against sn28.md 2.8 - 2.10 and 8.3 in NumPy's float32: equal in every bit."""

from __future__ import annotations

import numpy as np
import pytest
from numeric import nets
from numeric.maker import KERNELS, Maker
from numeric.rounded import ONE, ZERO, in_order, running_sum

from snsim.kernels import update
from snsim.kernels.fields import EPSILON, GRAD, L_EPSILON, L_SIGMA, VAL, W_ACC, W_DELTA, W_HESS, W_VAL

CASES = [(name, kernel) for name in ("full", "sparse", "toric", "mixed") for kernel in nets.kernels_for(name)]


def prepared(name: str, kernel: str) -> Maker:
    """A network with states and gradients in its units, and curvatures of either sign."""
    maker = nets.sample(name, kernel)
    network = maker.network
    network.units[VAL, 1 : network.nnum] = maker.random.normal(size=network.nnum - 1)
    network.units[GRAD] = maker.random.normal(size=network.nmax)
    network.links[L_SIGMA] = maker.random.normal(size=network.smax)
    network.weights[W_ACC] = maker.random.normal(size=network.wmax)
    return maker


def step_each(
    maker: Maker, layer: np.ndarray, alpha: np.float32, decay: np.float32, mu: np.float32 | None
) -> np.ndarray:
    """2.8, the kernels without sharing: what the weights become."""
    network = maker.network
    weights = network.weights.copy()
    for unit, link, source, record in in_order(network, layer):
        grad, x = network.units[GRAD, unit], network.units[VAL, source]
        if network.newton:
            e = network.links[L_EPSILON, link]
            e = e if mu is None else e / (mu + abs(network.links[L_SIGMA, link]))
            p = grad * e if alpha == 0 else ((ONE - alpha) * grad) * e
        else:
            e = network.units[EPSILON, unit]
            p = grad * e if alpha == 0 else (ONE - alpha) * (grad * e)
        change = x * p
        if alpha != 0:
            change = weights[W_DELTA, record] * alpha + change
        weights[W_DELTA, record] = change
        old = weights[W_VAL, record]
        weights[W_VAL, record] = (old if decay == 0 else (ONE - e * decay) * old) + change
    return weights


def step_shared(
    maker: Maker, layer: np.ndarray, alpha: np.float32, decay: np.float32, mu: np.float32 | None
) -> np.ndarray:
    """2.9, 2.10, the iterative kernels: accumulate, divide by the curvature, then step."""
    network = maker.network
    weights = network.weights.copy()
    acc, hess, made = weights[W_ACC], weights[W_HESS], slice(0, network.wnum)
    acc[made] = 0
    if mu is not None:
        hess[made] = 0
    for unit, link, source, record in in_order(network, layer):
        e = network.links[L_EPSILON, link] if network.newton else network.units[EPSILON, unit]
        acc[record] = acc[record] + network.units[VAL, source] * (network.units[GRAD, unit] * e)
        if mu is not None:
            hess[record] = hess[record] + network.links[L_SIGMA, link]
    if mu is not None:
        acc[made] = acc[made] / (mu + np.abs(hess[made]))
    old = weights[W_DELTA, made]
    weights[W_DELTA, made] = acc[made] if alpha == 0 else alpha * old + (ONE - alpha) * acc[made]
    old = weights[W_VAL, made]
    weights[W_VAL, made] = (old if decay == 0 else (ONE - decay) * old) + weights[W_DELTA, made]
    return weights


@pytest.mark.parametrize("mu", [None, 0.05, -0.01])
@pytest.mark.parametrize(("alpha", "decay"), [(0, 0), (0.9, 0), (0, 0.01), (0.5, 0.01)])
@pytest.mark.parametrize(("name", "kernel"), CASES)
def test_step(name: str, kernel: str, alpha: float, decay: float, mu: float | None) -> None:
    """Also with a mu below 0, which is a number like any other; of all units and of one layer."""
    if mu is not None and not KERNELS[kernel][1]:
        mu = None
    maker = prepared(name, kernel)
    network = maker.network
    settings = np.float32(alpha), np.float32(decay)
    number = None if mu is None else np.float32(mu)
    for layer in (np.arange(network.nnum, dtype=np.int32), maker.layers[1]):
        wanted = (step_shared if network.iterative else step_each)(maker, layer, *settings, number)
        given = update.FIRST_ORDER if number is None else number
        update.step(network.net, layer, network.iterative, int(network.newton), *settings, given)
        assert (network.weights == wanted).all()


@pytest.mark.parametrize(("name", "kernel"), [case for case in CASES if "ite" in case[1]])
def test_accumulators(name: str, kernel: str) -> None:
    """They add to what is there; hessian-scale divides; the conjugate step goes along delta."""
    maker = prepared(name, kernel)
    network, layer = maker.network, maker.layers[-1]
    weights = network.weights.copy()
    weights[W_HESS] = network.weights[W_HESS] = maker.random.normal(size=network.wmax)
    for unit, link, source, record in in_order(network, layer):
        e = network.links[L_EPSILON, link] if network.newton else network.units[EPSILON, unit]
        weights[W_ACC, record] += network.units[VAL, source] * (network.units[GRAD, unit] * e)
        weights[W_HESS, record] += network.links[L_SIGMA, link]
    update.accumulate(network.net, layer, int(network.newton))
    update.accumulate_curvature(network.net, layer)
    assert (network.weights == weights).all()
    made = slice(0, network.wnum)
    weights[W_ACC, made] /= np.float32(0.1) + np.abs(weights[W_HESS, made])
    update.scale_by_curvature(network.net, np.float32(0.1))
    assert (network.weights == weights).all()
    length = running_sum(weights[W_ACC, made] * weights[W_DELTA, made]) / np.float32(2.5)
    weights[W_VAL, made] += length * weights[W_DELTA, made]
    update.conjugate_step(network.net, np.float32(2.5))
    assert (network.weights == weights).all()
    assert length != ZERO
