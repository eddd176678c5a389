"""The cross-entropy of a softmax: what outputs mean that compete for one class.

With x the states of the outputs, t their targets from -1 (no) to +1 (yes), n of them, and a smoothing s:

    q_i = exp(x_i) / sum_k exp(x_k)                 what the outputs say
    p_i = (1 - s) p(t_i) + s / n                    what is wanted; p(t) = (t + 1) / 2, scaled to a sum of 1
    E = - sum_i p_i log q_i
    b_i = - dE/dx_i = p_i - q_i                     h_i = d2E/dx_i2 = q_i (1 - q_i)

Targets below -1 count as -1; where all do, nothing is known of the class: p is even. (Smoothing: Szegedy and others,
"Rethinking the Inception architecture", 2016, section 7.)
"""

from __future__ import annotations

import math

import numpy as np

from .jit import part

F0, F1, HALF = np.float32(0), np.float32(1), np.float32(0.5)
LEAST = np.float32(-np.inf)


@part
def exponential(x):  # type: ignore[no-untyped-def]
    """Rounded once, as tanh is."""
    return np.float32(math.exp(np.float64(x)))


@part
def portion(target):  # type: ignore[no-untyped-def]
    """The probability that a target means, before all are scaled to a sum of 1."""
    return max((target + F1) * HALF, F0)


@part
def cross_entropy(x, places, targets, wanted, b, h, count, smoothing):  # type: ignore[no-untyped-def]
    """E of the states ``x[places[k]]`` and the targets ``targets[wanted[k]]``, k < ``count``; into ``b[places[k]]`` and
    ``h[places[k]]`` its derivatives. Arrays or pointers of float32; the greatest state is taken off before exp."""
    greatest, known, total = LEAST, F0, F0
    for k in range(count):
        greatest = max(greatest, x[places[k]])
        known += portion(targets[wanted[k]])
    for k in range(count):
        total += exponential(x[places[k]] - greatest)
    logarithm = np.float32(math.log(np.float64(total)))
    even, cost = F1 / np.float32(count), F0
    for k in range(count):
        place = places[k]
        z = x[place] - greatest
        q = exponential(z) / total
        p = portion(targets[wanted[k]]) / known if known > F0 else even
        p = (F1 - smoothing) * p + smoothing * even
        cost += p * (logarithm - z)
        b[place] = p - q
        h[place] = q * (F1 - q)
    return cost
