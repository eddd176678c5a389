"""Dropout: while a net learns, units are left out by chance (Srivastava and others, "Dropout: a simple way to prevent
neural networks from overfitting", 2014).

The mask m of a unit is a factor of its state: x = m f(a), so of its slope and its bend, too. With a share p it is 0
with probability p, else 1 / (1 - p). The mean is 1: so is the mask of every unit when the net is measured.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .fields import MASK
from .jit import kernel, part
from .randomness import uniform

F0, F1 = np.float32(0), np.float32(1)


class Dropout(NamedTuple):
    """``units`` (int32) whose masks are drawn, in this order, one draw each; ``shares`` (float32, 0 <= p < 1): how
    often each is left out."""

    units: np.ndarray
    shares: np.ndarray


NO_DROPOUT = Dropout(np.zeros(0, np.int32), np.zeros(0, np.float32))


@part
def mask(share, random):  # type: ignore[no-untyped-def]
    """The next mask, float32."""
    return F0 if uniform(random) < share else F1 / (F1 - share)


@kernel
def draw_masks(net, dropout, random):  # type: ignore[no-untyped-def]
    """Masks of a presentation into the units."""
    for k in range(len(dropout.units)):
        net.units[MASK, dropout.units[k]] = mask(dropout.shares[k], random)


@part
def clear_masks(net, dropout):  # type: ignore[no-untyped-def]
    """The units are there again."""
    for unit in dropout.units:
        net.units[MASK, unit] = F1
