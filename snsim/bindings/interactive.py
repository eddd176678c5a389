"""Interactive activation and adaptive resonance (sn28.md, 2.13): excitation in ``spare1``, inhibition in ``spare2``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..kernels.fields import SPARE1, SPARE2, SUM, VAL
from ..lisp.errors import LispError
from .arguments import single
from .layers import layer
from .primitives import primitive
from .sequential import incoming, states, total

if TYPE_CHECKING:
    from .workspace import Workspace

PARAMETERS = 7


def _declare_sum(name: str, field: int, excites: bool) -> None:
    @primitive(name)
    def update_sum(workspace: Workspace, *layers: Any) -> float:
        """Sum of w x over the connections of one sign; the number of arguments."""
        network = workspace.network
        for units in layers:
            for unit in layer(network, units):
                ends = incoming(network, unit)
                chosen = ends.w >= 0 if excites else ends.w < 0
                network.units[field, unit] = total((ends.w * states(network, ends))[chosen])
        return float(len(layers))


_declare_sum("update-excitation", SPARE1, excites=True)
_declare_sum("update-inhibition", SPARE2, excites=False)


class Operands(NamedTuple):
    """Of a layer: its units, their activations, states, excitations, inhibitions; then the parameters."""

    at: np.ndarray
    a: np.ndarray
    x: np.ndarray
    excitation: np.ndarray
    inhibition: np.ndarray
    alpha: np.float32
    beta: np.float32
    gamma: np.float32
    low: np.float32
    high: np.float32
    rest: np.float32
    decay: np.float32


def _operands(workspace: Workspace, units: Any, numbers: tuple[Any, ...]) -> Operands:
    if len(numbers) != PARAMETERS:
        raise LispError(f"{PARAMETERS + 1} arguments were expected", hint="layer alpha beta gamma min max rest decay")
    at = layer(workspace.network, units)
    fields = (workspace.network.units[row, at] for row in (SUM, VAL, SPARE1, SPARE2))
    return Operands(at, *fields, *(single(value) for value in numbers))


@primitive("update-iac-activation")
def update_iac_activation(workspace: Workspace, units: Any, *numbers: Any) -> None:
    """``(l alpha beta gamma min max rest decay)``: a += net (max - a) - decay (a - rest), or net (a - min)."""
    o = _operands(workspace, units, numbers)
    net = o.x * o.gamma + (o.excitation * o.alpha + o.inhibition * o.beta)
    room = np.where(net >= 0, o.high - o.a, o.a - o.low)
    workspace.network.units[SUM, o.at] = o.a + (net * room - o.decay * (o.a - o.rest))


@primitive("update-art-activation")
def update_art_activation(workspace: Workspace, units: Any, *numbers: Any) -> None:
    """``(l alpha ... decay)``: a += n1 (max - a) + n2 (a - min) - decay (a - rest); x is in n1 or n2."""
    o = _operands(workspace, units, numbers)
    own, n1, n2 = o.x * o.gamma, o.excitation * o.alpha, o.inhibition * o.beta
    n1, n2 = np.where(o.x >= 0, own + n1, n1), np.where(o.x >= 0, n2, own + n2)
    a = o.a + (n1 * (o.high - o.a) + n2 * (o.a - o.low))
    workspace.network.units[SUM, o.at] = a - o.decay * (o.a - o.rest)
