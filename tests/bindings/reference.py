"""A second SN, straight from the reference: a statement an equation, float32 scalars, nothing shared with snsim.

Comes in: connections and initial values of a net that an interpreter has built. Goes out: the fields after training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

F = np.float32
ZERO, ONE, HALF = F(0), F(1), F(0.5)
MASK = 2**31 - 1


class Random:
    """The generator of sn28.md, 0.3."""

    def __init__(self, seed: int):
        self.m = [0] * 56
        self.m[55] = current = (161803398 - abs(seed)) & MASK
        k = 1
        for i in range(1, 55):
            index = 21 * i % 55
            self.m[index] = k
            k = (current - k) & MASK
            current = self.m[index]
        for _ in range(4):
            for i in range(1, 55):
                self.m[i] = (self.m[i] - self.m[1 + (i + 30) % 55]) & MASK
        self.p, self.q = 0, 31

    def _advance(self) -> int:
        self.p, self.q = self.p % 55 + 1, self.q % 55 + 1
        return self.m[self.p] - self.m[self.q]

    def uniform(self) -> float:
        value = (self._advance() * 84589 + 45989) & MASK
        self.m[self.p] = value
        return float(F(value)) * 2.0**-31

    def gauss(self) -> np.float32:
        total = signed = 0
        for _ in range(12):
            value = self._advance() & MASK
            self.m[self.p] = value
            signed = ((value & 0xFFFFFF) ^ 0x800000) - 0x800000
            total += signed
        self.m[self.p] = (signed * 84589 + 45989) & MASK
        return F(total) * F(2.0**-24)


@dataclass
class Sigmoid:
    """f, f' and f'' that (nlf-tanh gain dmin scale shift) sets."""

    gain: float
    dmin: float
    scale: float
    shift: float = 0.0

    def f(self, x: np.float32) -> np.float32:
        th = F(math.tanh(float(F(self.gain) * x)))
        return F(self.dmin) * x + (F(self.scale) * th + F(self.shift))

    def df(self, x: np.float32) -> np.float32:
        th = F(math.tanh(float(F(self.gain) * x)))
        slope = F(self.scale) * F(self.gain)
        return (slope + F(self.dmin)) - slope * (th * th)

    def ddf(self, x: np.float32) -> np.float32:
        step = F(1 / 128)
        return ((self.f(x - step) + self.f(x + step)) - F(2) * self.f(x)) / F(1 / 16384)


@dataclass
class Weight:
    val: np.float32 = ZERO
    delta: np.float32 = ZERO
    acc: np.float32 = ZERO
    hess: np.float32 = ZERO


@dataclass
class Link:
    pre: int
    post: int
    weight: Weight
    epsilon: np.float32 = ZERO
    sigma: np.float32 = ZERO


@dataclass
class Unit:
    incoming: list[Link] = field(default_factory=list)  # the newest first
    outgoing: list[Link] = field(default_factory=list)
    val: np.float32 = ZERO
    sum: np.float32 = ZERO
    grad: np.float32 = ZERO
    backsum: np.float32 = ZERO
    epsilon: np.float32 = ZERO
    ggrad: np.float32 = ZERO
    sqbacksum: np.float32 = ZERO


