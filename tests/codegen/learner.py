"""A sample net learns by emitted code, called as kernels call it, with no sweep around it."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numeric.maker import Maker
from numeric.tasks import task_on

from snsim.codegen.compiled import Loaded, compile_text
from snsim.codegen.presentation import LEARN, Variant, emit
from snsim.codegen.processor import Processor
from snsim.codegen.units import links_of
from snsim.kernels.course import STATE_SIZE
from snsim.planner.builder import build_plan
from snsim.planner.layout import BY_TANH
from snsim.planner.plan import NetworkPlan


def plan_for(maker: Maker) -> NetworkPlan:
    """Its plan, all levels by tanh."""
    return build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers))


class Learner:
    """The net of a maker and its task; ``plan``: with weights loaded; ``state``: what was recorded."""

    def __init__(self, maker: Maker, variant: Variant, target: Processor):
        rule = variant.rule
        assert rule is not None
        self.maker, self.task, self.rule = maker, task_on(maker), rule
        self.plan, self.state = plan_for(maker).another(), np.zeros(STATE_SIZE)
        self.plan.load(maker.network, second=rule.second, moving=rule.moving)
        self.code = Loaded(compile_text(emit(self.plan.layout, variant, target), target), target)
        self.links = links_of(self.plan.layout, self.task.course, rule.newton)

    def learn(self, first: int, count: int) -> None:
        """So many patterns that follow one another, in one call."""
        function: Any = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_int64)(self.code.address(LEARN))
        examples = self.task.patterns[first:], self.task.targets[first:]
        given = self.plan.arena, *examples, self.links, self.state
        function(*(array.ctypes.data for array in given), count)

    def store(self) -> None:
        """What was learnt, into the network."""
        self.plan.store(self.maker.network, self.rule.second, self.rule.moving)
