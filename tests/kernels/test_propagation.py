"""Exact propagation against sn28.md 2.5 - 2.7, 2.10, 2.11 in NumPy's float32: equal in every bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numeric import nets, rounded
from numeric.maker import Maker
from numeric.rounded import ZERO, running_sum
from numeric.tasks import seeded, sigmoid, with_desired

from snsim.kernels import propagation
from snsim.kernels.fields import BACKSUM, GGRAD, GRAD, L_SIGMA, MASK, SQBACKSUM, SUM, VAL, W_DELTA, W_VAL

PARAMETERS = (1.7159, 0.6, 0.1, 0.05)
F, DF, DDF = (function.code for function in sigmoid(*PARAMETERS))
NAMES = ["full", "sparse", "convolution", "mixed"]


@pytest.fixture(params=NAMES)
def maker(request: pytest.FixtureRequest) -> Maker:
    """A network in whose unit fields anything may stand."""
    made = nets.sample(request.param)
    units = made.network.units
    units[1:, 1 : made.network.nnum] = made.random.normal(size=(len(units) - 1, made.network.nnum - 1))
    return made


def masked(maker: Maker, layer: np.ndarray, function: Callable[..., np.ndarray] = rounded.slope) -> np.ndarray:
    """A function - f' if none is given - of a layer's activations, times the units' masks."""
    units = maker.network.units
    return function(units[SUM, layer], PARAMETERS) * units[MASK, layer]


def test_weighted_sum(maker: Maker) -> None:
    network = maker.network
    for layer in maker.layers[1:]:
        wanted = [
            running_sum(
                network.weights[W_VAL, network.weight_of[links]] * network.units[VAL, network.pre[links]]
            )
            for links in (rounded.incoming(network, unit) for unit in layer)
        ]
        propagation.weighted_sum(network.net, layer, ZERO, seeded())
        assert (network.units[SUM, layer] == wanted).all()


def test_noise_on_the_sum(maker: Maker) -> None:
    """One gaussian draw a unit, times theta, added last; without theta the generator stands still."""
    network, layer, theta = maker.network, maker.layers[1], np.float32(0.3)
    random, still = seeded(), seeded()
    propagation.weighted_sum(network.net, layer, ZERO, still)
    assert (still == random).all()
    plain = network.units[SUM, layer].copy()
    propagation.weighted_sum(network.net, layer, theta, random)
    first = network.units[SUM, layer] - plain
    propagation.weighted_sum(network.net, layer, np.float32(0.6), seeded())
    assert network.units[SUM, layer] - plain == pytest.approx(2 * first, abs=1e-5)
    assert len(np.unique(first)) == len(layer)


def test_state(maker: Maker) -> None:
    layer = maker.layers[1]
    propagation.state_only(maker.network.units, layer, F, 0)
    assert (maker.network.units[VAL, layer] == masked(maker, layer, rounded.sigmoid)).all()


@pytest.mark.parametrize("clip", [False, True])
@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_cost(maker: Maker, clip: bool, threshold: float) -> None:
    units, output, desired = maker.network.units, maker.layers[-1], with_desired(maker)
    units[VAL, desired] = maker.random.uniform(-1, 1, len(desired))
    d = units[VAL, desired] - units[VAL, output]
    if clip:
        d = np.where(units[VAL, desired] > np.float32(threshold), np.maximum(d, 0), np.minimum(d, 0))
    cost = propagation.cost_gradient(maker.network.units, output, desired, DF, 0, clip, np.float32(threshold))
    assert cost == running_sum(np.float32(0.5) * (d * d))
    assert (units[BACKSUM, output] == d).all()
    assert (units[GRAD, output] == d * masked(maker, output)).all()


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("shift", [0.0, 200.0])
def test_cross_entropy(maker: Maker, smoothing: float, shift: float) -> None:
    """Against the definition in double precision; states too great for exp in float32 change nothing."""
    units, output, desired = maker.network.units, maker.layers[-1], with_desired(maker)
    units[VAL, desired] = np.where(np.arange(len(desired)) == 1, 1, -1)
    units[VAL, output] += np.float32(shift)
    x = units[VAL, output].astype(float) - shift
    q, p = np.exp(x) / np.exp(x).sum(), np.where(np.arange(len(x)) == 1, 1 - smoothing, 0) + smoothing / len(x)
    cost = propagation.cross_entropy_gradient(maker.network.units, output, desired, DF, 0, np.float32(smoothing))
    assert cost == pytest.approx(-(p * np.log(q)).sum(), rel=1e-5)
    assert units[BACKSUM, output] == pytest.approx(p - q, abs=1e-5)
    assert units[SQBACKSUM, output] == pytest.approx(q * (1 - q), abs=1e-5)
    assert (units[GRAD, output] == units[BACKSUM, output] * masked(maker, output)).all()


