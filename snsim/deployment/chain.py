"""The steps from a pattern to an answer: what is left of a network when it no longer learns.

Comes in: a network, its layers and their transfer functions. Goes out: a ``Chain``. Where the planner recognises shared
masks or full layers in the connections, the step is ``Windows``, a matrix product; everything else are ``Rows``,
connection by connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

import numpy as np

from ..kernels.fields import VAL, W_VAL
from ..network.network import Network
from ..network.transfer import Transfer
from ..planner.blocks import Block
from ..planner.errors import Unplannable
from ..planner.layout import DENSE
from ..planner.recognise import recognise
from .errors import ExportError


@dataclass(frozen=True)
class Windows:
    """a[units[m, p]] += sum over t of weights[m, t] x[sources[p, t]].

    ``weights`` (maps, T) float32, ``sources`` (positions, T) and ``units`` (maps, positions): unit numbers.
    """

    weights: np.ndarray
    sources: np.ndarray
    units: np.ndarray

    @property
    def shared(self) -> bool:
        return self.units.shape[1] > 1


@dataclass(frozen=True)
class Rows:
    """a[units[k]] += sum over i from starts[k] to starts[k + 1] of weights[i] x[sources[i]]."""

    units: np.ndarray
    starts: np.ndarray
    sources: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class Stage:
    """A layer: its ``units``, what is summed up for them, the code of its transfer function (``kernels.transfer``)."""

    units: np.ndarray
    parts: list[Windows | Rows]
    code: np.ndarray


@dataclass(frozen=True)
class Chain:
    """``states``: of all units before a pattern comes, 0 but for those that nobody computes (bias, frames)."""

    states: np.ndarray
    inputs: np.ndarray
    stages: list[Stage]

    @property
    def outputs(self) -> np.ndarray:
        return self.stages[-1].units


def make_chain(network: Network, layers: list[np.ndarray], functions: list[Transfer]) -> Chain:
    """``layers``: unit numbers, input first; ``functions``: one for each after it. Raises ``ExportError``."""
    _check_feed_forward(network, layers)
    states = network.units[VAL, : network.nnum].copy()
    constant = np.ones(network.nnum, bool)
    constant[np.concatenate(layers)] = False
    states[~constant] = 0
    stages = []
    for layer, function in zip(layers[1:], functions, strict=True):
        if function.code is None:
            raise ExportError("a transfer function is written in Lisp", "Give the layer one of the nlf- functions.")
        stages.append(Stage(layer, _parts(network, layer, constant), function.code))
    return Chain(states, layers[0], stages)


def _check_feed_forward(network: Network, layers: list[np.ndarray]) -> None:
    """Every connection of a layer must come from a lower one, or from a unit that no layer computes."""
    rank = np.full(network.nnum, -1)
    for k, layer in enumerate(layers):
        rank[layer] = k
    links = np.flatnonzero(network.pre[: network.snum] >= 0)
    pre, post = rank[network.pre[links]], rank[network.post[links]]
    if (post < 0).any():
        unit = int(network.post[links[post < 0][0]])
        raise ExportError(f"unit {unit} has incoming connections, but is in no layer", "Name all layers in define-net.")
    if (pre >= post).any():
        link = links[pre >= post][0]
        ends = f"from unit {network.pre[link]} to unit {network.post[link]}"
        raise ExportError(f"only feed-forward networks can be exported: a connection leads back or across, {ends}")


def _parts(network: Network, layer: np.ndarray, constant: np.ndarray) -> list[Windows | Rows]:
    """``constant[u]``: nobody computes unit u."""
    try:
        blocks = recognise(network, layer, constant)
    except Unplannable:
        return [_rows(network, layer)]
    dense = [block.kind == DENSE and block.whole and not block.folded for block in blocks]
    parts: list[Windows | Rows] = [_windows(network, block) for block in compress(blocks, dense)]
    links = [block.links[block.links >= 0] for block, whole in zip(blocks, dense, strict=True) if not whole]
    return [*parts, _rows_of_links(network, np.concatenate(links))] if links else parts


def _windows(network: Network, block: Block) -> Windows:
    weights = network.weights[W_VAL, network.weight_of[block.of_weights]]
    return Windows(weights, block.sources, block.units)


def _rows(network: Network, layer: np.ndarray) -> Rows:
    """All connections of a layer one by one."""
    net = network.net
    return _rows_of_links(network, np.concatenate([net.in_link[net.in_start[u] : net.in_start[u + 1]] for u in layer]))


def _rows_of_links(network: Network, links: np.ndarray) -> Rows:
    """Connections as rows, unit by unit."""
    links = links[np.argsort(network.post[links], kind="stable")]
    units, starts = np.unique(network.post[links], return_index=True)
    bounds = np.append(starts, len(links))
    return Rows(units, bounds, network.pre[links], network.weights[W_VAL, network.weight_of[links]])
