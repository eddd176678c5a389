"""Full connections and rows, whose weights belong to one unit each: one pass over the weights, which may be as large as
memory is slow, takes what comes back through them and changes them on the way.

    back[j] += d_m W[m][j]      W[m][j] += rate d_m x[j]
"""

from __future__ import annotations

from functools import partial
from typing import Any

from ..planner.layout import (
    A_BACKSUM,
    A_GGRAD,
    A_GRAD,
    A_RATE,
    A_STEP,
    DENSE,
    LANES,
    BlockLayout,
    WindowLayout,
)
from .emitter import BYTES, INT64, UNROLLED, Emitter
from .products import split
from .steps import Rule, Step, Weights
from .units import Units

ROWS_AT_ONCE = 4


class OwnWeights:
    """Emits the pass over one block."""

    def __init__(self, e: Emitter, units: Units, rule: Rule, window: WindowLayout, block: BlockLayout):
        self.e, self.units, self.rule, self.window, self.block = e, units, rule, window, block
        self.alone = block.kind != DENSE  # every row has inputs of its own

    def descend(self, x: Any, back: dict[int, Any], keep: dict[int, bool]) -> None:
        """``back``: where what comes back of each order is collected (empty: nowhere); ``keep``: is there something?"""
        e, block = self.e, self.block
        most = 1 if self.alone or self.rule.second or self.rule.moving or self.rule.adamw else ROWS_AT_ONCE
        start = Weights.of(e, self.units.base, block).list
        table = e.at(self.units.base, 0) if block.spacing else e.table(block.rows)
        carried = [INT64(block.rows[0]) if block.spacing else table, x, *back.values(), *start]
        parts = split(block.maps, most)
        if not self.alone and back and not all(keep.values()):
            carried = self._rows(parts[0][0], carried, list(back), keep)
            parts[0] = parts[0][0], parts[0][1] - 1
        kept = dict.fromkeys(back, not self.alone)
        for rows, count in parts:
            if count:
                carried = e.loop(count, carried, partial(self._rows, rows, fields=list(back), keep=kept), UNROLLED)

    def _rows(self, rows: int, carried: list[Any], fields: list[int], keep: dict[int, bool]) -> list[Any]:
        """The next rows, done; what is carried on."""
        e, block = self.e, self.block
        place, x, *rest = carried
        back, weights = rest[: len(fields)], Weights(*rest[len(fields) :])
        places = self._places(place, rows)
        values = [self._unit_values(at) for at in places]
        flags = "".join(str(int(keep[field])) for field in fields)
        name = f"descend_{rows}_{block.stride}_{fields}_{flags}" + "_holes" * block.holes
        flat = [number for group in values for number in group]

        def emit(e: Emitter, base: Any, count: Any, x: Any, *given: Any) -> None:
            _descend(e, self.rule, base, count, x, given, rows, block.stride, fields, keep)

        e.call(name, emit, self.units.base, INT64(self.window.vectors), x, *back, *weights.list, *flat)
        spacing = block.spacing
        place = e.builder.add(place, INT64(rows * spacing)) if spacing else e.at(place, 8 * rows)
        if self.alone:
            x = e.at(x, self.window.row)
            back = [e.at(at, self.window.row) for at in back]
        return [place, x, *back, *weights.moved(e, rows * block.stride).list]

    def _places(self, place: Any, rows: int) -> list[Any]:
        """Offsets of units in a unit field."""
        e, spacing = self.e, self.block.spacing
        if spacing:
            return [e.builder.add(place, INT64(r * spacing)) for r in range(rows)]
        return [e.load_int(place, 8 * r) for r in range(rows)]

    def _unit_values(self, place: Any) -> list[Any]:
        """What the step of a unit's weights needs of the unit."""
        return [self.e.load_float(self.units.at(field), place) for field in _fields(self.rule)]


def _fields(rule: Rule) -> list[int]:
    """The unit fields that a step needs."""
    if not rule.steps:
        return [A_GRAD]
    if rule.plain:
        return [A_GRAD, A_STEP]
    return [A_GRAD] + [A_RATE] * rule.unit_rates + [A_GGRAD] * rule.second


def _descend(
    e: Emitter,
    rule: Rule,
    base: Any,
    count: Any,
    x: Any,
    given: tuple[Any, ...],
    rows: int,
    stride: int,
    fields: list[int],
    keep: dict[int, bool],
) -> None:
    """``given``: addresses of what comes back, of weights and their company, then the numbers of every unit."""
    b, kinds = e.builder, _fields(rule)
    back, rest = list(given[: len(fields)]), given[len(fields) :]
    weights, numbers = Weights(*rest[:6]), rest[6:]
    units = [dict(zip(kinds, numbers[r * len(kinds) :], strict=False)) for r in range(rows)]
    splats = [{kind: e.splat(value) for kind, value in unit.items()} for unit in units]
    step = Step(e, rule, base, LANES)
    shares = [_share(e, rule, step, unit) for unit in units]

    def one(carried: list[Any]) -> list[Any]:
        (offset,) = carried
        inputs = e.load(x, offset)
        squares = b.fmul(inputs, inputs) if rule.second else None
        sums = [e.load(at, offset) if keep[f] else e.constant(0.0) for f, at in zip(fields, back, strict=True)]
        for r in range(rows):
            here = b.add(offset, INT64(r * stride))
            w = e.load(weights.weights, here)
            for k, field in enumerate(fields):
                factor, value = (A_GRAD, w) if field == A_BACKSUM else (A_GGRAD, b.fmul(w, w))
                sums[k] = e.multiply_add(splats[r][factor], value, sums[k])
            if not rule.steps:
                continue
            if rule.plain:
                e.store(e.multiply_add(splats[r][A_STEP], inputs, w), weights.weights, here)
            else:
                rate = splats[r][A_RATE] if rule.unit_rates else e.load(weights.rates, here)
                step.take(weights, here, w, rate, b.fmul(splats[r][A_GRAD], inputs), shares[r], squares)
        for at, total in zip(back, sums, strict=True):
            e.store(total, at, offset)
        return [b.add(offset, INT64(BYTES))]

    e.loop(count, [INT64(0)], one)


def _share(e: Emitter, rule: Rule, step: Step, unit: dict[int, Any]) -> Any:
    """The factor of the squares of inputs in a curvature."""
    if not rule.second:
        return None
    return e.splat(e.builder.fmul(step.gamma, unit[A_GGRAD]) if rule.averaging else unit[A_GGRAD])


