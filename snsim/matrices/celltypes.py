"""What a cell of a matrix holds: the types of language.md 11.1 and the conversions of 11.3.

A *raw* cell is what numpy keeps (a byte of a packed matrix is 16 times its value); a *value* is what Lisp sees.
``load`` and ``store`` convert one cell, ``values`` and ``cells`` whole arrays of them by way of 64-bit floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..lisp.errors import LispError
from ..lisp.floating import trap
from .traps import float_traps

GREATEST_FLOAT = float(np.finfo(np.float32).max)
PACKED_UNIT = 16.0  # a packed cell counts sixteenths
PACKED_LIMITS = -128, 127


@dataclass(frozen=True, eq=False)
class CellType:
    """One type: its numpy type, the letter of its printed form, the class name of its storages."""

    name: str
    dtype: np.dtype[Any]
    letter: str
    storage: str
    load: Callable[[Any], Any]
    store: Callable[[Any], Any]
    values: Callable[[np.ndarray], np.ndarray]
    cells: Callable[[np.ndarray], np.ndarray]
    plain: bool  # the raw cell is the value

    @property
    def numeric(self) -> bool:
        return self.dtype.kind != "O"

    @property
    def real(self) -> bool:
        return self.dtype.kind == "f"


def number_to_store(value: Any) -> float:
    """The check of every numeric store."""
    if type(value) is not float:
        raise LispError("not a number", value)
    return value


def _same(raw: Any) -> Any:
    return raw


def _store_float(value: Any) -> Any:
    if type(value) is float and -GREATEST_FLOAT <= value <= GREATEST_FLOAT:
        return value
    with float_traps(f"Single precision ends at {GREATEST_FLOAT:.4g}."):
        return np.float64(number_to_store(value)).astype(np.float32)


def _whole(number: float) -> int:
    """Truncated toward zero; what has no integer part traps, and is 0 where traps are off."""
    if math.isfinite(number):
        return int(number)
    trap()
    return 0


def _store_packed(value: Any) -> int:
    least, greatest = PACKED_LIMITS
    return max(least, min(greatest, _whole(number_to_store(value) * PACKED_UNIT)))


def _load_packed(raw: int) -> float:
    return raw / PACKED_UNIT


def _wide(array: np.ndarray) -> np.ndarray:
    """The cells as 64-bit floats (no copy where they are)."""
    return array.astype(np.float64, copy=False)


def _packed_values(array: np.ndarray) -> np.ndarray:
    return array / PACKED_UNIT


def _packed_cells(values: np.ndarray) -> np.ndarray:
    return np.clip(_whole_numbers(values * PACKED_UNIT), *PACKED_LIMITS).astype(np.int8)


def _whole_numbers(values: np.ndarray) -> np.ndarray:
    """``_whole`` of many."""
    if not np.isfinite(values).all():
        trap()
        values = np.where(np.isfinite(values), values, 0.0)
    return np.trunc(values)


def _float_cells(values: np.ndarray) -> np.ndarray:
    with float_traps(f"Single precision ends at {GREATEST_FLOAT:.4g}."):
        return values.astype(np.float32)


def _numbers_in(array: np.ndarray) -> np.ndarray:
    """The values of an array whose objects are all numbers."""
    for value in array.flat:
        number_to_store(value)
    return array.astype(np.float64)


def _objects(values: np.ndarray) -> np.ndarray:
    return values.astype(object)


def _integer(name: str, dtype: type, letter: str, storage: str) -> CellType:
    """A type whose stores wrap modulo its width."""
    info = np.iinfo(dtype)
    least, span = int(info.min), 2**info.bits

    def store(value: Any) -> int:
        return (_whole(number_to_store(value)) - least) % span + least

    def cells(values: np.ndarray) -> np.ndarray:
        whole = _whole_numbers(values)
        return np.where(np.abs(whole) < 2.0**62, whole, np.fmod(whole, span)).astype(np.int64).astype(dtype)

    return CellType(name, np.dtype(dtype), letter, storage, float, store, _wide, cells, False)


FLOAT = CellType("float", np.dtype(np.float32), "f", "FSTORAGE", _same, _store_float, _wide, _float_cells, True)
DOUBLE = CellType("double", np.dtype(np.float64), "", "DSTORAGE", _same, number_to_store, _wide, _same, True)
INT = _integer("int", np.int32, "i", "I32STORAGE")
SHORT = _integer("short", np.int16, "s", "I16STORAGE")
BYTE = _integer("byte", np.int8, "b", "I8STORAGE")
UBYTE = _integer("ubyte", np.uint8, "u", "U8STORAGE")
PACKED = CellType(
    "packed", np.dtype(np.int8), "", "PSTORAGE", _load_packed, _store_packed, _packed_values, _packed_cells, False
)
ATOM = CellType("atom", np.dtype(object), "", "ATSTORAGE", _same, _same, _numbers_in, _objects, True)

CELL_TYPES = (FLOAT, DOUBLE, INT, SHORT, BYTE, UBYTE, PACKED, ATOM)
_BY_DTYPE = {cell_type.dtype: cell_type for cell_type in CELL_TYPES if cell_type is not PACKED}


def cell_type_of(dtype: np.dtype[Any]) -> CellType:
    """The type whose cells numpy keeps in this way (bytes are bytes unless one says ``PACKED``)."""
    try:
        return _BY_DTYPE[dtype.newbyteorder("=")]
    except KeyError:
        known = ", ".join(str(each) for each in _BY_DTYPE)
        raise TypeError(f"no matrix has cells of numpy type {dtype}: convert to one of {known}") from None
