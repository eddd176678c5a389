"""Calling a matrix: ``(m i j)`` reads a cell, ``(m i j v)`` writes one, ``()`` and ``(lo hi)`` select ranges.

A range reads as a list and a list is distributed over a range (language.md, 11.3). The path for one cell of a vector
or of a two-dimensional matrix comes first: programs spend their time there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.arguments import integer, python_list
from ..lisp.errors import LispError
from ..lisp.values import Cons, make_list
from .celltypes import CellType

if TYPE_CHECKING:
    from .index import Index

READING, WRITING = "subscript out of range", "indice out of range"  # the two complaints of the original

MISSING = object()


def call(index: Index, lisp: Any, args: Sequence[Any]) -> Any:
    """Read with one subscript a dimension; write with a value behind them, and give the index itself."""
    array, cell_type, count = index.array, index.type, len(args)
    rank = array.ndim
    if count == rank:
        raw = _read_cell(array, args) if 1 <= count <= 2 else MISSING
        if raw is MISSING:
            _check_sized(array)
            return read(array[select(array.shape, args, READING)], cell_type)
        return raw if cell_type.plain else cell_type.load(raw)
    if count == rank + 1:
        if not (2 <= count <= 3 and _write_cell(array, cell_type, args)):
            _check_sized(array)
            write(array[select(array.shape, args[:-1], WRITING)], cell_type, args[-1])
        return index
    complaint = "not enough dimensions" if count < rank else "too many dimensions"
    raise LispError(complaint, make_list(args))


def _check_sized(array: np.ndarray) -> None:
    if array.size == 0:
        raise LispError("unsized index")


def _read_cell(array: np.ndarray, args: Sequence[Any]) -> Any:
    """The fast path: the raw cell, or ``MISSING`` if the subscripts are not plain numbers in range."""
    try:
        if len(args) == 2:
            first, second = args
            if first >= 0.0 and second >= 0.0:
                return array.item(int(first), int(second))
        elif args[0] >= 0.0:
            return array.item(int(args[0]))
    except (IndexError, OverflowError, TypeError):
        pass
    return MISSING


def _write_cell(array: np.ndarray, cell_type: CellType, args: Sequence[Any]) -> bool:
    """The fast path: whether the subscripts were plain numbers in range, and the cell is written."""
    try:
        if len(args) == 3:
            first, second, value = args
            if first >= 0.0 and second >= 0.0:
                array[int(first), int(second)] = cell_type.store(value)
                return True
        elif args[0] >= 0.0:
            array[int(args[0])] = cell_type.store(args[1])
            return True
    except (IndexError, OverflowError, TypeError):
        pass
    return False


def select(shape: tuple[int, ...], subscripts: Sequence[Any], complaint: str) -> Any:
    """The numpy selection that subscripts denote; it yields a view, also where it denotes one cell."""
    return *(_select(size, subscript, complaint) for size, subscript in zip(shape, subscripts, strict=True)), ...


def _select(size: int, subscript: Any, complaint: str) -> int | slice:
    if subscript is None:
        return slice(None)
    if type(subscript) is float:
        return in_range(integer(subscript), size, complaint)
    ends = python_list(subscript) if isinstance(subscript, Cons) else []
    if len(ends) != 2 or not all(type(end) is float for end in ends):
        raise LispError("illegal subscript")
    first, last = map(integer, ends)
    if first > last:
        return slice(0, 0)
    return slice(in_range(first, size, complaint), in_range(last, size, complaint) + 1)


def in_range(position: int, size: int, complaint: str) -> int:
    """A position in a dimension, checked."""
    if 0 <= position < size:
        return position
    raise LispError(complaint, float(position))


def read(cells: np.ndarray, cell_type: CellType) -> Any:
    """One cell as a value, several as nested lists."""
    if cells.ndim == 0:
        return cell_type.load(cells.item())
    return _nested(cells.tolist(), cells.ndim, cell_type)


def _nested(raw: list[Any], depth: int, cell_type: CellType) -> Any:
    if depth == 1:
        return make_list(map(cell_type.load, raw))
    return make_list(_nested(part, depth - 1, cell_type) for part in raw)


def write(cells: np.ndarray, cell_type: CellType, value: Any) -> None:
    """Distribute a value over the selected cells by the three rules of the reference."""
    if cells.ndim == 0:
        cells[()] = cell_type.store(value)
    elif not isinstance(value, Cons):
        if cells.size:
            cells.fill(cell_type.store(value))
    else:
        items = python_list(value)
        if len(items) > len(cells):
            _write_flat(cells, cell_type, items)
        else:
            for position, item in zip_longest(range(len(cells)), items):
                write(cells[position, ...], cell_type, item)


def _write_flat(cells: np.ndarray, cell_type: CellType, items: list[Any]) -> None:
    """One element a cell, row by row; cells left over get (), elements left over nothing."""
    items += [None] * (cells.size - len(items))
    for position, item in zip(np.ndindex(cells.shape), items, strict=False):
        cells[position] = cell_type.store(item)
