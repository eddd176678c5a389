"""One pass over the weights of full connections, which may be as large as memory is slow: what comes back through them
is taken, and they are changed on the way.
"""

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
        loop = Loop(b, n, [w, *start])
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
        loop = Loop(b, n, [w])
        (row,) = loop.carry
        unit = load_at(b, b.add(s_rows, b.shl(loop.k, INT64(3))), INT64, 8)
        step = splat(b, load_at(b, b.add(s, unit), FLOAT))
        for j in range(columns):
            place = offset(b, row, BYTES * j)
            store_at(b, multiply_add(b, step, inputs[j], load_at(b, place)), place)
        loop.close([b.add(row, stride)])

    return tile


DESCEND_1, DESCEND_4 = descend_tile(1), descend_tile(4)
DESCEND_ONLY_1, DESCEND_ONLY_4 = descend_only_tile(1), descend_only_tile(4)


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
