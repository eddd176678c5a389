"""Distances and the k nearest against numpy: float32 sums in order, ties by number (sn28.md, 5.2)."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.kernels import neighbours

RANDOM = np.random.default_rng(0)


def distances(rows: np.ndarray, references: np.ndarray) -> np.ndarray:
    """All of them, component after component, one rounding an operation."""
    total = np.zeros((len(rows), len(references)), np.float32)
    for i in range(rows.shape[1]):
        d = rows[:, i, None] - references[None, :, i]
        total += d * d
    return total


@pytest.mark.parametrize("k", [1, 2, 7])
@pytest.mark.parametrize("size", [1, 4, 7, 18])
@pytest.mark.parametrize("count", [7, 64, 150])  # below, at and above a tile
def test_nearest(count: int, size: int, k: int) -> None:
    rows = RANDOM.normal(size=(9, size)).astype(np.float32)
    references = RANDOM.normal(size=(count, size)).astype(np.float32)
    found, near = np.empty((9, k), np.int32), np.empty((9, k), np.float32)
    neighbours.nearest(rows, references, found, near)
    expected = distances(rows, references)
    order = np.argsort(expected, axis=1, kind="stable")[:, :k]
    assert (found == order).all()
    assert (near == np.take_along_axis(expected, order, 1)).all()


def test_of_equal_ones_the_first() -> None:
    references = np.array([[3], [1], [1], [0], [1], [3]], np.float32)
    found, near = np.empty((1, 6), np.int32), np.empty((1, 6), np.float32)
    neighbours.nearest(np.array([[1]], np.float32), references, found, near)
    assert found.tolist() == [[1, 2, 4, 3, 0, 5]]
    assert near.tolist() == [[0, 0, 0, 1, 4, 4]]


def test_not_a_number_is_no_way_out_of_the_list() -> None:
    references = np.array([[np.nan], [np.inf], [2]], np.float32)
    found, near = np.empty((1, 3), np.int32), np.empty((1, 3), np.float32)
    neighbours.nearest(np.zeros((1, 1), np.float32), references, found, near)
    assert sorted(found[0].tolist()) == [0, 1, 2]


def test_all_distances() -> None:
    rows, references = RANDOM.normal(size=(1, 13)).astype(np.float32), RANDOM.normal(size=(5, 13)).astype(np.float32)
    found = np.empty(5, np.float32)
    neighbours.all_distances(rows[0], references, found)
    assert (found == distances(rows, references)[0]).all()
