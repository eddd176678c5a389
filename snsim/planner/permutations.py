"""The records that fill windows from units, and bring what comes back to units again (``kernels/permutations.py``)."""

from __future__ import annotations

import numpy as np

from ..kernels.permutations import RECORD
from ..kernels.vectors import BYTES, LANES


def gather_records(places: np.ndarray) -> np.ndarray:
    """Records that fill vectors: ``places`` (vectors, 16) int64, for every lane the float index of its unit, or -1.

    ``source`` counts from the first unit, ``to`` from the first vector.
    """
    vector, lane = np.nonzero(places >= 0)
    place = places[vector, lane]
    return _records(place // LANES, place % LANES, vector, lane)


def scatter_records(places: np.ndarray) -> np.ndarray:
    """Records that add the same vectors to their units: ``source`` counts from the first vector, ``to`` from the first
    unit."""
    vector, lane = np.nonzero(places >= 0)
    place = places[vector, lane]
    return _records(vector, lane, place // LANES, place % LANES)


def _records(source: np.ndarray, source_lane: np.ndarray, to: np.ndarray, to_lane: np.ndarray) -> np.ndarray:
    """One record for each pair of vectors, and more where a lane gets several lanes of one vector."""
    if not len(source):
        return np.zeros(0, RECORD)
    pairs = np.stack([to, source, _occurrence(np.stack([to, source, to_lane], 1))], 1)
    keys, which = np.unique(pairs, axis=0, return_inverse=True)
    records = np.zeros(len(keys), RECORD)
    records["source"], records["to"] = keys[:, 1] * BYTES, keys[:, 0] * BYTES
    records["lanes"] = LANES + np.arange(LANES)
    records["lanes"][which.ravel(), to_lane] = source_lane
    return records[_turns(keys[:, 0])]


def _occurrence(rows: np.ndarray) -> np.ndarray:
    """For every row how many equal ones stand before it."""
    _, which = np.unique(rows, axis=0, return_inverse=True)
    return _rank_in_group(which.ravel())


def _rank_in_group(group: np.ndarray) -> np.ndarray:
    """Number of each element within its group, in order."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    begins = np.flatnonzero(np.concatenate([[True], np.diff(ordered) != 0]))
    ranks = np.arange(len(group)) - np.repeat(begins, np.diff(np.concatenate([begins, [len(group)]])))
    result = np.empty(len(group), np.int64)
    result[order] = ranks
    return result


def _turns(to: np.ndarray) -> np.ndarray:
    """An order in which every vector is changed once before any is changed again."""
    return np.lexsort((to, _rank_in_group(to)))
