"""Making a network: room, units, connections, neighbours (sn28.md, 2.1; unit types, 1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.fields import L_EPSILON, W_VAL
from ..lisp.arguments import MISSING, integer, python_list
from ..lisp.errors import LispError
from ..lisp.memory import check_room
from ..lisp.values import Symbol, T, make_list, truth
from ..matrices.index import matrix_argument
from ..matrices.subscripts import READING, select
from .arguments import single, unit
from .layers import ends, flat_layer, layer, windows
from .primitives import primitive

if TYPE_CHECKING:
    from .workspace import Workspace


@primitive("iterative-mode")
def iterative_mode(workspace: Workspace) -> Symbol | None:
    """Can connections share weights?"""
    return truth(workspace.network.iterative)


@primitive("newton-mode", "synepsilon-mode")
def newton_mode(workspace: Workspace) -> Symbol | None:
    """Are there second derivatives (and learning rates on connections)?"""
    return truth(workspace.network.newton)


@primitive("desired-mode")
def desired_mode(workspace: Workspace) -> None:
    """No kernel keeps desired states apart."""


@primitive("alloc-net")
def alloc_net(workspace: Workspace, units: Any, links: Any, weights: Any = None) -> float:
    """Room for a new network; ``weights`` counts in the iterative kernels."""
    room = integer(units), integer(links), integer(links if weights is None else weights)
    if min(room) >= 0:
        check_room(workspace.network.room(*room), "Such a network")
    try:
        return float(workspace.network.allocate(*room))
    finally:
        workspace.begin_anew()


@primitive("clear-net")
def clear_net(workspace: Workspace) -> float:
    """No units, no connections, the same room."""
    size = workspace.network.clear()
    workspace.begin_anew()
    return float(size)


@primitive("newneurons")
def newneurons(workspace: Workspace, count: Any) -> Any:
    """The numbers of new units."""
    units = workspace.network.new_units(integer(count))
    workspace.publish_counts()
    return make_list(map(float, units))


@primitive("connect")
def connect(workspace: Workspace, source: Any, target: Any, value: Any = MISSING, rate: Any = MISSING) -> None:
    """Every unit of ``source`` to every unit of ``target``; a value and a rate are for a single connection."""
    network = workspace.network
    if value is not MISSING:
        pre, post = unit(network, source), unit(network, target)
        w = single(value)
        eps = single(0.0 if rate is MISSING else rate)
        network.connect(np.array([pre]), np.array([post]))
        _set_newest(workspace, w, eps)
        return
    try:
        network.connect(ends(network, source), ends(network, target))
    finally:
        workspace.publish_counts()


@primitive("dup-connection", iterative=True)
def dup_connection(  # the six arguments of the original
    workspace: Workspace, m1: Any, m2: Any, n1: Any, n2: Any, value: Any = MISSING, rate: Any = MISSING
) -> None:
    """Connections n1 -> n2 with the weights of m1 -> m2; a value is averaged into the weight."""
    network = workspace.network
    if value is not MISSING:
        a, b, c, d = (unit(network, number) for number in (m1, m2, n1, n2))
        given, eps = single(value), single(0.0 if rate is MISSING else rate)
        network.duplicate((np.array([a]), np.array([b])), (np.array([c]), np.array([d])))
        record = network.weight_of[network.snum - 1]
        count = np.float32(network.counter[record] - 1)
        _set_newest(workspace, (given + count * network.weights[W_VAL, record]) / (count + np.float32(1)), eps)
        return
    try:
        network.duplicate((ends(network, m1), ends(network, m2)), (ends(network, n1), ends(network, n2)))
    finally:
        workspace.publish_counts()


@primitive("dup-windows", iterative=True)
def dup_windows(workspace: Workspace, window: Any, target: Any, others: Any, units: Any) -> Symbol | None:
    """``dup-connection`` for every window of a list and its unit, all at once."""
    network = workspace.network
    sources, targets = flat_layer(network, window), flat_layer(network, units)
    if sources is None or targets is None or type(target) is not float:
        return None
    found = windows(network, others, len(sources))
    if found is None or len(found) != len(targets) or network.snum + found.size > network.smax:
        return None
    try:
        network.share(sources, unit(network, target), found, targets)
    finally:
        workspace.publish_counts()
    return T


@primitive("grid-windows")
def grid_windows(workspace: Workspace, grid: Any, rows: Any, columns: Any) -> Any:
    """The elements of a matrix in windows, row by row: a list of them for each range (first last) of rows with each of
    columns."""
    cells = matrix_argument(grid).values
    if cells.ndim != 2:
        raise LispError("not a matrix with rows and columns", grid)
    down, across = (
        [select((size,), (window,), READING)[0] for window in python_list(ranges)]
        for size, ranges in zip(cells.shape, (rows, columns), strict=True)
    )
    return make_list(make_list(cells[d, a].ravel().tolist()) for d in down for a in across)


def _set_newest(workspace: Workspace, value: np.float32, rate: np.float32) -> None:
    """Value and rate of the connection just made."""
    network = workspace.network
    newest = network.snum - 1
    network.weights[W_VAL, network.weight_of[newest]] = value
    if network.newton:
        network.links[L_EPSILON, newest] = rate
    workspace.publish_counts()


@primitive("cut-connection")
def cut_connection(workspace: Workspace, source: Any, target: Any) -> None:
    """Unlink a connection."""
    workspace.network.cut(integer(source), integer(target))


@primitive("amont", "pre-syn")
def amont(workspace: Workspace, number: Any) -> Any:
    """The units that a unit gets its input from, in the order they were connected."""
    network = workspace.network
    return make_list(network.pre[network.incoming(integer(number))].astype(np.float64).tolist())


@primitive("aval", "post-syn")
def aval(workspace: Workspace, number: Any) -> Any:
    """The units that a unit sends its state to, in the order they were connected."""
    network = workspace.network
    return make_list(network.post[network.outgoing(integer(number))].astype(np.float64).tolist())


@primitive("nfanin")
def nfanin(workspace: Workspace, number: Any) -> float:
    """The number of incoming connections, that of the bias included."""
    return float(len(workspace.network.incoming(integer(number))))


@primitive("get-neurtype")
def get_neurtype(workspace: Workspace, number: Any) -> str:
    """The type of a unit: all are regular."""
    unit(workspace.network, number)
    return "regular:0"


@primitive("set-neurtype-regular")
def set_neurtype_regular(workspace: Workspace, *layers: Any) -> None:
    """Make units regular, which they are."""
    for units in layers:
        layer(workspace.network, units)
