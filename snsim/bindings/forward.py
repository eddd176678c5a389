"""Forward propagation: sums and states of layers (sn28.md, 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import propagation
from ..kernels.fields import MASK, SUM, VAL
from ..lisp.values import Symbol, T
from ..network.transfer import Transfer
from .arguments import single
from .layers import layer
from .primitives import primitive
from .transferobject import NLF
from .workspace import leading

if TYPE_CHECKING:
    from .workspace import Workspace


def _noise(workspace: Workspace, arguments: tuple[Any, ...]) -> tuple[np.float32, tuple[Any, ...]]:
    """theta, given or in its variable, and the arguments after it."""
    given, rest = leading(arguments, float, 1)
    return (single(given[0]) if given else workspace.parameter("theta")), rest


def leading_transfer(workspace: Workspace, name: str, arguments: tuple[Any, ...]) -> tuple[Transfer, tuple[Any, ...]]:
    """A transfer function, given or in the variable ``name``, and the arguments after it."""
    given, rest = leading(arguments, NLF, 1)
    return (given[0].transfer if given else workspace.transfer(name)), rest


def _sums(workspace: Workspace, units: np.ndarray, theta: np.float32) -> None:
    with workspace.random(wanted=theta != 0) as random:
        propagation.weighted_sum(workspace.network.net, units, theta, random)


def _states(workspace: Workspace, units: np.ndarray, function: Transfer) -> None:
    fields = workspace.network.units
    if function.code is None:
        fields[VAL, units] = function.map(fields[SUM, units]) * fields[MASK, units]
    else:
        propagation.state_only(fields, units, function.code, 0)


@primitive("update-weighted-sum")
def update_weighted_sum(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([theta] layers...)``: total inputs, with noise."""
    theta, layers = _noise(workspace, arguments)
    for units in layers:
        _sums(workspace, layer(workspace.network, units), theta)
    return T


@primitive("update-state-only")
def update_state_only(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([nlf] layers...)``: states from total inputs."""
    function, layers = leading_transfer(workspace, "nlf", arguments)
    for units in layers:
        _states(workspace, layer(workspace.network, units), function)
    return T


@primitive("update-state")
def update_state(workspace: Workspace, *arguments: Any) -> Symbol:
    """``([theta] [nlf] layers...)``: layer after layer all sums, then all states."""
    theta, rest = _noise(workspace, arguments)
    function, layers = leading_transfer(workspace, "nlf", rest)
    for units in layers:
        at = layer(workspace.network, units)
        _sums(workspace, at, theta)
        _states(workspace, at, function)
    return T
