"""A plan: the recognised blocks of a network, laid out in an arena, with the way in and out.

``builder.build_plan`` makes it. It knows how to fill its arena from the network before a sweep (``load``) and how to
write back what the sweep changed (``store``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

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
    placed: list[list[Placed]]  # per level
    places: UnitPlaces
    layers: list[np.ndarray]  # the units of the levels
    constants: np.ndarray  # (2, n) arena indices: places in windows; the never computed units to be seen there

    members: list[list[int]]  # the layers of each level (``levels``)
    unit_rates: bool = False  # since the last load: have all connections of a unit the same learning rate?

    def load(self, network: Network, second: bool = False, learning: bool = True) -> None:
        """Fill the arena: weights and the states of units that no layer computes; for learning rates and last changes;
        curvatures."""
        arena, at = self.tables.arena, self._indices
        arena[at.places] = network.units[VAL, at.units]
        arena[self.constants[0]] = arena[self.constants[1]]
        record = network.weight_of[at.first_links]
        arena[at.weights] = network.weights[W_VAL, record]
        if not learning:
            return
        arena[at.deltas] = network.weights[W_DELTA, record]
        rates = self._unit_rates(network)
        self.unit_rates = rates is not None
        if rates is not None:
            arena[at.unit_rates] = rates[at.computed]
            arena[at.rates] = rates[network.post[at.first_links]]
        else:
            arena[at.rates] = network.links[L_EPSILON, at.first_links]
        if second:
            for placed in self._all():
                self._load_curvature(network, placed)

    def _unit_rates(self, network: Network) -> np.ndarray | None:
        """The learning rate of every unit, if all its connections agree on one."""
        rates = network.units[EPSILON]
        if not network.newton:
            return rates
        links, owners = self._indices.links, self._indices.owners
        given, rates = network.links[L_EPSILON, links], rates.copy()
        rates[owners] = given
        return rates if np.array_equal(rates[owners], given) else None

    def _all(self) -> list[Placed]:
        return [placed for layer in self.placed for placed in layer]

    @cached_property
    def _indices(self) -> _Indices:
        return _Indices.of(self)

    def _where(self, placed: Placed, column: int) -> np.ndarray:
        """Arena indices of a block's numbers of one sort (same shape as its weights)."""
        shift = (placed.row[column] - placed.row[a.BLK_WEIGHTS]) // 4
        return placed.slots[placed.real] + shift

    def _put(self, placed: Placed, column: int, values: np.ndarray) -> None:
        self.tables.arena[self._where(placed, column)] = values

    def _get(self, placed: Placed, column: int) -> np.ndarray:
        return self.tables.arena[self._where(placed, column)]

    def check_rates(self, network: Network) -> None:
        """Raises ``Unplannable`` where connections that share a weight have different learning rates."""
        rates = self._unit_rates(network)
        for block in (placed.block for placed in self._all() if placed.block.shared):
            given = network.links[L_EPSILON, block.links] if rates is None else rates[block.units]
            if (given != given[:, :1]).any():
                raise Unplannable("learning rates differ between connections that share a weight")

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
        twin = replace(self, tables=self.tables._replace(arena=aligned(self.tables.arena)))
        twin.__dict__["_indices"] = self._indices  # they are the same, and take a moment to find
        return twin

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
        arena, at = self.tables.arena, self._indices
        record = network.weight_of[at.first_links]
        network.weights[W_VAL, record] = arena[at.weights]
        network.weights[W_DELTA, record] = arena[at.deltas]
        if not second:
            return
        for placed in self._all():
            links = placed.block.links
            if placed.block.shared:
                network.links[L_SIGMA, links] = self._sigma(placed)
            else:
                network.links[L_SIGMA, links[:, 0][placed.real]] = self._get(placed, a.BLK_HESS)


@dataclass
class _Indices:
    """Where everything goes, for all blocks at once.

    Of weights, in one order: ``weights``, ``rates``, ``deltas`` in the arena, ``first_links``: a connection of each. Of
    units: ``units`` and their ``places``; those ``computed``, and where their rates go. ``links``: all connections,
    ``owners``: the units they lead to.
    """

    weights: np.ndarray
    rates: np.ndarray
    deltas: np.ndarray
    first_links: np.ndarray
    units: np.ndarray
    places: np.ndarray
    computed: np.ndarray
    unit_rates: np.ndarray
    links: np.ndarray
    owners: np.ndarray

    @classmethod
    def of(cls, plan: NetworkPlan) -> _Indices:
        """Those of a plan."""
        blocks, place = [placed for layer in plan.placed for placed in layer], plan.places.place
        units, computed = np.flatnonzero(place >= 0), np.concatenate(plan.layers[1:])

        def everywhere(column: int) -> np.ndarray:
            return np.concatenate([plan._where(placed, column) for placed in blocks])

        def owners(placed: Placed) -> np.ndarray:
            return np.broadcast_to(placed.block.units[:, :, None], placed.block.links.shape)

        return cls(
            weights=everywhere(a.BLK_WEIGHTS),
            rates=everywhere(a.BLK_RATES),
            deltas=everywhere(a.BLK_DELTAS),
            first_links=np.concatenate([placed.block.links[:, 0][placed.real] for placed in blocks]),
            units=units,
            places=place[units] // 4,
            computed=computed,
            unit_rates=(a.A_RATE * plan.places.bytes + place[computed]) // 4,
            links=np.concatenate([placed.block.links[placed.block.links >= 0] for placed in blocks]),
            owners=np.concatenate([owners(placed)[placed.block.links >= 0] for placed in blocks]),
        )
