"""Moving numbers between units and windows: gathering the inputs of feature maps, scattering their gradients back.

A *move* is (to, from, count), int32: byte offsets of up to 8 neighbouring floats. The planner cuts every window into as
few of them as it can; here they are run, masked to their count, so that nothing spills. Inputs that never change
(biases, frames) are moved once, when the arena is filled.
"""

from __future__ import annotations

from typing import Any

from numba.core import cgutils, types

from .jit import part
from .vectors import (
    BYTES,
    FLOAT,
    INT32,
    LANES,
    ir,
    load_at,
    load_int32,
    operation,
    pointer,
    routine,
    shuffle,
    splat,
    store_at,
)

WIDTH = 8  # floats a move holds at most
MOVE_BYTES = 12  # to, from, count: int32
_I = types.int64


def _inside(builder: Any, count: Any) -> Any:
    """Mask of the first ``count`` lanes."""
    number = ir.Constant(ir.VectorType(INT32, WIDTH), list(range(WIDTH)))
    return builder.icmp_signed("<", number, splat(builder, builder.trunc(count, INT32), WIDTH))


@operation(types.void, _I, _I, _I)
def copy_some(builder: Any, to: Any, source: Any, count: Any) -> None:
    """Copy ``count`` floats (at most 8). A masked store: what lies behind them is neither read nor written."""
    kind = ir.VectorType(FLOAT, WIDTH)
    place = pointer(builder, to, kind)
    mask = _inside(builder, count)
    signature = ir.FunctionType(ir.VoidType(), [kind, place.type, INT32, mask.type])
    masked_store = cgutils.get_or_insert_function(builder.module, signature, f"llvm.masked.store.v{WIDTH}f32.p0")
    builder.call(masked_store, [load_at(builder, source, kind), place, INT32(4), mask])


@operation(types.void, _I, _I, _I)
def add_some(builder: Any, to: Any, source: Any, count: Any) -> None:
    """Add ``count`` floats (at most 8) to those at ``to``."""
    kind = ir.VectorType(FLOAT, WIDTH)
    value = load_at(builder, source, kind)
    value = builder.select(_inside(builder, count), value, ir.Constant(kind, [0.0] * WIDTH))
    store_at(builder, builder.fadd(load_at(builder, to, kind), value), to)


@operation(types.void, _I, _I, _I, _I)
@routine("snsim_transpose")
def transpose_tile(builder: Any, to: Any, to_stride: Any, source: Any, stride: Any) -> None:
    """Transpose a square of 16 x 16 floats, by exchanging ever larger halves."""
    rows = []
    for _ in range(LANES):
        rows.append(load_at(builder, source))
        source = builder.add(source, stride)
    width = 1
    while width < LANES:
        low = [lane if lane & width == 0 else LANES + lane - width for lane in range(LANES)]
        high = [lane + width if lane & width == 0 else LANES + lane for lane in range(LANES)]
        swapped = list(rows)
        for i in range(LANES):
            if i & width == 0:
                swapped[i] = shuffle(builder, rows[i], rows[i + width], low)
                swapped[i + width] = shuffle(builder, rows[i], rows[i + width], high)
        rows = swapped
        width *= 2
    for row in rows:
        store_at(builder, row, to)
        to = builder.add(to, to_stride)


@part
def gather(move, end, to, source):  # type: ignore[no-untyped-def]
    """Run the moves listed from address ``move`` to ``end``."""
    while move < end:
        copy_some(to + load_int32(move), source + load_int32(move + 4), load_int32(move + 8))
        move += MOVE_BYTES


@part
def scatter(move, end, to, source):  # type: ignore[no-untyped-def]
    """Run moves the other way, adding: ``to`` + from  +=  ``source`` + to."""
    while move < end:
        add_some(to + load_int32(move + 4), source + load_int32(move), load_int32(move + 8))
        move += MOVE_BYTES


@part
def transpose(to, to_stride, source, stride, row_vectors, column_vectors):  # type: ignore[no-untyped-def]
    """to = source^T, cut into squares: ``source`` has 16 * row_vectors rows of column_vectors vectors."""
    for i in range(row_vectors):
        for j in range(column_vectors):
            transpose_tile(to + j * 16 * to_stride + i * BYTES, to_stride, source + i * 16 * stride + j * BYTES, stride)
