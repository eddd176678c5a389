"""Feature maps cut into dense blocks: columns that the same maps use belong together.

Where maps have lost some of their weights, the columns that they still use differ from map to map, and the blocks would
be many and small. Two are made one, with empty places, where that costs less.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .blocks import Block
from .layout import DENSE, LANES, padded
from .maps import FeatureMap

# costs in operations on vectors
BLOCK_COST = 160  # the calls that a block takes, and some of the time to compile it
PRODUCTS = 4  # of a weight with a vector of positions: forward, back, gradient, and half of what curvatures take
MAP_COST = 2  # in columns: sums of a map loaded and stored
MOST_TRIED = 512  # groups of columns compared with each other


@dataclass
class _Column:
    """What one weight meets, position by position, at every use: ``sources`` (positions, uses); ``weights``: of every
    map that uses it, by number, the how-manieth weight."""

    sources: np.ndarray
    weights: dict[int, int]

    @property
    def single(self) -> bool:
        """Is it one unit everywhere, as for a shared bias?"""
        return bool((self.sources == self.sources[0, 0]).all())


def dense_blocks(maps: list[FeatureMap]) -> list[Block]:
    """The blocks of feature maps whose equal columns are listed alike."""
    columns: dict[tuple[int, bytes], _Column] = {}
    for m, feature_map in enumerate(maps):
        for t in range(feature_map.columns[-1] + 1):
            sources = feature_map.sources[:, feature_map.columns == t]
            column = columns.setdefault((sources.shape[1], sources.tobytes()), _Column(sources, {}))
            column.weights[m] = t
    together: dict[tuple[int, ...], list[_Column]] = defaultdict(list)
    for column in columns.values():
        together[tuple(column.weights)].append(column)
    sizes: dict[int, list[list[_Column]]] = defaultdict(list)
    for group in together.values():
        sizes[len(group[0].sources)].append(group)
    groups = [
        group
        for positions, alike in sizes.items()
        for k in range(0, len(alike), MOST_TRIED)
        for group in _joined(alike[k : k + MOST_TRIED], len(maps), padded(positions) // LANES)
    ]
    return [_block(maps, group) for group in groups]


def _joined(groups: list[list[_Column]], maps: int, across: int) -> list[list[_Column]]:
    """Groups of columns that have maps in common made one, while that costs less; ``across``: vectors of positions.

    Not biases: all maps have them in common, also those that have nothing else.
    """
    apart = [group for group in groups if len(group) == 1 and group[0].single]
    groups = [group for group in groups if len(group) > 1 or not group[0].single]
    if len(groups) < 2:
        return groups + apart
    users = np.zeros((len(groups), maps), np.int64)
    for k, group in enumerate(groups):
        users[k, list(group[0].weights)] = 1
    sizes = np.array([len(group) for group in groups])

    def cost(used: np.ndarray, columns: np.ndarray) -> np.ndarray:
        return BLOCK_COST + PRODUCTS * across * used * (columns + MAP_COST)

    def gains(k: int) -> np.ndarray:
        """What it saves to join group k with any other."""
        common, count = users @ users[k], users.sum(1)
        found = cost(count, sizes) + cost(count[k], sizes[k])
        found -= cost(count + count[k] - common, sizes + sizes[k])
        found[(common == 0) | (sizes == 0)] = 0
        found[k] = 0
        return found

    gain = np.stack([gains(k) for k in range(len(groups))])
    while gain.max() > 0:
        first, second = sorted(divmod(int(gain.argmax()), len(groups)))
        groups[first] = groups[first] + groups[second]
        groups[second] = []
        sizes[first], sizes[second] = sizes[first] + sizes[second], 0
        users[first] |= users[second]
        users[second] = 0
        gain[second], gain[:, second] = 0, 0
        gain[first] = gains(first)
        gain[:, first] = gain[first]
    return [group for group in groups if group] + apart


def _block(maps: list[FeatureMap], group: list[_Column]) -> Block:
    """The block of some columns and of all maps that use one of them."""
    group = [group[k] for k in np.lexsort(np.stack([column.sources[:, 0] for column in group], 1)[::-1])]
    members = sorted({m for column in group for m in column.weights})
    counts = [column.sources.shape[1] for column in group]
    begins = np.cumsum(counts) - counts
    links = np.full((len(members), len(group[0].sources), sum(counts)), -1, np.int64)
    for begin, count, column in zip(begins, counts, group, strict=True):
        for k, m in enumerate(members):
            if (t := column.weights.get(m)) is not None:
                links[k, :, begin : begin + count] = maps[m].links[:, maps[m].columns == t]
    sources = np.concatenate([column.sources for column in group], 1)
    units = np.stack([maps[m].units for m in members])
    return Block(DENSE, units, links, sources, np.repeat(np.arange(len(group)), counts))
