"""Building a plan: every recognised block gets its place in the arena and its row in the tables."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from ..kernels import arena as a
from ..kernels.permutations import RECORD
from ..kernels.vectors import BYTES, LANES
from ..network.network import Network
from .errors import Unplannable
from .layout import AddressTables, Arena, UnitPlaces, place_units
from .levels import levels
from .order import arrange
from .permutations import gather_records
from .plan import NetworkPlan, Placed
from .recognise import Block, recognise
from .windows import WindowTable


def build_plan(
    network: Network, layers: list[np.ndarray], tanh: list[bool], functions: Sequence[Hashable] | None = None
) -> NetworkPlan:
    """Plan a feed-forward network given as layers of unit numbers, input first.

    ``tanh[k]``: layer k's transfer function is the hyperbolic tangent with its own derivative; ``functions``: equal
    where layers have equal transfer functions (none given: no two have). Raises ``Unplannable``.
    """
    _check_feed_forward(network, layers)
    members = levels(network, layers, range(len(layers)) if functions is None else functions)
    joined = [np.concatenate([layers[k] for k in level]) for level in members]
    blocks = [recognise(network, units) if k else [] for k, units in enumerate(joined)]
    inputs, blocks = arrange(joined, blocks)
    places = place_units(network.nnum, [inputs, *joined[1:]], blocks)
    return _Builder(joined, blocks, places).build(members, tanh)


class _Builder:
    """Collects the rows of the tables while blocks get their places."""

    def __init__(self, layers: list[np.ndarray], blocks: list[list[Block]], places: UnitPlaces):
        self.layers, self.blocks, self.places = layers, blocks, places
        self.arena = Arena(places.bytes)
        self.addresses = AddressTables()
        self.windows = WindowTable(layers, blocks, places, self.arena, self.addresses)
        self.rows: list[np.ndarray] = []
        self.scratch = 1  # vectors of the largest block

    def build(self, members: list[list[int]], tanh: list[bool]) -> NetworkPlan:
        """All tables."""
        layer_rows, placed = [], []
        for k, own in enumerate(self.blocks):
            start, end = self.places.starts[k], self.places.starts[k + 1]
            first_window = len(self.windows.rows)
            dense = self._place_windows([block for block in own if block.kind != a.PER_UNIT])
            first_single = len(self.rows)
            singles = [block for block in own if block.kind == a.PER_UNIT]
            single = [self._place_single(block, start, (end - start) // BYTES) for block in singles]
            ranges = first_window, len(self.windows.rows), first_single, len(self.rows)
            units = self.layers[k]
            order = self.addresses.add(self.places.place[units]), len(units)
            layer_rows.append([start, (end - start) // BYTES, *ranges, *order, members[k][0], int(tanh[members[k][0]])])
            placed.append(dense + single)
        tables, constants = self._tables(layer_rows), self.windows.constant_places()
        return NetworkPlan(tables, placed, self.places, self.layers, constants, members)

    def _place_windows(self, blocks: list[Block]) -> list[Placed]:
        """The blocks of a layer, those of one window side by side."""
        self.windows.begin_layer()
        found = [self.windows.window_of(block) for block in blocks]
        placed = []
        for window in sorted({window for window, _ in found}):
            row = self.windows.rows[window]
            row[a.WIN_BLOCK] = len(self.rows)
            placed += [self._place_dense(block, row) for at, block in found if at == window]
            row[a.WIN_BLOCK_END] = len(self.rows)
        return placed

    def _tables(self, layer_rows: list[list[int]]) -> a.Plan:
        steps = self.addresses.add(4 * np.arange(max(LANES, self.windows.longest())))
        scratch = self.arena.take(2 * self.scratch + 5 * self.windows.scratch)
        records = [*self.windows.records, self._present()]
        return a.Plan(
            arena=self.arena.allocate(),
            layers=np.array(layer_rows, np.int64),
            windows=np.array(self.windows.rows or np.zeros((0, a.WINDOW_COLUMNS)), np.int64),
            blocks=np.array(self.rows or np.zeros((0, a.BLOCK_COLUMNS)), np.int64),
            records=np.concatenate(records).view(np.int64),
            tables=self.addresses.join(),
            steps=steps,
            fields=self.places.bytes,
            scratch=scratch,
            weights_scratch=BYTES * self.scratch,
            window_scratch=BYTES * self.windows.scratch,
            present=RECORD.itemsize * sum(map(len, self.windows.records)),
            inputs=self.places.place[self.layers[0]],
            outputs=self.places.place[self.layers[-1]],
        )

    def _present(self) -> np.ndarray:
        """Records that take a pattern to the input units; nothing beyond the pattern's end is read."""
        inputs = self.layers[0]
        if len(inputs) < a.PRESENTED_WHOLE:
            return np.zeros(0, RECORD)
        element = np.arange(len(inputs))
        first = np.minimum(element // LANES * LANES, len(inputs) - LANES)
        place = self.places.place[inputs] // 4
        pattern = np.full((place.max() // LANES + 1, LANES), -1, np.int64)
        # as if the pattern lay in memory with its last vector moved to the next whole one
        pattern[place // LANES, place % LANES] = element // LANES * LANES + element - first
        records = gather_records(pattern)
        records["source"] = np.minimum(records["source"], 4 * (len(inputs) - LANES))
        return records

    def _place_single(self, block: Block, start: int, vectors: int) -> Placed:
        """One connection for each unit of a layer, all from one source."""
        if self.windows.computed[block.sources[0, 0]]:
            raise Unplannable("single connections from a unit that is itself computed")
        row = self._row(block, vectors)
        row[a.BLK_SOURCE] = self.places.place[block.sources[0, 0]]
        slots = (self.places.place[block.units] - start) // 4 + row[a.BLK_WEIGHTS] // 4
        return Placed(block, row, slots, block.links[:, 0] >= 0, 0)

    def _place_dense(self, block: Block, window: list[int]) -> Placed:
        """A block that looks through a window."""
        maps, stride = len(block.units), window[a.WIN_VECTORS] * LANES
        row = self._row(block, maps * window[a.WIN_VECTORS])
        row[a.BLK_ADD] = int(window[a.WIN_BLOCK] < len(self.rows) - 1)
        row[a.BLK_SPACING] = _spacing(self.places.place[block.units[:, 0]])
        if block.shared:
            row[a.BLK_SIGMA] = self.arena.take(maps * window[a.WIN_VECTORS] * block.units.shape[1])
        slots = stride * np.arange(maps)[:, None] + np.arange(block.links.shape[2]) + row[a.BLK_WEIGHTS] // 4
        return Placed(block, row, slots, block.links[:, 0] >= 0, stride)

    def _row(self, block: Block, vectors: int) -> np.ndarray:
        """A new row of the block table, with room for so many vectors of weights."""
        row = np.zeros(a.BLOCK_COLUMNS, np.int64)
        row[a.BLK_KIND], row[a.BLK_MAPS] = block.kind, len(block.units)
        row[a.BLK_ROWS] = self.addresses.add(self.places.place[block.units[:, 0]])
        for column in (a.BLK_WEIGHTS, a.BLK_RATES, a.BLK_DELTAS, a.BLK_HESS):
            row[column] = self.arena.take(vectors)
        self.scratch = max(self.scratch, vectors)
        self.rows.append(row)
        return row


def _spacing(places: np.ndarray) -> int:
    """The distance from each place to the next, 0 if they differ."""
    distances = np.unique(np.diff(places))
    if not len(distances):
        return LANES * 4
    return int(distances[0]) if len(distances) == 1 else 0


def _check_feed_forward(network: Network, layers: list[np.ndarray]) -> None:
    """Every connection must lead from a lower layer, or from a unit that no layer computes, into a layer."""
    rank = np.full(network.nnum, -1)
    for k, layer in enumerate(layers):
        if (rank[layer] >= 0).any() or len(np.unique(layer)) != len(layer):
            raise Unplannable("a unit stands in the layers twice")
        rank[layer] = k
    links = np.flatnonzero(network.pre[: network.snum] >= 0)
    pre, post = rank[network.pre[links]], rank[network.post[links]]
    if (post <= 0).any():
        raise Unplannable("a unit that no layer computes has incoming connections")
    if (pre >= post).any():
        raise Unplannable("the network is not feed-forward")
