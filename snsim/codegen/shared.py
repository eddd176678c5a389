"""Weights that several positions share: what comes back through them and their gradients are matrix products."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..planner.layout import (
    A_BACKSUM,
    A_GGRAD,
    A_GRAD,
    A_STEP,
    A_VAL,
    EACH,
    FEW_MAPS,
    LANES,
    BlockLayout,
    WindowLayout,
)
from ..planner.windows import SUM_COST, TURN_COST
from .emitter import BYTES, Emitter
from .folded import fold, fold_of, folded
from .moves import gather_sums
from .products import Strides, dot, outer
from .steps import Rule, Step, Weights
from .turning import turn_maps
from .uneven import copy_rows
from .units import Units


class SharedWeights:
    """Emits backward and update of the blocks behind one window, which is at ``x``."""

    def __init__(self, e: Emitter, units: Units, rule: Rule, window: WindowLayout, x: Any):
        self.e, self.units, self.rule, self.window, self.x = e, units, rule, window, x
        self.layout, self.base = units.layout, units.base
        self.squared = False  # are the squares of the window in scratch?

    # ---- back --------------------------------------------------------------------------------------------------------

    def bring_back(self, block: BlockLayout, back: dict[int, Any], keep: dict[int, bool]) -> None:
        """Gradients, and curvatures through the squares of the weights, to where they are collected."""
        e = self.e
        for field, to in back.items():
            weights = e.at(self.base, block.weights)
            if field != A_BACKSUM:
                rows = self.window.inputs if self.window.turned else block.maps
                squares = e.at(self.base, self.layout.gradients)
                _square(e, squares, weights, -(-rows * block.stride // BYTES))
                weights = squares
            d, spacing = self._evenly(block, A_GRAD if field == A_BACKSUM else A_GGRAD)
            self._back(block, weights, d, spacing, to, keep[field])

    def _back(self, block: BlockLayout, w: Any, d: Any, spacing: int, to: Any, keep: bool) -> None:
        """dX (+)= D^T W; for a turned window dX^T (+)= W^T D."""
        window = self.window
        if window.turned:
            strides = Strides(c_row=window.row, a_row=block.stride, a_term=4, b_term=spacing)
            outer(
                self.e, to, w, d, strides, rows=window.inputs, columns=window.vectors, terms=block.maps, keep=keep
            )
        else:
            strides = Strides(c_row=window.row, a_row=4, a_term=spacing, b_term=block.stride)
            outer(
                self.e, to, d, w, strides, rows=window.positions, columns=window.vectors, terms=block.maps, keep=keep
            )

    def _evenly(self, block: BlockLayout, field: int) -> tuple[Any, int]:
        """A unit field of the block's maps and the bytes from map to map; a copy if they lie unevenly."""
        if block.spacing:
            return self.units.at(field, block.rows[0]), block.spacing
        across = -(-4 * self.window.positions // BYTES)
        even = self.e.at(self.base, self.layout.even)
        copy_rows(self.e, even, self.units.at(field), block.rows, across)
        return even, across * BYTES

    # ---- step --------------------------------------------------------------------------------------------------------

    def step(self, block: BlockLayout) -> None:
        """The block's weights change."""
        e = self.e
        weights = Weights.of(e, self.base, block)
        if self.rule.on(block).plain:
            self._gradient(block, A_STEP, self.x, weights.weights, keep=True)
            return
        gradients, curvatures = (e.at(self.base, at) for at in (self.layout.gradients, self.layout.curvatures))
        self._gradient(block, A_GRAD, self.x, gradients, keep=False)
        if self.rule.second:
            squares = self._squares()
            self._gradient(block, A_GGRAD, squares, curvatures, keep=False)
            if self.rule.averaging:
                self._keep_curvatures(block, squares)
        if self.window.turned and block.stride >= BYTES // 2:
            self._take_turned(block, weights, gradients, curvatures)
        else:
            self._take(block, weights, gradients, curvatures)

    def _gradient(self, block: BlockLayout, field: int, x: Any, to: Any, keep: bool) -> None:
        """C (+)= D X, D a unit field of the block's maps; as the weights lie."""
        e, window = self.e, self.window
        d, spacing = self._evenly(block, field)
        if not window.turned:
            strides = Strides(c_row=block.stride, a_row=spacing, a_term=4, b_term=window.row)
            size = {"rows": block.maps, "columns": window.vectors, "terms": window.positions}
            outer(e, to, d, x, strides, **size, keep=keep)
            return
        if self._summed_along_positions(block):
            self._dot_gradient(block, d, spacing, x, to, keep)
            return
        turned = e.at(self.base, self.layout.turned)
        if block.maps <= FEW_MAPS:
            positions, maps = window.positions, block.maps
            fold(e, turned, d, maps=maps, spacing=spacing, positions=positions)
            folded(
                e, to, x, turned, x_row=window.row, maps=maps, rows=window.inputs, positions=positions, keep=keep
            )
            return
        turn_maps(
            e, turned, d, maps=block.maps, spacing=spacing, positions=window.positions, stride=block.stride
        )
        lanes = _lanes(block)
        strides = Strides(c_row=block.stride, a_row=window.row, a_term=4, b_term=block.stride, lanes=lanes)
        columns = block.stride // (4 * lanes)
        outer(
            e, to, x, turned, strides, rows=window.inputs, columns=columns, terms=window.positions, keep=keep
        )

    def _summed_along_positions(self, block: BlockLayout) -> bool:
        """Are dot products along positions cheaper than products with lanes along maps?"""
        window = self.window
        along_positions = block.maps * window.inputs * (window.vectors + SUM_COST)
        along_maps = window.inputs * window.positions * block.stride / BYTES
        if block.maps <= FEW_MAPS:
            along_maps = window.inputs * (window.positions / fold_of(block.maps) + SUM_COST)
        return along_positions < along_maps + TURN_COST * block.maps * window.vectors

    def _dot_gradient(self, block: BlockLayout, d: Any, spacing: int, x: Any, to: Any, keep: bool) -> None:
        """C (+)= D X where X lies turned, as dot products along positions."""
        e, window = self.e, self.window
        if not keep:
            e.clear(to, -(-window.inputs * block.stride // BYTES))
        steps = {"o_row": block.stride, "w_row": window.row, "x_row": spacing}
        dot(e, to, x, d, **steps, rows=window.inputs, columns=block.maps, vectors=window.vectors)

    def _squares(self) -> Any:
        """The squares of the window; of sums of units, the sums of their squares."""
        squares, window = self.e.at(self.base, self.layout.squares), self.window
        if not self.squared and window.folded:
            self.e.clear(squares, window.size)
            gather_sums(self.e, squares, self.units.at(A_VAL), window.gather, squared=True)
        elif not self.squared:
            _square(self.e, squares, self.x, window.size)
        self.squared = True
        return squares

    def _take(self, block: BlockLayout, weights: Weights, gradients: Any, curvatures: Any) -> None:
        """Weights one after the other, whatever their order."""
        e = self.e
        step = Step(e, self.rule.on(block), self.base, LANES)
        share = step.share if self.rule.second else None

        def one(at: Any) -> None:
            squares = e.load(curvatures, at) if self.rule.second else None
            w, rate, g = (e.load(place, at) for place in (weights.weights, weights.rates, gradients))
            step.take(weights, at, w, rate, g, share, squares)

        rows = self.window.inputs if self.window.turned else block.maps
        e.each_vector(-(-rows * block.stride // BYTES), one)

    def _take_turned(self, block: BlockLayout, weights: Weights, gradients: Any, curvatures: Any) -> None:
        """Weights that lie as (T, maps), half a vector of maps or more."""
        e, rule, lanes = self.e, self.rule.on(block), _lanes(block)
        wide = 4 * lanes
        columns = block.stride // wide
        step = Step(e, rule, self.base, lanes)
        share = step.share if rule.second else None
        # with one rate for a unit, all weights of a map have the first one's
        rates = [e.load(weights.rates, wide * j, lanes) for j in range(columns)] if rule.unit_rates else []

        def one(row: Any) -> None:
            for j in range(columns):
                at = e.builder.add(row, row.type(wide * j)) if j else row
                rate = rates[j] if rates else e.load(weights.rates, at, lanes)
                w, g = (e.load(place, at, lanes) for place in (weights.weights, gradients))
                squares = e.load(curvatures, at, lanes) if rule.second else None
                step.take(weights, at, w, rate, g, share, squares)

        e.each_vector(self.window.inputs, one, block.stride)

    # ---- curvatures of single connections ----------------------------------------------------------------------------

    def _keep_curvatures(self, block: BlockLayout, squares: Any) -> None:
        """If the arena says so, the running average of every connection's own curvature."""
        e = self.e
        asked = e.builder.fcmp_unordered("!=", e.load_float(self.base, 4 * EACH), e.constant(0.0).type.element(0.0))
        with e.builder.if_then(asked, likely=False):
            h, spacing = self._evenly(block, A_GGRAD)
            sigma, window = e.at(self.base, block.sigma), self.window
            name = f"sigma_{int(window.turned)}_{window.row}_{spacing}_{window.positions}_{window.inputs}"
            emit = self._emit_turned(spacing) if window.turned else self._emit_straight(spacing)
            for use in window.gather:
                if window.folded:
                    squares = self._squares_of(use)
                e.call(name, emit, self.base, sigma, h, squares, e.table([block.maps]))
                sigma = e.at(sigma, block.maps * window.size * BYTES)

    def _squares_of(self, use: np.ndarray) -> Any:
        """The squares of what one use of every weight sees, where what came back was collected before."""
        back = self.e.at(self.base, self.layout.back)
        self.e.clear(back, self.window.size)
        gather_sums(self.e, back, self.units.at(A_VAL), use[None], squared=True)
        return back

    def _emit_turned(self, spacing: int) -> Any:
        window, rule = self.window, self.rule

        def emit(e: Emitter, base: Any, sigma: Any, h: Any, squares: Any, maps: Any) -> None:
            step = Step(e, rule, base, LANES)

            def one_map(carried: list[Any]) -> list[Any]:
                sigma, h = carried
                shares = [e.builder.fmul(step.share, e.load(h, BYTES * j)) for j in range(window.vectors)]

                def one_input(at: list[Any]) -> list[Any]:
                    for j, share in enumerate(shares):
                        _average(e, step, at[0], BYTES * j, share, e.load(at[1], BYTES * j))
                    return [e.at(at[0], window.row), e.at(at[1], window.row)]

                sigma, _ = e.loop(window.inputs, [sigma, squares], one_input)
                return [sigma, e.at(h, spacing)]

            e.loop(e.load_int(maps), [sigma, h], one_map)

        return emit

    def _emit_straight(self, spacing: int) -> Any:
        window, rule = self.window, self.rule

        def emit(e: Emitter, base: Any, sigma: Any, h: Any, squares: Any, maps: Any) -> None:
            step = Step(e, rule, base, LANES)

            def one_map(carried: list[Any]) -> list[Any]:
                def one_position(at: list[Any]) -> list[Any]:
                    sigma, h, squares = at
                    share = e.splat(e.builder.fmul(step.gamma, e.load_float(h)))
                    e.each_vector(
                        window.vectors, lambda k: _average(e, step, sigma, k, share, e.load(squares, k))
                    )
                    return [e.at(sigma, window.row), e.at(h, 4), e.at(squares, window.row)]

                sigma, _, _ = e.loop(window.positions, [*carried, squares], one_position)
                return [sigma, e.at(carried[1], spacing)]

            e.loop(e.load_int(maps), [sigma, h], one_map)

        return emit


def _average(e: Emitter, step: Step, sigma: Any, offset: Any, share: Any, squares: Any) -> None:
    """sigma = (1 - gamma) sigma + share squares."""
    old = e.builder.fmul(step.keep, e.load(sigma, offset))
    e.store(e.multiply_add(share, squares, old), sigma, offset)


def _square(e: Emitter, to: Any, source: Any, vectors: int) -> None:
    def one(at: Any) -> None:
        x = e.load(source, at)
        e.store(e.builder.fmul(x, x), to, at)

    e.each_vector(vectors, one)


def _lanes(block: BlockLayout) -> int:
    """Lanes of a vector of the maps of one weight."""
    return LANES if block.stride % BYTES == 0 else LANES // 2
