"""Between matrices and the network: examples into states, weights into vectors and back (sn28.md, 2.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.fields import VAL, W_ACC, W_AVERAGE, W_DELTA, W_HESS, W_MOMENT, W_VAL
from ..lisp.arguments import integer
from ..lisp.errors import LispError
from ..matrices.index import Index, matrix_argument
from .layers import layer
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


@primitive("get-pattern")
def get_pattern(workspace: Workspace, matrix: Any, number: Any, *layers: Any) -> None:
    """Row ``number`` of a matrix into the states of layers."""
    show(workspace, pattern_row(_examples(matrix), integer(number)).values.ravel(), layers)


def _examples(matrix: Any) -> Index:
    """The matrix; who sees the message has often given pattern-matrix something else."""
    try:
        return matrix_argument(matrix)
    except LispError as error:
        error.hint = "Examples are the rows of a matrix: look at pattern-matrix and desired-matrix."
        raise


def pattern_row(index: Index, row: int) -> Index:
    """A row of a matrix."""
    if not index.array.ndim or not 0 <= row < index.array.shape[0]:
        rows = index.array.shape[0] if index.array.ndim else 0
        hint = f"The matrix has {rows} rows, from 0 on; (ensemble first last) says which are learnt."
        raise LispError("subscript out of range", float(row), hint=hint)
    return index.view(index.array[row])


@primitive("get-pattern-2")
def get_pattern_2(workspace: Workspace, matrix: Any, *layers: Any) -> None:
    """All elements of a matrix, row by row, into the states of layers."""
    show(workspace, matrix_argument(matrix).values.ravel(), layers)


def show(workspace: Workspace, values: np.ndarray, layers: tuple[Any, ...]) -> None:
    """The elements of a pattern into the states of layers, one after the other."""
    states, start = workspace.network.units[VAL], 0
    for units in layers:
        at = layer(workspace.network, units)
        given = values[start : start + len(at)]
        if not len(given):
            raise LispError("Neuron lists do not match matrix size")
        states[at[: len(given)]] = given
        start += len(given)
    if start < len(values):
        hint = f"The pattern has {len(values)} elements, the layers have {start} units."
        raise LispError("Neuron lists do not match matrix size", hint=hint)


def _declare(field: str, row: int, iterative: bool, newton: bool) -> None:
    @primitive(f"{field}-to-matrix", iterative=iterative, newton=newton)
    def to_matrix(workspace: Workspace, matrix: Any = None) -> Index:
        values = _weights(workspace, row)
        if matrix is None:
            return Index(values.copy())
        _check_size(matrix, values)
        index: Index = matrix
        index.assign(values.astype(np.float64).reshape(index.array.shape))
        return index

    @primitive(f"matrix-to-{field}", iterative=iterative, newton=newton)
    def from_matrix(workspace: Workspace, matrix: Any) -> None:
        values = _weights(workspace, row)
        _check_size(matrix, values)
        values[:] = matrix.values.ravel()


def _weights(workspace: Workspace, row: int) -> np.ndarray:
    """A field of all weights in use, in the order they were made."""
    network = workspace.network
    if not network.wnum:
        raise LispError("No network created")
    return network.weights[row, : network.wnum]


def _check_size(matrix: Any, values: np.ndarray) -> None:
    if matrix_argument(matrix).array.size != values.size:
        hint = f"The network has {values.size} weights, the matrix {matrix.array.size} elements."
        raise LispError("matrices have different number of elements", hint=hint)


_declare("weight", W_VAL, iterative=False, newton=False)
_declare("acc", W_ACC, iterative=True, newton=False)
_declare("delta", W_DELTA, iterative=True, newton=False)
_declare("hess", W_HESS, iterative=True, newton=True)
_declare("moment", W_MOMENT, iterative=True, newton=False)
_declare("average", W_AVERAGE, iterative=True, newton=False)
