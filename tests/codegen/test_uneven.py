"""Maps that do not lie evenly, there and back, against indexing."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen.emitter import LANES
from snsim.codegen.uneven import add_floats, add_rows, copy_rows

ROW_PLACES = ((0, 384, 192, 1024), (64,))
FLOAT_PLACES = ((0, 4, 8), tuple(range(40, 40 + 4 * 37, 4)), (12, 4, 80, 44), tuple(range(0, 128, 4)))


@pytest.fixture(scope="module")
def bench() -> Workbench:
    """{copy,add}_rows_K, add_floats_K (to, source)."""
    made = Workbench()
    for k, rows in enumerate(ROW_PLACES):
        made.add(f"copy_rows_{k}", 2, partial(copy_rows, rows=rows, vectors=3))
        made.add(f"add_rows_{k}", 2, partial(add_rows, rows=rows, vectors=3))
    for k, places in enumerate(FLOAT_PLACES):
        made.add(f"add_floats_{k}", 2, partial(add_floats, places=places))
    return made


@pytest.mark.parametrize("k", range(len(ROW_PLACES)))
def test_rows(bench: Workbench, k: int) -> None:
    """Three vectors of each row, there and back."""
    rows = np.array(ROW_PLACES[k])[:, None] // 4 + np.arange(3 * LANES)
    source = np.random.default_rng(0).normal(size=400).astype(np.float32)
    to = np.full((len(rows) + 1, 3 * LANES), 5, np.float32)
    bench.call(f"copy_rows_{k}", to, source)
    assert (to[:-1] == source[rows]).all() and (to[-1] == 5).all()
    back = source.copy()
    bench.call(f"add_rows_{k}", back, to)
    source[rows] *= 2
    assert (back == source).all()


@pytest.mark.parametrize("k", range(len(FLOAT_PLACES)))
def test_floats(bench: Workbench, k: int) -> None:
    places = np.array(FLOAT_PLACES[k]) // 4
    source = np.random.default_rng(0).normal(size=80).astype(np.float32)
    back = source.copy()
    bench.call(f"add_floats_{k}", back, source[places])
    source[places] *= 2
    assert (back == source).all()
