"""Products of matrices, plain and accumulating, gathering, and the libraries' scaled vectors (language.md, 11.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..lisp.arguments import number
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from .index import Index
from .operands import check_shapes, deliver, numbers, operand, operands_of_one_type
from .traps import float_traps


def _contract(count: int) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Sum over the last ``count`` dimensions of the first operand and all of the second."""

    def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        if a.shape[-count:] != b.shape:
            raise LispError("arguments have the wrong dimensions")
        return np.tensordot(a, b, count)

    return product


def _declare(name: str, ranks: tuple[int, int], product: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> None:
    """Declare the product of matrices with ``ranks`` dimensions, and the form that adds into its result."""

    def compute(left: Index, right: Index) -> np.ndarray:
        if (left.array.ndim, right.array.ndim) != ranks:
            raise LispError("arguments have the wrong dimensions")
        with float_traps():
            return np.asarray(product(left.values, right.values))

    def plain(a: Any, b: Any, r: Any = None) -> Index:
        left, right = operands_of_one_type(a, b)
        return deliver(compute(left, right), left.type, r)

    def accumulating(a: Any, b: Any, r: Any) -> Index:
        left, right = operands_of_one_type(a, b)
        target, result = operand(r), compute(left, right)
        check_shapes(target.array, result)
        return deliver(target.values + result, target.type, target)

    builtin(name)(plain)
    builtin(f"{name}acc")(accumulating)


_declare("idx-m2dotm1", (2, 1), _contract(1))
_declare("idx-m4dotm2", (4, 2), _contract(2))
_declare("idx-m1extm1", (1, 1), np.multiply.outer)
_declare("idx-m2extm2", (2, 2), np.multiply.outer)


@builtin("idx-m1permute")
def idx_m1permute(a: Any, p: Any, r: Any = None) -> Index:
    """Gather: cell i of the result is cell p(i) of the vector a."""
    source, places = operand(a), operand(p).values.astype(np.int64)
    if source.array.ndim != 1 or places.ndim != 1:
        raise LispError("arguments have the wrong dimensions")
    return deliver(source.values[_inside(places, source.array.size)], source.type, r)


@builtin("idx-m2permute")
def idx_m2permute(a: Any, p: Any, r: Any = None) -> Index:
    """Gather rows: row i of the result is row p(i) of the matrix a."""
    source, places = operand(a), operand(p).values.astype(np.int64)
    if source.array.ndim != 2 or places.ndim != 1:
        raise LispError("arguments have the wrong dimensions")
    return deliver(source.values[_inside(places, len(source.array))], source.type, r)


def _inside(places: np.ndarray, size: int) -> np.ndarray:
    """Subscripts, checked."""
    outside = (places < 0) | (places >= size)
    if outside.any():
        raise LispError("subscript out of range", float(places[outside][0]))
    return places


@builtin("idx-f1dotc")
def idx_f1dotc(v: Any, x: Any, r: Any) -> Index:
    """r := x v."""
    return deliver(_scaled(operand(v), x), operand(r).type, r)


@builtin("idx-f1dotcacc")
def idx_f1dotcacc(v: Any, x: Any, r: Any) -> Index:
    """r := r + x v."""
    source, target = operand(v), operand(r)
    check_shapes(source.array, target.array)
    with float_traps():
        return deliver(numbers(target) + _scaled(source, x), target.type, target)


def _scaled(index: Index, x: Any) -> np.ndarray:
    """x v; both factors have the precision of the cells."""
    cells = numbers(index)
    with float_traps():
        return cells * np.float64(number(x)).astype(cells.dtype)
