"""Shifted pictures against NumPy, and how often each shift is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from numeric.tasks import seeded

from snsim.kernels.augmentation import Shift, offset, shifted
from snsim.kernels.jit import kernel


@kernel
def offsets(most, random, found):  # type: ignore[no-untyped-def]
    for k in range(len(found)):
        found[k] = offset(most, random)


def drawn(most: int, count: int) -> np.ndarray:
    found = np.zeros(count, np.int64)
    offsets(most, seeded(), found)
    return found


@pytest.mark.parametrize("most", [0, 1, 3])
def test_offsets(most: int) -> None:
    """All from -most to most, about equally often."""
    values, counts = np.unique(drawn(most, 7000), return_counts=True)
    assert values.tolist() == list(range(-most, most + 1))
    assert counts.min() > 0.85 * 7000 / (2 * most + 1)


@pytest.mark.parametrize(("rows", "columns"), [(5, 3), (1, 6), (4, 4)])
def test_shifted(rows: int, columns: int) -> None:
    """By the next two draws, rows first; what comes in is background; nothing beyond the picture is written."""
    random, picture = seeded(), np.arange(1.0, rows * columns + 1, dtype=np.float32).reshape(rows, columns)
    draws, most = drawn(2, 80).reshape(40, 2), 2
    shift = Shift(most, rows, columns, np.float32(-1))
    for down, right in draws.tolist():
        moved = np.full(rows * columns + 3, 9, np.float32)
        shifted(picture.ravel(), moved, shift, random)
        framed = np.pad(picture, 2 * most, constant_values=-1)
        wanted = np.roll(framed, (down, right), (0, 1))[2 * most :, 2 * most :][:rows, :columns]
        assert (moved[: rows * columns].reshape(rows, columns) == wanted).all()
        assert (moved[rows * columns :] == 9).all()
