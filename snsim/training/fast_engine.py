"""Sweeps on a plan: weights are loaded into its arena, swept by code made for it, and brought back.

The last presentation runs in the exact kernel, on the network itself: so every field that Lisp can read - states,
gradients, curvatures, last changes - holds what it would hold after a sweep there, and costs nothing before.

The curvature of a connection is a running average. For connections that share a weight only the average of their sum is
kept, which is all that the weight's step needs; each connection's own is followed during the last ``memory``
presentations, after which nothing else is left in it (in single precision).
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

import numpy as np

from ..codegen.library import function_for
from ..codegen.presentation import ALONG, ANSWER, LEARN, Variant
from ..codegen.steps import Rule
from ..codegen.units import links_of
from ..kernels import fast_sweep, varied_sweep
from ..kernels.course import NEWTON, Course
from ..kernels.variation import Spots, draw_rows, width
from ..planner.layout import (
    A_MASK,
    A_NOISE,
    A_VAL,
    ALPHA,
    BETA1,
    BETA2,
    BOUND,
    DECAY,
    EACH,
    EPSILON,
    GAMMA,
    MU,
    SMOOTHING,
    STRIDE,
)
from ..planner.plan import NetworkPlan
from .averages import Averages
from .exact_engine import ExactEngine
from .task import Task

FORGOTTEN = 17.3  # e^-17.3 = 2^-25: half of float32's last place


def memory(gamma: float) -> float:
    """After how many presentations a running average has forgotten what was before."""
    return math.ceil(FORGOTTEN / gamma) if gamma > 0 else math.inf


def rule_of(task: Task, unit_rates: bool) -> Rule:
    """What of the task's algorithm decides the code."""
    return Rule(
        second=task.second,
        newton=task.order == NEWTON,
        moving=task.adamw is None and bool(task.alpha or task.decay),
        adamw=task.adamw is not None,
        iterative=task.network.iterative,
        unit_rates=unit_rates,
    )


class Drawn:
    """Rows of numbers drawn for the patterns from ``first`` on (``kernels/variation.py``)."""

    def __init__(self) -> None:
        self.first, self.rows = 0, np.zeros((0, 0), np.float32)

    def draw(self, course: Course, first: int, count: int, random: np.ndarray) -> None:
        """For the next patterns."""
        self.first, self.rows = first, np.empty((count, width(course)), np.float32)
        draw_rows(course, self.rows, random)

    def of(self, first: int, last: int) -> np.ndarray:
        """For a stretch of them."""
        return self.rows[first - self.first : last + 1 - self.first]


