"""Cost, gradients, directional derivative (sn28.md, 2.6, 2.7, 2.11). Gradients are minus the cost's derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import propagation
from ..kernels.fields import GRAD, SQBACKSUM, SUM
from ..kernels.transfer import LINEAR
from ..lisp.arguments import MISSING
from ..lisp.errors import LispError
from ..lisp.values import Symbol, T
from ..network.transfer import Transfer
from .arguments import single
from .forward import leading_transfer
from .layers import layer, paired_layers
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace

ONE = np.array([LINEAR, 0, 0, 0, 1, 0, 0, 0], np.float32)
"""f = 1: with it kernels leave the factor f' out, for functions written in Lisp, which they cannot run."""


def code_of(function: Transfer) -> np.ndarray:
    """What kernels evaluate for a function."""
    return ONE if function.code is None else function.code


def _apply_lisp_slope(workspace: Workspace, units: np.ndarray, function: Transfer) -> None:
    """The factor f'(a) that ``ONE`` left out of the gradients."""
    if function.code is None:
        fields = workspace.network.units
        fields[GRAD, units] *= function.map(fields[SUM, units])


# ---- cost ------------------------------------------------------------------------------------------------------------


def _cost(workspace: Workspace, function: Transfer, outputs: Any, targets: Any, threshold: np.float32 | None) -> float:
    network = workspace.network
    at, desired = paired_layers(network, outputs, targets)
    bound = np.float32(0) if threshold is None else threshold
    clip = threshold is not None
    cost = propagation.cost_gradient(network.units, at, desired, code_of(function), 0, clip, bound)
    _apply_lisp_slope(workspace, at, function)
    if network.newton:
        network.units[SQBACKSUM, at] = 1
    return float(cost)


@primitive("init-grad-lms")
def init_grad_lms(workspace: Workspace, first: Any, second: Any, third: Any = MISSING) -> float:
    """``([dnlf] outputs targets)``: half the summed squared error, and the gradients of the output units."""
    function, (outputs, targets) = _cost_arguments(workspace, [first, second, third], 2)
    return _cost(workspace, function, outputs, targets, None)


@primitive("init-grad-thlms")
def init_grad_thlms(
    workspace: Workspace, first: Any, second: Any, third: Any = MISSING, fourth: Any = MISSING
) -> float:
    """``([dnlf] outputs targets [threshold])``: errors beyond the target, as seen from the threshold, do not count."""
    function, layers = _cost_arguments(workspace, [first, second, third, fourth], 3)
    threshold = single(layers[2]) if len(layers) == 3 else np.float32(0)
    return _cost(workspace, function, layers[0], layers[1], threshold)


@primitive("init-grad-xent")
def init_grad_xent(
    workspace: Workspace, first: Any, second: Any, third: Any = MISSING, fourth: Any = MISSING
) -> float:
    """``([dnlf] outputs targets [smoothing])``: the cross-entropy of the softmax of the outputs' states, and the
    gradients of the output units. Targets from -1 to +1 are probabilities from 0 to 1, scaled to a sum of 1."""
    function, layers = _cost_arguments(workspace, [first, second, third, fourth], 3)
    smoothing = single(layers[2]) if len(layers) == 3 else np.float32(0)
    if not 0 <= smoothing <= 1:
        raise LispError("the smoothing is no share of 1", layers[2], hint="Give a number from 0 to 1.")
    network = workspace.network
    at, desired = paired_layers(network, layers[0], layers[1])
    cost = propagation.cross_entropy_gradient(network.units, at, desired, code_of(function), 0, smoothing)
    _apply_lisp_slope(workspace, at, function)
    return float(cost)


def _cost_arguments(workspace: Workspace, values: list[Any], most: int) -> tuple[Transfer, tuple[Any, ...]]:
    """The derivative, given or default, and the other arguments: two layers at least, ``most`` at most."""
    function, rest = leading_transfer(workspace, "dnlf", tuple(value for value in values if value is not MISSING))
    if not 2 <= len(rest) <= most:
        raise LispError("incorrect number of arguments")
    return function, rest


# ---- gradients -------------------------------------------------------------------------------------------------------


@primitive("update-back-sum")
def update_back_sum(workspace: Workspace, *layers: Any) -> Symbol:
    """Back-propagated sums."""
    network = workspace.network
    for units in layers:
        propagation.back_sum(network.net, layer(network, units))
    return T


def _gradients(workspace: Workspace, units: np.ndarray, function: Transfer) -> None:
    propagation.gradient_only(workspace.network.units, units, code_of(function), 0)
    _apply_lisp_slope(workspace, units, function)


@primitive("update-gradient-only")
def update_gradient_only(workspace: Workspace, *arguments: Any) -> float:
    """``([dnlf] layers...)``: gradients from back-propagated sums; the number of arguments."""
    function, layers = leading_transfer(workspace, "dnlf", arguments)
    for units in layers:
        _gradients(workspace, layer(workspace.network, units), function)
    return float(len(arguments))


@primitive("update-gradient")
def update_gradient(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([dnlf] layers...)``: layer after layer all sums, then all gradients."""
    network = workspace.network
    function, layers = leading_transfer(workspace, "dnlf", arguments)
    for units in layers:
        at = layer(network, units)
        propagation.back_sum(network.net, at)
        _gradients(workspace, at, function)
    return T


@primitive("update-deltastate")
def update_deltastate(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([dnlf] layers...)``: gradients become the derivatives of the states along the weights' deltas."""
    network = workspace.network
    function, layers = leading_transfer(workspace, "dnlf", arguments)
    for units in layers:
        at = layer(network, units)
        # units of one layer may be connected: the factor of one is due before the next is computed
        for part in [at] if function.code is not None else np.split(at, len(at)):
            propagation.delta_state(network.net, part, code_of(function), 0)
            _apply_lisp_slope(workspace, part, function)
    return T
