"""The averages of a plan's weights (``kernels/averaging.py``): from the network into a row that sweeps go on with, and
back."""

from __future__ import annotations

import numpy as np

from ..kernels.fields import W_AVERAGE
from ..network.network import Network
from ..planner.plan import NetworkPlan


class Averages:
    """``stretches`` (n, 2): where weights lie in the arena, first float and beyond the last; ``values`` (float32):
    their averages, one stretch after the other. Both are empty unless averages are ``kept``."""

    def __init__(self, plan: NetworkPlan, network: Network, kept: bool):
        self.kept, self.records = kept, plan.indices.records
        self.stretches, self.values = np.zeros((0, 2), np.int64), np.zeros(0, np.float32)
        if not kept:
            return
        self.stretches = plan.weight_stretches
        starts = np.cumsum([0, *(self.stretches[:, 1] - self.stretches[:, 0])])
        order = np.argsort(self.stretches[:, 0])
        found = order[np.searchsorted(self.stretches[order, 0], plan.indices.weights, "right") - 1]
        self.places = starts[found] + plan.indices.weights - self.stretches[found, 0]
        self.values = np.zeros(starts[-1], np.float32)
        self.values[self.places] = network.weights[W_AVERAGE, self.records]

    def store(self, network: Network) -> None:
        """Write them back."""
        if self.kept:
            network.weights[W_AVERAGE, self.records] = self.values[self.places]
