"""The numeric functions (DZ): one number in, one number out (language.md, 6.3).

The fast ones replace exp by a power of its Taylor polynomial; the polynomials are the original's.
"""

from __future__ import annotations

import math

import numpy as np

from .floating import trapping
from .functions import numeric

SATURATED = 13.0  # beyond it the fast functions take their limits
AMPLITUDE, GAIN = 1.71593428, 0.66666666  # of the standard sigmoid, A tanh(S x)

for _name, _function, _ieee in (
    ("sqrt", math.sqrt, np.sqrt),
    ("exp", math.exp, np.exp),
    ("log", math.log, np.log),
    ("sin", math.sin, np.sin),
    ("cos", math.cos, np.cos),
    ("tan", math.tan, np.tan),
    ("asin", math.asin, np.arcsin),
    ("acos", math.acos, np.arccos),
    ("atan", math.atan, np.arctan),
    ("sinh", math.sinh, np.sinh),
    ("cosh", math.cosh, np.cosh),
    ("tanh", math.tanh, np.tanh),
    ("atanh", math.atanh, np.arctanh),
    ("exp-1", math.expm1, np.expm1),
    ("log1+", math.log1p, np.log1p),
):
    numeric(_name)(trapping(_function, _ieee))

numeric("abs")(math.fabs)


@numeric("int")
def floor(x: float) -> float:
    """The greatest integer below."""
    return x // 1.0 if abs(x) < 2.0**53 else x


@numeric("sgn")
def sign(x: float) -> float:
    """Never 0."""
    return 1.0 if x >= 0.0 else -1.0


@numeric("0-x-1")
def clamp(x: float) -> float:
    return -1.0 if x < -1.0 else min(x, 1.0)


@numeric("0-1-0")
def window(x: float) -> float:
    return 1.0 if -1.0 < x < 1.0 else 0.0


@numeric("qtanh")
def quick_tanh(x: float) -> float:
    """tanh x = (P - 1) / (P + 1), P = exp 2x."""
    y = abs(x)
    if y >= SATURATED:
        return math.copysign(1.0, x)
    p = (1.0 + y * (0.125 + y * (0.0078125 + y * 0.000325520833333))) ** 16
    return math.copysign((p - 1.0) / (p + 1.0), x)


@numeric("qdtanh")
def quick_tanh_derivative(x: float) -> float:
    return 0.0 if abs(x) >= SATURATED else 1.0 - quick_tanh(x) ** 2


@numeric("qstdsigmoid")
def quick_sigmoid(x: float) -> float:
    """The standard sigmoid of the networks."""
    return math.copysign(AMPLITUDE, x) if abs(x) >= SATURATED else AMPLITUDE * quick_tanh(GAIN * x)


@numeric("qdstdsigmoid")
def quick_sigmoid_derivative(x: float) -> float:
    return 0.0 if abs(x) >= SATURATED else AMPLITUDE * GAIN * quick_tanh_derivative(GAIN * x)


@numeric("qexpmx")
def quick_exp(x: float) -> float:
    """exp(-|x|)."""
    y = abs(x)
    if y >= SATURATED:
        return 0.0
    return (1.0 + y * (0.125 + y * (0.0078125 + y * (0.00032552083 + y * 1.0172526e-5)))) ** -8


@numeric("qdexpmx")
def quick_exp_derivative(x: float) -> float:
    """With the sign of x (and not of the derivative), as in the original."""
    return math.copysign(quick_exp(x), x)


@numeric("qexpmx2")
def quick_gaussian(x: float) -> float:
    """exp(-x^2)."""
    return quick_exp(x * x)


@numeric("qdexpmx2")
def quick_gaussian_derivative(x: float) -> float:
    """With the sign of x, as in the original."""
    return 2.0 * x * quick_exp(x * x)
