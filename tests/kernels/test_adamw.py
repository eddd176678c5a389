"""AdamW's kernel against the algorithm as published, in double precision (Loshchilov and Hutter 2019, algorithm 2)."""

from __future__ import annotations

import numpy as np
import pytest
from numeric import nets
from numeric.maker import Maker
from numeric.rounded import in_order

from snsim.kernels.adamw import AdamW, adamw_step, numbers
from snsim.kernels.fields import EPSILON, GRAD, L_EPSILON, VAL, W_DELTA, W_MOMENT, W_VAL

STEPS = 12
RULE = AdamW(0.01, 0.002, 8.0, beta1=0.8, beta2=0.95, epsilon=1e-3, weight_decay=0.1)


def gradients(maker: Maker) -> np.ndarray:
    """dE/dw of every weight, times learning rates, from the states and gradients of the units."""
    network, found = maker.network, np.zeros(maker.network.wmax)
    for unit, link, source, record in in_order(network, np.arange(network.nnum)):
        rate = network.links[L_EPSILON, link] if network.newton else network.units[EPSILON, unit]
        found[record] -= float(network.units[VAL, source]) * float(network.units[GRAD, unit]) * float(rate)
    return found[: network.wnum]


def published(theta: np.ndarray, history: list[np.ndarray], rule: AdamW) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lines 4 to 13 for every gradient of the history: parameters and both moments. alpha is ``rule.rate``, eta_t what
    the schedule makes of it, lambda ``rule.rate * rule.weight_decay``."""
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    alpha, weight_decay = rule.rate, rule.rate * rule.weight_decay
    for t, g in enumerate(history, 1):
        m = rule.beta1 * m + (1 - rule.beta1) * g
        v = rule.beta2 * v + (1 - rule.beta2) * g**2
        m_hat, v_hat = m / (1 - rule.beta1**t), v / (1 - rule.beta2**t)
        eta = np.interp(t - 1, [0, rule.steps], [rule.rate, rule.final_rate]) / rule.rate
        theta = theta - eta * (alpha * m_hat / (np.sqrt(v_hat) + rule.epsilon) + weight_decay * theta)
    return theta, m, v


@pytest.mark.parametrize("kernel", ["sn28ite", "sn28itenew"])
@pytest.mark.parametrize("name", ["full", "sparse", "toric", "mixed"])
def test_as_published(name: str, kernel: str) -> None:
    """Shared weights, too, and beyond the end of the schedule."""
    maker = nets.sample(name, kernel).fill(rate=0.5)
    network, made = maker.network, slice(0, maker.network.wnum)
    network.weights[[W_DELTA, W_MOMENT]] = 0
    start, history = network.weights[W_VAL, made].astype(float), []
    everything = np.arange(network.nnum, dtype=np.int32)
    for t in range(1, STEPS + 1):
        network.units[VAL, 1 : network.nnum] = maker.random.normal(size=network.nnum - 1)
        network.units[GRAD] = maker.random.normal(size=network.nmax)
        history.append(gradients(maker))
        adamw_step(network.net, everything, int(network.newton), RULE, float(t))
    theta, m, v = published(start, history, RULE)
    assert network.weights[W_VAL, made] == pytest.approx(theta, rel=1e-5, abs=1e-6)
    assert network.weights[W_DELTA, made] == pytest.approx(-m, rel=1e-4, abs=1e-5)
    assert network.weights[W_MOMENT, made] == pytest.approx(v, rel=1e-5, abs=1e-6)
    assert np.abs(theta - start).max() > 0.01


def test_numbers_of_a_step() -> None:
    """The rate goes straight from the first to the last, then stays; without steps it never moves."""
    rule = AdamW(0.3, 0.1, 4.0, beta1=0.0, beta2=0.5, weight_decay=0.5)
    found = np.array([numbers.py_func(rule, float(t)) for t in range(1, 8)])
    rates = np.array([0.3, 0.25, 0.2, 0.15, 0.1, 0.1, 0.1])
    assert found[:, 0] == pytest.approx(rates)
    assert found[:, 1] == pytest.approx(1 / (1 - 0.5 ** np.arange(1, 8)))
    assert found[:, 2] == pytest.approx(1 - 0.5 * rates)
    assert numbers.py_func(rule._replace(steps=0.0), 99.0)[0] == pytest.approx(0.3)
