"""Units left out by chance (``kernels/dropout.py``). Not in SN; ``drop-units`` of netenv asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.dropout import Dropout
from ..kernels.dropout import draw_masks as draw
from ..lisp.arguments import number
from ..lisp.errors import LispError
from .arguments import single
from .layers import layer
from .primitives import primitive

if TYPE_CHECKING:
    from ..network.network import Network
    from .workspace import Workspace


def dropout_of(network: Network, units: Any, share: Any) -> Dropout:
    """The units of a layer, each left out with the probability ``share``; raises ``LispError``."""
    if not 0 <= number(share) < 1:
        raise LispError("not a share of units to leave out", share, hint="Give a number from 0 to less than 1.")
    at = layer(network, units)
    if not network.fan_in()[at].all():
        hint = "Leave out units that have incoming connections; input-noise is for inputs."
        raise LispError("a unit without incoming connections computes no state", hint=hint)
    return Dropout(at, np.full(len(at), single(share), np.float32))


@primitive("draw-masks")
def draw_masks(workspace: Workspace, units: Any, share: Any) -> None:
    """New masks for the units of a layer: 0 with the probability ``share``, else 1 / (1 - share)."""
    dropout = dropout_of(workspace.network, units, share)
    with workspace.random() as random:
        draw(workspace.network.net, dropout, random)


@primitive("check-dropout")
def check_dropout(workspace: Workspace, units: Any, share: Any) -> None:
    """Complain of what ``draw-masks`` would not take."""
    dropout_of(workspace.network, units, share)
