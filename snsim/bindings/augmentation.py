"""Patterns moved about for training (``kernels/augmentation.py``). Not in SN; ``present-pattern`` of netenv asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.augmentation import Shift, shifted
from ..lisp.arguments import integer, python_list
from ..lisp.errors import LispError
from ..matrices.index import matrix_argument
from .arguments import single
from .patterns import pattern_row, show
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


def shift_of(values: list[Any], inputs: int | None = None) -> Shift:
    """Most pixels, rows, columns, background, checked - against the size of the input, if it is known; raises
    ``LispError``."""
    if len(values) != 4:
        raise LispError("a shift has four numbers", hint="most rows columns background")
    most, rows, columns = map(integer, values[:3])
    if most < 0 or rows < 1 or columns < 1:
        raise LispError("a shift and a picture cannot be negative", float(min(most, rows, columns)))
    if inputs is not None and rows * columns != inputs:
        hint = f"The pattern has {inputs} elements: tell set-augment-shift its rows and columns."
        raise LispError("the picture is not the pattern", float(rows * columns), hint=hint)
    return Shift(most, rows, columns, single(values[3]))


@primitive("check-shift")
def check_shift(workspace: Workspace, numbers: Any) -> None:
    """Complain of a list of most, rows, columns and background that ``get-pattern-shifted`` would not take."""
    shift_of(python_list(numbers))


@primitive("get-pattern-shifted")
def get_pattern_shifted(workspace: Workspace, matrix: Any, number: Any, units: Any, numbers: Any) -> None:
    """Row ``number`` of a matrix, as a picture shifted at random, into the states of a layer. ``numbers``: a list of
    the most pixels, rows, columns, background."""
    pattern = np.ascontiguousarray(pattern_row(matrix_argument(matrix), integer(number)).values.ravel(), np.float32)
    shift = shift_of(python_list(numbers), len(pattern))
    moved = np.empty_like(pattern)
    with workspace.random() as random:
        shifted(pattern, moved, shift, random)
    show(workspace, moved, (units,))
