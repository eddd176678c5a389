"""What compiled functions call: small jitted functions (numba inlines them), and the border to the C library.

Every number that the interpreter computes by the C library is computed by the same function of it here.
"""

from __future__ import annotations

import ctypes
import math
import os
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, register_jitable

from .writer import FAILED, FUEL, INTERRUPTED, PLENTY

# By address, because LLVM makes pow(x, 2) a product, which differs in the last bit.
_power: Any = ctypes.CDLL("ucrtbase" if os.name == "nt" else None).pow
_power.argtypes, _power.restype = [ctypes.c_double, ctypes.c_double], ctypes.c_double
_check_signals: Any = ctypes.pythonapi.PyErr_CheckSignals
_check_signals.argtypes, _check_signals.restype = [], ctypes.c_int
_clear_error: Any = ctypes.pythonapi.PyErr_Clear
_clear_error.argtypes, _clear_error.restype = [], None


@intrinsic
def stack_address(_typing: Any) -> Any:
    """Where in the C stack we are."""

    def codegen(_context: Any, builder: Any, _signature: Any, _values: Any) -> Any:
        return builder.ptrtoint(cgutils.alloca_once(builder, ir.IntType(8)), ir.IntType(64))

    return types.int64(), codegen


@register_jitable
def interrupted(state: Any) -> bool:
    """Has Ctrl-C been pressed?"""
    state[FUEL] = PLENTY
    if _check_signals() == 0:
        return False
    _clear_error()
    state[FAILED] = INTERRUPTED
    return True


@register_jitable
def no_integer(x: float) -> bool:
    """Is a number beyond the integers of 32 bits (or none)?"""
    return not (-2147483649.0 < x < 2147483648.0)


@register_jitable
def trapped(result: float, a: float, b: float) -> bool:
    """Is a result infinite or undefined, though the operands were not?"""
    if math.isnan(result):
        return not (math.isnan(a) or math.isnan(b))
    return math.isinf(result) and not (math.isinf(a) or math.isinf(b))


@register_jitable
def power(a: float, b: float) -> float:
    return _power(a, b)


@register_jitable
def wrapped(x: float, least: float, span: float) -> int:
    """A whole number as an integer cell of ``span`` values from ``least`` on holds it."""
    y = np.fmod(np.trunc(x), span)
    if y < least:
        y += span
    elif y >= least + span:
        y -= span
    return int(y)


WORDS = ("stack_address", "interrupted", "no_integer", "trapped", "power", "wrapped")
"""The names compiled code may use."""
