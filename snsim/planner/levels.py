"""Layers that can be computed at the same time: neighbours that do not see each other, with the same functions.

Where a script declares every feature map as a layer, as SN's own nets do, the maps so come to share windows.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from ..network.network import Network


def levels(network: Network, layers: list[np.ndarray], functions: Sequence[Hashable]) -> list[list[int]]:
    """The numbers of the layers of every level, the input and the output alone; ``functions``: equal where a layer's
    transfer functions are."""
    last = len(layers) - 1
    found = [[0]]
    for k in range(1, len(layers)):
        level = found[-1]
        together = level[0] > 0 and k < last and functions[k] == functions[level[0]]
        if together and not _sees(network, layers[k], np.concatenate([layers[i] for i in level])):
            level.append(k)
        else:
            found.append([k])
    return found


def _sees(network: Network, layer: np.ndarray, others: np.ndarray) -> bool:
    """Does a connection lead from ``others`` to the layer?"""
    above, below = np.zeros(network.nnum, bool), np.zeros(network.nnum, bool)
    above[layer], below[others] = True, True
    pre, post = network.pre[: network.snum], network.post[: network.snum]
    return bool((below[pre] & above[post] & (pre >= 0)).any())
