"""Which value comes first: ``< <= > >= max min`` on numbers, strings and dates (language.md, 2.3).

A class whose instances rank (dates), or refuse in their own words (instances, matrices), has a method
``lisp_rank(other) -> float``, negative where the instance comes first; it is called when both values are of that class.
"""

from __future__ import annotations

import math
from typing import Any

from .errors import LispError
from .floating import trap
from .functions import builtin
from .values import Symbol, truth


def rank(a: Any, b: Any) -> float:
    """Negative, zero or positive: a before, with or after b. NaN (with traps off) has no place."""
    if type(a) is not type(b):
        raise LispError("Cannot rank these objects")
    if type(a) is float:
        if math.isnan(a) or math.isnan(b):
            trap()
            return math.nan
        return -1.0 if a < b else float(a > b)
    if type(a) is str:
        return -1.0 if a < b else float(a > b)
    compare = getattr(a, "lisp_rank", None)
    if compare is None:
        raise LispError("Cannot rank these objects")
    return float(compare(b))


@builtin("<")
def less(a: Any, b: Any) -> Symbol | None:
    return truth(rank(a, b) < 0.0)


@builtin("<=")
def less_or_equal(a: Any, b: Any) -> Symbol | None:
    return truth(rank(a, b) <= 0.0)


@builtin(">")
def greater(a: Any, b: Any) -> Symbol | None:
    return truth(rank(a, b) > 0.0)


@builtin(">=")
def greater_or_equal(a: Any, b: Any) -> Symbol | None:
    return truth(rank(a, b) >= 0.0)


@builtin("max")
def greatest(first: Any, *rest: Any) -> Any:
    best = _ranked(first)
    for value in rest:
        if rank(value, best) > 0.0:
            best = value
    return best


@builtin("min")
def least(first: Any, *rest: Any) -> Any:
    best = _ranked(first)
    for value in rest:
        if rank(value, best) < 0.0:
            best = value
    return best


def _ranked(value: Any) -> Any:
    """A lone argument, too, must be of a kind that ranks."""
    rank(value, value)
    return value
