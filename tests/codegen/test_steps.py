"""The steps of whole vectors of weights against the same equations in double precision, within a few roundings."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen.emitter import Emitter
from snsim.codegen.steps import Rule, Step, Weights
from snsim.planner.layout import ALPHA, BETA1, BETA2, DECAY, EPSILON, GAMMA, MU, SHRINK, SPREAD, STRIDE

ROUNDING = 2.0**-24
ADAMW = Rule(adamw=True)
COUNT = 48
KINDS = [
    Rule(second=second, moving=moving, iterative=iterative, summing=summing)
    for second, moving, iterative, summing in product((False, True), repeat=4)
    if not (summing and moving)
]


def name_of(rule: Rule, lanes: int) -> str:
    flags = (rule.second, rule.moving, rule.iterative, rule.summing)
    return f"{'adamw' if rule.adamw else 'step'}_{''.join(str(int(flag)) for flag in flags)}_{lanes}"


@pytest.fixture(scope="module")
def bench() -> Workbench:
    """step_FLAGS_LANES(rule, g, rate, squares, share, weights, rates, deltas, hess, sums, bends)."""
    made = Workbench()

    def emit(e: Emitter, *addresses: Any, rule: Rule, lanes: int) -> None:
        base, g, rate, squares, share, *own = addresses
        step, weights = Step(e, rule, base, lanes), Weights(*own)
        factor = e.broadcast(share, 0, lanes)

        def one(at: Any) -> None:
            w, rates, gradient, bent = (e.load(p, at, lanes) for p in (weights.weights, rate, g, squares))
            step.take(weights, at, w, rates, gradient, factor, bent)

        e.each_vector(COUNT // lanes, one, 4 * lanes)

    for rule in [*KINDS, ADAMW]:
        for lanes in (8, 16):
            made.add(name_of(rule, lanes), 11, partial(emit, rule=rule, lanes=lanes))
    return made


@pytest.mark.parametrize("lanes", [8, 16])
@pytest.mark.parametrize("rule", KINDS, ids=lambda rule: name_of(rule, 0)[5:9])
@pytest.mark.parametrize(("alpha", "decay"), [(0, 0), (0.5, 0), (0, 0.01), (0.9, 0.01)])
def test_weight_step(bench: Workbench, rule: Rule, lanes: int, alpha: float, decay: float) -> None:
    """w, delta and the average curvature, of either sign; or sums, and nothing else changes."""
    random = np.random.default_rng(1)
    w, delta, hess, g, sums, bends = (random.normal(size=COUNT).astype(np.float32) for _ in range(6))
    rate, squares = (random.uniform(0.1, 1, COUNT).astype(np.float32) for _ in range(2))
    numbers = np.zeros(16, np.float32)
    gamma, mu, curvature = np.float32(0.1), np.float32(0.05), np.float32(1.25)
    numbers[[ALPHA, DECAY, GAMMA, MU]] = alpha, decay, gamma, mu
    share = np.array([curvature if rule.summing else gamma * curvature], np.float32)
    before = {"w": w, "delta": delta, "hess": hess, "sums": sums, "bends": bends}
    wide = {name: array.astype(float) for name, array in before.items()}
    after = {name: array.copy() for name, array in before.items()}
    own = after["w"], rate, after["delta"], after["hess"], after["sums"], after["bends"]
    bench.call(name_of(rule, lanes), numbers, g, rate, squares, share, *own)
    e, slack = rate.astype(float), np.ones(COUNT)
    if rule.summing:
        wide["sums"] += e * g
        wide["bends"] += float(share[0]) * squares * rule.second
    else:
        if rule.second:
            wide["hess"] = (1 - float(gamma)) * wide["hess"] + float(share[0]) * squares
            denominator = float(mu) + np.abs(wide["hess"])
            # where mu + |curvature| is small, its own rounding counts
            slack += np.abs(wide["hess"]).max() / denominator
            e = e / denominator
        momentum, shrink = (float(np.float32(x)) if rule.moving else 0.0 for x in (alpha, decay))
        change = momentum * wide["delta"] + (1 - momentum) * e * g
        wide["w"] = (1 - shrink * (1 if rule.iterative else e)) * wide["w"] + change
        if rule.moving:
            wide["delta"] = change
        slack *= 1 + np.abs(e * g) + np.abs(wide["w"])
    for name, expected in wide.items():
        allowed = 8 * ROUNDING * (1 + np.abs(expected)) * slack
        assert (np.abs(after[name] - expected) <= allowed).all(), name


@pytest.mark.parametrize("lanes", [8, 16])
def test_step_of_adamw(bench: Workbench, lanes: int) -> None:
    """Averages, and the step that they make; where all is 0, as in padding, all stays 0."""
    random = np.random.default_rng(2)
    w, m, g = (random.normal(size=COUNT).astype(np.float32) for _ in range(3))
    v, rate = random.uniform(0, 2, COUNT).astype(np.float32), random.uniform(0.1, 1, COUNT).astype(np.float32)
    for array in (w, m, g, v):
        array[-5:] = 0
    numbers, unused = np.zeros(16, np.float32), np.zeros(COUNT, np.float32)
    places = [BETA1, BETA2, EPSILON, STRIDE, SPREAD, SHRINK]
    numbers[places] = 0.9, 0.99, 1e-3, 0.02, 1.5, 0.995
    beta1, beta2, epsilon, stride, spread, shrink = numbers[places].astype(float)
    grown = rate.astype(float) * g
    wanted_m, wanted_v = beta1 * m + (1 - beta1) * grown, beta2 * v + (1 - beta2) * grown**2
    wanted = shrink * w + stride * wanted_m / (np.sqrt(spread * wanted_v) + epsilon)
    bench.call(name_of(ADAMW, lanes), numbers, g, rate, unused, unused, w, rate, m, unused, unused, v)
    for found, expected in ((m, wanted_m), (v, wanted_v), (w, wanted)):
        assert found == pytest.approx(expected, rel=8 * ROUNDING, abs=8 * ROUNDING)
        assert (found[-5:] == 0).all()
    assert not unused.any()


def test_what_a_rule_is() -> None:
    """Plain: nothing but w += rate g, known beforehand. No average is kept while sums are taken."""
    assert Rule().plain
    for other in (Rule(second=True), Rule(moving=True), Rule(unit_rates=False), Rule(summing=True), ADAMW):
        assert not other.plain
    assert Rule(second=True).averaging and not Rule(second=True, summing=True).averaging