class Net:
    """Units, layers, parameters, and the iterations of sn28.md, section 8."""

    def __init__(self, iterative: bool, newton: bool, units: int, random: Random):
        self.iterative, self.newton = iterative, newton
        self.units = [Unit() for _ in range(units)]
        self.units[0].val = ONE
        self.links: list[Link] = []
        self.weights: list[Weight] = []
        self.layers: list[list[int]] = []
        self.functions: list[Sigmoid] = []  # of the layers after the input
        self.desired: list[int] = []
        self.patterns = np.empty((0, 0), np.float32)
        self.targets = np.empty((0, 0), np.float32)
        self.random = random
        self.alpha = self.decay = self.theta = self.noise = ZERO
        self.gamma = self.mu = F(0.05)
        self.threshold: np.float32 | None = None
        self.marquardt = False
        self.local_error = self.global_error = 0.0
        self.age = self.good = 0
        self.good_answer = False

    def add(self, pre: int, post: int, record: int) -> None:
        while len(self.weights) <= record:
            self.weights.append(Weight())
        link = Link(pre, post, self.weights[record])
        self.links.append(link)
        self.units[post].incoming.insert(0, link)
        self.units[pre].outgoing.insert(0, link)

    # one pattern: sn28.md 2.5 - 2.7, 2.10

    def present(self, n: int) -> None:
        for unit, value in zip(self.layers[0], self.patterns[n], strict=True):
            self.units[unit].val = F(value)
        if self.noise != 0:
            for unit in self.layers[0]:
                self.units[unit].val = self.units[unit].val + self.noise * self.random.gauss()

    def forward(self) -> None:
        for layer, function in zip(self.layers[1:], self.functions, strict=True):
            for unit in self.of(layer):
                total = ZERO
                for link in unit.incoming:
                    total = total + link.weight.val * self.units[link.pre].val
                if self.theta != 0:
                    total = total + self.random.gauss() * self.theta
                unit.sum = total
            for unit in self.of(layer):
                unit.val = function.f(unit.sum)

    def of(self, layer: Iterable[int]) -> list[Unit]:
        return [self.units[number] for number in layer]

    def error(self, n: int) -> None:
        cost = ZERO
        for target, value in zip(self.desired, self.targets[n], strict=True):
            self.units[target].val = F(value)
        for unit, target in zip(self.of(self.layers[-1]), self.of(self.desired), strict=True):
            d = target.val - unit.val
            if self.threshold is not None:
                d = max(d, ZERO) if target.val > self.threshold else min(d, ZERO)
            cost = cost + HALF * (d * d)
            unit.backsum = d
            unit.grad = d * self.functions[-1].df(unit.sum)
            unit.sqbacksum = ONE
        self.local_error = float(cost) / len(self.desired)

    def backward(self) -> None:
        for layer, function in list(zip(self.layers[1:], self.functions, strict=True))[-2::-1]:
            for unit in self.of(layer):
                total = ZERO
                for link in unit.outgoing:
                    total = total + link.weight.val * self.units[link.post].grad
                unit.backsum = total
            for unit in self.of(layer):
                unit.grad = unit.backsum * function.df(unit.sum)

    def backward2(self) -> None:
        for layer, function in list(zip(self.layers[1:], self.functions, strict=True))[::-1]:
            for unit in self.of(layer):
                if unit.outgoing:
                    unit.sqbacksum = ZERO
                    for link in unit.outgoing:
                        square = link.weight.val * link.weight.val
                        unit.sqbacksum = unit.sqbacksum + square * self.units[link.post].ggrad
            for unit in self.of(layer):
                d = function.df(unit.sum)
                unit.ggrad = unit.sqbacksum * (d * d)
                if not self.marquardt:
                    unit.ggrad = unit.ggrad - unit.backsum * function.ddf(unit.sum)
            for unit in self.of(layer):
                for link in unit.incoming:
                    x = self.units[link.pre].val
                    link.sigma = (ONE - self.gamma) * link.sigma + (self.gamma * unit.ggrad) * (x * x)

    def judge(self) -> None:
        """class-quadrant."""
        pairs = zip(self.of(self.desired), self.of(self.layers[-1]), strict=True)
        self.good_answer = not any((d.val > 0 and o.val <= 0) or (d.val < 0 and o.val >= 0) for d, o in pairs)

    # steps: 2.8 - 2.10

    def step(self, second: bool = False) -> None:
        if self.iterative:
            self.clear("acc")
            self.accumulate()
            if second:
                self.clear("hess")
                self.accumulate_hess()
                self.scale()
            self.finish()
            return
        for unit in self.units:
            for link in unit.incoming:
                e = link.epsilon if self.newton else unit.epsilon
                if second:
                    e = e / (self.mu + abs(link.sigma))
                if self.alpha == 0:
                    p = unit.grad * e
                elif self.newton:
                    p = ((ONE - self.alpha) * unit.grad) * e
                else:
                    p = (ONE - self.alpha) * (unit.grad * e)
                change = self.units[link.pre].val * p
                w = link.weight
                if self.alpha != 0:
                    change = w.delta * self.alpha + change
                w.delta = change
                w.val = w.val + change if self.decay == 0 else (ONE - e * self.decay) * w.val + change

    def clear(self, name: str) -> None:
        for w in self.weights:
            setattr(w, name, ZERO)

    def accumulate(self) -> None:
        for unit in self.units:
            for link in unit.incoming:
                p = unit.grad * (link.epsilon if self.newton else unit.epsilon)
                link.weight.acc = link.weight.acc + self.units[link.pre].val * p

    def accumulate_hess(self) -> None:
        for unit in self.units:
            for link in unit.incoming:
                link.weight.hess = link.weight.hess + link.sigma

    def scale(self) -> None:
        for w in self.weights:
            w.acc = w.acc / (self.mu + abs(w.hess))

    def finish(self) -> None:
        for w in self.weights:
            w.delta = w.acc if self.alpha == 0 else self.alpha * w.delta + (ONE - self.alpha) * w.acc
            w.val = w.val + w.delta if self.decay == 0 else (ONE - self.decay) * w.val + w.delta

    # iterations: section 8

    def gradient(self, n: int, second: bool) -> None:
        self.present(n)
        self.forward()
        self.error(n)
        self.backward()
        if second:
            self.backward2()

    def iteration(self, n: int, second: bool = False) -> None:
        self.gradient(n, second)
        self.step(second)
        self.age += 1
        self.judge()

    def learn(self, count: int, following: Callable[[int], int], second: bool = False, start: int = 0) -> int:
        n = start
        for _ in range(count):
            self.iteration(n, second)
            n = following(n)
        return n

    def batch(self, second: bool = False) -> None:
        self.sweep(second)
        if second:
            self.scale()
        self.finish()
        self.global_error /= len(self.patterns)

    def sweep(self, second: bool) -> None:
        """Gradients of all patterns into the accumulators; the errors' sum."""
        if second:
            self.gamma = ONE
            self.clear("hess")
        self.clear("acc")
        self.global_error = 0.0
        self.good = 0
        for n in range(len(self.patterns)):
            self.gradient(n, second)
            self.accumulate()
            if second:
                self.accumulate_hess()
            self.age += 1
            self.judge()
            self.global_error += self.local_error
            self.good += self.good_answer

    def conjugate(self, epochs: int) -> None:
        """8.5, from a restart."""
        for link in self.links:
            link.epsilon = ONE
        for unit in self.units[1:]:
            unit.epsilon = ONE
        old = direction = np.empty(0, np.float32)
        for epoch in range(epochs):
            self.sweep(False)
            new = np.array([w.acc for w in self.weights], np.float32)
            if epoch:
                beta = (dot(new, new) - dot(old, new)) / dot(direction, old)
                direction = F(beta) * direction + new
            else:
                direction = new.copy()
            for w, d in zip(self.weights, direction, strict=True):
                w.delta = d
            old = new
            self.conjugate_step(self.curvature())

    def conjugate_step(self, curvature: float) -> None:
        total = ZERO
        for w in self.weights:
            total = total + w.acc * w.delta
        length = total / F(curvature)
        for w in self.weights:
            w.val = w.val + length * w.delta

    def curvature(self) -> float:
        result = 0.0
        for n in range(len(self.patterns)):
            self.present(n)
            self.forward()
            for unit in self.of(self.layers[0]):
                unit.grad = ZERO
            for layer, function in zip(self.layers[1:], self.functions, strict=True):
                for unit in self.of(layer):
                    total = ZERO
                    for link in unit.incoming:
                        total = total + link.weight.val * self.units[link.pre].grad
                        total = total + link.weight.delta * self.units[link.pre].val
                    unit.grad = total * function.df(unit.sum)
            result += sum(float(unit.grad) ** 2 for unit in self.of(self.layers[-1]))
        return result

    def measure(self) -> None:
        """performance."""
        self.global_error, self.good = 0.0, 0
        for n in range(len(self.patterns)):
            self.present(n)
            self.forward()
            self.error(n)
            self.judge()
            self.global_error += self.local_error
            self.good += self.good_answer
        self.global_error /= len(self.patterns)


def dot(a: np.ndarray, b: np.ndarray) -> float:
    """Products in float32, summed up in double precision."""
    return float(sum(float(x * y) for x, y in zip(a, b, strict=True)))
