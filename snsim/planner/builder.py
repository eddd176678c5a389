"""Building a plan: every recognised block gets its place in the arena."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from ..network.network import Network
from .blocks import Block
from .errors import Unplannable
from .layout import (
    BYTES,
    IDLE,
    LANES,
    PAGE,
    PER_UNIT,
    RULE_BYTES,
    UNIT_FIELDS,
    ArenaLayout,
    BlockLayout,
    LevelLayout,
    WindowLayout,
    padded,
    row_of,
)
from .levels import levels
from .order import arrange
from .placed import Placed
from .places import UnitPlaces, place_units
from .plan import NetworkPlan
from .recognise import recognise
from .windows import Views

MOST_BYTES = 4 << 31  # of an arena: numbers of floats are kept as int32


def build_plan(
    network: Network, layers: list[np.ndarray], forms: list[str], functions: Sequence[Hashable] | None = None
) -> NetworkPlan:
    """Plan a feed-forward network given as layers of unit numbers, input first.

    ``forms[k]``: what layer k's transfer function is (``layout.BY_TANH`` ...); ``functions``: equal
    where layers have equal transfer functions (none given: no two have). Raises ``Unplannable``.
    """
    _check_feed_forward(network, layers)
    members = levels(network, layers, range(len(layers)) if functions is None else functions)
    joined = [np.concatenate([layers[k] for k in level]) for level in members]
    constant = np.ones(network.nnum, bool)
    constant[np.concatenate(joined)] = False
    blocks = [recognise(network, units, constant) if k else [] for k, units in enumerate(joined)]
    inputs, blocks = arrange(joined, blocks)
    places = place_units(network.nnum, [inputs, *joined[1:]], blocks)
    idle = np.flatnonzero(network.counter[: network.wnum * network.iterative] == 0)
    return _Builder(joined, blocks, places).build(members, forms, network.weight_of, idle)


class _Builder:
    """Hands out the arena from its start while levels, windows and blocks get their places."""

    def __init__(self, layers: list[np.ndarray], blocks: list[list[Block]], places: UnitPlaces):
        self.layers, self.blocks, self.places = layers, blocks, places
        self.bytes = RULE_BYTES
        self.fields = self._take(UNIT_FIELDS * places.bytes // BYTES)
        self.views = Views(layers, places)
        self.constants: list[np.ndarray] = []
        self.weights = self.window = self.maps = self.turned = 1  # vectors that scratch must hold of each

    def _take(self, vectors: int) -> int:
        """Byte offset of ``vectors`` new vectors."""
        at = self.bytes
        self.bytes += vectors * BYTES
        return at

    def build(
        self, members: list[list[int]], forms: list[str], weight_of: np.ndarray, idle: np.ndarray
    ) -> NetworkPlan:
        """The layout, and the blocks with their places."""
        rows, placed = [], []
        for k, own in enumerate(self.blocks):
            windows, seen = self._place_windows([block for block in own if block.kind != PER_UNIT])
            start, end = self.places.starts[k], self.places.starts[k + 1]
            vectors = (end - start) // BYTES
            alone = [self._place_single(block, start, vectors) for block in own if block.kind == PER_UNIT]
            singles = tuple(single.layout for single in alone)
            order = tuple(self.places.place[self.layers[k]].tolist())
            first = members[k][0]
            rows.append(LevelLayout(start, vectors, order, first, forms[first], windows, singles))
            placed.append([*seen, *alone])
        constants = np.concatenate([np.zeros((2, 0), np.int64), *self.constants], 1)
        layout = self._layout(tuple(rows), self._place_idle(len(idle)))
        return NetworkPlan(layout, placed, self.places, self.layers, constants, members, weight_of, idle)

    def _layout(self, rows: tuple[LevelLayout, ...], idle: BlockLayout) -> ArenaLayout:
        gradients, curvatures = (self._take(self.weights) for _ in range(2))
        back, back2, squares = (self._take(self.window) for _ in range(3))
        turned = self._take(self.turned)
        even = self._take(self.maps)
        before = self._take((self.places.starts[1] - self.places.starts[0]) // BYTES)
        self._take(2)  # whole vectors are read beyond the last number
        if self.bytes > MOST_BYTES:
            raise Unplannable("the arena would be larger than 8 GB")
        return ArenaLayout(
            levels=rows,
            fields=self.fields,
            field=self.places.bytes,
            present=self._present(),
            gradients=gradients,
            curvatures=curvatures,
            back=back,
            back2=back2,
            squares=squares,
            turned=turned,
            even=even,
            before=before,
            bytes=self.bytes,
            idle=idle,
        )

    def _present(self) -> np.ndarray:
        """For every lane of the input units the number of its input."""
        place = self.places.place[self.layers[0]] // 4
        inputs = np.full((padded(int(place.max()) + 1) // LANES, LANES), -1, np.int64)
        inputs[place // LANES, place % LANES] = np.arange(len(place))
        return inputs

    # ---- blocks ------------------------------------------------------------------------------------------------------

    def _place_windows(self, blocks: list[Block]) -> tuple[tuple[WindowLayout, ...], list[Placed]]:
        """The windows of a level with their blocks."""
        known: dict[tuple[int, bytes], tuple[WindowLayout, np.ndarray, list[Placed]]] = {}
        for block in blocks:
            shape = np.array(block.sources.shape)
            key = block.kind, b"".join(part.tobytes() for part in (shape, block.sources, block.columns))
            if key not in known:
                known[key] = self._window(block)
            window, order, seen = known[key]
            seen.append(self._place_dense(block.with_columns(order), window))
        windows = (replace(window, blocks=tuple(p.layout for p in seen)) for window, _, seen in known.values())
        return tuple(windows), [placed for _, _, seen in known.values() for placed in seen]

    def _window(self, block: Block) -> tuple[WindowLayout, np.ndarray, list[Placed]]:
        """A new window, and the order of its columns."""
        turned = self.views.is_turned(block)
        order = self.views.column_order(block, turned)
        block = block.with_columns(order)
        window = self.views.layout(block, turned, self.bytes)
        if window.units < 0:
            self._take(window.size)
        self.constants.append(self.views.constants(window, block.sources))
        self.window = max(self.window, window.size)
        return window, order, []

    def _place_dense(self, block: Block, window: WindowLayout) -> Placed:
        """A block that looks through a window."""
        maps, positions, inputs = *block.units.shape, block.inputs
        sigma = block.depth * maps * window.size if block.shared else 0
        if window.turned:
            stride = 4 * row_of(maps)
            size = -(-inputs * stride // BYTES)
            slots = np.arange(maps)[:, None] + stride // 4 * np.arange(inputs)
            self.turned = max(self.turned, -(-padded(positions) * stride // BYTES))
        else:
            stride = window.row + BYTES * (window.row % PAGE == 0)
            size = maps * stride // BYTES
            slots = stride // 4 * np.arange(maps)[:, None] + np.arange(inputs)
        self.maps = max(self.maps, padded(maps, 16) // 16 + maps * (padded(positions) // LANES) * block.shared)
        rows = self._rows(block)
        layout = replace(self._block(block.kind, rows, size, stride, sigma), holes=block.holed)
        return Placed(block, layout, slots + layout.weights // 4, window)

    def _place_single(self, block: Block, start: int, vectors: int) -> Placed:
        """One connection for each unit of a level, all from one source."""
        source = int(self.places.place[block.sources[0, 0]])
        layout = replace(self._block(block.kind, self._rows(block), vectors), source=source)
        slots = (self.places.place[block.units] - start) // 4 + layout.weights // 4
        return Placed(block, layout, slots, None)

    def _place_idle(self, count: int) -> BlockLayout:
        """Weights without connections: a map each, of no units."""
        return self._block(IDLE, (-1,) * count, padded(count) // LANES)

    def _rows(self, block: Block) -> tuple[int, ...]:
        """Where in a unit field the maps of a block start."""
        return tuple(self.places.place[block.units[:, 0]].tolist())

    def _block(
        self, kind: int, rows: tuple[int, ...], vectors: int, stride: int = 0, sigma: int = 0
    ) -> BlockLayout:
        """With room for so many vectors of weights, and of curvatures of connections."""
        weights, rates, deltas, hess, sums, bends = (self._take(vectors) for _ in range(6))
        self.weights = max(self.weights, vectors)
        return BlockLayout(
            kind=kind,
            maps=len(rows),
            rows=rows,
            stride=stride,
            weights=weights,
            rates=rates,
            deltas=deltas,
            hess=hess,
            sums=sums,
            bends=bends,
            sigma=self._take(sigma) if sigma else 0,
        )


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
