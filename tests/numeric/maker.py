"""Making networks connection by connection, as a Lisp program would, for any of the four kernels."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from snsim.kernels.fields import EPSILON, L_EPSILON, L_SIGMA, VAL, W_DELTA, W_VAL
from snsim.network.network import Network

KERNELS = {"sn28": (False, False), "sn28ite": (True, False), "sn28new": (False, True), "sn28itenew": (True, True)}


class Maker:
    """A network being made, with what its layers are; everything random comes from ``seed``."""

    def __init__(self, kernel: str = "sn28itenew", seed: int = 0, units: int = 2000, links: int = 40000):
        self.network = Network(*KERNELS[kernel])
        self.network.allocate(units, links)
        self.random = np.random.default_rng(seed)
        self.layers: list[np.ndarray] = []
        self.desired: np.ndarray | None = None  # units for the desired states, if the network has some already

    def units(self, count: int) -> np.ndarray:
        """New units that belong to no layer."""
        return np.array(self.network.new_units(count), np.int32)

    def layer(self, count: int) -> np.ndarray:
        """New units that make the next layer."""
        self.layers.append(self.units(count))
        return self.layers[-1]

    def constants(self, count: int, value: float) -> np.ndarray:
        """New units that nothing computes, of this state."""
        units = self.units(count)
        self.network.units[VAL, units] = value
        return units

    def connect(self, sources: Iterable[int], targets: Iterable[int]) -> None:
        """Every source to every target, with weights of their own."""
        self.network.connect(np.array(list(sources)), np.array(list(targets)))

    def biases(self, layer: np.ndarray) -> None:
        self.connect([0], layer)

    def share(self, sources: np.ndarray, units: np.ndarray) -> None:
        """A feature map: ``sources`` (positions, T), ``units`` (positions,)."""
        for source in sources[0]:
            self.connect([source], [units[0]])
        for row, unit in zip(sources[1:], units[1:], strict=True):
            for first, source in zip(sources[0], row, strict=True):
                self.network.duplicate(
                    (np.array([first]), np.array([units[0]])), (np.array([source]), np.array([unit]))
                )

    def tie(self, used: list[list[tuple[int, Iterable[int]]]], units: Iterable[int]) -> None:
        """For every unit the pairs of a weight's number and the sources that it meets there, any number of them."""
        known: dict[int, tuple[int, int]] = {}
        for pairs, unit in zip(used, units, strict=True):
            for number, sources in pairs:
                for source in sources:
                    if number in known:
                        ends = [np.array([end]) for end in (*known[number], source, unit)]
                        self.network.duplicate((ends[0], ends[1]), (ends[2], ends[3]))
                    else:
                        self.connect([source], [unit])
                        known[number] = int(source), int(unit)

    def cut(self, weight: int) -> None:
        """Delete a weight with all its connections."""
        network = self.network
        for link in np.flatnonzero((network.weight_of[: network.snum] == weight) & (network.pre[: network.snum] >= 0)):
            network.cut(int(network.pre[link]), int(network.post[link]))

    def sparse(self, sources: np.ndarray, targets: np.ndarray, least: int, most: int) -> None:
        """Each target gets sources of its own choice, as many as the dice say."""
        for unit in targets:
            count = self.random.integers(least, most + 1)
            self.connect(self.random.choice(sources, min(count, len(sources)), replace=False), [unit])

    def fill(self, weight: float = 1.0, rate: float = 0.02) -> Maker:
        """Weights (within ``weight`` / sqrt(fan-in)), last changes, rates and curvatures: random, as after training."""
        network, random = self.network, self.random
        made, records = slice(0, network.snum), slice(0, network.wnum)
        fan_in = np.maximum(network.fan_in(), 1)
        bound = np.zeros(network.wnum)
        bound[network.weight_of[made]] = weight / np.sqrt(fan_in[network.post[made]])
        network.weights[W_VAL, records] = random.uniform(-bound, bound)
        network.weights[W_DELTA, records] = random.uniform(-bound, bound) * 0.01
        for layer in self.layers:
            network.units[EPSILON, layer] = rate * random.uniform(0.5, 1.5)
        of_weight = rate * random.uniform(0.5, 1.5, network.wnum)
        network.links[L_EPSILON, made] = of_weight[network.weight_of[made]]
        network.links[L_SIGMA, made] = random.uniform(0, 0.1, network.snum)
        return self


def windows(grid: np.ndarray, size: tuple[int, int], stride: tuple[int, int], toric: bool = False) -> np.ndarray:
    """The sources of every position of a two-dimensional map: (positions, size) unit numbers.

    ``grid`` (rows, columns): the units looked at; a ``toric`` window goes on at the opposite border.
    """
    rows, columns = grid.shape
    down, along = stride
    last_row, last_column = (rows, columns) if toric else (rows - size[0] + 1, columns - size[1] + 1)
    return np.array(
        [
            [grid[(i + di) % rows, (j + dj) % columns] for di in range(size[0]) for dj in range(size[1])]
            for i in range(0, last_row, down)
            for j in range(0, last_column, along)
        ]
    )


def framed(maker: Maker, grid: np.ndarray, width: int, value: float = -1.0) -> np.ndarray:
    """The grid in a frame of constant units."""
    rows, columns = grid.shape
    wide = np.full((rows + 2 * width, columns + 2 * width), -1)
    wide[width:-width, width:-width] = grid
    border = wide < 0
    wide[border] = maker.constants(int(border.sum()), value)
    return wide
