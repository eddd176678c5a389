"""Parts of presentations on a plan, when hooks or the user take them one by one (``kernels/relay.py``).

The weights are borrowed from the network (``Network.lend``): they lie in the plan's arena, part after part and
presentation after presentation, until anybody asks for one.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..codegen.library import function_for
from ..codegen.presentation import BACKWARD, FORWARD, UPDATE, Variant
from ..codegen.steps import Rule
from ..codegen.units import links_of
from ..kernels import relay
from ..kernels.fields import W_ACC, W_DELTA
from ..network.network import Network
from ..planner.errors import Unplannable
from ..planner.layout import A_BACKSUM, A_GRAD, A_SUM, A_VAL, ALPHA, DECAY
from ..planner.plan import NetworkPlan, given_rates
from .task import Task


class Relay:
    """For the network of a task - of which layers and functions count - and its plan."""

    def __init__(self, task: Task, plan: NetworkPlan):
        self.task, self.plan, self.network = task, plan.another(), task.network
        network = task.network
        # the learning rates of all connections, or of units; and those now in the arena
        self.given = given_rates(network)
        self.rates = np.zeros(0, np.float32)
        links = links_of(plan.layout, task.course, newton=False)
        # addresses lead to these, and from ``links`` into the task's course
        self.arrays = _lists(self.plan, network) | {"arena": self.plan.arena, "links": links, "rates": self.given}
        self.arrays |= {"units": network.units, "weights": network.weights}
        self.ways = np.zeros(1, relay.WAYS)
        for name, number in _counts(self.plan, network, self.arrays).items():
            self.ways[name] = number
        for name, array in self.arrays.items():
            self.ways[name] = array.ctypes.data
        self.changed = self.moved = self.rated = False  # see ``_borrow``

    # ---- the parts ---------------------------------------------------------------------------------------------------

    @cached_property
    def _forth(self) -> int:
        return function_for(self.plan, Variant(FORWARD))

    @cached_property
    def _back(self) -> int:
        return function_for(self.plan, Variant(BACKWARD, Rule(steps=False)))

    @cached_property
    def _step(self) -> int:
        iterative = self.network.iterative
        rule = Rule(moving=True, iterative=iterative, unit_rates=False, keeping=iterative, sends=False)
        return function_for(self.plan, Variant(UPDATE, rule))

    def forward(self) -> None:
        """Activations and states of all layers."""
        self._borrow()
        relay.forward(self.ways, self._forth)

    def backward(self) -> None:
        """Back-propagated sums and gradients of the hidden layers."""
        self._borrow()
        relay.backward(self.ways, self._back)

    def update(self, alpha: np.float32, decay: np.float32) -> bool:
        """The weights' step; ``False`` if it is none for a plan, and nothing was done."""
        if len(self.plan.idle) and (alpha != 0 or decay != 0):
            return False
        if not self._bring_rates():
            return False
        self._borrow()
        self.rated = True
        if alpha != 0 and not self.moved:
            relay.bring_deltas(self.ways)
        self.plan.arena[ALPHA], self.plan.arena[DECAY] = alpha, decay
        self.changed = self.moved = True
        if not relay.update(self.ways, self._step):
            self.network.recall()
            self.plan.clear()  # numbers that are none stick to the padding, too
            self.rates = self.rates[:0]
        return True

    # ---- weights and rates -------------------------------------------------------------------------------------------

    def _borrow(self) -> None:
        """Have the weights in the arena. ``changed``: by a step, since? ``moved``: are the last changes there, too?
        ``rated``: have the learning rates been looked at?"""
        if self.network.borrower is not self:
            self.network.recall()
            self.changed = self.moved = self.rated = False
            relay.bring_weights(self.ways)
            self.network.lend(self)  # at last: Ctrl-C may come in between, and somebody ask

    def give_back(self) -> None:
        """What was borrowed, into the network."""
        if not self.changed:
            return
        relay.take_weights(self.ways, self.network.iterative)
        self.arrays["weights"][[W_ACC, W_DELTA], self.plan.idle[:, None]] = 0
        self.changed = False

    def _bring_rates(self) -> bool:
        """Have the learning rates in the arena, if connections that share a weight have the same."""
        network = self.network
        if self.rated and network.newton and network.borrower is self:
            return True  # nobody has asked for a connection
        if not relay.same(self.given, self.rates):
            try:
                self.plan.check_rates(network)
            except Unplannable:
                return False
            relay.bring_rates(self.ways)
            self.rates = self.given.copy()
        return True


def _known(plan: NetworkPlan) -> np.ndarray:
    """The plan's units: those that layers compute, the outputs last, then the others."""
    computed = np.concatenate(plan.layers[1:])
    return np.concatenate([computed, np.setdiff1d(plan.indices.units, computed)])


def _lists(plan: NetworkPlan, network: Network) -> dict[str, np.ndarray]:
    """The lists of ``relay.WAYS``."""
    at, known = plan.indices, _known(plan)
    connected = len(at.first_links)
    lists = {
        "known": known,
        "places": plan.places.place[known] // 4,
        "constants": plan.constants[0],
        "sources": plan.constants[1],
        "records": at.records[:connected],
        "rated": at.first_links if network.newton else network.post[at.first_links],
        "weights_at": at.weights[:connected],
        "rates_at": at.rates[:connected],
        "deltas_at": at.deltas[:connected],
        "sums_at": at.sums[:connected],
        "stretches": plan.weight_stretches,
    }
    return {name: np.ascontiguousarray(numbers, np.int32) for name, numbers in lists.items()}


def _counts(plan: NetworkPlan, network: Network, lists: dict[str, np.ndarray]) -> dict[str, int]:
    """Its numbers that are no addresses; ``lists``: those of ``_lists``."""
    computed = sum(map(len, plan.layers[1:]))
    fields = {"val": A_VAL, "sum": A_SUM, "grad": A_GRAD, "backsum": A_BACKSUM}
    return {
        "unit_row": network.units.strides[0],
        "weight_row": network.weights.strides[0],
        "all": len(lists["known"]),
        "computed": computed,
        "hidden": computed - len(plan.layers[-1]),
        "unchanging": len(lists["constants"]),
        "count": len(lists["records"]),
        "stretch_count": len(lists["stretches"]),
        **{name: plan.layout.unit(field) // 4 for name, field in fields.items()},
    }
