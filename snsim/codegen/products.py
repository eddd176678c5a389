"""Matrix products in tiles that stay in registers, of two kinds.

    outer   C[i][:] (+)= sum_k A(i, k) B[k][:]      lanes along columns, A broadcast
    dot     O(i, j) += sum_t W[i][t] X[j][t]        lanes along the sum, added tree-wise at the end

A product of any size is cut into tiles of nearly equal size; which size, a cost model of the registers and the load
ports decides. However it is cut, every output is the same sum in the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .emitter import INT32, INT64, LANES, UNROLLED, Emitter, vector

CALL_COST = 8  # cycles of calling a tile and storing its results
LATENCY = 4  # cycles of a multiply-add: shorter turns of a loop wait for the one before
ENOUGH = 8  # sums at the same time that no processor waits for
MOST_HEIGHT = 16


def split(total: int, most: int) -> list[tuple[int, int]]:
    """``total`` cut into the fewest parts of at most ``most``, nearly equal: (size, how many), the larger first."""
    parts = -(-total // most)
    small, larger = divmod(total, parts)
    return [(size, count) for size, count in ((small + 1, larger), (small, parts - larger)) if count]


@dataclass(frozen=True)
class Strides:
    """Bytes: from row to row of C and of A, from term to term of A, from row to row of B; a vector of columns."""

    c_row: int
    a_row: int
    a_term: int
    b_term: int
    lanes: int = LANES


def outer(
    e: Emitter, c: Any, a: Any, b: Any, strides: Strides, *, rows: int, columns: int, terms: int, keep: bool
) -> None:
    """C (+)= A B: ``rows`` rows, ``columns`` vectors, ``terms`` (>= 1) terms; ``keep``: add to what C was.

    The sum is made first and added then: weights are greater than what they change by, and would round every term.
    """
    chains = _chains(rows * columns, terms)
    height, width = _outer_size(e, rows, columns, terms, strides.lanes, chains)
    wide = 4 * strides.lanes

    def across(c: Any, a: Any, b: Any, high: int) -> None:
        for size, count in split(columns, width):

            def one(at: list[Any], size: int = size) -> list[Any]:
                _outer_tile(e, at[0], a, at[1], strides, high, size, terms, keep, chains)
                return [e.at(at[0], size * wide), e.at(at[1], size * wide)]

            c, b = e.loop(count, [c, b], one, UNROLLED)

    for high, count in split(rows, height):

        def down(at: list[Any], high: int = high) -> list[Any]:
            across(at[0], at[1], b, high)
            return [e.at(at[0], high * strides.c_row), e.at(at[1], high * strides.a_row)]

        c, a = e.loop(count, [c, a], down, UNROLLED)


def _chains(outputs: int, terms: int) -> int:
    """Into how many sums, added at the end, the terms go in turn: few outputs alone would wait for each other."""
    chains = max(1, min(4, ENOUGH // outputs))
    return chains if terms >= 4 * chains else 1


def _outer_size(e: Emitter, rows: int, columns: int, terms: int, lanes: int, chains: int) -> tuple[int, int]:
    """Rows and vectors of a tile at which the whole product costs least."""
    registers = e.processor.registers(lanes)

    def cost(height: int, width: int) -> float:
        tiles = -(-rows // height) * -(-columns // width)
        products = height * width
        turn = max(products * e.processor.turns(lanes), (height + width) / 2, LATENCY / chains)
        return tiles * (terms * turn + 2 * products + CALL_COST)

    sizes = [
        (height, width)
        for width in range(1, min(columns, 4) + 1)
        for height in range(1, min(rows, MOST_HEIGHT) + 1)
        if chains * height * width + width + 1 <= registers or height == width == 1
    ]
    return min(sizes, key=lambda size: (cost(*size), size))


def _outer_tile(
    e: Emitter, c: Any, a: Any, b: Any, s: Strides, height: int, width: int, terms: int, keep: bool, chains: int
) -> None:
    name = f"outer_{height}x{width}x{s.lanes}_{s.c_row}_{s.a_row}_{s.a_term}_{s.b_term}_{int(keep)}"
    products, rest = height * width, terms % chains

    def emit(e: Emitter, c: Any, a: Any, b: Any, turns: Any) -> None:
        def term(a: Any, b: Any, sums: list[Any]) -> list[Any]:
            row = [e.load(b, 4 * s.lanes * j, s.lanes) for j in range(width)]
            factors = [e.broadcast(a, i * s.a_row, s.lanes) for i in range(height)]
            pairs = [(factor, value) for factor in factors for value in row]
            return [e.multiply_add(*pair, total) for pair, total in zip(pairs, sums, strict=True)]

        def some(carried: list[Any], count: int) -> list[Any]:
            a, b, *sums = carried
            for k in range(count):
                own = slice(k * products, (k + 1) * products)
                sums[own] = term(e.at(a, k * s.a_term), e.at(b, k * s.b_term), sums[own])
            return [e.at(a, count * s.a_term), e.at(b, count * s.b_term), *sums]

        zero = e.constant(0.0, s.lanes)
        carried = e.loop(turns, [a, b, *[zero] * (products * chains)], lambda carried: some(carried, chains))
        _, _, *sums = some(carried, rest)
        while len(sums) > products:
            half = len(sums) // 2
            sums = [e.builder.fadd(*pair) for pair in zip(sums[:half], sums[half:], strict=True)]
        for i in range(height):
            for j in range(width):
                place, total = i * s.c_row + 4 * s.lanes * j, sums[i * width + j]
                e.store(e.builder.fadd(e.load(c, place, s.lanes), total) if keep else total, c, place)

    e.call(name + (f"_{chains}_{rest}" if chains > 1 else ""), emit, c, a, b, INT64(terms // chains))


# ---- dot -------------------------------------------------------------------------------------------------------------


def dot(
    e: Emitter, o: Any, w: Any, x: Any, *, o_row: int, w_row: int, x_row: int, rows: int, columns: int, vectors: int
) -> None:
    """O += W X^T for ``rows`` rows of W and ``columns`` of X, each ``vectors`` long.

    O(i, j) is at ``o + i o_row + 4 j``; ``x_row`` may be 0 with one column. Whole vectors of O are loaded and stored:
    beyond the last row or column nothing changes.
    """
    width = min(columns, 4)
    height = max(1, min(rows, e.processor.sums // width))
    for high, count in split(rows, height):

        def down(at: list[Any], high: int = high) -> list[Any]:
            o, right = at[0], x
            for wide, times in split(columns, width):

                def one(here: list[Any], wide: int = wide) -> list[Any]:
                    _dot_tile(e, here[0], at[1], here[1], (o_row, w_row, x_row), high, wide, vectors)
                    return [e.at(here[0], 4 * wide), e.at(here[1], wide * x_row)]

                o, right = e.loop(times, [o, right], one, UNROLLED)
            return [e.at(at[0], high * o_row), e.at(at[1], high * w_row)]

        o, w = e.loop(count, [o, w], down, UNROLLED)


def _dot_tile(
    e: Emitter, o: Any, w: Any, x: Any, steps: tuple[int, int, int], height: int, width: int, vectors: int
) -> None:
    o_row, w_row, x_row = steps

    def emit(e: Emitter, o: Any, w: Any, x: Any, vectors: Any) -> None:
        def turn(carried: list[Any]) -> list[Any]:
            w, x, *sums = carried
            right = [e.load(x, j * x_row) for j in range(width)]
            for i in range(height):
                left = e.load(w, i * w_row)
                for j in range(width):
                    sums[i * width + j] = e.multiply_add(left, right[j], sums[i * width + j])
            return [e.at(w, 4 * LANES), e.at(x, 4 * LANES), *sums]

        _, _, *sums = e.loop(vectors, [w, x, *[e.constant(0.0)] * (height * width)], turn)
        add_outputs(e, o, o_row, sum_lanes(e, sums), height, width)

    e.call(f"dot_{height}x{width}_{o_row}_{w_row}_{x_row}", emit, o, w, x, INT64(vectors))


def rows_dot(e: Emitter, o: Any, w: Any, x: Any, *, w_row: int, x_row: int, rows: int, vectors: int) -> None:
    """o[i] += W[i] . X[i], row by row of two matrices; o is contiguous."""
    for high, count in split(rows, e.processor.sums):

        def some(at: list[Any], high: int = high) -> list[Any]:
            o, w, x = at
            _rows_dot_tile(e, o, w, x, w_row, x_row, high, vectors)
            return [e.at(o, 4 * high), e.at(w, high * w_row), e.at(x, high * x_row)]

        o, w, x = e.loop(count, [o, w, x], some, UNROLLED)


def _rows_dot_tile(
    e: Emitter, o: Any, w: Any, x: Any, w_row: int, x_row: int, height: int, vectors: int
) -> None:
    def emit(e: Emitter, o: Any, w: Any, x: Any, vectors: Any) -> None:
        def turn(carried: list[Any]) -> list[Any]:
            w, x, *sums = carried
            for i in range(height):
                sums[i] = e.multiply_add(e.load(w, i * w_row), e.load(x, i * x_row), sums[i])
            return [e.at(w, 4 * LANES), e.at(x, 4 * LANES), *sums]

        _, _, *sums = e.loop(vectors, [w, x, *[e.constant(0.0)] * height], turn)
        add_outputs(e, o, 4, sum_lanes(e, sums), height, 1)

    e.call(f"rows_dot_{height}_{w_row}_{x_row}", emit, o, w, x, INT64(vectors))


def add_outputs(e: Emitter, o: Any, o_row: int, sums: Any, height: int, width: int) -> None:
    """Add lanes i * width + j of ``sums`` to O(i, j)."""
    if o_row == 4 * width:  # all of O side by side; the lanes beyond are zero
        e.store(e.builder.fadd(e.load(o), sums), o)
        return
    for i in range(height):
        if width == 1:
            total = e.builder.fadd(e.load_float(o, i * o_row), e.builder.extract_element(sums, INT32(i)))
        else:
            row = e.shuffle(sums, sums, range(i * width, (i + 1) * width))
            total = e.builder.fadd(e.load_as(vector(width), o, i * o_row), row)
        e.store(total, o, i * o_row)


def sum_lanes(e: Emitter, values: list[Any]) -> Any:
    """Lane i: the sum of all lanes of ``values[i]``, by halves; 0 beyond. At most 16 values."""
    values = [*values, *[e.constant(0.0)] * (LANES - len(values))]
    width = LANES // 2
    while width >= 1:
        # vectors pair up: one keeps its sums in the lower half of every group of lanes, the other in the upper half
        half = len(values) // 2
        lows, highs = _interleaved(width, 0), _interleaved(width, width)
        values = [
            e.builder.fadd(e.shuffle(a, c, lows), e.shuffle(a, c, highs))
            for a, c in zip(values[:half], values[half:], strict=True)
        ]
        width //= 2
    return values[0]


def _interleaved(width: int, shift: int) -> list[int]:
    """Lanes of a (then of c) that hold the ``shift`` half of each group, group by group."""
    lanes: list[int] = []
    for group in range(0, LANES, 2 * width):
        lanes += [group + shift + i for i in range(width)]
        lanes += [LANES + group + shift + i for i in range(width)]
    return lanes
