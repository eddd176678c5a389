"""Steps that wait for the next pattern: the same bits as steps taken at once."""

from __future__ import annotations

import numpy as np
import pytest
from learner import Learner, plan_for
from numeric import nets
from numeric.tasks import task_on

from snsim.codegen.presentation import LEARN, Variant, emit
from snsim.codegen.processor import this_processor
from snsim.codegen.steps import Rule
from snsim.planner.layout import A_NOISE

OTHER_RULES = {"momentum": Rule(moving=True), "own rates": Rule(unit_rates=False), "batch": Rule(summing=True)}


def text_for(name: str, rule: Rule) -> str:
    return emit(plan_for(nets.sample(name)).layout, Variant(LEARN, rule), this_processor())


def test_only_where_weights_are_many() -> None:
    assert "@deferred" in text_for("wide", Rule()).replace('"', "")
    assert "@deferred" not in text_for("full", Rule()).replace('"', "")


@pytest.mark.parametrize("rule", OTHER_RULES.values(), ids=OTHER_RULES)
def test_only_plain_steps_can_wait(rule: Rule) -> None:
    assert "@deferred" not in text_for("wide", rule).replace('"', "")


def learnt(at_once: int, noise: bool) -> tuple[np.ndarray, np.ndarray]:
    """All weights and the state after a pass, so many patterns a call; ``noise``: the same for all of them."""
    learner = Learner(nets.sample("wide"), Variant(LEARN, Rule(), noise=noise, theta=noise), this_processor())
    plan, patterns = learner.plan, len(learner.task.patterns)
    first, count = plan.layout.unit(A_NOISE) // 4, plan.layout.field // 4
    plan.arena[first : first + count] = noise * np.random.default_rng(1).normal(size=count)
    for begin in range(0, patterns, at_once):
        learner.learn(begin, min(at_once, patterns - begin))
    learner.store()
    return learner.maker.network.weights.copy(), learner.state


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize("at_once", [2, 3, 100])
def test_the_same_bits(at_once: int, noise: bool) -> None:
    """A call of one pattern makes up for its step at its end; the inputs of a step are those with noise."""
    assert len(task_on(nets.sample("wide")).patterns) > 3
    (one, first), (many, last) = learnt(1, noise), learnt(at_once, noise)
    assert (one.view(np.uint32) == many.view(np.uint32)).all()
    assert (first == last).all()
