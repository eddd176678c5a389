"""The network as mathematics, in double precision: error, its derivatives by the chain rule or by differences.

Works on the bare list of connections, layer by layer; shares nothing with the kernels. Every connection has a weight of
its own here (``of_connections``), so that derivatives can be taken by connection or, summed up, by shared weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snsim.kernels.fields import VAL, W_VAL
from snsim.network.network import Network


@dataclass
class Equations:
    """f(a) = A tanh(B a) on all layers; ``states`` of all units, of which those that no layer computes count.

    Other functions and costs are subclasses: ``state`` and ``cost``, for derivatives by differences.
    """

    network: Network
    layers: list[np.ndarray]
    A: float
    B: float

    def __post_init__(self) -> None:
        network = self.network
        made = slice(0, network.snum)
        self.pre, self.post, self.weight_of = network.pre[made], network.post[made], network.weight_of[made]
        self.into = [np.flatnonzero(np.isin(self.post, layer)) for layer in self.layers]
        self.states = network.units[VAL, : network.nnum].astype(float)

    def of_connections(self) -> np.ndarray:
        """The weight of every connection."""
        return self.network.weights[W_VAL, self.weight_of].astype(float)

    def run(self, weights: np.ndarray, pattern: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Activations and states of all units."""
        x, a = self.states.copy(), np.zeros(len(self.states))
        x[self.layers[0]] = pattern
        for layer, links in zip(self.layers[1:], self.into[1:], strict=True):
            sums = np.bincount(self.post[links], weights[links] * x[self.pre[links]], len(x))
            a[layer] = sums[layer]
            x[layer] = self.state(layer, a[layer])
        return a, x

    def outputs(self, weights: np.ndarray, pattern: np.ndarray) -> np.ndarray:
        return self.run(weights, pattern)[1][self.layers[-1]]

    def error(self, weights: np.ndarray, pattern: np.ndarray, target: np.ndarray) -> float:
        """The cost of a pattern."""
        return self.cost(self.outputs(weights, pattern), target)

    def cost(self, outputs: np.ndarray, target: np.ndarray) -> float:
        """Half the sum of squares."""
        return float(0.5 * ((target - outputs) ** 2).sum())

    def state(self, layer: np.ndarray, a: np.ndarray) -> np.ndarray:
        """f of the activations of a layer."""
        return self.A * np.tanh(self.B * a)

    def slope(self, a: np.ndarray) -> np.ndarray:
        return self.A * self.B / np.cosh(self.B * a) ** 2

    def bend(self, a: np.ndarray) -> np.ndarray:
        return -2 * self.B * np.tanh(self.B * a) * self.slope(a)

    def derivatives(
        self, weights: np.ndarray, pattern: np.ndarray, target: np.ndarray, gauss_newton: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """dE/dw and the diagonal recursion's d2E/dw2 of every connection.

        The recursion (LeCun 1987, "Modeles connexionnistes"; sn28.md 2.10) keeps only the diagonal at every layer:
        d2E/dx_j2 = sum_i w_ij^2 d2E/da_i2,  d2E/da2 = f'^2 d2E/dx2 (+ f'' dE/dx),  d2E/dw_ij2 = d2E/da_i2 x_j^2.
        """
        a, x = self.run(weights, pattern)
        by_x, by_x2 = np.zeros(len(x)), np.zeros(len(x))
        by_a, by_a2 = np.zeros(len(x)), np.zeros(len(x))
        by_x[self.layers[-1]] = x[self.layers[-1]] - target
        by_x2[self.layers[-1]] = 1
        for layer, links in list(zip(self.layers, self.into, strict=True))[:0:-1]:
            slope = self.slope(a[layer])
            by_a[layer] = slope * by_x[layer]
            by_a2[layer] = slope**2 * by_x2[layer]
            if not gauss_newton:
                by_a2[layer] += self.bend(a[layer]) * by_x[layer]
            w, to, source = weights[links], self.post[links], self.pre[links]
            by_x += np.bincount(source, w * by_a[to], len(x))
            by_x2 += np.bincount(source, w**2 * by_a2[to], len(x))
        return by_a[self.post] * x[self.pre], by_a2[self.post] * x[self.pre] ** 2
