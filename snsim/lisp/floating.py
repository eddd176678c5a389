"""Floating point traps: invalid operation, division by zero and overflow are errors (language.md, 6.1).

``checked(result, operands)`` lets a result pass or raises ``Floating exception``. As in the original, where the traps
belonged to the processor, the switch is one for the whole process: ``TRAPS.enabled``, off inside ``progn-without-fpe``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import LispError
from .functions import builtin, special_function
from .values import Cons, Symbol, truth

if TYPE_CHECKING:
    from .interpreter import Interpreter


class Traps:
    """The switch."""

    __slots__ = ("enabled",)

    def __init__(self) -> None:
        self.enabled = True


TRAPS = Traps()


def trap() -> None:
    """An operation went wrong."""
    if TRAPS.enabled:
        raise LispError("Floating exception")


def checked(result: float, operands: Sequence[float]) -> float:
    """The result, unless it became infinite or undefined from operands that were not."""
    if not math.isfinite(result):
        inherited = math.isnan if math.isnan(result) else math.isinf
        if not any(inherited(operand) for operand in operands):
            trap()
    return result


def trapping(function: Callable[..., float], ieee: Callable[..., Any]) -> Callable[..., float]:
    """A function of ``math`` with traps; where it refuses and traps are off, ``ieee`` (of numpy) gives the value."""

    def guarded(*operands: float) -> float:
        try:
            return function(*operands)
        except (ValueError, OverflowError):
            trap()
            with np.errstate(all="ignore"):
                return float(ieee(*operands))

    return guarded


@special_function("progn-without-fpe")
def without_traps(lisp: Interpreter, form: Cons) -> Any:
    """The value of the last expression, evaluated with the traps off."""
    value, saved = None, TRAPS.enabled
    TRAPS.enabled = False
    try:
        for expression in form.cdr or ():
            value = lisp.eval(expression)
    finally:
        TRAPS.enabled = saved
    return value


@builtin("nan")
def nan() -> float:
    return math.nan


@builtin("infinity")
def infinity() -> float:
    return math.inf


@builtin("nanp")
def is_nan(value: Any) -> Symbol | None:
    return truth(type(value) is float and math.isnan(value))


@builtin("infinityp")
def is_infinite(value: Any) -> Symbol | None:
    return truth(type(value) is float and math.isinf(value))


@builtin("not-nan")
def not_nan(value: Any) -> Any:
    return None if is_nan(value) else value
