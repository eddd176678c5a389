"""Sweeps in the original's order of operations: straight on the network's arrays."""

from __future__ import annotations

import numpy as np

from ..kernels import exact_sweep
from ..kernels.fields import VAL, W_VAL
from ..network.finiteness import all_finite
from .task import Task


class ExactEngine:
    """Runs a task on the network itself; ``random``: the state of the generator, which advances."""

    held_back = 0  # presentations that ``finish`` wants to run
    held_back_of_pass = 0

    def __init__(self, task: Task, state: np.ndarray, random: np.ndarray):
        self.task, self.state, self.random = task, state, random
        self.net = task.network.net
        self.everything = np.arange(task.network.nnum, dtype=np.int32)

    def train(self, steps: int) -> None:
        """The next presentations."""
        exact_sweep.train(self.net, self.task.course, self.everything, self.state, self.random, steps)

    def test(self, first: int, last: int) -> None:
        """Measure on patterns ``first`` to ``last``."""
        exact_sweep.test(self.net, self.task.course, self.state, self.random, first, last)

    def sum(self, first: int, last: int) -> None:
        """Add up gradients, and curvatures of second-order tasks, of patterns ``first`` to ``last``."""
        exact_sweep.accumulate_all(self.net, self.task.course, self.everything, self.state, self.random, first, last)

    def draw(self, what: str, first: int, count: int) -> None:
        """What is left to chance: the kernels draw when they need it."""

    def along(self, first: int, last: int) -> None:
        """How much the outputs change along the weights' last changes."""
        exact_sweep.along(self.net, self.task.course, self.state, self.random, first, last)

    def outputs(self, first: int, answers: np.ndarray) -> None:
        """What the output units say to the patterns from ``first`` on: a row of ``answers`` each."""
        for row in range(len(answers)):
            self.test(first + row, first + row)
            answers[row] = self.net.units[VAL, self.task.layers[-1]]

    def finish(self) -> None:
        """Leave the network in order: it is."""

    def finish_pass(self, what: str, last: int) -> None:
        """The same after a pass over patterns."""

    def give_sums(self) -> None:
        """What was summed up to the network: it is there."""

    def finite(self) -> bool:
        """Are all weights numbers?"""
        return all_finite(self.net.weights[W_VAL, : self.net.weight_count])

    def save(self) -> tuple[np.ndarray, ...]:
        """What ``restore`` needs to come back to this point."""
        return tuple(array.copy() for array in self._arrays())

    def restore(self, saved: tuple[np.ndarray, ...]) -> None:
        """Back to a point that was saved."""
        for array, old in zip(self._arrays(), saved, strict=True):
            array[:] = old

    def _arrays(self) -> tuple[np.ndarray, ...]:
        return self.net.weights, self.net.links, self.state, self.random
