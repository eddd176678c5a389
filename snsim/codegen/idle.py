"""Weights that have lost all their connections, in kernels with shared weights: momentum and decay still move them.

Their gradient is 0, and so is their rate.
"""

from __future__ import annotations

from typing import Any

from ..planner.layout import LANES, BlockLayout, padded
from .emitter import Emitter
from .steps import Rule, Step, Weights


def move_idle(e: Emitter, rule: Rule, base: Any, idle: BlockLayout) -> None:
    """Emits their step, if the rule makes one without gradients."""
    if not idle.maps or rule.summing or not (rule.moving or rule.adamw):
        return
    weights, step, zero = Weights.of(e, base, idle), Step(e, rule, base, LANES), e.constant(0.0)

    def one(at: Any) -> None:
        share = zero if rule.second else None
        step.take(weights, at, e.load(weights.weights, at), e.load(weights.rates, at), zero, share, share)

    e.each_vector(padded(idle.maps) // LANES, one)
