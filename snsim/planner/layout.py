"""Giving everything a place in the arena: units, windows, weights.

Layers lie one after the other in every unit field, each padded to whole vectors. Within a layer the units of a feature
map lie side by side in the order of their positions (padded to whole vectors too), so that one vector holds
neighbouring positions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..kernels.arena import DENSE, UNIT_FIELDS
from ..kernels.vectors import BYTES, LANES
from .recognise import Block

PAGE = 4096  # bytes


def padded(count: int) -> int:
    """``count`` rounded up to whole vectors."""
    return -(-count // LANES) * LANES


@dataclass
class UnitPlaces:
    """Where units lie in a unit field: ``place[unit]`` byte offset, -1 for units the plan does not know."""

    place: np.ndarray
    starts: list[int] = field(default_factory=list)  # byte offset of each layer, and of the end of the last
    bytes: int = 0


def place_units(count: int, layers: list[np.ndarray], blocks: list[list[Block]]) -> UnitPlaces:
    """Input layer in list order; the other layers map by map; then the constants (units that no layer computes)."""
    places = UnitPlaces(np.full(count, -1, np.int64))
    at = 0
    for layer, own in zip(layers, blocks, strict=True):
        places.starts.append(4 * at)
        for block in own:
            if block.kind == DENSE and block.shared:
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
    places.bytes = 4 * padded(at + len(constants) + LANES)
    return places


class Arena:
    """Hands out stretches of the arena, each starting on a vector boundary."""

    def __init__(self, unit_bytes: int):
        self.size = UNIT_FIELDS * unit_bytes

    def take(self, vectors: int) -> int:
        """Byte offset of ``vectors`` new vectors."""
        at = self.size
        self.size += vectors * BYTES
        return at

    def allocate(self) -> np.ndarray:
        """The arena itself: zeros, with room for a load beyond the end."""
        return aligned(np.zeros(self.size // 4 + 2 * LANES, np.float32))


def aligned(values: np.ndarray) -> np.ndarray:
    """A copy of float32 values that begins on a page: where vectors fall in the cache is no matter of luck."""
    raw = np.empty(len(values) + PAGE // 4, np.float32)
    skip = (-raw.ctypes.data % PAGE) // 4
    copy = raw[skip : skip + len(values)]
    copy[:] = values
    return copy


class AddressTables:
    """Tables of byte offsets that tiles read; equal ones are kept once."""

    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []
        self.length = 0
        self.known: dict[bytes, int] = {}

    def add(self, table: np.ndarray) -> int:
        """Byte offset of a table with these entries."""
        table = np.ascontiguousarray(table, np.int64)
        key = table.tobytes()
        if key not in self.known:
            self.known[key] = 8 * self.length
            self.parts.append(table)
            self.length += len(table)
        return self.known[key]

    def join(self) -> np.ndarray:
        return np.concatenate(self.parts)
