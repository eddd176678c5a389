"""Sums that tell whether all numbers are finite, and what sums cannot tell."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.network.finiteness import all_finite


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 7, 99])
def test_one_that_is_none(wrong: float, place: int) -> None:
    numbers = np.linspace(-1, 1, 100, dtype=np.float32)
    assert all_finite(numbers[:40], numbers[40:])
    numbers[place] = wrong
    assert not all_finite(numbers[:40], numbers[40:])
    assert not all_finite(numbers)


def test_infinities_that_cancel() -> None:
    assert not all_finite(np.array([np.inf, 1, -np.inf], np.float32))


def test_sums_that_are_too_large() -> None:
    """Large numbers are numbers, though their sum is none."""
    large = np.full(50, 3e38, np.float32)
    assert all_finite(large)
    assert all_finite(large, -large)
    assert not all_finite(large, np.array([np.nan], np.float32))


def test_none() -> None:
    assert all_finite() and all_finite(np.zeros(0, np.float32))
