"""Calling machine code by its address, and what such code calls back.

The presentations of a fast sweep are functions of their own, made for one network (``snsim/codegen``); kernels know
only their addresses, as integers.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from .crossentropy import cross_entropy
from .jit import callback
from .transfer import evaluate


@intrinsic
def call_presentations(
    typing: Any, function: Any, arena: Any, patterns: Any, targets: Any, links: Any, state: Any, count: Any
) -> Any:
    """``function(arena, patterns, targets, links, state, count)``: addresses and a number, all int64."""

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(64)
        kind = ir.FunctionType(ir.VoidType(), [*[pointer] * 5, number]).as_pointer()
        target, *places, count = values
        addresses = [builder.inttoptr(place, pointer) for place in places]
        builder.call(builder.inttoptr(target, kind), [*addresses, count])
        return context.get_dummy_value()

    return types.void(*[types.int64] * 7), codegen


@intrinsic
def load_float(typing: Any, address: Any) -> Any:
    """The float32 at an address."""

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(builder.inttoptr(values[0], ir.FloatType().as_pointer()), align=4)

    return types.float32(types.int64), codegen


@intrinsic
def store_float(typing: Any, address: Any, value: Any) -> Any:
    """A float32 to an address."""

    def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[1], builder.inttoptr(values[0], ir.FloatType().as_pointer()), align=4)
        return context.get_dummy_value()

    return types.void(types.int64, types.float32), codegen


@intrinsic
def floats_at(typing: Any, address: Any) -> Any:
    """The float32 numbers from an address on, to be read and written by their index."""
    return types.CPointer(types.float32)(types.int64), _pointer


@intrinsic
def ints_at(typing: Any, address: Any) -> Any:
    """The int32 numbers from an address on."""
    return types.CPointer(types.int32)(types.int64), _pointer


def _pointer(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return builder.inttoptr(values[0], context.get_value_type(signature.return_type))


_FLOATS, _PLACES = types.CPointer(types.float32), types.CPointer(types.int64)
_UNITS = types.void(*[_FLOATS] * 4, *[types.int64] * 3)
_COST = types.float32(_FLOATS, _PLACES, _FLOATS, _PLACES, _FLOATS, _FLOATS, types.int64, types.float32)


@callback(_UNITS)
def activate(a, x, slope, code, count, f_at, df_at):  # type: ignore[no-untyped-def]
    """x = f(a) and f'(a) for any pair of functions, one unit after the other, in the exact arithmetic."""
    functions = numba.carray(code, (1,))
    for k in range(count):
        x[k] = evaluate(functions, f_at, a[k])
        slope[k] = evaluate(functions, df_at, a[k])


@callback(_UNITS)
def bend(a, backsum, curvature, code, count, ddf_at, _):  # type: ignore[no-untyped-def]
    """h -= b f''(a): Newton's method, whose curvature may be negative."""
    functions = numba.carray(code, (1,))
    for k in range(count):
        curvature[k] -= backsum[k] * evaluate(functions, ddf_at, a[k])


@callback(_COST)
def softmax(x, places, targets, wanted, backsum, curvature, count, smoothing):  # type: ignore[no-untyped-def]
    """The cross-entropy and its derivatives, in the exact arithmetic; places are numbers of floats."""
    return cross_entropy(x, places, targets, wanted, backsum, curvature, count, smoothing)
