"""A pass of k-means and of LVQ against a transcription: one row after the other, float32 (sn28.md, 5.4 and 5.5)."""

from __future__ import annotations

import numpy as np
import pytest
from test_neighbours import distances

from snsim.kernels import codebooks

F = np.float32
RANDOM = np.random.default_rng(1)
ROWS = RANDOM.normal(size=(40, 6)).astype(F)
LABELS = RANDOM.integers(0, 3, 40).astype(np.int32)
REFERENCES = RANDOM.normal(size=(8, 6)).astype(F)
REFERENCE_LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1], np.int32)


def test_k_means_pass() -> None:
    columns, counts = np.ascontiguousarray(REFERENCES.T), np.ones(8, F)
    codebooks.k_means_pass(ROWS, columns, counts)
    words, c = REFERENCES.copy(), np.ones(8, F)
    for x in ROWS:
        best = int(distances(x[None], words)[0].argmin())
        words[best] = (c[best] * words[best] + x) / (c[best] + F(1))
        c[best] += F(1)
    assert (words == columns.T).all()
    assert (counts == c).all()


def test_a_row_on_its_reference_does_not_count() -> None:
    columns, counts = np.ascontiguousarray(ROWS[:2].T), np.ones(2, F)
    codebooks.k_means_pass(ROWS[:2], columns, counts)
    assert counts.tolist() == [1, 1]


def _dot(a: np.ndarray, b: np.ndarray) -> np.float32:
    total = F(0)
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


def in_window(first: np.ndarray, second: np.ndarray, x: np.ndarray, window: np.float32) -> bool:
    d = second - first
    return bool(abs(F(2) * _dot(x - first, d) - _dot(d, d)) <= window * _dot(d, d))


def transcribed(version: int, words: np.ndarray, alpha: np.float32, window: np.float32) -> int:
    """The pass; how many references it moved."""
    moved = 0
    for x, wanted in zip(ROWS, LABELS, strict=True):
        order = np.argsort(distances(x[None], words)[0], kind="stable")
        first, second = order[0], order[1]
        if version == 1:
            rate = -alpha if REFERENCE_LABELS[first] == wanted else alpha
            words[first] -= rate * (x - words[first])
            moved += 1
        elif REFERENCE_LABELS[first] != wanted:
            if version == 3:
                second = next(j for j in order if REFERENCE_LABELS[j] == wanted)
            if REFERENCE_LABELS[second] == wanted and in_window(words[first], words[second], x, window):
                words[first] -= alpha * (x - words[first])
                words[second] -= -alpha * (x - words[second])
                moved += 2
    return moved


@pytest.mark.parametrize("window", [0.1, 0.4])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_lvq_pass(version: int, window: float) -> None:
    columns, words = np.ascontiguousarray(REFERENCES.T), REFERENCES.copy()
    codebooks.lvq_pass(version, ROWS, LABELS, columns, REFERENCE_LABELS, F(0.3), F(window))
    assert transcribed(version, words, F(0.3), F(window)) > 0
    assert (words == columns.T).all()
