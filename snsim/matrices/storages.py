"""The calls on storages (language.md, 11.4 and Table A): making them, measuring, clearing, viewing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..lisp.arguments import integer, python_list
from ..lisp.errors import LispError
from ..lisp.functions import builtin
from ..lisp.values import Symbol, truth
from .celltypes import ATOM, BYTE, DOUBLE, FLOAT, INT, PACKED, SHORT, UBYTE, CellType
from .constructors import cleared
from .index import Index
from .storage import Storage

NAMES = {
    FLOAT: "float-storage new-f-storage",
    DOUBLE: "double-storage new-d-storage",
    INT: "int-storage new-i32-storage",
    SHORT: "short-storage new-i16-storage",
    BYTE: "byte-storage new-i8-storage",
    UBYTE: "ubyte-storage new-u8-storage",
    PACKED: "packed-storage new-p-storage",
    ATOM: "atom-storage new-at-storage",
}


def storage_argument(value: Any) -> Storage:
    """A storage."""
    if type(value) is Storage:
        return value
    raise LispError("not a storage", value)


def _constructor(cell_type: CellType) -> Callable[..., Storage]:
    def construct(n: Any = None) -> Storage:
        size = 0 if n is None else integer(n)
        if size < 0:
            raise LispError("illegal size", n)
        return Storage(cleared(size, cell_type), cell_type)

    return construct


for _cell_type, _names in NAMES.items():
    builtin(*_names.split())(_constructor(_cell_type))


@builtin("storagep")
def is_storage(x: Any) -> Symbol | None:
    return truth(type(x) is Storage)


@builtin("storage-size")
def storage_size(s: Any) -> float:
    return float(storage_argument(s).array.size)


@builtin("storage-clear")
def storage_clear(s: Any, v: Any) -> Storage:
    """Every cell gets the value."""
    storage = storage_argument(s)
    storage.array.fill(storage.type.store(v))
    return storage


@builtin("storage-malloc", "storage-realloc")
def storage_resize(s: Any, n: Any, v: Any = None) -> Storage:
    """Give a storage n cells: what fits of the old ones, then new ones. Indexes made before keep the old cells."""
    storage = storage_argument(s)
    if integer(n) < 0:
        raise LispError("illegal size", n)
    old, new = storage.array, cleared(integer(n), storage.type)
    kept = min(old.size, new.size)
    if v is not None:
        new.fill(storage.type.store(v))
    new[:kept] = old[:kept]
    storage.array = new
    return storage


@builtin("writablep")
def is_writable(s: Any) -> Symbol | None:
    return truth(storage_argument(s).array.flags.writeable)


@builtin("storage-read-only")
def storage_read_only(s: Any) -> Storage:
    """Forbid writing through the storage and the indexes made of it from now on."""
    storage = storage_argument(s)
    storage.array = storage.array.view()
    storage.array.flags.writeable = False
    return storage


@builtin("new-index")
def new_index(s: Any, dimensions: Any) -> Index:
    """A view on the first cells of a storage."""
    storage = storage_argument(s)
    shape = [integer(size) for size in python_list(dimensions)]
    steps = [int(np.prod(shape[position + 1 :])) for position in range(len(shape))]
    return Index(storage.view(0, shape, steps), storage.type)
