"""The windows of a plan: where they lie, which way they are turned, the records that fill them."""

from __future__ import annotations

import numpy as np

from ..kernels import arena as a
from ..kernels.permutations import RECORD
from ..kernels.vectors import BYTES, LANES
from .layout import AddressTables, Arena, UnitPlaces, padded
from .permutations import gather_records, scatter_records
from .recognise import Block

# costs in vector operations
SUM_COST = 3  # an output of a dot product: its lanes have to be summed
RECORD_COST = 4  # a record, there and back
TURN_COST = 96  # turning 16 x 16 floats


class WindowTable:
    """Makes a window when a block first needs it. ``rows`` and ``records`` grow; ``computed[u]``: unit u is in a layer
    that is computed, ``varies[u]``: or is an input."""

    def __init__(
        self,
        layers: list[np.ndarray],
        blocks: list[list[Block]],
        places: UnitPlaces,
        arena: Arena,
        addresses: AddressTables,
    ):
        self.places, self.arena, self.addresses = places, arena, addresses
        self.rows: list[list[int]] = []
        self.records: list[np.ndarray] = []
        self.record_bytes = 0
        self.constants: list[np.ndarray] = []
        self.known: dict[tuple[int, bytes], tuple[int, np.ndarray]] = {}
        self.computed = np.zeros(len(places.place), bool)
        self.computed[np.concatenate(layers[1:])] = True
        self.varies = self.computed.copy()
        self.varies[layers[0]] = True
        self.scratch = 1  # vectors of the largest window, or of the maps that look through it
        self.most_maps = max((len(block.units) for own in blocks for block in own), default=1)

    def begin_layer(self) -> None:
        """Layers may look at the same units, but what comes back to a window is collected for one layer at a time."""
        self.known.clear()

    def longest(self) -> int:
        """The most positions or inputs a window has."""
        return max((max(row[a.WIN_POSITIONS], row[a.WIN_INPUTS]) for row in self.rows), default=1)

    def constant_places(self) -> np.ndarray:
        """(2, n) arena indices: places in windows; the never computed units that are seen there."""
        return np.concatenate(self.constants, 1) if self.constants else np.zeros((2, 0), np.int64)

    def window_of(self, block: Block) -> tuple[int, Block]:
        """The number of the block's window, and the block with its columns in the window's order."""
        key = block.kind, np.array(block.sources.shape).tobytes() + block.sources.tobytes()
        if key not in self.known:
            turned = self._turned(block)
            order = self._column_order(block, turned)
            self.known[key] = self._make(block.sources[:, order], turned), order
        window, order = self.known[key]
        self.scratch = max(self.scratch, len(block.units) * self.rows[window][a.WIN_ACROSS])
        return window, block.with_columns(order)

    def _turned(self, block: Block) -> bool:
        """Are lanes to run along positions rather than along the inputs of one?"""
        maps, positions, inputs = block.links.shape
        if not block.shared:
            return False
        across, vectors = padded(positions) // LANES, padded(inputs) // LANES
        straight = maps * positions * (2 * vectors + SUM_COST) + RECORD_COST * self._record_count(block.sources)
        turned = maps * inputs * across * 2 + RECORD_COST * self._record_count(block.sources.T)
        return turned + TURN_COST * across * vectors < straight

    def _variable_places(self, sources: np.ndarray) -> np.ndarray:
        """Float index of the unit in every place of a window, -1 where nothing changes."""
        return np.where((sources >= 0) & self.varies[sources], self.places.place[sources] // 4, -1)

    def _record_count(self, rows: np.ndarray) -> int:
        return len(gather_records(_vectors(self._variable_places(rows))))

    def _column_order(self, block: Block, turned: bool) -> np.ndarray:
        """The columns by the place of what they see at a position; at which, is tried: the border sees the frame."""
        inputs = block.sources.shape[1]
        if turned or block.kind != a.DENSE:
            return np.arange(inputs)
        places = self._variable_places(block.sources)
        tried = sorted({int(p) for p in np.linspace(0, len(places) - 1, 5)})
        orders = [np.lexsort((places[p], places[p] < 0)) for p in tried]
        return min(orders, key=lambda order: self._record_count(block.sources[:, order]))

    def _make(self, sources: np.ndarray, turned: bool) -> int:
        positions, inputs = sources.shape
        vectors, across = padded(inputs) // LANES, padded(positions) // LANES
        row = [0] * a.WINDOW_COLUMNS
        row[a.WIN_POSITIONS], row[a.WIN_ACROSS] = positions, across
        row[a.WIN_INPUTS], row[a.WIN_VECTORS], row[a.WIN_STRIDE] = inputs, vectors, vectors * BYTES
        size = across * LANES * vectors if positions > 1 else vectors
        self.scratch = max(self.scratch, size)
        row[a.WIN_TURNED if turned else a.WIN_X] = self.arena.take(size)
        rows = sources.T if turned else sources
        self._add_records(row, rows)
        self._add_constants(rows, row[a.WIN_TURNED] if turned else row[a.WIN_X])
        row[a.WIN_STRIDES] = self.addresses.add(row[a.WIN_STRIDE] * np.arange(max(positions, self.most_maps)))
        self.rows.append(row)
        return len(self.rows) - 1

    def _add_records(self, row: list[int], rows: np.ndarray) -> None:
        places = _vectors(self._variable_places(rows))
        back = np.where(_vectors(np.where(rows >= 0, self.computed[rows], False).astype(np.int64)) > 0, places, -1)
        for records, begin, end in (
            (gather_records(places), a.WIN_GATHER, a.WIN_GATHER_END),
            (scatter_records(back), a.WIN_SCATTER, a.WIN_SCATTER_END),
        ):
            self.records.append(records)
            row[begin] = self.record_bytes
            self.record_bytes += RECORD.itemsize * len(records)
            row[end] = self.record_bytes

    def _add_constants(self, rows: np.ndarray, at: int) -> None:
        """What never changes is filled in once, by ``NetworkPlan.load``."""
        line, column = np.nonzero((rows >= 0) & ~self.varies[rows])
        width = padded(rows.shape[1])
        units = rows[line, column]
        self.constants.append(np.stack([at // 4 + line * width + column, self.places.place[units] // 4]))


def _vectors(rows: np.ndarray) -> np.ndarray:
    """The rows, padded with -1 to whole vectors, as vectors: (n, 16)."""
    width = padded(rows.shape[1])
    whole = np.full((rows.shape[0], width), -1, np.int64)
    whole[:, : rows.shape[1]] = rows
    return whole.reshape(-1, LANES)
