"""Matrix literals (language.md, 1.9): what the reader found between ``[`` and ``]`` (``#[`` and ``#]``) comes in, an
``Index`` goes out. The reader calls for each bracket, the innermost first: sub-literals arrive as ``Index`` among the
elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..lisp.errors import LispError
from .celltypes import ATOM, BYTE, DOUBLE, FLOAT, INT, SHORT, UBYTE, CellType
from .constructors import MOST_DIMENSIONS
from .index import Index
from .storage import Storage

if TYPE_CHECKING:
    from ..lisp.interpreter import Interpreter

EVEN = "The elements are all numbers, or all rows of the same size: [[1 2] [3 4]]."

LETTERS = {"": DOUBLE, "d": DOUBLE, "f": FLOAT, "i": INT, "s": SHORT, "b": BYTE, "u": UBYTE, "a": ATOM}


def matrix_literal(mark: str, elements: Sequence[Any]) -> Index:
    """The literal of ``[`` (of ``#[``, with the mark ``a``). ``mark`` stood behind it: a type letter, ``@`` (no
    dimensions), both or nothing."""
    cell_type = LETTERS.get(mark.rstrip("@"))
    if cell_type is None:
        raise LispError("there are no pointers to put in a matrix", prefix="read")
    if not elements:
        raise LispError("Cannot compute storage size", Storage.unsized(cell_type), prefix="matfun")
    if mark.endswith("@"):
        if len(elements) > 1:
            raise LispError("matrices have different number of elements", prefix="copy-matrix")
        return Index(_cells(cell_type, elements).reshape(()), cell_type)
    if _has_rows(cell_type, elements[0]):
        return _from_rows(cell_type, elements)
    return Index(_cells(cell_type, elements), cell_type)


def start(lisp: Interpreter) -> None:
    """Give a new interpreter's reader its brackets."""
    lisp.reader.matrix = matrix_literal


def _has_rows(cell_type: CellType, first: Any) -> bool:
    """Whether a literal that begins with ``first`` nests; in an array a numeric matrix is an element like any other."""
    return type(first) is Index and (cell_type.numeric or not first.type.numeric)


def _cells(cell_type: CellType, elements: Sequence[Any]) -> np.ndarray:
    cells = np.empty(len(elements), cell_type.dtype)
    try:
        for position, element in enumerate(elements):
            cells[position] = cell_type.store(element)
    except LispError as error:
        error.hint = EVEN if any(type(element) is Index for element in elements) else error.hint
        error.prefix = "m"  # the name of the matrix in the original's own code
        raise
    return cells


def _from_rows(cell_type: CellType, rows: Sequence[Any]) -> Index:
    shape = rows[0].array.shape
    if len(shape) >= MOST_DIMENSIONS:
        raise LispError("too many dimensions", prefix="read")
    cells = np.empty((len(rows), *shape), cell_type.dtype)
    for position, row in enumerate(rows):
        if type(row) is not Index:
            raise LispError("not an index", row, prefix="copy-matrix", hint=EVEN)
        if row.array.size != rows[0].array.size:
            raise LispError("matrices have different number of elements", prefix="copy-matrix")
        raw = row.array if row.type is cell_type else cell_type.cells(row.values)
        cells[position] = raw.reshape(shape)
    return Index(cells, cell_type)
