"""Full connections and rows, whose weights belong to one unit each: one pass over the weights, which may be as large as
memory is slow, takes what comes back through them and changes them on the way.

    back[j] += d_m W[m][j]      W[m][j] += rate d_m x[j]

Few weights are gone through in *columns*: what comes back to some inputs stays in registers while all units are dealt
with. Many are gone through in *rows*, as they lie in memory, from the last to the first: so those that were used last
on the way up are used first on the way down, and the other way round, while they still are in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass
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
FEW_BYTES = 1 << 14  # bytes of weights, which the first-level cache holds beside all else


class OwnWeights:
    """Emits the pass over one block."""

    def __init__(self, e: Emitter, units: Units, rule: Rule, window: WindowLayout, block: BlockLayout):
        self.e, self.units, self.rule, self.window, self.block = e, units, rule, window, block
        self.alone = block.kind != DENSE  # every row has inputs of its own

    def descend(self, x: Any, back: dict[int, Any], keep: dict[int, bool]) -> None:
        """``back``: where what comes back of each order is collected (empty: nowhere); ``keep``, of the same
        orders: is there something?"""
        weights = Weights.of(self.e, self.units.base, self.block)
        if not self.alone and self.block.maps * self.block.stride <= FEW_BYTES:
            self._in_columns(x, back, keep, weights)
        else:
            self._in_rows(x, back, keep, weights)

    def _name(self, way: str, size: int, keep: dict[int, bool]) -> str:
        """Of the function for so many rows or columns: all that it depends on."""
        block, flags = self.block, "".join(f"_{field}{'+' * kept}" for field, kept in keep.items())
        return f"{way}_{size}_{block.stride}_{block.spacing}{flags}" + "_holes" * block.holes

    # ---- columns -----------------------------------------------------------------------------------------------------

    def _in_columns(self, x: Any, back: dict[int, Any], keep: dict[int, bool], weights: Weights) -> None:
        e = self.e
        carried = [x, *back.values(), *weights.list]
        most = max(1, e.processor.registers(LANES) // (2 * (1 + len(back) + self.rule.second)))
        for wide, count in split(self.window.vectors, most):

            def some(carried: list[Any], wide: int = wide) -> list[Any]:
                self._columns(wide, carried, keep)
                return [e.at(at, wide * BYTES) for at in carried]

            carried = e.loop(count, carried, some, UNROLLED)

    def _columns(self, wide: int, places: list[Any], keep: dict[int, bool]) -> None:
        """All units' weights for so many neighbouring vectors of inputs."""
        block, layout, columns = self.block, self.units.layout, [BYTES * j for j in range(wide)]

        def emit(e: Emitter, base: Any, rows: Any, place: Any, x: Any, *given: Any) -> None:
            back, weights = given[: len(keep)], Weights(*given[len(keep) :])
            step = _OwnStep(Units(e, layout, base, None), self.rule, weights, list(keep))
            inputs = [step.input(e.load(x, column)) for column in columns]
            sums = [
                e.load(at, column) if kept else e.constant(0.0)
                for column in columns
                for at, kept in zip(back, keep.values(), strict=True)
            ]

            def one(carried: list[Any]) -> list[Any]:
                place, offset, *sums = carried
                unit = step.unit(self._unit_at(e, place))
                after = []
                for j, column in enumerate(columns):
                    here = e.builder.add(offset, INT64(column))
                    after += step.take(here, inputs[j], unit, sums[j * len(keep) : (j + 1) * len(keep)])
                return [self._further(e, place, 1), e.builder.add(offset, INT64(block.stride)), *after]

            _, _, *sums = e.loop(rows, [place, INT64(0), *sums], one)
            for k, column in enumerate(columns):
                for at, total in zip(back, sums[k * len(keep) :], strict=False):
                    e.store(total, at, column)

        e, name = self.e, self._name("columns", wide, keep)
        e.call(name, emit, self.units.base, INT64(block.maps), self._unit_place(e, 0), *places)

    # ---- rows --------------------------------------------------------------------------------------------------------

    def _in_rows(self, x: Any, back: dict[int, Any], keep: dict[int, bool], weights: Weights) -> None:
        e, maps = self.e, self.block.maps
        most = 1 if self.alone or self.rule.second or self.rule.moving or self.rule.adamw else ROWS_AT_ONCE
        end = maps * self.window.row if self.alone else 0
        ends = [e.at(at, end) for at in (x, *back.values())]
        carried = [self._unit_place(e, maps), *ends, *weights.moved(e, maps * self.block.stride).list]
        parts = split(maps, most)
        # where nothing has come back yet, the first rows write what the others add to
        if not self.alone and back and not all(keep.values()):
            carried = self._rows(parts[0][0], carried, keep)
            parts[0] = parts[0][0], parts[0][1] - 1
        kept = dict.fromkeys(back, not self.alone)
        for rows, count in parts:
            if count:
                carried = e.loop(count, carried, partial(self._rows, rows, keep=kept), UNROLLED)

    def _rows(self, rows: int, carried: list[Any], keep: dict[int, bool]) -> list[Any]:
        """The weights of the units before; what is carried on."""
        e, layout, stride = self.e, self.units.layout, self.block.stride
        before = -self.window.row if self.alone else 0
        place, *rest = carried
        place = self._further(e, place, -rows)
        x, *back = (e.at(at, before) for at in rest[: 1 + len(keep)])
        weights = Weights(*rest[1 + len(keep) :]).moved(e, -rows * stride)

        def emit(e: Emitter, base: Any, vectors: Any, place: Any, x: Any, *given: Any) -> None:
            back, weights = given[: len(keep)], Weights(*given[len(keep) :])
            step = _OwnStep(Units(e, layout, base, None), self.rule, weights, list(keep))
            units = [step.unit(self._unit_at(e, self._further(e, place, r))) for r in range(rows)]

            def one(carried: list[Any]) -> list[Any]:
                (offset,) = carried
                inputs = step.input(e.load(x, offset))
                kept = zip(back, keep.values(), strict=True)
                sums = [e.load(at, offset) if keeps else e.constant(0.0) for at, keeps in kept]
                for r, unit in enumerate(units):
                    sums = step.take(e.builder.add(offset, INT64(r * stride)), inputs, unit, sums)
                for at, total in zip(back, sums, strict=True):
                    e.store(total, at, offset)
                return [e.builder.add(offset, INT64(BYTES))]

            e.loop(vectors, [INT64(0)], one)

        values = [self.units.base, INT64(self.window.vectors), place, x, *back, *weights.list]
        e.call(self._name("rows", rows, keep), emit, *values)
        return [place, x, *back, *weights.list]

    # ---- units: evenly, or in a table --------------------------------------------------------------------------------

    def _unit_place(self, e: Emitter, number: int) -> Any:
        """What leads to a unit: its place in a unit field, or where that stands in a table."""
        rows, spacing = self.block.rows, self.block.spacing
        return INT64(rows[0] + number * spacing) if spacing else e.at(e.table(rows), 8 * number)

    def _further(self, e: Emitter, place: Any, count: int) -> Any:
        spacing = self.block.spacing
        return e.builder.add(place, INT64(count * spacing)) if spacing else e.at(place, 8 * count)

    def _unit_at(self, e: Emitter, place: Any) -> Any:
        return place if self.block.spacing else e.load_int(place)


