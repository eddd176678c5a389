"""Views: new indexes on the cells of an old one (language.md, 11.4); ``descriptors.py`` changes an index in place.

The second half of this module gives the views as functions of numpy arrays, for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..lisp.arguments import integer, python_list
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Cons
from .index import Index, index_argument
from .information import dimension


@builtin("sub-index", "submatrix")
def sub_index(m: Any, *subscripts: Any) -> Index:
    """A number fixes a dimension, () keeps it whole, (lo hi) narrows it."""
    index = index_argument(m)
    shape = index.array.shape
    if len(subscripts) != len(shape):
        raise LispError("wrong number of dimensions")
    selection = [_part(size, subscript) for size, subscript in zip(shape, subscripts, strict=True)]
    return index.view(index.array[*selection, ...])


def _part(size: int, subscript: Any) -> int | slice:
    if subscript is None:
        return slice(None)
    if type(subscript) is float:
        ends = [integer(subscript)]
    elif isinstance(subscript, Cons):
        ends = [integer(end) for end in python_list(subscript)]
        if len(ends) != 2 or ends[0] > ends[1]:
            raise LispError("illegal range specification", subscript)
    else:
        raise LispError("illegal range specification", subscript)
    if ends[0] < 0 or ends[-1] >= size:
        raise LispError("this index does not fit in the base index", subscript)
    return slice(ends[0], ends[1] + 1) if len(ends) == 2 else ends[0]


@builtin("idx-clone")
def idx_clone(m: Any) -> Index:
    """The whole, seen through a new descriptor."""
    index = index_argument(m)
    return index.view(index.array.view())


@builtin("idx-transclone")
def idx_transclone(m: Any, permutation: Any) -> Index:
    index = index_argument(m)
    return index.view(permuted(index, permutation))


@contextmanager
def named(name: str) -> Iterator[None]:
    """Errors inside bear the name of the function that the original's macro calls."""
    try:
        yield
    except LispError as error:
        error.prefix = error.prefix or name
        raise


@builtin("select")
def select(m: Any, d: Any, i: Any) -> Index:
    index = index_argument(m)
    with named("idx-select"):
        return index.view(selected(index, d, i))


@builtin("narrow")
def narrow(m: Any, d: Any, size: Any, offset: Any) -> Index:
    index = index_argument(m)
    with named("idx-narrow"):
        return index.view(narrowed(index, d, size, offset))


@builtin("unfold")
def unfold(m: Any, d: Any, size: Any, step: Any) -> Index:
    index = index_argument(m)
    with named("idx-unfold"):
        return index.view(unfolded(index, d, size, step))


@builtin("diagonal")
def diagonal(m: Any, n: Any) -> Index:
    index = index_argument(m)
    with named("idx-diagonal"):
        return index.view(diagonal_of(index, n))


@builtin("redim")
def redim(m: Any, *dimensions: Any) -> Index:
    index = index_argument(m)
    return index.view(redimensioned(index, dimensions))


@builtin("transpose")
def transpose(m: Any) -> Index:
    """Rows become columns; a vector becomes one column."""
    index = index_argument(m)
    if index.array.ndim == 1:
        return index.view(index.array[:, np.newaxis])
    if index.array.ndim != 2:
        raise LispError("arguments have the wrong dimensions")
    return index.view(index.array.T)


def selected(index: Index, d: Any, i: Any) -> np.ndarray:
    """Position ``i`` of dimension ``d``, which disappears."""
    axis, position = dimension(index, d), integer(i)
    if not 0 <= position < index.array.shape[axis]:
        raise LispError("illegal parameters")
    return index.array[(slice(None),) * axis + (position, ...)]


def narrowed(index: Index, d: Any, size: Any, offset: Any) -> np.ndarray:
    """``size`` positions of dimension ``d`` from ``offset`` on."""
    axis, first, count = dimension(index, d), integer(offset), integer(size)
    if first < 0 or count < 1 or first + count > index.array.shape[axis]:
        raise LispError("illegal parameters")
    return index.array[(slice(None),) * axis + (slice(first, first + count),)]


def unfolded(index: Index, d: Any, size: Any, step: Any) -> np.ndarray:
    """Windows of ``size`` positions, ``step`` apart, in dimension ``d``; inside them runs a new last dimension."""
    axis, width, shift = dimension(index, d), integer(size), integer(step)
    if not 1 <= width <= index.array.shape[axis] or shift < 1:
        raise LispError("illegal parameters")
    windows = np.lib.stride_tricks.sliding_window_view(index.array, width, axis, writeable=True)
    return windows[(slice(None),) * axis + (slice(None, None, shift),)]


def diagonal_of(index: Index, n: Any) -> np.ndarray:
    """The last ``n`` dimensions merged into one that walks their diagonal."""
    array, count = index.array, integer(n)
    if not 1 <= count <= array.ndim:
        raise LispError("illegal parameters")
    sizes, strides = array.shape[-count:], array.strides
    if len(set(sizes)) > 1:
        raise LispError("The last dimensions should have the same size")
    shape = (*array.shape[:-count], sizes[0])
    return np.lib.stride_tricks.as_strided(array, shape, (*strides[:-count], sum(strides[-count:])))


def permuted(index: Index, permutation: Any) -> np.ndarray:
    """The dimensions in the order that a list of their numbers gives."""
    order = [integer(number) for number in python_list(permutation)]
    if len(order) != index.array.ndim:
        raise LispError("Permutation list is too short or too long")
    if sorted(order) != list(range(len(order))):
        raise LispError("Bad permutation list")
    return index.array.transpose(order)


def redimensioned(index: Index, dimensions: Sequence[Any]) -> np.ndarray:
    """The cells, row by row, under new dimensions."""
    shape = [integer(dimension) for dimension in dimensions]
    if any(size < 1 for size in shape):
        raise LispError("illegal dimension", dimensions[[size < 1 for size in shape].index(True)])
    if int(np.prod(shape)) != index.array.size:
        raise LispError("matrices have different number of elements")
    cells = index.array.reshape(shape)
    if not np.may_share_memory(cells, index.array):
        raise LispError("the cells of this index are not contiguous", hint="Redimension a copy: (copy-matrix m).")
    return cells
