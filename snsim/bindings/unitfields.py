"""The fields of one unit: ``nfield`` and an accessor for each (sn28.md, 1.3 and 2.2).

In the Newton kernels learning rate and curvature live on connections; the unit's ``epsilon`` and ``sigma`` are then the
mean over the incoming ones, and setting them sets all of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.fields import (
    BACKSUM,
    EPSILON,
    GGRAD,
    GRAD,
    L_EPSILON,
    L_SIGMA,
    MASK,
    SIGMA,
    SPARE1,
    SPARE2,
    SPARE3,
    SQBACKSUM,
    SUM,
    VAL,
)
from ..lisp.arguments import MISSING, integer
from ..lisp.errors import LispError
from ..lisp.functions import DX
from ..lisp.values import make_list
from ..network.network import Network
from .arguments import single, unit
from .layers import flat_layer
from .primitives import PRIMITIVES, primitive

if TYPE_CHECKING:
    from .workspace import Workspace

FIELDS = {VAL, SUM, GRAD, BACKSUM, EPSILON, SPARE1, SPARE2, SPARE3, MASK}
NEWTON_FIELDS = {GGRAD, SQBACKSUM, SIGMA}
ON_CONNECTIONS = {EPSILON: L_EPSILON, SIGMA: L_SIGMA}  # in the Newton kernels

CONSTANTS = {
    "n-val": VAL,
    "n-sum": SUM,
    "n-grad": GRAD,
    "n-backsum": BACKSUM,
    "n-epsilon": EPSILON,
    "n-desired": 6,
    "n-freedom": 7,
    "n-ggrad": GGRAD,
    "n-sqbacksum": SQBACKSUM,
    "n-sigma": SIGMA,
    "n-spare": SPARE1,
    "n-spare1": SPARE1,
    "n-spare2": SPARE2,
    "n-spare3": SPARE3,
    "n-mask": MASK,
}


def field_number(network: Network, value: Any, stored: bool = False) -> int:
    """The number of a field that units have (``stored``: one they keep themselves)."""
    field = integer(value)
    known = field in FIELDS or (network.newton and field in NEWTON_FIELDS)
    if not known or (stored and network.newton and field in ON_CONNECTIONS):
        raise LispError("illegal Nfield number", float(field))
    return field


def access(workspace: Workspace, number: Any, field: int, value: Any) -> float:
    """Read a field of a unit, or set it; a value set comes back as single precision has it."""
    network = workspace.network
    index = unit(network, number)
    if network.newton and field in ON_CONNECTIONS:
        return _access_connections(network, index, ON_CONNECTIONS[field], value)
    if value is not MISSING:
        network.units[field, index] = rounded = single(value)
        return float(rounded)
    return float(network.units[field, index])


def _access_connections(network: Network, index: int, row: int, value: Any) -> float:
    """The mean of a field of the incoming connections; setting it sets them all."""
    links = network.incoming(index)
    if value is not MISSING:
        network.links[row, links] = rounded = single(value)
        return float(rounded)
    if not len(links):
        return 0.0
    newest_first = network.links[row, links[::-1]]
    return float(np.add.accumulate(newest_first)[-1] / np.float32(len(links)))


@primitive("nfield")
def nfield(workspace: Workspace, number: Any, field: Any, value: Any = MISSING) -> float:
    """Any field of a unit."""
    return access(workspace, number, field_number(workspace.network, field), value)


ACCESSORS: dict[Any, int] = {}
"""The functions ``nval`` and its kin, and which field each has."""


@primitive("layer-field")
def layer_field(workspace: Workspace, accessor: Any, units: Any) -> Any:
    """A field of all units of a layer, as a list."""
    network, field = workspace.network, ACCESSORS.get(accessor) if type(accessor) is DX else None
    if field is None or (network.newton and field in ON_CONNECTIONS):
        return None
    found = flat_layer(network, units)
    return None if found is None else make_list(network.units[field, found].tolist())


def _declare(name: str, field: int) -> None:
    @primitive(name, newton=field in NEWTON_FIELDS)
    def accessor(workspace: Workspace, number: Any, value: Any = MISSING) -> float:
        return access(workspace, number, field, value)

    ACCESSORS[PRIMITIVES[name].function] = field


for _name, _field in CONSTANTS.items():
    if _field in FIELDS | NEWTON_FIELDS:
        _declare(_name.replace("-", ""), _field)
