"""Finding structure in the connections of a layer, however they were made.

Comes in: a network and the units of one layer. Goes out: a few ``Block``s that between them hold every incoming
connection.

* Units that use the same set of shared weights are the *positions* of a feature map (``maps``). Maps are described by
  their *columns*: column t is the list of source units that weight t meets, position by position. Columns used by the
  same maps make one dense block: W (maps, T) against a window (positions, T) (``dense``). So a convolution is
  recognised by what it does; kernels of any shape and stride, frames, toric masks, time delays and sparse schemes from
  map to map need no rule of their own. A weight that every position meets several times, as where a layer averages, has
  several sources in its column, whose states are summed up first.
* Weights with one connection: units with equal sets of sources make a dense block of one position (full connection);
  units with sources of their own a block of *rows* (local fields, and all that is sparse) - or, if they are what is
  left of a full connection, a dense one with empty places. Connections from a unit that never changes are a *per-unit*
  block (biases).
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np

from ..network.network import Network
from .blocks import Block
from .dense import dense_blocks
from .layout import DENSE, LANES, PER_UNIT, ROWS, padded
from .maps import Wires, feature_maps

# costs in operations on vectors
PASSES = 3  # over own weights
MOVE_COST = 6  # inputs of a row taken from a vector of units, and what comes back brought there
CLEARLY = 0.5  # the part of it that empty places may cost
SPARSEST = 5  # and so many of them there may be for one connection


def recognise(network: Network, layer: np.ndarray, constant: np.ndarray) -> list[Block]:
    """The blocks of a layer, feature maps first; ``constant[u]``: nothing ever computes or presents unit u."""
    net = network.net
    counts = net.in_start[layer + 1] - net.in_start[layer]
    owner = np.repeat(np.arange(len(layer)), counts)
    before = np.cumsum(counts) - counts
    entry = np.repeat(net.in_start[layer] - before, counts) + np.arange(len(owner))
    links = net.in_link[entry]
    wires = Wires(owner, links, net.in_unit[entry], network.weight_of[links])
    shared = network.counter[wires.weights] > 1
    alone = ~shared & constant[wires.sources]
    maps = feature_maps(network, layer, wires.chosen(shared))
    blocks = dense_blocks(maps) + _own_blocks(layer, wires.chosen(~shared & ~alone))
    return blocks + _per_unit_blocks(layer, wires.chosen(alone))


def _groups(owner: np.ndarray, key: np.ndarray) -> dict[bytes, list[slice]]:
    """Owners (sorted, entries side by side) grouped by the sequence of their keys."""
    cuts = np.flatnonzero(np.diff(owner)) + 1
    bounds = np.concatenate([[0], cuts, [len(owner)]]) if len(owner) else cuts
    groups: dict[bytes, list[slice]] = defaultdict(list)
    for first, last in pairwise(bounds):
        groups[key[first:last].tobytes()].append(slice(int(first), int(last)))
    return groups


def _own_blocks(layer: np.ndarray, wires: Wires) -> list[Block]:
    """Units with the same sources together; those with sources of their own as rows, or with places left empty."""
    wires = wires.chosen(np.lexsort((wires.sources, wires.owner)))
    blocks: list[Block] = []
    singles: list[Block] = []
    for members in _groups(wires.owner, wires.sources).values():
        units = layer[[wires.owner[m.start] for m in members]][:, None]
        links = np.stack([wires.links[m] for m in members])[:, None, :]
        block = Block.plain(DENSE, units, links, wires.sources[members[0]][None, :])
        (singles if len(members) == 1 else blocks).append(block)
    return blocks + ([_with_holes(singles)] if _rather_holes(singles) else _rows(singles))


def _rather_holes(singles: list[Block]) -> bool:
    """Would units with sources of their own cost clearly less as one block with the sources of all?"""
    if len(singles) < 2:
        return False
    everything = np.unique(np.concatenate([block.sources[0] for block in singles]))
    counts = [block.sources.shape[1] for block in singles]
    if SPARSEST * sum(counts) < len(singles) * len(everything):
        return False
    together = len(singles) * PASSES * padded(len(everything)) // LANES
    apart = sum(MOVE_COST * min(n, len(everything) // LANES + 1) + PASSES * padded(n) // LANES for n in counts)
    return together < CLEARLY * apart


def _with_holes(singles: list[Block]) -> Block:
    """One block of units with the sources of all, places left empty where a unit has no such connection."""
    everything = np.unique(np.concatenate([block.sources[0] for block in singles]))
    links = np.full((len(singles), 1, len(everything)), -1, np.int64)
    for k, block in enumerate(singles):
        links[k, 0, np.searchsorted(everything, block.sources[0])] = block.links[0, 0]
    return Block.plain(DENSE, np.concatenate([block.units for block in singles]), links, everything[None, :])


def _per_unit_blocks(layer: np.ndarray, wires: Wires) -> list[Block]:
    """Connections from units that never change: one block for each of these, the biases first of all."""
    blocks = []
    for source in np.unique(wires.sources):
        at = np.flatnonzero(wires.sources == source)
        units, links = layer[wires.owner[at]][:, None], wires.links[at][:, None, None]
        blocks.append(Block.plain(PER_UNIT, units, links, np.array([[source]])))
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
        blocks.append(Block.plain(kind, np.concatenate([block.units for block in members]), links, sources))
    return blocks
