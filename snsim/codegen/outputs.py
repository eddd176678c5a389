"""The outputs of a network: what is wanted of them, the error, and whether the answer is a good one.

Targets are brought to the places of their units first, where the gradients of the outputs will be: so all is done
vector by vector, in whatever order the units lie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir

from ..kernels.course import COST_THLMS, COST_XENT
from ..planner.layout import A_BACKSUM, A_SQBACKSUM, A_VAL, BOUND, SMOOTHING, LevelLayout
from .emitter import BYTES, FLOAT, INT32, INT64, LANES, POINTER, Emitter
from .moves import present
from .products import sum_lanes
from .units import SOFTMAX, Units, stretches

Body = Callable[[Any, Any, list[int] | None, list[Any]], list[Any]]
"""Of a loop over the outputs: (states, targets, lanes that are units or ``None`` for all, carried) -> carried."""


class Outputs:
    """Emits for the outputs of a network; ``targets``: address of those of a pattern, side by side."""

    def __init__(self, e: Emitter, units: Units, targets: Any):
        self.e, self.units, self.targets = e, units, targets
        self.level = units.layout.levels[-1]
        self.states, self.wanted = (units.at(field, self.level.start) for field in (A_VAL, A_BACKSUM))

    def want(self) -> None:
        """Targets to the places of their units; 0 where there is none."""
        present(self.e, self.wanted, self.targets, _numbers(self.level))

    def through(self, start: list[Any], body: Body) -> list[Any]:
        """``body`` for every vector of outputs, each with what the one before returned; what the last returns."""
        e, carried = self.e, start
        for begin, count, mask in stretches(self.level):

            def one(carried: list[Any], mask: list[int] | None = mask) -> list[Any]:
                offset, *rest = carried
                results = body(e.load(self.states, offset), e.load(self.wanted, offset), mask, rest)
                return [e.builder.add(offset, INT64(BYTES)), *results]

            _, *carried = e.loop(count, [INT64(begin * BYTES), *carried], one)
        return carried

    def error(self, cost: int, backward: bool) -> Any:
        """The error, a sum over outputs; targets become b of the output units, if anything is to go ``backward``."""
        if cost == COST_XENT:
            return self._softmax()
        e, half = self.e, self.e.constant(0.5)
        b = e.builder
        bound = e.broadcast(self.units.base, 4 * BOUND) if cost == COST_THLMS else None

        def one(carried: list[Any]) -> list[Any]:
            offset, total = carried
            target = e.load(self.wanted, offset)
            d = b.fsub(target, e.load(self.states, offset))
            if bound is not None:
                d = self._clipped(d, b.fcmp_ordered(">", target, bound))
            if backward:
                e.store(d, self.wanted, offset)
            return [b.add(offset, INT64(BYTES)), b.fadd(total, b.fmul(half, b.fmul(d, d)))]

        _, total = e.loop(self.level.vectors, [INT64(0), e.constant(0.0)], one)
        return b.extract_element(sum_lanes(e, [total]), INT32(0))

    def _clipped(self, d: Any, above: Any) -> Any:
        """The thresholded cost: only what falls short counts."""
        b, zero = self.e.builder, self.e.constant(0.0)
        least = b.select(b.fcmp_ordered("<", d, zero), zero, d)
        most = b.select(b.fcmp_ordered(">", d, zero), zero, d)
        return b.select(above, least, most)

    def _softmax(self) -> Any:
        """The same of the cross-entropy, with the curvature s of the output units; called, as exact mode does it."""
        e, units, order = self.e, self.units, self.level.order
        kind = ir.FunctionType(FLOAT, [POINTER] * 6 + [INT64, FLOAT]).as_pointer()
        function = e.builder.inttoptr(e.load_int(units.links, 8 * SOFTMAX), kind)
        places, numbers = e.table([place // 4 for place in order]), e.table(range(len(order)))
        fields = [units.at(A_BACKSUM), units.at(A_SQBACKSUM)]
        smoothing = e.load_float(units.base, 4 * SMOOTHING)
        states = units.at(A_VAL)
        return e.builder.call(
            function, [states, places, self.targets, numbers, *fields, INT64(len(order)), smoothing]
        )

    def even_curvature(self) -> None:
        """s = 1 for all outputs: the curvature of half a square."""
        at = self.units.at(A_SQBACKSUM, self.level.start)
        self.e.each_vector(self.level.vectors, lambda offset: self.e.store(self.e.constant(1.0), at, offset))


def _numbers(level: LevelLayout) -> np.ndarray:
    """(vectors, 16): the number of the output in each lane, -1 for none."""
    numbers = np.full(level.vectors * LANES, -1)
    numbers[(np.array(level.order) - level.start) // 4] = np.arange(len(level.order))
    return numbers.reshape(-1, LANES)
