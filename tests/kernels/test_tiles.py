"""Matrix products in tiles against NumPy, for all ways in which sizes can be cut, and nothing written beside them.

Numbers are whole and small, so float32 holds every sum exactly and any difference is a fault.
"""

from __future__ import annotations

import drivers
import numpy as np
import pytest

from snsim.kernels.vectors import BYTES, LANES

SIZES = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 19, 20, 21, 33]
BESIDE = np.float32(-12345)


def whole(random: np.random.Generator, *shape: int) -> np.ndarray:
    return random.integers(-8, 9, shape).astype(np.float32)


@pytest.mark.parametrize("add", [0, 1])
@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 6, 7, 8, 9])
@pytest.mark.parametrize("rows", SIZES)
def test_outer(rows: int, columns: int, add: int) -> None:
    """C (+)= A B; rows of A and C at places in any order, terms of A two apart, rows of B wider than needed."""
    for n in (1, 2, 6, 25):
        random = np.random.default_rng([rows, columns, n])
        a_whole, b = whole(random, rows, 2 * n + 1), whole(random, n, (columns + 1) * LANES)
        c = np.full((2 * rows, columns * LANES), BESIDE)
        places = random.permutation(2 * rows)[:rows]
        c[places] = start = whole(random, rows, columns * LANES)
        order = random.permutation(rows)
        tables = [np.array(table, np.int64) for table in (places * columns * BYTES, order * a_whole.strides[0])]
        c_rows, a_rows = (table.ctypes.data for table in tables)
        a_at, b_at, c_at = (array.ctypes.data for array in (a_whole, b, c))
        drivers.outer(c_at, c_rows, rows, a_at, a_rows, 8, b_at, b.strides[0], columns, n, add)
        wanted = np.full_like(c, BESIDE)
        wanted[places] = a_whole[order][:, : 2 * n : 2] @ b[:, : columns * LANES] + add * start
        assert (c == wanted).all()


@pytest.mark.parametrize("columns", SIZES)
@pytest.mark.parametrize("rows", SIZES)
def test_dot(rows: int, columns: int) -> None:
    """O += W X^T; rows of O at places in any order, rows of W and X wider than needed."""
    for n in (1, 2, 3, 7):
        random = np.random.default_rng([rows, columns, n])
        w, x = whole(random, rows, (n + 1) * LANES), whole(random, columns, (n + 2) * LANES)
        o = np.full((rows + 3, columns + 5), BESIDE)
        places = random.permutation(rows + 3)[:rows]
        o[places, :columns] = start = whole(random, rows, columns)
        table = np.array(places * o.strides[0], np.int64)
        drivers.dot(
            o.ctypes.data, table.ctypes.data, rows, w.ctypes.data, w.strides[0], x.ctypes.data, x.strides[0], columns, n
        )
        wanted = np.full_like(o, BESIDE)
        wanted[places, :columns] = w[:, : n * LANES] @ x[:, : n * LANES].T + start
        assert (o == wanted).all()


@pytest.mark.parametrize("add", [0, 1])
@pytest.mark.parametrize("columns", [1, 2, 4])
@pytest.mark.parametrize("rows", [*SIZES, 100])
def test_transposed(rows: int, columns: int, add: int) -> None:
    """C (+)= A^T B; rows of all three wider than needed."""
    for n in (1, 3, 8):
        random = np.random.default_rng([rows, columns, n])
        a, b = whole(random, n, rows + 5), whole(random, n, (columns + 1) * LANES)
        c = whole(random, rows, (columns + 1) * LANES)
        wanted = c.copy()
        wanted[:, : columns * LANES] *= add
        wanted[:, : columns * LANES] += a[:, :rows].T @ b[:, : columns * LANES]
        c_at, a_at, b_at = (array.ctypes.data for array in (c, a, b))
        drivers.transposed(c_at, c.strides[0], rows, a_at, a.strides[0], b_at, b.strides[0], columns, n, add)
        assert (c == wanted).all()


@pytest.mark.parametrize("add", [0, 1])
@pytest.mark.parametrize("columns", [1, 3, 4, 5, 13])
@pytest.mark.parametrize("rows", [1, 2, 7, 30])
def test_descend(rows: int, columns: int, add: int) -> None:
    """What comes back through the weights as they were, and their step; or the step alone."""
    random = np.random.default_rng([rows, columns])
    w, x = whole(random, rows, (columns + 1) * LANES), whole(random, columns * LANES)
    d, s = whole(random, 2 * rows), whole(random, 2 * rows)
    back = whole(random, columns * LANES)
    places = random.permutation(2 * rows)[:rows]
    table = np.array(places * 4, np.int64)
    changed = w.copy()
    changed[:, : columns * LANES] += np.outer(s[places], x)
    returned = add * back + d[places] @ w[:, : columns * LANES]
    alone = w.copy()
    at = (alone.ctypes.data, w.strides[0], s.ctypes.data, table.ctypes.data, x.ctypes.data)
    drivers.descend_only(*at, columns, rows)
    assert (alone == changed).all()
    fields = (d.ctypes.data, s.ctypes.data, table.ctypes.data, x.ctypes.data)
    drivers.descend(back.ctypes.data, add, w.ctypes.data, w.strides[0], *fields, columns, rows)
    assert (w == changed).all() and (back == returned).all()
