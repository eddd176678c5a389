"""Averages of weights against sums in double precision."""

from __future__ import annotations

import numpy as np
import pytest
from numeric import nets

from snsim.kernels.averaging import Averaging, average_arena, average_weights
from snsim.kernels.fields import W_AVERAGE, W_VAL
from snsim.kernels.jit import kernel

STEPS = 40


@kernel
def of_arena(arena, averages, stretches, averaging, steps):  # type: ignore[no-untyped-def]
    average_arena(arena, averages, stretches, averaging, steps)


def wanted(history: np.ndarray, decay: float) -> np.ndarray:
    """The plain mean at first, a running one when its share of the old would be greater than ``decay``."""
    average = history[0]
    for n in range(1, len(history)):
        average = history[: n + 1].mean(0) if n / (n + 1) <= decay else decay * average + (1 - decay) * history[n]
    return average


@pytest.mark.parametrize("period", [1, 3])
@pytest.mark.parametrize("decay", [0.0, 0.8, 1.0])
def test_average(decay: float, period: int) -> None:
    """Both of the network's weights and of stretches of an arena; what is between the stretches is not touched."""
    network, random = nets.sample("full", "sn28ite").network, np.random.default_rng(2)
    network.weights[W_AVERAGE] = 9
    size, rule = network.wnum, Averaging(decay, period)
    stretches, averages = np.array([[40, 45], [3, 10]]), np.full(12, 9, np.float32)
    history, seen = [], []
    for steps in range(1, STEPS + 1):
        network.weights[W_VAL, :size] = random.normal(size=size)
        arena = random.normal(size=50).astype(np.float32)
        average_weights(network.net, rule, float(steps))
        of_arena(arena, averages, stretches, rule, float(steps))
        if steps % period == 0:
            history.append(network.weights[W_VAL, :size].astype(float))
            seen.append(np.concatenate([arena[40:45], arena[3:10]]).astype(float))
        if steps >= period:
            assert network.weights[W_AVERAGE, :size] == pytest.approx(wanted(np.array(history), decay), abs=1e-6)
            assert averages == pytest.approx(wanted(np.array(seen), decay), abs=1e-6)
    assert len(history) == STEPS // period