class FastEngine:
    """Runs a task of so many ``steps`` on the arena of ``plan``, made for its network; ``random`` chooses patterns."""

    held_back_of_pass = 1  # the last pattern, see ``finish_pass``

    def __init__(self, task: Task, plan: NetworkPlan, state: np.ndarray, random: np.ndarray, steps: int = 0):
        self.task, self.plan, self.state, self.random = task, plan, state, random
        self.exact = ExactEngine(task, state, random)
        self.moving = bool(task.alpha or task.decay or task.adamw)
        plan.load(task.network, task.learning, task.second, self.moving)
        self.summing = False
        self.scenes: dict[tuple[str, Rule | None], fast_sweep.Scene] = {}
        past = memory(float(task.course.gamma)) if task.second and plan.shares else 0
        self.settling = 0 if past >= steps else int(past)
        course = task.course
        for place, number in ((ALPHA, course.alpha), (DECAY, course.decay), (GAMMA, course.gamma), (MU, course.mu)):
            plan.arena[place] = number
        plan.arena[BOUND], plan.arena[SMOOTHING] = course.bound, course.smoothing
        if adamw := task.adamw:
            plan.arena[[BETA1, BETA2, EPSILON]] = adamw.beta1, adamw.beta2, adamw.epsilon
            plan.load_moments(task.network)
        if task.dropout:
            plan.arena[(plan.layout.unit(A_MASK) + plan.indices.unit_places) // 4] = 1
        self.averages = Averages(plan, task.network, kept=task.averaging is not None)
        self.drawn = Drawn()
        self._follow_each(not self.settling)

    def _follow_each(self, each: bool) -> None:
        """Shall every connection's curvature be kept from now on?"""
        self.each = each
        self.plan.arena[EACH] = float(each)

    def _scene(self, name: str, rule: Rule | None = None) -> fast_sweep.Scene:
        """Where presentations happen; the code is made if need be, when first asked for."""
        if (name, rule) not in self.scenes:
            self.scenes[name, rule] = self._make_scene(name, rule)
        return self.scenes[name, rule]

    def _make_scene(self, name: str, rule: Rule | None) -> fast_sweep.Scene:
        task, plan = self.task, self.plan
        noise, theta = bool(task.noise), bool(task.theta)
        dropping = self._dropping() if rule is not None and task.dropout else ()
        function = function_for(plan, Variant(name, rule, task.cost, noise, theta, task.criterion, dropping))
        links, averages = links_of(plan.layout, task.course, task.order == NEWTON), self.averages
        answers = plan.layout.unit(A_VAL) + plan.places.place[task.layers[-1]]
        where = answers, self._spots(), 4 * STRIDE, averages.stretches, averages.values
        return fast_sweep.Scene(function, plan.arena, links, *where)

    def _spots(self) -> Spots:
        """Where what is drawn goes."""
        layout, place = self.plan.layout, self.plan.places.place
        inputs, *others = (layout.unit(A_NOISE) + place[layer] for layer in self.task.layers)
        return Spots(inputs, np.concatenate(others), layout.unit(A_MASK) + place[self.task.course.dropout.units])

    def _dropping(self) -> tuple[int, ...]:
        """The levels some of whose units may be left out."""
        places = self.plan.places.place[self.task.course.dropout.units]
        levels = enumerate(self.plan.layout.levels)
        return tuple(k for k, level in levels if np.isin(level.order, places).any())

    @property
    def held_back(self) -> int:
        """Presentations that ``finish`` wants to run: the last one, and those that bring curvatures up to date."""
        return self.settling + 1

    def twin(self, number: int) -> FastEngine:
        """Another engine for the same task, with an arena and a state of its own: to work at the same time."""
        twin = FastEngine(self.task, self.plan.twin(number), np.zeros_like(self.state), self.random)
        twin.drawn = self.drawn
        return twin

    def train(self, steps: int) -> None:
        """The next presentations, at most all but ``held_back``."""
        scene = self._scene(LEARN, rule_of(self.task, self.plan.unit_rates))
        kernel = varied_sweep.train if self.task.varied else fast_sweep.train
        kernel(scene, self.task.course, self.state, self.random, steps)

    def test(self, first: int, last: int) -> None:
        """Measure on patterns ``first`` to ``last``."""
        fast_sweep.test(self._scene(ANSWER), self.task.course, self.state, self.random, first, last)

    def sum(self, first: int, last: int) -> None:
        """Add up gradients, and curvatures of second-order tasks, of patterns ``first`` to ``last``."""
        if not self.summing:
            self.plan.clear_sums()
            self.summing = True
        scene = self._scene(LEARN, replace(rule_of(self.task, self.plan.unit_rates), summing=True))
        if self.task.varied:
            varied_sweep.add_up(scene, self.task.course, self.state, self.drawn.of(first, last), first, last)
        else:
            fast_sweep.test(scene, self.task.course, self.state, self.random, first, last)

    def draw(self, what: str, first: int, count: int) -> None:
        """What is left to chance in ``count`` patterns of a sum, for all engines that share them out."""
        if what == "sum" and self.task.varied:
            self.drawn.draw(self.task.course, first, count, self.random)

    def give_sums(self) -> None:
        """Add what was summed up to the network's accumulators."""
        self.plan.store_sums(self.task.network, self.task.second)

    def along(self, first: int, last: int) -> None:
        """How much the outputs change along the weights' last changes."""
        self.plan.load_changes(self.task.network)
        fast_sweep.test(self._scene(ALONG), self.task.course, self.state, self.random, first, last)

    def outputs(self, first: int, answers: np.ndarray) -> None:
        """What the output units say to the patterns from ``first`` on: a row of ``answers`` each."""
        fast_sweep.tell(self._scene(ANSWER), self.task.course, self.state, self.random, first, answers)

    def finish(self) -> None:
        """The presentations held back; then the network's own arrays tell everything."""
        if not self.each:
            self.plan.split_curvature()
            self._follow_each(True)
            self.train(self.settling)
        self._store()
        self.exact.train(1)

    def _store(self) -> None:
        """What was learnt, into the network."""
        self.plan.store(self.task.network, self.task.second, self.moving)
        if self.task.adamw:
            self.plan.store_moments(self.task.network)
        self.averages.store(self.task.network)

    def finish_pass(self, what: str, last: int) -> None:
        """The last pattern in the exact kernel: so states and errors of all units are there to be read."""
        getattr(self.exact, what)(last, last)

    def finite(self) -> bool:
        """Are all weights numbers?"""
        return self.plan.finite() and self.exact.finite()

    @cached_property
    def changing(self) -> list[slice]:
        """The stretches of the arena that learning changes; measuring never asks for them."""
        return self.plan.changing(self.task.second, self.moving, self.task.adamw is not None)

    def save(self) -> tuple[np.ndarray, ...]:
        """What ``restore`` needs to come back to this point."""
        stretches = [self.plan.arena[stretch].copy() for stretch in self.changing]
        return self.state.copy(), self.random.copy(), self.averages.values.copy(), *stretches

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Back to a point that was saved, also in the network."""
        self.plan.clear()  # numbers that are none stick to the padding, too
        self.state[:], self.random[:], self.averages.values[:], *stretches = saved
        for stretch, numbers in zip(self.changing, stretches, strict=True):
            self.plan.arena[stretch] = numbers
        if not self.each:
            self.plan.split_curvature()
        self._store()
