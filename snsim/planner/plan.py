"""A plan: the recognised blocks of a network, laid out in an arena, with the way in and out.

``build_plan(network, layers)`` is the planner's front door. The result knows how to fill its arena from the network
before a sweep (``load``) and how to write back what the sweep changed (``store``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..kernels import arena as a
from ..kernels.fields import EPSILON, L_EPSILON, L_SIGMA, VAL, W_DELTA, W_VAL
from ..kernels.moves import MOVE_BYTES
from ..kernels.vectors import BYTES, LANES
from ..network.network import Network
from .errors import Unplannable
from .layout import AddressTables, Arena, UnitPlaces, padded, place_units
from .moves import column_order, gather_moves, scatter_moves
from .recognise import Block, recognise

TURN_COST = 96  # vector operations to transpose 16 x 16 floats, and
SUM_COST = 3  # per output to sum the lanes of a dot product


@dataclass
class Placed:
    """A block with its place: indices of its weights (maps, T) in the arena, floats; the network's weight numbers."""

    block: Block
    row: np.ndarray  # its row of the block table
    slots: np.ndarray
    real: np.ndarray  # mask: which slots hold a connection
    stride: int  # floats from row to row


@dataclass
class NetworkPlan:
    """The tables the kernels run, the blocks behind them, and what is needed to load and store."""

    tables: a.Plan
    placed: list[list[Placed]]  # per layer
    places: UnitPlaces
    layers: list[np.ndarray]
    constants: np.ndarray  # (2, n) arena indices: places in windows; the never computed units to be seen there

    def load(self, network: Network, rates_on_links: bool, second: bool) -> None:
        """Fill the arena: weights, rates, last changes, curvatures, and the states of units that no layer computes."""
        arena, known = self.tables.arena, np.flatnonzero(self.places.place >= 0)
        arena[self.places.place[known] // 4] = network.units[VAL, known]
        arena[self.constants[0]] = arena[self.constants[1]]
        for placed in self._all():
            links = placed.block.links
            record = network.weight_of[links[:, 0][placed.real]]
            arena[placed.slots[placed.real]] = network.weights[W_VAL, record]
            self._put(placed, a.BLK_DELTAS, network.weights[W_DELTA, record])
            self._put(placed, a.BLK_RATES, self._rates(network, placed, rates_on_links))
            if second:
                self._load_curvature(network, placed)

    def _all(self) -> list[Placed]:
        return [placed for layer in self.placed for placed in layer]

    def _where(self, placed: Placed, column: int) -> np.ndarray:
        """Arena indices of a block's numbers of one sort (same shape as its weights)."""
        shift = (placed.row[column] - placed.row[a.BLK_WEIGHTS]) // 4
        return placed.slots[placed.real] + shift

    def _put(self, placed: Placed, column: int, values: np.ndarray) -> None:
        self.tables.arena[self._where(placed, column)] = values

    def _get(self, placed: Placed, column: int) -> np.ndarray:
        return self.tables.arena[self._where(placed, column)]

    def _rates(self, network: Network, placed: Placed, rates_on_links: bool) -> np.ndarray:
        """Learning rate of every weight; it must be the same for all connections that share it."""
        block = placed.block
        if rates_on_links:
            rates = network.links[L_EPSILON, block.links]
        else:
            rates = np.broadcast_to(network.units[EPSILON, block.units][:, :, None], block.links.shape)
        if block.shared and (rates != rates[:, :1]).any():
            raise Unplannable("learning rates differ between connections that share a weight")
        return rates[:, 0][placed.real]

    def check_rates(self, network: Network, rates_on_links: bool) -> None:
        """Raises ``Unplannable`` where connections that share a weight have different learning rates."""
        for placed in self._all():
            if placed.block.shared:
                self._rates(network, placed, rates_on_links)

    def _sigma(self, placed: Placed) -> np.ndarray:
        """View of a shared block's curvatures, (maps, positions, T)."""
        maps, positions, inputs = placed.block.links.shape
        first = placed.row[a.BLK_SIGMA] // 4
        flat = self.tables.arena[first : first + maps * positions * placed.stride]
        return flat.reshape(maps, positions, placed.stride)[:, :, :inputs]

    def _load_curvature(self, network: Network, placed: Placed) -> None:
        if not placed.block.shared:
            self._put(placed, a.BLK_HESS, network.links[L_SIGMA, placed.block.links[:, 0][placed.real]])
            return
        sigma = network.links[L_SIGMA, placed.block.links]
        self._sigma(placed)[:] = sigma
        self._put(placed, a.BLK_HESS, sigma.sum(1)[placed.real])

    def states(self, units: np.ndarray) -> np.ndarray:
        """The states of units, as the arena has them."""
        return self.tables.arena[(a.A_VAL * self.places.bytes + self.places.place[units]) // 4]

    @property
    def shares(self) -> bool:
        """Do connections share weights?"""
        return any(placed.block.shared for placed in self._all())

    def finite(self) -> bool:
        """Are all weights numbers?"""
        arena = self.tables.arena
        return all(np.isfinite(arena[placed.slots.min() : placed.slots.max() + 1]).all() for placed in self._all())

    def split_curvature(self) -> None:
        """Bring every connection's curvature near its share of the weight's, before they are averaged one by one."""
        for placed in self._all():
            if placed.block.shared:
                sigma = self._sigma(placed)
                missing = self._get(placed, a.BLK_HESS).reshape(placed.real.shape) - sigma.sum(1)
                sigma += missing[:, None] / sigma.shape[1]

    def store(self, network: Network, second: bool) -> None:
        """Write weights, last changes and curvatures back."""
        for placed in self._all():
            links = placed.block.links
            record = network.weight_of[links[:, 0][placed.real]]
            network.weights[W_VAL, record] = self._get(placed, a.BLK_WEIGHTS)
            network.weights[W_DELTA, record] = self._get(placed, a.BLK_DELTAS)
            if second and placed.block.shared:
                network.links[L_SIGMA, links] = self._sigma(placed)
            elif second:
                network.links[L_SIGMA, links[:, 0][placed.real]] = self._get(placed, a.BLK_HESS)


class _Builder:
    """Collects the rows of the tables while blocks get their places."""

    def __init__(self, network: Network, layers: list[np.ndarray], blocks: list[list[Block]]):
        self.network, self.blocks, self.layers = network, blocks, layers
        self.places = place_units(network.nnum, layers, blocks)
        self.arena = Arena(self.places.bytes)
        self.addresses = AddressTables()
        self.windows: list[list[int]] = []
        self.known_windows: dict[bytes, int] = {}
        self.used_windows: set[int] = set()
        self.rows: list[np.ndarray] = []
        self.moves: list[np.ndarray] = []
        self.move_count = 0
        self.constants: list[np.ndarray] = []
        self.scratch = 1  # vectors of the largest block
        self.computed = np.zeros(network.nnum, bool)
        self.computed[np.concatenate(layers[1:])] = True
        self.varies = self.computed.copy()
        self.varies[layers[0]] = True

    def build(self, tanh: list[bool]) -> NetworkPlan:
        layer_rows, placed = [], []
        for k, own in enumerate(self.blocks):
            # layers may look at the same units, but what comes back to a window is collected for one layer at a time
            self.known_windows.clear()
            start, end = self.places.starts[k], self.places.starts[k + 1]
            layer_rows.append([start, (end - start) // BYTES, len(self.windows), len(self.rows), int(tanh[k])])
            placed.append([self._place_block(self._arranged(block), start, (end - start) // BYTES) for block in own])
        layer_rows.append([self.places.starts[-1], 0, len(self.windows), len(self.rows), 0])
        gradients, curvatures = self.arena.take(self.scratch), self.arena.take(self.scratch)
        longest = max([LANES, *(max(w[a.WIN_POSITIONS], w[a.WIN_INPUTS]) for w in self.windows)])
        steps = self.addresses.add(4 * np.arange(longest))
        plan = a.Plan(
            self.arena.allocate(),
            np.array(layer_rows, np.int64),
            np.array(self.windows or np.zeros((0, a.WINDOW_COLUMNS)), np.int64),
            np.array(self.rows or np.zeros((0, a.BLOCK_COLUMNS)), np.int64),
            np.concatenate(self.moves).astype(np.int32) if self.moves else np.zeros((0, 3), np.int32),
            self.addresses.join(),
            steps,
            self.places.bytes,
            gradients,
            curvatures,
            self.places.place[self.layers[-1]],
        )
        constants = np.concatenate(self.constants, 1) if self.constants else np.zeros((2, 0), np.int64)
        return NetworkPlan(plan, placed, self.places, self.layers, constants)

    def _add_moves(self, moves: np.ndarray) -> tuple[int, int]:
        """Byte offsets in the table of moves: where these begin and end."""
        first = self.move_count
        self.moves.append(moves)
        self.move_count += MOVE_BYTES * len(moves)
        return first, self.move_count

    def _arranged(self, block: Block) -> Block:
        """The block with its columns in the order that makes the longest runs of neighbouring inputs."""
        if block.kind != a.DENSE:
            return block
        order = column_order(np.where(self.varies[block.sources], self.places.place[block.sources], -1))
        return Block(block.kind, block.units, block.links[:, :, order], block.sources[:, order])

    def _place_block(self, block: Block, start: int, vectors: int) -> Placed:
        row = np.zeros(a.BLOCK_COLUMNS, np.int64)
        row[a.BLK_KIND], row[a.BLK_MAPS] = block.kind, block.units.shape[0]
        if block.kind == a.PER_UNIT:
            source = self.places.place[block.sources[0, 0]]
            if self.computed[block.sources[0, 0]]:
                raise Unplannable("single connections from a unit that is itself computed")
            row[a.BLK_SOURCE] = source
            size, stride = vectors, 0
            slots = (self.places.place[block.units] - start) // 4
        else:
            window = self._window(block)
            row[a.BLK_WINDOW], row[a.BLK_TURNED] = window, self._turned(block, window)
            row[a.BLK_ADD] = int(window in self.used_windows)
            self.used_windows.add(window)
            per_row = self.windows[window][a.WIN_VECTORS]
            size, stride = block.units.shape[0] * per_row, per_row * LANES
            slots = stride * np.arange(block.units.shape[0])[:, None] + np.arange(block.links.shape[2])
        row[a.BLK_ROWS] = self.addresses.add(self.places.place[block.units[:, 0]])
        for column in (a.BLK_WEIGHTS, a.BLK_RATES, a.BLK_DELTAS, a.BLK_HESS):
            row[column] = self.arena.take(size)
        if block.shared:
            row[a.BLK_SIGMA] = self.arena.take(size * block.units.shape[1])
        self.scratch = max(self.scratch, size)
        self.rows.append(row)
        return Placed(block, row, slots + row[a.BLK_WEIGHTS] // 4, block.links[:, 0] >= 0, stride)

    def _window(self, block: Block) -> int:
        """The window of these sources in the layer at hand, made when it is first needed."""
        sources = block.sources
        key = np.array(sources.shape).tobytes() + sources.tobytes() + bytes([block.kind])
        if key in self.known_windows:
            return self.known_windows[key]
        positions, inputs = sources.shape
        vectors, rows = padded(inputs) // LANES, padded(positions)
        stride = vectors * BYTES
        row = [0] * a.WINDOW_COLUMNS
        row[a.WIN_POSITIONS], row[a.WIN_INPUTS] = positions, inputs
        row[a.WIN_VECTORS], row[a.WIN_STRIDE] = vectors, stride
        for column in (a.WIN_X, a.WIN_X2, a.WIN_DX, a.WIN_DX2):
            row[column] = self.arena.take(rows * vectors + 1)
        places = np.where(sources >= 0, self.places.place[sources], -1)
        varies, computed = self.varies[sources], self.computed[sources]
        gathered = gather_moves(np.where(varies, places, -1), stride)
        row[a.WIN_GATHER], row[a.WIN_GATHER_END] = self._add_moves(gathered)
        scattered = scatter_moves(np.where(computed, places, -1), stride)
        row[a.WIN_SCATTER], row[a.WIN_SCATTER_END] = self._add_moves(scattered)
        self._add_constants(np.where(varies, -1, places), row[a.WIN_X] // 4, stride // 4)
        rows_needed = max(positions, block.units.shape[0], self._maps_on(sources, block.kind))
        row[a.WIN_STRIDES] = self.addresses.add(stride * np.arange(rows_needed))
        self.windows.append(row)
        self.known_windows[key] = len(self.windows) - 1
        return self.known_windows[key]

    def _add_constants(self, places: np.ndarray, first: int, stride: int) -> None:
        """The inputs of a window that never change: they are filled in once, by ``load``."""
        position, input_ = np.nonzero(places >= 0)
        self.constants.append(np.stack([first + position * stride + input_, places[position, input_] // 4]))

    def _maps_on(self, sources: np.ndarray, kind: int) -> int:
        """The most maps that any block puts on a window of this shape."""
        blocks = (block for own in self.blocks for block in own if block.kind == kind)
        return max(block.units.shape[0] for block in blocks if block.sources.shape == sources.shape)

    def _turned(self, block: Block, window: int) -> int:
        """Is it cheaper to run forward with lanes along positions, for the price of transposing the window?"""
        maps, positions, inputs = block.links.shape
        if not block.shared or block.kind != a.DENSE:
            return 0
        row = self.windows[window]
        across = padded(positions) // LANES
        dot = maps * positions * (row[a.WIN_VECTORS] + SUM_COST)
        turned = maps * inputs * across + TURN_COST * across * row[a.WIN_VECTORS]
        if turned >= dot:
            return 0
        if not row[a.WIN_TURNED]:
            row[a.WIN_TURNED] = self.arena.take(padded(inputs) * across)
            row[a.WIN_TURNED_VECTORS] = across
        return 1


def build_plan(network: Network, layers: list[np.ndarray], tanh: list[bool]) -> NetworkPlan:
    """Plan a feed-forward network given as layers of unit numbers, input first.

    ``tanh[k]``: layer k's transfer function is the hyperbolic tangent with its own derivative. Raises ``Unplannable``.
    """
    _check_feed_forward(network, layers)
    blocks = [recognise(network, layer) if k else [] for k, layer in enumerate(layers)]
    return _Builder(network, layers, blocks).build(tanh)


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
