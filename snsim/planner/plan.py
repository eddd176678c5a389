"""A plan: the recognised blocks of a network, laid out in an arena, with the way in and out.

``builder.build_plan`` makes it. It knows how to fill its arena from the network before a sweep (``load``) and how to
write back what the sweep changed (``store``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..kernels import bulk
from ..kernels.fields import EPSILON, L_EPSILON, L_SIGMA, VAL, W_ACC, W_DELTA, W_HESS, W_MOMENT, W_VAL
from ..network.finiteness import all_finite
from ..network.network import Network
from .errors import Unplannable
from .layout import A_RATE, A_VAL, ArenaLayout, aligned
from .placed import Placed
from .places import UnitPlaces

MANY = 100_000  # numbers to be moved


@dataclass
class NetworkPlan:
    """The layout that code is made from, the blocks behind it, and an arena."""

    layout: ArenaLayout
    placed: list[list[Placed]]  # per level
    places: UnitPlaces
    layers: list[np.ndarray]  # the units of the levels
    constants: np.ndarray  # (2, n) float indices: places in windows (arena); the unchanging units seen there (a field)
    members: list[list[int]]  # the layers of each level (``levels``)
    weight_of: np.ndarray  # the weight of every connection of the network
    idle: np.ndarray  # numbers of the weights without connections that the network's kernels still move
    unit_rates: bool = False  # since the last load: have all connections of a unit the same learning rate?
    rates_seen: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))  # by the last load
    rates_checked: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))  # by the last check
    twins: list[NetworkPlan] = field(default_factory=list)  # other arenas for the same, made when first wanted

    @cached_property
    def arena(self) -> np.ndarray:
        """The arena itself, float32."""
        return aligned(np.zeros(self.layout.bytes // 4, np.float32))

    @cached_property
    def fingerprint(self) -> str:
        """Plans of equal fingerprints have the same machine code."""
        return self.layout.fingerprint()

    def load(self, network: Network, learning: bool = True, second: bool = False, moving: bool = False) -> None:
        """Fill the arena: weights and the states of units that no layer computes; for ``learning`` learning rates, for
        ``second`` order curvatures, for momentum or decay (``moving``) the last changes."""
        arena, at = self.arena, self.indices
        arena[at.places] = network.units[VAL, at.units]
        arena[self.constants[0]] = arena[self.layout.unit(A_VAL) // 4 + self.constants[1]]
        _move(arena, at.weights, network.weights[W_VAL], at.records)
        if learning:
            self._load_rates(network)
        if moving:
            self.load_changes(network)
        if second:
            for placed in self._all():
                self._load_curvature(network, placed)

    def clear(self) -> None:
        """The arena as it was when new: nothing is loaded."""
        self.arena[:] = 0
        self.rates_seen = np.zeros(0, np.float32)

    def load_changes(self, network: Network) -> None:
        """The weights' last changes."""
        _move(self.arena, self.indices.deltas, network.weights[W_DELTA], self.indices.records)

    def _load_rates(self, network: Network) -> None:
        """Learning rates, unless they are those of the last time."""
        given = given_rates(network)
        if np.array_equal(given, self.rates_seen):
            return
        arena, at = self.arena, self.indices
        rates = self._unit_rates(network)
        self.unit_rates = rates is not None
        if rates is not None:
            arena[at.unit_rates] = rates[at.computed]
            arena[at.rates] = rates[network.post[at.first_links]]
        else:
            arena[at.rates] = network.links[L_EPSILON, at.first_links]
        self.rates_seen = given.copy()

    def _unit_rates(self, network: Network) -> np.ndarray | None:
        """The learning rate of every unit, if all its connections agree on one."""
        rates = network.units[EPSILON]
        if not network.newton:
            return rates
        links, owners = self.indices.links, self.indices.owners
        given, rates = network.links[L_EPSILON, links], rates.copy()
        rates[owners] = given
        return rates if np.array_equal(rates[owners], given) else None

    def _all(self) -> list[Placed]:
        return [placed for layer in self.placed for placed in layer]

    @cached_property
    def indices(self) -> Indices:
        """Where everything goes."""
        return Indices.of(self)

    def check_rates(self, network: Network) -> None:
        """Raises ``Unplannable`` where connections that share a weight have different learning rates."""
        given = given_rates(network)
        if not np.array_equal(given, self.rates_checked):
            self._check_shared_rates(network)
            self.rates_checked = given.copy()

    def _check_shared_rates(self, network: Network) -> None:
        rates = self._unit_rates(network)
        for block in (placed.block for placed in self._all() if placed.block.shared):
            of_weights = block.of_weights[:, None, block.columns]
            if rates is None:
                given, first = network.links[L_EPSILON, block.links], network.links[L_EPSILON, of_weights]
            else:
                given, first = rates[block.units][:, :, None], rates[network.post[of_weights]]
            if ((given != first) & (block.whole | (block.links >= 0))).any():
                raise Unplannable("learning rates differ between connections that share a weight")

    def _load_curvature(self, network: Network, placed: Placed) -> None:
        here = placed.where(placed.layout.hess)
        if not placed.block.shared:
            self.arena[here] = network.links[L_SIGMA, placed.links]
            return
        placed.set_curvatures(self.arena, network.links[L_SIGMA, placed.block.links])
        self.arena[here] = placed.summed(placed.curvatures(self.arena))

    def another(self) -> NetworkPlan:
        """The same plan with an arena of its own."""
        plan = replace(self, twins=[])
        # what is derived is the same, and takes a moment to find
        derived = {"fingerprint": self.fingerprint, "indices": self.indices, "weight_stretches": self.weight_stretches}
        plan.__dict__.update(derived, arena=aligned(self.arena))
        return plan

    def twin(self, number: int = 0) -> NetworkPlan:
        """The same plan with another arena: of equal numbers the same one."""
        while len(self.twins) <= number:
            self.twins.append(self.another())
        return self.twins[number]

    def changing(self, second: bool, moving: bool, moments: bool = False) -> list[slice]:
        """The stretches of the arena that learning changes and a sweep goes on from."""
        sorts = ["weights"] + ["deltas"] * moving + ["hess"] * second + ["bends"] * moments
        idle = self.layout.idle
        found = [slice(at // 4, at // 4 + len(self.idle)) for at in (getattr(idle, sort) for sort in sorts)]
        for placed in self._all():
            starts = [getattr(placed.layout, sort) // 4 for sort in sorts]
            found += [slice(start, start + placed.size) for start in starts]
            if second and placed.block.shared:
                found.append(placed.sigma)
        return found

    @cached_property
    def weight_stretches(self) -> np.ndarray:
        """(n, 2) int64: where weights lie in the arena, first float and beyond the last."""
        stretches = self.changing(second=False, moving=False)
        bounds = [(stretch.start, stretch.stop) for stretch in stretches if stretch.start < stretch.stop]
        return np.array(bounds, np.int64).reshape(-1, 2)

    @property
    def shares(self) -> bool:
        """Do connections share weights?"""
        return any(placed.block.shared for placed in self._all())

    def finite(self) -> bool:
        """Are all weights numbers?"""
        return all_finite(*(self.arena[first:end] for first, end in self.weight_stretches))

    def split_curvature(self) -> None:
        """Bring every connection's curvature near its share of the weight's, before they are averaged one by one."""
        for placed in self._all():
            if placed.block.shared:
                sigma, missing = placed.curvatures(self.arena), np.zeros(placed.real.shape, np.float32)
                total = self.arena[placed.where(placed.layout.hess)]
                missing[placed.real] = (total - placed.summed(sigma)) / placed.summed(placed.block.links >= 0)
                placed.set_curvatures(self.arena, sigma + missing[:, None, placed.block.columns])

    def store(self, network: Network, second: bool = False, moving: bool = False) -> None:
        """Write weights back, of second order curvatures, with momentum or decay the last changes."""
        arena, at = self.arena, self.indices
        _move(network.weights[W_VAL], at.records, arena, at.weights)
        if moving:
            _move(network.weights[W_DELTA], at.records, arena, at.deltas)
        if not second:
            return
        for placed in self._all():
            block = placed.block
            if not block.shared:
                network.links[L_SIGMA, placed.links] = arena[placed.where(placed.layout.hess)]
            elif block.whole:
                network.links[L_SIGMA, block.links] = placed.curvatures(arena)
            else:
                there = block.links >= 0
                network.links[L_SIGMA, block.links[there]] = placed.curvatures(arena)[there]

    def clear_sums(self) -> None:
        """Nothing has been summed up."""
        self.arena[self.indices.sums] = 0
        self.arena[self.indices.bends] = 0

    def load_moments(self, network: Network) -> None:
        """The averages of squared gradients, which lie where a batch sums up curvatures: whatever that left between the
        weights goes."""
        for block in [*(placed.layout for placed in self._all()), self.layout.idle]:
            self.arena[block.bends // 4 : (block.bends + block.rates - block.weights) // 4] = 0
        _move(self.arena, self.indices.bends, network.weights[W_MOMENT], self.indices.records)

    def store_moments(self, network: Network) -> None:
        """They are written back."""
        _move(network.weights[W_MOMENT], self.indices.records, self.arena, self.indices.bends)

    def store_sums(self, network: Network, second: bool) -> None:
        """Add summed gradients, and curvatures, to the network's accumulators."""
        at = self.indices
        network.weights[W_ACC, at.records] += self.arena[at.sums]
        if second:
            network.weights[W_HESS, at.records] += self.arena[at.bends]


def given_rates(network: Network) -> np.ndarray:
    """The learning rates of connections, or of units where these have them."""
    return network.links[L_EPSILON, : network.snum] if network.newton else network.units[EPSILON]


def _move(to: np.ndarray, places: np.ndarray, source: np.ndarray, found_at: np.ndarray) -> None:
    """to[places] = source[found_at]; for many by a kernel, which is then worth the time to load it."""
    if len(places) < MANY:
        to[places] = source[found_at]
    else:
        bulk.copy(to, places, source, found_at, False)


@dataclass
class Indices:
    """Where everything goes, for all blocks at once.

    Of weights, in one order, idle ones last: ``weights``, ``deltas``, ``sums``, ``bends`` in the arena, ``records``:
    the network's numbers; of those that are not idle ``rates``, and ``first_links``, a connection of each. Of units:
    ``units``, where they lie in a unit field (bytes: ``unit_places``), and their states in the arena (``places``);
    those ``computed``, and where their rates go. ``links``: all connections, ``owners``: the units they lead to.
    """

    weights: np.ndarray
    rates: np.ndarray
    deltas: np.ndarray
    sums: np.ndarray
    bends: np.ndarray
    first_links: np.ndarray
    records: np.ndarray
    units: np.ndarray
    unit_places: np.ndarray
    places: np.ndarray
    computed: np.ndarray
    unit_rates: np.ndarray
    links: np.ndarray
    owners: np.ndarray

    @classmethod
    def of(cls, plan: NetworkPlan) -> Indices:
        """Those of a plan."""
        blocks, place = [placed for layer in plan.placed for placed in layer], plan.places.place
        units, computed = np.flatnonzero(place >= 0), np.concatenate(plan.layers[1:])
        first_links = np.concatenate([placed.links for placed in blocks])

        def connected(sort: str) -> np.ndarray:
            return np.concatenate([placed.where(getattr(placed.layout, sort)) for placed in blocks]).astype(np.int32)

        def everywhere(sort: str) -> np.ndarray:
            idle = getattr(plan.layout.idle, sort) // 4 + np.arange(len(plan.idle), dtype=np.int32)
            return np.concatenate([connected(sort), idle])

        def owners(placed: Placed) -> np.ndarray:
            return np.broadcast_to(placed.block.units[:, :, None], placed.block.links.shape)

        return cls(
            weights=everywhere("weights"),
            rates=connected("rates"),
            deltas=everywhere("deltas"),
            sums=everywhere("sums"),
            bends=everywhere("bends"),
            first_links=first_links,
            records=np.concatenate([plan.weight_of[first_links], plan.idle]).astype(np.int32),
            units=units,
            unit_places=place[units],
            places=(plan.layout.unit(A_VAL) + place[units]) // 4,
            computed=computed,
            unit_rates=(plan.layout.unit(A_RATE) + place[computed]) // 4,
            links=np.concatenate([placed.block.links[placed.block.links >= 0] for placed in blocks]),
            owners=np.concatenate([owners(placed)[placed.block.links >= 0] for placed in blocks]),
        )
