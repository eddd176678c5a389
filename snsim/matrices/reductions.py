"""Operations that reduce matrices to one number, kept in a 0-dimensional matrix (language.md, 11.5).

Terms are formed in the precision of the cells and added in 64 bits (sn28.md, 8.5). Each reduction has an accumulating
form, which combines the number with the one that is in the result already.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..lisp.functions import builtin
from .index import Index
from .operands import check_shapes, deliver, numbers, operand, operands_of_one_type, scalar, sequential_sum
from .traps import float_traps

Combine = Callable[[float, float], float]


def dot(a: np.ndarray, b: np.ndarray) -> float:
    """The sum of a b."""
    return sequential_sum(a * b)


def squares(a: np.ndarray) -> float:
    """The sum of a^2."""
    return dot(a, a)


def squared_distance(a: np.ndarray, b: np.ndarray) -> float:
    """The sum of (a - b)^2."""
    return squares(a - b)


def _declare_of_one(name: str, reduce: Callable[[np.ndarray], float], combine: Combine) -> None:
    def plain(a: Any, r: Any = None) -> Index:
        index = operand(a)
        with float_traps():
            return deliver(reduce(numbers(index)), index.type, r)

    def accumulating(a: Any, r: Any) -> Index:
        with float_traps():
            return deliver(combine(scalar(r), reduce(numbers(operand(a)))), operand(r).type, r)

    builtin(name)(plain)
    builtin(f"{name}acc")(accumulating)


def _declare_of_two(name: str, reduce: Callable[[np.ndarray, np.ndarray], float]) -> None:
    def number(left: Index, right: Index) -> float:
        check_shapes(left.array, right.array)
        return reduce(numbers(left), numbers(right))

    def plain(a: Any, b: Any, r: Any = None) -> Index:
        left, right = operands_of_one_type(a, b)
        with float_traps():
            return deliver(number(left, right), left.type, r)

    def accumulating(a: Any, b: Any, r: Any) -> Index:
        left, right = operands_of_one_type(a, b)
        with float_traps():
            return deliver(scalar(r) + number(left, right), operand(r).type, r)

    builtin(name)(plain)
    builtin(f"{name}acc")(accumulating)


_declare_of_one("idx-sum", sequential_sum, operator.add)
_declare_of_one("idx-sumsqr", squares, operator.add)
_declare_of_one("idx-sup", np.max, max)
_declare_of_one("idx-inf", np.min, min)
_declare_of_two("idx-dot", dot)
_declare_of_two("idx-sqrdist", squared_distance)
