"""Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2).

With g minus the gradient of a weight, as update-acc sums it up over sharing connections (times their learning rates),
and t = 1, 2 ... the number of the step:

    m = beta1 m + (1 - beta1) g                 v = beta2 v + (1 - beta2) g^2
    w = (1 - rate_t decay) w + rate_t (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)

m is kept as the weight's delta, v as its moment. rate_t goes in a straight line from ``rate`` to ``final_rate`` within
``steps`` steps and then stays. (The decay is multiplied by the rate, as libraries do it; the paper's lambda is
``rate * decay``.)
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .fields import W_ACC, W_DELTA, W_MOMENT, W_VAL
from .jit import kernel, part
from .update import accumulate

F0, F1 = np.float32(0), np.float32(1)


class AdamW(NamedTuple):
    """``steps``: 0 for a constant rate; ``epsilon`` > 0; all float64."""

    rate: float
    final_rate: float
    steps: float
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01


NO_ADAMW = AdamW(0.0, 0.0, 0.0)


@part
def numbers(adamw, t):  # type: ignore[no-untyped-def]
    """Of step t, float32: rate_t / (1 - beta1^t), 1 / (1 - beta2^t), 1 - rate_t decay."""
    done = min((t - 1) / adamw.steps, 1.0) if adamw.steps > 0 else 0.0
    rate = adamw.rate + (adamw.final_rate - adamw.rate) * done
    stride, spread = rate / (1 - adamw.beta1**t), 1 / (1 - adamw.beta2**t)
    return np.float32(stride), np.float32(spread), np.float32(1 - rate * adamw.weight_decay)


@kernel
def adamw_step(net, layer, rates, adamw, t):  # type: ignore[no-untyped-def]
    """Step t (float64) of all weights, from the gradients of the connections into ``layer``."""
    net.weights[W_ACC, : net.weight_count] = F0
    accumulate(net, layer, rates)
    step_from_acc(net, adamw, t)


@kernel
def step_from_acc(net, adamw, t):  # type: ignore[no-untyped-def]
    """Step t of all weights, from what is accumulated."""
    stride, spread, shrink = numbers(adamw, t)
    beta1, beta2, epsilon = np.float32(adamw.beta1), np.float32(adamw.beta2), np.float32(adamw.epsilon)
    for k in range(net.weight_count):
        g = net.weights[W_ACC, k]
        m = beta1 * net.weights[W_DELTA, k] + (F1 - beta1) * g
        v = beta2 * net.weights[W_MOMENT, k] + (F1 - beta2) * (g * g)
        net.weights[W_DELTA, k], net.weights[W_MOMENT, k] = m, v
        root = np.float32(math.sqrt(spread * v))
        net.weights[W_VAL, k] = shrink * net.weights[W_VAL, k] + stride * m / (root + epsilon)
