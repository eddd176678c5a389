"""Moves between units and windows, as the planner cuts them, against indexing; transposition against NumPy's."""

from __future__ import annotations

import drivers
import numpy as np
import pytest

from snsim.kernels.moves import MOVE_BYTES, WIDTH
from snsim.kernels.vectors import BYTES, LANES
from snsim.planner.moves import column_order, gather_moves, scatter_moves

UNITS = 200


def places_of(kind: str, random: np.random.Generator) -> np.ndarray:
    """Which units a window of 9 positions looks at, -1 for none."""
    if kind == "runs":
        return random.integers(0, UNITS - 40, (9, 1)) + np.arange(37)
    if kind == "windows":
        return np.arange(9)[:, None] * 2 + np.concatenate([row * 20 + np.arange(5) for row in range(5)])
    if kind == "scattered":
        return np.stack([random.permutation(UNITS)[:23] for _ in range(9)])
    if kind == "holes":
        return np.where(random.random((9, 33)) < 0.4, -1, np.arange(33) + np.arange(9)[:, None])
    return np.full((9, 5), -1)


KINDS = ["runs", "windows", "scattered", "holes", "nothing"]


def table(moves: np.ndarray) -> tuple[np.ndarray, int, int]:
    """The moves as kernels read them, with the addresses of their begin and end."""
    kept = np.ascontiguousarray(moves, np.int32)
    return kept, kept.ctypes.data, kept.ctypes.data + MOVE_BYTES * len(kept)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_gather(kind: str, seed: int) -> None:
    """Every input comes to its place, and nothing else changes."""
    random = np.random.default_rng(seed)
    places = places_of(kind, random)
    units = random.normal(size=UNITS + LANES).astype(np.float32)
    window = np.full((9, 48), 7, np.float32)
    moves = gather_moves(np.where(places < 0, -1, 4 * places), window.strides[0])
    assert (moves[:, 2] <= WIDTH).all() and moves[:, 2].sum() == (places >= 0).sum()
    _kept, first, end = table(moves)
    drivers.gather(first, end, window.ctypes.data, units.ctypes.data)
    wanted = np.full_like(window, 7)
    wanted[:, : places.shape[1]] = np.where(places < 0, 7, units[places])
    assert (window == wanted).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_scatter(kind: str, seed: int) -> None:
    """Every number is added to the unit its input came from (whole numbers: sums are exact in any order)."""
    random = np.random.default_rng(seed)
    places = places_of(kind, random)
    window = random.integers(-9, 9, (9, 48)).astype(np.float32)
    units = random.integers(-9, 9, UNITS + LANES).astype(np.float32)
    wanted = units.copy()
    there = places >= 0
    np.add.at(wanted, places[there], window[:, : places.shape[1]][there])
    _kept, first, end = table(scatter_moves(np.where(there, 4 * places, -1), window.strides[0]))
    drivers.scatter(first, end, units.ctypes.data, window.ctypes.data)
    assert (units == wanted).all()


def test_long_runs_are_few_moves() -> None:
    """37 neighbours are five moves, in whatever order the columns came."""
    random = np.random.default_rng(0)
    places = 4 * (np.arange(9)[:, None] * 3 + random.permutation(37))
    order = column_order(places)
    assert sorted(order) == list(range(37))
    assert len(gather_moves(places[:, order], 4 * 48)) == 9 * 5


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [1, 2, 5])
def test_transpose(rows: int, columns: int) -> None:
    source = np.random.default_rng(0).normal(size=(rows * LANES, columns * LANES)).astype(np.float32)
    to = np.zeros((columns * LANES, rows * LANES + 3), np.float32)
    to[:, rows * LANES :] = 5
    drivers.transpose(to.ctypes.data, to.strides[0], source.ctypes.data, columns * BYTES, rows, columns)
    assert (to[:, : rows * LANES] == source.T).all()
    assert (to[:, rows * LANES :] == 5).all()
