"""Operations on the fields of whole layers, noise, extreme units (sn28.md, 2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import bulk
from ..kernels.fields import VAL
from ..lisp.arguments import MISSING
from ..lisp.errors import LispError
from .arguments import single
from .layers import layer, paired_layers
from .primitives import primitive
from .unitfields import field_number

if TYPE_CHECKING:
    from .workspace import Workspace


def _field(workspace: Workspace, number: Any) -> np.ndarray:
    """A field of all units."""
    network = workspace.network
    return network.units[field_number(network, number, stored=True)]


@primitive("set-nfield")
def set_nfield(workspace: Workspace, units: Any, field: Any, value: Any) -> float:
    """field = value."""
    rounded = single(value)
    _field(workspace, field)[layer(workspace.network, units)] = rounded
    return float(rounded)


@primitive("copy-nfield")
def copy_nfield(workspace: Workspace, units: Any, to: Any, source: Any, source_field: Any = MISSING) -> None:
    """``(copy-nfield l to from)`` or ``(copy-nfield l1 to l2 from)``."""
    if source_field is MISSING:
        places = origins = layer(workspace.network, units)
        source_field = source
    else:
        places, origins = paired_layers(workspace.network, units, source)
    bulk.copy(_field(workspace, to), places, _field(workspace, source_field), origins, False)


@primitive("op-nfield")
def op_nfield(workspace: Workspace, units: Any, to: Any, a: Any, scale_a: Any, b: Any, scale_b: Any) -> None:
    """to = scale_a a + scale_b b."""
    at = layer(workspace.network, units)
    operands = _field(workspace, a), at, single(scale_a), _field(workspace, b), at, single(scale_b)
    bulk.combine(_field(workspace, to), at, *operands)


@primitive("mul-nfield")
def mul_nfield(workspace: Workspace, units: Any, to: Any, a: Any, b: Any) -> float:
    """to = a b; the sum of the results."""
    at = layer(workspace.network, units)
    return float(bulk.multiply(_field(workspace, to), at, _field(workspace, a), at, _field(workspace, b), at))


@primitive("invert-nfield")
def invert_nfield(workspace: Workspace, units: Any, to: Any, a: Any, scale: Any) -> float:
    """to = scale / a; the sum of the results."""
    at = layer(workspace.network, units)
    return float(bulk.invert(_field(workspace, to), at, _field(workspace, a), at, single(scale)))


@primitive("gauss-state")
def gauss_state(workspace: Workspace, units: Any, deviation: Any) -> None:
    """Add Gaussian noise to the states."""
    at = layer(workspace.network, units)
    scale = single(deviation)
    draws = np.array([workspace.lisp.random.gaussian() for _ in at], np.float32)
    np.add.at(workspace.network.units[VAL], at, scale * draws)


@primitive("flip-state")
def flip_state(workspace: Workspace, units: Any, probability: Any) -> None:
    """Change the sign of states at random."""
    states, limit = workspace.network.units[VAL], single(probability)
    for unit in layer(workspace.network, units):
        if workspace.lisp.random.uniform() < limit:
            states[unit] = -states[unit]


def _states(workspace: Workspace, units: Any) -> tuple[np.ndarray, np.ndarray]:
    """The units of a layer that must not be empty, and their states."""
    at = layer(workspace.network, units)
    if not len(at):
        raise LispError("empty list")
    return at, workspace.network.units[VAL, at]


@primitive("find-winner")
def find_winner(workspace: Workspace, units: Any) -> float:
    """The unit of the largest state, the first of several."""
    at, states = _states(workspace, units)
    return float(at[np.argmax(states)])


@primitive("find-loser")
def find_loser(workspace: Workspace, units: Any) -> float:
    """The unit of the smallest state, the last of several."""
    at, states = _states(workspace, units)
    return float(at[len(at) - 1 - np.argmin(states[::-1])])
