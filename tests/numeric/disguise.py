"""The same network with everything renamed: for what must not depend on names."""

from __future__ import annotations

import copy

import numpy as np

from snsim.kernels import graph

from .maker import Maker


def shuffled(maker: Maker, seed: int) -> Maker:
    """The same net with other unit numbers (maps and positions mixed up), other weight numbers, its connections made in
    another order, and the units of each layer listed in another order."""
    made = Maker(units=1, links=0, seed=seed)
    network = made.network = copy.deepcopy(maker.network)
    units = np.concatenate([[0], 1 + made.random.permutation(network.nnum - 1)]).astype(np.int32)
    records = made.random.permutation(network.wnum).astype(np.int32)
    order = made.random.permutation(network.snum)
    every = slice(0, network.snum)
    network.pre[every] = units[maker.network.pre[every][order]]
    network.pre[every][maker.network.pre[every][order] < 0] = -1  # cut
    network.post[every] = units[maker.network.post[every][order]]
    network.weight_of[every] = records[maker.network.weight_of[every][order]]
    network.links[:, every] = maker.network.links[:, every][:, order]
    network.counter[records] = maker.network.counter[: network.wnum]
    network.weights[:, records] = maker.network.weights[:, : network.wnum]
    network.units[:, units] = maker.network.units[:, : network.nnum]
    graph.rebuild_table(network.table, network.pre, network.post, network.snum)
    network._changed()
    made.desired = None if maker.desired is None else units[maker.desired]
    made.layers = [units[made.random.permutation(layer)] for layer in maker.layers]
    return made
