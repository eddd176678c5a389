"""Making matrices: ``(float-matrix 2 3)`` and its kin, under all their names (language.md, 11.1)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..lisp.arguments import integer, number
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.memory import check_room
from .celltypes import ATOM, BYTE, DOUBLE, FLOAT, INT, PACKED, SHORT, UBYTE, CellType
from .index import Index, index_argument
from .storage import Storage

MOST_DIMENSIONS = 11
MOST_OBJECTS = 100_000_000  # of an array: Python needs seconds to make that many cells, and cannot be interrupted

NAMES = {
    FLOAT: "float-matrix f-matrix fmatrix flt-matrix",
    DOUBLE: "double-matrix d-matrix dmatrix real-matrix matrix",
    INT: "int-matrix i32-matrix imatrix",
    SHORT: "short-matrix i16-matrix smatrix",
    BYTE: "byte-matrix i8-matrix bmatrix",
    UBYTE: "ubyte-matrix u8-matrix",
    PACKED: "packed-matrix p-matrix pmatrix",
    ATOM: "atom-matrix at-matrix array",
}


def make(cell_type: CellType, dimensions: tuple[Any, ...]) -> Index:
    """A cleared matrix; without dimensions a single cell."""
    shape = [integer(dimension) for dimension in dimensions]
    for size in shape:
        if size < 0:
            raise LispError("illegal dimension", float(size))
    if len(shape) > MOST_DIMENSIONS:
        raise LispError("too many dimensions")
    if 0 in shape:
        hint = "A dimension has at least one place; without dimensions there is one cell."
        raise LispError("Cannot compute storage size", Storage.unsized(cell_type), hint=hint)
    return Index(cleared(shape, cell_type), cell_type)


def cleared(shape: Any, cell_type: CellType) -> np.ndarray:
    """New cells: 0, or () in arrays."""
    count = math.prod(np.atleast_1d(shape).tolist())
    if not cell_type.numeric and count > MOST_OBJECTS:
        hint = f"An array has at most {MOST_OBJECTS} cells; a matrix of numbers may have more."
        raise LispError("not enough memory", hint=hint)
    check_room(count * cell_type.dtype.itemsize, f"A matrix of {count} cells")
    return np.zeros(shape, cell_type.dtype) if cell_type.numeric else np.full(shape, None)


def _constructor(cell_type: CellType) -> Callable[..., Index]:
    def construct(*dimensions: Any) -> Index:
        return make(cell_type, dimensions)

    return construct


for _cell_type, _text in NAMES.items():
    _names = _text.split()
    _uncleared = [f"{name}-nc" for name in _names]  # "not cleared" in the original
    builtin(*_names, *_uncleared)(_constructor(_cell_type))


@builtin("scalar")
def scalar(x: Any = 0.0) -> Index:
    """A matrix of no dimensions, one double cell."""
    return Index(np.array(number(x)), DOUBLE)


@builtin("clone-matrix")
def clone_matrix(m: Any) -> Index:
    """A new matrix of the same type and shape."""
    model = index_argument(m)
    return Index(cleared(model.array.shape, model.type), model.type)
