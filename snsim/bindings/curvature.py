"""Second derivatives: Newton and Levenberg-Marquardt (sn28.md, 2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import propagation
from ..kernels.fields import BACKSUM, GGRAD, MASK, SQBACKSUM, SUM
from ..network.transfer import Transfer
from .arguments import single
from .layers import layer
from .primitives import primitive
from .transferobject import NLF
from .workspace import leading

if TYPE_CHECKING:
    from .workspace import Workspace


def _curvature(
    workspace: Workspace, units: np.ndarray, slope: Transfer, bend: Transfer | None, gamma: np.float32
) -> None:
    """One layer; ``bend`` is f'', or None for Levenberg-Marquardt."""
    net = workspace.network.net
    second = slope if bend is None else bend
    if slope.code is not None and second.code is not None:
        code = np.concatenate([slope.code, second.code])
        propagation.curvature(net, units, code, 0, len(slope.code), bend is None, gamma)
        return
    propagation.back_curvature(net, units)
    mask = net.units[MASK, units]
    d = slope.map(net.units[SUM, units]) * mask
    h = net.units[SQBACKSUM, units] * (d * d)
    if bend is not None:
        h -= net.units[BACKSUM, units] * (bend.map(net.units[SUM, units]) * mask)
    net.units[GGRAD, units] = h
    propagation.average_curvature(net, units, gamma)


def _run(workspace: Workspace, arguments: tuple[Any, ...], functions: tuple[str, ...]) -> None:
    """Take the functions named (as many as given) and gamma off the arguments, then go layer by layer."""
    given, rest = leading(arguments, NLF, len(functions))
    transfers = [nlf.transfer for nlf in given] + [workspace.transfer(name) for name in functions[len(given) :]]
    rates, layers = leading(rest, float, 1)
    gamma = single(rates[0]) if rates else workspace.parameter("gamma")
    slope, bend = transfers[0], transfers[1] if len(transfers) > 1 else None
    for units in layers:
        _curvature(workspace, layer(workspace.network, units), slope, bend, gamma)


@primitive("update-ggradient", newton=True)
def update_ggradient(workspace: Workspace, *arguments: Any) -> None:
    """``([dnlf [ddnlf]] [gamma] layers...)``: second derivatives, and their averages on the connections."""
    _run(workspace, arguments, ("dnlf", "ddnlf"))


@primitive("update-lmggradient", newton=True)
def update_lmggradient(workspace: Workspace, *arguments: Any) -> None:
    """``([dnlf] [gamma] layers...)``: the same without the term in f'', never negative."""
    _run(workspace, arguments, ("dnlf",))
