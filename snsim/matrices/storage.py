"""Storages: the flat vector of cells that views share (language.md, 11 and Table A).

Here the memory belongs to numpy; a ``Storage`` is a handle on the whole of it, made when a program asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..lisp.errors import LispError
from ..lisp.values import make_list
from .celltypes import CellType
from .index import Index


class Storage:
    """All the cells that an index is a view of."""

    __slots__ = ("array", "type")

    def __init__(self, array: np.ndarray, cell_type: CellType):
        self.array = array
        self.type = cell_type

    @classmethod
    def unsized(cls, cell_type: CellType) -> Storage:
        """A storage that has no cells yet."""
        return cls(np.empty(0, cell_type.dtype), cell_type)

    @classmethod
    def of(cls, index: Index) -> Storage:
        """The storage under an index."""
        return cls(_whole_memory(index.array), index.type)

    @property
    def lisp_class(self) -> str:
        """The name of its class."""
        return self.type.storage

    @property
    def address(self) -> int:
        return self.array.__array_interface__["data"][0] if self.array.size else 0

    def offset_of(self, index: Index) -> int:
        """The position of the first cell of an index."""
        return (index.array.__array_interface__["data"][0] - self.address) // self.array.itemsize

    def view(self, offset: int, shape: Sequence[int], steps: Sequence[int]) -> np.ndarray:
        """The cells that start at ``offset`` and go on by ``steps`` cells a dimension; they must lie in the storage."""
        ends = [step * (size - 1) for size, step in zip(shape, steps, strict=True)]
        first, last = offset + sum(min(end, 0) for end in ends), offset + sum(max(end, 0) for end in ends)
        if first < 0 or last >= self.array.size or any(size < 1 for size in shape):
            raise LispError("this index does not fit in its storage", self)
        strides = [step * self.array.itemsize for step in steps]
        return np.lib.stride_tricks.as_strided(self.array[offset:], shape, strides)

    def lisp_call(self, lisp: Any, args: Sequence[Any]) -> Any:
        """``(st i)`` reads a cell, ``(st i v)`` writes one and gives the storage itself."""
        if not 1 <= len(args) <= 2:
            raise LispError("incorrect number of arguments")
        position = args[0]
        if type(position) is not float or not 0 <= position < self.array.size:
            raise LispError("subscript out of range", make_list(args))
        if len(args) == 1:
            return self.type.load(self.array.item(int(position)))
        self.array[int(position)] = self.type.store(args[1])
        return self

    def lisp_text(self) -> str:
        """The printed form: ``::DSTORAGE:ram@294bef10:<3>``."""
        size = f":<{self.array.size}>" if self.array.size else ""
        place = f"ram@{self.address:x}" if size else "unsized@0"
        return f"::{self.lisp_class}:{place}{size}"


def _whole_memory(array: np.ndarray) -> np.ndarray:
    """The flat array on which numpy built ``array``."""
    flat: np.ndarray | None = None
    base: Any = array
    while base is not None:
        if isinstance(base, np.ndarray) and base.dtype == array.dtype and base.flags.c_contiguous:
            flat = base
        base = getattr(base, "base", None)
    if flat is None:
        raise LispError("the cells of this index are not in one storage")
    return flat.reshape(-1)
