"""Matrix products in tiles that stay in registers, with lanes along columns: C[i][:] (+)= sum_k A(i, k) B[k][:].

A is broadcast: A(i, k) is found at ``a + a_rows[i] + k * a_step``, the rows of C at ``c + c_rows[i]`` (tables of int64
byte offsets), those of B at ``b + k * b_step``. A tile is emitted once for each size (rows x columns of vectors); the
driver cuts a product of any size into tiles. Sizes are run-time values: one compiled set of tiles serves every network.
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from .emission import Loop, loop_value, table
from .jit import part
from .vectors import (
    BYTES,
    FLOAT,
    INT64,
    VECTOR,
    constant,
    load_at,
    multiply_add,
    offset,
    operation,
    routine,
    splat,
    store_at,
)

_I = types.int64


def outer_tile(rows: int, columns: int) -> Any:
    """An ``outer`` tile of ``rows`` rows and ``columns`` vectors; ``add`` 0 forgets what C was.

    The sum is made first and added then: weights are greater than what they change by, and would round every term.
    """

    @operation(types.void, *[_I] * 9)
    @routine(f"snsim_outer_{rows}_{columns}")
    def tile(
        b: Any, c: Any, c_rows: Any, a: Any, a_rows: Any, a_step: Any, matrix: Any, b_step: Any, n: Any, add: Any
    ) -> None:
        a_row = table(b, a, a_rows, rows)
        c_row = table(b, c, c_rows, rows)
        zero = constant(VECTOR, 0.0)
        keep = b.icmp_signed("!=", add, INT64(0))
        places = [[offset(b, c_row[i], BYTES * j) for j in range(columns)] for i in range(rows)]
        loop = Loop(b, n, [INT64(0), matrix, *[zero] * (rows * columns)])
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


OUTER_1_1, OUTER_1_4 = outer_tile(1, 1), outer_tile(1, 4)
OUTER_4_1, OUTER_4_2, OUTER_4_4 = outer_tile(4, 1), outer_tile(4, 2), outer_tile(4, 4)
OUTER_8_1, OUTER_8_2, OUTER_8_3 = outer_tile(8, 1), outer_tile(8, 2), outer_tile(8, 3)


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
