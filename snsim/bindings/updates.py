"""Weight steps: on line, accumulated, second order, conjugate gradient (sn28.md, 2.8 - 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import update
from ..kernels.fields import W_ACC, W_HESS
from ..lisp.arguments import MISSING
from ..lisp.errors import LispError
from .arguments import single
from .layers import layer
from .primitives import primitive
from .workspace import leading

if TYPE_CHECKING:
    from .workspace import Workspace


def _parameters(
    workspace: Workspace, arguments: tuple[Any, ...], names: tuple[str, ...]
) -> tuple[list[np.float32], tuple[Any, ...]]:
    """The numbers at the head of the arguments, missing ones from their variables; and the rest."""
    given, rest = leading(arguments, float, len(names))
    return [single(value) for value in given] + [workspace.parameter(name) for name in names[len(given) :]], rest


def _step(
    workspace: Workspace, layers: tuple[Any, ...], alpha: np.float32, decay: np.float32, mu: np.float32
) -> None:
    """One weight step into some layers, or everywhere.

    The iterative kernels make a whole step of all weights for every single unit of the layers, as the original does.
    """
    network = workspace.network
    parts = [workspace.everything()] if not layers else [layer(network, units) for units in layers]
    if layers and network.iterative:
        parts = [part[k : k + 1] for part in parts for k in range(len(part))]
    for part in parts:
        update.step(network.net, part, network.iterative, int(network.newton), alpha, decay, mu)


@primitive("update-weight")
def update_weight(workspace: Workspace, *arguments: Any) -> None:
    """``([alpha [decay]] layers...)``."""
    (alpha, decay), layers = _parameters(workspace, arguments, ("alpha", "decay"))
    _step(workspace, layers, alpha, decay, update.FIRST_ORDER)


@primitive("update-w-newton", newton=True)
def update_w_newton(workspace: Workspace, *arguments: Any) -> None:
    """``([alpha [decay [mu]]] layers...)``: rates divided by mu + |second derivative|."""
    (alpha, decay, mu), layers = _parameters(workspace, arguments, ("alpha", "decay", "mu"))
    _step(workspace, layers, alpha, decay, mu)


# ---- in steps, for batches -------------------------------------------------------------------------------------------


@primitive("clear-acc", iterative=True)
def clear_acc(workspace: Workspace) -> None:
    workspace.network.weights[W_ACC] = 0


@primitive("clear-hess", iterative=True, newton=True)
def clear_hess(workspace: Workspace) -> None:
    workspace.network.weights[W_HESS] = 0


@primitive("update-acc", iterative=True)
def update_acc(workspace: Workspace, units: Any = MISSING) -> None:
    """Accumulate the gradient of a layer, or of everything."""
    network = workspace.network
    update.accumulate(network.net, _units(workspace, units), int(network.newton))


@primitive("update-hess", iterative=True, newton=True)
def update_hess(workspace: Workspace, units: Any = MISSING) -> None:
    """Accumulate the second derivatives of a layer, or of everything."""
    update.accumulate_curvature(workspace.network.net, _units(workspace, units))


def _units(workspace: Workspace, units: Any) -> np.ndarray:
    return workspace.everything() if units is MISSING else layer(workspace.network, units)


def _one_parameter(workspace: Workspace, arguments: tuple[Any, ...], name: str) -> np.float32:
    """A number given, or that of a variable."""
    if len(arguments) > 1:
        raise LispError("Too many arguments")
    return single(arguments[0]) if arguments else workspace.parameter(name)


@primitive("hessian-scale", iterative=True, newton=True)
def hessian_scale(workspace: Workspace, *mu: Any) -> None:
    """Divide the accumulated gradient by mu + |accumulated second derivative|."""
    update.scale_by_curvature(workspace.network.net, _one_parameter(workspace, mu, "mu"))


@primitive("update-delta", iterative=True)
def update_delta(workspace: Workspace, *alpha: Any) -> None:
    """The next change of every weight, from the accumulated gradient."""
    update.delta_from_acc(workspace.network.net, _one_parameter(workspace, alpha, "alpha"))


@primitive("update-wghtonly", iterative=True)
def update_wghtonly(workspace: Workspace, *decay: Any) -> None:
    """Change every weight."""
    update.add_delta(workspace.network.net, _one_parameter(workspace, decay, "decay"))


@primitive("update-wghtonly-conjgrad", iterative=True)
def update_wghtonly_conjgrad(workspace: Workspace, curvature: Any) -> None:
    """Go along the deltas to the minimum that the curvature predicts."""
    bend = single(curvature)
    if bend <= 0:
        raise LispError("Curvature must be positive", hint="Set safe-cg to t.")
    update.conjugate_step(workspace.network.net, bend)
