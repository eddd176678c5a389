"""The matrix calls under the names of SN's scripts (language.md, 11.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..lisp.arguments import number
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from .celltypes import DOUBLE
from .index import Index, matrix_argument
from .operands import check_shapes, deliver, numbers, sequential_sum
from .reductions import dot
from .traps import float_traps


@builtin("dot-product")
def dot_product(a: Any, b: Any) -> float:
    left, right = matrix_argument(a), matrix_argument(b)
    check_shapes(left.array, right.array)
    with float_traps():
        return dot(numbers(left), numbers(right))


@builtin("sup-mat")
def sup_mat(m: Any) -> float:
    return float(matrix_argument(m).values.max())


@builtin("inf-mat")
def inf_mat(m: Any) -> float:
    return float(matrix_argument(m).values.min())


@builtin("mean-mat")
def mean_mat(m: Any) -> float:
    index = matrix_argument(m)
    return sequential_sum(index.values) / index.array.size


@builtin("sdev-mat")
def sdev_mat(m: Any) -> float:
    """The variance, whatever its name says: the mean of the squares less the square of the mean."""
    values = matrix_argument(m).values
    return sequential_sum(values * values) / values.size - mean_mat(m) ** 2


def _of_two_matrices(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[..., Index]:
    def operate(a: Any, b: Any, r: Any = None) -> Index:
        left, right = matrix_argument(a), matrix_argument(b)
        check_shapes(left.array, right.array)
        with float_traps():
            return deliver(function(left.values, right.values), right.type, r)

    return operate


def _of_matrix_and_number(function: Callable[[np.ndarray, float], np.ndarray]) -> Callable[..., Index]:
    def operate(m: Any, x: Any, r: Any = None) -> Index:
        index = matrix_argument(m)
        with float_traps():
            return deliver(function(index.values, number(x)), index.type, r)

    return operate


builtin("m+m")(_of_two_matrices(np.add))
builtin("m-m")(_of_two_matrices(np.subtract))
builtin("mxm")(_of_two_matrices(np.multiply))
builtin("m/m")(_of_two_matrices(np.divide))
builtin("m*c")(_of_matrix_and_number(np.multiply))
builtin("m+c")(_of_matrix_and_number(np.add))


@builtin("m*m")
def matrix_product(a: Any, b: Any, r: Any = None) -> Index:
    """Matrix times matrix or vector; vector times vector of one element."""
    left, right = matrix_argument(a).values, matrix_argument(b).values
    ranks = left.ndim, right.ndim
    if ranks == (1, 1) and right.size == 1:
        left = left[:, np.newaxis]
    elif ranks not in ((2, 1), (2, 2)) or left.shape[1] != right.shape[0]:
        raise LispError("arguments have the wrong dimensions")
    with float_traps():
        return deliver(left @ right, DOUBLE, r)
