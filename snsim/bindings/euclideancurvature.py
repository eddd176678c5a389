"""Second derivatives of Euclidean units (sn28.md, 2.12).

    s_i = 2 sum_k (2 (x_i - w_ki)^2 h_k - g_k)                   h_i = s_i f'(a_i)^2 - b_i f''(a_i)
    sigma_ij = (1 - gamma) sigma_ij + 2 gamma h_i (w_ij - x_j)^2 - gamma g_i
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import update
from ..kernels.fields import BACKSUM, GGRAD, GRAD, L_SIGMA, MASK, SQBACKSUM, SUM, VAL, W_ACC, W_HESS
from ..network.network import Network
from ..network.transfer import Transfer
from .euclidean import accumulate, parts, rates, required_numbers, required_transfers, step_each
from .layers import layer
from .primitives import primitive
from .sequential import F1, F2, incoming, outgoing, states, total

if TYPE_CHECKING:
    from .workspace import Workspace


def _back_curvature(network: Network, units: np.ndarray) -> None:
    for unit in units:
        ends = outgoing(network, unit)
        if len(ends.links):
            distances = network.units[VAL, unit] - ends.w
            terms = F2 * (distances * distances) * network.units[GGRAD, ends.units] - network.units[GRAD, ends.units]
            network.units[SQBACKSUM, unit] = F2 * total(terms)


def _average(network: Network, units: np.ndarray, gamma: np.float32) -> None:
    for unit in units:
        ends = incoming(network, unit)
        distances = ends.w - states(network, ends)
        bend = F2 * gamma * network.units[GGRAD, unit]
        new = bend * (distances * distances) - gamma * network.units[GRAD, unit]
        network.links[L_SIGMA, ends.links] = (F1 - gamma) * network.links[L_SIGMA, ends.links] + new


def _curvature(
    workspace: Workspace, slope: Transfer, bend: Transfer | None, gamma: np.float32, layers: tuple[Any, ...]
) -> None:
    network = workspace.network
    fields = network.units
    for units in layers:
        at = layer(network, units)
        _back_curvature(network, at)
        a, mask = fields[SUM, at], fields[MASK, at]
        d = slope.map(a) * mask
        h = fields[SQBACKSUM, at] * (d * d)
        fields[GGRAD, at] = h if bend is None else h - fields[BACKSUM, at] * (bend.map(a) * mask)
        _average(network, at, gamma)


@primitive("update-nn-ggradient", newton=True)
def update_nn_ggradient(workspace: Workspace, *arguments: Any) -> None:
    """``(dnlf ddnlf gamma layers...)``."""
    (slope, bend), rest = required_transfers(arguments, 2)
    (gamma,), layers = required_numbers(rest, 1)
    _curvature(workspace, slope, bend, gamma, layers)


@primitive("update-nn-lmggradient", newton=True)
def update_nn_lmggradient(workspace: Workspace, *arguments: Any) -> None:
    """``(dnlf gamma layers...)``: without the term in f''."""
    (slope,), rest = required_transfers(arguments, 1)
    (gamma,), layers = required_numbers(rest, 1)
    _curvature(workspace, slope, None, gamma, layers)


@primitive("update-nn-w-newton", newton=True)
def update_nn_w_newton(workspace: Workspace, *arguments: Any) -> None:
    """``(alpha decay mu layers...)``: rates divided by mu + |second derivative|."""
    network = workspace.network
    (alpha, decay, mu), layers = required_numbers(arguments, 3)
    for part in parts(workspace, layers):
        if network.iterative:
            network.weights[W_ACC] = network.weights[W_HESS] = 0
            accumulate(network, part)
            update.accumulate_curvature(network.net, part)
            update.scale_by_curvature(network.net, mu)
            update.delta_from_acc(network.net, alpha)
            update.add_delta(network.net, decay)
        else:
            for unit in part:
                ends = incoming(network, unit)
                eps = rates(network, unit, ends) / (mu + abs(network.links[L_SIGMA, ends.links]))
                step_each(network, unit, eps, alpha, decay)
