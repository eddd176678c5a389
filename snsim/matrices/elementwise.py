"""Operations by element: ``(idx-sqrt a [r])``, ``(idx-add a b [r])``, ``(idx-dotm0 a s [r])`` (language.md, 11.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..lisp.functions import builtin
from ..lisp.numericfunctions import (
    quick_exp,
    quick_exp_derivative,
    quick_sigmoid,
    quick_sigmoid_derivative,
    quick_tanh,
    quick_tanh_derivative,
)
from .index import Index
from .operands import check_shapes, deliver, numbers, operand, operands_of_one_type, scalar
from .traps import float_traps


def _each(function: Callable[[float], float]) -> Callable[[np.ndarray], np.ndarray]:
    """A function of one number as a function of arrays."""
    return lambda values: np.array([function(x) for x in values.ravel().tolist()]).reshape(values.shape)


def _unary(function: Callable[[np.ndarray], np.ndarray]) -> Callable[..., Index]:
    """Transcendental functions go by way of 64 bits, as the C library's did."""

    def operate(a: Any, r: Any = None) -> Index:
        index = operand(a)
        with float_traps():
            return deliver(function(index.values), index.type, r)

    return operate


def _binary(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[..., Index]:
    def operate(a: Any, b: Any, r: Any = None) -> Index:
        left, right = operands_of_one_type(a, b)
        check_shapes(left.array, right.array)
        with float_traps():
            return deliver(function(numbers(left), numbers(right)), left.type, r)

    return operate


def _with_scalar(
    function: Callable[[np.ndarray, Any], np.ndarray],
) -> tuple[Callable[..., Index], Callable[..., Index]]:
    """The plain form, and the one that adds into its result."""

    def compute(index: Index, s: Any) -> np.ndarray:
        cells = numbers(index)
        return function(cells, cells.dtype.type(scalar(s)))

    def operate(a: Any, s: Any, r: Any = None) -> Index:
        index = operand(a)
        with float_traps():
            return deliver(compute(index, s), index.type, r)

    def accumulate(a: Any, s: Any, r: Any) -> Index:
        index, target = operand(a), operand(r)
        check_shapes(index.array, target.array)
        with float_traps():
            return deliver(numbers(target) + compute(index, s), target.type, target)

    return operate, accumulate


_FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "idx-minus": np.negative,
    "idx-abs": np.abs,
    "idx-sqrt": np.sqrt,
    "idx-inv": np.reciprocal,
    "idx-sin": np.sin,
    "idx-cos": np.cos,
    "idx-atan": np.arctan,
    "idx-log": np.log,
    "idx-exp": np.exp,
    "idx-qtanh": _each(quick_tanh),
    "idx-qdtanh": _each(quick_tanh_derivative),
    "idx-stdsigmoid": _each(quick_sigmoid),
    "idx-dstdsigmoid": _each(quick_sigmoid_derivative),
    "idx-expmx": _each(quick_exp),
    "idx-dexpmx": _each(quick_exp_derivative),
}
for _name, _function in _FUNCTIONS.items():
    builtin(_name)(_unary(_function))

_OPERATIONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "idx-add": np.add,
    "idx-sub": np.subtract,
    "idx-mul": np.multiply,
    "idx-div": np.divide,
}
for _name, _operation in _OPERATIONS.items():
    builtin(_name)(_binary(_operation))

for _name in ("idx-dotm0", "idx-addm0"):
    _plain, _accumulating = _with_scalar(np.multiply if _name == "idx-dotm0" else np.add)
    builtin(_name)(_plain)
    builtin(f"{_name}acc")(_accumulating)
