"""Moving numbers between units and windows: gathering the inputs of feature maps, scattering their gradients back.

A *move* is (to, from, count): byte offsets of up to 8 neighbouring floats. The planner cuts every window into as few
of them as it can; here they are run, masked to their count, so that nothing spills.
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from .jit import part
from .vectors import BYTES, FLOAT, INT32, LANES, ir, load_at, operation, shuffle, splat, store_at

WIDTH = 8  # floats a move holds at most
_I = types.int64


def _first_lanes(builder: Any, value: Any, count: Any) -> Any:
    """The first ``count`` lanes of ``value``; 0 in the others."""
    kind = value.type
    number = ir.Constant(ir.VectorType(INT32, kind.count), list(range(kind.count)))
    inside = builder.icmp_signed("<", number, splat(builder, builder.trunc(count, INT32), kind.count))
    return builder.select(inside, value, ir.Constant(kind, [0.0] * kind.count))


@operation(types.void, _I, _I, _I)
def copy_some(builder: Any, to: Any, source: Any, count: Any) -> None:
    """Copy ``count`` floats (at most 8) and zeros behind them."""
    value = load_at(builder, source, ir.VectorType(FLOAT, WIDTH))
    store_at(builder, _first_lanes(builder, value, count), to)


@operation(types.void, _I, _I, _I)
def add_some(builder: Any, to: Any, source: Any, count: Any) -> None:
    """Add ``count`` floats (at most 8) to those at ``to``."""
    kind = ir.VectorType(FLOAT, WIDTH)
    value = _first_lanes(builder, load_at(builder, source, kind), count)
    store_at(builder, builder.fadd(load_at(builder, to, kind), value), to)


@operation(types.void, _I, _I, _I, _I)
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
def gather(moves, first, last, to, source):  # type: ignore[no-untyped-def]
    """Run moves ``first`` to ``last`` - 1 in order: each may overwrite the zeros behind the one before."""
    for k in range(first, last):
        copy_some(to + moves[k, 0], source + moves[k, 1], moves[k, 2])


@part
def scatter(moves, first, last, to, source):  # type: ignore[no-untyped-def]
    """Run moves the other way, adding: ``to`` + from  +=  ``source`` + to."""
    for k in range(first, last):
        add_some(to + moves[k, 1], source + moves[k, 0], moves[k, 2])


@part
def transpose(to, to_stride, source, stride, row_vectors, column_vectors):  # type: ignore[no-untyped-def]
    """to = source^T, cut into squares: ``source`` has 16 * row_vectors rows of column_vectors vectors."""
    for i in range(row_vectors):
        for j in range(column_vectors):
            transpose_tile(to + j * 16 * to_stride + i * BYTES, to_stride, source + i * 16 * stride + j * BYTES, stride)
