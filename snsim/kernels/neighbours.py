"""Squared Euclidean distances from rows to references, and the nearest references (sn28.md, 5.2).

    D_rj = sum_i (x_ri - m_ji)^2        float32, i in increasing order, one rounding an operation

References are taken ``TILE`` at a time, their components turned into columns: so the sums of neighbouring references
run side by side in vector registers, each in its own order.
"""

from __future__ import annotations

import numpy as np

from .jit import kernel, part

F0 = np.float32(0)
TILE = 64  # references whose 256 components stay in the nearest caches


@part
def add_up(x, columns, count, sums):  # type: ignore[no-untyped-def]
    """``sums[j]`` = the distance of x (d,) from column j of ``columns`` (d, at least count)."""
    size = len(x)
    for j in range(count):
        sums[j] = F0
    whole = size - size % 4
    for i in range(0, whole, 4):  # four components at a time save loads and stores of the sums
        x0, x1, x2, x3 = x[i], x[i + 1], x[i + 2], x[i + 3]
        for j in range(count):
            d0, d1, d2, d3 = x0 - columns[i, j], x1 - columns[i + 1, j], x2 - columns[i + 2, j], x3 - columns[i + 3, j]
            sums[j] = (((sums[j] + d0 * d0) + d1 * d1) + d2 * d2) + d3 * d3
    for i in range(whole, size):
        for j in range(count):
            d0 = x[i] - columns[i, j]
            sums[j] += d0 * d0


@part
def first_least(values):  # type: ignore[no-untyped-def]
    """The place of the smallest value, the first of several."""
    best = 0
    for j in range(1, len(values)):
        if values[j] < values[best]:
            best = j
    return best


@part
def _insert(distance, reference, filled, found, distances):  # type: ignore[no-untyped-def]
    """Into the list of the nearest so far (``filled`` of them are), behind those that are as near."""
    place = min(filled, len(found) - 1)
    while place > 0 and distance < distances[place - 1]:
        distances[place], found[place] = distances[place - 1], found[place - 1]
        place -= 1
    distances[place], found[place] = distance, reference


@kernel
def nearest(rows, references, found, distances):  # type: ignore[no-untyped-def]
    """The k nearest references of every row, nearest first, of equal ones the lowest number first.

    ``rows`` (m, d), ``references`` (n, d) float32, contiguous; results in ``found`` (m, k) int32 and ``distances``
    (m, k) float32, k <= n.
    """
    (count, size), k = references.shape, found.shape[1]
    columns, sums = np.empty((size, TILE), np.float32), np.empty(TILE, np.float32)
    for start in range(0, count, TILE):
        here = min(TILE, count - start)
        for j in range(here):
            for i in range(size):
                columns[i, j] = references[start + j, i]
        for r in range(len(rows)):
            add_up(rows[r], columns, here, sums)
            for j in range(here):
                filled = start + j
                if filled < k or sums[j] < distances[r, k - 1]:
                    _insert(sums[j], filled, filled, found[r], distances[r])


@kernel
def all_distances(x, references, distances):  # type: ignore[no-untyped-def]
    """From x (d,) to every reference (n, d); results in ``distances`` (n,)."""
    for j in range(len(references)):
        total = F0
        for i in range(len(x)):
            d = x[i] - references[j, i]
            total += d * d
        distances[j] = total
