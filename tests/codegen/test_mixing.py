"""Vectors mixed of others against NumPy, and how few permutations it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from workbench import Workbench

from snsim.codegen.emitter import BYTES, LANES, Emitter
from snsim.codegen.mixing import mixed


def rows_of_a_picture() -> np.ndarray:
    """Eight mixtures, each of every second column of four rows of 16: those of a map's units, moved by one and two."""
    found = []
    for first in (0, 64):
        for start in (0, 1, 2, 3):
            found.append([first + row * LANES + column for row in range(4) for column in range(start, LANES, 4)])
    return np.array(found)


def at_random(seed: int) -> np.ndarray:
    """Any lanes of up to nine sources, and none."""
    random = np.random.default_rng(seed)
    return random.integers(-1, LANES * (1 + seed), size=(5, LANES))


CASES = {
    "picture": rows_of_a_picture(),
    "copies": np.arange(3 * LANES).reshape(3, LANES),
    "nothing": np.full((2, LANES), -1),
    "holes": np.where(np.arange(8 * LANES).reshape(8, LANES) % 3, rows_of_a_picture(), -1),
    **{f"random {seed}": at_random(seed) for seed in range(9)},
}


def emits(wanted: np.ndarray) -> Any:
    def emit(e: Emitter, to: Any, source: Any) -> None:
        for number, value in mixed(e, lambda k: e.load(source, BYTES * k), wanted):
            e.store(value, to, BYTES * number)

    return emit


@pytest.fixture(scope="module")
def bench() -> Workbench:
    made = Workbench()
    for name, wanted in CASES.items():
        made.add(name.replace(" ", "_"), 2, emits(wanted))
    return made


@pytest.mark.parametrize("name", CASES)
def test_mixtures(bench: Workbench, name: str) -> None:
    """Every lane is the one that was wanted, or 0."""
    wanted = CASES[name]
    source = np.random.default_rng(1).normal(size=9 * LANES).astype(np.float32)
    to = np.full(wanted.size, np.nan, np.float32)
    bench.call(name.replace(" ", "_"), to, source)
    assert (to.reshape(wanted.shape) == np.where(wanted < 0, 0, source[wanted])).all()


class Counting(Emitter):
    """Counts permutations instead of emitting."""

    def __init__(self) -> None:
        self.count = 0

    def constant(self, value: float, lanes: int = LANES) -> Any:
        return None

    def shuffle(self, left: Any, right: Any, lanes: Any) -> Any:
        self.count += 1


def test_permutations_are_shared() -> None:
    """Four mixtures of four vectors: two permutations for each pair of vectors, and one for each mixture."""
    e = Counting()
    assert len(list(mixed(e, lambda _: None, rows_of_a_picture()))) == 8
    assert e.count <= 2 * (2 * 2 + 2 * 4)
