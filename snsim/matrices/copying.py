"""Copying cells from matrix to matrix (language.md, 11.4 and 11.5)."""

from __future__ import annotations

from typing import Any

from ..lisp.errors import LispError
from ..lisp.functions import builtin
from .index import Index, index_argument
from .operands import check_shapes


def transfer(source: Index, target: Index) -> Index:
    """Copy the cells row by row with conversion; the numbers of elements agree. The two may overlap."""
    raw = source.array if source.type is target.type else target.type.cells(source.values)
    target.array[...] = raw.reshape(target.array.shape)
    return target


def fresh_copy(source: Index) -> Index:
    """A contiguous copy of the same type."""
    return Index(source.array.copy(order="C"), source.type)


@builtin("copy-matrix", "copy-any-matrix")
def copy_matrix(m: Any, d: Any = None) -> Index:
    """A fresh copy, or the cells of m in d, which may have another shape."""
    source = index_argument(m)
    if d is None:
        return fresh_copy(source)
    target = index_argument(d)
    if source.array.size != target.array.size:
        raise LispError("matrices have different number of elements")
    return transfer(source, target)


@builtin("idx-copy")
def idx_copy(a: Any, r: Any = None) -> Index:
    """A fresh copy, or the cells of a in r of the same shape."""
    source = index_argument(a)
    if r is None:
        return fresh_copy(source)
    target = index_argument(r)
    check_shapes(source.array, target.array)
    return transfer(source, target)


@builtin("idx-clear")
def idx_clear(a: Any) -> Index:
    """0 in every cell, () in an array."""
    index = index_argument(a)
    index.array.fill(0 if index.type.numeric else None)
    return index
