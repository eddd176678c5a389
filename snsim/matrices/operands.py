"""What the operations on whole matrices share: checked operands come in, results are delivered (language.md, 11.5).

Operations compute in the precision of the cells where these are real (one rounding an operation, as the original),
else in 64-bit floats which the store converts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lisp.errors import LispError
from .celltypes import CellType
from .index import Index, index_argument


def operand(value: Any) -> Index:
    """A numeric matrix to compute with."""
    index = index_argument(value)
    if not index.type.numeric:
        raise LispError("bad arguments")
    if index.array.size == 0:
        raise LispError("unsized index")
    return index


def operands_of_one_type(*values: Any) -> list[Index]:
    """Numeric matrices whose cells have one type."""
    indexes = [operand(value) for value in values]
    if len({index.type for index in indexes}) > 1:
        raise LispError("Input idxs must be of the same type")
    return indexes


def numbers(index: Index) -> np.ndarray:
    """The cells to compute with."""
    return index.array if index.type.real else index.values


def check_shapes(*arrays: np.ndarray) -> None:
    """All have the same dimensions."""
    if any(array.shape != arrays[0].shape for array in arrays):
        raise LispError("matrix must have same dimensions")


def scalar(value: Any) -> float:
    """A number, or the number in a 0-dimensional matrix."""
    if type(value) is float:
        return value
    index = operand(value)
    if index.array.ndim:
        raise LispError("arguments have the wrong dimensions")
    return float(index.values)


def deliver(result: Any, cell_type: CellType, target: Any = None) -> Index:
    """The result in the matrix the caller gave, or in a fresh one of the type of the operands."""
    result = np.asarray(result)
    if target is None:
        return Index(np.asarray(cell_type.cells(result)), cell_type)
    index = operand(target)
    check_shapes(index.array, result)
    index.assign(result)
    return index


def sequential_sum(terms: np.ndarray) -> float:
    """The sum in 64 bits, first term to last, as the original adds (numpy's own sum goes by pairs)."""
    return float(np.add.accumulate(terms.ravel(), dtype=np.float64)[-1]) if terms.size else 0.0