@dataclass
class _Unit:
    """What the step of a unit's weights needs of it, in every lane; ``share``: the factor of squares in curvatures."""

    numbers: dict[int, Any]
    share: Any


class _OwnStep:
    """Emits the step of vectors of weights, and their part of what comes back (of the ``fields``)."""

    def __init__(self, units: Units, rule: Rule, weights: Weights, fields: list[int]):
        self.e, self.units, self.rule, self.weights, self.fields = units.e, units, rule, weights, fields
        self.step = Step(units.e, rule, units.base, LANES)

    def input(self, x: Any) -> tuple[Any, Any]:
        """A vector of inputs, and their squares where they are needed."""
        return x, self.e.builder.fmul(x, x) if self.rule.second else None

    def unit(self, place: Any) -> _Unit:
        """The unit at a place of the unit fields."""
        e = self.e
        numbers = {field: e.load_float(self.units.at(field), place) for field in _needed(self.rule)}
        return _Unit({field: e.splat(value) for field, value in numbers.items()}, self._share(numbers))

    def _share(self, numbers: dict[int, Any]) -> Any:
        e, rule = self.e, self.rule
        if not rule.second:
            return None
        return e.splat(e.builder.fmul(self.step.gamma, numbers[A_GGRAD]) if rule.averaging else numbers[A_GGRAD])

    def take(self, here: Any, inputs: tuple[Any, Any], unit: _Unit, sums: list[Any]) -> list[Any]:
        """The weights ``here`` are changed; ``sums`` with what comes back through them as they were."""
        e, b, rule = self.e, self.e.builder, self.rule
        (x, squares), numbers = inputs, unit.numbers
        w = e.load(self.weights.weights, here)
        if rule.plain:
            e.store(e.multiply_add(numbers[A_STEP], x, w), self.weights.weights, here)
        elif rule.steps:
            rate = numbers[A_RATE] if rule.unit_rates else e.load(self.weights.rates, here)
            self.step.take(self.weights, here, w, rate, b.fmul(numbers[A_GRAD], x), unit.share, squares)
        factors = [(A_GRAD, w) if field == A_BACKSUM else (A_GGRAD, b.fmul(w, w)) for field in self.fields]
        return [e.multiply_add(numbers[k], value, total) for (k, value), total in zip(factors, sums, strict=True)]


def _needed(rule: Rule) -> list[int]:
    """The unit fields that a step needs."""
    if not rule.steps:
        return [A_GRAD]
    if rule.plain:
        return [A_GRAD, A_STEP]
    return [A_GRAD] + [A_RATE] * rule.unit_rates + [A_GGRAD] * rule.second
