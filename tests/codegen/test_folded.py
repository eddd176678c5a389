"""The product with lanes along maps and positions against NumPy, on whole numbers, which no order rounds."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen.emitter import LANES, Emitter
from snsim.codegen.folded import fold, fold_of, folded
from snsim.planner.layout import FEW_MAPS, padded, row_of

MAPS = range(1, FEW_MAPS + 1)
POSITIONS = (1, 2, 7, 16, 17, 40, 64)
ROWS = (1, 2, 3, 5, 16, 19, 50)
SPACING = 96  # floats from map to map
X_ROW = 80
BESIDE = 7.0


def rows_of(maps: int, positions: int) -> int:
    """Every number of rows for some number of maps."""
    return ROWS[(maps + POSITIONS.index(positions)) % len(ROWS)]


@pytest.fixture(scope="module")
def bench() -> Workbench:
    """fold_MAPS_POSITIONS(to, d), folded_MAPS_POSITIONS_KEEP(c, x, d folded)."""
    made = Workbench()
    for maps in MAPS:
        for positions in POSITIONS:
            emit: Any = partial(_fold, maps=maps, positions=positions)
            made.add(f"fold_{maps}_{positions}", 2, emit)
            for keep in (False, True):
                size = {"maps": maps, "rows": rows_of(maps, positions), "positions": positions, "keep": keep}
                made.add(f"folded_{maps}_{positions}_{int(keep)}", 3, partial(folded, x_row=4 * X_ROW, **size))
    return made


def _fold(e: Emitter, to: Any, source: Any, maps: int, positions: int) -> None:
    fold(e, to, source, maps=maps, spacing=4 * SPACING, positions=positions)


def whole(random: np.random.Generator, *shape: int) -> np.ndarray:
    return random.integers(-9, 10, shape).astype(np.float32)


def fold_by_hand(d: np.ndarray) -> np.ndarray:
    """(positions / fold, 16): maps, and for each some neighbouring positions."""
    maps, positions = d.shape
    size = fold_of(maps)
    room = np.zeros((LANES // size, padded(positions, size)), np.float32)
    room[:maps, :positions] = d
    return room.reshape(LANES // size, -1, size).swapaxes(0, 1).reshape(-1, LANES)


def test_as_many_positions_as_there_is_room_for() -> None:
    assert [fold_of(maps) for maps in MAPS] == [16, 8, 4, 4, 2, 2, 2, 2]


@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("maps", MAPS)
def test_fold(bench: Workbench, maps: int, positions: int) -> None:
    """Maps side by side, position after position; what is beyond the positions stays as it is: 0."""
    d = np.zeros((maps, SPACING), np.float32)
    d[:, :positions] = whole(np.random.default_rng(maps), maps, positions)
    wanted = fold_by_hand(d[:, :positions])
    to = np.full((len(wanted) + 1, LANES), BESIDE, np.float32)
    bench.call(f"fold_{maps}_{positions}", to, d)
    assert (to[:-1] == wanted).all()
    assert (to[-1] == BESIDE).all()


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("maps", MAPS)
def test_folded(bench: Workbench, maps: int, positions: int, keep: bool) -> None:
    """C (+)= X D^T; the padding of C gets 0, and what lies beyond its last vector nothing."""
    random, rows = np.random.default_rng([maps, positions]), rows_of(maps, positions)
    d, x = whole(random, maps, positions), whole(random, rows, X_ROW)
    row, size = row_of(maps), padded(rows, fold_of(maps))
    c = np.full((size + 2 * fold_of(maps), row), BESIDE, np.float32)
    before = c.copy()
    c[:rows, :maps] = before[:rows, :maps] = whole(random, rows, maps)
    bench.call(f"folded_{maps}_{positions}_{int(keep)}", c, x, fold_by_hand(d))
    assert (c[:rows, :maps] == x[:, :positions] @ d.T + keep * before[:rows, :maps]).all()
    assert (c[:rows, maps:] == keep * BESIDE).all() and (c[rows:size] == keep * BESIDE).all()
    assert (c[size:] == BESIDE).all()
