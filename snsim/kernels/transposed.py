"""C (+)= A^T B in tiles: gradients come back through the weights of feature maps this way (dX^T = W^T D)."""

from __future__ import annotations

from typing import Any

from numba.core import types

from .emission import Loop, loop_value
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


def back_tile(rows: int) -> Any:
    """``rows`` rows of a vector each, C[i] (+)= sum_k a[i + k a_step / 4] B[k]: an ``outer`` tile whose factors lie
    side by side, as those of W^T do. Rows of C are ``c_step`` bytes apart, those of B ``b_step``."""

    @operation(types.void, *[_I] * 8)
    @routine(f"snsim_back_{rows}")
    def tile(
        b: Any, c: Any, c_step: Any, a: Any, a_step: Any, matrix: Any, b_step: Any, n: Any, add: Any
    ) -> None:
        zero = constant(VECTOR, 0.0)
        loop = Loop(b, n, [a, matrix, *[zero] * rows])
        factors, row, *sums = loop.carry
        vector = load_at(b, row)
        total = []
        for i in range(rows):
            factor = splat(b, load_at(b, offset(b, factors, 4 * i), FLOAT))
            total.append(multiply_add(b, factor, vector, sums[i]))
        loop.close([b.add(factors, a_step), b.add(row, b_step), *total])
        keep = b.icmp_signed("!=", add, INT64(0))
        for i in range(rows):
            before = b.select(keep, load_at(b, c), zero)
            store_at(b, b.fadd(before, loop_value(loop, 2 + i)), c)
            c = b.add(c, c_step)

    return tile


BACK_1, BACK_4, BACK_16 = back_tile(1), back_tile(4), back_tile(16)


@part
def _back_column(c, c_step, rows, a, a_step, b, b_step, n, add):  # type: ignore[no-untyped-def]
    i = 0
    while i + 16 <= rows:
        BACK_16(c + i * c_step, c_step, a + 4 * i, a_step, b, b_step, n, add)
        i += 16
    while i + 4 <= rows:
        BACK_4(c + i * c_step, c_step, a + 4 * i, a_step, b, b_step, n, add)
        i += 4
    while i < rows:
        BACK_1(c + i * c_step, c_step, a + 4 * i, a_step, b, b_step, n, add)
        i += 1


@part
def transposed(c, c_step, rows, a, a_step, b, b_step, columns, n, add):  # type: ignore[no-untyped-def]
    """C (+)= A^T B: A has ``n`` rows of ``rows`` floats, ``a_step`` bytes apart; B ``n`` of ``columns`` vectors."""
    for j in range(columns):
        _back_column(c + j * BYTES, c_step, rows, a, a_step, b + j * BYTES, b_step, n, add)
