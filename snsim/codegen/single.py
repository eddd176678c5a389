"""Connections from one unit that never changes to the units of a level, one each: the biases.

    W_m += rate g_m x
"""

from __future__ import annotations

from typing import Any

from ..planner.layout import A_VAL, BlockLayout, LevelLayout
from .emitter import LANES, Emitter
from .steps import Rule, Step, Weights
from .units import Gradients, Units


class SingleWeights:
    """Emits the steps of such a block, vector by vector of the level's units.

    Where a unit has no such connection, the learning rate of its place in the block is 0.
    """

    def __init__(self, e: Emitter, units: Units, rule: Rule, level: LevelLayout, block: BlockLayout):
        self.e, self.rule = e, rule
        self.weights = Weights.of(e, units.base, block)
        self.whole = block.maps == len(level.order)
        source = e.load_float(units.at(A_VAL, block.source))
        self.source = e.splat(source)
        self.rest = Step(e, rule, units.base, LANES)
        if rule.second:
            square = e.builder.fmul(source, source)
            self.share = e.splat(e.builder.fmul(self.rest.gamma, square) if rule.averaging else square)
        else:
            self.share = None

    def step(self, offset: Any, gradients: Gradients) -> None:
        """The steps of 16 weights."""
        e, weights = self.e, self.weights
        w = e.load(weights.weights, offset)
        if self.rule.plain and self.whole:
            e.store(e.multiply_add(self.source, gradients.step, w), weights.weights, offset)
            return
        g = e.builder.fmul(self.source, gradients.g)
        self.rest.take(weights, offset, w, e.load(weights.rates, offset), g, self.share, gradients.h)
