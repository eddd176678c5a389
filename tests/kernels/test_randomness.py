"""The kernels' random draws against the recipe of sn28.md 0.3 in whole numbers, and the values it gives."""

from __future__ import annotations

import drivers
import numpy as np
import pytest

from snsim.lisp.random import Generator

MASK = 2**31 - 1


class Recipe:
    """The generator as the reference tells it, on the state of a seeded one."""

    def __init__(self, state: np.ndarray):
        self.p, *self.m, self.q = (int(n) for n in state)
        self.m.insert(0, 0)  # the table counts from 1

    def advance(self) -> int:
        self.p, self.q = self.p % 55 + 1, self.q % 55 + 1
        return self.m[self.p] - self.m[self.q]

    def uniform(self) -> float:
        value = (self.advance() * 84589 + 45989) & MASK
        self.m[self.p] = value
        return float(np.float32(value)) * 2.0**-31

    def gauss(self) -> float:
        total = signed = 0
        for _ in range(12):
            value = self.advance() & MASK
            self.m[self.p] = value
            signed = ((value & 0xFFFFFF) ^ 0x800000) - 0x800000
            total += signed
        self.m[self.p] = (signed * 84589 + 45989) & MASK
        return float(np.float32(total)) * 2.0**-24


@pytest.mark.parametrize("seed", [0, 1, 87, 123456])
def test_draws(seed: int) -> None:
    state = np.array(Generator(seed).state, np.int32)
    recipe = Recipe(state)
    uniforms, gaussians = np.zeros(200, np.float32), np.zeros(50, np.float32)
    for _ in range(2):
        drivers.draw(state, uniforms, gaussians)
        assert uniforms.tolist() == [recipe.uniform() for _ in uniforms]
        assert gaussians.tolist() == [recipe.gauss() for _ in gaussians]
    assert state.tolist() == [recipe.p, *recipe.m[1:], recipe.q]


def test_values_of_the_reference() -> None:
    state = np.array(Generator(1).state, np.int32)
    uniforms, gaussians = np.zeros(4, np.float32), np.zeros(0, np.float32)
    drivers.draw(state, uniforms, gaussians)
    assert [f"{x:.9g}" for x in uniforms] == ["0.796579182", "0.906505704", "0.461839408", "0.0497669764"]
    state, gaussians = np.array(Generator(1).state, np.int32), np.zeros(4, np.float32)
    drivers.draw(state, uniforms[:0], gaussians)
    assert [f"{x:.9g}" for x in gaussians] == ["-1.45650816", "0.86067158", "-1.45409274", "1.02244329"]
