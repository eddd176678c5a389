"""Finding structure in the connections of a layer, however they were made.

Comes in: a network and the units of one layer. Goes out: a few ``Block``s that between them hold every incoming
connection.

* Units that use the same set of shared weights, each once, are the *positions* of a feature map. Maps are described by
  their *columns*: column t is the list of source units that weight t meets, position by position. Columns used by the
  same maps make one dense block: W (maps, T) against a window (positions, T). So a convolution is recognised by what it
  does; kernels of any shape and stride, frames, toric masks, time delays and sparse schemes from map to map need no
  rule of their own.
* Weights with one connection: units with equal sets of sources make a dense block of one position (full connection);
  units with sources of their own a block of *rows* (local fields, and all that is sparse). Connections from a unit
  that never changes are a *per-unit* block (biases).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..network.network import Network
from .errors import Unplannable
from .layout import DENSE, PER_UNIT, ROWS


@dataclass
class Block:
    """``units`` (maps, positions) and ``links`` (maps, positions, T): unit and connection numbers, -1 where there is
    none; ``sources`` (positions, T): unit numbers of the window's inputs (one row per map for ``ROWS``)."""

    kind: int
    units: np.ndarray
    links: np.ndarray
    sources: np.ndarray

    @property
    def shared(self) -> bool:
        """Do several connections share a weight?"""
        return self.units.shape[1] > 1

    def in_order(self, positions: np.ndarray) -> Block:
        """The same with the positions of its maps in this order."""
        return Block(self.kind, self.units[:, positions], self.links[:, positions], self.sources[positions])

    def with_columns(self, order: np.ndarray) -> Block:
        """The same with its columns in this order."""
        return Block(self.kind, self.units, self.links[:, :, order], self.sources[:, order])

    def connections(self) -> int:
        """How many connections the block holds."""
        return int((self.links >= 0).sum())


@dataclass
class _Map:
    """The units (positions) of one feature map; its weights; per position and weight, source unit and connection."""

    units: np.ndarray
    weights: np.ndarray
    sources: np.ndarray
    links: np.ndarray


def recognise(network: Network, layer: np.ndarray, constant: np.ndarray) -> list[Block]:
    """The blocks of a layer, feature maps first; ``constant[u]``: nothing ever computes or presents unit u."""
    net = network.net
    counts = net.in_start[layer + 1] - net.in_start[layer]
    owner = np.repeat(np.arange(len(layer)), counts)
    before = np.cumsum(counts) - counts
    entry = np.repeat(net.in_start[layer] - before, counts) + np.arange(len(owner))
    links, sources = net.in_link[entry], net.in_unit[entry]
    weights = network.weight_of[links]
    shared = network.counter[weights] > 1
    maps = _feature_maps(network, layer, owner[shared], links[shared], sources[shared], weights[shared])
    alone = ~shared & constant[sources]
    own = ~shared & ~alone
    blocks = _dense_blocks(maps) + _own_blocks(layer, owner[own], links[own], sources[own])
    return blocks + _per_unit_blocks(layer, owner[alone], links[alone], sources[alone])


def _groups(owner: np.ndarray, key: np.ndarray) -> dict[bytes, list[slice]]:
    """Owners (sorted, entries side by side) grouped by the sequence of their keys."""
    cuts = np.flatnonzero(np.diff(owner)) + 1
    bounds = np.concatenate([[0], cuts, [len(owner)]]) if len(owner) else cuts
    groups: dict[bytes, list[slice]] = defaultdict(list)
    for first, last in pairwise(bounds):
        groups[key[first:last].tobytes()].append(slice(int(first), int(last)))
    return groups


def _feature_maps(
    network: Network, layer: np.ndarray, owner: np.ndarray, links: np.ndarray, sources: np.ndarray, weights: np.ndarray
) -> list[_Map]:
    order = np.lexsort((weights, owner))
    owner, links, sources, weights = owner[order], links[order], sources[order], weights[order]
    if len(owner) and ((np.diff(owner) == 0) & (np.diff(weights) == 0)).any():
        raise Unplannable("a unit uses the same shared weight more than once")
    maps = []
    for members in _groups(owner, weights).values():
        kernel = weights[members[0]]
        if (network.counter[kernel] != len(members)).any():
            raise Unplannable("a weight is shared between units that do not make one feature map")
        maps.append(
            _Map(
                layer[[owner[m.start] for m in members]],
                kernel,
                np.stack([sources[m] for m in members]),
                np.stack([links[m] for m in members]),
            )
        )
    _align(maps)
    return maps


