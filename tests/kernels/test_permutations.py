"""Permutations between units and windows, as the planner makes them, against indexing; transposition against NumPy."""

from __future__ import annotations

import drivers
import numpy as np
import pytest

from snsim.kernels import permutations
from snsim.kernels.vectors import BYTES, LANES
from snsim.planner.permutations import gather_records, scatter_records

UNITS = 208
WIDTH = 48  # of a window's row, floats


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
    if kind == "twice":
        return random.integers(0, 40, (9, 16))
    return np.full((9, 5), -1)


KINDS = ["runs", "windows", "scattered", "holes", "twice", "nothing"]


def vectors_of(places: np.ndarray) -> np.ndarray:
    """The places of a window as vectors of 16."""
    whole = np.full((len(places), WIDTH), -1)
    whole[:, : places.shape[1]] = places
    return whole.reshape(-1, LANES)


def ends(records: np.ndarray) -> tuple[int, int]:
    """Addresses where records begin and end."""
    return records.ctypes.data, records.ctypes.data + records.nbytes


@pytest.fixture(params=["this processor's", "any processor's"])
def run(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    """gather and scatter: with the instruction of this processor, and lane by lane."""
    if request.param == "any processor's":
        return drivers.gather_anywhere, drivers.scatter_anywhere
    return drivers.gather, drivers.scatter


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_gather(kind: str, seed: int, run) -> None:  # type: ignore[no-untyped-def]
    """Every input comes to its place, and nothing else changes."""
    random = np.random.default_rng(seed)
    places = places_of(kind, random)
    units = random.normal(size=UNITS).astype(np.float32)
    window = np.full((9, WIDTH), 7, np.float32)
    records = gather_records(vectors_of(places))
    run[0](*ends(records), window.ctypes.data, units.ctypes.data)
    wanted = np.full_like(window, 7)
    wanted[:, : places.shape[1]] = np.where(places < 0, 7, units[places])
    assert (window == wanted).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_scatter(kind: str, seed: int, run) -> None:  # type: ignore[no-untyped-def]
    """Every number is added to the unit its input came from (whole numbers: sums are exact in any order)."""
    random = np.random.default_rng(seed)
    places = places_of(kind, random)
    window = random.integers(-9, 9, (9, WIDTH)).astype(np.float32)
    units = random.integers(-9, 9, UNITS).astype(np.float32)
    wanted = units.copy()
    there = places >= 0
    np.add.at(wanted, places[there], window[:, : places.shape[1]][there])
    records = scatter_records(vectors_of(places))
    run[1](*ends(records), units.ctypes.data, window.ctypes.data)
    assert (units == wanted).all()


def test_neighbours_take_few_records() -> None:
    """A vector of neighbours comes from two vectors at most, from one where they are aligned."""
    shifted = 3 + np.arange(160).reshape(10, LANES)
    assert len(gather_records(shifted)) == 20
    assert len(gather_records(shifted - 3)) == 10


def test_no_vector_changes_twice_in_a_row() -> None:
    """Unless it is the only one left."""
    records = gather_records(np.random.default_rng(0).integers(0, 4 * LANES, (20, LANES)))
    assert (np.diff(records["to"][:40]) != 0).all()


def test_records_are_as_kernels_read_them() -> None:
    assert permutations.RECORD.itemsize == 32 and permutations.RECORD.fields["lanes"][1] == permutations.LANES_AT


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [1, 2, 5])
def test_transpose(rows: int, columns: int) -> None:
    source = np.random.default_rng(0).normal(size=(rows * LANES, columns * LANES)).astype(np.float32)
    to = np.zeros((columns * LANES, rows * LANES + 3), np.float32)
    to[:, rows * LANES :] = 5
    drivers.transpose(to.ctypes.data, to.strides[0], source.ctypes.data, columns * BYTES, rows, columns)
    assert (to[:, : rows * LANES] == source.T).all()
    assert (to[:, rows * LANES :] == 5).all()
