"""Cutting windows into moves: stretches of neighbouring inputs that are copied, and added back, in one go."""

from __future__ import annotations

import numpy as np

from ..kernels.moves import WIDTH

TRIED = 5  # positions by whose inputs the columns are sorted, to see which gives the longest runs


def column_order(places: np.ndarray) -> np.ndarray:
    """The order of a window's columns that needs the fewest moves; ``places`` (positions, T) as in ``gather_moves``.

    At an inner position neighbouring columns meet neighbouring units; at the border of a map they meet the frame. Which
    positions are inner is not known here, so a few are tried.
    """
    tried = {int(p) for p in np.linspace(0, len(places) - 1, TRIED)}
    orders = [np.lexsort(np.roll(places, -p, 0)[::-1]) for p in sorted(tried)]
    return min(orders, key=lambda order: len(gather_moves(places[:, order], 4 * places.shape[1])))


def gather_moves(places: np.ndarray, stride: int) -> np.ndarray:
    """Moves that fill a window.

    ``places`` (rows, T) int64: byte offsets of its inputs, -1 for none; its rows lie ``stride`` bytes apart.
    """
    rows, width = places.shape
    to = (np.arange(rows) * stride)[:, None] + 4 * np.arange(width)
    return _moves(to.ravel(), places.ravel(), np.repeat(np.arange(rows), width))


def scatter_moves(places: np.ndarray, stride: int) -> np.ndarray:
    """Moves that bring a window back to its inputs.

    Moves that touch the same units are kept as far apart as can be, in rounds without overlap: a processor that has
    just stored a number cannot at once load a vector that overlaps it.
    """
    moves = gather_moves(places, stride)
    if not len(moves):
        return moves
    cells = moves[:, 1] // 4
    latest = np.zeros(int(cells.max()) + WIDTH + 1, np.int64)
    turns = np.empty(len(moves), np.int64)
    for k, (cell, count) in enumerate(zip(cells.tolist(), moves[:, 2].tolist(), strict=True)):
        turn = latest[cell : cell + count].max() + 1
        latest[cell : cell + count] = turn
        turns[k] = turn
    return moves[np.argsort(turns, kind="stable")]


def _moves(to: np.ndarray, source: np.ndarray, row: np.ndarray) -> np.ndarray:
    """(to, from, count) for every stretch of neighbours, cut to at most ``WIDTH`` floats."""
    there = source >= 0
    to, source, row = to[there], source[there], row[there]
    if not len(to):
        return np.zeros((0, 3), np.int64)
    follows = (np.diff(source) == 4) & (np.diff(to) == 4) & (np.diff(row) == 0)
    index = np.arange(len(to))
    begin = np.concatenate([[True], ~follows])
    within = index - np.maximum.accumulate(np.where(begin, index, 0))
    first = np.flatnonzero(within % WIDTH == 0)
    counts = np.diff(np.concatenate([first, [len(to)]]))
    return np.stack([to[first], source[first], counts], 1).astype(np.int64)
