"""Operations on the fields of all incoming connections of layers (sn28.md, 2.3).

They go connection by connection, the newest of a unit first: on a shared weight an operation is applied once for every
connection that shares it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import bulk
from ..lisp.arguments import MISSING, integer
from ..lisp.errors import LispError
from .arguments import single, unit
from .connectionfields import CONSTANTS, numbered_field
from .layers import layer, paired_layers
from .primitives import primitive
from .unitfields import field_number

if TYPE_CHECKING:
    from .workspace import Workspace

NO_LINKS = np.empty(0, np.int32)


def _incoming(workspace: Workspace, units: Any) -> np.ndarray:
    """The connections into a layer, unit by unit."""
    network = workspace.network
    lists = [network.incoming(index)[::-1] for index in layer(network, units).tolist()]
    return np.concatenate([NO_LINKS, *lists])


def _operand(workspace: Workspace, field: Any, links: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A field, and where in it those of the connections are."""
    found = numbered_field(workspace.network, field)
    return found.values(workspace.network), found.places(workspace.network, links)


@primitive("set-sfield")
def set_sfield(workspace: Workspace, units: Any, field: Any, value: Any) -> float:
    """field = value."""
    values, at = _operand(workspace, field, _incoming(workspace, units))
    values[at] = rounded = single(value)
    return float(rounded)


@primitive("copy-sfield")
def copy_sfield(workspace: Workspace, units: Any, to: Any, source: Any, source_field: Any = MISSING) -> None:
    """``(copy-sfield l to from)`` or ``(copy-sfield l1 to l2 from)``: pairs of units, as far as both have inputs."""
    if source_field is MISSING:
        places = origins = _incoming(workspace, units)
        source_field = source
    else:
        places, origins = _paired_incoming(workspace, units, source)
    bulk.copy(*_operand(workspace, to, places), *_operand(workspace, source_field, origins), False)


def _paired_incoming(workspace: Workspace, first: Any, second: Any) -> tuple[np.ndarray, np.ndarray]:
    """The connections into paired units, side by side, up to the end of the shorter list."""
    network = workspace.network
    left, right = [NO_LINKS], [NO_LINKS]
    for a, b in zip(*paired_layers(network, first, second), strict=True):
        links_a, links_b = network.incoming(a)[::-1], network.incoming(b)[::-1]
        count = min(len(links_a), len(links_b))
        left.append(links_a[:count])
        right.append(links_b[:count])
    return np.concatenate(left), np.concatenate(right)


@primitive("op-sfield")
def op_sfield(workspace: Workspace, units: Any, to: Any, a: Any, scale_a: Any, b: Any, scale_b: Any) -> None:
    """to = scale_a a + scale_b b."""
    links = _incoming(workspace, units)
    left, right = _operand(workspace, a, links), _operand(workspace, b, links)
    bulk.combine(*_operand(workspace, to, links), *left, single(scale_a), *right, single(scale_b))


@primitive("mul-sfield")
def mul_sfield(workspace: Workspace, units: Any, to: Any, a: Any, b: Any) -> None:
    """to = a b."""
    links = _incoming(workspace, units)
    bulk.multiply(*(part for field in (to, a, b) for part in _operand(workspace, field, links)))


@primitive("invert-sfield")
def invert_sfield(workspace: Workspace, units: Any, to: Any, a: Any, scale: Any) -> None:
    """to = scale / a."""
    links = _incoming(workspace, units)
    bulk.invert(*_operand(workspace, to, links), *_operand(workspace, a, links), single(scale))


def _take_presynaptic(workspace: Workspace, number: Any, field: Any, unit_field: Any, add: bool) -> None:
    """Into a field of a unit's incoming connections: a field of the units they come from."""
    network = workspace.network
    if integer(field) > CONSTANTS["s-sigma"]:
        raise LispError("illegal sfield number", float(integer(field)))
    links = _incoming(workspace, float(unit(network, number)))
    states = network.units[field_number(network, unit_field, stored=True)]
    bulk.copy(*_operand(workspace, field, links), states, network.pre[links], add)


@primitive("set-swn")
def set_swn(workspace: Workspace, number: Any, field: Any, unit_field: Any) -> None:
    """Connection field = field of the unit it comes from."""
    _take_presynaptic(workspace, number, field, unit_field, add=False)


@primitive("acc-swn")
def acc_swn(workspace: Workspace, number: Any, field: Any, unit_field: Any) -> None:
    """Connection field += field of the unit it comes from."""
    _take_presynaptic(workspace, number, field, unit_field, add=True)
