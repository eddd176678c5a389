"""Class ``Index``: a matrix or array, that is a numpy array with the type of its cells (language.md, 11).

Python programs make one of any numpy array of a cell type, ``Index(array)``, and reach the cells as ``index.array``:
the same memory, never a copy. A view on an index is an ``Index`` on a numpy view.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from ..lisp.equality import equal
from ..lisp.errors import LispError
from .celltypes import CellType, cell_type_of
from .scope import fetch, store
from .subscripts import call
from .text import written


class Index:
    """A matrix (numeric cells) or array (cells of any object)."""

    __slots__ = ("__weakref__", "array", "type")  # identity tables hold keys weakly
    lisp_class = "INDEX"

    def __init__(self, array: np.ndarray, cell_type: CellType | None = None):
        """``cell_type`` is needed for packed cells only: their numpy type is that of signed bytes."""
        self.array = array
        self.type = cell_type or cell_type_of(array.dtype)

    def __repr__(self) -> str:
        return f"<{self.type.name} matrix {self.array!r}>"

    @property
    def values(self) -> np.ndarray:
        """The numbers in the cells as 64-bit floats; shares the cells of a double matrix, else a copy."""
        return self.type.values(self.array)

    def assign(self, values: np.ndarray) -> None:
        """Store 64-bit floats, by the conversion of each cell."""
        self.array[...] = self.type.cells(values)

    def view(self, array: np.ndarray) -> Index:
        """An index of the same type on (some of) the same cells."""
        return Index(array, self.type)

    def elements(self) -> list[Any]:
        """The Lisp values of all cells, row by row."""
        load = self.type.load
        return [load(raw) for raw in self.array.ravel().tolist()]

    lisp_call = call
    lisp_fetch = fetch
    lisp_store = store
    lisp_written = written

    def lisp_equal(self, other: Index) -> bool:
        """``=``: the same dimensions and equal elements, whatever the types of the cells."""
        if self.array.shape != other.array.shape:
            return False
        if self.type.numeric and other.type.numeric:
            return np.array_equal(self.values, other.values)
        return all(map(equal, self.elements(), other.elements()))

    def lisp_rank(self, other: Index) -> NoReturn:
        """Matrices have no order."""
        raise LispError("Cannot rank matrices or arrays")


def index_argument(value: Any) -> Index:
    """An index, numeric or not."""
    if type(value) is Index:
        return value
    raise LispError("not an index", value)


def matrix_argument(value: Any) -> Index:
    """A numeric index."""
    if index_argument(value).type.numeric:
        if value.array.size == 0:
            raise LispError("unsized index")
        return value
    raise LispError("not a matrix", value)
