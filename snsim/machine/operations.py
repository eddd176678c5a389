"""What SN executes for one presentation, counted from its rules (``kernels/propagation.py``, ``kernels/update.py``).

A *visit* is a connection taken up once. SN keeps connections in lists: a visit follows the list, finds the unit at the
other end and the weight, tests for the end and jumps, five instructions besides the arithmetic:

| rule | visits of | floating point operations each |
|---|---|---|
| forward: a += w x | incoming connections | 2 |
| backward: b += w g | outgoing connections of hidden units | 2 |
| curvature backward: s += w w h | outgoing connections of hidden units | 3 |
| its average: sigma = keep sigma + share x x | incoming | 4 |
| accumulating the step: acc += x g eps | incoming | 2; 3 where a connection has its own rate |
| accumulating the curvature: hess += sigma | incoming | 1 |

and per weight 1 for the step and, second order, 3 for acc / (mu + |hess|). Where weights are not shared the step is
made in one visit: 3 operations; second order 6. Transfer functions, a thousand against tens of thousands of
connections, and the presentation of the pattern are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..network.network import Network

VISIT = 5  # instructions


@dataclass(frozen=True)
class Operations:
    """Of one presentation."""

    visits: int
    flops: int

    @property
    def instructions(self) -> int:
        return VISIT * self.visits


def operations(network: Network, layers: list[np.ndarray], learning: bool, second: bool) -> Operations:
    """``layers``: unit numbers, input first; ``learning``: or only measuring; ``second``: with second derivatives."""
    net = network.net
    incoming = sum(int((net.in_start[layer + 1] - net.in_start[layer]).sum()) for layer in layers[1:])
    outgoing = sum(int((net.out_start[layer + 1] - net.out_start[layer]).sum()) for layer in layers[1:-1])
    visits, flops = incoming, 2 * incoming
    if not learning:
        return Operations(visits, flops)
    visits += outgoing + incoming
    flops += 2 * outgoing
    if second:
        visits += outgoing + incoming
        flops += 3 * outgoing + 4 * incoming
    if not network.iterative:
        return Operations(visits, flops + (6 if second else 3) * incoming)
    flops += (3 if network.newton else 2) * incoming + network.wnum
    if second:
        visits += incoming
        flops += incoming + 3 * network.wnum
    return Operations(visits, flops)
