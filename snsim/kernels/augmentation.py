"""Patterns moved about for training: a picture shifted by some pixels, what comes in from outside being background.

The shift is drawn anew for every presentation, rows first, from -most to +most with equal chances (Simard and others,
"Best practices for convolutional neural networks", 2003, give the reason: the class stays, the data grow).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .jit import kernel, part
from .randomness import uniform


class Shift(NamedTuple):
    """``most``: pixels; ``rows``, ``columns``: of the picture that a pattern is."""

    most: int
    rows: int
    columns: int
    background: np.float32


NO_SHIFT = Shift(0, 0, 0, np.float32(0))


@part
def offset(most, random):  # type: ignore[no-untyped-def]
    """A whole number from -most to most."""
    while True:
        drawn = int(float(2 * most + 1) * float(uniform(random)))
        if drawn <= 2 * most:  # a draw of exactly 1.0 is drawn again
            return drawn - most


@kernel
def shifted(pattern, to, shift, random):  # type: ignore[no-untyped-def]
    """``to`` (rows * columns, at least) becomes the pattern, moved down and to the right by as much as is drawn."""
    down, right = offset(shift.most, random), offset(shift.most, random)
    for row in range(shift.rows):
        for column in range(shift.columns):
            r, c = row - down, column - right
            inside = 0 <= r < shift.rows and 0 <= c < shift.columns
            value = pattern[r * shift.columns + c] if inside else shift.background
            to[row * shift.columns + column] = value
