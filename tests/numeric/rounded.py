"""The original's arithmetic in plain NumPy: float32, one rounding an operation, sums one term after the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from snsim.network.network import Network

ZERO, ONE = np.float32(0), np.float32(1)


def running_sum(terms: np.ndarray) -> np.float32:
    """0 + t0 + t1 + ..., rounded after every addition."""
    return np.add.accumulate(np.concatenate([[ZERO], terms]).astype(np.float32))[-1]


def incoming(network: Network, unit: int) -> np.ndarray:
    """The connections into a unit, newest first (straight from the list of connections)."""
    made = np.arange(network.snum)
    return made[(network.post[: network.snum] == unit) & (network.pre[: network.snum] >= 0)][::-1]


def outgoing(network: Network, unit: int) -> np.ndarray:
    """The connections out of a unit, newest first."""
    made = np.arange(network.snum)
    return made[(network.pre[: network.snum] == unit) & (network.post[: network.snum] >= 0)][::-1]


def in_order(network: Network, layer: np.ndarray) -> Iterator[tuple[int, int, int, int]]:
    """(unit, connection, source, weight) of the incoming connections of a layer, in the order of SN's loops."""
    for unit in layer.tolist():
        for link in incoming(network, unit).tolist():
            yield unit, link, int(network.pre[link]), int(network.weight_of[link])


def sigmoid(a: np.ndarray, parameters: tuple[float, ...]) -> np.ndarray:
    """C a + (A th + D) with th = tanh(B a) in double precision."""
    A, B, C, D = map(np.float32, parameters)
    th = np.tanh((B * a).astype(np.float64)).astype(np.float32)
    return C * a + (A * th + D)


def slope(a: np.ndarray, parameters: tuple[float, ...]) -> np.ndarray:
    """P1 - P2 th^2 with P1 = A B + C, P2 = A B."""
    A, B, C, _ = map(np.float32, parameters)
    th = np.tanh((B * a).astype(np.float64)).astype(np.float32)
    return (A * B + C) - (A * B) * (th * th)
