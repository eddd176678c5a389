"""The inner loops of all dense work, as generators of vector code: a tile of a matrix product that stays in registers.

Two shapes of product do nearly all of forward, backward, weight gradients and curvatures:

* ``outer``: C[i][:] (+)= sum_k A(i, k) B[k][:] - lanes run along the columns of B and C, A is broadcast. A(i, k) is
  found at ``a + a_rows[i] + k * a_step``, the rows of C at ``c + c_rows[i]`` (tables of int64 byte offsets), those of B
  at ``b + k * b_step``.
* ``dot``: O(i, j) += sum_t W[i][t] X[j][t] - lanes run along t and are summed at the end, tree-wise.

A third, ``descend``, goes once over a matrix that is as large as the memory is slow: it takes what comes back through
the weights and changes them on the way.

A tile is emitted once for each size (rows x columns of vectors); the drivers below cut a product of any size into
tiles. Sizes are run-time values: one compiled set of tiles serves every network.
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from .jit import part
from .vectors import (
    BYTES,
    FLOAT,
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
    splat,
    store_at,
)

_I = types.int64


class _Loop:
    """``for k in range(n)`` (n >= 1) with values carried round: ``carry`` before, ``next_carry`` at the end."""

    def __init__(self, builder: Any, n: Any, carry: list[Any]):
        self.builder, self.n = builder, n
        before = builder.block
        self.body = builder.append_basic_block("loop")
        self.after = builder.append_basic_block("done")
        builder.branch(self.body)
        builder.position_at_end(self.body)
        self.k = builder.phi(INT64)
        self.k.add_incoming(INT64(0), before)
        self.carry = []
        for value in carry:
            phi = builder.phi(value.type)
            phi.add_incoming(value, before)
            self.carry.append(phi)

    def close(self, next_carry: list[Any]) -> None:
        """End the body; afterwards the builder stands behind the loop."""
        b = self.builder
        k = b.add(self.k, INT64(1))
        for phi, value in zip(self.carry, next_carry, strict=True):
            phi.add_incoming(value, b.block)
        self.k.add_incoming(k, b.block)
        b.cbranch(b.icmp_signed("<", k, self.n), self.body, self.after)
        b.position_at_end(self.after)


def _table(builder: Any, base: Any, table: Any, rows: int) -> list[Any]:
    """base + table[i] for each row of the tile."""
    return [builder.add(base, load_at(builder, offset(builder, table, 8 * i), INT64, 8)) for i in range(rows)]


def outer_tile(rows: int, columns: int) -> Any:
    """An ``outer`` tile of ``rows`` rows and ``columns`` vectors; ``add`` 0 forgets what C was.

    The sum is made first and added then: weights are greater than what they change by, and would round every term.
    """

    @operation(types.void, *[_I] * 9)
    @routine(f"snsim_outer_{rows}_{columns}")
    def tile(
        b: Any, c: Any, c_rows: Any, a: Any, a_rows: Any, a_step: Any, matrix: Any, b_step: Any, n: Any, add: Any
    ) -> None:
        a_row = _table(b, a, a_rows, rows)
        c_row = _table(b, c, c_rows, rows)
        zero = constant(VECTOR, 0.0)
        keep = b.icmp_signed("!=", add, INT64(0))
        places = [[offset(b, c_row[i], BYTES * j) for j in range(columns)] for i in range(rows)]
        loop = _Loop(b, n, [INT64(0), matrix, *[zero] * (rows * columns)])
        step, here, *sums = loop.carry
        vectors = [load_at(b, offset(b, here, BYTES * j)) for j in range(columns)]
        total = []
        for i in range(rows):
            factor = splat(b, load_at(b, b.add(a_row[i], step), FLOAT))
            total += [multiply_add(b, factor, vectors[j], sums[i * columns + j]) for j in range(columns)]
        loop.close([b.add(step, a_step), b.add(here, b_step), *total])
        for i in range(rows):
            for j in range(columns):
                before = b.select(keep, load_at(b, places[i][j]), zero)
                store_at(b, b.fadd(before, loop_value(loop, 2 + i * columns + j)), places[i][j])

    return tile


def loop_value(loop: _Loop, index: int) -> Any:
    """The value carried out of a closed loop: what its last turn made."""
    return loop.carry[index].incomings[1][0]


def _sum_lanes(builder: Any, value: Any) -> Any:
    """The sum of all lanes, by halves."""
    width = LANES
    while width > 1:
        width //= 2
        low = shuffle(builder, value, value, list(range(width)))
        high = shuffle(builder, value, value, list(range(width, 2 * width)))
        value = builder.fadd(low, high)
    return builder.extract_element(value, ir.IntType(32)(0))


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
        o_row = _table(b, o, o_rows, rows)
        w_rows = [b.add(w, b.mul(w_stride, INT64(i))) for i in range(rows)]
        x_rows = [b.add(x, b.mul(x_stride, INT64(j))) for j in range(columns)]
        loop = _Loop(b, n, [constant(VECTOR, 0.0)] * (rows * columns))
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
            value = builder.extract_element(sums, ir.IntType(32)(i))
            store_at(builder, builder.fadd(load_at(builder, row, FLOAT), value), row)
            continue
        kind = ir.VectorType(FLOAT, columns)
        value = shuffle(builder, sums, sums, lanes)
        store_at(builder, builder.fadd(load_at(builder, row, kind), value), row)


def descend_tile(columns: int) -> Any:
    """``back[j] (+)= sum_m d_m W[m][j]``, then ``W[m][j] += s_m x[j]``, for ``columns`` vectors of all ``n`` rows of W.

    d_m at d + d_rows[m], s_m at s + d_rows[m]; ``add`` 0 starts ``back`` from zero, else from what is there.
    """

    @operation(types.void, *[_I] * 9)
    @routine(f"snsim_descend_{columns}")
    def tile(
        b: Any, back: Any, add: Any, w: Any, stride: Any, d: Any, s: Any, d_rows: Any, x: Any, n: Any
    ) -> None:
        keep = b.icmp_signed("!=", add, INT64(0))
        places = [offset(b, back, BYTES * j) for j in range(columns)]
        inputs = [load_at(b, offset(b, x, BYTES * j)) for j in range(columns)]
        start = [b.select(keep, load_at(b, place), constant(VECTOR, 0.0)) for place in places]
        loop = _Loop(b, n, [w, *start])
        row, *sums = loop.carry
        unit = load_at(b, b.add(d_rows, b.shl(loop.k, INT64(3))), INT64, 8)
        gradient = splat(b, load_at(b, b.add(d, unit), FLOAT))
        step = splat(b, load_at(b, b.add(s, unit), FLOAT))
        total = []
        for j in range(columns):
            place = offset(b, row, BYTES * j)
            weights = load_at(b, place)
            total.append(multiply_add(b, gradient, weights, sums[j]))
            store_at(b, multiply_add(b, step, inputs[j], weights), place)
        loop.close([b.add(row, stride), *total])
        for j in range(columns):
            store_at(b, loop_value(loop, 1 + j), places[j])

    return tile


def descend_only_tile(columns: int) -> Any:
    """The same where nothing has to come back: ``W[m][j] += s_m x[j]``."""

    @operation(types.void, *[_I] * 6)
    @routine(f"snsim_descend_only_{columns}")
    def tile(b: Any, w: Any, stride: Any, s: Any, s_rows: Any, x: Any, n: Any) -> None:
        inputs = [load_at(b, offset(b, x, BYTES * j)) for j in range(columns)]
        loop = _Loop(b, n, [w])
        (row,) = loop.carry
        unit = load_at(b, b.add(s_rows, b.shl(loop.k, INT64(3))), INT64, 8)
        step = splat(b, load_at(b, b.add(s, unit), FLOAT))
        for j in range(columns):
            place = offset(b, row, BYTES * j)
            store_at(b, multiply_add(b, step, inputs[j], load_at(b, place)), place)
        loop.close([b.add(row, stride)])

    return tile


OUTER_1_1, OUTER_1_4 = outer_tile(1, 1), outer_tile(1, 4)
OUTER_4_1, OUTER_4_2, OUTER_4_4 = outer_tile(4, 1), outer_tile(4, 2), outer_tile(4, 4)
OUTER_8_1, OUTER_8_2, OUTER_8_3 = outer_tile(8, 1), outer_tile(8, 2), outer_tile(8, 3)
DOT_1_1, DOT_4_1, DOT_16_1, DOT_4_4 = dot_tile(1, 1), dot_tile(4, 1), dot_tile(16, 1), dot_tile(4, 4)
DESCEND_1, DESCEND_4 = descend_tile(1), descend_tile(4)
DESCEND_ONLY_1, DESCEND_ONLY_4 = descend_only_tile(1), descend_only_tile(4)


@part
def _outer_8(c, c_rows, a, a_rows, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    j = 0
    while j + 3 <= columns:
        OUTER_8_3(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)
        j += 3
    if j + 2 <= columns:
        OUTER_8_2(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)
    elif j < columns:
        OUTER_8_1(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)


@part
def _outer_4(c, c_rows, a, a_rows, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    j = 0
    while j + 4 <= columns:
        OUTER_4_4(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)
        j += 4
    if j + 2 <= columns:
        OUTER_4_2(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)
        j += 2
    if j < columns:
        OUTER_4_1(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)


@part
def _outer_1(c, c_rows, a, a_rows, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    j = 0
    while j + 4 <= columns:
        OUTER_1_4(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)
        j += 4
    while j < columns:
        OUTER_1_1(c + j * BYTES, c_rows, a, a_rows, a_step, b + j * BYTES, b_step, n, add)
        j += 1


@part
def outer(c, c_rows, rows, a, a_rows, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    """C (+)= A B for ``rows`` rows, ``columns`` vectors, ``n`` terms; addresses as in the module's docstring."""
    i = 0
    while i + 8 <= rows:
        _outer_8(c, c_rows + 8 * i, a, a_rows + 8 * i, a_step, b, b_step, columns, n, add)
        i += 8
    if i + 4 <= rows:
        _outer_4(c, c_rows + 8 * i, a, a_rows + 8 * i, a_step, b, b_step, columns, n, add)
        i += 4
    while i < rows:
        _outer_1(c, c_rows + 8 * i, a, a_rows + 8 * i, a_step, b, b_step, columns, n, add)
        i += 1


@part
def descend(back, add, w, stride, d, s, d_rows, x, columns, n):  # type: ignore[no-untyped-def]
    """One pass over W (``n`` rows of ``columns`` vectors): what comes back through it, and its step."""
    j = 0
    while j + 4 <= columns:
        DESCEND_4(back + j * BYTES, add, w + j * BYTES, stride, d, s, d_rows, x + j * BYTES, n)
        j += 4
    while j < columns:
        DESCEND_1(back + j * BYTES, add, w + j * BYTES, stride, d, s, d_rows, x + j * BYTES, n)
        j += 1


@part
def descend_only(w, stride, s, s_rows, x, columns, n):  # type: ignore[no-untyped-def]
    """The step alone."""
    j = 0
    while j + 4 <= columns:
        DESCEND_ONLY_4(w + j * BYTES, stride, s, s_rows, x + j * BYTES, n)
        j += 4
    while j < columns:
        DESCEND_ONLY_1(w + j * BYTES, stride, s, s_rows, x + j * BYTES, n)
        j += 1


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
