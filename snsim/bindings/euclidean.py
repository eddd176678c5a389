"""Euclidean units, whose activation is a squared distance: the ``nn`` primitives (sn28.md, 2.12).

    forward    a_i = sum_j (w_ij - x_j)^2 (+ theta * noise)      x_i = f(a_i)
    backward   b_i = 2 sum_k (x_i - w_ki) g_k                    g_i = b_i f'(a_i)
    step       delta_ij = eps g_i (w_ij - x_j)                   (the original drops the factor 2)

The original has n-sum for x_i in the backward rules and skips every second layer of a step; the manual's equations are
followed here (sn28.md, section 10). Numbers that are missing are not looked up in variables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import update
from ..kernels.fields import BACKSUM, EPSILON, GRAD, L_EPSILON, MASK, SUM, VAL, W_ACC, W_DELTA, W_VAL
from ..lisp.arguments import MISSING
from ..lisp.errors import LispError
from ..lisp.values import Symbol, T
from ..network.network import Network
from ..network.transfer import Transfer
from .arguments import single
from .forward import leading_transfer
from .layers import layer
from .primitives import primitive
from .sequential import F0, F1, F2, Ends, incoming, outgoing, states, total
from .transferobject import NLF
from .workspace import leading

if TYPE_CHECKING:
    from .workspace import Workspace


def required_transfers(arguments: tuple[Any, ...], count: int) -> tuple[list[Transfer], tuple[Any, ...]]:
    """The functions that must come first, and the rest of the arguments."""
    given, rest = leading(arguments, NLF, count)
    if len(given) < count:
        raise LispError("not a nlf", *rest[:1], hint="The nn functions take their NLFs as arguments.")
    return [nlf.transfer for nlf in given], rest


def required_numbers(arguments: tuple[Any, ...], count: int) -> tuple[list[np.float32], tuple[Any, ...]]:
    """The numbers that must come first, and the rest of the arguments."""
    given, rest = leading(arguments, float, count)
    if len(given) < count:
        raise LispError("not a number", *rest[:1], hint="The nn functions take their parameters as arguments.")
    return [single(value) for value in given], rest


# ---- forward ---------------------------------------------------------------------------------------------------------


def _sums(workspace: Workspace, units: np.ndarray, theta: np.float32) -> None:
    network = workspace.network
    for unit in units:
        ends = incoming(network, unit)
        distances = ends.w - states(network, ends)
        network.units[SUM, unit] = total(distances * distances)
        if theta != F0:
            network.units[SUM, unit] += np.float32(workspace.lisp.random.gaussian()) * theta


def _noise(arguments: tuple[Any, ...]) -> tuple[np.float32, tuple[Any, ...]]:
    given, rest = leading(arguments, float, 1)
    return (single(given[0]) if given else F0), rest


@primitive("update-nn-sum")
def update_nn_sum(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([theta] layers...)``: squared distances of the weights from the states."""
    theta, layers = _noise(arguments)
    for units in layers:
        _sums(workspace, layer(workspace.network, units), theta)
    return T


