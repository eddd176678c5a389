"""Arithmetic between fields (sn28.md 2.3), with places that occur twice: each is done in turn."""

from __future__ import annotations

import numpy as np
import pytest
from numeric.rounded import running_sum

from snsim.kernels import bulk

RANDOM = np.random.default_rng(0)
A, B = RANDOM.normal(size=(2, 20)).astype(np.float32)
TO_AT, A_AT, B_AT = RANDOM.integers(0, 20, (3, 30))  # more places than numbers: some occur twice
G, H = np.float32(0.3), np.float32(-1.7)


def assigned(results: np.ndarray) -> np.ndarray:
    """The field that the results are put into one after the other."""
    to = np.zeros(20, np.float32)
    for place, result in zip(TO_AT, results, strict=True):
        to[place] = result
    return to


def test_combine() -> None:
    to = np.zeros(20, np.float32)
    bulk.combine(to, TO_AT, A, A_AT, G, B, B_AT, H)
    assert (to == assigned(G * A[A_AT] + H * B[B_AT])).all()


def test_combine_compounds() -> None:
    """A place that occurs twice sees its own result (a shared weight in op-sfield)."""
    to = np.array([1, 2], np.float32)
    places = np.array([0, 1, 0])
    bulk.combine(to, places, to, places, np.float32(3), to, places, np.float32(0))
    assert to.tolist() == [9, 6]


def test_multiply_and_invert() -> None:
    for found, results, arguments in (
        (bulk.multiply, A[A_AT] * B[B_AT], (A, A_AT, B, B_AT)),
        (bulk.invert, G / A[A_AT], (A, A_AT, G)),
    ):
        to = np.zeros(20, np.float32)
        assert found(to, TO_AT, *arguments) == running_sum(results)
        assert (to == assigned(results)).all()


@pytest.mark.parametrize("add", [False, True])
def test_copy(add: bool) -> None:
    to, wanted = B.copy(), B.copy()
    for place, value in zip(TO_AT, A[A_AT], strict=True):
        wanted[place] = wanted[place] + value if add else value
    bulk.copy(to, TO_AT, A, A_AT, add)
    assert (to == wanted).all()
