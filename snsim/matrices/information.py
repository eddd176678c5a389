"""What a matrix is: its dimensions and the rest of its descriptor (language.md, 11.2)."""

from __future__ import annotations

from typing import Any

from ..lisp.arguments import integer
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, make_list, truth
from .index import Index, index_argument
from .storage import Storage


def dimension(index: Index, number: Any) -> int:
    """The number of a dimension, counted from 0, or from -1 at the end."""
    position, rank = integer(number), index.array.ndim
    if -rank <= position < rank:
        return position % rank
    raise LispError("illegal dimension", number)


def steps(index: Index) -> list[int]:
    """How many cells apart neighbours lie in each dimension."""
    return [stride // index.array.itemsize for stride in index.array.strides]


def _numbers(sizes: Any) -> Any:
    return make_list(map(float, sizes))


@builtin("indexp")
def is_index(x: Any) -> Symbol | None:
    return truth(type(x) is Index)


@builtin("matrixp")
def is_matrix(x: Any) -> Symbol | None:
    return truth(type(x) is Index and x.type.numeric)


@builtin("arrayp")
def is_array(x: Any) -> Symbol | None:
    return truth(type(x) is Index and not x.type.numeric)


@builtin("nrvectorp")
def is_real_vector(x: Any) -> Symbol | None:
    return truth(type(x) is Index and x.type.real and x.array.ndim == 1)


@builtin("nrmatrixp")
def is_real_matrix(x: Any) -> Symbol | None:
    return truth(type(x) is Index and x.type.real and x.array.ndim == 2)


@builtin("bound")
def bound(m: Any, k: Any = None) -> Any:
    """The dimensions; the number of them (k = 0); the largest subscript of the k-th, counted from 1."""
    shape = index_argument(m).array.shape
    if k is None:
        return _numbers(shape)
    number = integer(k)
    if number == 0:
        return float(len(shape))
    if 1 <= number <= len(shape):
        return float(shape[number - 1] - 1)
    raise LispError("illegal dimension number", k)


@builtin("idx-dim")
def idx_dim(m: Any, k: Any = None, n: Any = None) -> Any:
    """The dimensions, or the k-th, counted from 0, which must be n if n is given."""
    index = index_argument(m)
    if k is None:
        return _numbers(index.array.shape)
    size = index.array.shape[dimension(index, k)]
    if n is not None and size != integer(n):
        raise LispError("illegal dimension", k)
    return float(size)


@builtin("idx-bound")
def idx_bound(m: Any, k: Any = None) -> Any:
    """The largest subscripts, or the k-th of them."""
    index = index_argument(m)
    if k is None:
        return _numbers(size - 1 for size in index.array.shape)
    return float(index.array.shape[dimension(index, k)] - 1)


@builtin("idx-ndim")
def idx_ndim(m: Any) -> float:
    return float(index_argument(m).array.ndim)


@builtin("idx-nelements")
def idx_nelements(m: Any) -> float:
    return float(index_argument(m).array.size)


@builtin("idx-size")
def idx_size(m: Any) -> float:
    """How many cells of the storage the index spans."""
    index = index_argument(m)
    spans = zip(index.array.shape, steps(index), strict=True)
    return float(1 + sum((size - 1) * step for size, step in spans))


@builtin("idx-modulo")
def idx_modulo(m: Any, k: Any = None) -> Any:
    """The steps from cell to cell in each dimension, or in the k-th."""
    index = index_argument(m)
    if k is None:
        return _numbers(steps(index))
    return float(steps(index)[dimension(index, k)])


@builtin("idx-offset")
def idx_offset(m: Any) -> float:
    index = index_argument(m)
    return float(Storage.of(index).offset_of(index))


@builtin("idx-ptr")
def idx_pointer(m: Any) -> float:
    """The address of the first cell."""
    return float(index_argument(m).array.__array_interface__["data"][0])


@builtin("idx-storage")
def idx_storage(m: Any) -> Storage:
    return Storage.of(index_argument(m))


@builtin("contiguousp", "contiguep")
def is_contiguous(m: Any) -> Symbol | None:
    """Whether the cells follow each other in the storage, row by row."""
    return truth(index_argument(m).array.flags.c_contiguous)
