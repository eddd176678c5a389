"""The functions that change the descriptor of an index in place and give () (language.md, 11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..lisp.arguments import integer, python_list
from ..lisp.functions import builtin
from .index import Index, index_argument
from .information import dimension, steps
from .storage import Storage
from .views import diagonal_of, narrowed, permuted, redimensioned, selected, unfolded


@builtin("idx-select")
def idx_select(m: Any, d: Any, i: Any) -> None:
    index = index_argument(m)
    index.array = selected(index, d, i)


@builtin("idx-narrow")
def idx_narrow(m: Any, d: Any, size: Any, offset: Any) -> None:
    index = index_argument(m)
    index.array = narrowed(index, d, size, offset)


@builtin("idx-unfold")
def idx_unfold(m: Any, d: Any, size: Any, step: Any) -> None:
    index = index_argument(m)
    index.array = unfolded(index, d, size, step)


@builtin("idx-diagonal")
def idx_diagonal(m: Any, n: Any) -> None:
    index = index_argument(m)
    index.array = diagonal_of(index, n)


@builtin("idx-transpose")
def idx_transpose(m: Any, permutation: Any) -> None:
    index = index_argument(m)
    index.array = permuted(index, permutation)


@builtin("idx-transpose2")
def idx_transpose2(m: Any, d1: Any, d2: Any) -> None:
    """Two dimensions change places."""
    index = index_argument(m)
    index.array = index.array.swapaxes(dimension(index, d1), dimension(index, d2))


@builtin("idx-redim")
def idx_redim(m: Any, dimensions: Any) -> None:
    index = index_argument(m)
    index.array = redimensioned(index, python_list(dimensions))


@builtin("idx-undim")
def idx_undim(m: Any) -> None:
    """Take all dimensions away: the index has no cells until it gets new ones."""
    index = index_argument(m)
    index.array = index.array.reshape(-1)[:0]


@builtin("idx-changedim")
def idx_changedim(m: Any, d: Any, n: Any) -> None:
    """The size of one dimension; the index may grow within its storage."""
    index = index_argument(m)
    shape = list(index.array.shape)
    shape[dimension(index, d)] = integer(n)
    _place(index, shape, steps(index))


@builtin("idx-changemod")
def idx_changemod(m: Any, d: Any, n: Any) -> None:
    """The step from cell to cell in one dimension."""
    index = index_argument(m)
    modulos = steps(index)
    modulos[dimension(index, d)] = integer(n)
    _place(index, index.array.shape, modulos)


@builtin("idx-changeoffset")
def idx_changeoffset(m: Any, n: Any) -> None:
    """The position of the first cell in the storage."""
    index = index_argument(m)
    index.array = Storage.of(index).view(integer(n), index.array.shape, steps(index))


def _place(index: Index, shape: Sequence[int], modulos: Sequence[int]) -> None:
    storage = Storage.of(index)
    index.array = storage.view(storage.offset_of(index), shape, modulos)
