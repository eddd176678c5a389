"""Loops over sub-indexes: ``idx-bloop`` along the first dimension, ``idx-eloop`` along the last (language.md, 11.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import LispError
from ..values import make_list
from .index import Index, index_argument


def loop_views(matrices: Sequence[Any], last: bool = False) -> Iterator[tuple[Index, ...]]:
    """At each position of the looping dimension, one view of each matrix."""
    indexes = [index_argument(matrix) for matrix in matrices]
    axis = -1 if last else 0
    if any(index.array.ndim == 0 for index in indexes):
        raise LispError("not enough dimensions")
    sizes = {index.array.shape[axis] for index in indexes}
    if len(sizes) > 1:
        raise LispError("looping dimension are different", make_list(matrices))
    return _views(indexes, axis, sizes.pop())


def _views(indexes: list[Index], axis: int, size: int) -> Iterator[tuple[Index, ...]]:
    for position in range(size):
        where = (position, ...) if axis == 0 else (..., position)
        yield tuple(index.view(index.array[where]) for index in indexes)
