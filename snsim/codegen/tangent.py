"""The derivative of all states along a direction in weight space, whose components are the weights' last changes.

    g_i = f'(a_i) sum_j (w_ij g_j + delta_ij x_j)      (sn28.md 2.11, update-deltastate)

g is 0 for inputs and for units that never change; it takes the place of the gradients (A_GRAD).
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from ..planner.layout import A_BACKSUM, A_GRAD, A_SLOPE, LevelLayout, WindowLayout
from .emitter import FLOAT, Emitter
from .forward import Sums, see, window_at
from .units import Units


def tangent(e: Emitter, units: Units, level: LevelLayout) -> None:
    """The derivatives of a level, after its forward pass; windows are still filled."""
    sums = Sums(e, units, A_BACKSUM, level)
    sums.begin([single.deltas for single in level.singles])
    for window in level.windows:
        x = window_at(e, units, window)
        for block in window.blocks:
            sums.add(window, block, x, block.deltas)
        if window.wanted:
            below = _below(e, units, window)
            for block in window.blocks:
                sums.add(window, block, below, block.weights)
    sums.finish()
    field, at = units.layout.field, units.at(0, level.start)

    def one(offset: Any) -> None:
        here = e.at(at, offset)
        value = e.builder.fmul(e.load(here, field * A_BACKSUM), e.load(here, field * A_SLOPE))
        e.store(value, here, field * A_GRAD)

    e.each_vector(level.vectors, one)


def _below(e: Emitter, units: Units, window: WindowLayout) -> Any:
    """The derivatives that a window sees; 0 where nothing is computed."""
    if window.units >= 0:
        return units.at(A_GRAD, window.units)
    scratch = e.at(units.base, units.layout.squares)
    e.clear(scratch, window.size)
    see(e, scratch, units.at(A_GRAD), window.scatter)
    return scratch


def squared_length(e: Emitter, units: Units) -> Any:
    """The sum of the squares of the outputs' derivatives, in the order of their layer."""
    output = units.layout.levels[-1]
    b, gradients = e.builder, units.at(A_GRAD)

    def one(carried: list[Any]) -> list[Any]:
        total, place = carried
        g = e.load_float(gradients, e.load_int(place))
        return [b.fadd(total, b.fmul(g, g)), e.at(place, 8)]

    return e.loop(len(output.order), [ir.Constant(FLOAT, 0.0), e.table(output.order)], one)[0]

