"""In which order the units of a layer lie: so that what one weight sees, position by position, lies side by side.

A window's column - the units that one weight meets at the positions of a map - then is one vector, or a shift of one. A
map that is looked at in steps of two so comes to lie as four smaller ones, without anybody knowing about steps.
"""

from __future__ import annotations

import numpy as np

from .blocks import Block


def arrange(layers: list[np.ndarray], blocks: list[list[Block]]) -> tuple[np.ndarray, list[list[Block]]]:
    """The order of the input units, and the blocks with the positions of their maps in order.

    From the top down, because the positions above say what is read together below.
    """
    arranged: list[list[Block]] = [[] for _ in blocks]
    for k in range(len(layers) - 1, 0, -1):
        orders: dict[int, np.ndarray] = {}
        for block in blocks[k]:
            positions = block.units.shape[1]
            if positions > 1 and positions not in orders:
                orders[positions] = _order_of(_maps_of(blocks[k], positions), arranged[k + 1 :])
        arranged[k] = [block.in_order(orders[n]) if (n := block.units.shape[1]) > 1 else block for block in blocks[k]]
    order = _order_of(layers[0][None, :], arranged[1:])
    return layers[0][order], arranged


def _maps_of(blocks: list[Block], positions: int) -> np.ndarray:
    """The maps of so many positions: (maps, positions) unit numbers, each map once."""
    found = (units for block in blocks if block.units.shape[1] == positions for units in block.units)
    return np.stack(list({units[0]: units for units in found}.values()))


def _order_of(maps: np.ndarray, above: list[list[Block]]) -> np.ndarray:
    """The positions of maps, first those of the longest column that any block above reads of the map most read."""
    position = {unit: (m, p) for m, units in enumerate(maps.tolist()) for p, unit in enumerate(units)}
    best: list[list[int]] = []
    for block in (block for own in above for block in own if block.sources.shape[0] > 1):
        found = _columns(block.sources, position, len(maps))
        if sum(map(len, found)) > sum(map(len, best)):
            best = found
    order: list[int] = []
    seen: set[int] = set()
    for column in sorted(best, key=len, reverse=True):
        for p in column:
            if p not in seen:
                seen.add(p)
                order.append(p)
    return np.array(order + [p for p in range(maps.shape[1]) if p not in seen], np.int64)


def _columns(sources: np.ndarray, position: dict[int, tuple[int, int]], maps: int) -> list[list[int]]:
    """What a window reads of one map, the one it reads most of: for each column positions of the map."""
    columns: list[list[list[int]]] = [[] for _ in range(maps)]
    for column in sources.T.tolist():
        parts: dict[int, list[int]] = {}
        for unit in column:
            if unit in position:
                m, p = position[unit]
                parts.setdefault(m, []).append(p)
        for m, part in parts.items():
            columns[m].append(part)
    return max(columns, key=lambda found: sum(map(len, found)))
