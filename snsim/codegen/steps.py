"""How a weight changes: plain gradient, momentum and decay, Newton and Levenberg-Marquardt, AdamW; or gradients summed
up.

    hess = (1 - gamma) hess + gamma h
    e = rate, or rate / (mu + |hess|)
    delta = alpha delta + (1 - alpha) e g
    w = (1 - decay) w + delta            (kernels with shared weights; else (1 - decay e) w + delta)

AdamW is in ``kernels/adamw.py``: its m lies in the deltas, its v where a batch sums up curvatures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from llvmlite import ir

from ..planner.layout import ALPHA, BETA1, BETA2, DECAY, EPSILON, GAMMA, MU, SHRINK, SPREAD, STRIDE, BlockLayout
from .emitter import FLOAT, Emitter


@dataclass(frozen=True)
class Rule:
    """``second``: are there curvatures? ``newton``: may they be negative? ``moving``: momentum or decay. ``iterative``:
    decay is not multiplied by the rate. ``unit_rates``: all connections of a unit have the same learning rate.
    ``adamw``: steps of that kind, first order only. ``summing``: gradients are summed up for a batch instead;
    ``keeping``: what they sum up to in a step is kept. ``sends``, ``steps``: do gradients go down, do weights
    change?"""

    second: bool = False
    newton: bool = False
    moving: bool = False
    iterative: bool = False
    unit_rates: bool = True
    adamw: bool = False
    summing: bool = False
    keeping: bool = False
    sends: bool = True
    steps: bool = True

    def on(self, block: BlockLayout) -> Rule:
        """The rule for a block: the rates of places without a connection are 0, and theirs alone."""
        return replace(self, unit_rates=False) if block.holes else self

    @property
    def averaging(self) -> bool:
        """Is there a running average of curvatures?"""
        return self.second and not self.summing

    @property
    def plain(self) -> bool:
        """Nothing but w += rate g, with the rate known before the gradient is."""
        return self.steps and self.unit_rates and not (self.second or self.moving or self.adamw or self.summing)


class Step:
    """Emits the change of vectors of weights; ``base``: the arena. Numbers of the rule are loaded once, here."""

    def __init__(self, e: Emitter, rule: Rule, base: Any, lanes: int):
        self.e, self.rule, self.lanes = e, rule, lanes
        names = {"gamma": GAMMA, "mu": MU} if rule.second else {}
        if rule.moving:
            names |= {"alpha": ALPHA, "decay": DECAY}
        b, one = e.builder, ir.Constant(FLOAT, 1.0)
        scalar = {name: e.load_float(base, 4 * index) for name, index in names.items()}
        if rule.second:
            self.gamma = scalar["gamma"]
            self.keep, self.mu = (e.splat(x, lanes) for x in (b.fsub(one, self.gamma), scalar["mu"]))
            self.share = e.splat(self.gamma, lanes)
        if rule.moving:
            self.alpha, self.decay = (e.splat(scalar[name], lanes) for name in ("alpha", "decay"))
            self.fresh = e.splat(b.fsub(one, scalar["alpha"]), lanes)
        if rule.adamw and not rule.summing:
            places = (BETA1, BETA2, EPSILON, STRIDE, SPREAD, SHRINK)
            self.beta1, self.beta2, self.epsilon, self.stride, self.spread, self.shrink = (
                e.broadcast(base, 4 * place, lanes) for place in places
            )

    def take(self, at: Weights, offset: Any, w: Any, rate: Any, g: Any, share: Any, squares: Any) -> None:
        """Change the weights ``w`` loaded from ``at.weights + offset``: gradient ``g``, new curvature in the average
        ``share * squares`` (``share`` holds gamma; when summing the curvature itself)."""
        e, b, rule = self.e, self.e.builder, self.rule
        if rule.summing:
            e.store(b.fadd(e.load(at.sums, offset, self.lanes), b.fmul(rate, g)), at.sums, offset)
            if rule.second:
                e.store(e.multiply_add(share, squares, e.load(at.bends, offset, self.lanes)), at.bends, offset)
            return
        if rule.adamw:
            self._adapt(at, offset, w, b.fmul(rate, g))
            return
        if rule.second:
            hess = e.multiply_add(share, squares, b.fmul(self.keep, e.load(at.hess, offset, self.lanes)))
            e.store(hess, at.hess, offset)
            rate = b.fdiv(rate, b.fadd(self.mu, e.instruction("fabs", hess)))
        if rule.moving:
            self._move(at, offset, w, rate, g)
        else:
            e.store(e.multiply_add(rate, g, w), at.weights, offset)

    def _move(self, at: Weights, offset: Any, w: Any, rate: Any, g: Any) -> None:
        e, b = self.e, self.e.builder
        if self.rule.keeping:
            e.store(b.fmul(rate, g), at.sums, offset)
        fresh = b.fmul(rate, b.fmul(self.fresh, g))
        change = e.multiply_add(self.alpha, e.load(at.deltas, offset, self.lanes), fresh)
        e.store(change, at.deltas, offset)
        decay = self.decay if self.rule.iterative else b.fmul(rate, self.decay)
        shrink = b.fsub(e.constant(1.0, self.lanes), decay)
        e.store(e.multiply_add(shrink, w, change), at.weights, offset)


    def _adapt(self, at: Weights, offset: Any, w: Any, g: Any) -> None:
        """A step of AdamW: 0 where the arena is padded, for its epsilon is not."""
        e, b = self.e, self.e.builder
        one = e.constant(1.0, self.lanes)
        m = b.fmul(b.fsub(one, self.beta1), g)
        m = e.multiply_add(self.beta1, e.load(at.deltas, offset, self.lanes), m)
        v = b.fmul(b.fsub(one, self.beta2), b.fmul(g, g))
        v = e.multiply_add(self.beta2, e.load(at.bends, offset, self.lanes), v)
        e.store(m, at.deltas, offset)
        e.store(v, at.bends, offset)
        root = e.instruction("sqrt", b.fmul(self.spread, v))
        change = b.fdiv(b.fmul(self.stride, m), b.fadd(root, self.epsilon))
        e.store(e.multiply_add(self.shrink, w, change), at.weights, offset)


@dataclass
class Weights:
    """Addresses of what is kept for every weight of a block."""

    weights: Any
    rates: Any
    deltas: Any
    hess: Any
    sums: Any
    bends: Any

    @classmethod
    def of(cls, e: Emitter, base: Any, block: BlockLayout) -> Weights:
        """Those of a block."""
        return cls(
            *(e.at(base, at) for at in (block.weights, block.rates, block.deltas, block.hess, block.sums, block.bends))
        )

    def moved(self, e: Emitter, offset: Any) -> Weights:
        """The same, further on."""
        return Weights(*(e.at(at, offset) for at in self.list))

    @property
    def list(self) -> list[Any]:
        """All of them."""
        return [self.weights, self.rates, self.deltas, self.hess, self.sums, self.bends]
