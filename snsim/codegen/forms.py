"""Transfer functions that are emitted: from a vector of activations a, states f(a) and slopes f'(a).

Their parameters are numbers of the code that kernels evaluate (``kernels/transfer.py``); all others are called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..planner.layout import BY_LINE, BY_RELU, BY_TANH
from .emitter import Emitter

# tanh x = x p(x^2) / q(x^2), largest error 3.1e-7; beyond 7.9 tanh is 1 in float32
_TANH_LIMIT = 7.9
_TANH_P = (0.999999974, 0.134444533, 0.00357169784, 2.19034482e-05, 1.52597274e-08)
_TANH_Q = (1.0, 0.467777754, 0.0261644198, 0.000341174611, 8.53056608e-07)


def tanh(e: Emitter, x: Any) -> Any:
    """The hyperbolic tangent by a rational function, with a true division; NaN stays NaN."""
    b, greatest, least = e.builder, e.constant(_TANH_LIMIT), e.constant(-_TANH_LIMIT)
    low = b.select(b.fcmp_ordered("<", greatest, x), greatest, x)
    clipped = b.select(b.fcmp_ordered(">", least, low), least, low)
    square = b.fmul(clipped, clipped)
    return b.fdiv(b.fmul(clipped, _horner(e, _TANH_P, square)), _horner(e, _TANH_Q, square))


def _horner(e: Emitter, coefficients: tuple[float, ...], x: Any) -> Any:
    value = e.constant(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = e.multiply_add(value, x, e.constant(coefficient))
    return value


def _tanh_and_slope(
    e: Emitter, a: Any, height: Any, gain: Any, tilt: Any, shift: Any, p1: Any, p2: Any
) -> tuple[Any, Any]:
    """x = C a + (A th + D), f' = P1 - P2 th^2 with th = tanh(B a)."""
    th = tanh(e, e.builder.fmul(gain, a))
    x = e.multiply_add(tilt, a, e.multiply_add(height, th, shift))
    return x, e.builder.fsub(p1, e.builder.fmul(p2, e.builder.fmul(th, th)))


def _relu_and_slope(e: Emitter, a: Any) -> tuple[Any, Any]:
    """x = max(0, a), f' = 1 above 0; NaN stays NaN."""
    b, zero = e.builder, e.constant(0.0)
    x = b.select(b.fcmp_ordered("<", a, zero), zero, a)
    return x, b.select(b.fcmp_ordered(">", a, zero), e.constant(1.0), zero)


def _line_and_slope(e: Emitter, a: Any, p: Any, shift: Any, slope: Any) -> tuple[Any, Any]:
    """x = P a + D and its slope, as given."""
    return e.multiply_add(p, a, shift), slope


# the numbers that each form takes from the code: of f (0) or f' (1), which of its record
PARAMETERS = {
    BY_TANH: ((0, 1), (0, 2), (0, 3), (0, 4), (1, 5), (1, 6)),
    BY_RELU: (),
    BY_LINE: ((0, 5), (0, 4), (1, 4)),
}
FORMS: dict[str, Callable[..., tuple[Any, Any]]] = {
    BY_TANH: _tanh_and_slope,
    BY_RELU: _relu_and_slope,
    BY_LINE: _line_and_slope,
}
