"""Float32 arithmetic over the connections of one unit, for the rarely used primitives that have no kernel.

Sums run from the newest connection to the oldest, one rounding an addition, as in the kernels (sn28.md, 1.2).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..kernels.fields import VAL, W_VAL
from ..network.network import Network

F0, F1, F2 = np.float32(0), np.float32(1), np.float32(2)


class Ends(NamedTuple):
    """The connections on one side of a unit, newest first: numbers, units at the other end, weight records, weights."""

    links: np.ndarray
    units: np.ndarray
    records: np.ndarray
    w: np.ndarray


def incoming(network: Network, unit: int) -> Ends:
    """The connections into a unit."""
    return _ends(network, network.incoming(unit)[::-1], network.pre)


def outgoing(network: Network, unit: int) -> Ends:
    """The connections out of a unit."""
    return _ends(network, network.outgoing(unit)[::-1], network.post)


def _ends(network: Network, links: np.ndarray, far: np.ndarray) -> Ends:
    records = network.weight_of[links]
    return Ends(links, far[links], records, network.weights[W_VAL, records])


def states(network: Network, ends: Ends) -> np.ndarray:
    """The states at the other ends."""
    return network.units[VAL, ends.units]


def total(terms: np.ndarray) -> np.float32:
    """The sum, term after term."""
    return np.float32(np.add.accumulate(terms, dtype=np.float32)[-1]) if len(terms) else F0
