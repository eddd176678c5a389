"""Matrix products in tiles, with lanes along the sum: O(i, j) += sum_t W[i][t] X[j][t]; lanes are added tree-wise."""

from __future__ import annotations

from typing import Any

from numba.core import types

from .emission import Loop, loop_value, table
from .jit import part
from .vectors import (
    BYTES,
    FLOAT,
    INT32,
    INT64,
    LANES,
    VECTOR,
    constant,
    ir,
    load_at,
    multiply_add,
    offset,
    operation,
    routine,
    shuffle,
    store_at,
)

_I = types.int64


def _sum_lanes(builder: Any, value: Any) -> Any:
    """The sum of all lanes, by halves."""
    width = LANES
    while width > 1:
        width //= 2
        low = shuffle(builder, value, value, list(range(width)))
        high = shuffle(builder, value, value, list(range(width, 2 * width)))
        value = builder.fadd(low, high)
    return builder.extract_element(value, INT32(0))


def _sum_sixteen(builder: Any, values: list[Any]) -> Any:
    """Lane i of the result: the sum of all lanes of values[i] (the same tree of sums as ``_sum_lanes``)."""
    width = LANES // 2
    while width >= 1:
        # vectors pair up: one keeps its sums in the lower half of every group of lanes, the other in the upper half
        half = len(values) // 2
        left = [lane for group in range(0, LANES, 2 * width) for lane in range(group, group + width)]
        merged = []
        for a, c in zip(values[:half], values[half:], strict=True):
            lows = _interleave(left, width, 0)
            highs = _interleave(left, width, width)
            merged.append(builder.fadd(shuffle(builder, a, c, lows), shuffle(builder, a, c, highs)))
        values = merged
        width //= 2
    return values[0]


def _interleave(left: list[int], width: int, shift: int) -> list[int]:
    """Lanes of a (then of c) that hold the ``shift`` half of each group, group by group."""
    lanes: list[int] = []
    for group in range(0, LANES, 2 * width):
        lanes += [group + shift + i for i in range(width)]
        lanes += [LANES + group + shift + i for i in range(width)]
    return lanes


def dot_tile(rows: int, columns: int) -> Any:
    """A ``dot`` tile: ``o(i, j)`` at o + o_rows[i] + 4 j, W rows at w + i * w_stride, X rows at x + j * x_stride."""

    @operation(types.void, *[_I] * 7)
    @routine(f"snsim_dot_{rows}_{columns}")
    def tile(b: Any, o: Any, o_rows: Any, w: Any, w_stride: Any, x: Any, x_stride: Any, n: Any) -> None:
        o_row = table(b, o, o_rows, rows)
        w_rows = [b.add(w, b.mul(w_stride, INT64(i))) for i in range(rows)]
        x_rows = [b.add(x, b.mul(x_stride, INT64(j))) for j in range(columns)]
        loop = Loop(b, n, [constant(VECTOR, 0.0)] * (rows * columns))
        at = b.mul(loop.k, INT64(BYTES))
        xs = [load_at(b, b.add(row, at)) for row in x_rows]
        ws = [load_at(b, b.add(row, at)) for row in w_rows]
        sums = loop.carry
        total = [multiply_add(b, ws[i], xs[j], sums[i * columns + j]) for i in range(rows) for j in range(columns)]
        loop.close(total)
        final = [loop_value(loop, index) for index in range(rows * columns)]
        if rows * columns == LANES:
            _add_sixteen(b, _sum_sixteen(b, final), o_row, columns)
            return
        for i in range(rows):
            for j in range(columns):
                place = offset(b, o_row[i], 4 * j)
                store_at(b, b.fadd(load_at(b, place, FLOAT), _sum_lanes(b, final[i * columns + j])), place)

    return tile


def _add_sixteen(builder: Any, sums: Any, o_row: list[Any], columns: int) -> None:
    """Add the 16 sums of a tile to its outputs, ``columns`` neighbours at a time."""
    for i, row in enumerate(o_row):
        lanes = list(range(i * columns, (i + 1) * columns))
        if columns == 1:
            value = builder.extract_element(sums, INT32(i))
            store_at(builder, builder.fadd(load_at(builder, row, FLOAT), value), row)
            continue
        kind = ir.VectorType(FLOAT, columns)
        value = shuffle(builder, sums, sums, lanes)
        store_at(builder, builder.fadd(load_at(builder, row, kind), value), row)


DOT_1_1, DOT_4_1, DOT_16_1, DOT_4_4 = dot_tile(1, 1), dot_tile(4, 1), dot_tile(16, 1), dot_tile(4, 4)


@part
def dot(o, o_rows, rows, w, w_stride, x, x_stride, columns, n):  # type: ignore[no-untyped-def]
    """O += W X^T for ``rows`` rows of W and ``columns`` rows of X, each ``n`` vectors long."""
    i = 0
    while columns == 1 and i + 16 <= rows:
        DOT_16_1(o, o_rows + 8 * i, w + i * w_stride, w_stride, x, x_stride, n)
        i += 16
    while i + 4 <= rows:
        j = 0
        while j + 4 <= columns:
            DOT_4_4(o + 4 * j, o_rows + 8 * i, w + i * w_stride, w_stride, x + j * x_stride, x_stride, n)
            j += 4
        while j < columns:
            DOT_4_1(o + 4 * j, o_rows + 8 * i, w + i * w_stride, w_stride, x + j * x_stride, x_stride, n)
            j += 1
        i += 4
    while i < rows:
        for j in range(columns):
            DOT_1_1(o + 4 * j, o_rows + 8 * i, w + i * w_stride, w_stride, x + j * x_stride, x_stride, n)
        i += 1
