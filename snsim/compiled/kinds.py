"""What the value of a form can be in compiled code.

A *kind* is a set of alternatives. A value of one alternative is a Python expression; one of several has a tag beside it
that says which it is at run time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from snsim.lisp.errors import LispError
from snsim.lisp.values import T
from snsim.matrices.celltypes import CellType
from snsim.matrices.index import Index

IS_NIL, IS_TRUE, IS_NUMBER, IS_MATRIX = range(4)  # tags


class Refusal(LispError):
    """This cannot be compiled."""


@dataclass(frozen=True)
class MatrixType:
    """Cells and number of dimensions. The one cell of a matrix without dimensions lies in an array of one."""

    cells: CellType
    rank: int


@dataclass(frozen=True)
class Kind:
    """Alternatives, by their tags; all matrices among them are of one type. No alternative: no value, ever."""

    tags: frozenset[int]
    matrix: MatrixType | None = None

    def __or__(self, other: Kind) -> Kind:
        if self.matrix and other.matrix and self.matrix != other.matrix:
            raise Refusal("sometimes a matrix of one type, sometimes of another")
        return Kind(self.tags | other.tags, self.matrix or other.matrix)

    @property
    def mixed(self) -> bool:
        return len(self.tags) > 1

    def without_nil(self) -> Kind:
        return Kind(self.tags - {IS_NIL}, self.matrix)


NOTHING = Kind(frozenset())
NIL = Kind(frozenset({IS_NIL}))
TRUE = Kind(frozenset({IS_TRUE}))
TRUTH = NIL | TRUE
NUMBER = Kind(frozenset({IS_NUMBER}))


def matrix_kind(cells: CellType, rank: int) -> Kind:
    """A matrix."""
    return Kind(frozenset({IS_MATRIX}), MatrixType(cells, rank))


def kind_of(value: Any) -> Kind | None:
    """The kind of a Lisp value; None when compiled code has none for it."""
    if type(value) is float:
        return NUMBER
    if value is None:
        return NIL
    if value is T:
        return TRUE
    if type(value) is Index and is_plain(value):
        return matrix_kind(value.type, value.array.ndim)
    return None


def is_plain(index: Index) -> bool:
    """Does machine code find the cells where it expects them?"""
    array: np.ndarray = index.array
    return index.type.numeric and array.flags.writeable and array.flags.aligned and array.dtype.isnative


@dataclass(frozen=True)
class Value:
    """A value being computed: Python expressions of its tag, its number, its matrix, as far as its kind has them."""

    kind: Kind
    number: str = "0.0"
    tag: str = ""
    matrix: str = ""

    @property
    def tag_text(self) -> str:
        return self.tag if self.kind.mixed else str(next(iter(self.kind.tags), IS_NIL))

    @property
    def truth(self) -> str:
        """The Python expression of its truth; ``True`` or ``False`` when that is known."""
        if IS_NIL not in self.kind.tags:
            return "True"
        return f"{self.tag} != {IS_NIL}" if self.kind.mixed else "False"


NO_VALUE = Value(NIL)


def number_value(expression: str) -> Value:
    """A number."""
    return Value(NUMBER, expression)


def truth_value(tag: str) -> Value:
    """``t`` or ``()``: an expression that is 1 or 0."""
    return Value(TRUTH, tag=tag)


def matrix_value(matrix: MatrixType, expression: str) -> Value:
    """A matrix."""
    return Value(matrix_kind(matrix.cells, matrix.rank), matrix=expression)
