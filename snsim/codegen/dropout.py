"""Units left out: the masks that were drawn, as factors of states and slopes (``kernels/dropout.py``).

What goes on from there - sums, gradients, curvatures of Gauss and Newton - is that of the masked net.
"""

from __future__ import annotations

from typing import Any

from ..planner.layout import A_MASK, A_SLOPE, A_VAL, LevelLayout
from .emitter import Emitter
from .units import Units


def drop(e: Emitter, units: Units, level: LevelLayout) -> None:
    """x = m x and f' = m f' of a level whose states and slopes are there."""
    masks, fields = units.at(A_MASK, level.start), [units.at(field, level.start) for field in (A_VAL, A_SLOPE)]

    def one(offset: Any) -> None:
        mask = e.load(masks, offset)
        for field in fields:
            e.store(e.builder.fmul(mask, e.load(field, offset)), field, offset)

    e.each_vector(level.vectors, one)
