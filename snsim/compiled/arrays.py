"""Operations on whole arrays of floats or doubles, jitted: what ``wholes.py`` writes calls of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from .runtime import trapped


@register_jitable
def any_trapped(result: Any, a: Any, b: Any) -> bool:
    """Has an element become infinite or undefined, though those it came from were not?"""
    found = False
    for place in np.ndindex(result.shape):
        found = found or trapped(result[place], a[place], b[place])
    return found


@register_jitable
def delivered(result: Any, target: Any) -> int:
    """Store; 1: another shape, 2: a number too large for the cells."""
    if result.shape != target.shape:
        return 1
    cells = result.astype(target.dtype)
    for place in np.ndindex(cells.shape):
        if math.isinf(cells[place]) and not math.isinf(result[place]):
            return 2
    target[...] = cells
    return 0


@register_jitable
def each_minus(a: Any) -> Any:
    return -a


@register_jitable
def each_abs(a: Any) -> Any:
    return np.abs(a)


@register_jitable
def each_inv(a: Any) -> Any:
    return a.dtype.type(1.0) / a


def _by_way_of_64_bits(function: Any) -> Any:
    """The elements of a function of the C library, rounded to the cells."""

    @register_jitable
    def each(a: Any) -> Any:
        return function(a.astype(np.float64)).astype(a.dtype)

    return each


each_sqrt = _by_way_of_64_bits(np.sqrt)
each_sin = _by_way_of_64_bits(np.sin)
each_cos = _by_way_of_64_bits(np.cos)
each_atan = _by_way_of_64_bits(np.arctan)
each_log = _by_way_of_64_bits(np.log)
each_exp = _by_way_of_64_bits(np.exp)


@register_jitable
def total_sum(a: Any) -> float:
    """First to last, in 64 bits."""
    total = 0.0
    for place in np.ndindex(a.shape):
        total += a[place]
    return total


@register_jitable
def total_dot(a: Any, b: Any) -> float:
    return total_sum(a * b)


@register_jitable
def total_sumsqr(a: Any) -> float:
    return total_sum(a * a)


@register_jitable
def total_sqrdist(a: Any, b: Any) -> float:
    return total_sumsqr(a - b)


@register_jitable
def total_sup(a: Any) -> float:
    return float(np.max(a))


@register_jitable
def total_inf(a: Any) -> float:
    return float(np.min(a))


OPERATIONS = [
    "any_trapped",
    "delivered",
    *(f"each_{name}" for name in ("minus", "abs", "inv", "sqrt", "sin", "cos", "atan", "log", "exp")),
    *(f"total_{name}" for name in ("sum", "dot", "sumsqr", "sqrdist", "sup", "inf")),
]
"""The names compiled code may call."""