TARGETS = {  # and the probabilities that they mean
    (1, 0, -1): (2 / 3, 1 / 3, 0),
    (1, 1, 1): (1 / 3, 1 / 3, 1 / 3),
    (-1, -1, -1): (1 / 3, 1 / 3, 1 / 3),
    (-3, 1, -1): (0, 1, 0),
}


@pytest.mark.parametrize("targets", TARGETS)
def test_targets_as_probabilities(targets: tuple[float, ...]) -> None:
    maker = nets.sample("convolution")
    units, output, desired = maker.network.units, maker.layers[-1], with_desired(maker)
    units[VAL, desired], units[VAL, output] = targets, 0
    cost = propagation.cross_entropy_gradient(maker.network.units, output, desired, DF, 0, ZERO)
    assert units[BACKSUM, output] == pytest.approx(np.array(TARGETS[targets]) - 1 / 3, abs=1e-6)
    assert cost == pytest.approx(np.log(3), rel=1e-6)


def test_back_sum(maker: Maker) -> None:
    """Units without outgoing connections get 0."""
    network = maker.network
    for layer in maker.layers:
        wanted = [
            running_sum(
                network.weights[W_VAL, network.weight_of[links]] * network.units[GRAD, network.post[links]]
            )
            for links in (rounded.outgoing(network, unit) for unit in layer)
        ]
        propagation.back_sum(network.net, layer)
        assert (network.units[BACKSUM, layer] == wanted).all()
        assert (layer is not maker.layers[-1]) or not any(wanted)


def test_gradient(maker: Maker) -> None:
    units, layer = maker.network.units, maker.layers[1]
    propagation.gradient_only(maker.network.units, layer, DF, 0)
    assert (units[GRAD, layer] == units[BACKSUM, layer] * masked(maker, layer)).all()


@pytest.mark.parametrize("marquardt", [False, True])
@pytest.mark.parametrize("gamma", [0.0, 0.05, 1.0])
def test_curvature(maker: Maker, marquardt: bool, gamma: float) -> None:
    network, units, share = maker.network, maker.network.units, np.float32(gamma)
    code = np.concatenate([DF, DDF])
    for layer in maker.layers[:0:-1]:
        curvature, sigma = units[SQBACKSUM].copy(), network.links[L_SIGMA].copy()
        for unit in layer:
            links = rounded.outgoing(network, unit)
            if len(links):
                w = network.weights[W_VAL, network.weight_of[links]]
                curvature[unit] = running_sum((w * w) * units[GGRAD, network.post[links]])
        d = masked(maker, layer)
        h = curvature[layer] * (d * d)
        if not marquardt:
            right = rounded.slope(units[SUM, layer] + np.float32(1 / 256), PARAMETERS)
            left = rounded.slope(units[SUM, layer] - np.float32(1 / 256), PARAMETERS)
            h = h - units[BACKSUM, layer] * ((right - left) * np.float32(128) * units[MASK, layer])
        of_unit = dict(zip(layer.tolist(), h, strict=True))
        for unit, link, source, _ in rounded.in_order(network, layer):
            x = units[VAL, source]
            sigma[link] = (np.float32(1) - share) * sigma[link] + (share * of_unit[unit]) * (x * x)
        propagation.curvature(network.net, layer, code, 0, len(DF), marquardt, share)
        assert (units[SQBACKSUM] == curvature).all()
        assert (units[GGRAD, layer] == h).all()
        assert (network.links[L_SIGMA] == sigma).all()


def test_derivative_along_a_direction(maker: Maker) -> None:
    network, units = maker.network, maker.network.units
    for layer in maker.layers[1:]:
        wanted = []
        for unit in layer:
            links = rounded.incoming(network, unit)
            weights, sources = network.weight_of[links], network.pre[links]
            along_states = network.weights[W_VAL, weights] * units[GRAD, sources]
            along_weights = network.weights[W_DELTA, weights] * units[VAL, sources]
            total = running_sum(np.stack([along_states, along_weights]).T.ravel())
            wanted.append(total * masked(maker, np.array([unit]))[0])
        propagation.delta_state(network.net, layer, DF, 0)
        assert (units[GRAD, layer] == wanted).all()
