"""The average of the weights, kept beside them while they learn (Polyak and Juditsky, "Acceleration of stochastic
approximation by averaging", 1992): a net with the average of the last weights errs less than with the last ones.

Of every ``period``-th step, n = 0, 1 ... being the number of those before:

    average = d_n average + (1 - d_n) w         d_n = min(decay, n / (n + 1))

So it is the plain mean until n / (n + 1) is beyond ``decay`` - with a decay of 1 for ever -, then a running average.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .fields import W_AVERAGE, W_VAL
from .jit import kernel, part

F1 = np.float32(1)


class Averaging(NamedTuple):
    """``period``: steps from one average to the next, 0 if there is none; ``decay``: 0 to 1."""

    decay: float
    period: int


NO_AVERAGING = Averaging(0.0, 0)


@part
def due(averaging, steps):  # type: ignore[no-untyped-def]
    """Is it time, after so many steps?"""
    return steps % averaging.period == 0


@part
def kept(averaging, steps):  # type: ignore[no-untyped-def]
    """d_n, float32, after so many steps."""
    before = steps / averaging.period - 1
    return np.float32(min(averaging.decay, before / (before + 1)))


@part
def mix(averages, weights, share):  # type: ignore[no-untyped-def]
    """average = share average + (1 - share) w."""
    fresh = F1 - share
    for k in range(len(averages)):
        averages[k] = share * averages[k] + fresh * weights[k]


@kernel
def average_weights(net, averaging, steps):  # type: ignore[no-untyped-def]
    """After ``steps`` (float64) steps: the average of all weights, if it is time."""
    if due(averaging, steps):
        count = net.weight_count
        mix(net.weights[W_AVERAGE, :count], net.weights[W_VAL, :count], kept(averaging, steps))


@part
def average_arena(arena, averages, stretches, averaging, steps):  # type: ignore[no-untyped-def]
    """The same of the weights that lie in ``stretches`` (n, 2: first and beyond the last) of an arena; ``averages``
    (float32) has their averages one stretch after the other."""
    if due(averaging, steps):
        share, at = kept(averaging, steps), 0
        for k in range(len(stretches)):
            first, end = stretches[k, 0], stretches[k, 1]
            mix(averages[at : at + end - first], arena[first:end], share)
            at += end - first
