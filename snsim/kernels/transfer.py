"""Transfer functions (NLF) in the original's float32 arithmetic (sn28.md, 2.4).

A function is a *code*: a float32 array of records ``[kind, A, B, C, D, P1, P2, n]``. Finite differences are followed by
the record of the function they differentiate; splines by their tables ``x[n], y[n], y''[n]``.
"""

from __future__ import annotations

import math

import numpy as np

from .jit import kernel, part

ZERO, TANH, DTANH, LINEAR, PIECEWISE, THRESHOLD, RELU, DRELU, BELL, DBELL = range(10)
SPLINE, DSPLINE, DDSPLINE, DIFFERENCE, DIFFERENCE2 = range(10, 15)
RECORD = 8

F0, F1, F2, F3, F6 = (np.float32(n) for n in (0, 1, 2, 3, 6))
STEP = np.float32(1 / 256)  # first differences: f(x + STEP) - f(x - STEP) over 2 STEP
STEP2 = np.float32(1 / 128)  # second differences
PER_STEP = np.float32(128)  # 1 / (1/128) and 1 / (1/16384) are powers of two: multiplying is exact
PER_STEP2 = np.float32(16384)


@part
def _spline_interval(code, at, n, x):  # type: ignore[no-untyped-def]
    """Index of the knot left of x, by bisection, limited to the first and last interval."""
    low, high = 0, n - 1
    while high - low > 1:
        middle = (low + high) // 2
        if code[at + middle] <= x:
            low = middle
        else:
            high = middle
    return low


@part
def _spline(code, at, kind, x):  # type: ignore[no-untyped-def]
    """Natural cubic spline, its first or second derivative; straight lines outside the knots."""
    n = int(code[at + 7])
    xs = at + RECORD
    ys, curvature = xs + n, xs + 2 * n
    low = _spline_interval(code, xs, n, x)
    high = low + 1
    h = code[xs + high] - code[xs + low]
    slope = (code[ys + high] - code[ys + low]) / h
    if x < code[xs] or x > code[xs + n - 1]:
        if kind == DSPLINE:
            return slope
        if kind == DDSPLINE:
            return F0
        end = low if x < code[xs] else high
        return code[ys + end] + slope * (x - code[xs + end])
    a = (code[xs + high] - x) / h
    b = F1 - a
    bend_low, bend_high = code[curvature + low], code[curvature + high]
    if kind == DSPLINE:
        part_low, part_high = (F3 * a * a - F1) * (h / F6), (F3 * b * b - F1) * (h / F6)
        return slope + (part_high * bend_high - part_low * bend_low)
    if kind == DDSPLINE:
        return a * bend_low + b * bend_high
    part_low, part_high = (a * a * a - a) * (h * h / F6), (b * b * b - b) * (h * h / F6)
    return (a * code[ys + low] + b * code[ys + high]) + (part_low * bend_low + part_high * bend_high)


@part
def _bell(kind, x):  # type: ignore[no-untyped-def]
    """(1 - x^2)^3 inside (-1, 1), or its derivative."""
    if not -F1 < x < F1:
        return F0
    y = F1 - x * x
    if kind == BELL:
        return (y * y) * y
    return -F6 * ((y * y) * x)


@part
def primitive(code, at, x):  # type: ignore[no-untyped-def]
    """Value at x of the function whose record starts at ``at`` (finite differences excepted)."""
    kind = int(code[at])
    a, b, c, d = code[at + 1], code[at + 2], code[at + 3], code[at + 4]
    if kind == TANH:
        th = np.float32(math.tanh(np.float64(b * x)))
        return c * x + (a * th + d)
    if kind == DTANH:
        th = np.float32(math.tanh(np.float64(b * x)))
        return code[at + 5] - code[at + 6] * (th * th)
    if kind == LINEAR:
        return code[at + 5] * x + d
    if kind == PIECEWISE:
        y = min(max(b * x, -F1), F1)
        return (a * y + c * x) + d
    if kind == THRESHOLD:
        y = F1 if b * x >= F0 else -F1
        return (a * y + c * x) + d
    if kind == RELU:
        return F0 if x < F0 else x  # no number stays none
    if kind == DRELU:
        return F1 if x > F0 else F0
    if kind in (BELL, DBELL):
        return _bell(kind, x)
    if kind in (SPLINE, DSPLINE, DDSPLINE):
        return _spline(code, at, kind, x)
    return F0


@part
def _differences(code, at, x, kind):  # type: ignore[no-untyped-def]
    """First or second difference of the primitive function at ``at``."""
    if kind == DIFFERENCE:
        return (primitive(code, at, x + STEP) - primitive(code, at, x - STEP)) * PER_STEP
    return ((primitive(code, at, x - STEP2) + primitive(code, at, x + STEP2)) - F2 * primitive(code, at, x)) * PER_STEP2


@part
def evaluate(code, at, x):  # type: ignore[no-untyped-def]
    """Value at x of any function: a primitive one, its differences, or differences of differences."""
    kind = int(code[at])
    if kind < DIFFERENCE:
        return primitive(code, at, x)
    inner = at + RECORD
    inner_kind = int(code[inner])
    if inner_kind < DIFFERENCE:
        return _differences(code, inner, x, kind)
    innermost = inner + RECORD
    if kind == DIFFERENCE:
        left = _differences(code, innermost, x - STEP, inner_kind)
        return (_differences(code, innermost, x + STEP, inner_kind) - left) * PER_STEP
    left = _differences(code, innermost, x - STEP2, inner_kind)
    right = _differences(code, innermost, x + STEP2, inner_kind)
    return ((left + right) - F2 * _differences(code, innermost, x, inner_kind)) * PER_STEP2


@kernel
def evaluate_all(code, xs, ys):  # type: ignore[no-untyped-def]
    """ys[i] = f(xs[i]), float32."""
    for i in range(len(xs)):
        ys[i] = evaluate(code, 0, xs[i])


@kernel
def spline_curvature(xs, ys):  # type: ignore[no-untyped-def]
    """Second derivatives at the knots of the natural spline: the usual tridiagonal sweep, in float32."""
    n = len(xs)
    curvature = np.zeros(n, np.float32)
    work = np.zeros(n, np.float32)
    for i in range(1, n - 1):
        ratio = (xs[i] - xs[i - 1]) / (xs[i + 1] - xs[i - 1])
        pivot = ratio * curvature[i - 1] + F2
        curvature[i] = (ratio - F1) / pivot
        bend = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) - (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1])
        work[i] = (F6 * bend / (xs[i + 1] - xs[i - 1]) - ratio * work[i - 1]) / pivot
    curvature[n - 1] = F0
    for i in range(n - 2, -1, -1):
        curvature[i] = curvature[i] * curvature[i + 1] + work[i]
    return curvature
