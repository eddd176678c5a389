"""A plan: the recognised blocks of a network, laid out in an arena, with the way in and out.

``builder.build_plan`` makes it. It knows how to fill its arena from the network before a sweep (``load``) and how to
write back what the sweep changed (``store``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..kernels import arena as a
from ..kernels.fields import EPSILON, L_EPSILON, L_SIGMA, VAL, W_DELTA, W_VAL
from ..network.network import Network
from .errors import Unplannable
from .layout import UnitPlaces, aligned
from .recognise import Block


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

    unit_rates: bool = False  # since the last load: have all connections of a unit the same learning rate?

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
        self._load_unit_rates(network, rates_on_links)

    def _load_unit_rates(self, network: Network, rates_on_links: bool) -> None:
        """The rate of every unit, where its connections agree on one."""
        units = np.concatenate(self.layers[1:])
        rates = network.units[EPSILON].copy()
        if rates_on_links:
            links = np.concatenate([placed.block.links[placed.block.links >= 0] for placed in self._all()])
            owners = network.post[links]
            rates[owners] = network.links[L_EPSILON, links]
            self.unit_rates = bool((rates[owners] == network.links[L_EPSILON, links]).all())
        else:
            self.unit_rates = True
        self.tables.arena[(a.A_RATE * self.places.bytes + self.places.place[units]) // 4] = rates[units]

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

    def twin(self) -> NetworkPlan:
        """The same plan with an arena of its own."""
        return replace(self, tables=self.tables._replace(arena=aligned(self.tables.arena)))

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
