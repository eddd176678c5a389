"""The windows of a plan: which way each is turned, where it lies, which units fill it."""

from __future__ import annotations

import numpy as np

from .blocks import Block
from .layout import BYTES, DENSE, LANES, PAGE, WindowLayout, padded, row_of
from .places import UnitPlaces

# costs in operations on vectors
SUM_COST = 3  # an output of a dot product: its lanes have to be summed
MOVE_COST = 3  # filling a vector of a window from one vector of units, or bringing it back
TURN_COST = 6  # a vector of gradients turned


class Views:
    """Says how a block's window lies. ``computed[u]``: unit u is in a layer that is computed, ``varies[u]``: or is an
    input."""

    def __init__(self, layers: list[np.ndarray], places: UnitPlaces):
        self.places = places
        self.computed = np.zeros(len(places.place), bool)
        self.computed[np.concatenate(layers[1:])] = True
        self.varies = self.computed.copy()
        self.varies[layers[0]] = True
        self.taken = np.zeros(places.bytes // 4, bool)  # places of a unit field that hold a unit
        self.taken[places.place[places.place >= 0] // 4] = True

    def is_turned(self, block: Block) -> bool:
        """Are lanes to run along positions rather than along the inputs of one?"""
        maps, positions, inputs = *block.units.shape, block.inputs
        if positions == 1 or block.kind != DENSE:
            return False
        across, vectors = padded(positions) // LANES, padded(inputs) // LANES
        straight = maps * positions * (3 * vectors + SUM_COST) + MOVE_COST * self._moves(block.sources)
        along_maps = row_of(maps) / LANES
        turned = 2 * maps * inputs * across + inputs * positions * along_maps
        turned += TURN_COST * maps * across + MOVE_COST * self._moves(block.sources.T)
        return turned < straight

    def column_order(self, block: Block, turned: bool) -> np.ndarray:
        """The columns by the place of what they see at a position; at which, is tried: the border sees the frame."""
        if turned or block.kind != DENSE or block.folded:
            return np.arange(block.inputs)
        places = self._variable_places(block.sources)
        tried = sorted({int(p) for p in np.linspace(0, len(places) - 1, 5)})
        orders = [np.lexsort((places[p], places[p] < 0)) for p in tried]
        return min(orders, key=lambda order: self._moves(block.sources[:, order]))

    def layout(self, block: Block, turned: bool, x: int) -> WindowLayout:
        """The window of a block, at ``x`` unless the units themselves will do."""
        uses = block.by_use(block.sources)
        depth, positions, inputs = uses.shape
        rows = uses.swapaxes(1, 2) if turned else uses
        # sums are of all that is seen, else what never changes lies there already
        gather = np.stack([_vectors(self._places(row) if depth > 1 else self._variable_places(row)) for row in rows])
        back = np.where(np.stack([_vectors(self._computed(row)) for row in rows]) > 0, gather, -1)
        units = self._side_by_side(rows[0]) if positions == depth == 1 else -1
        width = padded(rows.shape[2]) * 4
        if units < 0 and width % PAGE == 0:
            width += BYTES  # rows a page apart would fall into the same few lines of the cache
            gather, back = (np.stack([_widened(use, rows.shape[1]) for use in places]) for places in (gather, back))
        return WindowLayout(positions, inputs, turned, width, x, units, gather, back, ())

    def constants(self, window: WindowLayout, sources: np.ndarray) -> np.ndarray:
        """(2, n) float indices: places in the window that never change, and the units seen there."""
        if window.units >= 0 or window.folded:
            return np.zeros((2, 0), np.int64)
        rows = sources.T if window.turned else sources
        line, column = np.nonzero((rows >= 0) & ~self.varies[rows])
        return np.stack([(window.x + line * window.row) // 4 + column, self.places.place[rows[line, column]] // 4])

    def _computed(self, rows: np.ndarray) -> np.ndarray:
        """1 where a computed unit is seen, else 0."""
        return np.where(rows >= 0, self.computed[rows], False).astype(np.int64)

    def _places(self, sources: np.ndarray) -> np.ndarray:
        """Float index of the unit in every place of a window, -1 for none."""
        return np.where(sources >= 0, self.places.place[sources] // 4, -1)

    def _variable_places(self, sources: np.ndarray) -> np.ndarray:
        """Float index of the unit in every place of a window, -1 where nothing changes."""
        return np.where((sources >= 0) & self.varies[sources], self.places.place[sources] // 4, -1)

    def _moves(self, rows: np.ndarray) -> int:
        return count_moves(_vectors(self._variable_places(rows)))

    def _side_by_side(self, rows: np.ndarray) -> int:
        """Where the units of the only row lie side by side, followed by none within the last vector; else -1."""
        places = self._variable_places(rows)[0]
        first, count = int(places[0]), len(places)
        if first < 0 or first % LANES or (np.diff(places) != 1).any():
            return -1
        return -1 if self.taken[first + count : first + padded(count)].any() else 4 * first


def count_moves(places: np.ndarray) -> int:
    """How many pairs of a vector (rows of ``places``) and a vector of units it is filled from there are."""
    vector, lane = np.nonzero(places >= 0)
    return len(np.unique(np.stack([vector, places[vector, lane] // LANES], 1), axis=0))


def _vectors(rows: np.ndarray) -> np.ndarray:
    """The rows, padded with -1 to whole vectors, as vectors: (n, 16)."""
    whole = np.full((rows.shape[0], padded(rows.shape[1])), -1, np.int64)
    whole[:, : rows.shape[1]] = rows
    return whole.reshape(-1, LANES)


def _widened(vectors: np.ndarray, rows: int) -> np.ndarray:
    """One more vector at the end of every row."""
    whole = vectors.reshape(rows, -1)
    return np.concatenate([whole, np.full((rows, LANES), -1)], 1).reshape(-1, LANES)
