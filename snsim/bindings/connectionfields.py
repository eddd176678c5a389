"""The fields of one connection, and how weights are shared (sn28.md, 1.4 and 2.2).

Value, delta, accumulator and accumulated curvature belong to the weight, and so to all connections that share it;
learning rate and curvature to the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..kernels.fields import L_EPSILON, L_SIGMA, W_ACC, W_DELTA, W_HESS, W_VAL
from ..lisp.arguments import MISSING, integer, number
from ..lisp.errors import LispError
from ..network.network import Network
from .arguments import single
from .layers import layer
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


class Field(NamedTuple):
    """Where a field is kept, and which kernels have it."""

    shared: bool
    row: int
    iterative: bool = False
    newton: bool = False

    def values(self, network: Network) -> np.ndarray:
        """The field of all weights, or of all connections."""
        return network.weights[self.row] if self.shared else network.links[self.row]

    def places(self, network: Network, links: Any) -> Any:
        """Where in ``values`` those of some connections are."""
        return network.weight_of[links] if self.shared else links


FIELDS = {
    "val": Field(True, W_VAL),
    "delta": Field(True, W_DELTA),
    "acc": Field(True, W_ACC, iterative=True),
    "epsilon": Field(False, L_EPSILON, newton=True),
    "sigma": Field(False, L_SIGMA, newton=True),
    "hess": Field(True, W_HESS, iterative=True, newton=True),
}
"""By name; their numbers are 1, 2, 3 ... in this order."""

CONSTANTS = {f"s-{name}": place + 1 for place, name in enumerate(FIELDS)}


def numbered_field(network: Network, value: Any) -> Field:
    """The field of a number."""
    place = integer(value) - 1
    field = list(FIELDS.values())[place] if 0 <= place < len(FIELDS) else None
    if field is None or field.iterative > network.iterative or field.newton > network.newton:
        raise LispError("illegal Sfield number", number(value))
    return field


def _declare(name: str, field: Field) -> None:
    @primitive(name, iterative=field.iterative, newton=field.newton)
    def accessor(workspace: Workspace, source: Any, target: Any, value: Any = MISSING) -> float | None:
        network = workspace.network
        link = network.find(integer(source), integer(target))
        if value is MISSING:
            return None if link < 0 else float(field.values(network)[field.places(network, link)])
        if link < 0:
            raise LispError("can't set unexistent synapse")
        field.values(network)[field.places(network, link)] = rounded = single(value)
        return float(rounded)


for _name, _field in FIELDS.items():
    _declare(f"s{_name}", _field)


@primitive("scounter", iterative=True)
def scounter(workspace: Workspace, source: Any, target: Any) -> float:
    """How many connections share the weight; 0 if there is no connection."""
    network = workspace.network
    link = network.find(integer(source), integer(target))
    return 0.0 if link < 0 else float(network.counter[network.weight_of[link]])


@primitive("sindex", iterative=True)
def sindex(workspace: Workspace, source: Any, target: Any, record: Any = MISSING) -> float | None:
    """The number of the weight; with ``record``, the connection uses that weight from now on."""
    network = workspace.network
    link = network.find(integer(source), integer(target))
    if link < 0:
        return None
    if record is not MISSING:
        network.repoint(link, integer(record))
        workspace.publish_counts()
    return float(network.weight_of[link])


def _mean_square(workspace: Workspace, layers: tuple[Any, ...], field: Field) -> float:
    """Over all incoming connections of the units, in single precision."""
    network = workspace.network
    lists = [network.incoming(index)[::-1] for units in layers for index in layer(network, units).tolist()]
    links = np.concatenate([np.empty(0, np.int32), *lists])
    if not len(links):
        return 0.0
    values = field.values(network)[field.places(network, links)]
    return float(np.add.accumulate(values * values)[-1] / np.float32(len(links)))


@primitive("mean-sqr-weight")
def mean_sqr_weight(workspace: Workspace, *layers: Any) -> float:
    return _mean_square(workspace, layers, FIELDS["val"])


@primitive("mean-sqr-delta")
def mean_sqr_delta(workspace: Workspace, *layers: Any) -> float:
    return _mean_square(workspace, layers, FIELDS["delta"])


@primitive("random-weights")
def random_weights(workspace: Workspace, target: Any, bound: Any) -> None:
    """Draw the weights of a unit from [-bound, bound], one number a connection, the oldest first.

    Not in SN: the inner loop of its ``forget`` family, ``(sval i j (rand (- bound) bound))`` for i in ``(amont j)``.
    """
    network = workspace.network
    width = number(bound)
    single(width)  # which traps
    records = network.weight_of[network.incoming(integer(target))]
    draws = workspace.lisp.random.uniforms(len(records))
    network.weights[W_VAL, records] = -width + (width + width) * draws
