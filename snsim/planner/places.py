"""Where units lie in a unit field.

Levels lie one after the other, each padded to whole vectors. Within a level the units of a feature map lie side by side
in the order of their positions (padded to whole vectors too), so that one vector holds neighbouring positions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .blocks import Block
from .layout import DENSE, padded


@dataclass
class UnitPlaces:
    """``place[unit]``: byte offset, -1 for units the plan does not know."""

    place: np.ndarray
    starts: list[int] = field(default_factory=list)  # byte offset of each level, and of the end of the last
    bytes: int = 0


def place_units(count: int, layers: list[np.ndarray], blocks: list[list[Block]]) -> UnitPlaces:
    """Input layer in list order; the other layers map by map; then the constants (units that no layer computes)."""
    places = UnitPlaces(np.full(count, -1, np.int64))
    at = 0
    for layer, own in zip(layers, blocks, strict=True):
        places.starts.append(4 * at)
        for block in own:
            if block.kind == DENSE and block.units.shape[1] > 1:
                for units in block.units:
                    if places.place[units[0]] < 0:
                        places.place[units] = 4 * (at + np.arange(len(units)))
                        at += padded(len(units))
        rest = layer[places.place[layer] < 0]
        places.place[rest] = 4 * (at + np.arange(len(rest)))
        at = padded(at + len(rest))
    places.starts.append(4 * at)
    sources = [block.sources.ravel() for own in blocks for block in own]
    used = np.unique(np.concatenate(sources)) if sources else np.zeros(0, np.int64)
    constants = used[(used >= 0) & (places.place[used] < 0)]
    places.place[constants] = 4 * (at + np.arange(len(constants)))
    places.bytes = 4 * padded(at + len(constants) + 1)
    return places