def _align(maps: list[_Map]) -> None:
    """List the positions of all maps so that as many of their columns as can be are equal.

    In which order a layer lists its units tells nothing. Where a map has a column of the same sources as another map
    before it, its positions may be listed in that one's order; of several such orders (a toric map has one for each
    weight) the one that makes most columns equal is taken.
    """
    known: dict[bytes, list[np.ndarray]] = defaultdict(list)  # the sources of a column, sorted -> columns with these
    listed: set[bytes] = set()
    for feature_map in maps:
        columns = [column for column in feature_map.sources.T if len(np.unique(column)) == len(column)]
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


def _dense_blocks(maps: list[_Map]) -> list[Block]:
    """Maps cut into blocks by column: columns that the same maps use belong together."""
    users: dict[bytes, list[tuple[int, int]]] = defaultdict(list)  # column -> (map, weight) pairs
    for m, feature_map in enumerate(maps):
        for t, column in enumerate(feature_map.sources.T):
            users[column.tobytes()].append((m, t))
    # maps -> for each of their columns its weight in each map
    together: dict[tuple[int, ...], list[list[int]]] = defaultdict(list)
    for pairs in users.values():
        together[tuple(m for m, _ in pairs)].append([t for _, t in pairs])
    blocks = []
    for members, picks in together.items():
        first = maps[members[0]]
        columns = np.array(picks)
        order = np.lexsort(first.sources[::-1, columns[:, 0]])
        columns = columns[order]
        blocks.append(
            Block(
                DENSE,
                np.stack([maps[m].units for m in members]),
                np.stack([maps[m].links[:, columns[:, k]] for k, m in enumerate(members)]),
                first.sources[:, columns[:, 0]],
            )
        )
    return blocks


def _own_blocks(layer: np.ndarray, owner: np.ndarray, links: np.ndarray, sources: np.ndarray) -> list[Block]:
    """Units with the same sources together; those with sources of their own as rows."""
    order = np.lexsort((sources, owner))
    owner, links, sources = owner[order], links[order], sources[order]
    blocks: list[Block] = []
    singles: list[Block] = []
    for members in _groups(owner, sources).values():
        units = layer[[owner[m.start] for m in members]][:, None]
        wires = np.stack([links[m] for m in members])[:, None, :]
        block = Block(DENSE, units, wires, sources[members[0]][None, :])
        (singles if len(members) == 1 else blocks).append(block)
    return blocks + _rows(singles)


def _per_unit_blocks(layer: np.ndarray, owner: np.ndarray, links: np.ndarray, sources: np.ndarray) -> list[Block]:
    """Connections from units that never change: one block for each of these, the biases first of all."""
    blocks = []
    for source in np.unique(sources):
        at = np.flatnonzero(sources == source)
        units, wires = layer[owner[at]][:, None], links[at][:, None, None]
        blocks.append(Block(PER_UNIT, units, wires, np.array([[source]])))
    return blocks


def _rows(singles: list[Block]) -> list[Block]:
    """Units with sources of their own, gathered by size class (powers of two) into blocks of rows."""
    classes: dict[int, list[Block]] = defaultdict(list)
    for block in singles:
        classes[max(4, (block.links.shape[2] - 1).bit_length())].append(block)
    blocks = []
    for members in classes.values():
        width = max(block.links.shape[2] for block in members)
        links = np.full((len(members), 1, width), -1, np.int64)
        sources = np.full((len(members), width), -1, np.int64)
        for k, block in enumerate(members):
            links[k, 0, : block.links.shape[2]] = block.links[0, 0]
            sources[k, : block.links.shape[2]] = block.sources[0]
        kind = ROWS if len(members) > 1 else DENSE
        blocks.append(Block(kind, np.concatenate([block.units for block in members]), links, sources))
    return blocks
