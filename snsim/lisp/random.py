"""The random generator: seed, uniform and Gaussian draws, bit for bit the original's (language.md, 6.4).

A subtractive generator of 55 integers of 31 bits, each difference mixed by a linear congruence. Its whole state is a
row of 57 integers ``[p, m1 ... m55, q]`` (two cursors and the table), which compiled kernels take over and hand back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .arguments import MISSING, integer, number
from .functions import builtin

if TYPE_CHECKING:
    from .interpreter import Interpreter

MASK = 2**31 - 1
START = 161803398
SIZE = 55
MULTIPLIER, INCREMENT = 84589, 45989

# Adding and subtracting 1.5 * 2^(52+s) rounds a double to a multiple of 2^s, halves to even: for an integer of n bits,
# s = n - 24 gives its value in single precision.
_TO_SINGLE = [0.0] * 25 + [1.5 * 2.0 ** (52 + excess) for excess in range(1, 8)]


def _single(integer: int) -> float:
    """An integer of at most 31 bits, rounded to single precision."""
    magic = _TO_SINGLE[integer.bit_length()]
    return (integer + magic) - magic


class Generator:
    """One stream of random numbers."""

    __slots__ = ("p", "q", "table")

    def __init__(self, seed: int):
        self.table = [0] * (SIZE + 1)  # numbered from 1
        self.seed(seed)

    def seed(self, seed: int) -> None:
        """Start the stream of an integer (of its absolute value)."""
        m = self.table
        current, following = (START - abs(seed)) & MASK, 1
        m[SIZE] = current
        for i in range(1, SIZE):
            place = 21 * i % SIZE
            m[place] = following
            current, following = following, (current - following) & MASK
        for _ in range(4):
            for i in range(1, SIZE):
                m[i] = (m[i] - m[1 + (i + 30) % SIZE]) & MASK
        self.p, self.q = 0, 31

    def uniform(self) -> float:
        """Between 0 and 1, in single precision (1 itself may come)."""
        m = self.table
        p = self.p = self.p % SIZE + 1
        q = self.q = self.q % SIZE + 1
        m[p] = value = ((m[p] - m[q]) * MULTIPLIER + INCREMENT) & MASK
        return _single(value) * 2.0**-31

    def uniforms(self, count: int) -> NDArray[np.float64]:
        """So many draws of ``uniform``, (count,)."""
        m, p, q = self.table, self.p, self.q
        draws = []
        for _ in range(count):
            p = p % SIZE + 1
            q = q % SIZE + 1
            m[p] = value = ((m[p] - m[q]) * MULTIPLIER + INCREMENT) & MASK
            draws.append(value)
        self.p, self.q = p, q
        return np.array(draws, np.int64).astype(np.float32).astype(np.float64) * 2.0**-31

    def gaussian(self) -> float:
        """The sum of 12 uniform draws on [-1/2, 1/2), in single precision."""
        m, p, q = self.table, self.p, self.q
        total = low = 0
        for _ in range(12):
            p = p % SIZE + 1
            q = q % SIZE + 1
            m[p] = value = (m[p] - m[q]) & MASK
            low = ((value + 0x800000) & 0xFFFFFF) - 0x800000  # the low 24 bits, signed
            total += low
        m[p] = (low * MULTIPLIER + INCREMENT) & MASK
        self.p, self.q = p, q
        return _single(total) * 2.0**-24

    @property
    def state(self) -> NDArray[np.int32]:
        """``[p, m1 ... m55, q]``."""
        return np.array([self.p, *self.table[1:], self.q], np.int32)

    @state.setter
    def state(self, state: NDArray[np.int32]) -> None:
        self.p, *self.table[1:], self.q = state.tolist()


@builtin("seed")
def lisp_seed(lisp: Interpreter, seed: Any) -> None:
    lisp.random.seed(integer(seed))


@builtin("rand")
def lisp_rand(lisp: Interpreter, a: Any = MISSING, b: Any = MISSING) -> float:
    """Uniform on [0, 1], [-a, a] or [a, b]."""
    draw = lisp.random.uniform()
    if a is MISSING:
        return draw
    low, high = (-number(a), number(a)) if b is MISSING else (number(a), number(b))
    return low + (high - low) * draw


@builtin("gauss")
def lisp_gauss(lisp: Interpreter, a: Any = MISSING, b: Any = MISSING) -> float:
    """Of mean 0 and deviation 1, of deviation a, or of mean a and deviation b."""
    draw = lisp.random.gaussian()
    if a is MISSING:
        return draw
    mean, deviation = (0.0, number(a)) if b is MISSING else (number(a), number(b))
    return mean + deviation * draw
