"""Steps that wait for the next pattern: the same bits as steps taken at once."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np
import pytest
from numeric import nets
from numeric.tasks import task_on

from snsim.codegen.compiled import Loaded, compile_text
from snsim.codegen.presentation import LEARN, Variant, emit
from snsim.codegen.processor import this_processor
from snsim.codegen.steps import Rule
from snsim.codegen.units import links_of
from snsim.kernels.course import STATE_SIZE
from snsim.planner.builder import build_plan
from snsim.planner.layout import A_NOISE, BY_TANH
from snsim.training.task import Task

OTHER_RULES = {"momentum": Rule(moving=True), "own rates": Rule(unit_rates=False), "batch": Rule(summing=True)}


def text_for(name: str, rule: Rule, noise: bool = False) -> str:
    maker = nets.sample(name)
    plan = build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers))
    return emit(plan.layout, Variant(LEARN, rule, noise=noise, theta=noise), this_processor())


def test_only_where_weights_are_many() -> None:
    assert "@deferred" in text_for("wide", Rule()).replace('"', "")
    assert "@deferred" not in text_for("full", Rule()).replace('"', "")


@pytest.mark.parametrize("rule", OTHER_RULES.values(), ids=OTHER_RULES)
def test_only_plain_steps_can_wait(rule: Rule) -> None:
    assert "@deferred" not in text_for("wide", rule).replace('"', "")


@cache
def learner(noise: bool) -> Any:
    return Loaded(compile_text(text_for("wide", Rule(), noise), this_processor()), this_processor())


def learnt(at_once: int, noise: bool) -> tuple[np.ndarray, np.ndarray]:
    """All weights and the state after a pass, so many patterns a call; ``noise``: the same for all of them."""
    maker = nets.sample("wide")
    task: Task = task_on(maker)
    plan = build_plan(maker.network, maker.layers, [BY_TANH] * len(maker.layers)).another()
    plan.load(maker.network)
    first = plan.layout.unit(A_NOISE) // 4
    count = plan.layout.field // 4
    plan.arena[first : first + count] = noise * np.random.default_rng(1).normal(size=count)
    learn: Any = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5, ctypes.c_int64)(learner(noise).address(LEARN))
    links, state = links_of(plan.layout, task.course, newton=False), np.zeros(STATE_SIZE)
    for begin in range(0, len(task.patterns), at_once):
        given = plan.arena, task.patterns[begin:], task.targets[begin:], links, state
        count = min(at_once, len(task.patterns) - begin)
        learn(*(array.ctypes.data for array in given), count)
    plan.store(maker.network)
    return maker.network.weights.copy(), state


@pytest.mark.parametrize("noise", [False, True])
@pytest.mark.parametrize("at_once", [2, 3, 100])
def test_the_same_bits(at_once: int, noise: bool) -> None:
    """A call of one pattern makes up for its step at its end; the inputs of a step are those with noise."""
    assert len(task_on(nets.sample("wide")).patterns) > 3
    (one, first), (many, last) = learnt(1, noise), learnt(at_once, noise)
    assert (one.view(np.uint32) == many.view(np.uint32)).all()
    assert (first == last).all()
