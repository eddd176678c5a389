"""Sums of a level: its windows filled, its blocks multiplied.

    dense       A += W X^T      W (maps, T), X (positions, T)
    rows        a_m += W_m . x_m
    per unit    a = w x
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..planner.layout import A_SUM, A_VAL, DENSE, BlockLayout, LevelLayout, WindowLayout
from .deferred import Deferred
from .emitter import BYTES, Emitter
from .moves import gather, gather_sums
from .products import Strides, dot, outer, rows_dot
from .uneven import add_floats, add_rows
from .units import Units


class Sums:
    """Emits sums of a level's blocks into the unit field ``field``. ``fresh``: vectors of it that hold nothing yet."""

    def __init__(self, e: Emitter, units: Units, field: int, level: LevelLayout):
        self.e, self.units, self.field, self.level = e, units, field, level
        self.layout, self.base = units.layout, units.base
        first = level.start // BYTES
        self.fresh = set(range(first, first + level.vectors))

    def begin(self, weights: list[int]) -> None:
        """What comes through single connections, from units that never change. ``weights``: where those of each block
        are."""
        e, b, level = self.e, self.e.builder, self.level
        to = self.units.at(self.field, level.start)
        places = [e.at(self.base, at) for at in weights]
        sources = [e.broadcast(self.units.at(A_VAL, single.source)) for single in level.singles]

        def one(offset: Any) -> None:
            total = None
            for w, x in zip(places, sources, strict=True):
                here = e.load(w, offset)
                total = b.fmul(here, x) if total is None else e.multiply_add(here, x, total)
            e.store(total, to, offset)

        if places:
            e.each_vector(level.vectors, one)
            self.fresh.clear()

    def finish(self) -> None:
        """The sums of units that nothing leads to: 0."""
        self.units.clear(self.field, self.fresh)
        self.fresh.clear()

    def add(self, window: WindowLayout, block: BlockLayout, x: Any, weights: int) -> None:
        """A block's sums over the window at ``x``, with the weights at an offset: straight to the units of maps that
        lie evenly, else by way of scratch."""
        w = self.e.at(self.base, weights)
        spacing, across = block.spacing, -(-4 * window.positions // BYTES)
        if spacing and (block.kind == DENSE or spacing == 4):
            keep = self._kept(window, block)
            self._multiply(window, block, x, w, self.units.at(self.field, block.rows[0]), spacing, keep)
            return
        self.finish()
        e, even = self.e, self.e.at(self.base, self.layout.even)
        alone = window.positions == 1 or block.kind != DENSE
        spacing = 4 if alone else across * BYTES
        e.clear(even, -(-block.maps * spacing // BYTES))
        self._multiply(window, block, x, w, even, spacing, keep=True)
        if alone:
            add_floats(e, self.units.at(self.field), even, block.rows)
        else:
            add_rows(e, self.units.at(self.field), even, block.rows, across)

    def _kept(self, window: WindowLayout, block: BlockLayout) -> bool:
        """Is there anything already where an evenly lying block's sums go? Fresh vectors that are written whole are not
        cleared before."""
        if window.turned and block.kind == DENSE:
            written = {row // BYTES + k for row in block.rows for k in range(window.vectors)}
            if written <= self.fresh:
                self.fresh -= written
                return False
        self.finish()
        return True

    def _multiply(
        self, window: WindowLayout, block: BlockLayout, x: Any, w: Any, to: Any, spacing: int, keep: bool
    ) -> None:
        if block.kind != DENSE:
            rows_dot(self.e, to, w, x, w_row=block.stride, x_row=window.row, rows=block.maps, vectors=window.vectors)
        elif window.turned:
            strides = Strides(c_row=spacing, a_row=4, a_term=block.stride, b_term=window.row)
            size = {"rows": block.maps, "columns": window.vectors, "terms": window.inputs}
            outer(self.e, to, w, x, strides, **size, keep=keep)
        else:
            steps = {"o_row": spacing, "w_row": block.stride, "x_row": window.row}
            size = {"rows": block.maps, "columns": window.positions, "vectors": window.vectors}
            dot(self.e, to, w, x, **steps, **size)


def forward(e: Emitter, units: Units, level: LevelLayout, deferred: Deferred | None = None) -> None:
    """The activations of a level: its windows filled, its blocks multiplied, after the steps that were ``deferred``."""
    sums = Sums(e, units, A_SUM, level)
    sums.begin([single.weights for single in level.singles])
    fill_windows(e, units, level)
    for window in level.windows:
        x = window_at(e, units, window)
        for block in window.blocks:
            if deferred is None or block not in deferred:
                sums.add(window, block, x, block.weights)
                continue
            sums.finish()
            with e.builder.if_else(deferred.waiting) as (step_waits, none_waits):
                with step_waits:
                    deferred.add(window, block)
                with none_waits:
                    sums.add(window, block, x, block.weights)
    sums.finish()


def fill_windows(e: Emitter, units: Units, level: LevelLayout) -> None:
    """The states that a level sees, into the windows it sees them by."""
    for window in level.windows:
        if window.units < 0:
            see(e, window_at(e, units, window), units.at(A_VAL), window.gather)


def see(e: Emitter, to: Any, field: Any, places: np.ndarray) -> None:
    """The numbers of a unit field that a window sees; ``places`` (depth, vectors, 16), as its ``gather``."""
    if len(places) == 1:
        gather(e, to, field, places[0])
    else:
        gather_sums(e, to, field, places)


def window_at(e: Emitter, units: Units, window: WindowLayout) -> Any:
    """Address of a window: the units themselves, or their copy."""
    return units.at(A_VAL, window.units) if window.units >= 0 else e.at(units.base, window.x)
