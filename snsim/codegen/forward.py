"""Sums of a level: its windows filled, its blocks multiplied.

    dense       A += W X^T      W (maps, T), X (positions, T)
    rows        a_m += W_m . x_m
    per unit    a = w x
"""

from __future__ import annotations

from typing import Any

from ..planner.layout import A_SUM, A_VAL, DENSE, BlockLayout, LevelLayout, WindowLayout
from .emitter import BYTES, Emitter
from .moves import add_floats, add_rows, gather
from .products import Strides, dot, outer, rows_dot
from .units import Units


class Forward:
    """Emits sums into the unit field A_SUM."""

    def __init__(self, e: Emitter, units: Units):
        self.e, self.units, self.layout, self.base = e, units, units.layout, units.base

    def sums(self, level: LevelLayout) -> None:
        """All of a level's."""
        self._begin(level)
        for window in level.windows:
            x = window_at(self.e, self.units, window)
            if window.units < 0:
                gather(self.e, x, self.units.at(A_VAL), window.gather)
            for block in window.blocks:
                self._block(window, block, x)

    def _begin(self, level: LevelLayout) -> None:
        """What comes through single connections, from units that never change; or 0."""
        e, b = self.e, self.e.builder
        a = self.units.at(A_SUM, level.start)
        weights = [e.at(self.base, single.weights) for single in level.singles]
        sources = [e.broadcast(self.units.at(A_VAL, single.source)) for single in level.singles]

        def one(offset: Any) -> None:
            total = None if weights else e.constant(0.0)
            for w, x in zip(weights, sources, strict=True):
                here = e.load(w, offset)
                total = b.fmul(here, x) if total is None else e.multiply_add(here, x, total)
            e.store(total, a, offset)

        e.each_vector(level.vectors, one)

    def _block(self, window: WindowLayout, block: BlockLayout, x: Any) -> None:
        """A block's sums: straight to the units of maps that lie evenly, else by way of scratch."""
        spacing, across = block.spacing, -(-4 * window.positions // BYTES)
        if spacing and (block.kind == DENSE or spacing == 4):
            self._multiply(window, block, x, self.units.at(A_SUM, block.rows[0]), spacing)
            return
        e, even = self.e, self.e.at(self.base, self.layout.even)
        alone = window.positions == 1 or block.kind != DENSE
        spacing = 4 if alone else across * BYTES
        e.each_vector(-(-block.maps * spacing // BYTES), lambda at: e.store(e.constant(0.0), even, at))
        self._multiply(window, block, x, even, spacing)
        if alone:
            add_floats(e, self.units.at(A_SUM), even, block.rows)
        else:
            add_rows(e, self.units.at(A_SUM), even, block.rows, across)

    def _multiply(self, window: WindowLayout, block: BlockLayout, x: Any, a: Any, spacing: int) -> None:
        w = self.e.at(self.base, block.weights)
        if block.kind != DENSE:
            rows_dot(self.e, a, w, x, w_row=block.stride, x_row=window.row, rows=block.maps, vectors=window.vectors)
        elif window.turned:
            strides = Strides(c_row=spacing, a_row=4, a_term=block.stride, b_term=window.row)
            size = {"rows": block.maps, "columns": window.vectors, "terms": window.inputs}
            outer(self.e, a, w, x, strides, **size, keep=True)
        else:
            steps = {"o_row": spacing, "w_row": block.stride, "x_row": window.row}
            size = {"rows": block.maps, "columns": window.positions, "vectors": window.vectors}
            dot(self.e, a, w, x, **steps, **size)


def window_at(e: Emitter, units: Units, window: WindowLayout) -> Any:
    """Address of a window: the units themselves, or their copy."""
    return units.at(A_VAL, window.units) if window.units >= 0 else e.at(units.base, window.x)
