"""Feature maps: units that use the same shared weights, which meet other inputs at each.

Where one unit uses a weight that another does not, or more often than another, its place at the other is empty.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from ..network.network import Network
from .errors import Unplannable

SPARSEST = 8  # places of a map for one connection: beyond, sharing has no pattern that would be worth a map


@dataclass
class Wires:
    """Connections into a layer, one entry each: ``owner``, the number of the unit in the layer; connection, source unit
    and weight."""

    owner: np.ndarray
    links: np.ndarray
    sources: np.ndarray
    weights: np.ndarray

    def chosen(self, which: np.ndarray) -> Wires:
        """Some of them, by mask or in another order."""
        return Wires(self.owner[which], self.links[which], self.sources[which], self.weights[which])


@dataclass
class FeatureMap:
    """``units`` (positions,); ``sources`` and ``links`` (positions, U), -1 for none: source units and connections;
    ``columns`` (U,), ascending: the how-manieth of the map's weights is used there."""

    units: np.ndarray
    sources: np.ndarray
    links: np.ndarray
    columns: np.ndarray


def feature_maps(network: Network, layer: np.ndarray, wires: Wires) -> list[FeatureMap]:
    """The maps of a layer, of its connections with shared weights; those whose columns are alike list their positions
    alike. Raises ``Unplannable``."""
    if not len(wires.owner):
        return []
    used = np.bincount(wires.weights, minlength=len(network.counter))
    if (used[wires.weights] != network.counter[wires.weights]).any():
        raise Unplannable("a weight is shared between layers that are computed one after the other")
    component = _components(wires.owner, wires.weights)
    wires = wires.chosen(np.lexsort((wires.sources, wires.weights, wires.owner, component)))
    cuts = np.flatnonzero(np.diff(np.sort(component))) + 1
    maps = [_map(layer, wires.chosen(part)) for part in np.split(np.arange(len(component)), cuts)]
    _align(maps)
    return maps


def _components(owner: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """For every connection the first unit that a chain of shared weights leads to."""
    _, weight = np.unique(weights, return_inverse=True)
    label = np.arange(int(owner.max()) + 1)
    while True:
        of_weight = np.full(int(weight.max()) + 1, len(label))
        np.minimum.at(of_weight, weight, label[owner])
        before = label.copy()
        np.minimum.at(label, owner, of_weight[weight])
        label = label[label]
        if (label == before).all():
            return label[owner]


def _map(layer: np.ndarray, wires: Wires) -> FeatureMap:
    """One map of connections that are sorted by unit, weight and source."""
    owners, position = np.unique(wires.owner, return_inverse=True)
    weights, weight = np.unique(wires.weights, return_inverse=True)
    fresh = np.concatenate([[True], (np.diff(position) != 0) | (np.diff(weight) != 0)])
    begins = np.flatnonzero(fresh)
    use = np.arange(len(fresh)) - begins[np.cumsum(fresh) - 1]
    counts = np.zeros(len(weights), np.int64)
    np.maximum.at(counts, weight, use + 1)
    places = len(owners) * int(counts.sum())
    if places > SPARSEST * len(fresh):
        raise Unplannable(f"weights are shared in no pattern: of {places} places of a map only {len(fresh)} are taken")
    column = (np.cumsum(counts) - counts)[weight] + use
    sources, links = (np.full((len(owners), int(counts.sum())), -1, np.int64) for _ in range(2))
    sources[position, column], links[position, column] = wires.sources, wires.links
    return FeatureMap(layer[owners], sources, links, np.repeat(np.arange(len(weights)), counts))


def _align(maps: list[FeatureMap]) -> None:
    """List the positions of all maps so that as many of their columns as can be are equal.

    In which order a layer lists its units tells nothing. Where a map has a column of the same sources as another map
    before it, its positions may be listed in that one's order; of several such orders (a toric map has one for each
    weight) the one that makes most columns equal is taken.
    """
    known: dict[bytes, list[np.ndarray]] = defaultdict(list)  # the sources of a column, sorted -> columns with these
    listed: set[bytes] = set()
    for feature_map in maps:
        twice = (np.diff(np.sort(feature_map.sources, 0), axis=0) == 0).any(0)  # of each column: is a unit there twice?
        columns = list(feature_map.sources.T[~twice])
        orders = [np.arange(len(feature_map.units))]
        for column in columns:
            if references := known.get(np.sort(column).tobytes()):
                sorted_positions = np.argsort(column)
                orders += [sorted_positions[np.argsort(np.argsort(reference))] for reference in references]
                break
        best = max(orders, key=lambda order: sum(column[order].tobytes() in listed for column in columns))
        feature_map.units, feature_map.sources = feature_map.units[best], feature_map.sources[best]
        feature_map.links = feature_map.links[best]
        for column in (column[best] for column in columns):
            if column.tobytes() not in listed:
                listed.add(column.tobytes())
                known[np.sort(column).tobytes()].append(column)
