"""The numeric functions of one number (``snsim.lisp.numericfunctions``), jitted where the C library has none."""

from __future__ import annotations

import math

import numpy as np
from numba.extending import register_jitable

from snsim.lisp.numericfunctions import AMPLITUDE, GAIN, SATURATED

from .runtime import power


@register_jitable
def floor(x: float) -> float:
    return np.floor(x)


@register_jitable
def sign(x: float) -> float:
    return 1.0 if x >= 0.0 else -1.0


@register_jitable
def clamp(x: float) -> float:
    return -1.0 if x < -1.0 else 1.0 if x > 1.0 else x


@register_jitable
def window(x: float) -> float:
    return 1.0 if -1.0 < x < 1.0 else 0.0


@register_jitable
def quick_tanh(x: float) -> float:
    y = abs(x)
    if y >= SATURATED:
        return math.copysign(1.0, x)
    p = power(1.0 + y * (0.125 + y * (0.0078125 + y * 0.000325520833333)), 16.0)
    return math.copysign((p - 1.0) / (p + 1.0), x)


@register_jitable
def quick_tanh_derivative(x: float) -> float:
    return 0.0 if abs(x) >= SATURATED else 1.0 - power(quick_tanh(x), 2.0)


@register_jitable
def quick_sigmoid(x: float) -> float:
    return math.copysign(AMPLITUDE, x) if abs(x) >= SATURATED else AMPLITUDE * quick_tanh(GAIN * x)


@register_jitable
def quick_sigmoid_derivative(x: float) -> float:
    return 0.0 if abs(x) >= SATURATED else AMPLITUDE * GAIN * quick_tanh_derivative(GAIN * x)


@register_jitable
def quick_exp(x: float) -> float:
    y = abs(x)
    if y >= SATURATED:
        return 0.0
    return power(1.0 + y * (0.125 + y * (0.0078125 + y * (0.00032552083 + y * 1.0172526e-5))), -8.0)


@register_jitable
def quick_exp_derivative(x: float) -> float:
    return math.copysign(quick_exp(x), x)


@register_jitable
def quick_gaussian(x: float) -> float:
    return quick_exp(x * x)


@register_jitable
def quick_gaussian_derivative(x: float) -> float:
    return 2.0 * x * quick_exp(x * x)
