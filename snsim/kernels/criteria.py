"""Classification criteria on the states of output and desired units (sn28.md, 3.7), in double precision.

For that numba wants to be asked by name: its ``float`` leaves a float32 what it is.
"""

from __future__ import annotations

import numpy as np

from .course import CLASS_HAMMING, CLASS_LMS, CLASS_MAX, CLASS_NIL, CLASS_QUADRANT, CLASS_SGN
from .jit import part


@part
def _same_maxima(outputs, targets):  # type: ignore[no-untyped-def]
    """Are the positions of the largest output those of the largest target (ties: all of them)?"""
    best, wanted = outputs[0], targets[0]
    for k in range(1, len(outputs)):
        best = max(best, outputs[k])
        wanted = max(wanted, targets[k])
    for k in range(len(outputs)):  # noqa: SIM110 - numba
        if (outputs[k] == best) != (targets[k] == wanted):
            return False
    return True


@part
def _same_signs(outputs, targets, low, high):  # type: ignore[no-untyped-def]
    """Is every output on the same side of both thresholds as its target (at a threshold counts as above)?"""
    for k in range(len(outputs)):
        o, d = np.float64(outputs[k]), np.float64(targets[k])
        if (d - low >= 0) != (o - low >= 0) or (d - high >= 0) != (o - high >= 0):
            return False
    return True


@part
def _mean_square(outputs, targets):  # type: ignore[no-untyped-def]
    total = 0.0
    for k in range(len(outputs)):
        d = np.float64(targets[k]) - np.float64(outputs[k])
        total += d * d
    return total / len(outputs)


@part
def good_answer(kind, low, high, outputs, targets):  # type: ignore[no-untyped-def]
    """Does the criterion accept ``outputs`` for ``targets`` (float32 vectors)? What is no number is never good."""
    for k in range(len(outputs)):
        if kind != CLASS_NIL and (np.isnan(outputs[k]) or np.isnan(targets[k])):
            return False
    if kind == CLASS_MAX:
        return _same_maxima(outputs, targets)
    if kind == CLASS_SGN:
        return _same_signs(outputs, targets, low, high)
    if kind == CLASS_LMS:
        return low > _mean_square(outputs, targets)
    for k in range(len(outputs)):
        o, d = np.float64(outputs[k]), np.float64(targets[k])
        if kind == CLASS_QUADRANT and ((d > 0 and o <= 0) or (d < 0 and o >= 0)):
            return False
        if kind == CLASS_HAMMING and abs(d - o) > low:
            return False
    return True
