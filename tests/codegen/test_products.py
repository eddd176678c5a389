"""Matrix products in tiles against NumPy, for all ways in which sizes can be cut, and nothing written beside them.

Numbers are whole and small, so float32 holds every sum exactly and any difference is a fault.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen.emitter import BYTES, LANES, Emitter
from snsim.codegen.products import Strides, dot, outer, rows_dot, split, sum_lanes

SIZES = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 19, 21, 33]
COLUMNS = [1, 2, 3, 4, 5, 7, 9]
TERMS = [1, 2, 8, 19, 25]
VECTORS = [1, 3]
BESIDE = np.float32(-12345)

# all matrices are wider than any product, so that one tile serves all products it fits
WIDTH = 4 * (COLUMNS[-1] + 1) * LANES  # bytes of a row of B and C
A_ROW = 4 * (2 * TERMS[-1] + 1)  # terms of A are two apart
O_ROW = 4 * (SIZES[-1] + LANES)
W_ROW, X_ROW = (4 * (VECTORS[-1] + more) * LANES for more in (1, 2))


def whole(random: np.random.Generator, *shape: int) -> np.ndarray:
    return random.integers(-8, 9, shape).astype(np.float32)


@pytest.mark.parametrize("total", range(1, 40))
@pytest.mark.parametrize("most", [1, 2, 5, 16])
def test_split(total: int, most: int) -> None:
    """The fewest parts, of sizes that differ by one at most."""
    parts = split(total, most)
    assert sum(size * count for size, count in parts) == total
    assert sum(count for _, count in parts) == -(-total // most)
    sizes = [size for size, _ in parts]
    assert max(sizes) <= most and max(sizes) - min(sizes) <= 1 and all(count for _, count in parts)


# ---- outer -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outers() -> Workbench:
    """outer_ROWS_COLUMNS_TERMS_KEEP_LANES(c, a, b)."""
    bench = Workbench()
    for rows in SIZES:
        for k, columns in enumerate(COLUMNS):
            for keep in (False, True):
                for lanes in (8, 16):
                    terms = terms_of(rows, k)
                    strides = Strides(c_row=WIDTH, a_row=A_ROW, a_term=8, b_term=WIDTH, lanes=lanes)
                    size: dict[str, Any] = {"rows": rows, "columns": columns, "terms": terms, "keep": keep}
                    emit = partial(outer, strides=strides, **size)
                    bench.add(f"outer_{rows}_{columns}_{int(keep)}_{lanes}", 3, emit)
    return bench


def terms_of(rows: int, k: int) -> int:
    """Every number of terms, for every number of rows and of columns."""
    return TERMS[(rows + k) % len(TERMS)]


@pytest.mark.parametrize("lanes", [8, 16])
@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("rows", SIZES)
def test_outer(outers: Workbench, rows: int, keep: bool, lanes: int) -> None:
    """C (+)= A B for all numbers of columns; terms of A two apart, rows wider than needed."""
    for k, columns in enumerate(COLUMNS):
        terms, wide = terms_of(rows, k), columns * lanes
        random = np.random.default_rng([rows, columns])
        a, b = whole(random, rows, A_ROW // 4), whole(random, terms, WIDTH // 4)
        c = np.full((rows + 1, WIDTH // 4), BESIDE)
        c[:rows, :wide] = whole(random, rows, wide)
        wanted = c.copy()
        wanted[:rows, :wide] = a[:, : 2 * terms : 2] @ b[:, :wide] + keep * c[:rows, :wide]
        outers.call(f"outer_{rows}_{columns}_{int(keep)}_{lanes}", c, a, b)
        assert (c == wanted).all()


# ---- dot -------------------------------------------------------------------------------------------------------------


def o_rows(columns: int) -> tuple[int, ...]:
    """Bytes from row to row of O: apart, and - few columns - side by side."""
    return (O_ROW, 4 * columns) if columns <= 5 else (O_ROW,)


@pytest.fixture(scope="module")
def dots() -> Workbench:
    """dot_ROWS_COLUMNS_VECTORS_OROW(o, w, x), rows_dot_ROWS_VECTORS(o, w, x)."""
    bench = Workbench()
    for k, rows in enumerate(SIZES):
        for columns in SIZES:
            vectors = VECTORS[(k + columns) % len(VECTORS)]
            for o_row in o_rows(columns):
                steps = {"o_row": o_row, "w_row": W_ROW, "x_row": X_ROW}
                size = {"rows": rows, "columns": columns, "vectors": vectors}
                emit = partial(dot, **steps, **size)
                bench.add(f"dot_{rows}_{columns}_{o_row}", 3, emit)
        for vectors in VECTORS:
            size = {"w_row": W_ROW, "x_row": X_ROW, "rows": rows, "vectors": vectors}
            emit = partial(rows_dot, **size)
            bench.add(f"rows_dot_{rows}_{vectors}", 3, emit)
    return bench


@pytest.mark.parametrize("rows", SIZES)
def test_dot(dots: Workbench, rows: int) -> None:
    """O += W X^T for all numbers of columns; rows of O apart or side by side, of W and X wider than needed."""
    for columns in SIZES:
        count = LANES * VECTORS[(SIZES.index(rows) + columns) % len(VECTORS)]
        for o_row in o_rows(columns):
            random = np.random.default_rng([rows, columns])
            w, x = whole(random, rows, W_ROW // 4), whole(random, columns, X_ROW // 4)
            flat = np.full(rows * o_row // 4 + 2 * LANES, BESIDE)
            o = flat[: rows * o_row // 4].reshape(rows, -1)[:, :columns]
            o[:] = whole(random, rows, columns)
            wanted = flat.copy()
            wanted[: rows * o_row // 4].reshape(rows, -1)[:, :columns] += w[:, :count] @ x[:, :count].T
            dots.call(f"dot_{rows}_{columns}_{o_row}", flat, w, x)
            assert (flat == wanted).all()


@pytest.mark.parametrize("vectors", VECTORS)
@pytest.mark.parametrize("rows", SIZES)
def test_rows_dot(dots: Workbench, rows: int, vectors: int) -> None:
    """o_i += W_i . X_i."""
    random = np.random.default_rng([rows, vectors])
    w, x = whole(random, rows, W_ROW // 4), whole(random, rows, X_ROW // 4)
    o = np.full(rows + 2 * LANES, BESIDE)
    o[:rows] = whole(random, rows)
    wanted, count = o.copy(), vectors * LANES
    wanted[:rows] += (w[:, :count] * x[:, :count]).sum(1)
    dots.call(f"rows_dot_{rows}_{vectors}", o, w, x)
    assert (o == wanted).all()


# ---- sums of lanes ---------------------------------------------------------------------------------------------------


def test_sum_lanes() -> None:
    """Lane i is the sum of vector i, 0 beyond."""
    bench = Workbench()

    def emit(e: Emitter, to: Any, values: Any, count: int = 0) -> None:
        e.store(sum_lanes(e, [e.load(values, BYTES * k) for k in range(count)]), to)

    for count in range(1, LANES + 1):
        bench.add(f"sum_{count}", 2, partial(emit, count=count))
    values = whole(np.random.default_rng(0), LANES, LANES)
    for count in range(1, LANES + 1):
        to = np.full(LANES, BESIDE)
        bench.call(f"sum_{count}", to, values)
        assert (to == np.where(np.arange(LANES) < count, values.sum(1), 0)).all()
