"""Transfer functions that are emitted: from a vector of activations a, states f(a) and slopes f'(a).

What they need of the functions' records (``kernels/transfer.py``) is a few *numbers* each, which the code reads when it
runs: so functions that differ in nothing else share their code. All other functions are called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..planner.layout import BY_LINE, BY_RELU, BY_TANH
from .emitter import Emitter

MOST_NUMBERS = 16  # of any form, and even: two share a link

# tanh x = x p(x^2) / q(x^2), largest error 3.1e-7; beyond 7.9 tanh is 1 in float32
_TANH_LIMIT = 7.9
_TANH_P = (0.999999974, 0.134444533, 0.00357169784, 2.19034482e-05, 1.52597274e-08)
_TANH_Q = (1.0, 0.467777754, 0.0261644198, 0.000341174611, 8.53056608e-07)


def numbers_of(form: str, f: np.ndarray, df: np.ndarray) -> list[float]:
    """The numbers of a function and its derivative, whose records are [kind, A, B, C, D, P1, P2, n]: as many as
    ``NUMBERS[form]``, in the order in which the form takes them; none for ``BY_CODE``. A and B of a tanh are not 0."""
    if form == BY_TANH:
        return _tanh_numbers(*f[1:5].tolist(), *df[5:7].tolist())
    return [float(f[5]), float(f[4]), float(df[4])] if form == BY_LINE else []


def _tanh_numbers(height: float, gain: float, tilt: float, shift: float, p1: float, p2: float) -> list[float]:
    """Of x = A tanh(B a) + C a + D and f' = P1 - P2 tanh^2(B a).

    A and B go into the coefficients: with s = a^2, A tanh(B a) = (a + a s r(s)) / q(s). First the |a| from which on
    nothing changes, then the coefficients of r and q from the lowest power, then C, D, P1 and P2 / A^2.
    """
    first = height * gain * _TANH_P[0]
    r = [height * gain ** (2 * k + 1) * p / first for k, p in enumerate(_TANH_P)]
    q = [gain ** (2 * k) * q / first for k, q in enumerate(_TANH_Q)]
    return [_TANH_LIMIT / abs(gain), *r[1:], *q, tilt, shift, p1, p2 / height**2]


def _tanh_and_slope(e: Emitter, a: Any, limit: Any, *numbers: Any) -> tuple[Any, Any]:
    """By a rational function, with a true division; NaN stays NaN."""
    b = e.builder
    r, q, (tilt, shift, p1, p2) = numbers[:4], numbers[4:9], numbers[9:]
    least = b.fneg(limit)
    low = b.select(b.fcmp_ordered("<", limit, a), limit, a)
    clipped = b.select(b.fcmp_ordered(">", least, low), least, low)
    square = b.fmul(clipped, clipped)
    above = e.multiply_add(b.fmul(clipped, square), _horner(e, r, square), clipped)
    bent = b.fdiv(above, _horner(e, q, square))
    slope = e.multiply_add(b.fneg(p2), b.fmul(bent, bent), p1)
    return b.fadd(bent, e.multiply_add(tilt, a, shift)), slope


def _horner(e: Emitter, coefficients: tuple[Any, ...], x: Any) -> Any:
    """A polynomial, its coefficients from the lowest power."""
    value = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        value = e.multiply_add(value, x, coefficient)
    return value


def _relu_and_slope(e: Emitter, a: Any) -> tuple[Any, Any]:
    """x = max(0, a), f' = 1 above 0; NaN stays NaN."""
    b, zero = e.builder, e.constant(0.0)
    x = b.select(b.fcmp_ordered("<", a, zero), zero, a)
    return x, b.select(b.fcmp_ordered(">", a, zero), e.constant(1.0), zero)


def _line_and_slope(e: Emitter, a: Any, p: Any, shift: Any, slope: Any) -> tuple[Any, Any]:
    """x = P a + D and its slope, as given."""
    return e.multiply_add(p, a, shift), slope


NUMBERS = {BY_TANH: 14, BY_RELU: 0, BY_LINE: 3}  # how many each has
FORMS: dict[str, Callable[..., tuple[Any, Any]]] = {
    BY_TANH: _tanh_and_slope,
    BY_RELU: _relu_and_slope,
    BY_LINE: _line_and_slope,
}