@primitive("update-nn-state")
def update_nn_state(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([theta] nlf layers...)``: layer after layer all sums, then all states."""
    theta, rest = _noise(arguments)
    (function,), layers = required_transfers(rest, 1)
    fields = workspace.network.units
    for units in layers:
        at = layer(workspace.network, units)
        _sums(workspace, at, theta)
        fields[VAL, at] = function.map(fields[SUM, at]) * fields[MASK, at]
    return T


# ---- backward --------------------------------------------------------------------------------------------------------


def _back_sums(network: Network, units: np.ndarray) -> None:
    for unit in units:
        ends = outgoing(network, unit)
        distances = network.units[VAL, unit] - ends.w
        network.units[BACKSUM, unit] = F2 * total(distances * network.units[GRAD, ends.units])


@primitive("update-nn-back-sum")
def update_nn_back_sum(workspace: Workspace, *layers: Any) -> Symbol:
    """Back-propagated sums."""
    for units in layers:
        _back_sums(workspace.network, layer(workspace.network, units))
    return T


@primitive("update-nn-gradient")
def update_nn_gradient(workspace: Workspace, *arguments: Any) -> Symbol:
    """``(dnlf layers...)``: layer after layer all sums, then all gradients."""
    (slope,), layers = required_transfers(arguments, 1)
    fields = workspace.network.units
    for units in layers:
        at = layer(workspace.network, units)
        _back_sums(workspace.network, at)
        fields[GRAD, at] = fields[BACKSUM, at] * (slope.map(fields[SUM, at]) * fields[MASK, at])
    return T


@primitive("update-nn-deltastate")
def update_nn_deltastate(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([dnlf] layers...)``: gradients become the derivatives of the states along the weights' deltas."""
    network = workspace.network
    slope, layers = leading_transfer(workspace, "dnlf", arguments)
    for units in layers:
        for unit in layer(network, units):
            ends = incoming(network, unit)
            changes = network.weights[W_DELTA, ends.records] - network.units[GRAD, ends.units]
            sum_ = total(F2 * changes * (ends.w - states(network, ends)))
            masked = slope.map(network.units[SUM, unit : unit + 1])[0] * network.units[MASK, unit]
            network.units[GRAD, unit] = sum_ * masked
    return T


# ---- steps -----------------------------------------------------------------------------------------------------------


def rates(network: Network, unit: int, ends: Ends) -> np.ndarray:
    """The learning rate of every incoming connection."""
    if network.newton:
        return network.links[L_EPSILON, ends.links]
    return np.full(len(ends.links), network.units[EPSILON, unit], np.float32)


def accumulate(network: Network, units: np.ndarray) -> None:
    """acc += g eps (w - x)."""
    for unit in units:
        ends = incoming(network, unit)
        terms = network.units[GRAD, unit] * rates(network, unit, ends) * (ends.w - states(network, ends))
        np.add.at(network.weights[W_ACC], ends.records, terms)


def step_each(network: Network, unit: int, eps: np.ndarray, alpha: np.float32, decay: np.float32) -> None:
    """A step where every connection owns its weight."""
    ends = incoming(network, unit)
    delta = eps * network.units[GRAD, unit] * (ends.w - states(network, ends))
    if alpha != F0:
        delta = network.weights[W_DELTA, ends.records] * alpha + (F1 - alpha) * delta
    network.weights[W_DELTA, ends.records] = delta
    kept = ends.w if decay == F0 else (F1 - eps * decay) * ends.w
    network.weights[W_VAL, ends.records] = kept + delta


def parts(workspace: Workspace, layers: tuple[Any, ...]) -> list[np.ndarray]:
    """What a step goes through at a time: everything, or layers; unit by unit in the iterative kernels."""
    network = workspace.network
    if not layers:
        return [workspace.everything()]
    found = [layer(network, units) for units in layers]
    return [part[k : k + 1] for part in found for k in range(len(part))] if network.iterative else found


@primitive("update-nn-weight")
def update_nn_weight(workspace: Workspace, *arguments: Any) -> None:
    """``(alpha decay layers...)``."""
    network = workspace.network
    (alpha, decay), layers = required_numbers(arguments, 2)
    for part in parts(workspace, layers):
        if network.iterative:
            network.weights[W_ACC] = 0
            accumulate(network, part)
            update.delta_from_acc(network.net, alpha)
            update.add_delta(network.net, decay)
        else:
            for unit in part:
                step_each(network, unit, rates(network, unit, incoming(network, unit)), alpha, decay)


@primitive("update-nn-acc", iterative=True)
def update_nn_acc(workspace: Workspace, units: Any = MISSING) -> None:
    """Accumulate the gradient of a layer, or of everything."""
    at = workspace.everything() if units is MISSING else layer(workspace.network, units)
    accumulate(workspace.network, at)
