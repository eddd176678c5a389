"""Steps put off until the next pattern is there: weights that only see inputs are read once for both, not twice.

    W[m] += rate d_m x'      a_m += W[m] . x        x' the inputs of the pattern before

Weights beyond the first-level cache cost what their way there costs. Where nothing is sent down, nobody wants to know
them between two patterns; so the step of one and the sums of the next are one pass. The first pattern of a call finds
no step waiting, and after the last one it is made up for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..planner.layout import A_STEP, A_SUM, A_VAL, DENSE, BlockLayout, WindowLayout
from .emitter import BYTES, INT64, LANES, UNROLLED, Emitter
from .own import FEW_BYTES, OwnWeights
from .products import add_outputs, split, sum_lanes
from .steps import Rule
from .units import Units

MOST_ROWS = 8  # sums at the same time: as many as no processor waits for


class Deferred:
    """Emits for the ``blocks`` whose steps can wait, each with its window; ``waiting``: in the loop over
    patterns a bit, does a step wait?"""

    def __init__(self, e: Emitter, units: Units, rule: Rule):
        self.e, self.units, self.rule = e, units, rule
        self.inputs = units.layout.levels[0]
        self.waiting: Any = None
        self.blocks = list(self._found())

    def _found(self) -> Iterator[tuple[WindowLayout, BlockLayout]]:
        for level in self.units.layout.levels[1:]:
            for window in level.windows:
                for block in window.blocks:
                    if self._can_wait(window, block):
                        yield window, block

    def _can_wait(self, window: WindowLayout, block: BlockLayout) -> bool:
        inputs = self.inputs
        seen = inputs.start <= window.units and window.units + window.row <= inputs.start + inputs.vectors * BYTES
        own = block.kind == DENSE and block.spacing != 0 and not window.shared and not window.wanted
        return seen and own and self.rule.on(block).plain and block.maps * block.stride > FEW_BYTES

    def __contains__(self, block: BlockLayout) -> bool:
        return any(block is other for _, other in self.blocks)

    def keep_inputs(self) -> None:
        """The inputs, which the steps need, before the next pattern takes their place."""
        if self.blocks:
            e, inputs = self.e, self.inputs
            source, to = self.units.at(A_VAL, inputs.start), self._before(inputs.start)
            e.each_vector(inputs.vectors, lambda at: e.store(e.load(source, at), to, at))

    def _before(self, place: int) -> Any:
        """Where the input at a place of a unit field was before."""
        return self.e.at(self.units.base, self.units.layout.before + place - self.inputs.start)

    def add(self, window: WindowLayout, block: BlockLayout) -> None:
        """A block's sums, after the step that waited."""
        e, spacing = self.e, block.spacing
        x, before = self.units.at(A_VAL, window.units), self._before(window.units)
        at = [e.at(self.units.base, block.weights), self.units.at(A_SUM, block.rows[0])]
        step = self.units.at(A_STEP, block.rows[0])
        # a row takes two registers, for its sum and its step; inputs, now and before, and a weight the others
        for rows, count in split(block.maps, max(1, min(MOST_ROWS, (e.processor.registers(LANES) - 4) // 2))):

            def some(carried: list[Any], rows: int = rows) -> list[Any]:
                w, to, step = carried
                name = f"deferred_{rows}_{block.stride}_{spacing}"
                emit = _tile(rows, block.stride, spacing)
                e.call(name, emit, w, to, step, x, before, INT64(window.vectors))
                return [e.at(w, rows * block.stride), e.at(to, rows * spacing), e.at(step, rows * spacing)]

            *at, step = e.loop(count, [*at, step], some, UNROLLED)

    def finish(self) -> None:
        """The steps that still wait, after the last pattern."""
        for window, block in self.blocks:
            own = OwnWeights(self.e, self.units, self.rule.on(block), window, block)
            own.descend(self.units.at(A_VAL, window.units), {}, {})


def _tile(rows: int, stride: int, spacing: int) -> Any:
    """So many rows of weights, vector by vector."""

    def emit(e: Emitter, w: Any, to: Any, step: Any, x: Any, before: Any, vectors: Any) -> None:
        steps = [e.broadcast(step, r * spacing) for r in range(rows)]

        def one(carried: list[Any]) -> list[Any]:
            offset, *sums = carried
            now, then = e.load(x, offset), e.load(before, offset)
            for r in range(rows):
                here = e.builder.add(offset, INT64(r * stride))
                value = e.multiply_add(steps[r], then, e.load(w, here))
                e.store(value, w, here)
                sums[r] = e.multiply_add(value, now, sums[r])
            return [e.builder.add(offset, INT64(BYTES)), *sums]

        _, *sums = e.loop(vectors, [INT64(0), *[e.constant(0.0)] * rows], one)
        add_outputs(e, to, spacing, sum_lanes(e, sums), rows, 1)

    return emit
