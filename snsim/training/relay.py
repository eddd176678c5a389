"""Parts of presentations on a plan, when hooks or the user take them one by one (``kernels/relay.py``)."""

from __future__ import annotations

import numpy as np

from ..codegen.library import function_for
from ..codegen.presentation import BACKWARD, FORWARD, UPDATE, Variant
from ..codegen.steps import Rule
from ..codegen.units import links_of
from ..kernels import relay
from ..kernels.fields import EPSILON, L_EPSILON, W_ACC, W_DELTA
from ..planner.errors import Unplannable
from ..planner.layout import A_BACKSUM, A_GRAD, A_SUM, A_VAL, ALPHA, DECAY
from ..planner.plan import NetworkPlan
from .task import Task

FORTH = Variant(FORWARD)
BACK = Variant(BACKWARD, Rule(steps=False))


class Relay:
    """For the network of a task - of which layers and functions count - and its plan."""

    def __init__(self, task: Task, plan: NetworkPlan):
        self.task, self.plan, self.network = task, plan.another(), task.network
        self.links = links_of(plan.layout, task.course, newton=False)
        iterative = self.network.iterative
        rule = Rule(moving=True, iterative=iterative, unit_rates=False, keeping=iterative, sends=False)
        self.step = Variant(UPDATE, rule)
        self.ways = self._ways()
        self.rates = np.zeros(0, np.float32)  # of connections or units, when they were last found to agree
        # weights that no connection uses any more, which the iterative kernels still step
        self.idle = np.flatnonzero(self.network.counter[: self.network.wnum] == 0) if iterative else np.zeros(0, int)

    def _ways(self) -> relay.Ways:
        plan, network, at = self.plan, self.network, self.plan.indices
        connected = len(at.first_links)
        computed = np.concatenate(plan.layers[1:])
        others = np.setdiff1d(at.units, computed)
        units = np.concatenate([computed, others])
        val, total, grad, backsum = (plan.layout.unit(field) // 4 for field in (A_VAL, A_SUM, A_GRAD, A_BACKSUM))
        return relay.Ways(
            units=units,
            places=plan.places.place[units] // 4,
            computed=len(computed),
            outputs=len(plan.layers[-1]),
            val=val,
            sum=total,
            grad=grad,
            backsum=backsum,
            records=network.weight_of[at.first_links].astype(np.int64),
            links=at.first_links,
            owners=network.post[at.first_links].astype(np.int64),
            weights=at.weights[:connected],
            rates=at.rates,
            deltas=at.deltas[:connected],
            sums=at.sums[:connected],
            window_constants=plan.constants[0],
            window_sources=plan.constants[1],
        )

    def forward(self) -> None:
        """Activations and states of all layers."""
        relay.forward(self.network.net, self.plan.arena, self.ways, function_for(self.plan, FORTH), self.links)

    def backward(self) -> None:
        """Back-propagated sums and gradients of the hidden layers."""
        relay.backward(self.network.net, self.plan.arena, self.ways, function_for(self.plan, BACK), self.links)

    def update(self, alpha: np.float32, decay: np.float32) -> bool:
        """The weights' step; ``False`` if it is none for a plan, and nothing was done."""
        network, plan = self.network, self.plan
        if len(self.idle) and (alpha != 0 or decay != 0):
            return False
        if not self._rates_agree():
            return False
        plan.arena[ALPHA], plan.arena[DECAY] = alpha, decay
        function = function_for(plan, self.step)
        ways = (network.newton, network.iterative, bool(alpha != 0))
        if not relay.update(network.net, plan.arena, self.ways, function, self.links, *ways):
            plan.clear()  # numbers that are none stick to the padding, too
        network.weights[[W_ACC, W_DELTA], self.idle[:, None]] = 0
        return True

    def _rates_agree(self) -> bool:
        """Have connections that share a weight the same learning rate?"""
        network = self.network
        rates = network.links[L_EPSILON, : network.snum] if network.newton else network.units[EPSILON]
        if not self.plan.shares or relay.same(rates, self.rates):
            return True
        try:
            self.plan.check_rates(self.network)
        except Unplannable:
            return False
        self.rates = rates.copy()
        return True
